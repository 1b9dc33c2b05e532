/* SPDX-License-Identifier: ISC */
#include "import/plan.h"

#include <inttypes.h>
#include <string.h>

#include "common/db/db.h"

/* A column of either side, as import_columns tells it. */
struct known {
	const char *name, *type, *value, *words;
	bool is_enum, needed;
};

struct columns {
	struct known *k;
	size_t n;
};

/*
 * Which types of the source are read for one of ours, and how; $ is the
 * expression.  A type that has no row is not known, and the import says so.
 */
static const struct {
	const char *ours, *theirs, *how;
	enum check check;
} types[] = {
	{ "text", "text varchar bpchar name uuid", "$", CHECK_NONE },
	{ "int4", "int2 int4", "$", CHECK_NONE },
	{ "int4", "int8", "$", CHECK_INT },
	{ "int8", "int2 int4 int8", "$", CHECK_NONE },
	{ "float8", "float4 float8 int2 int4", "$", CHECK_NONE },
	{ "bool", "bool", "$", CHECK_NONE },
	{ "timestamp", "timestamp date", "$", CHECK_TIME },
	{ "timestamp", "timestamptz", "pg_catalog.timezone('UTC', $)",
	    CHECK_TIME },
	{ "timestamp", "text varchar", "$", CHECK_DATE },
	{ "timestamptz", "timestamptz", "$", CHECK_TIME },
	{ "timestamptz", "timestamp", "pg_catalog.timezone('UTC', $)",
	    CHECK_TIME },
	{ "date", "date", "$", CHECK_TIME },
	{ "date", "timestamp timestamptz", "($)::date", CHECK_TIME },
	{ "jsonb", "jsonb", "$", CHECK_JSON },
	{ "_int4", "_int2 _int4", "$", CHECK_LIST },
	{ "_text", "_text _varchar", "$", CHECK_LIST },
};

/* Texts of any length that stand in an index, beside those of keys. */
static const char indexed[] =
    "blocks.blockhash users.handle_lc users.wallet associated_wallets.wallet "
    "track_routes.title_slug playlist_routes.title_slug tracks.isrc "
    "playlists.upc aggregate_user.dominant_genre track_trending_scores.genre";
#define INDEX_MOST 2600 /* bytes that one takes, less than all of an entry */
#define CID_MOST   1024 /* of a document's name */

static enum rc
read_columns(struct ctx *c, struct columns *cs, const char *schema,
    const char *table)
{
	const char *param[] = { schema, table };
	PGresult *res;
	struct known *k;
	enum rc rc;
	size_t i;

	if ((rc = db_run(c, &res, SQL_IMPORT_COLUMNS, param)) != RC_OK)
		return rc;
	cs->n = (size_t)PQntuples(res);
	cs->k = arena_zalloc(c->a, cs->n + 1, sizeof(*cs->k));
	for (i = 0; rc == RC_OK && i < cs->n; i++) {
		k = &cs->k[i];
		k->name = db_text(res, (int)i, IMPORT_COLUMNS_name);
		k->type = db_text(res, (int)i, IMPORT_COLUMNS_type);
		k->value = db_text(res, (int)i, IMPORT_COLUMNS_value);
		k->words = db_text(res, (int)i, IMPORT_COLUMNS_words);
		k->is_enum =
		    strcmp(db_text(res, (int)i, IMPORT_COLUMNS_kind), "e") == 0;
		rc = db_bool(c, &k->needed, res, (int)i, IMPORT_COLUMNS_needed);
	}
	return rc;
}

static const struct known *
find(const struct columns *cs, const char *name)
{
	size_t i;

	for (i = 0; i < cs->n; i++)
		if (strcmp(cs->k[i].name, name) == 0)
			return &cs->k[i];
	return NULL;
}

/* The text with each "$" or "$S" in it replaced. */
static const char *
put_in(struct arena *a, const char *text, const char *mark, const char *what)
{
	const char *out = "", *at;

	for (; (at = strstr(text, mark)) != NULL; text = at + strlen(mark))
		out = arena_printf(a, "%s%.*s%s", out, (int)(at - text), text,
		    what);
	return arena_printf(a, "%s%s", out, text);
}

/* The next word of a list, or NULL. */
static const char *
word(struct arena *a, const char **list)
{
	const char *s = *list;
	size_t n;

	if (s == NULL)
		return NULL;
	s += strspn(s, " ");
	if (*s == '\0')
		return NULL;
	n = strcspn(s, " ");
	*list = s + n;
	return arena_memdup(a, s, n);
}

