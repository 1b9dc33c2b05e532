/* SPDX-License-Identifier: ISC */
#include "jobs/plays/play.h"

#include <string.h>

#include "common/base/limits.h"
#include "common/base/num.h"
#include "common/base/pgarr.h"
#include "common/db/db.h"
#include "common/json/jsonr.h"
#include "jobs/plays/heard.h"

/* Parameters of the statement, in its order. */
enum {
	USER,
	ITEM,
	CREATED,
	UPDATED,
	SLOT,
	TEXTS, /* from here on */
	COLUMNS = TEXTS + 6
};
enum { SOURCE, SOURCE_ID }; /* of the texts */

static const char *const texts[COLUMNS - TEXTS][HEARD_NAMES] = {
	{ "source" },
	{ "source_id", "sourceId" },
	{ "signature" },
	{ "city" },
	{ "region" },
	{ "country" },
};

struct plays {
	struct pgarr *col[COLUMNS];
};

struct plays *
plays_new(struct arena *a)
{
	struct plays *p = arena_zalloc(a, 1, sizeof(*p));
	int i;

	for (i = 0; i < COLUMNS; i++)
		p->col[i] = pgarr_new(a);
	return p;
}

size_t
plays_len(const struct plays *p)
{
	return pgarr_len(p->col[ITEM]);
}

/* Absent and null: *s is NULL. */
static bool
text_of(struct ctx *c, const char **s, struct json_object *o,
    const char *const names[HEARD_NAMES])
{
	struct json_object *v = heard_member(o, names);

	*s = NULL;
	return v == NULL ||
	       (jsonr_opt_text(c, s, v, NULL) && strlen(*s) <= LIM_PLAY_TEXT);
}

static const char *
texts_of(struct ctx *c, const char *v[COLUMNS - TEXTS], struct json_object *o)
{
	int i;

	for (i = 0; i < COLUMNS - TEXTS; i++)
		if (!text_of(c, &v[i], o, texts[i]))
			return arena_printf(c->a,
			    "its %s is no text of at most %d bytes",
			    texts[i][0], LIM_PLAY_TEXT);
	if (v[SOURCE_ID] != NULL && v[SOURCE] == NULL)
		return "it has a source_id and no source";
	return NULL;
}

static void
add_id(struct ctx *c, struct pgarr *col, bool there, int64_t id)
{
	pgarr_text(col,
	    there ? arena_printf(c->a, "%lld", (long long)id) : NULL);
}

const char *
plays_add(struct ctx *c, struct plays *p, struct json_object *o)
{
	static const char *const
	    track[HEARD_NAMES] = { "play_item_id", "track_id", "trackId" },
	    *const created_at[HEARD_NAMES] = { "created_at", "createdAt",
		    "timestamp" },
	    *const updated_at[HEARD_NAMES] = { "updated_at", "updatedAt" },
	    *const slot_of[HEARD_NAMES] = { "slot" };
	struct json_object *learned = heard_member(o, updated_at),
			   *at = heard_member(o, slot_of);
	const char *text[COLUMNS - TEXTS], *why;
	struct iso_time created, updated;
	int64_t user, item, slot = 0;
	int i;

	if (!heard_user(c, &user, o))
		return "its user_id is no id";
	if (!heard_id(c, &item, heard_member(o, track)))
		return "its play_item_id is no id";
	if (!heard_time(c, &created, heard_member(o, created_at)))
		return "its created_at is no time";
	if (learned != NULL && !heard_time(c, &updated, learned))
		return "its updated_at is no time";
	if (at != NULL && !heard_id(c, &slot, at))
		return "its slot is no number";
	if ((why = texts_of(c, text, o)) != NULL)
		return why;
	add_id(c, p->col[USER], user != 0, user);
	pgarr_int(p->col[ITEM], item);
	pgarr_text(p->col[CREATED], iso_time_cell(c->a, &created));
	pgarr_text(p->col[UPDATED],
	    learned != NULL ? iso_time_cell(c->a, &updated) : NULL);
	add_id(c, p->col[SLOT], at != NULL, slot);
	for (i = 0; i < COLUMNS - TEXTS; i++)
		pgarr_text(p->col[TEXTS + i], text[i]);
	return NULL;
}

enum rc
plays_put(struct ctx *c, struct plays *p, int64_t *added)
{
	const char *param[COLUMNS];
	PGresult *res;
	enum rc rc;
	int i;

	for (i = 0; i < COLUMNS; i++)
		param[i] = pgarr_done(p->col[i]);
	if ((rc = db_run(c, &res, SQL_PLAYS_PUT, param)) != RC_OK)
		return rc;
	if (num_i64(added, PQcmdTuples(res), 0, INT64_MAX) != 0)
		return err_set(&c->err, RC_BUG, "plays_put: no count");
	return RC_OK;
}
