/* SPDX-License-Identifier: ISC */
/* The database: who we are for it, how it is, and what it knows. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "admin/doctor/check.h"
#include "admin/doctor/skew.h"
#include "common/base/clock.h"
#include "common/base/num.h"
#include "common/conf/conf.h"
#include "common/db/advice.h"
#include "common/db/db.h"
#include "common/db/lock.h"
#include "common/db/migrate.h"
#include "common/prog/probe.h"
#include "watch/node.h"
#include "watch/units.h"

#define OTHERS 8 /* sessions that are no pool's: indexer, jobs, crawler, us */

/* What the server says of itself; of the group. */
struct server {
	const char *name, *role, *encoding, *ctype;
	bool standby, receives, has_schema, may_create, autovacuum;
	int64_t now_s, seen_s, used, most;
};

static enum rc
read_flags(struct ctx *c, struct server *s, const PGresult *res)
{
	const struct {
		bool *to;
		int col;
	} v[] = {
		{ &s->standby, DOCTOR_SERVER_standby },
		{ &s->receives, DOCTOR_SERVER_receives },
		{ &s->has_schema, DOCTOR_SERVER_has_schema },
		{ &s->may_create, DOCTOR_SERVER_may_create },
		{ &s->autovacuum, DOCTOR_SERVER_autovacuum },
	};
	enum rc rc = RC_OK;
	size_t i;

	for (i = 0; rc == RC_OK && i < sizeof(v) / sizeof(v[0]); i++)
		rc = db_bool(c, v[i].to, res, 0, v[i].col);
	return rc;
}

static enum rc
read_server(struct ctx *c, struct server *s)
{
	PGresult *res;
	enum rc rc = db_run(c, &res, SQL_DOCTOR_SERVER, NULL);

	if (rc != RC_OK || (rc = read_flags(c, s, res)) != RC_OK ||
	    (rc = db_i64(c, &s->now_s, res, 0, DOCTOR_SERVER_now_s)) != RC_OK ||
	    (rc = db_i64(c, &s->used, res, 0, DOCTOR_SERVER_used)) != RC_OK ||
	    (rc = db_i64(c, &s->most, res, 0, DOCTOR_SERVER_most)) != RC_OK)
		return rc;
	s->seen_s = wall_s();
	s->name = db_text(res, 0, DOCTOR_SERVER_name);
	s->role = db_text(res, 0, DOCTOR_SERVER_role);
	s->encoding = db_text(res, 0, DOCTOR_SERVER_encoding);
	s->ctype = db_text(res, 0, DOCTOR_SERVER_ctype);
	return RC_OK;
}

static enum verdict
open_as(struct try *t, enum db_role role)
{
	struct server *s = arena_zalloc(t->c->a, 1, sizeof(*s));

	t->known = s;
	return db_open(t->c, &t->c->db, role) == RC_OK &&
		       read_server(t->c, s) == RC_OK
		   ? WELL
		   : FAULT;
}

enum verdict
check_writer(struct try *t)
{
	return open_as(t, DB_WRITER);
}

enum verdict
check_reader(struct try *t)
{
	return open_as(t, DB_READER);
}

enum verdict
check_primary(struct try *t)
{
	const struct server *s = t->known;

	t->setting = db_setting(t->c, DB_WRITER);
	return s->standby ? WRONG : WELL;
}

enum verdict
check_receives(struct try *t)
{
	const struct server *s = t->known;

	t->setting = db_setting(t->c, DB_READER);
	return s->standby && !s->receives ? WRONG : WELL;
}

enum verdict
check_roles(struct try *t)
{
	const struct server *s = t->known;

	t->a = s->name;
	t->b = s->role;
	return s->has_schema && s->may_create ? WELL : WRONG;
}

enum verdict
check_encoding(struct try *t)
{
	const struct server *s = t->known;

	t->a = s->name;
	t->b = s->encoding;
	return strcmp(s->encoding, "UTF8") == 0 ? WELL : WRONG;
}

enum verdict
check_ctype(struct try *t)
{
	const struct server *s = t->known;

	t->a = s->name;
	t->b = s->ctype;
	return strcmp(s->ctype, "C") == 0 || strcmp(s->ctype, "POSIX") == 0
		   ? DOUBT
		   : WELL;
}

enum verdict
check_server_clock(struct try *t)
{
	const struct server *s = t->known;
	int64_t off = llabs(s->now_s - s->seen_s);

	t->a = arena_printf(t->c->a, "%" PRId64, off);
	t->b = skew_hint(off);
	return off > SKEW_S ? WRONG : WELL;
}

