/* SPDX-License-Identifier: ISC */
/*
 * Advice by what the server said.  libpq tells no SQLSTATE of a connection
 * that failed, so there its English words are looked for; a server that speaks
 * another language gets the setting named, and no advice.
 */
#include "common/db/advice.h"

#include <pwd.h>
#include <string.h>
#include <unistd.h>

#include "common/conf/conf.h"
#include "common/db/impl.h"

#define ROLES PKGDATADIR "/sql/roles.sql"

/*
 * $S is the setting, $R the role, $D the database, $U the system's user; all
 * words must be in the message.  The first row that fits counts.
 */
static const struct {
	const char *word[2];
	const char *advice;
	const char *other; /* when it is no database of ours; NULL: the same */
} connecting[] = {
	{ { "role ", "does not exist" },
	    "$S: run as the administrator: psql -d $D -f " ROLES
	    ", which makes discprov_writer and discprov_reader; or name "
	    "another role in the URL",
	    "$S: name a role that there is: postgresql://ROLE@HOST/$D" },
	{ { "database ", "does not exist" },
	    "$S: run as the administrator: createdb $D && psql -d $D "
	    "-f " ROLES,
	    "$S: psql -l lists the databases there are; a dump is restored "
	    "into one with createdb $D && pg_restore -d $D FILE" },
	{ { "no password supplied", "" },
	    "$S: put the password of $R into the URL, "
	    "postgresql://$R:PASSWORD@HOST/$D",
	    NULL },
	{ { "password authentication failed", "" },
	    "$S: the password in the URL is not the one $R has; the "
	    "administrator sets it with: psql -c '\\password $R'",
	    NULL },
	{ { "eer authentication failed", "" },
	    "$S: the server lets the system's user $U in as $U only: map $U to "
	    "$R in pg_ident.conf, or put a password into the URL",
	    NULL },
	{ { "dent authentication failed", "" },
	    "$S: map the system's user $U to $R in pg_ident.conf, or put a "
	    "password into the URL",
	    NULL },
	{ { "no pg_hba.conf entry", "" },
	    "$S: let $R into $D with a line in the server's pg_hba.conf, then "
	    "reload it",
	    NULL },
	{ { "pg_hba.conf rejects", "" },
	    "$S: let $R into $D with a line in the server's pg_hba.conf, then "
	    "reload it",
	    NULL },
	{ { "permission denied for database", "" },
	    "$S: run as the administrator: psql -c 'GRANT CONNECT ON DATABASE "
	    "$D TO $R'",
	    NULL },
	{ { "could not translate host name", "" },
	    "$S: is the host's name spelt right?", NULL },
	{ { "No such file or directory", "" },
	    "$S: is PostgreSQL running on this host (systemctl status "
	    "postgresql), and is its socket in that folder?",
	    NULL },
	{ { "Connection refused", "" },
	    "$S: is PostgreSQL running there (systemctl status postgresql), "
	    "and does it listen at that address?",
	    NULL },
	{ { "Permission denied", "" },
	    "$S: the system's user $U may not reach that socket", NULL },
	{ { "imeout expired", "" },
	    "$S: is it the right host, and does a firewall let us through?",
	    NULL },
	{ { "timed out", "" },
	    "$S: is it the right host, and does a firewall let us through?",
	    NULL },
	{ { "No route to host", "" },
	    "$S: is it the right host, and does a firewall let us through?",
	    NULL },
	{ { "too many clients", "" },
	    "$S: raise max_connections in postgresql.conf, or run fewer pool "
	    "processes",
	    NULL },
	{ { "remaining connection slots", "" },
	    "$S: raise max_connections in postgresql.conf, or run fewer pool "
	    "processes",
	    NULL },
	{ { "too many connections for role", "" },
	    "$S: raise the limit of $R, or run fewer pool processes", NULL },
	{ { "the database system is", "" }, "$S: wait a moment", NULL },
	{ { "session is read-only", "" },
	    "$S: none of these servers takes writes: there is no primary now "
	    "(patronictl list shows why); they are asked again",
	    NULL },
	{ { "SSL", "" }, "$S: see sslmode in the URL", NULL },
	{ { "", "" }, "$S", NULL },
};

static const struct {
	const char *state;
	const char *advice[3]; /* by enum db_role */
} refused[] = {
	/* insufficient privilege */
	{ "42501",
	    { "; $S connects as $R: programs that write must be "
	      "discprov_writer, after the administrator has run psql -d $D "
	      "-f " ROLES,
		"; $S connects as $R: the administrator lets it read with "
		"psql -d $D -f " ROLES,
		"; $S connects as $R, which must be let read all tables: the "
		"owner of $D may" } },
	/* read-only transaction */
	{ "25006", { "; $S reaches a server that only reads: name the primary",
		       "", "" } },
	/* no such schema, no such table */
	{ "3F000",
	    { "; run 'discprov migrate'", "; run 'discprov migrate'", "" } },
	{ "42P01",
	    { "; run 'discprov migrate'", "; run 'discprov migrate'", "" } },
	/* disk full */
	{ "53100", { "; the server's disk is full", "",
		       "; the server's disk is full" } },
};

const char *
db_setting(const struct ctx *c, enum db_role role)
{
	return conf_where(c->cf, "db",
	    role == DB_READER ? "url_read_replica" : "url");
}

/* Who we are for the system. */
static const char *
system_user(void)
{
	const struct passwd *pw = getpwuid(geteuid());

	return pw != NULL ? pw->pw_name : "that runs this program";
}

/* The advice with its words filled in. */
static const char *
fill(struct ctx *c, const struct db *d, const char *advice)
{
	const char *out = "", *dollar, *db = PQdb(d->pg);
	const char *role_name = PQuser(d->pg), *setting = d->what;

	if (setting == NULL)
		setting = db_setting(c, d->role);
	while ((dollar = strchr(advice, '$')) != NULL) {
		out = arena_printf(c->a, "%s%.*s%s", out,
		    (int)(dollar - advice), advice,
		    dollar[1] == 'S'   ? setting
		    : dollar[1] == 'U' ? system_user()
		    : dollar[1] == 'R' ? (role_name != NULL ? role_name : "?")
				       : (db != NULL ? db : "?"));
		advice = dollar + 2; /* rows of ours end in no dollar */
	}
	return arena_printf(c->a, "%s%s", out, advice);
}

const char *
db_advice_connect(struct ctx *c, const struct db *db, const char *msg)
{
	const char *advice;
	size_t i;

	for (i = 0; strstr(msg, connecting[i].word[0]) == NULL ||
		    strstr(msg, connecting[i].word[1]) == NULL;
	     i++)
		; /* the last row fits all */
	advice = connecting[i].advice;
	if (db->what != NULL && connecting[i].other != NULL)
		advice = connecting[i].other;
	return fill(c, db, advice);
}

const char *
db_advice_refused(struct ctx *c, const struct db *db, const char *state)
{
	size_t i;

	for (i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
		if (strcmp(refused[i].state, state) == 0)
			return fill(c, db, refused[i].advice[db->role]);
	return "";
}
