/* SPDX-License-Identifier: ISC */
#include "indexer/rows/digest.h"

#include <inttypes.h>
#include <nettle/sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/base/buf.h"
#include "common/base/fnv.h"
#include "common/base/limits.h"
#include "common/base/pgarr.h"
#include "common/db/db.h"
#include "common/db/lock.h"
#include "common/json/jsonb.h"

#define BUCKET_BITS  12 /* keys of a bucket that is told by ids: 4096 */
#define BUCKET_CHARS 3  /* of keys that are texts */

struct digest;
struct column;

/* Adds a cell's canonical value to d->value; false: it is null. */
typedef bool value_fn(struct digest *d, const struct column *k,
    const char *cell, unsigned turned);

struct column {
	unsigned col;
	const char *name;   /* with a blank behind it */
	size_t len;         /* of that */
	const char *null;   /* what is stored for a null, or NULL */
	const char *preset; /* what is stored for JSON's null, or NULL */
	unsigned turned;    /* bit, or 0 */
	value_fn *value;
};

struct counted {
	struct column *col;
	size_t n;
	unsigned bucket; /* column whose values are cut into buckets */
	bool is_id;      /* these are ids */
	unsigned turned; /* column, or 0 */
};

/* What one bucket has gained. */
struct gain {
	const struct table *t; /* NULL: none */
	char bucket[4 * BUCKET_CHARS + 24];
	struct u256 term;
};

struct core_base {
	const char *id;
	int64_t base;
};

struct digest {
	struct counted of[T__MAX];
	struct core_base *core;
	size_t ncore;
	struct arena *scratch;
	struct arena *kept;
	struct buf text, value; /* of a row, of a cell */
	struct gain *gain;      /* a table by hash, a power of two */
	size_t cap, n;
};

/* Jobs turn over what says who may be heard or seen. */
static const struct {
	enum table_id t;
	unsigned col, note, bit;
} turned[] = {
	{ T_TRACKS, TR_IS_DELETE, TR_TURNED, 1 },
	{ T_TRACKS, TR_IS_UNLISTED, TR_TURNED, 2 },
	{ T_USERS, U_IS_DEACTIVATED, U_TURNED, 1 },
	{ T_PLAYLISTS, P_IS_PRIVATE, P_TURNED, 1 },
};
#define NTURNED (sizeof(turned) / sizeof(turned[0]))

/* The column that notes it, or 0. */
static unsigned
turned_col(const struct table *t)
{
	size_t i;

	for (i = 0; i < NTURNED; i++)
		if (t == &tables[turned[i].t])
			return turned[i].note;
	return 0;
}

/* The bit of a column in it, or 0. */
static unsigned
turned_bit(const struct table *t, unsigned col)
{
	size_t i;

	for (i = 0; i < NTURNED; i++)
		if (t == &tables[turned[i].t] && col == turned[i].col)
			return turned[i].bit;
	return 0;
}

void
digest_turn_back(struct arena *a, const struct table *t, const char **cell,
    unsigned col)
{
	unsigned bit = turned_bit(t, col), note;
	unsigned long set;

	if (bit == 0)
		return;
	note = turned_col(t);
	if (cell[note] == NULL)
		return;
	set = strtoul(cell[note], NULL, 10) & ~(unsigned long)bit;
	cell[note] = set == 0 ? NULL : arena_printf(a, "%lu", set);
}

/* Values. */

static bool
text_value(struct digest *d, const struct column *k, const char *cell,
    unsigned set)
{
	(void)k, (void)set;
	buf_str(&d->value, cell);
	return true;
}

static bool
bool_value(struct digest *d, const struct column *k, const char *cell,
    unsigned set)
{
	bool is = cell[0] == 't' || cell[0] == 'T' || cell[0] == '1';

	if ((set & k->turned) != 0)
		is = !is;
	buf_str(&d->value, is ? "true" : "false");
	return true;
}

/* The eight bytes, as digits: no two programs print numbers alike. */
static bool
float_value(struct digest *d, const struct column *k, const char *cell,
    unsigned set)
{
	double x = strtod(cell, NULL);
	uint64_t bits;

	(void)k, (void)set;
	memcpy(&bits, &x, sizeof(bits));
	buf_printf(&d->value, "%016" PRIx64, bits);
	return true;
}

