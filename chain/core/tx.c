/* SPDX-License-Identifier: ISC */
#include "chain/core/tx.h"

#include <inttypes.h>
#include <string.h>

#include "chain/core/field.h"
#include "chain/core/order.h"
#include "chain/core/proto.h"
#include "common/base/keccak.h"
#include "common/base/limits.h"
#include "common/conf/conf.h"
#include "common/json/jsonr.h"

#define ID_TEXT 128 /* bytes of a chain's name */

enum { PLAYS = 1000, MANAGE_ENTITY = 1003 };
/* The numbers of kinds that were not told yet are somewhere here. */
enum { LATER_FIRST = 1012, LATER_LAST = 1063 };

/* Members of a SignedTransaction that say its kind, but for those we read. */
static const char *const other_kinds[] = {
	"validatorRegistration",
	"slaRollup",
	"validatorDeregistration",
	"storageProof",
	"storageProofVerification",
	"attestation",
	"release",
	"reward",
	"fileUpload",
	"rewardPool",
};

/* Transactions. */

static enum rc
act_read(struct ctx *c, struct core_act *x, struct json_object *o)
{
	enum rc rc;

	if ((rc = field_number(c, &x->user_id, o, "userId")) != RC_OK ||
	    (rc = field_text(c, &x->type, o, "entityType")) != RC_OK ||
	    (rc = field_number(c, &x->entity_id, o, "entityId")) != RC_OK ||
	    (rc = field_text(c, &x->action, o, "action")) != RC_OK ||
	    (rc = field_text(c, &x->metadata, o, "metadata")) != RC_OK ||
	    (rc = field_text(c, &x->signature, o, "signature")) != RC_OK ||
	    (rc = field_text(c, &x->signer, o, "signer")) != RC_OK)
		return rc;
	return field_text(c, &x->nonce, o, "nonce");
}

static enum rc
play_read(struct ctx *c, struct core_play *p, struct json_object *o)
{
	enum rc rc;

	if (!json_object_is_type(o, json_type_object))
		return err_set(&c->err, RC_DATA, "a play is no object");
	if ((rc = field_text(c, &p->user_id, o, "userId")) != RC_OK ||
	    (rc = field_text(c, &p->track_id, o, "trackId")) != RC_OK ||
	    (rc = field_text(c, &p->signature, o, "signature")) != RC_OK ||
	    (rc = field_text(c, &p->city, o, "city")) != RC_OK ||
	    (rc = field_text(c, &p->region, o, "region")) != RC_OK ||
	    (rc = field_text(c, &p->country, o, "country")) != RC_OK)
		return rc;
	p->timed = field_of(o, "timestamp") != NULL;
	return p->timed ? field_time(c, &p->s, &p->ns, o, "timestamp") : RC_OK;
}

static enum rc
plays_read(struct ctx *c, struct core_tx *t, struct json_object *o)
{
	struct json_object *arr;
	enum rc rc = RC_OK;
	size_t i;

	if (field_of(o, "plays") == NULL)
		return RC_OK;
	rc = jsonr_arr(c, &arr, &t->nplays, o, "plays", LIM_CORE_PLAYS);
	if (rc != RC_OK)
		return rc;
	t->play = arena_zalloc(c->a, t->nplays, sizeof(*t->play));
	for (i = 0; rc == RC_OK && i < t->nplays; i++)
		rc = play_read(c, &t->play[i], jsonr_at(arr, i));
	return rc;
}

/* Acts of the chain's own past: only where somebody may have signed them. */
static bool
is_past(const struct ctx *c, struct json_object *signed_tx,
    struct json_object **body)
{
	if (c->cf == NULL || c->cf->core_migration_address[0] == '\0')
		return false;
	*body = field_of(signed_tx, "manageEntityMigration");
	return *body != NULL;
}

static enum core_kind
kind_of(const struct ctx *c, struct core_tx *t, struct json_object *signed_tx,
    struct json_object **body)
{
	size_t i;

