/* SPDX-License-Identifier: ISC */
#include "import/source.h"

#include <inttypes.h>
#include <string.h>

#include "common/base/limits.h"
#include "common/base/num.h"
#include "common/db/db.h"
#include "import/mapping.h"

#define NAME_MOST 200 /* bytes of a hash, of a chain's name */

/* A failure of the source is one of the import. */
static enum rc
theirs(struct import *im, enum rc rc)
{
	if (rc == RC_OK)
		return rc;
	im->c->err = im->src.err;
	return err_add(&im->c->err, "source");
}

static enum rc
ask(struct import *im, PGresult **res, const char *name, const char *sql)
{
	return theirs(im, db_ask(&im->src, res, name, sql));
}

static const char *
table(struct import *im, const char *name)
{
	return arena_printf(im->c->a, "%s.%s", db_name(im->c, im->schema),
	    db_name(im->c, name));
}

/* Which it is. */

static enum rc
identity(struct ctx *c, const char **name)
{
	PGresult *res;
	enum rc rc;

	if ((rc = db_run(c, &res, SQL_IMPORT_IDENTITY, NULL)) == RC_OK)
		*name = db_text(res, 0, 0);
	return rc;
}

static enum rc
find_schema(struct import *im)
{
	struct ctx *c = im->c;
	PGresult *res;
	enum rc rc;

	rc = theirs(im, db_run(&im->src, &res, SQL_IMPORT_SOURCE_SCHEMA, NULL));
	if (rc != RC_OK)
		return rc;
	if (PQntuples(res) == 0)
		return err_set(&c->err, RC_CONFIG,
		    "source: %s is no database of the original: there are no "
		    "tables blocks, users, tracks, playlists and follows in "
		    "one schema. Has the dump been restored into it?",
		    db_about(&im->src));
	im->schema = db_text(res, 0, 0);
	if (strcmp(im->schema, "disc") == 0)
		return err_set(&c->err, RC_CONFIG,
		    "source: %s is a database of discprov: that moves by "
		    "pg_dump and pg_restore, see Backup in discprov-guide(7)",
		    db_about(&im->src));
	return RC_OK;
}

static enum rc
check_another(struct import *im, const char **name)
{
	const char *ours;
	enum rc rc;

	if ((rc = theirs(im, identity(&im->src, name))) != RC_OK ||
	    (rc = identity(im->c, &ours)) != RC_OK)
		return rc;
	if (strcmp(ours, *name) != 0)
		return RC_OK;
	return err_set(&im->c->err, RC_CONFIG,
	    "source: %s is the database that the import would write into "
	    "(db.url): restore the dump into one of its own: createdb original "
	    "&& pg_restore -d original FILE",
	    db_about(&im->src));
}

static enum rc
read_relations(struct import *im)
{
	const char *param[] = { im->schema };
	struct relation *r;
	PGresult *res;
	enum rc rc;
	size_t i;

	rc =
	    theirs(im, db_run(&im->src, &res, SQL_IMPORT_SOURCE_TABLES, param));
	if (rc != RC_OK)
		return rc;
	im->nrelations = (size_t)PQntuples(res);
	im->relation =
	    arena_zalloc(im->c->a, im->nrelations + 1, sizeof(*im->relation));
	for (i = 0; rc == RC_OK && i < im->nrelations; i++) {
		r = &im->relation[i];
		r->name = db_text(res, (int)i, IMPORT_SOURCE_TABLES_name);
		if ((rc = db_i64(im->c, &r->bytes, res, (int)i,
			 IMPORT_SOURCE_TABLES_bytes)) == RC_OK)
			rc = db_bool(im->c, &r->readable, res, (int)i,
			    IMPORT_SOURCE_TABLES_readable);
	}
	return rc;
}

/* Where it stands. */

static enum rc
read_number(struct import *im, int64_t *n, const PGresult *res, int row,
    int col)
{
	const char *text = db_text(res, row, col);

	if (text != NULL && num_i64(n, text, 0, LIM_ID) == 0)
		return RC_OK;
	return err_set(&im->c->err, RC_CONFIG,
	    "source: %s '%.40s' of its newest block is none", PQfname(res, col),
	    text != NULL ? text : "");
}

