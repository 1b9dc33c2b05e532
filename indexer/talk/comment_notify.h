/* SPDX-License-Identifier: ISC */
/*
 * Who is told about a comment: the owner of the track, the author of the
 * comment it answers, those it mentions; and who has asked not to be.
 */
#ifndef DP_INDEXER_TALK_COMMENT_NOTIFY_H
#define DP_INDEXER_TALK_COMMENT_NOTIFY_H

#include "indexer/em/em.h"
#include "indexer/rows/ids.h"

#define EM_NOBODY (-1)

struct em_talk {
	int64_t comment;
	int64_t entity, owner; /* the track and whose it is, or EM_NOBODY */
	const char *entity_type;
	int64_t parent, author; /* what it answers and whose, or EM_NOBODY */
	bool owner_deaf;        /* the owner does not want to hear of it */
	/* the same for all who are mentioned; NULL: nobody was yet */
	const char *mention_group, *mention_data;
};

/* Fill in owner, author and owner_deaf. */
enum rc em_talk_open(struct em *x, struct em_talk *t) MUST_CHECK;
/* Name the rows that em_talk_open() will ask for, as far as known. */
void em_talk_want(struct em *x, const struct em_talk *t);

/* The owner, who may be among those mentioned. */
void em_talk_owner(struct em *x, const struct em_talk *t,
    const struct ids *mentioned);
/* The author of what it answers. */
enum rc em_talk_author(struct em *x, const struct em_talk *t) MUST_CHECK;
/* One who is mentioned. */
void em_talk_mention(struct em *x, struct em_talk *t, int64_t id);

#endif
