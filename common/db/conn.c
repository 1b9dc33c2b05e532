/* SPDX-License-Identifier: ISC */
/* Connecting, and what every session begins with. */
#include "common/db/db.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/base/clock.h"
#include "common/conf/conf.h"
#include "common/db/advice.h"
#include "common/db/impl.h"

#define REPLAN_FIRST_MS   1000
#define SILENT_MS         1000 /* after a statement's time: nobody is there */
#define SILENT_PRIMARY_MS 2000

/*
 * "postgresql+driver://..." is how the original's configuration names a
 * PostgreSQL URL; libpq wants it without the driver.
 */
static const char *
plain_url(struct ctx *c, const char *url)
{
	static const char head[] = "postgresql+";
	const char *sep;

	if (strncmp(url, head, sizeof(head) - 1) != 0)
		return url;
	if ((sep = strstr(url, "://")) == NULL)
		return url;
	return arena_printf(c->a, "postgresql%s", sep);
}

static bool
names_several_hosts(const PQconninfoOption *o)
{
	for (; o->keyword != NULL; o++)
		if (strncmp(o->keyword, "host", 4) == 0 && o->val != NULL &&
		    strchr(o->val, ',') != NULL)
			return true;
	return false;
}

/*
 * A password with a bare '/' or '@' in it ends up as port or host, and would
 * be told by libpq's message that there is none such.  ("@name" is a socket.)
 */
static bool
is_split_wrongly(const PQconninfoOption *o)
{
	const char *at;

	for (; o->keyword != NULL; o++) {
		if (o->val == NULL)
			continue;
		if (strcmp(o->keyword, "port") == 0 &&
		    o->val[strspn(o->val, "0123456789,")] != '\0')
			return true;
		if (strcmp(o->keyword, "host") != 0)
			continue;
		for (at = o->val; (at = strchr(at, '@')) != NULL; at++)
			if (at > o->val && at[-1] != ',')
				return true;
	}
	return false;
}

/* libpq's message is not shown: it may quote a password. */
static enum rc
url_check(struct ctx *c, bool *several, const char *url, const char *where)
{
	PQconninfoOption *o;
	char *msg = NULL;
	bool good;

	if (url[0] == '\0')
		return err_set(&c->err, RC_CONFIG, "%s: not set", where);
	o = PQconninfoParse(url, &msg);
	PQfreemem(msg);
	good = o != NULL && !is_split_wrongly(o);
	*several = good && names_several_hosts(o);
	PQconninfoFree(o);
	if (good)
		return RC_OK;
	return err_set(&c->err, RC_CONFIG,
	    "%s: not a PostgreSQL URL "
	    "(postgresql://user:password@host:port/database; in a password "
	    "/ is written %%2F, : %%3A, @ %%40)",
	    where);
}

/*
 * Keys before dbname are defaults that the URL may override; keys behind it
 * are ours.
 */
static PGconn *
dial(const struct ctx *c, const char *url, const struct db *d, bool several)
{
	const char *key[12], *val[12];
	char app[32];
	size_t n = 0;

	snprintf(app, sizeof(app), "discprov-%s",
	    c->log.prog == NULL ? "?" : c->log.prog);
	key[n] = "connect_timeout"; /* of each host */
	val[n++] = several ? "2" : "10";
	key[n] = "keepalives_idle";
	val[n++] = "60";
	key[n] = "tcp_user_timeout";
	val[n++] = "30000";
	key[n] = "application_name";
	val[n++] = app;
	if (d->role != DB_OTHER && several) {
		key[n] = "target_session_attrs";
		val[n++] =
		    d->role == DB_READER ? "prefer-standby" : "read-write";
	}
	key[n] = "dbname";
	val[n++] = url;
	key[n] = "client_encoding";
	val[n++] = "UTF8";
	if (d->is_primary) {
		key[n] = "target_session_attrs";
		val[n++] = "primary";
	}
	key[n] = NULL;
	val[n] = NULL;
	return PQconnectdbParams(key, val, 1);
}

/*
 * libpq gives a line or two for each host, and a question of its own in a line
 * that is indented; a log line is one.
 */
