/* SPDX-License-Identifier: ISC */
/*
 * Who leads.  The lists are a job's work; a version is a way of counting.
 * Which ones are counted is a setting, and its first is meant when none is
 * named.
 */
#include "fcgi/api/trending.h"

#include <stdio.h>
#include <string.h>

#include "fcgi/api/rows.h"
#include "fcgi/model/answer.h"
#include "fcgi/serve/envelope.h"

#define VERSION_TEXT 16
#define IDS_FIRST    100 /* of each range, unless a limit is named */

/* Versions that clients may name. */
static const char *const known[] = { "pnagD", "AnlGe", "EJ57D", "BDNxn",
	"ML51L", "ePWJD", "aSPET", NULL };

/* The n-th item of the comma list, or false. */
static bool
item(char out[VERSION_TEXT], const char *list, size_t n)
{
	size_t len;

	for (;; list += len + (list[len] == ',')) {
		list += strspn(list, " ");
		len = strcspn(list, ",");
		if (len == 0)
			return false;
		if (n-- == 0)
			break;
	}
	(void)snprintf(out, VERSION_TEXT, "%.*s", (int)strcspn(list, ", "),
	    list);
	return true;
}

const char *
trending_version(const struct call *k)
{
	const char *list = k->app->cf->trending_versions;
	const char *asked = param_get(k, "version")->text;
	char own[VERSION_TEXT];
	size_t i;

	for (i = 0; asked != NULL && item(own, list, i); i++)
		if (strcmp(own, asked) == 0)
			return asked;
	for (i = 0; asked != NULL && known[i] != NULL; i++)
		if (strcmp(known[i], asked) == 0)
			break;
	if (asked != NULL && known[i] == NULL)
		return NULL;
	return item(own, list, 0) ? arena_strdup(k->c->a, own) : known[0];
}

enum rc
trending_no_version(struct call *k)
{
	return reply_fail(k, 400, "Oh no! Bad path parameter version.");
}

static enum rc
ranked(struct call *k, enum sql_id stmt, const char *version, const char *type)
{
	const char *p[PARAM_MAX];
	int64_t *ids;
	size_t n;
	enum rc rc;

	param_bind(k, p, stmt);
	param_put(p, stmt, "version", version);
	param_put(p, stmt, "type", type);
	if ((rc = list_ids(k, &ids, &n, stmt, p)) != RC_OK)
		return rc;
	return list_finish(k, ids, n, SHAPE_LIST, RULE_SHOWN);
}

static enum rc
tracks_get(struct call *k)
{
	const char *version = trending_version(k);

	if (version == NULL)
		return trending_no_version(k);
	return ranked(k, SQL_API_TRENDING_TRACKS, version, NULL);
}

/* The list of 2022 was counted whole; later ones are cut from the others. */
static enum rc
underground_get(struct call *k)
{
	const char *version = trending_version(k);

	if (version == NULL)
		return trending_no_version(k);
	if (strcmp(version, "EJ57D") == 0)
		return ranked(k, SQL_API_TRENDING_LIST_TRACKS, version,
		    "UNDERGROUND_TRACKS");
	return ranked(k, SQL_API_TRENDING_UNDERGROUND, version, NULL);
}

static enum rc
playlists_get(struct call *k)
{
	const char *version = trending_version(k);

	if (version == NULL)
		return trending_no_version(k);
	return ranked(k, SQL_API_TRENDING_PLAYLISTS, version,
	    param_get(k, "type")->n == 1 ? "ALBUMS" : "PLAYLISTS");
}

/* Those who led in a week, by the words of the table of results. */
static enum rc
winners(struct call *k, const char *type)
{
	enum sql_id stmt = SQL_API_TRENDING_WINNERS;
	const char *p[PARAM_MAX];
	int64_t *ids;
	size_t n;
	enum rc rc;

	param_bind(k, p, stmt);
	param_put(p, stmt, "type", type);
	param_put(p, stmt, "version",
	    arena_printf(k->c->a, "TrendingVersion.%s", trending_version(k)));
	if ((rc = list_ids(k, &ids, &n, stmt, p)) != RC_OK)
		return rc;
	return list_finish(k, ids, n, SHAPE_LIST, RULE_SHOWN);
}

static enum rc
winners_get(struct call *k)
{
	return winners(k, "TrendingType.TRACKS");
}

static enum rc
underground_winners_get(struct call *k)
{
	return winners(k, "TrendingType.UNDERGROUND_TRACKS");
}

static enum rc
recommended_get(struct call *k)
{
	const char *version = trending_version(k);

	if (version == NULL)
		return trending_no_version(k);
	return ranked(k, SQL_API_RECOMMENDED, version, NULL);
}

static enum rc
recommended_for_get(struct call *k)
{
	return ranked(k, SQL_API_RECOMMENDED_FOR, trending_version(k), NULL);
}

static enum rc
write_range(struct call *k, struct jsonw *w, const char *version,
    const char *range)
{
	const char *p[PARAM_MAX];
	int64_t *ids;
	size_t i, n;
	enum rc rc;

	param_bind(k, p, SQL_API_TRENDING_TRACKS);
	param_put(p, SQL_API_TRENDING_TRACKS, "version", version);
	param_put(p, SQL_API_TRENDING_TRACKS, "time_range", range);
	rc = list_ids(k, &ids, &n, SQL_API_TRENDING_TRACKS, p);
	if (rc != RC_OK)
		return rc;
	jsonw_arr(w, range);
	for (i = 0; i < n; i++) {
		jsonw_obj(w, NULL);
		jsonw_id(w, "id", ids[i]);
		jsonw_end(w);
	}
	jsonw_end(w);
	return RC_OK;
}

