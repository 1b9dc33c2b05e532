/* SPDX-License-Identifier: ISC */
/*
 * Rules have dates.  What the network once refused and now takes is taken
 * whatever the block's time; what it once took and now refuses, or writes
 * otherwise, is so from the rule's first day on.  Thus a chain that is indexed
 * again keeps what the network kept.
 *
 * Days are block time, 00:00 UTC.  [discprov] rule_dates moves them, for
 * private chains.
 */
#ifndef DP_INDEXER_APPLY_SINCE_H
#define DP_INDEXER_APPLY_SINCE_H

#include <stdint.h>

#include "common/base/ctx.h"

enum rule_date {
	SINCE_A5,   /* an application's address is no user's wallet */
	SINCE_A10,  /* image_url has a bound */
	SINCE_P14,  /* a new playlist keeps the client's times */
	SINCE_P16,  /* publishing an album sets its release date */
	SINCE_G10,  /* a grant that is turned down is revoked */
	SINCE_C12,  /* ten mentions count */
	SINCE_C15,  /* notices of comments name the comment */
	SINCE_C11,  /* a comment has a bound */
	SINCE_C14,  /* what is taken back must be there */
	SINCE_T12,  /* ddex_app is what the metadata says */
	SINCE_T21,  /* is_downloadable follows download_conditions ... */
	SINCE_T21E, /* ... no more */
	SINCE_T19,  /* audio may be replaced */
	SINCE_U17,  /* the old keys of pictures say nothing */
	SINCE_U17W, /* nor do those of wallets and collectibles */
	SINCE_U17D, /* users have no document */
	SINCE_V2,   /* an event ends in the future */
	SINCE_T7,   /* splits are not empty */
	SINCE_V5,   /* no contest on a remix */
	SINCE_U13,  /* one user a wallet */
	SINCE_V6,   /* one contest a track */
	SINCE_C14D, /* deleted comments get no reactions */
	SINCE_C15D, /* comment_id in the data of notices */
	SINCE_V7,   /* a contest cannot be shortened */
	SINCE_U14,  /* two words are refused in handles */
	SINCE_U14W, /* seven, and in names, too */
	SINCE_U14N, /* however they are written */
	SINCE_AW3,  /* a wallet has one owner */
	SINCE_U16,  /* a name has a bound at sign-up */
	SINCE_C17,  /* answers stay in their thread */
	SINCE_T26,  /* an entry to a contest subscribes */
	SINCE_G,    /* the successor took over */
	SINCE__MAX
};

struct rule_dates {
	int64_t from[SINCE__MAX]; /* Unix seconds */
};

/*
 * The network's, changed by a list such as "U13=2025-05-03,G=1782864000" (""
 * for none); the rule "all" means each of them.  RC_CONFIG for what is no such
 * list.
 */
enum rc rule_dates_read(struct ctx *c, struct rule_dates *d,
    const char *list) MUST_CHECK;

#endif
