/* SPDX-License-Identifier: ISC */
#include "import/mapping.h"

#include <string.h>

/* clang-format off */

/* A sum of seconds, rounded half to even as double precision is. */
#define SEGMENTS_SUM \
	"(SELECT CASE WHEN x.s BETWEEN 0 AND 2000000000" \
	" THEN pg_catalog.round(x.s::float8)::int4 END" \
	" FROM (SELECT pg_catalog.sum(CASE WHEN pg_catalog.jsonb_typeof(" \
	"e -> 'duration') = 'number' THEN (e -> 'duration')::numeric END) AS s" \
	" FROM pg_catalog.jsonb_array_elements(CASE WHEN " \
	"pg_catalog.jsonb_typeof(t.track_segments) = 'array' " \
	"THEN t.track_segments ELSE '[]' END) AS e) AS x)"

static const struct map_column blocks[] = {
	/* Which one is current is said last of all. */
	{ "is_current", "!", "false", "bool" },
	{ "core", "!", "$CORE", "int4" },
	{ "height", "!", "$HEIGHT", "int4" },
	{ 0 }
};

static const struct map_column tracks[] = {
	{ "stream_conditions", "premium_conditions", "t.premium_conditions",
	    NULL },
	{ "is_stream_gated", "is_premium", "t.is_premium", NULL },
	{ "is_downloadable", "download",
	    "(t.download -> 'is_downloadable') = 'true'", "bool" },
	{ "duration", "track_segments", SEGMENTS_SUM, "int4" },
	/* What legacy answers still carry, of the columns that follow it. */
	{ "download", "is_downloadable",
	    "pg_catalog.jsonb_build_object('cid', NULL, 'is_downloadable', "
	    "t.is_downloadable, 'requires_follow', false)", "jsonb" },
	{ "length", "", "0", "int4" },
	{ 0 }
};

/* What stands in a table of its own beside others' columns. */
static const struct map_column redirect_uris[] = {
	{ "place", "id", "t.id", NULL },
	{ 0 }
};

/* The number is the source's own; who indexes has none. */
static const struct map_column notices[] = {
	{ "id", "!", "NULL", "int4" },
	{ 0 }
};

static const struct map_column collectibles[] = {
	{ "txhash", "", "''", "text" },
	{ 0 }
};

#define BLOCK "blocknumber updated_at created_at txhash"