static bool
ends_in_id(const char *name)
{
	size_t n = strlen(name);

	return strcmp(name, "id") == 0 ||
	       (n > 3 && strcmp(name + n - 3, "_id") == 0);
}

/* Numbers behind which our own go on: there has to be room for these. */
static const char counted[] = "skipped_transactions.id plays.id";

/* What a cell of this column is looked at for, beyond what its type asks. */
static enum check
look(struct arena *a, const struct mapping *m, const struct known *ours,
    enum check by_type)
{
	if (map_has(counted, arena_printf(a, "%s.%s", m->table, ours->name)))
		return strcmp(ours->type, "int4") == 0 ? CHECK_COUNT
						       : CHECK_COUNT_LONG;
	if (strcmp(ours->name, "territory_codes") == 0)
		return CHECK_TERRITORIES;
	if (strcmp(ours->type, "int4") == 0 && ends_in_id(ours->name))
		return CHECK_ID;
	return by_type;
}

/* How an expression of this type is read for a column of ours. */
static enum rc
match(struct import *im, const struct mapping *m, struct column *col,
    const struct known *ours, const char *expr, const char *type, bool is_enum)
{
	struct ctx *c = im->c;
	size_t i;

	col->expr = expr;
	if (ours->is_enum) {
		col->check = CHECK_WORD;
		col->words = ours->words;
		if (is_enum || map_has("text varchar", type))
			return RC_OK;
	}
	if (is_enum && strcmp(ours->type, "text") == 0) {
		col->check = CHECK_NONE;
		return RC_OK;
	}
	for (i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		if (strcmp(types[i].ours, ours->type) != 0 ||
		    !map_has(types[i].theirs, type))
			continue;
		col->expr = put_in(c->a, types[i].how, "$", expr);
		col->check = look(c->a, m, ours, types[i].check);
		return RC_OK;
	}
	return err_set(&c->err, RC_CONFIG,
	    "is of type %s, which this version cannot read as %s: the source "
	    "is newer than what is known",
	    type, ours->type);
}

/* The row of the mapping that applies, or NULL. */
static const struct map_column *
instead(const struct mapping *m, const struct columns *theirs, const char *name)
{
	bool is_there = find(theirs, name) != NULL;
	const struct map_column *mc;

	for (mc = m->columns; mc != NULL && mc->to != NULL; mc++) {
		if (strcmp(mc->to, name) != 0)
			continue;
		if (*mc->needs == '!' ||
		    (!is_there && (*mc->needs == '\0' ||
				      find(theirs, mc->needs) != NULL)))
			return mc;
	}
	return NULL;
}

/* A number of a chain that goes by heights: which one, and what height. */
static const char *
of_cores(const struct import *im, const char *expr)
{
	bool height = strcmp(expr, "$HEIGHT") == 0;
	struct arena *a = im->c->a;
	const char *out = "";
	size_t i;

	for (i = im->ncores; i-- > 0;) {
		const struct core *k = &im->core[i];

		out = arena_printf(a, "%s WHEN t.number >= %" PRId64 " THEN ",
		    out, k->base + k->first);
		out = height ? arena_printf(a, "%st.number - %" PRId64, out,
				   k->base)
			     : arena_printf(a, "%s%zu", out, i + 1);
	}
	return *out == '\0' ? "NULL" : arena_printf(a, "CASE%s END", out);
}

/* Made by the mapping's expression. */
static enum rc
take_made(struct import *im, const struct mapping *m, struct column *col,
    const struct known *ours, const struct columns *theirs,
    const struct map_column *mc)
{
	const char *expr =
	    mc->expr[0] == '$' ? of_cores(im, mc->expr) : mc->expr;
	const struct known *of = find(theirs, mc->needs);

	if (mc->type != NULL || of == NULL)
		return match(im, m, col, ours, expr, mc->type, false);
	return match(im, m, col, ours, expr, of->type, of->is_enum);
}

