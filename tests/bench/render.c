/* SPDX-License-Identifier: ISC */
/* Blocks as the JSON text that a node would send. */
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sysexits.h>
#include <unistd.h>

#include "chain/rlp.h"
#include "chain/trie.h"
#include "common/base/arena.h"
#include "common/base/hex.h"
#include "common/base/keccak.h"
#include "tests/bench/chain.h"

#define HEAP  ((size_t)64 << 30) /* of addresses; the file has holes */
#define BLOCK 5                  /* seconds */
#define BEGAN 1600000000u
#define GAS   21000u /* that each transaction has used */
#define ZEROS64                                                                \
	"0x00000000000000000000000000000000000000000000000000000000000000"     \
	"00"

/* One block while it is written. */
struct making {
	struct chain *k;
	uint64_t number;
	uint32_t logs, txs;
	uint8_t bloom[256];
	char parent[67];
	struct heap hashes, objects; /* of its transactions */
	size_t receipts;             /* where they begin */
	/* what its roots are made of, and where its hash is to stand */
	struct arena *a;
	struct span *tx, *receipt;
	struct {
		struct heap *h;
		size_t at;
	} * hole;
	size_t nholes, cap, holes_cap;
};

/* A hash that is not known yet stands here. */
#define HOLE                                                                   \
	"0x................................................................"   \
	""

static void
heap_open(struct heap *h)
{
	char name[] = "/tmp/discprov-bench.XXXXXX";
	int fd = mkstemp(name);

	if (fd == -1 || unlink(name) == -1 || ftruncate(fd, (off_t)HEAP) == -1)
		exit(EX_OSERR);
	h->p = mmap(NULL, HEAP, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_NORESERVE, fd, 0);
	if (h->p == MAP_FAILED)
		exit(EX_OSERR);
	h->len = 0;
	close(fd);
}

__attribute__((format(printf, 2, 3))) static void
put(struct heap *h, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsprintf(h->p + h->len, fmt, ap);
	va_end(ap);
	h->len += (size_t)n;
}

static void
put_raw(struct heap *h, const char *p, size_t len)
{
	memcpy(h->p + h->len, p, len);
	h->len += len;
}

static void
put_hex(struct heap *h, const uint8_t *in, size_t len)
{
	static const char digit[] = "0123456789abcdef";
	char *out = h->p + h->len;
	size_t i;

	for (i = 0; i < len; i++) {
		*out++ = digit[in[i] >> 4];
		*out++ = digit[in[i] & 15];
	}
	h->len += 2 * len;
}

/* Anything, but always the same for the same thing. */
static void
hash_for(uint8_t out[32], const char *what, uint64_t a, uint64_t b)
{
	char text[64];

	snprintf(text, sizeof(text), "%s %" PRIu64 " %" PRIu64, what, a, b);
	sha256(out, text, strlen(text));
}

static size_t
place_of(const struct chain *k, const uint8_t hash[32])
{
	size_t at;

	memcpy(&at, hash, sizeof(at));
	for (at &= k->nplaces - 1;
	     k->place[at] != 0 &&
	     memcmp(k->blocks[k->place[at] - 1].hash, hash, 32) != 0;)
		at = (at + 1) & (k->nplaces - 1);
	return at;
}

static void
make_places(struct chain *k)
{
	uint64_t i;

	for (k->nplaces = 64; k->nplaces < 2 * k->n;)
		k->nplaces *= 2;
	if ((k->place = calloc(k->nplaces, sizeof(*k->place))) == NULL)
		exit(EX_OSERR);
	for (i = 0; i < k->n; i++)
		k->place[place_of(k, k->blocks[i].hash)] = (uint32_t)i + 1;
}

int64_t
chain_number(const struct chain *k, const char *hash)
{
	uint8_t h[32];

	if (hex_decode(h, 32, hash, strlen(hash)) != 0)
		return -1;
	return (int64_t)k->place[place_of(k, h)] - 1;
}

/* Here the block's hash will stand. */
static void
put_hole(struct making *m, struct heap *h)
{
	if (m->nholes == m->holes_cap) {
		m->holes_cap = m->holes_cap == 0 ? 1024 : 2 * m->holes_cap;
		m->hole = realloc(m->hole, m->holes_cap * sizeof(*m->hole));
		if (m->hole == NULL)
			exit(EX_OSERR);
	}
	m->hole[m->nholes].h = h;
	m->hole[m->nholes++].at = h->len;
	put_raw(h, HOLE, 66);
}

static void
fill_holes(struct making *m, const char hash[67])
{
	while (m->nholes > 0) {
		m->nholes--;
		memcpy(m->hole[m->nholes].h->p + m->hole[m->nholes].at, hash,
		    66);
	}
}