/* A block of a core chain is told by its height there. */
static bool
height_value(struct digest *d, const struct column *k, const char *cell,
    unsigned set)
{
	int64_t n = strtoll(cell, NULL, 10);
	size_t i;

	(void)k, (void)set;
	for (i = d->ncore; i-- > 0;)
		if (d->core[i].base < n) {
			buf_printf(&d->value, "%" PRId64 "@%s",
			    n - d->core[i].base, d->core[i].id);
			return true;
		}
	buf_str(&d->value, cell);
	return true;
}

static bool
json_value(struct digest *d, const struct column *k, const char *cell,
    unsigned set)
{
	struct buf out = { .a = d->scratch };

	(void)set;
	if (!jsonb_add(&out, cell))
		buf_str(&out, cell); /* the database will refuse it */
	if (out.len != 4 || memcmp(out.p, "null", 4) != 0) {
		buf_add(&d->value, out.p, out.len);
		return true;
	}
	if (k->preset != NULL)
		buf_str(&d->value, k->preset);
	return k->preset != NULL;
}

static bool
needs_quotes(const char *s, size_t n)
{
	size_t i;

	if (n == 0 || (n == 4 && strncasecmp(s, "NULL", 4) == 0))
		return true;
	for (i = 0; i < n; i++)
		if (strchr("\"\\{}, \t\n\r\v\f", s[i]) != NULL)
			return true;
	return false;
}

/* One element, *s at its quotes or first character; it ends behind it. */
static void
element(struct digest *d, const char **s)
{
	struct buf e = { .a = d->scratch };
	size_t i;

	if (**s != '"') {
		i = strcspn(*s, ",}");
		buf_add(&d->value, *s, i);
		*s += i;
		return;
	}
	for (++*s; **s != '"' && **s != '\0'; ++*s) {
		if (**s == '\\' && (*s)[1] != '\0')
			++*s;
		buf_add(&e, *s, 1);
	}
	*s += **s == '"';
	if (!needs_quotes(e.p, e.len)) {
		buf_add(&d->value, e.p, e.len);
		return;
	}
	buf_add(&d->value, "\"", 1);
	for (i = 0; i < e.len; i++) {
		if (e.p[i] == '"' || e.p[i] == '\\')
			buf_add(&d->value, "\\", 1);
		buf_add(&d->value, e.p + i, 1);
	}
	buf_add(&d->value, "\"", 1);
}

/* Of one dimension: quotes only where the database prints them. */
static bool
array_value(struct digest *d, const struct column *k, const char *cell,
    unsigned set)
{
	const char *s = cell;

	(void)k, (void)set;
	if (*s != '{') {
		buf_str(&d->value, cell);
		return true;
	}
	do {
		buf_add(&d->value, s++, 1);
		if (*s != '}')
			element(d, &s);
	} while (*s == ',');
	buf_add(&d->value, "}", 1);
	return true;
}

static const struct {
	const char *kind;
	value_fn *value;
} kinds[] = {
	{ "text", text_value },
	{ "bool", bool_value },
	{ "float8", float_value },
	{ "height", height_value },
	{ "jsonb", json_value },
	{ "array", array_value },
};

/* Opening. */

static enum rc
is_on(struct ctx *c, bool *on)
{
	PGresult *res;
	enum rc rc;

	if ((rc = db_run(c, &res, SQL_DIGEST_IS_ON, NULL)) != RC_OK)
		return rc;
	return db_bool(c, on, res, 0, 0);
}

enum rc
digest_set(struct ctx *c, bool wanted)
{
	bool on = false;
	enum rc rc;

	if ((rc = is_on(c, &on)) != RC_OK || on == wanted)
		return rc;
	log_info(&c->log, "msg=\"%s\"",
	    wanted ? "the digest is kept from now on: all rows are counted"
		   : "the digest is not kept any more");
	if ((rc = db_begin(c)) != RC_OK)
		return rc;
	if ((rc = lock_transaction(c, LOCK_ROWS)) == RC_OK)
		rc = db_exec(c, wanted ? SQL_DIGEST_START : SQL_DIGEST_STOP,
		    NULL);
	return db_end(c, rc);
}

static int
column_of(const struct table *t, const char *name)
{
	unsigned i;

	for (i = 0; i < t->ncols; i++)
		if (strcmp(t->cols[i], name) == 0)
			return (int)i;
	return -1;
}

/* The rows of a table are written by one definition, which loads them, too. */
static const struct table *
table_of(const char *name)
{
	size_t i;

	for (i = 0; i < T__MAX; i++)
		if (strcmp(tables[i].name, name) == 0 &&
		    tables[i].load != SQL__MAX && tables[i].put != SQL__MAX)
			return &tables[i];
	return NULL;
}