/* RC_NOTFOUND: nothing there is it; its default stands. */
static enum rc
take_column(struct import *im, struct plan *p, const struct known *ours,
    const struct columns *theirs)
{
	const struct map_column *mc = instead(p->map, theirs, ours->name);
	const struct known *k = find(theirs, ours->name);
	struct column *col = &p->column[p->ncolumns];
	struct ctx *c = im->c;
	enum rc rc;

	if ((p->map->only != NULL && !map_has(p->map->only, ours->name)) ||
	    (mc == NULL && k == NULL))
		return RC_NOTFOUND;
	rc = mc != NULL ? take_made(im, p->map, col, ours, theirs, mc)
			: match(im, p->map, col, ours,
			      arena_printf(c->a, "t.%s", db_name(c, k->name)),
			      k->type, k->is_enum);
	if (rc != RC_OK)
		return err_add(&c->err, "source: column %s.%s", p->from->name,
		    mc != NULL ? mc->needs : k->name);
	col->name = ours->name;
	col->needed = ours->needed;
	col->value = ours->value;
	col->is_key = map_has(p->map->key, ours->name);
	col->is_text = strcmp(ours->type, "text") == 0;
	p->ncolumns++;
	return RC_OK;
}

static const char *
add(struct arena *a, const char *list, const char *item)
{
	return *list == '\0' ? item : arena_printf(a, "%s, %s", list, item);
}

/* Columns that only one side has. */
static void
tell(struct import *im, const struct plan *p, const struct columns *theirs,
    const char *without)
{
	const struct log *log = &im->c->log;
	struct arena *a = im->c->a;
	const char *left = "";
	size_t i, j, n = 0;

	for (i = 0; i < theirs->n; i++) {
		const char *name = theirs->k[i].name;

		for (j = 0; j < p->ncolumns; j++)
			if (strcmp(p->column[j].name, name) == 0)
				break;
		if (j == p->ncolumns && !map_has(p->map->knows, name) &&
		    strcmp(name, "is_current") != 0)
			left = import_name(a, left, n++, name);
	}
	if (n > 0)
		log_warn(log,
		    "table=%s msg=\"the source has columns that are not known "
		    "and not taken: %s\"",
		    p->map->table, import_names_end(a, left, n));
	if (*without != '\0')
		log_info(log,
		    "table=%s msg=\"the source does not have, and defaults "
		    "stand for: %s\"",
		    p->map->table, without);
}

/* What the mapping says must be there. */
static enum rc
check_must(struct import *im, const struct plan *p,
    const struct columns *theirs)
{
	const char *list = p->map->must, *name;

	while ((name = word(im->c->a, &list)) != NULL)
		if (find(theirs, name) == NULL)
			return err_set(&im->c->err, RC_CONFIG,
			    "source: table %s has no column %s: it is no table "
			    "of the original, or of a layout that is not known",
			    p->from->name, name);
	return RC_OK;
}

/* Rows that name a block by number and hash or transaction. */
static void
mark_blocks(struct plan *p)
{
	bool of_chain = false;
	size_t i;

	for (i = 0; i < p->ncolumns; i++)
		if (map_has("blockhash txhash", p->column[i].name))
			of_chain = true;
	for (i = 0; of_chain && i < p->ncolumns; i++)
		p->column[i].is_block =
		    map_has("blocknumber number", p->column[i].name);
}

/* How long texts may be that an index has to take. */
static void
bound_texts(struct import *im, struct plan *p)
{
	struct column *col;
	size_t i, n = 0;

	for (i = 0; i < p->ncolumns; i++)
		n += p->column[i].is_key && p->column[i].is_text;
	for (i = 0; i < p->ncolumns; i++) {
		col = &p->column[i];
		if (!col->is_text)
			continue;
		if (col->is_key)
			col->most = INDEX_MOST / n;
		else if (map_has(indexed, arena_printf(im->c->a, "%s.%s",
					      p->map->table, col->name)))
			col->most = INDEX_MOST;
		if (strcmp(col->name, "cid") == 0)
			col->most = CID_MOST;
	}
}

/* The key columns that the source has; the others are alike in all rows. */
static enum rc
find_key(struct import *im, struct plan *p)
{
	const char *list = p->map->key, *name;
	size_t i;

	while ((name = word(im->c->a, &list)) != NULL)
		for (i = 0; i < p->ncolumns; i++)
			if (strcmp(p->column[i].name, name) == 0 &&
			    p->nkeys < PLAN_KEYS)
				p->key[p->nkeys++] = i;
	return p->nkeys > 0 ? RC_OK
			    : err_set(&im->c->err, RC_BUG, "table %s: no key",
				  p->map->table);
}

/* "t.a, t.b", or the same of literals. */
static const char *
key_list(struct import *im, const struct plan *p, const char *const *place)
{
	struct ctx *c = im->c;
	const char *out = "";
	size_t i;

	for (i = 0; i < p->nkeys; i++)
		out = add(c->a, out,
		    place != NULL ? db_literal(c, place[i])
				  : arena_printf(c->a, "t.%s",
					db_name(c, p->column[p->key[i]].name)));
	return out;
}