static void
bloom_add(uint8_t bloom[256], const uint8_t *in, size_t len)
{
	uint8_t h[32];
	size_t i, bit;

	keccak256(h, in, len);
	for (i = 0; i < 3; i++) {
		bit = (size_t)(h[2 * i] << 8 | h[2 * i + 1]) & 2047;
		bloom[255 - bit / 8] |= (uint8_t)(1 << bit % 8);
	}
}

static void
put_log(struct making *m, struct heap *h, const struct event *e,
    const char *txhash, const char *to)
{
	const uint8_t *topic = abi_topic0(m->k->abi, e->id);

	put(h, "{\"address\":\"%s\",\"topics\":[\"0x", to);
	put_hex(h, topic, 32);
	put(h, "\"],\"data\":\"0x");
	put_hex(h, e->data, e->len);
	put(h, "\",\"blockHash\":\"");
	put_hole(m, h);
	put(h,
	    "\",\"blockNumber\":\"0x%" PRIx64
	    "\",\"blockTimestamp\":\"0x%" PRIx64
	    "\",\"transactionHash\":\"%s\",\"transactionIndex\":\"0x%x\","
	    "\"logIndex\":\"0x%x\",\"removed\":false}",
	    m->number, BEGAN + m->number * BLOCK, txhash, m->txs, m->logs);
}

/* What a trie holds of it; e: its only event, or NULL. */
static struct span
receipt_bytes(struct making *m, const struct event *e, const uint8_t bloom[256],
    const uint8_t address[20])
{
	struct rlp w;
	size_t topics;

	rlp_init(&w, m->a, 1024 + (e != NULL ? e->len : 0));
	if (e != NULL) {
		rlp_bytes(&w, e->data, e->len);
		topics = rlp_mark(&w);
		rlp_bytes(&w, abi_topic0(m->k->abi, e->id), 32);
		rlp_list(&w, topics);
		rlp_bytes(&w, address, 20);
		rlp_list(&w, 0);
	}
	rlp_list(&w, 0);
	rlp_bytes(&w, bloom, 256);
	rlp_uint(&w, GAS * (m->txs + 1));
	rlp_uint(&w, 1);
	rlp_list(&w, 0);
	return rlp_since(&w, 0);
}

static void
put_receipt(struct making *m, const struct event *e, const char *txhash,
    const char *to, const uint8_t address[20])
{
	struct heap *h = &m->k->receipts;
	uint8_t bloom[256] = { 0 };

	if (e != NULL) {
		bloom_add(bloom, address, 20);
		bloom_add(bloom, abi_topic0(m->k->abi, e->id), 32);
	}
	m->receipt[m->txs] = receipt_bytes(m, e, bloom, address);
	put(h,
	    "%s{\"type\":\"0x0\",\"status\":\"0x1\",\"cumulativeGasUsed\":\"0x%"
	    "x\","
	    "\"logs\":[",
	    m->txs > 0 ? "," : "", GAS * (m->txs + 1));
	if (e != NULL)
		put_log(m, h, e, txhash, to);
	put(h, "],\"logsBloom\":\"0x");
	put_hex(h, bloom, 256);
	put(h,
	    "\",\"transactionHash\":\"%s\",\"transactionIndex\":\"0x%x\","
	    "\"blockHash\":\"",
	    txhash, m->txs);
	put_hole(m, h);
	put(h,
	    "\",\"blockNumber\":\"0x%" PRIx64
	    "\",\"gasUsed\":\"0x%x\",\"effectiveGasPrice\":\"0x0\","
	    "\"from\":\"0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266\","
	    "\"to\":\"%s\",\"contractAddress\":null}",
	    m->number, GAS, to);
}

/*
 * A transaction as signed by a relayer: call data, then a signature.  Its hash
 * is that of its bytes.
 */
struct signed_tx {
	uint8_t sig[32], hash[32];
	uint8_t *input;
	size_t len;
};

static void
sign_tx(struct making *m, struct signed_tx *t, const uint8_t address[20],
    const struct event *e)
{
	size_t data = e != NULL ? e->len : 0;
	struct rlp w;

	hash_for(t->sig, "signature", m->number, m->txs);
	t->sig[0] |= 0x10; /* a number of 64 digits */
	t->len = 4 + data + 64;
	t->input = arena_alloc(m->a, t->len);
	memcpy(t->input, "\x12\x34\x56\x78", 4);
	if (e != NULL)
		memcpy(t->input + 4, e->data, data);
	memcpy(t->input + 4 + data, t->sig, 32);
	memcpy(t->input + 4 + data + 32, t->sig, 32);
	rlp_init(&w, m->a, 512 + t->len);
	rlp_bytes(&w, t->sig, 32);
	rlp_bytes(&w, t->sig, 32);
	rlp_uint(&w, 27);
	rlp_bytes(&w, t->input, t->len);
	rlp_uint(&w, 0);
	rlp_bytes(&w, address, 20);
	rlp_uint(&w, 8000000);
	rlp_uint(&w, 0);
	rlp_uint(&w, m->number);
	rlp_list(&w, 0);
	m->tx[m->txs] = rlp_since(&w, 0);
	keccak256(t->hash, m->tx[m->txs].p, m->tx[m->txs].len);
}

