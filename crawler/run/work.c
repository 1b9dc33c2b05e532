/* SPDX-License-Identifier: ISC */
/*
 * Steps: taken one by one, asked page by page.  Every way in which one can end
 * is a row of outcomes[].
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "common/base/clock.h"
#include "common/base/limits.h"
#include "common/base/pgarr.h"
#include "common/conf/conf.h"
#include "common/db/db.h"
#include "crawler/run/page.h"
#include "crawler/run/source.h"
#include "crawler/wire/wire.h"

#define BACKOFF_MOST 3600 /* seconds */
#define CRASHES      25   /* at one page; then it is given up */
#define BURST        "20"

/* What becomes of a step whose page did not come. */
static const struct outcome {
	bool again; /* after a while, some times */
	const char *word;
} outcomes[CRAWL__MAX] = {
	[CRAWL_LATER] = { true, "later" },
	[CRAWL_REFUSED] = { false, "refused" },
	[CRAWL_DENIED] = { false, "denied" },
	[CRAWL_GONE] = { false, "gone" },
	[CRAWL_BROKEN] = { false, "broken" },
};

static enum rc
back(struct ctx *c, const struct step *s, int64_t after_s, bool in_vain,
    const char *why)
{
	const char *param[] = { run_number(c, s->id), run_number(c, after_s),
		in_vain ? "1" : "0", why };

	return db_exec(c, SQL_CRAWL_STEP_BACK, param);
}

/* Twice as long each time, and not for all at the same moment. */
static int64_t
backoff(int64_t attempts, unsigned wait_s)
{
	int64_t s = 5ll << (attempts < 10 ? attempts : 10);
	uint16_t dice = 0;

	if (getrandom(&dice, sizeof(dice), 0) != (ssize_t)sizeof(dice))
		dice = 0;
	if (s > BACKOFF_MOST)
		s = BACKOFF_MOST;
	if (wait_s > 0)
		s = wait_s > 86400 ? 86400 : (int64_t)wait_s;
	return s + s * dice / UINT16_MAX / 4 + 1;
}

/* The step ends here; so may its run. */
static enum rc
fail(struct run *r, const struct step *s, const char *word, const char *why)
{
	struct ctx *c = r->c;
	const char *param[] = { run_number(c, s->id), word, why };
	enum rc rc;

	r->failed++;
	log_warn(&c->log,
	    "connection=%s task=%s command=%s region=\"%s\" "
	    "outcome=%s msg=\"%s\"",
	    s->connection, s->task, s->command, s->region, word, why);
	if ((rc = db_begin(c)) != RC_OK)
		return rc;
	rc = db_end(c, db_exec(c, SQL_CRAWL_STEP_FAIL, param));
	return rc == RC_OK ? run_close(r, s->run) : rc;
}

static enum rc
ended(struct run *r, const struct step *s, const struct crawl_page *p)
{
	const struct outcome *o = &outcomes[p->end];

	stage_failed(&r->stages, STAGE_API, p->msg);
	if (!o->again || s->attempts + 1 >= LIM_CRAWL_ATTEMPTS)
		return fail(r, s, o->word, p->msg);
	return back(r->c, s, backoff(s->attempts, p->wait_s), true, p->msg);
}

enum rc
run_turn(struct run *r, const char *connection)
{
	struct ctx *c = r->c;
	const char *param[] = { connection,
		run_number(c, (int64_t)c->cf->crawl_rate), BURST };
	struct timespec pause = { 0, 100000000 };
	int64_t wait_ms, end;
	PGresult *res;
	enum rc rc;

	if ((rc = db_run(c, &res, SQL_CRAWL_TAKE, param)) != RC_OK ||
	    (rc = db_i64(c, &wait_ms, res, 0, 0)) != RC_OK)
		return rc;
	for (end = now_ms() + wait_ms; now_ms() < end && run_go_on(r);)
		nanosleep(&pause, NULL);
	return RC_OK;
}

/* A pager that does not get on would ask for ever. */
static const char *
stuck(const struct step *s, const struct crawl_page *p)
{
	if (p->next == NULL)
		return NULL;
	if (s->cursor != NULL && json_object_equal(s->cursor, p->next))
		return "the next page is the same one again";
	if (s->pages > LIM_CRAWL_PAGES)
		return "there is no end of pages";
	if (s->idle > LIM_CRAWL_IDLE)
		return "pages go on and bring nothing new";
	return NULL;
}

/* A host that was met for the first time is known from now on. */
static enum rc
meet(struct run *r, const struct step *s, const struct source *src)
{
	const char *param[] = { s->connection, source_host_key(src) };

	return param[1] == NULL ? RC_OK
				: db_exec(r->c, SQL_CRAWL_HOST_KEY, param);
}

