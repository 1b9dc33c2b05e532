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
} connecting[] = {
	{ { "role ", "does not exist" },
	    "$S: run as the administrator: psql -d $D -f " ROLES
	    ", which makes discprov_writer and discprov_reader; or name "
	    "another role in the URL" },
	{ { "database ", "does not exist" },
	    "$S: run as the administrator: createdb $D && psql -d $D "
	    "-f " ROLES },
	{ { "no password supplied", "" },
	    "$S: put the password of $R into the URL, "
	    "postgresql://$R:PASSWORD@HOST/$D" },
	{ { "password authentication failed", "" },
	    "$S: the password in the URL is not the one $R has; the "
	    "administrator sets it with: psql -c '\\password $R'" },
	{ { "eer authentication failed", "" },
	    "$S: the server lets the system's user $U in as $U only: map $U to "
	    "$R in pg_ident.conf, or put a password into the URL" },
	{ { "dent authentication failed", "" },
	    "$S: map the system's user $U to $R in pg_ident.conf, or put a "
	    "password into the URL" },
	{ { "no pg_hba.conf entry", "" },
	    "$S: let $R into $D with a line in the server's pg_hba.conf, then "
	    "reload it" },
	{ { "pg_hba.conf rejects", "" },
	    "$S: let $R into $D with a line in the server's pg_hba.conf, then "
	    "reload it" },
	{ { "permission denied for database", "" },
	    "$S: run as the administrator: psql -c 'GRANT CONNECT ON DATABASE "
	    "$D TO $R'" },
	{ { "could not translate host name", "" },
	    "$S: is the host's name spelt right?" },
	{ { "No such file or directory", "" },
	    "$S: is PostgreSQL running on this host (systemctl status "
	    "postgresql), and is its socket in that folder?" },
	{ { "Connection refused", "" },
	    "$S: is PostgreSQL running there (systemctl status postgresql), "
	    "and does it listen at that address?" },
	{ { "Permission denied", "" },
	    "$S: the system's user $U may not reach that socket" },
	{ { "imeout expired", "" },
	    "$S: is it the right host, and does a firewall let us through?" },
	{ { "timed out", "" },
	    "$S: is it the right host, and does a firewall let us through?" },
	{ { "No route to host", "" },
	    "$S: is it the right host, and does a firewall let us through?" },
	{ { "too many clients", "" },
	    "$S: raise max_connections in postgresql.conf, or run fewer pool "
	    "processes" },
	{ { "remaining connection slots", "" },
	    "$S: raise max_connections in postgresql.conf, or run fewer pool "
	    "processes" },
	{ { "too many connections for role", "" },
	    "$S: raise the limit of $R, or run fewer pool processes" },
	{ { "the database system is", "" }, "$S: wait a moment" },
	{ { "SSL", "" }, "$S: see sslmode in the URL" },
	{ { "", "" }, "$S" },
};

static const struct {
	const char *state;
	const char *advice[2]; /* of a writer, of a reader */
} refused[] = {
	/* insufficient privilege */
	{ "42501",
	    { "; $S connects as $R: programs that write must be "
	      "discprov_writer, after the administrator has run psql -d $D "
	      "-f " ROLES,
		"; $S connects as $R: the administrator lets it read with "
		"psql -d $D -f " ROLES } },
	/* read-only transaction */
	{ "25006",
	    { "; $S reaches a server that only reads: name the primary", "" } },
	/* no such schema, no such table */
	{ "3F000", { "; run 'discprov migrate'", "; run 'discprov migrate'" } },
	{ "42P01", { "; run 'discprov migrate'", "; run 'discprov migrate'" } },
	/* disk full */
	{ "53100", { "; the server's disk is full", "" } },
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
fill(struct ctx *c, const PGconn *pg, enum db_role role, const char *advice)
{
	const char *out = "", *dollar, *role_name = PQuser(pg), *db = PQdb(pg);

	while ((dollar = strchr(advice, '$')) != NULL) {
		out = arena_printf(c->a, "%s%.*s%s", out,
		    (int)(dollar - advice), advice,
		    dollar[1] == 'S'   ? db_setting(c, role)
		    : dollar[1] == 'U' ? system_user()
		    : dollar[1] == 'R' ? (role_name != NULL ? role_name : "?")
				       : (db != NULL ? db : "?"));
		advice = dollar + 2; /* rows of ours end in no dollar */
	}
	return arena_printf(c->a, "%s%s", out, advice);
}

const char *
db_advice_connect(struct ctx *c, const PGconn *pg, enum db_role role,
    const char *msg)
{
	size_t i;

	for (i = 0; strstr(msg, connecting[i].word[0]) == NULL ||
		    strstr(msg, connecting[i].word[1]) == NULL;
	     i++)
		; /* the last row fits all */
	return fill(c, pg, role, connecting[i].advice);
}

const char *
db_advice_refused(struct ctx *c, const struct db *db, const char *state)
{
	size_t i;

	for (i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
		if (strcmp(refused[i].state, state) == 0)
			return fill(c, db->pg, db->role,
			    refused[i].advice[db->role == DB_READER]);
	return "";
}
