/* SPDX-License-Identifier: ISC */
#include "jobs/peers/judge.h"

#include <stddef.h>
#include <string.h>

/* Silence is judged by phi, which has waited already. */
static const struct {
	const char *name;
	unsigned passes; /* in a row, to enter the state */
} states[PEER_STATES] = {
	[PEER_UP] = { "up", 2 },
	[PEER_SUSPECT] = { "suspect", 1 },
	[PEER_DOWN] = { "down", 1 },
	[PEER_BEHIND] = { "behind", 2 },
	[PEER_DIVERGED] = { "diverged", 2 },
	[PEER_LEFT] = { "left", 1 },
};

static const char *const verdicts[] = {
	[VERDICT_UNASKED] = NULL,
	[VERDICT_EQUAL] = "equal",
	[VERDICT_DIFFERS] = "differs",
	[VERDICT_FORK] = "fork",
	[VERDICT_FORGED] = "forged",
	[VERDICT_NONE] = "none",
};

const char *
peer_state_name(enum peer_state s)
{
	return states[s].name;
}

const char *
verdict_name(enum verdict v)
{
	return verdicts[v];
}

bool
peer_state_find(enum peer_state *s, const char *name)
{
	size_t i;

	for (i = 0; i < PEER_STATES; i++)
		if (name != NULL && strcmp(states[i].name, name) == 0) {
			*s = (enum peer_state)i;
			return true;
		}
	return false;
}

/* Who says nothing about his rows stays what he was. */
static bool
is_diverged(const struct seen *s, enum peer_state now)
{
	if (s->verdict == VERDICT_EQUAL)
		return false;
	return s->verdict == VERDICT_DIFFERS || s->forks >= FORKS_MOST ||
	       now == PEER_DIVERGED;
}

static enum peer_state
shown(const struct seen *s, enum peer_state now)
{
	if (!s->is_listed)
		return PEER_LEFT;
	if (s->phi >= PHI_DOWN)
		return PEER_DOWN;
	if (s->phi >= PHI_SUSPECT)
		return now == PEER_DOWN ? now : PEER_SUSPECT;
	if (!s->heard)
		return now;
	if (is_diverged(s, now))
		return PEER_DIVERGED;
	return s->is_behind ? PEER_BEHIND : PEER_UP;
}

bool
judge(struct judged *j, const struct seen *s)
{
	enum peer_state is = shown(s, j->state);

	if (is == j->state) {
		j->turn = is;
		j->turns = 0;
		return false;
	}
	j->turns = j->turn == is ? j->turns + 1 : 1;
	j->turn = is;
	if (j->turns < states[is].passes)
		return false;
	j->state = is;
	j->turns = 0;
	return true;
}