static enum rc
ids_get(struct call *k)
{
	struct jsonw *w = jsonw_new(k->c->a);
	const char *version = trending_version(k);
	enum rc rc;

	if (version == NULL)
		return trending_no_version(k);
	jsonw_sorted(w);
	jsonw_obj(w, NULL);
	if ((rc = write_range(k, w, version, "month")) != RC_OK ||
	    (rc = write_range(k, w, version, "week")) != RC_OK ||
	    (rc = write_range(k, w, version, "year")) != RC_OK)
		return rc;
	jsonw_end(w);
	return envelope(k, 200, jsonw_done(w));
}

/* clang-format off */
static const char *const ranges[] = { "week", "month", "year", "allTime",
	NULL };
static const char *const types[] = { "playlist", "album", NULL };

#define RANGE   IN("time", P_WORD, .def = 0, .words = ranges, .as = "time_range")
#define VERSION PATH_TEXT("version")
#define TRACKS  LIMIT(100, 1, 100), OFFSET(LIM_LIST), RANGE, TEXT("genre"), USER
#define LISTS   LIMIT(30, 1, 50), OFFSET(LIM_LIST), RANGE, \
	WORD("type", 0, types), USER, \
	IN("omit_tracks", P_BOOL, .def = 0, .unused = true)
#define FIRST   LIMIT(IDS_FIRST, 1, 100), OFFSET(LIM_LIST), TEXT("genre"), USER

static const struct param tracks[] = { TRACKS, END };
static const struct param tracks_of[] = { VERSION, TRACKS, END };
static const struct param lists[] = { LISTS, END };
static const struct param lists_of[] = { VERSION, LISTS, END };
static const struct param of_week[] = {
	IN("week", P_DATE, NO), USER, END
};
static const struct param recommended[] = {
	LIMIT(100, 1, 100), OFFSET(LIM_LIST), RANGE, TEXT("genre"),
	IDS("exclusion_list"), USER, END
};
static const struct param recommended_of[] = {
	VERSION, LIMIT(10, 1, 100), RANGE, TEXT("genre"),
	IDS("exclusion_list"), USER, END
};
static const char *const spans[] = { "week", "month", "allTime", NULL };
static const struct param recommended_for[] = {
	PATH_ID("id"), USER, LIMIT(10, 1, 100), UNUSED("offset"),
	WORD("time_range", 0, spans), END
};
static const struct param first[] = { FIRST, END };
static const struct param first_of[] = { VERSION, FIRST, END };

/* Also those that not everybody may hear. */
static const struct fixed all[] = { { "gated", "t" }, { "purchase", "f" },
	{ NULL, NULL } };
static const struct fixed for_sale[] = { { "gated", "t" },
	{ "purchase", "t" }, { NULL, NULL } };

static const struct fixed as_ranked[] = { { "shuffled", "f" }, { NULL, NULL } };
static const struct fixed by_chance[] = { { "shuffled", "t" }, { NULL, NULL } };

#define TTL 300 /* the job comes once an hour */
#define OF_TRACKS(p, par, get, fix) { \
		.path = p, .on = ON_BOTH, .model = &model_track, \
		.rule = RULE_SHOWN, .ttl_s = TTL, .stmt = STMT_NONE, \
		.params = par, .fixed = fix, .fn = get, \
	}
#define OF_IDS(p, par) { \
		.path = p, .on = ON_BOTH, .ttl_s = TTL, .stmt = STMT_NONE, \
		.params = par, .fixed = all, .fn = ids_get, \
	}
/* Five tracks of each, on both prefixes. */
#define OF_LISTS(p, par) { \
		.path = p, .on = ON_BOTH, .model = &model_playlist, \
		.rule = RULE_SHOWN, .tracks = 5, .tracks_v1 = true, \
		.tracks_unless = "omit_tracks", \
		.ttl_s = TTL, .stmt = STMT_NONE, .params = par, \
		.fn = playlists_get, \
	}

static const struct route rows[] = {
	OF_TRACKS("/tracks/trending", tracks, tracks_get, all),
	OF_TRACKS("/tracks/trending/:version", tracks_of, tracks_get, all),
	OF_TRACKS("/tracks/trending/underground", tracks, underground_get, NULL),
	OF_TRACKS("/tracks/trending/underground/:version", tracks_of,
	    underground_get, NULL),
	OF_TRACKS("/tracks/usdc-purchase", tracks, tracks_get, for_sale),
	OF_TRACKS("/tracks/trending/winners", of_week, winners_get, NULL),
	OF_TRACKS("/tracks/trending/underground/winners", of_week,
	    underground_winners_get, NULL),
	OF_TRACKS("/tracks/recommended", recommended, recommended_get,
	    as_ranked),
	OF_TRACKS("/tracks/recommended/:version", recommended_of,
	    recommended_get, by_chance),
	OF_TRACKS("/users/:id/recommended-tracks", recommended_for,
	    recommended_for_get, NULL),
	OF_IDS("/tracks/trending/ids", first),
	OF_IDS("/tracks/trending/ids/:version", first_of),
	OF_LISTS("/playlists/trending", lists),
	OF_LISTS("/playlists/trending/:version", lists_of),
};
/* clang-format on */

const struct family family_trending = FAMILY(rows);