const struct mapping mappings[] = {
	/* the chain */
	{ "blocks", "number", "is_current blockhash",
	    "number blockhash parenthash is_current", "em_block", NULL, NULL,
	    0, blocks },
	{ "skipped_transactions", "id", NULL, "id blocknumber txhash",
	    NULL, NULL, NULL, 0, NULL },
	{ "cid_data", "cid", NULL, "cid data", NULL, NULL, NULL, 0,
	    NULL },
	{ "ursm_content_nodes", "cnode_sp_id", BLOCK, "cnode_sp_id",
	    NULL, NULL, NULL, MAP_CURRENT, NULL },
	{ "ipld_blacklists", "ipld blockhash", BLOCK, "ipld blockhash",
	    NULL, NULL, NULL, MAP_CURRENT, NULL },

	/* users */
	{ "users", "user_id", BLOCK, "user_id handle wallet is_current",
	    "is_ready is_creator", NULL, NULL, MAP_CURRENT, NULL },
	{ "associated_wallets", "user_id wallet chain", "blocknumber id",
	    "user_id wallet chain", "id", NULL, NULL, MAP_CURRENT, NULL },
	{ "user_events", "user_id", "blocknumber id", "user_id", "id",
	    NULL, NULL, MAP_CURRENT, NULL },
	{ "user_balances", "user_id", NULL, "user_id balance", NULL,
	    NULL, NULL, 0, NULL },
	{ "user_balance_changes", "user_id", NULL, "user_id", NULL, NULL,
	    NULL, 0, NULL },
	/* Counts are made anew; what cannot be counted is kept. */
	{ "aggregate_user", "user_id", NULL, "user_id",
	    "track_count playlist_count album_count follower_count "
	    "following_count repost_count track_save_count total_track_count "
	    "track_share_count",
	    "user_id supporter_count supporting_count dominant_genre "
	    "dominant_genre_count score", NULL, 0, NULL },

	/* tracks and playlists */
	{ "tracks", "track_id", BLOCK, "track_id owner_id is_current",
	    "is_premium premium_conditions", NULL, NULL,
	    MAP_CURRENT, tracks },
	{ "track_routes", "owner_id slug", BLOCK,
	    "owner_id slug track_id", NULL, NULL, NULL, 0, NULL },
	{ "stems", "parent_track_id child_track_id", NULL,
	    "parent_track_id child_track_id", NULL, NULL, NULL, 0, NULL },
	{ "remixes", "parent_track_id child_track_id", NULL,
	    "parent_track_id child_track_id", NULL, NULL, NULL, 0, NULL },
	{ "playlists", "playlist_id", BLOCK,
	    "playlist_id playlist_owner_id is_current", NULL, NULL, NULL,
	    MAP_CURRENT, NULL },
	{ "playlist_routes", "owner_id slug", BLOCK,
	    "owner_id slug playlist_id", NULL, NULL, NULL, 0, NULL },
	{ "playlist_tracks", "playlist_id track_id", NULL,
	    "playlist_id track_id", NULL, NULL, NULL, 0, NULL },
	{ "playlist_seen", "user_id playlist_id", "seen_at",
	    "user_id playlist_id", NULL, NULL, NULL, MAP_CURRENT, NULL },
	{ "track_downloads", "parent_track_id track_id txhash", NULL,
	    "parent_track_id track_id txhash", NULL, NULL, NULL, 0, NULL },
	{ "track_collaborators", "track_id collaborator_user_id", BLOCK,
	    "track_id collaborator_user_id", "id", NULL, NULL, 0, NULL },
	{ "track_price_history", "track_id block_timestamp", BLOCK,
	    "track_id block_timestamp", NULL, NULL, NULL, 0, NULL },
	{ "album_price_history", "playlist_id block_timestamp", BLOCK,
	    "playlist_id block_timestamp", NULL, NULL, NULL, 0, NULL },

	/* what users do */
	{ "follows", "follower_user_id followee_user_id", BLOCK,
	    "follower_user_id followee_user_id is_delete is_current", NULL,
	    NULL, NULL, MAP_CURRENT, NULL },
	{ "reposts", "user_id repost_item_id repost_type", BLOCK,
	    "user_id repost_item_id repost_type is_delete", NULL, NULL, NULL,
	    MAP_CURRENT, NULL },
	{ "saves", "user_id save_item_id save_type", BLOCK,
	    "user_id save_item_id save_type is_delete", NULL, NULL, NULL,
	    MAP_CURRENT, NULL },
	{ "subscriptions", "subscriber_id user_id entity_type", BLOCK,
	    "subscriber_id user_id is_delete", NULL, NULL, NULL, MAP_CURRENT,
	    NULL },
	{ "shares", "user_id share_item_id share_type txhash", NULL,
	    "user_id share_item_id share_type", NULL, NULL, NULL, 0, NULL },
	{ "user_tips", "slot signature", NULL, "slot signature", NULL,
	    NULL, NULL, 0, NULL },
	{ "reactions", "reacted_to reaction_type", "id",
	    "reacted_to reaction_type", "id slot tx_signature", NULL, NULL, 0,
	    NULL },
	{ "muted_users", "muted_user_id user_id", BLOCK,
	    "muted_user_id user_id", NULL, NULL, NULL, 0, NULL },
	{ "comments", "comment_id", BLOCK, "comment_id text", NULL, NULL,
	    NULL, 0, NULL },
	{ "comment_threads", "parent_comment_id comment_id", NULL,
	    "parent_comment_id comment_id", NULL, NULL, NULL, 0, NULL },
	{ "comment_reactions", "comment_id user_id", BLOCK,
	    "comment_id user_id", NULL, NULL, NULL, 0, NULL },
	{ "comment_mentions", "comment_id user_id", BLOCK,
	    "comment_id user_id", NULL, NULL, NULL, 0, NULL },
	{ "comment_reports", "comment_id user_id", BLOCK,
	    "comment_id user_id", NULL, NULL, NULL, 0, NULL },
	{ "comment_notification_settings",
	    "user_id entity_id entity_type", NULL,
	    "user_id entity_id entity_type", NULL, NULL, NULL, 0, NULL },
	{ "events", "event_id", BLOCK, "event_id event_type", NULL, NULL,
	    NULL, 0, NULL },
	{ "notification", "group_id specifier", "id",
	    "group_id specifier type", "id", NULL, NULL, 0, notices },
	{ "notification_seen", "user_id seen_at", NULL,
	    "user_id seen_at", NULL, NULL, NULL, 0, NULL },
	{ "milestones", "id name threshold", NULL, "id name threshold",
	    NULL, NULL, NULL, 0, NULL },

	/* who may act for whom, and what is a user's alone */
	{ "developer_apps", "address", BLOCK, "address", NULL, NULL,
	    NULL, MAP_CURRENT, NULL },
	{ "grants", "grantee_address user_id", BLOCK,
	    "grantee_address user_id", NULL, NULL, NULL, MAP_CURRENT, NULL },
	{ "oauth_redirect_uris", "client_id redirect_uri", "id",
	    "client_id redirect_uri", "id blocknumber created_at txhash "
	    "blockhash updated_at", NULL, NULL, 0, redirect_uris },
	{ "dashboard_wallet_users", "wallet", BLOCK, "wallet user_id",
	    NULL, NULL, NULL, 0, NULL },
	{ "collectibles", "user_id", BLOCK, "user_id data", NULL, NULL,
	    NULL, 0, collectibles },
	{ "user_payout_wallet_history", "user_id block_timestamp", BLOCK,
	    "user_id block_timestamp", NULL, NULL, NULL, 0, NULL },
	{ "encrypted_emails", "email_owner_user_id", "updated_at id",
	    "email_owner_user_id encrypted_email", "id", NULL, NULL, 0, NULL },
	{ "email_access",
	    "email_owner_user_id receiving_user_id grantor_user_id",
	    "updated_at id", "email_owner_user_id receiving_user_id", "id",
	    NULL, NULL, 0, NULL },
	{ "email_encryption_keys", "primary_user_id", "updated_at id",
	    "primary_user_id encrypted_key", "id", NULL, NULL, 0, NULL },
	{ "email_access_keys", "primary_user_id delegated_user_id",
	    "updated_at id", "primary_user_id delegated_user_id", "id", NULL,
	    NULL, 0, NULL },
	{ "artist_coins", "mint", NULL, "mint ticker user_id",
	    "logo_uri description website dbc_pool updated_at link_1 link_2 "
	    "link_3 link_4 banner_image_url damm_v2_pool", NULL, NULL, 0,
	    NULL },

	/* rewards */
	{ "challenges", "id", NULL, "id type amount active", NULL, NULL,
	    NULL, 0, NULL },
	{ "user_challenges", "challenge_id specifier",
	    "completed_blocknumber", "challenge_id user_id specifier", NULL,
	    NULL, NULL, 0, NULL },
	{ "challenge_disbursements", "challenge_id specifier", "slot",
	    "challenge_id user_id specifier", NULL, NULL, NULL, 0, NULL },
	{ "challenge_profile_completion", "user_id", NULL, "user_id",
	    NULL, NULL, NULL, 0, NULL },
	{ "challenge_listen_streak", "user_id", NULL, "user_id", NULL,
	    NULL, NULL, 0, NULL },
	{ "user_bank_txs", "signature", "slot", "signature slot",
	    NULL, NULL, NULL, 0, NULL },
	{ "supporter_rank_ups", "slot sender_user_id receiver_user_id",
	    NULL, "slot sender_user_id receiver_user_id rank", NULL, NULL,
	    NULL, 0, NULL },

	/* of the chain that is not read */
	{ "user_bank_accounts", "ethereum_address", "created_at",
	    "ethereum_address bank_account", NULL, NULL, NULL, 0, NULL },
	{ "usdc_user_bank_accounts", "ethereum_address", "created_at",
	    "ethereum_address bank_account", NULL, NULL, NULL, 0, NULL },
	{ "sol_claimable_accounts", "account", "slot",
	    "account ethereum_address mint", NULL, NULL, NULL, 0, NULL },
	{ "aggregate_user_tips", "sender_user_id receiver_user_id", NULL,
	    "sender_user_id receiver_user_id amount", NULL, NULL, NULL, 0,
	    NULL },
	{ "usdc_purchases", "slot signature", NULL,
	    "slot signature buyer_user_id content_id",
	    "city region country vendor", NULL, NULL, 0, NULL },

	/* plays */
	{ "plays", "id", NULL, "id play_item_id created_at", NULL, NULL,
	    NULL, 0, NULL },
	{ "aggregate_plays", "play_item_id", NULL, "play_item_id count",
	    NULL, NULL, NULL, 0, NULL },
	{ "aggregate_monthly_plays", "play_item_id timestamp country",
	    NULL, "play_item_id timestamp count", NULL, NULL, NULL, 0, NULL },
	{ "hourly_play_counts", "hourly_timestamp", NULL,
	    "hourly_timestamp play_count", NULL, NULL, NULL, 0, NULL },
	{ "user_listening_history", "user_id", NULL,
	    "user_id listening_history", NULL, NULL, NULL, 0, NULL },
	{ "indexing_checkpoints", "tablename", NULL,
	    "tablename last_checkpoint", NULL, NULL,
	    "t.tablename = 'user_listening_history'", MAP_JOBS, NULL },

	/* what jobs have found out */
	{ "eth_blocks", "last_scanned_block", NULL, "last_scanned_block",
	    NULL, NULL, "t.last_scanned_block = (SELECT "
	    "pg_catalog.max(m.last_scanned_block) FROM $S.eth_blocks AS m)",
	    MAP_JOBS, NULL },
	{ "user_delist_statuses", "created_at user_id delisted", NULL,
	    "created_at user_id delisted", NULL, NULL, NULL, MAP_JOBS, NULL },
	{ "track_delist_statuses", "created_at track_id delisted", NULL,
	    "created_at track_id delisted", NULL, NULL, NULL, MAP_JOBS, NULL },
	{ "delist_status_cursor", "host entity", NULL,
	    "host entity created_at", NULL, NULL, NULL, MAP_JOBS, NULL },
	{ "track_trending_scores", "track_id type version time_range",
	    NULL, "track_id type version time_range", NULL, NULL,
	    "t.type = 'TRACKS'", 0, NULL },
	{ "playlist_trending_scores",
	    "playlist_id type version time_range", NULL,
	    "playlist_id type version time_range", NULL, NULL,
	    "t.type = 'PLAYLISTS'", 0, NULL },
	{ "trending_results", "rank type version week", NULL,
	    "rank type version week", NULL, NULL, NULL, 0, NULL },
};
const size_t nmappings = sizeof(mappings) / sizeof(mappings[0]);