/* What the last step writes is refused in the beginning, not then. */
static enum rc
is_short(struct import *im, const PGresult *res, int row, int col)
{
	if (PQgetlength(res, row, col) <= NAME_MOST)
		return RC_OK;
	return err_set(&im->c->err, RC_CONFIG,
	    "source: %s '%.40s...' of its newest block is longer than %d",
	    PQfname(res, col), PQgetvalue(res, row, col), NAME_MOST);
}

/* The newest block of the table that all its rows hang on. */
static enum rc
read_block(struct import *im)
{
	struct ctx *c = im->c;
	PGresult *res;
	enum rc rc;

	rc = ask(im, &res, "blocks",
	    arena_printf(c->a,
		"SELECT b.number::text AS number, b.blockhash, b.parenthash "
		"FROM %s AS b WHERE b.is_current ORDER BY b.number DESC "
		"LIMIT 2",
		table(im, "blocks")));
	if (rc != RC_OK)
		return rc;
	if (PQntuples(res) != 1 || PQgetisnull(res, 0, 1))
		return err_set(&c->err, RC_CONFIG,
		    "source: %s of the rows of its table blocks are current, "
		    "not one: nothing was indexed there, or the dump is not "
		    "whole",
		    PQntuples(res) == 0 ? "none" : "several");
	if ((rc = is_short(im, res, 0, 1)) != RC_OK ||
	    (rc = is_short(im, res, 0, 2)) != RC_OK)
		return rc;
	im->at.hash = db_text(res, 0, 1);
	im->at.parent = db_text(res, 0, 2);
	if (PQgetisnull(res, 0, 0))
		return err_set(&c->err, RC_CONFIG,
		    "source: nothing is indexed there but its first block");
	return read_number(im, &im->at.number, res, 0, 0);
}

/*
 * Chains that go by heights.  One layout has a number for each of their blocks,
 * the other one only for blocks with entities in them, and may have read
 * farther than the newest of these.
 */
static enum rc
ask_cores(struct import *im, PGresult **res)
{
	const char *k = table(im, "core_indexed_blocks");

	return ask(im, res, "core_indexed_blocks",
	    arena_printf(im->c->a,
		"SELECT l.chain_id, (l.em_block - l.height)::text AS base, "
		"(SELECT min(f.height) FROM %s AS f WHERE f.chain_id = "
		"l.chain_id AND f.em_block IS NOT NULL)::text AS first, "
		"t.height::text AS height, t.blockhash, t.parenthash "
		"FROM (SELECT DISTINCT ON (k.chain_id) k.chain_id, k.height, "
		"k.em_block FROM %s AS k WHERE k.em_block IS NOT NULL "
		"ORDER BY k.chain_id, k.em_block DESC) AS l "
		"CROSS JOIN LATERAL (SELECT n.height, n.blockhash, "
		"n.parenthash FROM %s AS n WHERE n.chain_id = l.chain_id "
		"ORDER BY n.height DESC LIMIT 1) AS t ORDER BY l.em_block",
		k, k, k));
}

/* The newest block, when it is of the last of them. */
static enum rc
read_height(struct import *im, const PGresult *res, int row)
{
	const struct core *core = &im->core[row];
	struct position *at = &im->at;
	int64_t height;
	enum rc rc;

	if ((rc = read_number(im, &height, res, row, 3)) != RC_OK)
		return rc;
	if (height + core->base < at->number || PQgetisnull(res, row, 4))
		return err_set(&im->c->err, RC_CONFIG,
		    "source: its newest block is %" PRId64 ", but height "
		    "%" PRId64 " of %.64s would be %" PRId64,
		    at->number, height, core->chain_id, height + core->base);
	at->core = row + 1;
	at->height = height;
	if (height + core->base == at->number)
		return RC_OK;
	at->number = height + core->base;
	at->hash = db_text(res, row, 4);
	at->parent = db_text(res, row, 5);
	return RC_OK;
}

