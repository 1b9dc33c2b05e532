/* SPDX-License-Identifier: ISC */
/*
 * Who handles what: entity type and action.  A row without a type takes every
 * type that has no row of its own for that action.
 */
#include "indexer/em/dashboard.h"
#include "indexer/em/em.h"
#include "indexer/em/replicas.h"
#include "indexer/em/social.h"
#include "indexer/em/users.h"
#include "indexer/music/collaborators.h"
#include "indexer/music/contents.h"
#include "indexer/music/playlists.h"
#include "indexer/music/tracks.h"
#include "indexer/talk/apps.h"
#include "indexer/talk/comments.h"
#include "indexer/talk/misc.h"

#define NOID EM_NO_ENTITY

/* clang-format off */
const struct em_row em_row[] = {
	/* type                 action         rules flags        rows wanted           handler */
	{ "Playlist",           "Create",      "P",  EM_S,        em_playlist_want,     em_playlist_create },
	{ "Playlist",           "Update",      "P",  EM_S,        em_playlist_want,     em_playlist_update },
	{ "Playlist",           "Delete",      "P",  EM_S,        em_playlist_want,     em_playlist_delete },
	{ "Track",              "Create",      "T",  EM_S,        em_track_want,        em_track_create },
	{ "Track",              "Update",      "T",  EM_S,        em_track_want,        em_track_update },
	{ "Track",              "Delete",      "T",  EM_S,        em_track_want,        em_track_delete },
	{ "Track",              "Download",    "T",  EM_S,        em_track_want,        em_track_download },
	{ "Track",              "Mute",        "X",  EM_S,        NULL,                 em_settings_mute },
	{ "Track",              "Unmute",      "X",  EM_S,        NULL,                 em_settings_mute },
	{ "TrackCollaborator",  "Approve",     "TC", EM_S,        em_collaborator_want, em_collaborator_approve },
	{ "TrackCollaborator",  "Reject",      "TC", EM_S,        em_collaborator_want, em_collaborator_reject },
	{ NULL,                 "Follow",      "F",  EM_S,        em_social_want,       em_social_follow },
	{ NULL,                 "Unfollow",    "F",  EM_S,        em_social_want,       em_social_follow },
	{ NULL,                 "Subscribe",   "F",  EM_S,        em_social_want,       em_social_subscribe },
	{ NULL,                 "Unsubscribe", "F",  EM_S,        em_social_want,       em_social_subscribe },
	{ NULL,                 "Save",        "F",  EM_S,        em_social_want,       em_social_react },
	{ NULL,                 "Unsave",      "F",  EM_S,        em_social_want,       em_social_react },
	{ NULL,                 "Repost",      "F",  EM_S,        em_social_want,       em_social_react },
	{ NULL,                 "Unrepost",    "F",  EM_S,        em_social_want,       em_social_react },
	{ NULL,                 "Share",       "F",  EM_S,        em_social_want,       em_social_share },
	{ "User",               "Create",      "U",  NOID,        em_user_want,         em_user_create },
	{ "User",               "Update",      "U",  EM_S | NOID, em_user_want,         em_user_update },
	{ "User",               "Verify",      "U",  NOID,        em_user_want,         em_user_verify },
	{ "User",               "Mute",        "X",  EM_S,        em_mute_want,         em_mute_user },
	{ "User",               "Unmute",      "X",  EM_S,        em_mute_want,         em_mute_user },
	{ "AssociatedWallet",   "Create",      "AW", EM_S | NOID, NULL,                 em_user_wallet_add },
	{ "AssociatedWallet",   "Delete",      "AW", EM_S | NOID, NULL,                 em_user_wallet_delete },
	{ "Collectibles",       "Create",      "CO", EM_S | NOID, NULL,                 em_user_collectibles },
	{ "Collectibles",       "Update",      "CO", EM_S | NOID, NULL,                 em_user_collectibles },
	{ "UserReplicaSet",     "Update",      "R",  NOID,        em_replicas_want,     em_replicas_update },
	{ "DeveloperApp",       "Create",      "A",  EM_S | NOID, em_app_want,          em_app_create },
	{ "DeveloperApp",       "Update",      "A",  EM_S | NOID, em_app_want,          em_app_update },
	{ "DeveloperApp",       "Delete",      "A",  EM_S | NOID, em_app_want,          em_app_delete },
	{ "Grant",              "Create",      "G",  NOID,        em_grant_want,        em_grant_create },
	{ "Grant",              "Delete",      "G",  NOID,        em_grant_want,        em_grant_delete },
	{ "Grant",              "Approve",     "G",  EM_S | NOID, em_grant_want,        em_grant_answer },
	{ "Grant",              "Reject",      "G",  EM_S | NOID, em_grant_want,        em_grant_answer },
	{ "DashboardWalletUser", "Create",     "W",  NOID,        em_dashboard_want,    em_dashboard_create },
	{ "DashboardWalletUser", "Delete",     "W",  NOID,        em_dashboard_want,    em_dashboard_delete },
	{ "Comment",            "Create",      "C",  EM_S,        em_comment_want,      em_comment_create },
	{ "Comment",            "Update",      "C",  EM_S,        em_comment_want,      em_comment_update },
	{ "Comment",            "Delete",      "C",  EM_S,        em_comment_want,      em_comment_delete },
	{ "Comment",            "React",       "C",  EM_S,        em_comment_want,      em_comment_react },
	{ "Comment",            "Unreact",     "C",  EM_S,        em_comment_want,      em_comment_react },
	{ "Comment",            "Pin",         "C",  EM_S,        em_comment_want,      em_comment_pin },
	{ "Comment",            "Unpin",       "C",  EM_S,        em_comment_want,      em_comment_pin },
	{ "Comment",            "Report",      "C",  EM_S,        em_comment_want,      em_comment_report },
	{ "Comment",            "Mute",        "X",  EM_S,        NULL,                 em_settings_mute },
	{ "Comment",            "Unmute",      "X",  EM_S,        NULL,                 em_settings_mute },
	{ "Notification",       "Create",      "N",  NOID,        NULL,                 em_notification_create },
	{ "Notification",       "View",        "N",  EM_S | NOID, NULL,                 em_notification_view },
	{ "Notification",       "ViewPlaylist", "N", EM_S,        em_notification_want, em_notification_playlist },
	{ "Tip",                "Update",      "TP", EM_S | NOID, em_tip_want,          em_tip_update },
	{ "EncryptedEmail",     "AddEmail",    "K",  EM_S | NOID, em_email_want,        em_email_add },
	{ "EmailAccess",        "Update",      "K",  EM_S | NOID, em_email_want,        em_email_share },
	{ "Event",              "Create",      "V",  EM_S,        em_event_want,        em_event_create },
	{ "Event",              "Update",      "V",  EM_S,        em_event_want,        em_event_update },
	{ "Event",              "Delete",      "V",  EM_S,        em_event_want,        em_event_delete },
};
/* clang-format on */
const size_t em_nrows = sizeof(em_row) / sizeof(em_row[0]);

const struct em_more em_more[] = {
	{ "User", true, em_user_want_document },
	{ "Playlist", false, em_contents_want_kept },
};
const size_t em_nmore = sizeof(em_more) / sizeof(em_more[0]);