/* One page more of what becomes one document. */
static enum rc
join(struct run *r, const struct step *s, struct source *src,
    struct crawl_page *p)
{
	struct crawl_page more = { 0 };
	enum rc rc = RC_OK;
	size_t i;

	if (source_is_metered(src) &&
	    (rc = run_turn(r, s->connection)) != RC_OK)
		return rc;
	source_page(r->c, src, s->cmd, s->region, p->next, &more);
	stage_done(&r->stages, STAGE_API, more.end == CRAWL_OK);
	if (more.end != CRAWL_OK) {
		crawl_page_clear(p);
		*p = more;
		return RC_OK;
	}
	json_object_put(p->next);
	p->next = more.next;
	for (i = 0; i < json_object_array_length(more.items); i++)
		json_object_array_add(p->items,
		    json_object_get(json_object_array_get_idx(more.items, i)));
	json_object_put(more.items);
	return RC_OK;
}

/*
 * Of pages that become one document all are taken at once: kept one by one, it
 * would shrink and grow again in every run.
 */
static enum rc
gather(struct run *r, const struct step *s, struct source *src,
    struct crawl_page *p)
{
	enum rc rc = RC_OK;

	while (rc == RC_OK && p->end == CRAWL_OK && p->items != NULL &&
	       p->next != NULL) {
		if (arena_held(r->c->a) > LIM_ARENA_REQUEST)
			crawl_failed(p, CRAWL_BROKEN,
			    "pages that belong together do not fit");
		else
			rc = join(r, s, src, p);
	}
	return rc;
}

/* One page; *more: and the step goes on. */
static enum rc
page(struct run *r, struct step *s, struct source *src, bool *more)
{
	struct crawl_page p = { 0 };
	const char *why;
	int64_t from;
	enum rc rc = RC_OK;

	*more = false;
	if (source_is_metered(src) &&
	    (rc = run_turn(r, s->connection)) != RC_OK)
		return rc;
	from = now_us();
	source_page(r->c, src, s->cmd, s->region, s->cursor, &p);
	if (s->cmd->gathers)
		rc = gather(r, s, src, &p);
	r->fetch_us += now_us() - from;
	if (rc != RC_OK) {
		crawl_page_clear(&p);
		return rc;
	}
	if (p.end != CRAWL_OK)
		return ended(r, s, &p);
	stage_done(&r->stages, STAGE_API, 1);
	if ((rc = meet(r, s, src)) != RC_OK) {
		crawl_page_clear(&p);
		return rc;
	}
	if ((why = stuck(s, &p)) != NULL) {
		crawl_page_clear(&p);
		return fail(r, s, "broken", why);
	}
	rc = page_keep(r, s, &p);
	json_object_put(s->cursor);
	s->cursor = json_object_get(p.next);
	*more = rc == RC_OK && p.next != NULL;
	crawl_page_clear(&p);
	return rc;
}

/* Names that can be a step's, as an array; NULL: these cannot. */
static const char *
region_names(struct ctx *c, const struct crawl_page *p)
{
	struct pgarr *names = pgarr_new(c->a);
	size_t i, n = p->items == NULL ? 0 : json_object_array_length(p->items);
	struct json_object *v;
	const char *name;

	if (n == 0 || n > LIM_CRAWL_REGIONS || p->next != NULL)
		return NULL;
	for (i = 0; i < n; i++) {
		v = json_object_array_get_idx(p->items, i);
		name = json_object_get_string(v);
		if (!json_object_is_type(v, json_type_string) ||
		    *name == '\0' || strlen(name) > LIM_CRAWL_REGION ||
		    strcmp(name, CRAWL_ALL) == 0)
			return NULL;
		pgarr_text(names, name);
	}
	return pgarr_done(names);
}

/* A step of each of the provider's regions takes this one's place. */
static enum rc
split(struct run *r, const struct step *s, const struct crawl_page *p)
{
	struct ctx *c = r->c;
	const char *param[] = { run_number(c, s->id), region_names(c, p) };
	enum rc rc;

	if (param[1] == NULL)
		return fail(r, s, "broken", "its list of regions is none");
	if ((rc = db_begin(c)) != RC_OK)
		return rc;
	rc = db_end(c, db_exec(c, SQL_CRAWL_STEP_SPLIT, param));
	return rc == RC_OK ? run_close(r, s->run) : rc;
}

/* "all" is no region, unless the provider has none; *done: the step has ended.
 */
