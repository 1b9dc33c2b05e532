/* SPDX-License-Identifier: ISC */
/* The families of routes, in the order of the table that is printed. */
#include "fcgi/api/rows.h"
#include "fcgi/model/answer.h"
#include "fcgi/model/openapi.h"

const struct family *const families[] = {
	&family_health,
	&family_status,
	&family_page,
	&family_indexing,
	&family_digest,
	&family_nodes,
	&family_legacy,
	&family_users,
	&family_user_lists,
	&family_user_acts,
	&family_user_wallets,
	&family_account,
	&family_user_elsewhere,
	&family_rewards,
	&family_user_legacy,
	&family_tracks,
	&family_actors,
	&family_remixes,
	&family_explore,
	&family_feed,
	&family_media,
	&family_access,
	&family_playlists,
	&family_free_ids,
	&family_resolve,
	&family_search,
	&family_trending,
	&family_apps,
	&family_comments,
	&family_events,
	&family_notices,
	&family_reactions,
	&family_inspect,
	&family_token,
	&family_heard,
	&family_listen,
	&family_metrics,
	&family_swagger,
	NULL,
};

const char *const route_words[] = { "comments/unclaimed-id",
	"comments/unclaimed_id", "events/all", "events/entity",
	"events/remix-contests", "events/unclaimed-id", "events/unclaimed_id",
	"playlists/by-permalink", "playlists/by_permalink",
	"playlists/new-releases", "playlists/search", "playlists/top",
	"playlists/trending", "playlists/unclaimed-id",
	"playlists/unclaimed_id", "tracks/best_new_releases",
	"tracks/download_counts", "tracks/feeling-lucky",
	"tracks/feeling_lucky", "tracks/inspect", "tracks/latest",
	"tracks/most-shared", "tracks/most_loved", "tracks/recent-comments",
	"tracks/recent-premium", "tracks/recommended", "tracks/remixables",
	"tracks/search", "tracks/trending", "tracks/unclaimed-id",
	"tracks/unclaimed_id", "tracks/under_the_radar", "tracks/usdc-purchase",
	"users/account", "users/address", "users/associated_wallets",
	"users/content_node", "users/genre", "users/handle", "users/id",
	"users/search", "users/subscribers", "users/top", "users/unclaimed-id",
	"users/unclaimed_id", "users/verify_token", NULL };

enum rc (*const route_answer)(struct call *) = list_answer;
void (*const route_describe)(FILE *) = openapi_print;
