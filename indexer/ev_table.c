/* SPDX-License-Identifier: ISC */
/*
 * The events we read.  EntityManager's one event has a table of its own
 * (em_table.c).  Within a contract the rows stand in the order in which
 * the events of one transaction count.  UpdateIsCreator is not here: its
 * column is gone, and it is not even an event of the block.
 */
#include "indexer/em.h"
#include "indexer/ev_playlists.h"
#include "indexer/ev_social.h"
#include "indexer/ev_tracks.h"
#include "indexer/ev_ursm.h"
#include "indexer/ev_users.h"
#include "indexer/events.h"

#define NO -1 /* names no document */

/* clang-format off */
const struct event_row events_row[] = {
	/* event                                        batch            not ids  rows wanted          handler           document */
	{ ABI_USERFACTORY_ADDUSER,                      BATCH_USERS,     0, users_want,           users_add,        NO },
	{ ABI_USERFACTORY_UPDATEMULTIHASH,              BATCH_USERS,     0, users_want,           users_multihash,   1 },
	{ ABI_USERFACTORY_UPDATENAME,                   BATCH_USERS,     0, users_want,           users_name,       NO },
	{ ABI_USERFACTORY_UPDATELOCATION,               BATCH_USERS,     0, users_want,           users_location,   NO },
	{ ABI_USERFACTORY_UPDATEBIO,                    BATCH_USERS,     0, users_want,           users_bio,        NO },
	{ ABI_USERFACTORY_UPDATEPROFILEPHOTO,           BATCH_USERS,     0, users_want,           users_picture,    NO },
	{ ABI_USERFACTORY_UPDATECOVERPHOTO,             BATCH_USERS,     0, users_want,           users_cover,      NO },
	{ ABI_USERFACTORY_UPDATEISVERIFIED,             BATCH_USERS,     0, users_want,           users_verified,   NO },
	{ ABI_USERFACTORY_UPDATECREATORNODEENDPOINT,    BATCH_USERS,     0, users_want,           users_endpoint,   NO },
	{ ABI_TRACKFACTORY_NEWTRACK,                    BATCH_TRACKS,    0, tracks_want,          tracks_new,        2 },
	{ ABI_TRACKFACTORY_UPDATETRACK,                 BATCH_TRACKS,    0, tracks_want,          tracks_update,     2 },
	{ ABI_TRACKFACTORY_TRACKDELETED,                BATCH_TRACKS,    0, tracks_want_id,       tracks_delete,    NO },
	{ ABI_SOCIALFEATUREFACTORY_TRACKREPOSTADDED,    BATCH_SOCIAL,    0, social_want_track,    social_apply,     NO },
	{ ABI_SOCIALFEATUREFACTORY_TRACKREPOSTDELETED,  BATCH_SOCIAL,    0, social_want_track,    social_apply,     NO },
	{ ABI_SOCIALFEATUREFACTORY_PLAYLISTREPOSTADDED, BATCH_SOCIAL,    0, social_want_playlist, social_apply,     NO },
	{ ABI_SOCIALFEATUREFACTORY_PLAYLISTREPOSTDELETED, BATCH_SOCIAL,  0, social_want_playlist, social_apply,     NO },
	{ ABI_SOCIALFEATUREFACTORY_USERFOLLOWADDED,     BATCH_SOCIAL,    0, NULL,                 social_apply,     NO },
	{ ABI_SOCIALFEATUREFACTORY_USERFOLLOWDELETED,   BATCH_SOCIAL,    0, NULL,                 social_apply,     NO },
	{ ABI_PLAYLISTFACTORY_PLAYLISTCREATED,          BATCH_PLAYLISTS, 0, playlists_want,       playlists_create, NO },
	{ ABI_PLAYLISTFACTORY_PLAYLISTDELETED,          BATCH_PLAYLISTS, 0, playlists_want,       playlists_delete, NO },
	{ ABI_PLAYLISTFACTORY_PLAYLISTTRACKADDED,       BATCH_PLAYLISTS, 0, playlists_want,       playlists_add,    NO },
	{ ABI_PLAYLISTFACTORY_PLAYLISTTRACKDELETED,     BATCH_PLAYLISTS, 1u << 2, playlists_want, playlists_remove, NO },
	{ ABI_PLAYLISTFACTORY_PLAYLISTTRACKSORDERED,    BATCH_PLAYLISTS, 0, playlists_want,       playlists_order,  NO },
	{ ABI_PLAYLISTFACTORY_PLAYLISTNAMEUPDATED,      BATCH_PLAYLISTS, 0, playlists_want,       playlists_name,   NO },
	{ ABI_PLAYLISTFACTORY_PLAYLISTPRIVACYUPDATED,   BATCH_PLAYLISTS, 0, playlists_want,       playlists_privacy, NO },
	{ ABI_PLAYLISTFACTORY_PLAYLISTCOVERPHOTOUPDATED, BATCH_PLAYLISTS, 0, playlists_want,      playlists_cover,  NO },
	{ ABI_PLAYLISTFACTORY_PLAYLISTDESCRIPTIONUPDATED, BATCH_PLAYLISTS, 0, playlists_want,     playlists_describe, NO },
	{ ABI_PLAYLISTFACTORY_PLAYLISTUPCUPDATED,       BATCH_PLAYLISTS, 0, playlists_want,       playlists_upc,    NO },
	{ ABI_USERLIBRARYFACTORY_TRACKSAVEADDED,        BATCH_LIBRARY,   0, social_want_track,    social_apply,     NO },
	{ ABI_USERLIBRARYFACTORY_PLAYLISTSAVEADDED,     BATCH_LIBRARY,   0, social_want_playlist, social_apply,     NO },
	{ ABI_USERLIBRARYFACTORY_TRACKSAVEDELETED,      BATCH_LIBRARY,   0, social_want_track,    social_apply,     NO },
	{ ABI_USERLIBRARYFACTORY_PLAYLISTSAVEDELETED,   BATCH_LIBRARY,   0, social_want_playlist, social_apply,     NO },
	{ ABI_USERREPLICASETMANAGER_UPDATEREPLICASET,   BATCH_URSM,      0, ursm_want_replicas,   ursm_replicas,    NO },
	{ ABI_USERREPLICASETMANAGER_ADDORUPDATECONTENTNODE, BATCH_URSM,  0, ursm_want_node,       ursm_node,        NO },
	{ ABI_IPLDBLACKLISTFACTORY_ADDIPLDTOBLACKLIST,  BATCH_BLACKLIST, 0, NULL,                 ursm_blacklist,   NO },
	{ ABI_ENTITYMANAGER_MANAGEENTITY,               BATCH_ENTITY_MANAGER, 1u << 3, NULL,          em_apply,         NO },
};
/* clang-format on */
const size_t events_nrows = sizeof(events_row) / sizeof(events_row[0]);