static char *
one_line(struct arena *a, const char *msg)
{
	char *out = arena_alloc(a, strlen(msg) + 1);
	size_t n, len = 0;

	for (; *msg != '\0'; msg += n + (msg[n] == '\n')) {
		n = strcspn(msg, "\n");
		if (*msg == '\t')
			continue;
		if (len > 0)
			out[len++] = ' ';
		memcpy(out + len, msg, n);
		len += n;
	}
	out[len] = '\0';
	return out;
}

static enum rc
connect_failed(struct ctx *c, const struct db *db)
{
	const char *msg = one_line(c->a, PQerrorMessage(db->pg));

	return err_set(&c->err, RC_DB, "database: %.400s; %s", msg,
	    db_advice_connect(c, db, msg));
}

/* Notices of the server ("relation exists, skipping") are nobody's news. */
static void
no_notice(void *arg, const PGresult *res)
{
	(void)arg;
	(void)res;
}

/* Is the text of the first n bytes this word? */
static bool
is_word(const char *s, size_t n, const char *word)
{
	return strlen(word) == n && strncasecmp(s, word, n) == 0;
}

/* Lists as libpq has them: a port each, or one for all, or 5432. */
static bool
has_server(const char *hosts, const char *ports, const char *host,
    const char *port)
{
	size_t h, p;

	for (;; hosts += h + 1) {
		h = strcspn(hosts, ",");
		p = strcspn(ports, ",");
		if (is_word(hosts, h, host) &&
		    (p == 0 ? strcmp(port, "5432") == 0
			    : is_word(ports, p, port)))
			return true;
		if (hosts[h] == '\0')
			return false;
		if (ports[p] == ',')
			ports += p + 1;
	}
}

/*
 * A statement ends by its time-out, so who says nothing for longer is gone.  Of
 * a primary that is asked for want of a newer state that is known sooner: its
 * host may be the one that was lost, and who waits has waited.
 */
static int64_t
silence_ms(const struct ctx *c, const struct db *db)
{
	int64_t ms = (int64_t)c->cf->statement_timeout_ms;

	if (db->role != DB_READER)
		return 0;
	if (db->is_primary && ms > SILENT_PRIMARY_MS)
		ms = SILENT_PRIMARY_MS;
	return ms + SILENT_MS;
}

/* What every session begins with; runs unprepared, once. */
static enum rc
settle(struct ctx *c, struct db *db)
{
	const struct sql_stmt *s = &sql_stmt[SQL_SESSION];
	char ms[24];
	const char *p[2] = { db->role == DB_WRITER ? "off" : "on", ms };
	PGresult *res;
	enum rc rc;

	snprintf(ms, sizeof(ms), "%" PRIu64,
	    db->role == DB_READER ? c->cf->statement_timeout_ms : 0);
	PQsetNoticeReceiver(db->pg, no_notice, NULL);
	memset(db->prep, PREP_NO, sizeof(db->prep));
	db->nsent = db->done = db->bytes = 0;
	db->snap = (struct db_snapshot){ 0 };
	db->silent_ms = silence_ms(c, db);
	db->begin_ms = now_ms();
	db->replan_ms = db->begin_ms + REPLAN_FIRST_MS;
	res = PQexecParams(db->pg, s->text, s->nparams, NULL, p, NULL, NULL, 0);
	rc = db_check(c, s->name, res);
	PQclear(res);
	db->settled = rc == RC_OK;
	return rc;
}

/* like says what it is to be; *db is it, or NULL. */
static enum rc
open_url(struct ctx *c, struct db **db, struct db like, const char *url,
    const char *where)
{
	bool several = false;
	struct db *d;
	enum rc rc;

	*db = NULL;
	url = plain_url(c, url);
	if ((rc = url_check(c, &several, url, where)) != RC_OK)
		return rc;
	if ((d = malloc(sizeof(*d))) == NULL)
		err_die("db", "no memory");
	*d = like;
	d->pg = dial(c, url, d, several);
	if (PQstatus(d->pg) != CONNECTION_OK)
		rc = connect_failed(c, d);
	else
		rc = settle(c, d);
	if (rc == RC_OK)
		*db = d;
	else
		db_close(d);
	return rc;
}

