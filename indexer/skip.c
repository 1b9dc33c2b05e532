/* SPDX-License-Identifier: ISC */
#include "indexer/skip.h"

#include <string.h>

#include "common/conf.h"
#include "common/hex.h"
#include "common/limits.h"
#include "common/num.h"

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
		if (hex_decode(s->tx[s->ntx], 32, item, strlen(item)) == 0)
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

bool
skip_has_block(const struct skip *s, uint64_t number)
{
	size_t i;

	for (i = 0; i < s->nblocks; i++)
		if (s->block[i] == number)
			return true;
	return false;
}

bool
skip_has_tx(const void *arg, const uint8_t txhash[32])
{
	const struct skip *s = arg;
	size_t i;

	for (i = 0; i < s->ntx; i++)
		if (memcmp(s->tx[i], txhash, 32) == 0)
			return true;
	return false;
}