static void
put_tx(struct making *m, const struct signed_tx *t, const char *txhash,
    const char *to)
{
	struct heap *h = &m->objects;

	put(&m->hashes, "%s\"%s\"", m->txs > 0 ? "," : "", txhash);
	put(h,
	    "%s{\"type\":\"0x0\",\"chainId\":\"0x7a69\",\"nonce\":\"0x%" PRIx64
	    "\",\"gasPrice\":\"0x0\",\"gas\":\"0x7a1200\",\"to\":\"%s\","
	    "\"value\":\"0x0\",\"input\":\"0x",
	    m->txs > 0 ? "," : "", m->number, to);
	put_hex(h, t->input, t->len);
	put(h, "\",\"r\":\"0x");
	put_hex(h, t->sig, 32);
	put(h, "\",\"s\":\"0x");
	put_hex(h, t->sig, 32);
	put(h, "\",\"v\":\"0x1b\",\"hash\":\"%s\",\"blockHash\":\"", txhash);
	put_hole(m, h);
	put(h,
	    "\",\"blockNumber\":\"0x%" PRIx64
	    "\",\"transactionIndex\":\"0x%x\","
	    "\"from\":\"0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266\"}",
	    m->number, m->txs);
}

/* Room for one more in what the roots are made of. */
static void
one_more(struct making *m)
{
	if (m->txs < m->cap)
		return;
	m->cap = m->cap == 0 ? 1024 : 2 * m->cap;
	m->tx = realloc(m->tx, m->cap * sizeof(*m->tx));
	m->receipt = realloc(m->receipt, m->cap * sizeof(*m->receipt));
	if (m->tx == NULL || m->receipt == NULL)
		exit(EX_OSERR);
}

static void
one_tx(struct making *m, const struct event *e)
{
	uint8_t nobody[20] = { 0x99 };
	const uint8_t *address = nobody;
	struct signed_tx t;
	char txhash[67], to[43];

	one_more(m);
	if (e != NULL) {
		address = m->k->address[abi_event[e->id].contract];
		bloom_add(m->bloom, address, 20);
		bloom_add(m->bloom, abi_topic0(m->k->abi, e->id), 32);
	}
	sign_tx(m, &t, address, e);
	hex_encode(txhash, t.hash, 32);
	hex_encode(to, address, 20);
	if (e != NULL) {
		put(&m->k->logs, ",");
		put_log(m, &m->k->logs, e, txhash, to);
	}
	put_receipt(m, e, txhash, to, address);
	put_tx(m, &t, txhash, to);
	m->logs += e != NULL;
	m->txs++;
}

/* Everything that the header's hash is made of. */
struct header {
	char txroot[67], receiptsroot[67];
	uint8_t hash[32];
};

static void
seal_header(struct making *m, struct header *x)
{
	static const uint8_t zero[32];
	uint8_t root[2][32], parent[32];
	struct span all;
	struct rlp w;

	trie_root(root[0], m->a, m->tx, m->txs);
	trie_root(root[1], m->a, m->receipt, m->txs);
	hex_encode(x->txroot, root[0], 32);
	hex_encode(x->receiptsroot, root[1], 32);
	if (hex_decode(parent, 32, m->parent, 66) != 0)
		exit(EX_SOFTWARE);
	rlp_init(&w, m->a, 1024);
	rlp_uint(&w, 0);
	rlp_bytes(&w, zero, 8);
	rlp_bytes(&w, zero, 32);
	rlp_bytes(&w, NULL, 0);
	rlp_uint(&w, BEGAN + m->number * BLOCK);
	rlp_uint(&w, GAS * m->txs);
	rlp_uint(&w, 30000000);
	rlp_uint(&w, m->number);
	rlp_uint(&w, 0);
	rlp_bytes(&w, m->bloom, 256);
	rlp_bytes(&w, root[1], 32);
	rlp_bytes(&w, root[0], 32);
	rlp_bytes(&w, zero, 32);
	rlp_bytes(&w, zero, 20);
	rlp_bytes(&w, zero, 32);
	rlp_bytes(&w, parent, 32);
	rlp_list(&w, 0);
	all = rlp_since(&w, 0);
	keccak256(x->hash, all.p, all.len);
}

