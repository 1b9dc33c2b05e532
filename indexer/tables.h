/* SPDX-License-Identifier: ISC */
/*
 * The tables the indexer writes, in the order in which it writes them: their
 * columns, the statements that load and write them.  A test compares the
 * columns with the text of the statements.
 */
#ifndef DP_INDEXER_TABLES_H
#define DP_INDEXER_TABLES_H

#include <stddef.h>

#include "sql/stmts.h"

#define TABLE_KEYS 3  /* columns of the longest key */
#define TABLE_COLS 48 /* more than any table has */

enum table_id {
	T_CID_DATA,
	T_USERS,
	T_TRACKS,
	T_TRACK_ROUTES,
	T_TRACK_ROUTE_NOW, /* the current route of a track; read only */
	T_TRACK_ROUTE_MAX, /* the highest collision id; read only */
	T_STEMS,
	T_REMIXES,
	T_FOLLOWS,
	T_REPOSTS,
	T_PLAYLISTS,
	T_PLAYLIST_ROUTES,
	T_PLAYLIST_ROUTE_NOW,
	T_PLAYLIST_ROUTE_MAX,
	T_SAVES,
	T_CONTENT_NODES,
	T_BLACKLISTS,
	T_SKIPPED,
	T__MAX
};

struct table {
	const char *name;
	unsigned nkeys, ncols;
	unsigned int_keys; /* bit i: key column i is an integer */
	enum sql_id load;  /* SQL__MAX: never loaded */
	enum sql_id put;   /* SQL__MAX: never written */
	const char *const *cols;
};

extern const struct table tables[T__MAX];

/*
 * Columns, key first.  Tables whose rows carry the block that wrote them have
 * these three right behind the key.
 */
#define BLOCK_COLS(x) x##_BLOCKHASH, x##_BLOCKNUMBER, x##_TXHASH

enum { CID_CID, CID_TYPE, CID_DATA, CID__MAX };

enum {
	U_USER_ID,
	BLOCK_COLS(U),
	U_HANDLE,
	U_HANDLE_LC,
	U_WALLET,
	U_NAME,
	U_PROFILE_PICTURE,
	U_PROFILE_PICTURE_SIZES,
	U_COVER_PHOTO,
	U_COVER_PHOTO_SIZES,
	U_BIO,
	U_LOCATION,
	U_METADATA_MULTIHASH,
	U_CREATOR_NODE_ENDPOINT,
	U_IS_VERIFIED,
	U_CREATED_AT,
	U_UPDATED_AT,
	U_PRIMARY_ID,
	U_SECONDARY_IDS,
	U_REPLICA_SET_UPDATE_SIGNER,
	U_HAS_COLLECTIBLES,
	U_PLAYLIST_LIBRARY,
	U_IS_DEACTIVATED,
	U_ARTIST_PICK_TRACK_ID,
	U__MAX
};

enum {
	TR_TRACK_ID,
	BLOCK_COLS(TR),
	TR_OWNER_ID,
	TR_IS_DELETE,
	TR_CREATED_AT,
	TR_UPDATED_AT,
	TR_METADATA_MULTIHASH,
	TR_ROUTE_ID,
	TR_TITLE, /* from here on made from metadata */
	TR_LENGTH,
	TR_DURATION,
	TR_COVER_ART,
	TR_COVER_ART_SIZES,
	TR_TAGS,
	TR_GENRE,
	TR_MOOD,
	TR_CREDITS_SPLITS,
	TR_CREATE_DATE,
	TR_RELEASE_DATE,
	TR_FILE_TYPE,
	TR_DESCRIPTION,
	TR_LICENSE,
	TR_ISRC,
	TR_ISWC,
	TR_TRACK_SEGMENTS,
	TR_DOWNLOAD,
	TR_IS_DOWNLOADABLE,
	TR_REMIX_OF,
	TR_STEM_OF,
	TR_IS_UNLISTED,
	TR_FIELD_VISIBILITY,
	TR_IS_STREAM_GATED,
	TR_STREAM_CONDITIONS,
	TR_TRACK_CID,
	TR_IS_PLAYLIST_UPLOAD,
	TR__MAX
};

/* Both kinds of routes. */
enum {
	RT_OWNER_ID,
	RT_SLUG,
	BLOCK_COLS(RT),
	RT_TITLE_SLUG,
	RT_COLLISION_ID,
	RT_ITEM_ID,
	RT_IS_CURRENT,
	RT__MAX
};
enum { RN_ITEM_ID, RN_OWNER_ID, RN_SLUG, RN__MAX };
enum { RM_OWNER_ID, RM_TITLE_SLUG, RM_MAX, RM__MAX };

enum { ST_PARENT, ST_CHILD, ST__MAX };
/* One row a child; its parents as an array literal. */
enum { RX_CHILD, RX_PARENTS, RX__MAX };

enum {
	F_FOLLOWER,
	F_FOLLOWEE,
	BLOCK_COLS(F),
	F_IS_DELETE,
	F_CREATED_AT,
	F__MAX
};

/* Reposts and saves. */
enum {
	S_USER_ID,
	S_ITEM_ID,
	S_TYPE,
	BLOCK_COLS(S),
	S_IS_DELETE,
	S_CREATED_AT,
	S__MAX
};

enum {
	P_PLAYLIST_ID,
	BLOCK_COLS(P),
	P_OWNER_ID,
	P_IS_ALBUM,
	P_IS_PRIVATE,
	P_NAME,
	P_CONTENTS,
	P_IMAGE,
	P_IMAGE_SIZES,
	P_IS_DELETE,
	P_DESCRIPTION,
	P_UPC,
	P_CREATED_AT,
	P_UPDATED_AT,
	P_LAST_ADDED_TO,
	P__MAX
};

enum {
	CN_ID,
	BLOCK_COLS(CN),
	CN_CREATED_AT,
	CN_DELEGATE,
	CN_OWNER,
	CN_PROPOSERS,
	CN_PROPOSER_1,
	CN_PROPOSER_2,
	CN_PROPOSER_3,
	CN_ENDPOINT,
	CN__MAX
};

enum { BL_IPLD, BL_BLOCKHASH, BL_BLOCKNUMBER, BL__MAX };

enum { SK_BLOCKNUMBER, SK_TXHASH, SK_LEVEL, SK_BLOCKHASH, SK_TIME, SK__MAX };

#endif
