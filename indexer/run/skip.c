/* SPDX-License-Identifier: ISC */
#include "indexer/run/skip.h"

#include <string.h>

#include "common/base/hex.h"
#include "common/base/limits.h"
#include "common/base/num.h"
#include "common/conf/conf.h"

#define BETWEEN ", \t"

enum rc
skip_read(struct ctx *c, struct skip *s, struct arena *a)
{
	char *list = arena_strdup(a, c->cf->skip);
	size_t max = strlen(list) / 2 + 1;
	char *item, *save;

	memset(s, 0, sizeof(*s));
	s->tx = arena_zalloc(a, max, 32);
	s->block = arena_zalloc(a, max, sizeof(*s->block));
	for (item = strtok_r(list, BETWEEN, &save); item != NULL;
	     item = strtok_r(NULL, BETWEEN, &save)) {
		if (block_hash_read(s->tx[s->ntx], item) == 0)
			s->ntx++;
		else if (num_u64(&s->block[s->nblocks], item, 0, LIM_ID) == 0)
			s->nblocks++;
		else
			return err_set(&c->err, RC_CONFIG,
			    "[discprov] skip: '%s' is neither a transaction "
			    "hash nor a block number",
			    item);
	}
	return RC_OK;
}

static bool
holds(uint8_t (*tx)[32], size_t n, const uint8_t txhash[32])
{
	size_t i;

	for (i = 0; i < n; i++)
		if (memcmp(tx[i], txhash, 32) == 0)
			return true;
	return false;
}

static bool
is_agreed_on(const struct skip_agreed *g, const struct chain_block *b)
{
	return (g->whole || g->ntx > 0) &&
	       memcmp(g->blockhash, b->hash, 32) == 0;
}

bool
skip_names(const struct skip *s, uint64_t number)
{
	size_t i;

	for (i = 0; i < s->nblocks; i++)
		if (s->block[i] == number)
			return true;
	return s->agreed.whole && s->agreed.number == number;
}

static void
cut(uint64_t *to, uint64_t from, uint64_t number)
{
	if (number > from && number <= *to)
		*to = number - 1;
}

uint64_t
skip_cut(const struct skip *s, uint64_t from, uint64_t to)
{
	size_t i;

	if (skip_names(s, from))
		return from;
	for (i = 0; i < s->nblocks; i++)
		cut(&to, from, s->block[i]);
	if (s->agreed.whole)
		cut(&to, from, s->agreed.number);
	return to;
}

enum skip_by
skip_block(const struct skip *s, const struct chain_block *b)
{
	size_t i;

	for (i = 0; i < s->nblocks; i++)
		if (s->block[i] == b->number)
			return SKIP_OPERATOR;
	return s->agreed.whole && is_agreed_on(&s->agreed, b) ? SKIP_NETWORK
							      : SKIP_NOT;
}

enum skip_by
skip_tx(const struct skip *s, const struct chain_block *b,
    const uint8_t txhash[32])
{
	if (holds(s->tx, s->ntx, txhash))
		return SKIP_OPERATOR;
	return is_agreed_on(&s->agreed, b) &&
		       holds(s->agreed.tx, s->agreed.ntx, txhash)
		   ? SKIP_NETWORK
		   : SKIP_NOT;
}

bool
skip_is_out(const void *arg, const uint8_t txhash[32])
{
	const struct skip_in *in = arg;

	return skip_tx(in->s, in->b, txhash) != SKIP_NOT;
}

bool
skip_is_named(const struct skip *s, const struct chain_block *b,
    const char *txhash)
{
	uint8_t hash[32];

	if (strcmp(txhash, SKIP_WHOLE) == 0)
		return skip_block(s, b) != SKIP_NOT;
	return block_hash_read(hash, txhash) == 0 &&
	       skip_tx(s, b, hash) != SKIP_NOT;
}
