/* SPDX-License-Identifier: ISC */
/*
 * Who is told about a comment: the owner of the thing, the author of the
 * comment it answers, those it mentions; and who has asked not to be.
 */
#ifndef DP_INDEXER_TALK_COMMENT_NOTIFY_H
#define DP_INDEXER_TALK_COMMENT_NOTIFY_H

#include "indexer/em/em.h"
#include "indexer/rows/ids.h"

#define EM_NOBODY (-1)

/* What a comment is about, as entity_type says it. */
#define ON_TRACK    "Track"
#define ON_EVENT    "Event"
#define ON_FAN_CLUB "FanClub"

struct em_talk {
	int64_t comment;
	int64_t entity, owner; /* the thing and whose it is, or EM_NOBODY */
	const char *entity_type;
	int64_t parent, author; /* what it answers and whose, or EM_NOBODY */
	bool owner_deaf;        /* the owner does not want to hear of it */
	/* the same for all who are mentioned; NULL: nobody was yet */
	const char *mention_group, *mention_data;
	bool shunned; /* so many have muted the acting user: nobody hears */
};

/* Fill in owner, author, owner_deaf and shunned. */
enum rc em_talk_open(struct em *x, struct em_talk *t) MUST_CHECK;
/* The owner of the thing, or EM_NOBODY. */
enum rc em_talk_owner_of(struct em *x, int64_t *owner, const char *entity_type,
    int64_t entity) MUST_CHECK;
/* Do so many follow these users that what they shun is not spread? */
enum rc em_talk_is_shunned(struct em *x, const struct ids *by, int64_t least,
    bool *shunned) MUST_CHECK;

/* The owner, who may be among those mentioned. */
void em_talk_owner(struct em *x, const struct em_talk *t,
    const struct ids *mentioned);
/* The author of what it answers. */
enum rc em_talk_author(struct em *x, const struct em_talk *t) MUST_CHECK;
/* One who is mentioned. */
enum rc em_talk_mention(struct em *x, struct em_talk *t, int64_t id) MUST_CHECK;
/* The author of a comment that the acting user likes. */
enum rc em_talk_reaction(struct em *x, const struct row *comment) MUST_CHECK;
/* Crowds: subscribers of a contest, an artist's followers. */
enum rc em_talk_crowd(struct em *x, const struct em_talk *t) MUST_CHECK;

#endif