/* Rather more than there are now, and room for all that our units start. */
enum verdict
check_connections(struct try *t)
{
	const struct server *s = t->known;
	struct units u;
	int64_t want;

	units_read(t->c, &u);
	want = OTHERS + (int64_t)units_active(&u, "discprov-fcgi@") +
	       (int64_t)units_active(&u, "discprov-status@");
	t->a = arena_printf(t->c->a, "%" PRId64, s->most);
	t->of = arena_printf(t->c->a, "%" PRId64,
	    (want > s->used ? want : s->used) * 2 + 20);
	if (s->most < want) {
		t->b = arena_printf(t->c->a, "our units alone want %" PRId64,
		    want);
		return WRONG;
	}
	t->b = arena_printf(t->c->a, "%" PRId64 " are taken", s->used);
	return s->used * 10 > s->most * 9 ? DOUBT : WELL;
}

enum verdict
check_autovacuum(struct try *t)
{
	return ((const struct server *)t->known)->autovacuum ? WELL : DOUBT;
}

enum verdict
check_schema(struct try *t)
{
	return migrate_check(t->c) == RC_OK ? WELL : FAULT;
}

static enum verdict
rights(struct try *t, enum db_role role)
{
	t->a = ((const struct server *)t->known)->name;
	return probe_rights(t->c, role) == RC_OK ? WELL : FAULT;
}

enum verdict
check_writes(struct try *t)
{
	return rights(t, DB_WRITER);
}

enum verdict
check_reads(struct try *t)
{
	return rights(t, DB_READER);
}

enum verdict
check_indexers(struct try *t)
{
	PGresult *res;
	int64_t n;

	if (db_run(t->c, &res, SQL_DOCTOR_INDEXERS, NULL) != RC_OK ||
	    db_i64(t->c, &n, res, 0, DOCTOR_INDEXERS_n) != RC_OK)
		return FAULT;
	t->a = arena_printf(t->c->a, "%" PRId64, n);
	t->b = db_text(res, 0, DOCTOR_INDEXERS_pids);
	return n > 1 ? WRONG : WELL;
}

enum verdict
check_holders(struct try *t)
{
	const char *const space[] = { LOCK_SPACE };
	PGresult *res;

	if (db_run(t->c, &res, SQL_DOCTOR_HOLDERS, space) != RC_OK)
		return FAULT;
	if (PQntuples(res) == 0)
		return WELL;
	t->a = db_text(res, 0, DOCTOR_HOLDERS_pid);
	t->b = db_text(res, 0, DOCTOR_HOLDERS_role);
	return WRONG;
}

enum verdict
check_slots(struct try *t)
{
	PGresult *res;
	int64_t kept;

	if (db_run(t->c, &res, SQL_DOCTOR_SLOTS, NULL) != RC_OK)
		return FAULT;
	if (PQntuples(res) == 0)
		return WELL;
	if (db_i64(t->c, &kept, res, 0, DOCTOR_SLOTS_kept) != RC_OK)
		return FAULT;
	t->a = db_text(res, 0, DOCTOR_SLOTS_name);
	t->b = watch_bytes(t->c, kept);
	return WRONG;
}

/* The id that is remembered of the chain that the first of our nodes is of. */
static const char *
remembered(struct try *t, const struct probe_item *i)
{
	const struct conf *cf = t->c->cf;
	bool first = cf->first_web3_urls[0] != '\0' || cf->registry[0] != '\0';
	const char *key[] = { first ? "chain_1" : "chain_2" };
	const char *text;
	PGresult *res;

	if (i->core_id != NULL ||
	    db_run(t->c, &res, SQL_KEY_GET, key) != RC_OK ||
	    PQntuples(res) == 0 || (text = db_text(res, 0, 0)) == NULL)
		return NULL;
	return arena_printf(t->c->a, "%.*s", (int)strcspn(text, " "), text);
}

enum verdict
check_same_chain(struct try *t)
{
	struct probe_list l;
	struct probe_seen seen;

	if (probe_on_core(t->c)) {
		t->a = PROBE_BEHIND;
		return UNSEEN;
	}
	probe_list(t->c, &l, PROBE_CHAIN);
	if (l.n == 0 || (t->of = remembered(t, &l.v[0])) == NULL) {
		t->a = "no chain is remembered yet";
		return UNSEEN;
	}
	if (probe_look(t->c, &seen, &l.v[0]) != RC_OK || seen.chain == NULL) {
		t->a = "the first chain node does not answer";
		return UNSEEN;
	}
	t->a = seen.name;
	t->b = seen.chain;
	t->setting = l.v[0].setting;
	return strcmp(t->of, "0") == 0 || strcmp(t->b, t->of) == 0 ||
		       strcmp(t->b, "not told") == 0
		   ? WELL
		   : WRONG;
}

enum verdict
check_indexer(struct try *t)
{
	return watch_indexer(t->w) == RC_OK ? TOLD : FAULT;
}

enum verdict
check_jobs(struct try *t)
{
	return watch_jobs(t->w) == RC_OK && watch_crawler(t->w) == RC_OK
		   ? TOLD
		   : FAULT;
}
