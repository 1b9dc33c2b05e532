/* SPDX-License-Identifier: ISC */
/*
 * Cases of EntityManager: rows before, events, what becomes of each, rows
 * after.  What is turned away or ignored must leave every table as it was,
 * and undoing the block must bring every table back.
 *
 *	em_test URL FILE...
 */
#include <stdint.h>
#include <unistd.h>

#include "common/base/limits.h"
#include "common/base/sig.h"
#include "common/conf/conf.h"
#include "common/db/db.h"
#include "indexer/em/em.h"
#include "tests/sql/conn.h"
#include "tests/tap.h"
#include "tests/unit/vec.h"

struct test {
	struct rule_dates dates;
	struct conn n;
	PGconn *pg; /* to prepare and to look */
	struct sig *sig;
	FILE *err;       /* what the indexer logs */
	struct arena *a; /* of one case */
};

/* One value of SQL; "" for NULL. */
static const char *
ask(struct test *t, const char *sql, const char *arg)
{
	const char *param[] = { arg };
	PGresult *res =
	    PQexecParams(t->pg, sql, arg != NULL, NULL, param, NULL, NULL, 0);
	const char *s;

	if (PQresultStatus(res) != PGRES_TUPLES_OK) {
		printf("Bail out! %s: %s\n", sql, PQresultErrorMessage(res));
		exit(1);
	}
	s = arena_strdup(t->a, PQgetvalue(res, 0, 0));
	PQclear(res);
	return s;
}

static const char *
text_of(struct json_object *o)
{
	return json_object_to_json_string_ext(o, JSON_C_TO_STRING_PLAIN);
}

/* "@generate:head[N x item]tail" */
static const char *
generated(struct test *t, const char *s)
{
	const char *open, *x, *close;
	struct arena *a = t->a;
	char *out, *p;
	size_t n, len;

	if (strncmp(s, "@generate:", 10) != 0)
		return s;
	s += 10;
	open = strrchr(s, '[');
	n = strtoul(open + 1, NULL, 10);
	x = strstr(open, " x ") + 3;
	close = strchr(x, ']');
	len = (size_t)(close - x);
	out = p = arena_alloc(a, strlen(s) + n * (len + 1) + 1);
	p += sprintf(p, "%.*s[", (int)(open - s), s);
	for (size_t i = 0; i < n; i++)
		p += sprintf(p, "%s%.*s", i > 0 ? "," : "", (int)len, x);
	sprintf(p, "%s", close);
	return out;
}

static struct abi_value
string_arg(struct test *t, struct json_object *e, const char *key)
{
	const char *s = generated(t, json_object_get_string(vec_get(e, key)));
	struct abi_value v = { .type = ABI_STRING };

	v.bytes.p = (const uint8_t *)s;
	v.bytes.len = strlen(s);
	return v;
}

static struct abi_value
number_arg(struct json_object *e, const char *key)
{
	struct abi_value v = { .type = ABI_UINT256 };

	if (u256_parse(&v.num, json_object_get_string(vec_get(e, key))) != 0) {
		printf("Bail out! %s\n", key);
		exit(1);
	}
	return v;
}

static struct abi_value
address_arg(struct json_object *e, const char *key)
{
	const char *s = json_object_get_string(vec_get(e, key));
	struct abi_value v = { .type = ABI_ADDRESS };

	if (hex_decode(v.address, 20, s, strlen(s)) != 0) {
		printf("Bail out! %s\n", key);
		exit(1);
	}
	return v;
}

static void
make_event(struct test *t, struct event *e, struct json_object *o, uint32_t i)
{
	static const struct event_row *row;
	struct chain_tx *tx = arena_zalloc(t->a, 1, sizeof(*tx));
	size_t k;

	for (k = 0; row == NULL && k < events_nrows; k++)
		if (events_row[k].event == ABI_ENTITYMANAGER_MANAGEENTITY)
			row = &events_row[k];
	memset(tx->hash, (int)(0xa0 + i), sizeof(tx->hash));
	tx->index = i;
	memset(e, 0, sizeof(*e));
	e->row = row;
	e->abi = &abi_event[ABI_ENTITYMANAGER_MANAGEENTITY];
	e->tx = tx;
	e->txpos = i;
	e->logindex = i;
	e->arg = arena_zalloc(t->a, 6, sizeof(*e->arg));
	e->arg[0] = number_arg(o, "_userId");
	e->arg[1] = address_arg(o, "_signer");
	e->arg[2] = string_arg(t, o, "_entityType");
	e->arg[3] = number_arg(o, "_entityId");
	e->arg[4] = string_arg(t, o, "_metadata");
	e->arg[5] = string_arg(t, o, "_action");
}

