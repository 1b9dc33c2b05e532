/* SPDX-License-Identifier: ISC */
/*
 * Ids that nothing has yet, for clients that write.  Drawn by chance above the
 * ids that the first chain gave out; two clients may be given the same one, and
 * the second of them is then turned away by the rules of the chain.
 */
#include "common/db/db.h"
#include "fcgi/api/rows.h"
#include "fcgi/model/answer.h"
#include "fcgi/serve/envelope.h"

static enum rc
free_id_get(struct call *k)
{
	struct jsonw *w = jsonw_new(k->c->a);
	const char *p[PARAM_MAX];
	PGresult *res;
	int64_t id;
	enum rc rc;

	param_bind(k, p, SQL_API_FREE_ID);
	if ((rc = db_run(k->c, &res, SQL_API_FREE_ID, p)) != RC_OK)
		return rc;
	if (PQntuples(res) == 0)
		return reply_broken(k, 503, "no id was found that is free");
	if ((rc = db_i64(k->c, &id, res, 0, 0)) != RC_OK)
		return rc;
	jsonw_id(w, NULL, id);
	return envelope(k, 200, jsonw_done(w));
}

/* clang-format off */
static const struct param none[] = { END };

/* Both spellings. */
#define FREE(kind, low, high) \
	static const struct fixed kind[] = { \
		{ "of", #kind }, { "first", low }, { "last", high }, \
		{ NULL, NULL } \
	}
#define ROW(kind, word) { \
		.path = "/" #kind "/" word, .on = ON_BOTH, \
		.stmt = SQL_API_FREE_ID, .fixed = kind, .params = none, \
		.fn = free_id_get, \
	}
#define ROWS(kind) ROW(kind, "unclaimed_id"), ROW(kind, "unclaimed-id")

FREE(users, "3000000", "999999999");
FREE(tracks, "2000000", "2147483647");
FREE(playlists, "400000", "2147483647");
FREE(comments, "4000000", "2147483647");
FREE(events, "1", "2147483647");

static const struct route rows[] = {
	ROWS(users), ROWS(tracks), ROWS(playlists), ROWS(comments),
	ROWS(events),
};
/* clang-format on */

const struct family family_free_ids = FAMILY(rows);
