/* SPDX-License-Identifier: ISC */
/* Logs of a block become events in the order in which they count. */
#include <stdlib.h>
#include <string.h>

#include "indexer/apply/decode.h"
#include "tests/tap.h"
#include "tests/unit/vec.h"

static struct ctx c;
static struct contracts known;

/* 0x10..01 is the first contract of the fixture, and so on. */
static void
know(enum abi_contract ct, uint8_t last)
{
	known.there[ct] = true;
	known.address[ct][0] = 0x10;
	known.address[ct][19] = last;
}

static bool
skip_none(const void *arg, const uint8_t txhash[32])
{
	(void)arg, (void)txhash;
	return false;
}

static bool
skip_that(const void *arg, const uint8_t txhash[32])
{
	return memcmp(arg, txhash, 32) == 0;
}

/* The block of the fixture, as the reader leaves it. */
static struct chain_block
fixture(struct json_object *f)
{
	struct json_object *receipts = vec_get(f, "receipts");
	size_t i, j, n = vec_len(receipts);
	struct chain_block b = { .number = 1234567 };

	b.txs = arena_zalloc(c.a, n, sizeof(*b.txs));
	b.logs = arena_zalloc(c.a, 100, sizeof(*b.logs));
	for (i = 0; i < n; i++) {
		struct json_object *r = vec_at(receipts, i);
		struct json_object *logs = vec_get(r, "logs");

		if (block_tx(&c, &b.txs[i], "transactionHash", r) != RC_OK)
			break;
		b.ntxs++;
		for (j = 0; j < vec_len(logs); j++)
			if (block_log(&c, &b.logs[b.nlogs++], c.a,
				vec_at(logs, j)) != RC_OK)
				break;
	}
	OK(b.ntxs == n && c.err.rc == RC_OK, "the fixture is read");
	return b;
}

static struct event_list
decode(const struct chain_block *b, bool by_hash)
{
	const struct chain_tx *culprit = NULL;
	struct event_list list = { NULL, 0 };
	enum rc rc;

	err_clear(&c.err);
	rc = events_decode(&c, &list, &culprit, &known, b, by_hash, skip_none,
	    NULL);
	OK(rc == RC_OK, "the block decodes: %s", c.err.msg);
	return list;
}

static void
is_order(const struct event_list *list, const char *want, const char *name)
{
	char got[512] = "";
	size_t i;

	for (i = 0; i < list->n; i++) {
		strcat(got, i > 0 ? " " : "");
		strcat(got, list->e[i].abi->name);
	}
	IS(got, want, "%s", name);
}

static void
test_fixture(struct json_object *f)
{
	struct chain_block b = fixture(f);
	struct event_list list = decode(&b, false);

	is_order(&list,
	    "AddUser NewTrack TrackRepostAdded PlaylistCreated "
	    "PlaylistNameUpdated",
	    "contracts come in the order of their batches");
	OK(event_id(&list.e[0], 0) == 1, "an id is read as a number");
	OK(list.e[0].tx == &b.txs[0], "an event knows its transaction");
}

/* Position of each transaction that has events, against the vector. */
static void
test_tx_order(struct json_object *f, bool by_hash, const char *key)
{
	struct json_object *want = vec_get(f, key);
	struct chain_block b = fixture(f);
	struct event_list list;
	uint8_t *hash;
	size_t i;

	list = decode(&b, by_hash);
	for (i = 0; i < list.n; i++) {
		hash = vec_hex(vec_at(want, list.e[i].txpos), NULL, NULL);
		OK(memcmp(hash, list.e[i].tx->hash, 32) == 0,
		    "%s stands in the place that %s gives its transaction",
		    list.e[i].abi->name, key);
	}
	vec_ran(want);
}

static int
contract_named(const char *name)
{
	int i;

	for (i = 0; i < ABI_CONTRACT__MAX; i++)
		if (strcmp(abi_contract_name[i], name) == 0)
			return i;
	return -1;
}

static void
test_batches(struct json_object *f)
{
	struct json_object *want = vec_get(f, "expected_contract_order");
	int ct, before = -1;
	size_t i;

	for (i = 0; i < vec_len(want); i++) {
		ct = contract_named(json_object_get_string(vec_at(want, i)));
		OK(ct >= 0 && (int)events_batch[ct] > before,
		    "%s has its place among the batches",
		    json_object_get_string(vec_at(want, i)));
		before = ct < 0 ? before : (int)events_batch[ct];
	}
	vec_ran(want);
}

static void
test_type_before_log(struct json_object *f)
{
	struct chain_block b = fixture(f);
	struct chain_log created = b.logs[2], named = b.logs[3];
	struct event_list list;

	/* Named first in the log, created second: created counts first. */
	b.logs[2] = named;
	b.logs[2].logindex = 8;
	b.logs[3] = created;
	b.logs[3].logindex = 9;
	list = decode(&b, false);
	is_order(&list,
	    "AddUser NewTrack TrackRepostAdded PlaylistCreated "
	    "PlaylistNameUpdated",
	    "within a transaction the type comes before the log");

	/* Two of one type keep the order of their logs. */
	b.logs[2] = created;
	b.logs[2].logindex = 8;
	b.logs[3] = created;
	b.logs[3].logindex = 9;
	list = decode(&b, false);
	OK(list.n == 5 && list.e[3].logindex == 8 && list.e[4].logindex == 9,
	    "events of one type keep the order of their logs");
}