static const char *
conditions(struct import *im, const struct plan *p,
    const struct columns *theirs, const char *const *place)
{
	const char *out = "true", *key = key_list(im, p, NULL);
	struct arena *a = im->c->a;

	if ((p->map->flags & MAP_CURRENT) != 0 &&
	    find(theirs, "is_current") != NULL)
		out = "t.is_current";
	if (p->map->where != NULL)
		out = arena_printf(a, "%s AND (%s)", out,
		    put_in(a, p->map->where, "$S", db_name(im->c, im->schema)));
	if (place == NULL)
		return out;
	out = arena_printf(a, "%s AND ((%s) > (%s)", out, key,
	    key_list(im, p, place));
	if (p->nkeys == 1 && !find(theirs, p->column[p->key[0]].name)->needed)
		out = arena_printf(a, "%s OR %s IS NULL", out, key);
	return arena_printf(a, "%s)", out);
}

static const char *
order(struct import *im, const struct plan *p, const struct columns *theirs)
{
	const char *list = p->map->newest, *name, *out = key_list(im, p, NULL);
	struct ctx *c = im->c;

	while ((name = word(c->a, &list)) != NULL)
		if (find(theirs, name) != NULL)
			out = arena_printf(c->a, "%s, t.%s DESC NULLS LAST",
			    out, db_name(c, name));
	return out;
}

static void
statements(struct import *im, struct plan *p, const struct columns *theirs,
    const char *const *place)
{
	struct ctx *c = im->c;
	const char *names = "", *exprs = "";
	size_t i;

	for (i = 0; i < p->ncolumns; i++) {
		names = add(c->a, names, db_name(c, p->column[i].name));
		exprs = add(c->a, exprs, p->column[i].expr);
	}
	p->in = arena_printf(c->a, "COPY disc.%s (%s) FROM STDIN",
	    db_name(c, p->map->table), names);
	p->out = arena_printf(c->a,
	    "COPY (SELECT %s FROM %s.%s AS t WHERE %s ORDER BY %s) TO STDOUT",
	    exprs, db_name(c, im->schema), db_name(c, p->from->name),
	    conditions(im, p, theirs, place), order(im, p, theirs));
}

static enum rc
take_columns(struct import *im, struct plan *p, const struct columns *ours,
    const struct columns *theirs)
{
	const char *without = "";
	enum rc rc;
	size_t i;

	p->column = arena_zalloc(im->c->a, ours->n + 1, sizeof(*p->column));
	for (i = 0; i < ours->n; i++) {
		rc = take_column(im, p, &ours->k[i], theirs);
		if (rc == RC_NOTFOUND && p->map->only == NULL &&
		    !map_has(map_new, arena_printf(im->c->a, "%s.%s",
					  p->map->table, ours->k[i].name)))
			without = add(im->c->a, without, ours->k[i].name);
		else if (rc != RC_OK && rc != RC_NOTFOUND)
			return rc;
	}
	if (!im->told)
		tell(im, p, theirs, without);
	return RC_OK;
}

enum rc
plan_make(struct import *im, struct plan *p, const struct mapping *m,
    const char *const *place)
{
	struct columns ours, theirs;
	struct ctx *c = im->c;
	enum rc rc;

	memset(p, 0, sizeof(*p));
	p->map = m;
	p->from = import_relation(im, m->table);
	if (p->from == NULL)
		return RC_NOTFOUND;
	if (!p->from->readable)
		return err_set(&c->err, RC_CONFIG,
		    "source: table %s may not be read by the URL's role: let "
		    "its owner run the import, or GRANT SELECT ON ALL TABLES",
		    p->from->name);
	if ((rc = read_columns(c, &ours, "disc", m->table)) != RC_OK)
		return rc;
	if ((rc = read_columns(&im->src, &theirs, im->schema, p->from->name)) !=
	    RC_OK) {
		c->err = im->src.err;
		return rc;
	}
	if ((rc = check_must(im, p, &theirs)) != RC_OK ||
	    (rc = take_columns(im, p, &ours, &theirs)) != RC_OK ||
	    (rc = find_key(im, p)) != RC_OK)
		return rc;
	mark_blocks(p);
	bound_texts(im, p);
	statements(im, p, &theirs, place);
	return RC_OK;
}
