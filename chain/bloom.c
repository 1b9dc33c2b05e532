/* SPDX-License-Identifier: ISC */
#include "chain/bloom.h"

#include <string.h>

#include "common/base/keccak.h"

/* Yellow paper 4.3.1: the low 11 bits of the first three 16-bit words. */
static struct bloom_bits
bits_of(const uint8_t *in, size_t len)
{
	struct bloom_bits b;
	uint8_t h[32];
	size_t i;

	keccak256(h, in, len);
	for (i = 0; i < 3; i++)
		b.bit[i] = (uint16_t)((h[2 * i] << 8 | h[2 * i + 1]) & 2047);
	return b;
}

static bool
has(const uint8_t bloom[256], const struct bloom_bits *b)
{
	size_t i;

	for (i = 0; i < 3; i++)
		if (!(bloom[255 - b->bit[i] / 8] & (1 << (b->bit[i] % 8))))
			return false;
	return true;
}

void
bloom_pairs_init(struct bloom_pairs *p, const struct contracts *k)
{
	size_t i;

	p->n = 0;
	for (i = 0; i < ABI_EVENT__MAX; i++) {
		enum abi_event_id id = (enum abi_event_id)i;
		enum abi_contract ct = abi_event[id].contract;

		if (!k->reads[id] || !k->there[ct])
			continue;
		p->pair[p->n].is_address = k->address[ct];
		p->pair[p->n].is_topic = abi_topic0(k->abi, id);
		p->pair[p->n].address = bits_of(k->address[ct], 20);
		p->pair[p->n++].topic = bits_of(abi_topic0(k->abi, id), 32);
	}
}

static bool
has_log(const struct chain_log *logs, size_t nlogs, const uint8_t *address,
    const uint8_t *topic)
{
	size_t i;

	for (i = 0; i < nlogs; i++)
		if (logs[i].abi.ntopics > 0 &&
		    memcmp(logs[i].abi.topics[0], topic, 32) == 0 &&
		    memcmp(logs[i].address, address, 20) == 0)
			return true;
	return false;
}

bool
bloom_pairs_lack(const struct bloom_pairs *p, const uint8_t bloom[256],
    const struct chain_log *logs, size_t nlogs)
{
	size_t i;

	for (i = 0; i < p->n; i++)
		if (has(bloom, &p->pair[i].address) &&
		    has(bloom, &p->pair[i].topic) &&
		    !has_log(logs, nlogs, p->pair[i].is_address,
			p->pair[i].is_topic))
			return true;
	return false;
}
