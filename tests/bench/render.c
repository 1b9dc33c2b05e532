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

#include "common/base/hex.h"
#include "common/base/keccak.h"
#include "tests/bench/chain.h"

#define HEAP  ((size_t)64 << 30) /* of addresses; the file has holes */
#define BLOCK 5                  /* seconds */
#define BEGAN 1600000000u
#define ZEROS64                                                                \
	"0x00000000000000000000000000000000000000000000000000000000000000"     \
	"00"

/* One block while it is written. */
struct making {
	struct chain *k;
	uint64_t number;
	uint32_t logs, txs;
	uint8_t bloom[256];
	char hash[67], parent[67];
	struct heap hashes, objects; /* of its transactions */
};

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

/* Its last bytes are the number, so that it can be found again. */
static void
block_hash(char out[67], uint64_t number)
{
	uint8_t h[32];
	int i;

	hash_for(h, "block", number, 0);
	for (i = 0; i < 8; i++)
		h[31 - i] = (uint8_t)(number >> 8 * i);
	hex_encode(out, h, 32);
}

int64_t
chain_number(const struct chain *k, const char *hash)
{
	char again[67];
	uint64_t n;

	if (strlen(hash) != 66)
		return -1;
	n = strtoull(hash + 50, NULL, 16);
	if (n >= k->n)
		return -1;
	block_hash(again, n);
	return strcmp(again, hash) == 0 ? (int64_t)n : -1;
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
put_log(struct making *m, const struct event *e, const char *txhash,
    const char *to)
{
	struct heap *h = &m->k->logs;
	const uint8_t *topic = abi_topic0(m->k->abi, e->id);

	put(h, ",{\"address\":\"%s\",\"topics\":[\"0x", to);
	put_hex(h, topic, 32);
	put(h, "\"],\"data\":\"0x");
	put_hex(h, e->data, e->len);
	put(h,
	    "\",\"blockHash\":\"%s\",\"blockNumber\":\"0x%" PRIx64
	    "\",\"blockTimestamp\":\"0x%" PRIx64
	    "\",\"transactionHash\":\"%s\",\"transactionIndex\":\"0x%x\","
	    "\"logIndex\":\"0x%x\",\"removed\":false}",
	    m->hash, m->number, BEGAN + m->number * BLOCK, txhash, m->txs,
	    m->logs++);
}

/* A transaction as signed by a relayer: call data, then a signature. */
static void
put_tx(struct making *m, const char *txhash, const char *to,
    const struct event *e)
{
	struct heap *h = &m->objects;
	uint8_t sig[32];

	put(&m->hashes, "%s\"%s\"", m->txs > 0 ? "," : "", txhash);
	put(h,
	    "%s{\"type\":\"0x0\",\"chainId\":\"0x7a69\",\"nonce\":\"0x%" PRIx64
	    "\",\"gasPrice\":\"0x0\",\"gas\":\"0x7a1200\",\"to\":\"%s\","
	    "\"value\":\"0x0\",\"input\":\"0x12345678",
	    m->txs > 0 ? "," : "", m->number, to);
	if (e != NULL)
		put_hex(h, e->data, e->len);
	hash_for(sig, "signature", m->number, m->txs);
	put_hex(h, sig, 32);
	put_hex(h, sig, 32);
	put(h, "\",\"r\":\"0x");
	put_hex(h, sig, 32);
	put(h, "\",\"s\":\"0x");
	put_hex(h, sig, 32);
	put(h,
	    "\",\"v\":\"0x1b\",\"hash\":\"%s\",\"blockHash\":\"%s\","
	    "\"blockNumber\":\"0x%" PRIx64 "\",\"transactionIndex\":\"0x%x\","
	    "\"from\":\"0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266\"}",
	    txhash, m->hash, m->number, m->txs);
}

static void
one_tx(struct making *m, const struct event *e)
{
	uint8_t hash[32], nobody[20] = { 0x99 };
	const uint8_t *address = nobody;
	char txhash[67], to[43];

	hash_for(hash, "transaction", m->number, m->txs);
	hex_encode(txhash, hash, 32);
	if (e != NULL) {
		address = m->k->address[abi_event[e->id].contract];
		bloom_add(m->bloom, address, 20);
		bloom_add(m->bloom, abi_topic0(m->k->abi, e->id), 32);
	}
	hex_encode(to, address, 20);
	if (e != NULL)
		put_log(m, e, txhash, to);
	put_tx(m, txhash, to, e);
	m->txs++;
}

static void
put_header(struct making *m, struct heap *h)
{
	put(h,
	    "{\"hash\":\"%s\",\"parentHash\":\"%s\",\"sha3Uncles\":\"" ZEROS64
	    "\",\"miner\":\"0x0000000000000000000000000000000000000000\","
	    "\"stateRoot\":\"%s\",\"transactionsRoot\":\"%s\","
	    "\"receiptsRoot\":\"%s\",\"logsBloom\":\"0x",
	    m->hash, m->parent, m->hash, m->hash, m->hash);
	put_hex(h, m->bloom, 256);
	put(h,
	    "\",\"difficulty\":\"0x0\",\"number\":\"0x%" PRIx64
	    "\",\"gasLimit\":\"0x1c9c380\",\"gasUsed\":\"0x5208\","
	    "\"timestamp\":\"0x%" PRIx64
	    "\",\"extraData\":\"0x\",\"mixHash\":\"" ZEROS64
	    "\",\"nonce\":\"0x0000000000000000\",\"baseFeePerGas\":\"0x0\","
	    "\"totalDifficulty\":\"0x0\",\"size\":\"0x2a1\",\"uncles\":[],"
	    "\"transactions\":[",
	    m->number, BEGAN + m->number * BLOCK);
}

static struct piece
put_block(struct making *m, struct heap *h, const struct heap *txs)
{
	size_t at = h->len;

	put_header(m, h);
	put_raw(h, txs->p, txs->len);
	put(h, "]}");
	return (struct piece){ at, h->len - at };
}

static void
make_block(struct making *m, uint64_t nevents)
{
	struct chain *k = m->k;
	struct block *b = &k->blocks[m->number];
	struct event e;
	uint64_t i;

	m->logs = m->txs = 0;
	m->hashes.len = m->objects.len = 0;
	memset(m->bloom, 0, sizeof(m->bloom));
	block_hash(m->hash, m->number);
	b->logs.at = k->logs.len;
	for (i = 0; i < nevents; i++) {
		if (story_random(k->story, 8) == 0)
			one_tx(m, NULL);
		story_next(k->story, &e);
		one_tx(m, &e);
	}
	b->logs.len = k->logs.len - b->logs.at;
	b->header = put_block(m, &k->headers, &m->hashes);
	b->full = put_block(m, &k->fulls, &m->objects);
	if (b->full.len > k->longest)
		k->longest = b->full.len;
	memcpy(m->parent, m->hash, sizeof(m->parent));
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
	heap_open(&k->logs);
	heap_open(&k->docs);
	heap_open(&m.hashes);
	heap_open(&m.objects);
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
}