static enum rc
read_cores(struct import *im)
{
	struct core *core;
	PGresult *res;
	enum rc rc;
	int i, n;

	if (import_relation(im, "core_indexed_blocks") == NULL)
		return RC_OK;
	if ((rc = ask_cores(im, &res)) != RC_OK)
		return rc;
	if ((n = PQntuples(res)) > IMPORT_CORES)
		return err_set(&im->c->err, RC_CONFIG,
		    "source: %d chains in core_indexed_blocks, more than %d", n,
		    IMPORT_CORES);
	for (i = 0; i < n; i++) {
		core = &im->core[im->ncores++];
		core->chain_id = db_text(res, i, 0);
		if ((rc = is_short(im, res, i, 0)) != RC_OK ||
		    (rc = is_short(im, res, i, 4)) != RC_OK ||
		    (rc = is_short(im, res, i, 5)) != RC_OK ||
		    (rc = read_number(im, &core->base, res, i, 1)) != RC_OK ||
		    (rc = read_number(im, &core->first, res, i, 2)) != RC_OK)
			return rc;
	}
	return n > 0 ? read_height(im, res, n - 1) : RC_OK;
}

static enum rc
newest_play(struct import *im, const char **id)
{
	PGresult *res;
	enum rc rc;

	*id = "none";
	if (import_relation(im, "plays") == NULL)
		return RC_OK;
	rc = ask(im, &res, "plays",
	    arena_printf(im->c->a, "SELECT max(p.id)::text FROM %s AS p",
		table(im, "plays")));
	if (rc == RC_OK && !PQgetisnull(res, 0, 0))
		*id = db_text(res, 0, 0);
	return rc;
}

/*
 * Bytes of a database without an encoding come as they are: ours looks at each
 * row.  Asked for UTF-8, the server would end at the first that is none.
 */
static enum rc
take_bytes(struct import *im)
{
	PGresult *res;
	enum rc rc;

	rc = ask(im, &res, "encoding", "SHOW server_encoding");
	if (rc != RC_OK || strcmp(db_text(res, 0, 0), "SQL_ASCII") != 0)
		return rc;
	return ask(im, &res, "encoding", "SET client_encoding = 'SQL_ASCII'");
}

static enum rc
look(struct import *im, const char **name)
{
	const char *play;
	enum rc rc;

	if ((rc = check_another(im, name)) != RC_OK ||
	    (rc = take_bytes(im)) != RC_OK || (rc = find_schema(im)) != RC_OK ||
	    (rc = read_relations(im)) != RC_OK ||
	    (rc = read_block(im)) != RC_OK || (rc = read_cores(im)) != RC_OK ||
	    (rc = newest_play(im, &play)) != RC_OK)
		return rc;
	*name = arena_printf(im->c->a, "%s, block %" PRId64 " %.80s, play %s",
	    *name, im->at.number, im->at.hash, play);
	return RC_OK;
}

enum rc
source_open(struct import *im, const char *url, const char **name)
{
	struct ctx *src = &im->src;
	enum rc rc;

	*src = *im->c;
	src->db = NULL;
	err_clear(&src->err);
	rc = theirs(im, db_open_other(src, &src->db, url, "the import's URL"));
	if (rc != RC_OK ||
	    (rc = theirs(im, db_script(src, "session",
				 "SET row_security = off"))) != RC_OK ||
	    (rc = theirs(im,
		 db_script(src, "begin",
		     "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY"))) !=
		RC_OK)
		return rc;
	return look(im, name);
}

/* Whole families have no table here. */
static bool
is_left(const char *name)
{
	static const char *const family[] = { "sol_", "chat", "core_", "eth_" };
	size_t i;

	for (i = 0; i < sizeof(family) / sizeof(family[0]); i++)
		if (strncmp(name, family[i], strlen(family[i])) == 0)
			return true;
	return map_has(map_left, name);
}

void
source_tell_tables(const struct import *im)
{
	const char *name, *unknown = "";
	size_t i, j, n = 0;

	for (i = 0; i < im->nrelations; i++) {
		name = im->relation[i].name;
		for (j = 0; j < nmappings; j++)
			if (strcmp(mappings[j].table, name) == 0)
				break;
		if (j == nmappings && !is_left(name))
			unknown = import_name(im->c->a, unknown, n++, name);
	}
	if (n > 0)
		log_warn(&im->c->log,
		    "msg=\"the source has tables that are not known and not "
		    "taken: %s\"",
		    import_names_end(im->c->a, unknown, n));
}
