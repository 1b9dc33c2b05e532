/* SPDX-License-Identifier: ISC */
/* What a user's metadata tells of the sign-up: each thing is told once. */
#ifndef DP_INDEXER_APPLY_REFERRALS_H
#define DP_INDEXER_APPLY_REFERRALS_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stdint.h>

#include "indexer/apply/apply.h"

struct user_events {
	bool told;        /* there was an object at all */
	int64_t referrer; /* -1: none */
	bool is_mobile;
};

/* The value of the key "events". */
void user_events_read(struct user_events *e, struct json_object *o);
enum rc user_events_apply(struct apply *ap, int64_t user_id,
    const struct user_events *e) MUST_CHECK;

#endif