/* Writing forgets the memory it was made in. */
static enum rc
write_rows(struct ctx *c, struct rows *rows)
{
	struct arena *keep;
	enum rc rc;

	keep = ctx_in(c, arena_new((size_t)64 << 20));
	rc = rows_write(c, rows);
	arena_free(c->a);
	ctx_back(c, keep);
	return rc;
}

/* Block 100 with these events, as the indexer writes it. */
static enum rc
apply(struct test *t, struct apply *ap, struct chain_block *b,
    const struct event_list *list)
{
	struct ctx *c = &t->n.c;
	const struct event *culprit = NULL;
	const char *param[] = { "100", "0x64", NULL, "t" };
	enum rc rc;
	size_t i;

	param[2] = arena_printf(t->a, "0x%s%s%s%s", "6363636363636363",
	    "6363636363636363", "6363636363636363", "6363636363636363");
	/* Whatever was applied before, naming rows judges nothing. */
	ap->b = b;
	ap->blocknumber = "99";
	for (i = 0; i < list->n; i++)
		em_want(ap, &list->e[i]);
	if ((rc = rows_load(c, ap->rows)) != RC_OK ||
	    (rc = db_begin(c)) != RC_OK)
		return rc;
	if ((rc = db_queue(c, SQL_IDX_BLOCK_BEGIN, param)) != RC_OK ||
	    (rc = db_flush(c)) != RC_OK ||
	    (rc = apply_block(ap, b, list, &culprit)) != RC_OK ||
	    (rc = write_rows(c, ap->rows)) != RC_OK ||
	    (rc = db_flush(c)) != RC_OK)
		return rc;
	return db_commit(c);
}

/* The rule in the last line of the log, or "". */
static const char *
last_rule(struct test *t)
{
	char line[8192];
	const char *rule = "", *p;

	fflush(t->err);
	rewind(t->err);
	while (fgets(line, sizeof(line), t->err) != NULL)
		if ((p = strstr(line, " rule=")) != NULL)
			rule = arena_memdup(t->a, p + 6, strcspn(p + 6, " \n"));
	rewind(t->err);
	if (ftruncate(fileno(t->err), 0) != 0)
		exit(1);
	return rule;
}