static void
test_whose_logs(struct json_object *f)
{
	struct chain_block b = fixture(f);
	struct event_list list;

	b.logs[0].address[19] = 2;
	list = decode(&b, false);
	is_order(&list,
	    "NewTrack TrackRepostAdded PlaylistCreated PlaylistNameUpdated",
	    "a log of another contract than its transaction's is none (D1)");
	b.txs[1].has_to = false;
	list = decode(&b, false);
	is_order(&list, "TrackRepostAdded PlaylistCreated PlaylistNameUpdated",
	    "a transaction that creates a contract has no events");
	memset(b.txs[3].to, 0, 20);
	memset(b.logs[4].address, 0, 20);
	list = decode(&b, false);
	is_order(&list, "PlaylistCreated PlaylistNameUpdated",
	    "a transaction to the zero address has no events");
	b.logs[2].abi.topics[0][0] ^= 1;
	list = decode(&b, false);
	is_order(&list, "PlaylistNameUpdated", "unknown topics are no events");
}

static void
test_skipped_tx(struct json_object *f)
{
	const struct chain_tx *culprit = NULL;
	struct chain_block b = fixture(f);
	struct event_list list;
	enum rc rc;

	b.logs[2].abi.data.len = 31;
	rc = events_decode(&c, &list, &culprit, &known, &b, false, skip_none,
	    NULL);
	OK(rc == RC_DATA && culprit == &b.txs[2],
	    "a log that does not decode names its transaction");
	OK(strstr(c.err.msg, "block 1234567: log 8: ") != NULL,
	    "the message names block and log: %s", c.err.msg);
	err_clear(&c.err);
	rc = events_decode(&c, &list, &culprit, &known, &b, false, skip_that,
	    b.txs[2].hash);
	OK(rc == RC_OK, "a transaction that is skipped is not even decoded");
	is_order(&list, "AddUser NewTrack TrackRepostAdded",
	    "and the others count as ever");
}

static void
test_ids(struct json_object *f)
{
	static const struct {
		const char *name;
		size_t log, word;
		uint8_t byte27, byte28; /* of the word; 0x80000000 from 28 */
		bool bad;
	} rows[] = {
		{ "the largest id", 1, 0, 0, 0x7f, false },
		{ "an id above 2^31 - 1", 1, 0, 0, 0x80, true },
		{ "an id of 33 bits", 1, 0, 1, 0x00, true },
		{ "a large digest", 1, 2, 1, 0x80, false },
		{ "a large track id in a list", 2, 6, 0, 0x80, true },
	};
	struct event_list list;
	struct chain_block b;
	size_t i, j;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *bad = NULL;
		uint8_t *data;

		b = fixture(f);
		data =
		    (uint8_t *)arena_memdup(c.a, b.logs[rows[i].log].abi.data.p,
			b.logs[rows[i].log].abi.data.len);
		memset(data + rows[i].word * 32 + 27, rows[i].byte27, 1);
		memset(data + rows[i].word * 32 + 28, rows[i].byte28, 1);
		memset(data + rows[i].word * 32 + 29, 0xff, 3);
		b.logs[rows[i].log].abi.data.p = data;
		list = decode(&b, false);
		for (j = 0; j < list.n; j++)
			if (list.e[j].logindex == b.logs[rows[i].log].logindex)
				bad = list.e[j].bad;
		OK((bad != NULL) == rows[i].bad, "%s is %s", rows[i].name,
		    rows[i].bad ? "turned away (D2)" : "taken");
	}
}

/*
 * Every event that is read has one row, in the order of its contract; saves
 * alone are added before they are taken back, track and playlist alike.
 */
static void
test_table(void)
{
	const struct event_row *r;
	size_t i, j;

	for (i = 0; i < events_nrows; i++) {
		const struct abi_event *e = &abi_event[events_row[i].event];

		r = &events_row[i];
		OK(r->apply != NULL, "%s has a handler", e->name);
		for (j = 0; j < i; j++)
			if (r[-1 - (long)j].event == r->event)
				break;
		OK(j == i, "%s has one row", e->name);
		if (i > 0 && abi_event[r[-1].event].contract == e->contract &&
		    e->contract != ABI_CONTRACT_USERLIBRARYFACTORY)
			OK(r[-1].event < r->event,
			    "%s stands in the order of its contract", e->name);
		if (r->cid_arg >= 0)
			OK(e->params[r->cid_arg].type == ABI_BYTES32,
			    "%s names a document by its digest", e->name);
	}
}

int
main(void)
{
	struct json_object *f =
	    vec_get(vec_file("chain.json"), "block_fixture");
	struct abi *abi = abi_new();

	c.a = vec_arena();
	known.abi = abi;
	know(ABI_CONTRACT_USERFACTORY, 1);
	know(ABI_CONTRACT_TRACKFACTORY, 2);
	know(ABI_CONTRACT_PLAYLISTFACTORY, 3);
	know(ABI_CONTRACT_SOCIALFEATUREFACTORY, 4);
	test_fixture(f);
	test_tx_order(f, false, "order_by_transaction_index");
	test_tx_order(f, true, "order_by_hash");
	test_batches(f);
	test_type_before_log(f);
	test_whose_logs(f);
	test_skipped_tx(f);
	test_ids(f);
	test_table();
	abi_free(abi);
	DONE();
}
