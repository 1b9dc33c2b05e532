/* SPDX-License-Identifier: ISC */
/*
 * What the rows of a family are written with: parameters that several routes
 * share, by the names of the original's description.  A family is one file
 * here; routes.c lists them.
 */
#ifndef DP_FCGI_API_ROWS_H
#define DP_FCGI_API_ROWS_H

#include "common/base/limits.h"
#include "fcgi/model/model.h"
#include "fcgi/serve/route.h"
#include "sql/stmts.h"

/* clang-format off */
#define END { .name = NULL }
/* A parameter, with what its type needs; unset unless a default is named. */
#define NO             .def = PARAM_NONE
#define IN(n, of, ...) { .name = (n), .place = IN_QUERY, .type = (of), __VA_ARGS__ }
#define PATH(n, of, ...) { .name = (n), .place = IN_PATH, .type = (of), \
	.required = true, NO, .as = __VA_ARGS__ }

/* The entity of the path is what its statement calls id. */
#define PATH_ID(n)     PATH(n, P_ID, "id")
#define PATH_HANDLE(n) PATH(n, P_HANDLE, "id")
#define PATH_LOWER(n)  PATH(n, P_LOWER, NULL)
#define PATH_TEXT(n)   PATH(n, P_TEXT, NULL)
#define USER           IN("user_id", P_USER, NO, .as = "me")
#define USER_HEADER    { .name = "X-User-ID", .place = IN_HEADER, \
	.type = P_USER, NO, .as = "me" }
#define LIMIT(d, lo, hi) IN("limit", P_LIMIT, .def = (d), .min = (lo), .max = (hi))
#define OFFSET(hi)     IN("offset", P_INT, .def = 0, .max = (hi))
#define ID(n)          IN(n, P_ID, NO)
#define TEXT(n)        IN(n, P_TEXT, NO)
#define TEXTS(n)       IN(n, P_TEXTS, NO)
#define LOWER(n)       IN(n, P_LOWER, NO)
#define IDS(n)         IN(n, P_IDS, NO)
#define BODY_IDS(n)    { .name = (n), .place = IN_BODY, .type = P_IDS, \
	.required = true, NO }
#define BOOL(n)        IN(n, P_BOOL, .def = 0)
#define INT(n, hi)     IN(n, P_INT, NO, .max = (hi))
#define BLOCK(n, lo, hi) IN(n, P_BLOCK, NO, .min = (lo), .max = (hi))
#define WALLET(n)      IN(n, P_WALLET, NO)
#define WORD(n, d, list) IN(n, P_WORD, .def = (d), .words = (list))
/* Owners with what they have; where nobody can ask for them they are always. */
#define WITH_USERS     IN("with_users", P_BOOL, .def = 0, .unused = true)
/* Known, and without effect. */
#define UNUSED(n)      IN(n, P_TEXT, NO, .unused = true)
/* clang-format on */

/* Paging of the original, by its names in the description. */
#define LP  LIMIT(100, 1, LIM_PAGE_MAX), OFFSET(LIM_LIST)
#define P10 LIMIT(10, 1, 100), OFFSET(LIM_LIST)
/* Paging of 2025, of routes that were not there before. */
#define G20  LIMIT(20, 1, 100), OFFSET(LIM_LIST)
#define G50  LIMIT(50, 1, 100), OFFSET(LIM_LIST)
#define G100 LIMIT(100, 1, 100), OFFSET(LIM_LIST)

#define FAMILY(rows)                                                           \
	{                                                                      \
		rows, sizeof(rows) / sizeof((rows)[0])                         \
	}

/* In the order of the table that is printed. */
extern const struct family family_health, family_page, family_status,
    family_indexing, family_digest, family_nodes, family_legacy, family_users,
    family_user_lists, family_user_acts, family_user_wallets, family_account,
    family_user_tips, family_user_purchases, family_user_elsewhere,
    family_rewards, family_user_legacy, family_tracks, family_actors,
    family_remixes, family_explore, family_feed, family_media, family_access,
    family_playlists, family_free_ids, family_resolve, family_search,
    family_trending, family_apps, family_comments, family_events,
    family_notices, family_reactions, family_inspect, family_token,
    family_heard, family_listen, family_metrics, family_swagger;

#endif
