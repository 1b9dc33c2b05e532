/* SPDX-License-Identifier: ISC */
/*
 * Search: users, tracks, playlists and albums by what they are called, by
 * tags, or by nothing but conditions.
 *
 * The query is taken apart by the database, which also folded the names.  When
 * a first page is not full, words are taken for typos, too.  What is typed into
 * a box is first looked for by how names begin, which is all that is asked when
 * it fills the page.  Relies on
 * sql/stmt/api_search*.sql for what is found and in which order; bounds nothing
 * by itself but the page.
 */
#include <string.h>

#include "common/base/limits.h"
#include "common/base/pgarr.h"
#include "common/db/db.h"
#include "fcgi/api/rows.h"
#include "fcgi/model/answer.h"
#include "fcgi/model/idmap.h"
#include "fcgi/serve/envelope.h"

enum kind { ALBUMS, PLAYLISTS, TRACKS, USERS, KIND__MAX };

static const struct {
	const char *word;
	const char *list; /* its documents' kind, which statements are told */
	const struct model *model;
	enum sql_id stmt, by_tag, all; /* all: without a query */
	int mine;                      /* column of each */
} kinds[KIND__MAX] = {
	[ALBUMS] = { "albums", "a", &model_playlist, SQL_API_SEARCH_PLAYLISTS,
	    SQL_API_SEARCH_TAG_PLAYLISTS, SQL_API_ALL_PLAYLISTS,
	    API_SEARCH_PLAYLISTS_mine },
	[PLAYLISTS] = { "playlists", "p", &model_playlist,
	    SQL_API_SEARCH_PLAYLISTS, SQL_API_SEARCH_TAG_PLAYLISTS,
	    SQL_API_ALL_PLAYLISTS, API_SEARCH_PLAYLISTS_mine },
	[TRACKS] = { "tracks", "t", &model_track, SQL_API_SEARCH_TRACKS,
	    SQL_API_SEARCH_TRACKS, SQL_API_ALL_TRACKS, API_SEARCH_TRACKS_mine },
	[USERS] = { "users", "u", &model_user, SQL_API_SEARCH_USERS,
	    SQL_API_SEARCH_TAG_USERS, SQL_API_ALL_USERS,
	    API_SEARCH_USERS_mine },
};

/* Members of an answer, in their order. */
static const struct {
	const char *key;
	enum kind kind;
	bool mine; /* those that the current user saved or follows */
} members[] = {
	{ "albums", ALBUMS, false },
	{ "followed_users", USERS, true },
	{ "playlists", PLAYLISTS, false },
	{ "saved_albums", ALBUMS, true },
	{ "saved_playlists", PLAYLISTS, true },
	{ "saved_tracks", TRACKS, true },
	{ "tracks", TRACKS, false },
	{ "users", USERS, false },
};

/* A query, taken apart. */
struct terms {
	const char *places, *words, *weights;
};

struct asked {
	struct terms terms, typos; /* typos.words is NULL until it is known */
	const char *whole;         /* "": everything is asked for */
	bool tags, ahead;          /* only by tags; by beginnings at first */
	size_t limit;              /* entries of a kind */
};

struct found {
	int64_t *ids;
	bool *mine;
	size_t n;
	void *set; /* of all of them; NULL: not loaded, or in portions */
};

static enum rc
read_terms(struct call *k, struct asked *q)
{
	const char *text = param_get(k, "query")->text;
	const char *p[] = { text != NULL ? text : "" };
	PGresult *res;
	enum rc rc;

	if ((rc = db_run(k->c, &res, SQL_API_SEARCH_TERMS, p)) != RC_OK)
		return rc;
	q->terms.places = db_text(res, 0, API_SEARCH_TERMS_places);
	q->terms.words = db_text(res, 0, API_SEARCH_TERMS_words);
	q->terms.weights = db_text(res, 0, API_SEARCH_TERMS_weights);
	q->whole = db_text(res, 0, API_SEARCH_TERMS_whole);
	return RC_OK;
}

/* A tag is one term: its beginning, or all of it, as in 2022. */
static void
only_tag(struct call *k, struct asked *q)
{
	struct pgarr *words = pgarr_new(k->c->a);

	q->tags = true;
	q->whole = arena_printf(k->c->a, "#%s%s", q->whole,
	    on_is_legacy(k->on) ? "!" : "");
	pgarr_text(words, q->whole);
	q->terms.places = "{1}";
	q->terms.words = pgarr_done(words);
	q->terms.weights = "{1}";
}

