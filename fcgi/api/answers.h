/* SPDX-License-Identifier: ISC */
/* The rows of the route table that have code of their own. */
#ifndef DP_FCGI_API_ANSWERS_H
#define DP_FCGI_API_ANSWERS_H

#include "fcgi/serve/app.h"

/* users, tracks, playlists */
enum rc user_tracks_get(struct call *k) MUST_CHECK;
enum rc legacy_users_get(struct call *k) MUST_CHECK;
enum rc track_get(struct call *k) MUST_CHECK;
enum rc tracks_bulk_get(struct call *k) MUST_CHECK;
enum rc legacy_tracks_get(struct call *k) MUST_CHECK;
enum rc resolve_get(struct call *k) MUST_CHECK;

/* the node itself */
enum rc health_get(struct call *k) MUST_CHECK;
enum rc block_check_get(struct call *k) MUST_CHECK;
enum rc version_get(struct call *k) MUST_CHECK;
enum rc ready_get(struct call *k) MUST_CHECK;
enum rc location_get(struct call *k) MUST_CHECK;
enum rc ip_check_get(struct call *k) MUST_CHECK;
enum rc block_confirmation_get(struct call *k) MUST_CHECK;
enum rc transaction_status_get(struct call *k) MUST_CHECK;
enum rc skipped_transactions_get(struct call *k) MUST_CHECK;

#endif