static void
put_header(struct making *m, struct heap *h, const struct header *x)
{
	put(h, "{\"hash\":\"");
	put_hole(m, h);
	put(h,
	    "\",\"parentHash\":\"%s\",\"sha3Uncles\":\"" ZEROS64
	    "\",\"miner\":\"0x0000000000000000000000000000000000000000\","
	    "\"stateRoot\":\"" ZEROS64 "\",\"transactionsRoot\":\"%s\","
	    "\"receiptsRoot\":\"%s\",\"logsBloom\":\"0x",
	    m->parent, x->txroot, x->receiptsroot);
	put_hex(h, m->bloom, 256);
	put(h,
	    "\",\"difficulty\":\"0x0\",\"number\":\"0x%" PRIx64
	    "\",\"gasLimit\":\"0x1c9c380\",\"gasUsed\":\"0x%x\","
	    "\"timestamp\":\"0x%" PRIx64
	    "\",\"extraData\":\"0x\",\"mixHash\":\"" ZEROS64
	    "\",\"nonce\":\"0x0000000000000000\",\"baseFeePerGas\":\"0x0\","
	    "\"totalDifficulty\":\"0x0\",\"size\":\"0x2a1\",\"uncles\":[],"
	    "\"transactions\":[",
	    m->number, GAS * m->txs, BEGAN + m->number * BLOCK);
}

static struct piece
put_block(struct making *m, struct heap *h, const struct heap *txs,
    const struct header *x)
{
	size_t at = h->len;

	put_header(m, h, x);
	put_raw(h, txs->p, txs->len);
	put(h, "]}");
	return (struct piece){ at, h->len - at };
}

static void
make_block(struct making *m, uint64_t nevents)
{
	struct chain *k = m->k;
	struct block *b = &k->blocks[m->number];
	struct header x;
	struct event e;
	char hash[67];
	uint64_t i;

	m->logs = m->txs = 0;
	m->hashes.len = m->objects.len = 0;
	memset(m->bloom, 0, sizeof(m->bloom));
	b->logs.at = k->logs.len;
	b->receipts.at = k->receipts.len;
	put(&k->receipts, "[");
	for (i = 0; i < nevents; i++) {
		if (story_random(k->story, 8) == 0)
			one_tx(m, NULL);
		story_next(k->story, &e);
		one_tx(m, &e);
	}
	put(&k->receipts, "]");
	b->logs.len = k->logs.len - b->logs.at;
	b->receipts.len = k->receipts.len - b->receipts.at;
	seal_header(m, &x);
	memcpy(b->hash, x.hash, 32);
	hex_encode(hash, x.hash, 32);
	fill_holes(m, hash); /* transactions are copied into the block */
	b->header = put_block(m, &k->headers, &m->hashes, &x);
	b->full = put_block(m, &k->fulls, &m->objects, &x);
	fill_holes(m, hash);
	if (b->full.len > k->longest)
		k->longest = b->full.len;
	memcpy(m->parent, hash, sizeof(m->parent));
	arena_reset(m->a);
}

static uint64_t
events_of_next(struct chain *k, const struct wish *w)
{
	if (k->n == 0 || story_random(k->story, 100) < w->idle)
		return 0;
	return 1 + story_random(k->story, 2 * w->per_block - 1);
}

void
chain_make(struct chain *k, const struct wish *w)
{
	struct making m = { .k = k, .parent = ZEROS64 };
	uint64_t told = 0, n;
	size_t cap = 0, i;
	uint8_t hash[32];

	heap_open(&k->headers);
	heap_open(&k->fulls);
	heap_open(&k->receipts);
	heap_open(&k->logs);
	heap_open(&k->docs);
	heap_open(&m.hashes);
	heap_open(&m.objects);
	m.a = arena_new((size_t)1 << 30);
	k->abi = abi_new();
	k->story = story_new(w, &k->docs);
	for (i = 0; i <= ABI_CONTRACT__MAX; i++) {
		hash_for(hash, "address", i, 0);
		memcpy(i < ABI_CONTRACT__MAX ? k->address[i] : k->registry,
		    hash, 20);
	}
	for (k->n = 0; told < w->events; told += n) {
		if (k->n == cap) {
			cap = cap == 0 ? 65536 : 2 * cap;
			k->blocks =
			    realloc(k->blocks, cap * sizeof(*k->blocks));
			if (k->blocks == NULL)
				exit(EX_OSERR);
		}
		n = events_of_next(k, w);
		n = n > w->events - told ? w->events - told : n;
		m.number = k->n;
		make_block(&m, n);
		k->n++;
	}
	make_places(k);
	arena_free(m.a);
}