/* A rule given as a letter names its group. */
static bool
same_rule(const char *want, const char *got)
{
	size_t n = strlen(want);

	return strcmp(want, got) == 0 ||
	       (n > 0 && strspn(want, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == n &&
		   strncmp(want, got, n) == 0 &&
		   strspn(got + n, "0123456789") == strlen(got + n));
}

/* After the block: the rows that must be there, those that must not. */
static void
look(struct test *t, struct json_object *cs, const char *name)
{
	if (vec_has(cs, "rows"))
		IS(ask(t, "SELECT test.missing($1::jsonb)",
		       text_of(vec_get(cs, "rows"))),
		    "", "%s: the rows are there", name);
	if (vec_has(cs, "absent") || vec_has(cs, "no_rows"))
		IS(ask(t, "SELECT test.present($1::jsonb)",
		       text_of(vec_get(cs,
			   vec_has(cs, "absent") ? "absent" : "no_rows"))),
		    "", "%s: other rows are not", name);
}

struct outcome {
	size_t rejected;
	const char *rule; /* the last one */
};

/* What applying needs, with rows that know nothing yet. */
static void
begin(struct test *t, struct apply *ap, struct chain_block *b, uint64_t number,
    uint64_t time)
{
	memset(b, 0, sizeof(*b));
	b->number = number;
	b->time = time;
	memset(b->hash, (int)number, sizeof(b->hash));
	memset(b->parent, (int)number - 1, sizeof(b->parent));
	if (ap->rows == NULL)
		ap->rows = rows_new(&t->n.c);
}

static void
make_list(struct test *t, struct event_list *list, struct json_object *events)
{
	size_t i;

	list->n = vec_len(events);
	list->e = arena_zalloc(t->a, list->n, sizeof(*list->e));
	for (i = 0; i < list->n; i++)
		make_event(t, &list->e[i], json_object_array_get_idx(events, i),
		    (uint32_t)i);
}

static enum rc
run(struct test *t, struct json_object *events, uint64_t time,
    struct outcome *o)
{
	struct apply ap = { .c = &t->n.c, .sig = t->sig, .dates = &t->dates };
	struct event_list list;
	struct chain_block b;
	enum rc rc;

	t->n.c.a = t->a;
	ap.scratch = arena_new((size_t)16 << 20);
	ap.block = arena_new((size_t)16 << 20);
	begin(t, &ap, &b, 100, time);
	make_list(t, &list, events);
	rc = apply(t, &ap, &b, &list);
	arena_free(ap.block);
	arena_free(ap.scratch);
	o->rejected = ap.rejected;
	o->rule = last_rule(t);
	if (rc != RC_OK)
		printf("# %s\n", t->n.c.err.msg);
	return rc;
}

/*
 * Each event in a block of its own: every block written by itself, with rows
 * loaded anew, or all of them at once.
 */
static enum rc
run_cut(struct test *t, struct json_object *events, uint64_t time,
    bool together)
{
	struct apply ap = { .c = &t->n.c, .sig = t->sig, .dates = &t->dates };
	const struct event *culprit = NULL;
	struct event_list list, one = { .n = 1 };
	struct ctx *c = &t->n.c;
	struct chain_block b;
	enum rc rc = db_begin(c);
	size_t i, k;

	ap.scratch = arena_new((size_t)16 << 20);
	ap.block = arena_new((size_t)16 << 20);
	make_list(t, &list, events);
	for (i = 0; rc == RC_OK && i < list.n; i++) {
		one.e = &list.e[i];
		if (!together)
			ap.rows = NULL;
		begin(t, &ap, &b, 100 + i, time + i);
		for (k = 0; k < list.n; k++)
			if (together ? i == 0 : k == i)
				em_want(&ap, &list.e[k]);
		if ((rc = rows_load(c, ap.rows)) != RC_OK ||
		    (rc = apply_block(&ap, &b, &one, &culprit)) != RC_OK)
			break;
		if (!together || i == list.n - 1)
			rc = write_rows(c, ap.rows);
		if (rc == RC_OK)
			rc = db_flush(c);
	}
	arena_free(ap.block);
	arena_free(ap.scratch);
	return rc == RC_OK ? db_commit(c) : rc;
}

/* How a range of blocks is cut into writes must not show. */
static void
cut_case(struct test *t, struct json_object *cs, struct json_object *events,
    const char *name)
{
	const char *prior = text_of(vec_get(cs, "prior"));
	uint64_t time =
	    (uint64_t)json_object_get_int64(vec_get(cs, "block_timestamp"));
	const char *state[2];
	int i;

	for (i = 0; i < 2; i++) {
		ask(t, "SELECT test.begin($1::jsonb)", prior);
		if (run_cut(t, events, time, i == 1) != RC_OK) {
			OK(false, "%s: %s", name, t->n.c.err.msg);
			exit(1);
		}
		state[i] = ask(t, "SELECT test.state()", NULL);
	}
	last_rule(t);
	IS(state[1], state[0],
	    "%s: in blocks of their own, however many are written at once",
	    name);
}

/* "event", or "events" of one block of which the last one is judged. */
static struct json_object *
events_of(struct test *t, struct json_object *cs)
{
	struct json_object *arr;

	if (vec_has(cs, "events"))
		return vec_get(cs, "events");
	arr = json_object_new_array();
	arena_defer(t->a, vec_put, arr);
	json_object_array_add(arr, json_object_get(vec_get(cs, "event")));
	return arr;
}

static void
one_case(struct test *t, struct json_object *cs)
{
	const char *name = json_object_get_string(vec_get(cs, "name"));
	const char *expect = json_object_get_string(vec_get(cs, "expect"));
	const char *rule = json_object_get_string(vec_get(cs, "rule"));
	struct json_object *config = vec_get(cs, "config");
	struct json_object *events = events_of(t, cs);
	size_t n = strcmp(expect, "reject") == 0;
	struct outcome o = { 0 };
	const char *before, *after;

	t->n.cf.verified_address =
	    json_object_get_string(vec_get(config, "verified_address"));
	t->n.cf.ddex_apps =
	    vec_has(config, "ddex_apps")
		? json_object_get_string(vec_get(config, "ddex_apps"))
		: "";
	t->n.c.a = t->a;
	if (rule_dates_read(&t->n.c, &t->dates,
		vec_has(config, "rule_dates")
		    ? json_object_get_string(vec_get(config, "rule_dates"))
		    : "") != RC_OK)
		exit(1);
	before = ask(t, "SELECT test.begin($1::jsonb)",
	    text_of(vec_get(cs, "prior")));
	if (run(t, events,
		(uint64_t)json_object_get_int64(vec_get(cs, "block_timestamp")),
		&o) != RC_OK) {
		OK(false, "%s: the block is written", name);
		db_rollback(&t->n.c);
		err_clear(&t->n.c.err);
		return;
	}
	after = ask(t, "SELECT test.state()", NULL);
	OK(o.rejected == n, "%s: %s (rule %s)", name, expect,
	    n == 0 && o.rejected > 0 ? o.rule : rule);
	if (n == 1)
		OK(same_rule(rule, o.rule), "%s: it is rule %s, was %s", name,
		    rule, o.rule);
	if (strcmp(expect, "accept") != 0 && vec_len(events) == 1)
		IS(after, before, "%s: no row changes", name);
	if (strcmp(expect, "accept") == 0)
		OK(strcmp(before, after) != 0, "%s: a row changes", name);
	look(t, cs, name);
	IS(ask(t, "SELECT test.undo()", NULL), before,
	    "%s: undone, every table is as before", name);
	if (vec_len(events) > 1)
		cut_case(t, cs, events, name);
}

/* What newer rules have made of cases of the first vectors. */
static bool
is_superseded(const char *path, struct json_object *cs)
{
	static const int64_t ids[] = {
		33, /* a description of 1001 characters is taken */
		44, /* a public playlist may be made private */
	};
	int64_t id = json_object_get_int64(vec_get(cs, "id"));
	size_t i;

	for (i = 0; i < sizeof(ids) / sizeof(ids[0]); i++)
		if (strstr(path, "vectors/chain.json") != NULL && ids[i] == id)
			return true;
	return false;
}

static void
one_file(struct test *t, const char *path)
{
	struct json_object *cases =
	    vec_get(vec_load(path), "entity_manager_cases");
	size_t i;

	for (i = 0; i < vec_len(cases); i++) {
		if (is_superseded(path, json_object_array_get_idx(cases, i))) {
			vec_ran(json_object_array_get_idx(cases, i));
			continue;
		}
		t->a = arena_new((size_t)64 << 20);
		one_case(t, json_object_array_get_idx(cases, i));
		vec_ran(json_object_array_get_idx(cases, i));
		arena_free(t->a);
	}
}

int
main(int argc, char **argv)
{
	struct test t = { 0 };
	struct arena *keep;
	int i;

	if (argc < 3)
		return 2;
	conn_open(&t.n, argv[1], DB_WRITER);
	keep = t.n.c.a;
	t.n.c.log.level = LOG_LEVEL_DEBUG;
	t.pg = PQconnectdb(argv[1]);
	t.sig = sig_new();
	t.err = tmpfile();
	if (t.err == NULL || dup2(fileno(t.err), STDERR_FILENO) < 0 ||
	    PQstatus(t.pg) != CONNECTION_OK) {
		printf("Bail out! %s\n", PQerrorMessage(t.pg));
		return 1;
	}
	for (i = 2; i < argc; i++)
		one_file(&t, argv[i]);
	PQfinish(t.pg);
	sig_free(t.sig);
	t.n.c.a = keep;
	conn_free(&t.n);
	DONE();
}