static enum rc
regions(struct run *r, const struct step *s, struct source *src, bool *done)
{
	struct crawl_page p = { 0 };
	enum rc rc = RC_OK;

	*done = false;
	if (strcmp(s->region, CRAWL_ALL) != 0 || wire_is_global(s->cmd->json))
		return RC_OK;
	source_regions(r->c, src, &p);
	if (p.end != CRAWL_GONE) {
		*done = true;
		rc = p.end == CRAWL_OK ? split(r, s, &p) : ended(r, s, &p);
	}
	crawl_page_clear(&p);
	return rc;
}

/* Pages, each in memory of its own. */
static enum rc
pages(struct run *r, struct step *s, struct source *src)
{
	struct arena *a = arena_new(LIM_ARENA_BLOCK), *was = ctx_in(r->c, a);
	bool done, more;
	enum rc rc;

	rc = regions(r, s, src, &done);
	more = !done;
	while (rc == RC_OK && more) {
		if (!run_go_on(r)) {
			rc = back(r->c, s, 0, false, NULL);
			break;
		}
		rc = page(r, s, src, &more);
		s->attempts = 0;
		arena_reset(a);
	}
	ctx_back(r->c, was);
	arena_free(a);
	return rc;
}

/* What the step is about: its connection, its command. */
static enum rc
prepare(struct run *r, struct step *s, struct conn_row *row,
    const struct map_provider **p)
{
	struct ctx *c = r->c;
	enum rc rc;

	if ((rc = conn_load(c, s->connection, row)) != RC_OK)
		return rc;
	*p = map_provider(r->set, row->conn.provider);
	s->cmd = *p == NULL ? NULL : map_command(*p, s->command);
	s->row = row;
	if (s->cmd == NULL)
		return err_set(&c->err, RC_NOTFOUND,
		    "provider %s has no command %s any more",
		    row->conn.provider, s->command);
	return conn_unseal(c, &r->seal, row);
}

/* A step that cannot even begin, or whose rows are refused, ends alone. */
static enum rc
blame(struct run *r, const struct step *s, enum rc rc)
{
	const char *why = arena_strdup(r->c->a, r->c->err.msg);
	bool is_refused = rc == RC_DB && db_is_refused(r->c->db);

	if (rc != RC_NOTFOUND && rc != RC_CONFIG && rc != RC_REJECT &&
	    rc != RC_DATA && !is_refused)
		return rc;
	err_clear(&r->c->err);
	return fail(r, s, rc == RC_CONFIG ? "refused" : "broken", why);
}

static enum rc
work(struct run *r, struct step *s)
{
	const struct map_provider *p;
	struct conn_row row;
	enum rc rc;

	if (s->attempts >= CRASHES)
		return fail(r, s, "broken",
		    "processes that worked on it ended again and again");
	if ((rc = prepare(r, s, &row, &p)) == RC_OK)
		rc = pages(r, s, source_open(r, &row.conn, p));
	json_object_put(s->cursor);
	s->cursor = NULL;
	if (rc == RC_BUSY) { /* not ours any more: others go on */
		log_info(&r->c->log, "msg=\"%s\"", r->c->err.msg);
		err_clear(&r->c->err);
		return RC_OK;
	}
	return rc == RC_OK ? RC_OK : blame(r, s, rc);
}

static enum rc
claim(struct run *r, struct step *s, bool *some)
{
	struct ctx *c = r->c;
	const char *param[] = { r->only }, *cursor;
	PGresult *res;
	enum rc rc;

	*some = false;
	if ((rc = db_run(c, &res, SQL_CRAWL_CLAIM, param)) != RC_OK ||
	    PQntuples(res) == 0)
		return rc;
	*s = (struct step){ .connection = db_text(res, 0, 2),
		.task = db_text(res, 0, 3),
		.command = db_text(res, 0, 4),
		.region = db_text(res, 0, 5) };
	if ((cursor = db_text(res, 0, 6)) != NULL)
		s->cursor = json_tokener_parse(cursor);
	*some = true;
	if ((rc = db_i64(c, &s->id, res, 0, 0)) != RC_OK ||
	    (rc = db_i64(c, &s->run, res, 0, 1)) != RC_OK)
		return rc;
	return db_i64(c, &s->attempts, res, 0, 7);
}

enum rc
run_work(struct run *r)
{
	struct arena *a = arena_new(LIM_ARENA_REQUEST), *was = ctx_in(r->c, a);
	bool some = true;
	struct step s;
	enum rc rc = RC_OK;

	while (rc == RC_OK && run_go_on(r)) {
		if ((rc = claim(r, &s, &some)) != RC_OK || !some)
			break;
		r->steps++;
		rc = work(r, &s);
		if (rc == RC_OK)
			rc = run_sweep(r);
		if (rc == RC_OK)
			rc = stages_write(r->c, &r->stages);
		arena_reset(a);
	}
	ctx_back(r->c, was);
	arena_free(a);
	return rc;
}
