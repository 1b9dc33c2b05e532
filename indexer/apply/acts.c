/* SPDX-License-Identifier: ISC */
#include "indexer/apply/acts.h"

#include <assert.h>
#include <string.h>
#include <strings.h>

#include "chain/core/block.h"
#include "chain/core/typed.h"
#include "common/base/hex.h"
#include "common/base/keccak.h"
#include "common/base/limits.h"
#include "common/conf/conf.h"

enum { USER, SIGNER, TYPE, ENTITY, METADATA, ACTION, ARGUMENTS };

static struct abi_value
number(int64_t n)
{
	struct abi_value v = { .type = ABI_UINT256 };
	uint64_t x = n < 0 ? 0 : (uint64_t)n; /* then it is forged, too */
	int i;

	for (i = 31; x > 0; x >>= 8)
		v.num.be[i--] = (uint8_t)x;
	return v;
}

static struct abi_value
string(struct span s)
{
	struct abi_value v = { .type = ABI_STRING };

	v.bytes = s;
	return v;
}

static bool
is_address(struct span s, const uint8_t addr[20])
{
	char text[ADDRESS_TEXT];

	address_text(text, addr);
	return s.len == sizeof(text) - 1 &&
	       strncasecmp((const char *)s.p, text, s.len) == 0;
}

/*
 * Who signed, by ourselves.  What the act is known by, when it comes again, is
 * what was signed and by whom: a signature has more than one form.
 */
static void
find_signer(struct ctx *c, struct event *e, const struct sig *sig,
    const uint8_t domain[32], const struct core_act *x)
{
	struct abi_value *signer = &e->arg[SIGNER];
	uint8_t known[52];
	char *digest;

	signer->type = ABI_ADDRESS;
	if (typed_digest(known, c->a, domain, x) != 0 ||
	    typed_signer(signer->address, sig, known, x) != 0) {
		e->forged = "nobody has signed it";
		return;
	}
	if (!is_address(x->signer, signer->address)) {
		e->forged = "its signer is not who has signed it";
		return;
	}
	memcpy(known + 32, signer->address, 20);
	keccak256(known, known, sizeof(known));
	digest = hex_text(c->a, known, 32);
	digest[0] = '\\'; /* as PostgreSQL writes bytes */
	e->act = digest;
}

/*
 * What was before the chain is signed by one who wrote it down, up to a height;
 * it names the wallet of its user.  Nodes take none above that, and all of it
 * is something that exists: nothing is remembered of it.
 */
static void
find_past(struct ctx *c, struct event *e, const struct sig *sig,
    const uint8_t domain[32], const struct core_act *x, uint64_t height)
{
	const char *writer = c->cf->core_migration_address;
	struct abi_value *signer = &e->arg[SIGNER];
	uint8_t digest[32], addr[20];

	e->is_past = true;
	signer->type = ABI_ADDRESS;
	if (height > c->cf->core_migration_end_height)
		e->forged = "the chain's past ends below this height";
	else if (typed_digest(digest, c->a, domain, x) != 0 ||
		 typed_signer(addr, sig, digest, x) != 0 ||
		 !is_address(span_str(writer), addr))
		e->forged = "audius_core_migration_address has not signed it";
	else if (hex_decode(signer->address, 20, (const char *)x->signer.p,
		     x->signer.len) != 0)
		e->forged = "its signer is no address";
}

static void
decode(struct ctx *c, struct event *e, const struct sig *sig,
    const uint8_t domain[32], const struct core_tx *t, uint64_t height)
{
	const struct core_act *x = &t->act;

	e->abi = &abi_event[ABI_ENTITYMANAGER_MANAGEENTITY];
	assert(e->abi->nparams == ARGUMENTS);
	e->row = event_row_of(e->abi->id);
	e->arg = arena_zalloc(c->a, ARGUMENTS, sizeof(*e->arg));
	e->arg[USER] = number(x->user_id);
	e->arg[ENTITY] = number(x->entity_id);
	e->arg[TYPE] = string(x->type);
	e->arg[ACTION] = string(x->action);
	e->arg[METADATA] = string(x->metadata);
	if (t->is_past)
		find_past(c, e, sig, domain, x, height);
	else
		find_signer(c, e, sig, domain, x);
	if (x->type.len + x->action.len + x->metadata.len > LIM_LOG_DATA)
		e->bad = arena_printf(c->a, "more than %u bytes of data",
		    LIM_LOG_DATA);
	else
		event_check_ids(c, e);
}

void
acts_decode(struct ctx *c, struct event_list *list, const struct sig *sig,
    const uint8_t domain[32], const struct chain_block *b, events_skip_fn *skip,
    const void *skip_arg)
{
	const struct core_block *k = b->core;
	struct event *e;
	size_t i;

	list->e = arena_zalloc(c->a, k->nacts, sizeof(*list->e));
	list->n = 0;
	for (i = 0; i < k->nacts; i++) {
		if (skip(skip_arg, k->tx[i].hash))
			continue;
		e = &list->e[list->n++];
		e->tx = &b->txs[i];
		e->txpos = i;
		decode(c, e, sig, domain, &k->tx[i], b->shown);
	}
}