/* '{}' is a literal, false a word. */
static const char *
unquoted(struct arena *a, const char *s)
{
	if (s == NULL || *s != '\'')
		return s;
	return arena_memdup(a, s + 1, strlen(s) - 2);
}

static value_fn *
value_of(const char *kind)
{
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(kinds[i].kind, kind) == 0)
			return kinds[i].value;
	return NULL;
}

static enum rc
add_column(struct ctx *c, struct digest *d, const PGresult *res, int i)
{
	const char *name = db_text(res, i, IDX_DIGEST_COLUMNS_columnname);
	const struct table *t =
	    table_of(db_text(res, i, IDX_DIGEST_COLUMNS_tablename));
	value_fn *fn = value_of(db_text(res, i, IDX_DIGEST_COLUMNS_kind));
	struct counted *of;
	struct column *k;
	int col, by;

	if (t == NULL || fn == NULL || (col = column_of(t, name)) < 0 ||
	    (by = column_of(t, db_text(res, i, IDX_DIGEST_COLUMNS_bucket_by))) <
		0)
		return err_set(&c->err, RC_BUG,
		    "digest: %s.%s is summed in memory, but not known there",
		    db_text(res, i, IDX_DIGEST_COLUMNS_tablename), name);
	of = &d->of[t - tables];
	if (of->n == 0) {
		of->col = arena_zalloc(d->kept, t->ncols, sizeof(*of->col));
		of->bucket = (unsigned)by;
		of->is_id = (t->int_keys & 1u << by) != 0;
		of->turned = turned_col(t);
	}
	k = &of->col[of->n++];
	k->col = (unsigned)col;
	k->name = arena_printf(d->kept, "%s ", name);
	k->len = strlen(k->name);
	k->null = unquoted(d->kept, t->nulls[col]);
	k->preset = db_text(res, i, IDX_DIGEST_COLUMNS_preset);
	if (k->preset != NULL)
		k->preset = arena_strdup(d->kept, k->preset);
	k->turned = turned_bit(t, k->col);
	k->value = fn;
	return RC_OK;
}

static enum rc
read_chains(struct ctx *c, struct digest *d, const char *core_id, int64_t base)
{
	PGresult *res;
	enum rc rc;
	int i, n;

	if ((rc = db_run(c, &res, SQL_IDX_DIGEST_CHAINS, NULL)) != RC_OK)
		return rc;
	n = PQntuples(res);
	d->core = arena_zalloc(d->kept, (size_t)n + 1, sizeof(*d->core));
	for (i = 0; rc == RC_OK && i < n; i++) {
		d->core[i].id = arena_strdup(d->kept, db_text(res, i, 0));
		rc = db_i64(c, &d->core[i].base, res, i, 1);
	}
	d->ncore = (size_t)n;
	if (core_id != NULL)
		d->core[d->ncore++] =
		    (struct core_base){ arena_strdup(d->kept, core_id), base };
	return rc;
}

static void
arena_gone(void *a)
{
	arena_free(a);
}

enum rc
digest_open(struct ctx *c, struct digest **out, const char *core_id,
    int64_t base)
{
	struct digest *d;
	PGresult *res;
	bool on = false;
	enum rc rc;
	int i;

	*out = NULL;
	if ((rc = is_on(c, &on)) != RC_OK || !on)
		return rc;
	d = arena_zalloc(c->a, 1, sizeof(*d));
	d->kept = arena_new(LIM_ARENA_BLOCK);
	d->scratch = arena_new(LIM_ARENA_BLOCK);
	arena_defer(c->a, arena_gone, d->kept);
	arena_defer(c->a, arena_gone, d->scratch);
	d->text.a = d->value.a = d->kept;
	if ((rc = db_run(c, &res, SQL_IDX_DIGEST_COLUMNS, NULL)) != RC_OK)
		return rc;
	for (i = 0; rc == RC_OK && i < PQntuples(res); i++)
		rc = add_column(c, d, res, i);
	if (rc == RC_OK)
		rc = read_chains(c, d, core_id, base);
	if (rc == RC_OK)
		*out = d;
	return rc;
}

bool
digest_covers(const struct digest *d, const struct table *t)
{
	return d != NULL && d->of[t - tables].n > 0;
}

/* Terms. */