static bool
is_set(const char *url)
{
	return url != NULL && url[0] != '\0';
}

static const char *
reader_url(const struct ctx *c)
{
	return is_set(c->cf->db_url_reader) ? c->cf->db_url_reader
					    : c->cf->db_url;
}

enum rc
db_open(struct ctx *c, struct db **db, enum db_role role)
{
	return open_url(c, db, (struct db){ .role = role },
	    role == DB_READER ? reader_url(c) : c->cf->db_url,
	    db_setting(c, role));
}

enum rc
db_open_primary(struct ctx *c, struct db **db)
{
	const char *own = c->cf->db_url_primary;
	struct db like = { .role = DB_READER, .is_primary = true };

	if (is_set(own))
		like.what = conf_where(c->cf, "db", "url_primary");
	return open_url(c, db, like, is_set(own) ? own : reader_url(c),
	    is_set(own) ? like.what : db_setting(c, DB_READER));
}

bool
db_has_primary(struct ctx *c)
{
	bool several = false;

	if (is_set(c->cf->db_url_primary))
		return true;
	return url_check(c, &several, plain_url(c, reader_url(c)), "") ==
		   RC_OK &&
	       several;
}

enum rc
db_open_other(struct ctx *c, struct db **db, const char *url, const char *what)
{
	return open_url(c, db, (struct db){ .role = DB_OTHER, .what = what },
	    url, what);
}

/* Whoever comes next need not wait until the server has ended the session. */
static void
unlock_all(struct db *db)
{
	PGresult *res = NULL;

	if (db->role == DB_WRITER && !db_is_lost(db) &&
	    PQtransactionStatus(db->pg) == PQTRANS_IDLE)
		res = PQexec(db->pg, sql_stmt[SQL_UNLOCK_ALL].text);
	PQclear(res);
}

void
db_close(struct db *db)
{
	if (db == NULL)
		return;
	unlock_all(db);
	PQfinish(db->pg);
	free(db);
}

static const char *
quoted(struct ctx *c, char *text)
{
	const char *out;

	if (text == NULL)
		err_die("db", "text cannot be quoted");
	out = arena_strdup(c->a, text);
	PQfreemem(text);
	return out;
}

const char *
db_name(struct ctx *c, const char *s)
{
	return quoted(c, PQescapeIdentifier(c->db->pg, s, strlen(s)));
}

const char *
db_literal(struct ctx *c, const char *s)
{
	return quoted(c, PQescapeLiteral(c->db->pg, s, strlen(s)));
}

const char *
db_about(struct ctx *c)
{
	const PGconn *pg = c->db->pg;
	int version = PQserverVersion(pg);

	return arena_printf(c->a, "PostgreSQL %d.%d, database %s, as %s",
	    version / 10000, version % 10000, PQdb(pg), PQuser(pg));
}

bool
db_names_server(struct ctx *c, const char *url, const char *host,
    const char *port)
{
	PQconninfoOption *all, *o;
	const char *hosts = "", *ports = "";
	bool is_it = false;

	if ((all = PQconninfoParse(plain_url(c, url), NULL)) == NULL)
		return false;
	for (o = all; o->keyword != NULL; o++) {
		if (o->val != NULL && strcmp(o->keyword, "host") == 0)
			hosts = o->val;
		if (o->val != NULL && strcmp(o->keyword, "port") == 0)
			ports = o->val;
	}
	is_it = has_server(hosts, ports, host, port);
	PQconninfoFree(all);
	return is_it;
}

bool
db_is_lost(const struct db *db)
{
	return db == NULL || !db->settled || PQstatus(db->pg) != CONNECTION_OK;
}

bool
db_is_in_use(const struct db *db)
{
	return db != NULL && db->in_use;
}

bool
db_is_refused(const struct db *db)
{
	return db != NULL && db->refused;
}

enum rc
db_reopen(struct ctx *c)
{
	c->db->settled = false;
	PQreset(c->db->pg);
	if (PQstatus(c->db->pg) != CONNECTION_OK)
		return connect_failed(c, c->db);
	return settle(c, c->db);
}