static enum rc
read_typos(struct call *k, struct asked *q)
{
	const char *p[] = { q->terms.places, q->terms.words };
	PGresult *res;
	enum rc rc;

	if (q->typos.words != NULL)
		return RC_OK;
	if ((rc = db_run(k->c, &res, SQL_API_SEARCH_TYPOS, p)) != RC_OK)
		return rc;
	q->typos.places = db_text(res, 0, API_SEARCH_TYPOS_places);
	q->typos.words = db_text(res, 0, API_SEARCH_TYPOS_words);
	q->typos.weights = db_text(res, 0, API_SEARCH_TYPOS_weights);
	return RC_OK;
}

/* "88-99" stands for both bounds. */
static void
set_bpm(struct call *k, const char **p, enum sql_id stmt)
{
	const char *range = param_get(k, "bpm")->text;
	char *both, *dash;

	if (range == NULL || strchr(range, '-') == NULL)
		return;
	both = arena_strdup(k->c->a, range);
	dash = strchr(both, '-');
	*dash++ = '\0';
	if (!param_is_number(both) || !param_is_number(dash))
		return;
	param_put(p, stmt, "bpm_min", both);
	param_put(p, stmt, "bpm_max", dash);
}

/* Without terms: by how names begin. */
static enum rc
run_search(struct call *k, struct found *f, const struct asked *q,
    const struct terms *t, enum kind kind, bool first)
{
	enum sql_id stmt = t == NULL           ? SQL_API_SEARCH_AHEAD
			   : q->tags           ? kinds[kind].by_tag
			   : *q->whole == '\0' ? kinds[kind].all
					       : kinds[kind].stmt;
	int mine = t == NULL ? API_SEARCH_AHEAD_mine : kinds[kind].mine;
	const char *p[PARAM_MAX];
	PGresult *res;
	enum rc rc;
	size_t i;

	param_bind(k, p, stmt);
	if (t != NULL) {
		param_put(p, stmt, "places", t->places);
		param_put(p, stmt, "words", t->words);
		param_put(p, stmt, "weights", t->weights);
	}
	param_put(p, stmt, "whole", q->whole);
	param_put(p, stmt, "tag", q->whole);
	param_put(p, stmt, "list", kinds[kind].list);
	set_bpm(k, p, stmt);
	if (param_get(k, "only_downloadable")->n != 0)
		param_put(p, stmt, "is_downloadable", "t");
	param_put(p, stmt, "limit", arena_printf(k->c->a, "%zu", q->limit));
	if (first)
		param_put(p, stmt, "offset", "0");
	if ((rc = list_run(k, &res, stmt, p)) != RC_OK)
		return rc;
	f->n = (size_t)PQntuples(res);
	f->mine = arena_zalloc(k->c->a, f->n + 1, sizeof(*f->mine));
	for (i = 0; i < f->n; i++)
		if ((rc = db_bool(k->c, &f->mine[i], res, (int)i, mine)) !=
		    RC_OK)
			return rc;
	return ids_of(k->c, &f->ids, res, 0);
}

/*
 * Pages of one query must be of one list, so the first one decides whether
 * typos are looked for.
 */
static enum rc
find_kind(struct call *k, struct found *f, struct asked *q, enum kind kind)
{
	bool later = param_get(k, "offset")->n > 0;
	struct found start;
	enum rc rc;

	if (q->ahead &&
	    ((rc = run_search(k, f, q, NULL, kind, true)) != RC_OK ||
		f->n >= q->limit))
		return rc == RC_OK && later
			   ? run_search(k, f, q, NULL, kind, false)
			   : rc;
	if ((rc = run_search(k, f, q, &q->terms, kind, false)) != RC_OK ||
	    f->n >= q->limit || q->tags || *q->whole == '\0')
		return rc;
	if (later) {
		rc = run_search(k, &start, q, &q->terms, kind, true);
		if (rc != RC_OK || start.n >= q->limit)
			return rc;
	}
	if ((rc = read_typos(k, q)) != RC_OK ||
	    strcmp(q->typos.words, q->terms.words) == 0)
		return rc;
	return run_search(k, f, q, &q->typos, kind, false);
}

/* What of them stands in a list: all, or those that are mine. */
static size_t
listed(const struct found *f, int64_t *ids, bool mine)
{
	size_t n = 0, i;

	for (i = 0; i < f->n; i++)
		if (!mine || f->mine[i])
			ids[n++] = f->ids[i];
	return n;
}