const char *const map_own[] = {
	/* the database's own, and values of this host */
	"schema_step", "keyvalue", "undo_journal", "job_runs",
	"height_history", "digest_sum", "digest_bucket", "digest_block",
	"peers", "peer_pass", "peer_changes", "import_run",
	"import_parts", "import_triggers", "import_indexes",
	/* of providers, which another node has nothing of */
	"crawl_connection", "crawl_secret", "crawl_task", "crawl_run",
	"crawl_step", "crawl_resource", "crawl_seen", "crawl_ref",
	"crawl_history", "crawl_held", "crawl_outbox", "crawl_bucket",
	"crawl_stage", "crawl_test",
	/* of the source's core_indexed_blocks; known from then on */
	"core_chains", "core_acts", "core_plays",
	/* made of what was taken */
	"aggregate_track", "aggregate_playlist", "identity_plays",
	"search_docs", "search_words", "search_vocabulary", "search_keys",
	"search_pending",
	"trending_run", "trending_lists", "trending_weights",
	"trending_plays", "trending_tracks", "trending_playlists",
	"trending_work", "trending_touched",
	/* asked for by jobs, and files that this host has read */
	"service_providers", "balance_refresh", "content_node_lists",
	"content_node_tracks", "plays_files", NULL
};

const char map_left[] = " "
	/* undoing blocks, and versions of the schema */
	"revert_blocks ipld_blacklist_blocks schema_version "
	"schema_migrations alembic_version "
	/* counted anew, views, what is found otherwise */
	"aggregate_track aggregate_playlist aggregate_interval_plays "
	"trending_params track_trending_params tag_track_user "
	"track_lexeme_dict user_lexeme_dict playlist_lexeme_dict "
	"album_lexeme_dict related_artists plays_archive reported_comments "
	/* metrics, chat, other chains */
	"route_metrics "
	"app_name_metrics route_metrics_day_bucket "
	"route_metrics_month_bucket route_metrics_trailing_week "
	"route_metrics_trailing_month route_metrics_all_time "
	"app_name_metrics_trailing_week app_name_metrics_trailing_month "
	"app_name_metrics_all_time aggregate_daily_unique_users_metrics "
	"aggregate_daily_total_users_metrics "
	"aggregate_daily_app_name_metrics "
	"aggregate_monthly_unique_users_metrics "
	"aggregate_monthly_total_users_metrics "
	"aggregate_monthly_app_name_metrics api_metrics_apps "
	"api_metrics_routes api_metrics_counts countries user_pubkeys "
	"anti_abuse_blocked_users "
	"audio_transactions_history audius_data_txs "
	"user_bank_backfill_txs reward_manager_txs "
	"rewards_manager_backfill_txs payment_router_txs spl_token_tx "
	"spl_token_backfill_txs usdc_transactions_history "
	"artist_coin_pools artist_coin_stats "
	"rpc_cursor rpc_error rpc_log storage_proofs storage_proof_peers "
	"sla_rollups sla_node_reports sla_auditor_version_data "
	"validator_history access_keys management_keys sound_recordings "
	"track_releases ";

const char map_new[] = "blocks.journaled blocks.undone_from encrypted_emails.primary_user_id "
	"plays.source_id user_delist_statuses.blocknumber "
	"track_delist_statuses.blocknumber artist_coins.decimals";

/* clang-format on */

bool
map_has(const char *list, const char *word)
{
	size_t n = strlen(word);
	const char *at = list;

	while (list != NULL && (at = strstr(at, word)) != NULL) {
		if ((at == list || at[-1] == ' ') &&
		    (at[n] == ' ' || at[n] == '\0'))
			return true;
		at += n;
	}
	return false;
}
