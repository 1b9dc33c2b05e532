/* SPDX-License-Identifier: ISC */
/*
 * The events we read.  EntityManager's one event has a table of its own
 * (actions.c).  Within a contract the rows stand in the order in which
 * the events of one transaction count.  UpdateIsCreator is not here: its
 * column is gone, and it is not even an event of the block.
 */
#include "indexer/apply/decode.h"
#include "indexer/em/em.h"
#include "indexer/legacy/playlists.h"
#include "indexer/legacy/replicas.h"
#include "indexer/legacy/social.h"
#include "indexer/legacy/tracks.h"
#include "indexer/legacy/users.h"

#define NO -1 /* names no document */

/* clang-format off */
const enum batch events_batch[ABI_CONTRACT__MAX] = {
	[ABI_CONTRACT_USERFACTORY]           = BATCH_USERS,
	[ABI_CONTRACT_TRACKFACTORY]          = BATCH_TRACKS,
	[ABI_CONTRACT_SOCIALFEATUREFACTORY]  = BATCH_SOCIAL,
	[ABI_CONTRACT_PLAYLISTFACTORY]       = BATCH_PLAYLISTS,
	[ABI_CONTRACT_USERLIBRARYFACTORY]    = BATCH_LIBRARY,
	[ABI_CONTRACT_USERREPLICASETMANAGER] = BATCH_URSM,
	[ABI_CONTRACT_IPLDBLACKLISTFACTORY]  = BATCH_BLACKLIST,
	[ABI_CONTRACT_ENTITYMANAGER]         = BATCH_ENTITY_MANAGER,
};

batch_prepare_fn *const batch_prepare[BATCH__MAX] = {
	[BATCH_SOCIAL]  = social_prepare,
	[BATCH_LIBRARY] = social_prepare,
};

const struct event_row events_row[] = {
	/* event, arguments that are no ids, document, rows wanted, handler */
	{ ABI_USERFACTORY_ADDUSER, 0, NO, users_want, users_add },
	{ ABI_USERFACTORY_UPDATEMULTIHASH, 0, 1, users_want_document, users_multihash },
	{ ABI_USERFACTORY_UPDATENAME, 0, NO, users_want, users_name },
	{ ABI_USERFACTORY_UPDATELOCATION, 0, NO, users_want, users_location },
	{ ABI_USERFACTORY_UPDATEBIO, 0, NO, users_want, users_bio },
	{ ABI_USERFACTORY_UPDATEPROFILEPHOTO, 0, NO, users_want, users_picture },
	{ ABI_USERFACTORY_UPDATECOVERPHOTO, 0, NO, users_want, users_cover },
	{ ABI_USERFACTORY_UPDATEISVERIFIED, 0, NO, users_want, users_verified },
	{ ABI_USERFACTORY_UPDATECREATORNODEENDPOINT, 0, NO, users_want, users_endpoint },
	{ ABI_TRACKFACTORY_NEWTRACK, 0, 2, tracks_want, tracks_new },
	{ ABI_TRACKFACTORY_UPDATETRACK, 0, 2, tracks_want, tracks_update },
	{ ABI_TRACKFACTORY_TRACKDELETED, 0, NO, tracks_want_id, tracks_delete },
	{ ABI_SOCIALFEATUREFACTORY_TRACKREPOSTADDED, 0, NO, social_want_track, social_apply },
	{ ABI_SOCIALFEATUREFACTORY_TRACKREPOSTDELETED, 0, NO, social_want_track, social_apply },
	{ ABI_SOCIALFEATUREFACTORY_PLAYLISTREPOSTADDED, 0, NO, social_want_list, social_apply },
	{ ABI_SOCIALFEATUREFACTORY_PLAYLISTREPOSTDELETED, 0, NO, social_want_list, social_apply },
	{ ABI_SOCIALFEATUREFACTORY_USERFOLLOWADDED, 0, NO, social_want_user, social_apply },
	{ ABI_SOCIALFEATUREFACTORY_USERFOLLOWDELETED, 0, NO, social_want_user, social_apply },
	{ ABI_PLAYLISTFACTORY_PLAYLISTCREATED, 0, NO, playlists_want, playlists_create },
	{ ABI_PLAYLISTFACTORY_PLAYLISTDELETED, 0, NO, playlists_want, playlists_delete },
	{ ABI_PLAYLISTFACTORY_PLAYLISTTRACKADDED, 0, NO, playlists_want, playlists_add },
	{ ABI_PLAYLISTFACTORY_PLAYLISTTRACKDELETED, 1u << 2, NO, playlists_want, playlists_remove },
	{ ABI_PLAYLISTFACTORY_PLAYLISTTRACKSORDERED, 0, NO, playlists_want, playlists_order },
	{ ABI_PLAYLISTFACTORY_PLAYLISTNAMEUPDATED, 0, NO, playlists_want, playlists_name },
	{ ABI_PLAYLISTFACTORY_PLAYLISTPRIVACYUPDATED, 0, NO, playlists_want, playlists_privacy },
	{ ABI_PLAYLISTFACTORY_PLAYLISTCOVERPHOTOUPDATED, 0, NO, playlists_want, playlists_cover },
	{ ABI_PLAYLISTFACTORY_PLAYLISTDESCRIPTIONUPDATED, 0, NO, playlists_want, playlists_about },
	{ ABI_PLAYLISTFACTORY_PLAYLISTUPCUPDATED, 0, NO, playlists_want, playlists_upc },
	{ ABI_USERLIBRARYFACTORY_TRACKSAVEADDED, 0, NO, social_want_track, social_apply },
	{ ABI_USERLIBRARYFACTORY_PLAYLISTSAVEADDED, 0, NO, social_want_list, social_apply },
	{ ABI_USERLIBRARYFACTORY_TRACKSAVEDELETED, 0, NO, social_want_track, social_apply },
	{ ABI_USERLIBRARYFACTORY_PLAYLISTSAVEDELETED, 0, NO, social_want_list, social_apply },
	{ ABI_USERREPLICASETMANAGER_UPDATEREPLICASET, 0, NO, ursm_want_replicas, ursm_replicas },
	{ ABI_USERREPLICASETMANAGER_ADDORUPDATECONTENTNODE, 0, NO, ursm_want_node, ursm_node },
	{ ABI_IPLDBLACKLISTFACTORY_ADDIPLDTOBLACKLIST, 0, NO, NULL, ursm_blacklist },
	{ ABI_ENTITYMANAGER_MANAGEENTITY, 1u << 3, NO, NULL, em_apply },
};
/* clang-format on */
const size_t events_nrows = sizeof(events_row) / sizeof(events_row[0]);
