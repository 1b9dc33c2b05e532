/* SPDX-License-Identifier: ISC */
#include "chain/trie.h"

#include <assert.h>
#include <stdbool.h>

#include "chain/rlp.h"
#include "common/base/keccak.h"

#define NIBBLES 18 /* of the longest key: a prefix and eight bytes */
#define HASH    32 /* shorter nodes stand in their parent themselves */

struct leaf {
	uint8_t key[NIBBLES];
	size_t len; /* of key */
	struct span value;
};

/* Leaves ascend by their keys; a node is a range of them. */
struct trie {
	const struct leaf *leaf;
	struct rlp w;
};

static void
leaf_key(struct leaf *l, struct rlp *w, size_t i)
{
	size_t mark = rlp_mark(w), j;
	struct span key;

	rlp_uint(w, i);
	key = rlp_since(w, mark);
	for (j = 0; j < key.len; j++) {
		l->key[l->len++] = key.p[j] >> 4;
		l->key[l->len++] = key.p[j] & 15;
	}
	rlp_cut(w, mark);
}

/*
 * Ascending: 1 to 127 are their own key, 0 is written as 0x80, and longer keys
 * begin with a larger byte.
 */
static size_t
nth_key(size_t place, size_t n)
{
	size_t small = n < 128 ? n : 128;

	if (place + 1 < small)
		return place + 1;
	return place + 1 == small ? 0 : place;
}

/* Part of a key in bytes, with a flag in front (hex prefix). */
static void
put_path(struct rlp *w, const uint8_t *nibble, size_t len, bool is_leaf)
{
	uint8_t out[NIBBLES / 2 + 1];
	unsigned flag = is_leaf ? 0x20 : 0;
	size_t i = 0, n = 0;

	out[n++] = (uint8_t)(len % 2 == 1 ? flag | 0x10 | nibble[i++] : flag);
	for (; i < len; i += 2)
		out[n++] = (uint8_t)(nibble[i] << 4 | nibble[i + 1]);
	rlp_bytes(w, out, n);
}

static void put_child(struct trie *t, size_t lo, size_t hi, size_t depth);

static void
put_branch(struct trie *t, size_t lo, size_t hi, size_t depth)
{
	size_t begin;
	int nibble;

	rlp_bytes(&t->w, NULL, 0); /* no key is the beginning of another */
	for (nibble = 15; nibble >= 0; nibble--, hi = begin) {
		for (begin = hi;
		     begin > lo && t->leaf[begin - 1].key[depth] == nibble;)
			begin--;
		if (begin < hi)
			put_child(t, begin, hi, depth + 1);
		else
			rlp_bytes(&t->w, NULL, 0);
	}
}

/* How many nibbles from depth on the keys of the range have in common. */
static size_t
shared(const struct trie *t, size_t lo, size_t hi, size_t depth)
{
	const struct leaf *a = &t->leaf[lo], *b = &t->leaf[hi - 1];
	size_t n = 0;

	while (a->key[depth + n] == b->key[depth + n])
		n++;
	return n;
}

/* Leaves lo to hi - 1, whose keys agree up to depth. */
static void
put_node(struct trie *t, size_t lo, size_t hi, size_t depth)
{
	const struct leaf *l = &t->leaf[lo];
	size_t mark = rlp_mark(&t->w), n;

	if (hi - lo == 1) {
		rlp_bytes(&t->w, l->value.p, l->value.len);
		put_path(&t->w, l->key + depth, l->len - depth, true);
	} else if ((n = shared(t, lo, hi, depth)) > 0) {
		put_child(t, lo, hi, depth + n);
		put_path(&t->w, l->key + depth, n, false);
	} else {
		put_branch(t, lo, hi, depth);
	}
	rlp_list(&t->w, mark);
}

static void
put_child(struct trie *t, size_t lo, size_t hi, size_t depth)
{
	size_t mark = rlp_mark(&t->w);
	uint8_t hash[HASH];
	struct span node;

	put_node(t, lo, hi, depth);
	node = rlp_since(&t->w, mark);
	if (node.len < HASH)
		return;
	keccak256(hash, node.p, node.len);
	rlp_cut(&t->w, mark);
	rlp_bytes(&t->w, hash, HASH);
}

void
trie_root(uint8_t root[32], struct arena *a, const struct span *value, size_t n)
{
	struct leaf *leaf = arena_zalloc(a, n, sizeof(*leaf));
	struct trie t = { .leaf = leaf };
	struct span top;
	size_t i, at;

	rlp_init(&t.w, a, 1024);
	for (i = 0; i < n; i++) {
		at = nth_key(i, n);
		assert(at < n);
		leaf_key(&leaf[i], &t.w, at);
		leaf[i].value = value[at];
	}
	if (n > 0)
		put_node(&t, 0, n, 0);
	else
		rlp_bytes(&t.w, NULL, 0);
	top = rlp_since(&t.w, 0);
	keccak256(root, top.p, top.len);
}
