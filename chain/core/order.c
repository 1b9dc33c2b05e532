/* SPDX-License-Identifier: ISC */
#include "chain/core/order.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { CREATES, ACTS, OTHERS };

struct place {
	struct core_tx *tx;
	int class;
	int step; /* of the chain's own past, which nodes put in no order */
	uint32_t fnv;
};

uint32_t
order_fnv(struct span s)
{
	uint32_t h = 2166136261u;
	size_t i;

	for (i = 0; i < s.len; i++)
		h = (h ^ s.p[i]) * 16777619u;
	return h;
}

static int
class_of(const struct core_tx *t)
{
	static const char create[] = "create";
	const struct span *a = &t->act.action;

	if (t->kind != CORE_ACT)
		return OTHERS;
	return a->len == sizeof(create) - 1 &&
		       strncasecmp((const char *)a->p, create, a->len) == 0
		   ? CREATES
		   : ACTS;
}

/* What others need comes first. */
static int
step_of(const struct core_tx *t)
{
	static const char *const first[] = { "User", "AssociatedWallet",
		"DashboardWalletUser", "Track", "Playlist" };
	const size_t n = sizeof(first) / sizeof(first[0]);
	size_t i;

	for (i = 0; t->is_past && i < n; i++)
		if (t->act.type.len == strlen(first[i]) &&
		    memcmp(t->act.type.p, first[i], t->act.type.len) == 0)
			return (int)i;
	return t->is_past ? (int)n : 0;
}

static int
cmp(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	if (x->class != y->class)
		return x->class < y->class ? -1 : 1;
	if (x->step != y->step)
		return x->step < y->step ? -1 : 1;
	if (x->fnv != y->fnv)
		return x->fnv > y->fnv ? -1 : 1;
	return memcmp(x->tx->hash, y->tx->hash, 32);
}

void
order_txs(struct arena *a, struct core_tx *tx, size_t n)
{
	struct place *p = arena_zalloc(a, n, sizeof(*p));
	struct core_tx *sorted = arena_zalloc(a, n, sizeof(*sorted));
	size_t i;

	for (i = 0; i < n; i++) {
		p[i].tx = &tx[i];
		p[i].class = class_of(&tx[i]);
		p[i].step = step_of(&tx[i]);
		p[i].fnv = order_fnv(tx[i].signature);
	}
	qsort(p, n, sizeof(*p), cmp);
	for (i = 0; i < n; i++)
		sorted[i] = *p[i].tx;
	if (n > 0)
		memcpy(tx, sorted, n * sizeof(*tx));
}