	t->field = MANAGE_ENTITY;
	if ((*body = field_of(signed_tx, "manageEntity")) != NULL)
		return CORE_ACT;
	t->field = LATER_FIRST;
	if ((t->is_past = is_past(c, signed_tx, body)))
		return CORE_ACT;
	t->field = PLAYS;
	if ((*body = field_of(signed_tx, "plays")) != NULL)
		return CORE_PLAYS;
	for (i = 0; i < sizeof(other_kinds) / sizeof(other_kinds[0]); i++)
		if (field_of(signed_tx, other_kinds[i]) != NULL)
			return CORE_OTHER;
	return CORE_UNKNOWN;
}

/*
 * Bytes made anew from what was served.  A member that we do not know would be
 * missing in them: that looks like a lie, and who is asked next may say more.
 */
static enum rc
check_hash(struct ctx *c, struct core_tx *t)
{
	unsigned last = t->is_past ? LATER_LAST : t->field;
	struct span bytes;
	uint8_t hash[32];

	/* By which number the past goes nobody says but the hash. */
	for (; t->field <= last; t->field++) {
		bytes = proto_tx(c->a, t);
		sha256(hash, bytes.p, bytes.len);
		if (memcmp(hash, t->hash, 32) == 0)
			return RC_OK;
	}
	return err_set(&c->err, RC_DATA,
	    "has not the hash it goes by: it was changed, or has a member "
	    "that this version does not know");
}

enum rc
core_tx_read(struct ctx *c, struct core_tx *t, struct json_object *o)
{
	struct json_object *signed_tx, *body;
	enum rc rc;

	memset(t, 0, sizeof(*t));
	if ((rc = field_hash(c, t->hash, o, "hash")) != RC_OK)
		return rc;
	signed_tx = field_of(o, "transaction");
	/* One of another form has no place here, but is none of ours either. */
	t->kind =
	    signed_tx == NULL ? CORE_UNKNOWN : kind_of(c, t, signed_tx, &body);
	if (t->kind == CORE_OTHER || t->kind == CORE_UNKNOWN)
		return RC_OK;
	if (!json_object_is_type(body, json_type_object))
		return err_set(&c->err, RC_DATA, "is no object");
	if ((rc = field_text(c, &t->signature, signed_tx, "signature")) !=
		RC_OK ||
	    (rc = field_text(c, &t->request_id, signed_tx, "requestId")) !=
		RC_OK)
		return rc;
	rc = t->kind == CORE_ACT ? act_read(c, &t->act, body)
				 : plays_read(c, t, body);
	return rc == RC_OK ? check_hash(c, t) : rc;
}

/* Out of the document. */

static void
keep_text(struct arena *a, struct span *s)
{
	s->p = (const uint8_t *)arena_memdup(a, s->p, s->len);
}

static void
keep_play(struct arena *a, struct core_play *p)
{
	keep_text(a, &p->user_id);
	keep_text(a, &p->track_id);
	keep_text(a, &p->signature);
	keep_text(a, &p->city);
	keep_text(a, &p->region);
	keep_text(a, &p->country);
}

static void
keep_tx(struct arena *a, struct core_tx *t)
{
	struct core_play *play = arena_zalloc(a, t->nplays, sizeof(*play));
	size_t i;

	keep_text(a, &t->signature);
	keep_text(a, &t->request_id);
	if (t->kind == CORE_ACT) {
		keep_text(a, &t->act.type);
		keep_text(a, &t->act.action);
		keep_text(a, &t->act.metadata);
		keep_text(a, &t->act.signature);
		keep_text(a, &t->act.signer);
		keep_text(a, &t->act.nonce);
	}
	for (i = 0; i < t->nplays; i++) {
		play[i] = t->play[i];
		keep_play(a, &play[i]);
	}
	t->play = play;
}

/* Blocks. */

static enum rc
is_called(struct ctx *c, struct json_object *o, const char *core_id)
{
	const char *s;
	enum rc rc;

	if ((rc = jsonr_cstr(c, &s, o, "chainId", ID_TEXT)) != RC_OK)
		return rc;
	if (strcmp(s, core_id) != 0)
		return err_set(&c->err, RC_DATA, "is of chain '%.60s', not %s",
		    s, core_id);
	return RC_OK;
}