/* Two lists are of one kind: what is in both is loaded once. */
static enum rc
write_list(struct call *k, struct jsonw *w, const char *key, struct found *f,
    const struct model *m, bool mine)
{
	int64_t *ids = arena_zalloc(k->c->a, f->n + 1, sizeof(*ids));
	size_t n = listed(f, ids, mine);
	enum rc rc = RC_OK;

	if (f->n > LIM_LOAD)
		return list_write(k, w, key, m, ids, n, RULE_SHOWN);
	k->of = f->n;
	if (f->set == NULL && f->n > 0)
		rc = m->load(k, &f->set, f->ids, f->n);
	if (rc == RC_OK)
		list_write_set(w, key, m, f->set, ids, n, RULE_SHOWN);
	return rc;
}

/* Are there things of this kind in the answer? */
static bool
is_wanted(const struct call *k, unsigned of_kinds, enum kind kind)
{
	const char *of = param_get(k, "kind")->text;

	return (of_kinds & 1u << kind) != 0 &&
	       (of == NULL || strcmp(of, "all") == 0 ||
		   strcmp(of, kinds[kind].word) == 0);
}

/* Entries of all kinds when none has more than most. */
static size_t
entries(const struct found *f, size_t most)
{
	size_t n = 0;
	enum kind kind;

	for (kind = 0; kind < KIND__MAX; kind++)
		n += f[kind].n < most ? f[kind].n : most;
	return n;
}

/*
 * All lists of an answer together are bounded, so the longest are cut; legacy
 * ones, whose entries are small, at the longest list of one kind.
 */
static void
cut(const struct call *k, struct found *f, size_t most)
{
	size_t room = on_is_legacy(k->on) ? LIM_PAGE_MAX : LIM_FOUND;
	enum kind kind;

	while (entries(f, most) > room)
		most--;
	for (kind = 0; kind < KIND__MAX; kind++)
		if (f[kind].n > most)
			f[kind].n = most;
}

static enum rc
mixed_answer(struct call *k, struct asked *q, unsigned of_kinds)
{
	struct jsonw *w = jsonw_new(k->c->a);
	struct found f[KIND__MAX] = { 0 };
	enum rc rc = RC_OK;
	enum kind kind;
	size_t i;

	q->limit = (size_t)param_get(k, "limit")->n;
	for (kind = 0; kind < KIND__MAX && rc == RC_OK; kind++)
		if (is_wanted(k, of_kinds, kind))
			rc = find_kind(k, &f[kind], q, kind);
	cut(k, f, q->limit);
	/* What is typed into a box needs no look at who has done what to it. */
	if (q->ahead && !on_is_legacy(k->on))
		k->me = 0;
	jsonw_sorted(w);
	jsonw_obj(w, NULL);
	for (i = 0; i < sizeof(members) / sizeof(members[0]) && rc == RC_OK;
	     i++) {
		kind = members[i].kind;
		if (on_is_legacy(k->on) && !is_wanted(k, of_kinds, kind))
			continue;
		rc = write_list(k, w, members[i].key, &f[kind],
		    kinds[kind].model, members[i].mine);
	}
	jsonw_end(w);
	return rc == RC_OK ? envelope(k, 200, jsonw_done(w)) : rc;
}

/* The original of 2022 finds nothing without a query, later ones everything. */
static enum rc
begin_search(struct call *k, struct asked *q, const char *const *words)
{
	const char *of = param_get(k, "kind")->text;

	memset(q, 0, sizeof(*q));
	if (on_is_legacy(k->on) && !param_get(k, "query")->set)
		return reply_fail(k, 400,
		    "Invalid value for parameter 'query'");
	while (of != NULL && *words != NULL && strcmp(of, *words) != 0)
		words++;
	if (*words == NULL)
		return reply_fail(k, 400, "Invalid value for parameter 'kind'");
	return read_terms(k, q);
}

/* While it is typed. */
static const struct fixed typed[] = { { "old", "f" }, { "reach", "200" },
	{ "user_tag_count", "1" }, { NULL, NULL } };
static const char *const mixed_words[] = { "all", "users", "tracks",
	"playlists", "albums", NULL };

static enum rc
search_get(struct call *k)
{
	struct asked q;
	enum rc rc;

	if ((rc = begin_search(k, &q, mixed_words)) != RC_OK)
		return rc;
	q.ahead = k->rt->fixed == typed;
	return mixed_answer(k, &q, (1u << KIND__MAX) - 1);
}

static enum rc
tags_get(struct call *k)
{
	static const char *const old[] = { "all", "users", "tracks", NULL };
	struct asked q;
	enum rc rc;

	rc = begin_search(k, &q, on_is_legacy(k->on) ? old : mixed_words);
	if (rc != RC_OK)
		return rc;
	if (*q.whole != '\0')
		only_tag(k, &q);
	return mixed_answer(k, &q,
	    on_is_legacy(k->on) ? 1u << USERS | 1u << TRACKS
				: (1u << KIND__MAX) - 1);
}