static void
add_cell(struct digest *d, const struct column *k, const char *cell,
    unsigned set)
{
	d->value.len = 0;
	if (cell == NULL)
		cell = k->null;
	if (cell == NULL || !k->value(d, k, cell, set))
		return;
	buf_add(&d->text, k->name, k->len);
	buf_printf(&d->text, "%zu:", d->value.len);
	buf_add(&d->text, d->value.p, d->value.len);
	buf_add(&d->text, "\n", 1);
}

void
digest_term(struct digest *d, struct u256 *term, const struct table *t,
    const char *const *cell)
{
	const struct counted *of = &d->of[t - tables];
	struct sha256_ctx sha;
	unsigned set = 0;
	size_t i;

	if (of->turned != 0 && cell[of->turned] != NULL)
		set = (unsigned)strtoul(cell[of->turned], NULL, 10);
	d->text.len = 0;
	buf_str(&d->text, t->name);
	buf_add(&d->text, "\n", 1);
	for (i = 0; i < of->n; i++)
		add_cell(d, &of->col[i], cell[of->col[i].col], set);
	sha256_init(&sha);
	sha256_update(&sha, d->text.len, (const uint8_t *)d->text.p);
	sha256_digest(&sha, sizeof(term->be), term->be);
	arena_reset(d->scratch);
}

/* Sums. */

static void
bucket_text(const struct counted *of, char out[], const char *key)
{
	const char *s = key;
	size_t n;

	if (of->is_id) {
		snprintf(out, 24, "%lld",
		    strtoll(key, NULL, 10) >> BUCKET_BITS);
		return;
	}
	for (n = 0; *s != '\0' && n < BUCKET_CHARS; n++)
		for (s++; ((unsigned char)*s & 0xc0) == 0x80;)
			s++;
	memcpy(out, key, (size_t)(s - key));
	out[s - key] = '\0';
}

static struct gain *
slot_of(const struct digest *d, const struct table *t, const char *bucket)
{
	uint64_t h = fnv_text(FNV_BEGIN ^ (uint64_t)(t - tables), bucket);
	size_t i = (size_t)(h ^ h >> 29) & (d->cap - 1);

	while (d->gain[i].t != NULL &&
	       (d->gain[i].t != t || strcmp(d->gain[i].bucket, bucket) != 0))
		i = (i + 1) & (d->cap - 1);
	return &d->gain[i];
}

static void
grow(struct digest *d)
{
	struct gain *was = d->gain;
	size_t i, n = d->cap;

	if (2 * d->n < d->cap)
		return;
	d->cap = n == 0 ? 256 : 2 * n;
	d->gain = arena_zalloc(d->kept, d->cap, sizeof(*d->gain));
	for (i = 0; i < n; i++)
		if (was[i].t != NULL)
			*slot_of(d, was[i].t, was[i].bucket) = was[i];
}

void
digest_begin(struct digest *d)
{
	if (d->n > 0)
		memset(d->gain, 0, d->cap * sizeof(*d->gain));
	d->n = 0;
}

void
digest_change(struct digest *d, const struct table *t, const char *const *cell,
    const struct u256 *old, const struct u256 *new)
{
	const struct counted *of = &d->of[t - tables];
	char bucket[sizeof(((struct gain *)NULL)->bucket)];
	struct gain *g;

	bucket_text(of, bucket, cell[of->bucket]);
	grow(d);
	g = slot_of(d, t, bucket);
	if (g->t == NULL) {
		d->n++;
		g->t = t;
		memcpy(g->bucket, bucket, sizeof(bucket));
		memset(&g->term, 0, sizeof(g->term));
	}
	u256_plus(&g->term, new);
	if (old != NULL)
		u256_minus(&g->term, old);
}

enum rc
digest_send(struct ctx *c, struct digest *d)
{
	struct pgarr *name, *bucket, *term;
	char text[U256_TEXT];
	const char *param[3];
	size_t i;

	if (d->n == 0)
		return RC_OK;
	name = pgarr_new(c->a);
	bucket = pgarr_new(c->a);
	term = pgarr_new(c->a);
	for (i = 0; i < d->cap; i++) {
		if (d->gain[i].t == NULL)
			continue;
		u256_text(text, &d->gain[i].term);
		pgarr_text(name, d->gain[i].t->name);
		pgarr_text(bucket, d->gain[i].bucket);
		pgarr_text(term, text);
		d->gain[i].t = NULL;
	}
	d->n = 0;
	param[0] = pgarr_done(name);
	param[1] = pgarr_done(bucket);
	param[2] = pgarr_done(term);
	return db_queue(c, SQL_IDX_DIGEST_ADD, param);
}