/* A transaction names its block. */
static enum rc
names_block(struct ctx *c, struct json_object *o, const struct chain_block *b,
    const char *core_id)
{
	uint8_t hash[32];
	int64_t height;
	enum rc rc;

	if ((rc = is_called(c, o, core_id)) != RC_OK ||
	    (rc = field_height(c, &height, o, "height")) != RC_OK ||
	    (rc = field_hash(c, hash, o, "blockHash")) != RC_OK)
		return rc;
	if (height < 0 || (uint64_t)height != b->number ||
	    memcmp(hash, b->hash, 32) != 0)
		return err_set(&c->err, RC_DATA, "is of another block");
	return RC_OK;
}

static enum rc
take_tx(struct ctx *c, struct chain_block *b, struct arena *a,
    struct json_object *o, const char *core_id, size_t i)
{
	struct core_block *k = b->core;
	struct core_tx t;
	enum rc rc;

	if ((rc = names_block(c, o, b, core_id)) != RC_OK ||
	    (rc = core_tx_read(c, &t, o)) != RC_OK)
		return rc;
	memcpy(b->txhashes[i], t.hash, 32);
	if (t.kind == CORE_UNKNOWN)
		k->nunknown++;
	if (t.kind != CORE_ACT && t.kind != CORE_PLAYS)
		return RC_OK;
	keep_tx(a, &t);
	k->tx[k->ntx++] = t;
	k->nacts += t.kind == CORE_ACT;
	return RC_OK;
}

/* Acts stand for themselves as events do; plays are no transactions of ours. */
static void
name_acts(struct chain_block *b, struct arena *a)
{
	const struct core_block *k = b->core;
	size_t i;

	b->ntxs = k->nacts;
	b->txs = arena_zalloc(a, b->ntxs, sizeof(*b->txs));
	for (i = 0; i < b->ntxs; i++) {
		memcpy(b->txs[i].hash, k->tx[i].hash, 32);
		b->txs[i].index = (uint32_t)i;
		b->txs[i].core = true;
	}
}

static enum rc
take_txs(struct ctx *c, struct chain_block *b, struct arena *a,
    struct json_object *o, const char *core_id)
{
	struct core_block *k = b->core;
	struct json_object *arr;
	enum rc rc;
	size_t i;

	rc = jsonr_arr(c, &arr, &b->ntxhashes, o, "transactions",
	    LIM_TXS_PER_BLOCK);
	if (rc != RC_OK)
		return rc;
	b->txhashes = arena_zalloc(a, b->ntxhashes, 32);
	k->tx = arena_zalloc(a, b->ntxhashes, sizeof(*k->tx));
	for (i = 0; i < b->ntxhashes; i++)
		if (take_tx(c, b, a, jsonr_at(arr, i), core_id, i) != RC_OK)
			return err_add(&c->err, "transaction %zu", i);
	order_txs(c->a, k->tx, k->ntx);
	name_acts(b, a);
	return RC_OK;
}

enum rc
core_block_read(struct ctx *c, struct chain_block *b, struct arena *a,
    struct json_object *o, const char *core_id, bool bare)
{
	int64_t height, s;
	int32_t ns;
	enum rc rc;

	memset(b, 0, sizeof(*b));
	if ((rc = is_called(c, o, core_id)) != RC_OK ||
	    (rc = field_height(c, &height, o, "height")) != RC_OK)
		return rc;
	if (height <= 0)
		return height == -1 ? RC_NOTFOUND
				    : err_set(&c->err, RC_DATA, "height is 0");
	if ((rc = field_hash(c, b->hash, o, "hash")) != RC_OK ||
	    (rc = field_time(c, &s, &ns, o, "timestamp")) != RC_OK)
		return rc;
	if (s < 0)
		return err_set(&c->err, RC_DATA, "is older than 1970");
	b->number = (uint64_t)height;
	b->time = (uint64_t)s;
	b->core = arena_zalloc(a, 1, sizeof(*b->core));
	b->core->us = ns / 1000;
	return bare ? RC_OK : take_txs(c, b, a, o, core_id);
}