/* One kind: that of the row's model. */
static enum rc
one_kind_get(struct call *k)
{
	static const char *const words[] = { "all", NULL };
	enum kind kind = k->rt->model == &model_user    ? USERS
			 : k->rt->model == &model_track ? TRACKS
							: PLAYLISTS;
	struct asked q;
	struct found f;
	enum rc rc;

	if ((rc = begin_search(k, &q, words)) != RC_OK)
		return rc;
	q.limit = (size_t)param_get(k, "limit")->n;
	if ((rc = find_kind(k, &f, &q, kind)) != RC_OK)
		return rc;
	return list_finish(k, f.ids, f.n, SHAPE_LIST, RULE_SHOWN);
}

/* clang-format off */
static const char *const sorts[] = { "relevant", "popular", "recent", NULL };

#define FILTERS \
	IN("genre", P_TEXTS, NO, .as = "genres"), \
	IN("mood", P_TEXTS, NO, .as = "moods"), \
	IN("key", P_TEXTS, NO, .as = "keys"), \
	IN("bpm_min", P_NUMBER, NO), IN("bpm_max", P_NUMBER, NO), \
	UNUSED("bpm"), BOOL("is_verified"), BOOL("has_downloads"), \
	BOOL("is_downloadable"), BOOL("is_purchaseable"), \
	WORD("sort_method", 0, sorts), \
	IN("query", P_TEXT, NO, .unused = true), USER, \
	LIMIT(10, 1, 100), OFFSET(LIM_LIST), END

static const struct param mixed[] = { UNUSED("kind"), FILTERS };
static const struct param one_kind[] = { FILTERS };
static const struct param tracks[] = { BOOL("only_downloadable"), FILTERS };
static const struct param legacy[] = {
	UNUSED("kind"), IN("query", P_TEXT, NO, .unused = true), LP, USER_HEADER,
	END
};
static const struct param legacy_tags[] = {
	UNUSED("kind"), IN("query", P_TEXT, NO, .unused = true),
	IN("user_tag_count", P_INT, .def = 2, .min = 1, .max = LIM_ID), LP,
	USER_HEADER, END
};
static const struct fixed now[] = {
	{ "old", "f" }, { "reach", "1000" }, { "user_tag_count", "1" },
	{ NULL, NULL }
};
#define NO_FILTERS \
	{ "is_verified", "f" }, { "has_downloads", "f" }, \
	{ "is_downloadable", "f" }, { "is_purchaseable", "f" }
static const struct fixed then[] = {
	{ "old", "t" }, { "reach", "1000" }, { "sort_method", "relevant" },
	NO_FILTERS, { NULL, NULL }
};
static const struct fixed then_tags[] = {
	{ "old", "f" }, { "reach", "5000" }, { "sort_method", "plays" },
	NO_FILTERS, { NULL, NULL }
};

#define MIXED(p, now) { \
		.path = "/search/" p, .on = ON_BOTH, .auth = true, .ttl_s = 5, \
		.stmt = STMT_NONE, .fixed = now, .params = mixed, \
		.fn = search_get, \
	}, { \
		.path = "/search/" p, .on = ON_LEGACY, .auth = true, \
		.stmt = STMT_NONE, .fixed = then, .params = legacy, \
		.fn = search_get, \
	}
#define ONE_KIND(p, m, of) { \
		.path = "/" p "/search", .on = ON_BOTH, .model = (m), \
		.auth = true, .ttl_s = 60, .stmt = STMT_NONE, .fixed = now, \
		.params = (of), .fn = one_kind_get, \
	}

static const struct route rows[] = {
	MIXED("full", now),
	MIXED("autocomplete", typed),
	{
		.path = "/search/tags", .on = ON_BOTH, .auth = true, .ttl_s = 5,
		.stmt = STMT_NONE, .fixed = now, .params = mixed,
		.fn = tags_get,
	}, {
		.path = "/search/tags", .on = ON_LEGACY, .auth = true,
		.stmt = STMT_NONE, .fixed = then_tags, .params = legacy_tags,
		.fn = tags_get,
	},
	ONE_KIND("users", &model_user, one_kind),
	ONE_KIND("tracks", &model_track, tracks),
	ONE_KIND("playlists", &model_playlist, one_kind),
};
/* clang-format on */

const struct family family_search = FAMILY(rows);
