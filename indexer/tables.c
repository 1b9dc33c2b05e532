/* SPDX-License-Identifier: ISC */
#include "indexer/tables.h"

#define BLOCK_NAMES "blockhash", "blocknumber", "txhash"

static const char *const cid_data[CID__MAX] = { "cid", "type", "data" };

static const char *const users[U__MAX] = { "user_id", BLOCK_NAMES, "handle",
	"handle_lc", "wallet", "name", "profile_picture",
	"profile_picture_sizes", "cover_photo", "cover_photo_sizes", "bio",
	"location", "metadata_multihash", "creator_node_endpoint",
	"is_verified", "created_at", "updated_at", "primary_id",
	"secondary_ids", "replica_set_update_signer", "has_collectibles",
	"playlist_library", "is_deactivated", "artist_pick_track_id" };

static const char *const tracks[TR__MAX] = { "track_id", BLOCK_NAMES,
	"owner_id", "is_delete", "created_at", "updated_at",
	"metadata_multihash", "route_id", "title", "length", "duration",
	"cover_art", "cover_art_sizes", "tags", "genre", "mood",
	"credits_splits", "create_date", "release_date", "file_type",
	"description", "license", "isrc", "iswc", "track_segments", "download",
	"is_downloadable", "remix_of", "stem_of", "is_unlisted",
	"field_visibility", "is_stream_gated", "stream_conditions", "track_cid",
	"is_playlist_upload" };

static const char *const track_routes[RT__MAX] = { "owner_id", "slug",
	BLOCK_NAMES, "title_slug", "collision_id", "track_id", "is_current" };
static const char *const playlist_routes[RT__MAX] = { "owner_id", "slug",
	BLOCK_NAMES, "title_slug", "collision_id", "playlist_id",
	"is_current" };
static const char *const track_now[RN__MAX] = { "track_id", "owner_id",
	"slug" };
static const char *const playlist_now[RN__MAX] = { "playlist_id", "owner_id",
	"slug" };
static const char *const route_max[RM__MAX] = { "owner_id", "title_slug",
	"collision_id" };

static const char *const stems[ST__MAX] = { "parent_track_id",
	"child_track_id" };
static const char *const remixes[RX__MAX] = { "child_track_id", "parents" };

static const char *const follows[F__MAX] = { "follower_user_id",
	"followee_user_id", BLOCK_NAMES, "is_delete", "created_at" };
static const char *const reposts[S__MAX] = { "user_id", "repost_item_id",
	"repost_type", BLOCK_NAMES, "is_delete", "created_at" };
static const char *const saves[S__MAX] = { "user_id", "save_item_id",
	"save_type", BLOCK_NAMES, "is_delete", "created_at" };

static const char *const playlists[P__MAX] = { "playlist_id", BLOCK_NAMES,
	"playlist_owner_id", "is_album", "is_private", "playlist_name",
	"playlist_contents", "playlist_image_multihash",
	"playlist_image_sizes_multihash", "is_delete", "description", "upc",
	"created_at", "updated_at", "last_added_to" };

static const char *const content_nodes[CN__MAX] = { "cnode_sp_id", BLOCK_NAMES,
	"created_at", "delegate_owner_wallet", "owner_wallet",
	"proposer_sp_ids", "proposer_1_delegate_owner_wallet",
	"proposer_2_delegate_owner_wallet", "proposer_3_delegate_owner_wallet",
	"endpoint" };

static const char *const blacklists[BL__MAX] = { "ipld", "blockhash",
	"blocknumber" };
static const char *const skipped[SK__MAX] = { "blocknumber", "txhash", "level",
	"blockhash", "block_time" };

/* clang-format off */
#define LOAD(x) SQL_IDX_##x##_LOAD
#define PUT(x)  SQL_IDX_##x##_PUT
#define NONE    SQL__MAX

const struct table tables[T__MAX] = {
	/* table, columns of the key, columns, which of the key are integers, load, put, names */
	[T_CID_DATA] = { "cid_data", 1, CID__MAX, 0, LOAD(CID), PUT(CID), cid_data },
	[T_USERS] = { "users", 1, U__MAX, 1, LOAD(USERS), PUT(USERS), users },
	[T_TRACKS] = { "tracks", 1, TR__MAX, 1, LOAD(TRACKS), PUT(TRACKS), tracks },
	[T_TRACK_ROUTES] = { "track_routes", 2, RT__MAX, 1,
	    LOAD(TRACK_ROUTES), PUT(TRACK_ROUTES), track_routes },
	[T_TRACK_ROUTE_NOW] = { "track_routes", 1, RN__MAX, 1,
	    SQL_IDX_TRACK_ROUTE_NOW, NONE, track_now },
	[T_TRACK_ROUTE_MAX] = { "track_routes", 2, RM__MAX, 1,
	    SQL_IDX_TRACK_ROUTE_MAX, NONE, route_max },
	[T_STEMS] = { "stems", 2, ST__MAX, 3, NONE, PUT(STEMS), stems },
	[T_REMIXES] = { "remixes", 1, RX__MAX, 1, NONE, PUT(REMIXES), remixes },
	[T_FOLLOWS] = { "follows", 2, F__MAX, 3, LOAD(FOLLOWS), PUT(FOLLOWS), follows },
	[T_REPOSTS] = { "reposts", 3, S__MAX, 3, NONE, PUT(REPOSTS), reposts },
	[T_PLAYLISTS] = { "playlists", 1, P__MAX, 1, LOAD(PLAYLISTS), PUT(PLAYLISTS), playlists },
	[T_PLAYLIST_ROUTES] = { "playlist_routes", 2, RT__MAX, 1,
	    LOAD(PLAYLIST_ROUTES), PUT(PLAYLIST_ROUTES), playlist_routes },
	[T_PLAYLIST_ROUTE_NOW] = { "playlist_routes", 1, RN__MAX, 1,
	    SQL_IDX_PLAYLIST_ROUTE_NOW, NONE, playlist_now },
	[T_PLAYLIST_ROUTE_MAX] = { "playlist_routes", 2, RM__MAX, 1,
	    SQL_IDX_PLAYLIST_ROUTE_MAX, NONE, route_max },
	[T_SAVES] = { "saves", 3, S__MAX, 3, NONE, PUT(SAVES), saves },
	[T_CONTENT_NODES] = { "ursm_content_nodes", 1, CN__MAX, 1,
	    LOAD(CONTENT_NODES), PUT(CONTENT_NODES), content_nodes },
	[T_BLACKLISTS] = { "ipld_blacklists", 2, BL__MAX, 0, NONE, PUT(BLACKLISTS), blacklists },
	[T_SKIPPED] = { "skipped_transactions", 3, SK__MAX, 1, NONE, PUT(SKIPPED), skipped },
};
/* clang-format on */
