/* SPDX-License-Identifier: ISC */
/*
 * What a block of the core chain holds.  Text may hold any character, NUL too;
 * there is a NUL behind it.
 */
#ifndef DP_CHAIN_CORE_BLOCK_H
#define DP_CHAIN_CORE_BLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/span.h"

enum core_kind {
	CORE_ACT,    /* ManageEntityLegacy */
	CORE_PLAYS,  /* TrackPlays */
	CORE_OTHER,  /* a kind that is none of our business */
	CORE_UNKNOWN /* none, or one that is newer than we are */
};

struct core_act {
	int64_t user_id, entity_id;
	struct span type, action, metadata;
	struct span signature, signer, nonce; /* hexadecimal, as it claims */
};

struct core_play {
	struct span user_id, track_id, signature, city, region, country;
	bool timed; /* the next two are there */
	int64_t s;  /* Unix time */
	int32_t ns;
};

struct core_tx {
	uint8_t hash[32]; /* SHA-256 of its bytes */
	enum core_kind kind;
	/* an act of the chain's own past, whose signer is not its user's */
	bool is_past;
	unsigned field; /* of its kind, in its bytes */
	struct span signature, request_id;
	struct core_act act;
	struct core_play *play;
	size_t nplays;
	/* of plays, when somebody has looked for who signed them */
	bool is_signed;
	uint8_t signer[20];
};

struct core_block {
	int32_t us; /* of its time, beside the seconds */
	/* acts in the order in which they are applied, then plays in theirs */
	struct core_tx *tx;
	size_t ntx, nacts;
	size_t nunknown; /* of the others */
};

/* Memory that it takes, about; a text has a NUL and is aligned. */
static inline size_t
core_bytes(const struct core_block *k)
{
	const size_t text = 16;
	const struct core_tx *t;
	const struct core_play *p;
	size_t n = 0;

	for (t = k->tx; t < k->tx + k->ntx; t++) {
		n += sizeof(*t) + t->signature.len + t->request_id.len +
		     t->act.type.len + t->act.action.len + t->act.metadata.len +
		     t->act.signature.len + t->act.signer.len +
		     t->act.nonce.len + 8 * text;
		for (p = t->play; p < t->play + t->nplays; p++)
			n += sizeof(*p) + p->user_id.len + p->track_id.len +
			     p->city.len + p->region.len + p->country.len +
			     p->signature.len + 6 * text;
	}
	return n;
}

#endif
