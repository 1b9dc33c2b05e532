/* SPDX-License-Identifier: ISC */
#include "common/base/cid.h"

#include <assert.h>
#include <nettle/sha2.h>
#include <string.h>

#include "common/base/base58.h"
#include "common/base/limits.h"

#define SHA2_256 0x12 /* multihash function code */
#define DIGEST   32
#define V0_TEXT  46
#define VARINT   10 /* bytes of the longest 64-bit varint */

#define CHUNK  262144 /* bytes: what nodes cut files into */
#define CHUNKS (LIM_METADATA_BIG / CHUNK)
#define LINK   (4 + DIGEST + 3 + VARINT)     /* bytes of one, at most */
#define DATA   ((1 + VARINT) * (CHUNKS + 2)) /* of a node with links */

static size_t
varint(uint8_t *out, uint64_t n)
{
	size_t len = 0;

	for (; n >= 0x80; n >>= 7)
		out[len++] = (uint8_t)(n & 0x7f) | 0x80;
	out[len++] = (uint8_t)n;
	return len;
}

void
cid_multihash(char out[CID_TEXT], uint64_t hashfn, const uint8_t digest[32])
{
	uint8_t mh[VARINT + 1 + DIGEST];
	char text[BASE58_OUT];
	size_t len;

	len = varint(mh, hashfn);
	len += varint(mh + len, DIGEST);
	memcpy(mh + len, digest, DIGEST);
	len = base58_encode(text, mh, len + DIGEST);
	memcpy(out, text, len + 1); /* 43 bytes are at most 59 characters */
}

void
cid_v0(char out[CID_TEXT], const uint8_t digest[32])
{
	cid_multihash(out, SHA2_256, digest);
}

int
cid_v0_parse(uint8_t digest[32], const char *cid)
{
	uint8_t mh[2 + DIGEST];

	if (strnlen(cid, V0_TEXT + 1) != V0_TEXT || memcmp(cid, "Qm", 2) != 0)
		return -1;
	if (base58_decode(mh, sizeof(mh), cid) != 0)
		return -1;
	if (mh[0] != SHA2_256 || mh[1] != DIGEST)
		return -1;
	memcpy(digest, mh + 2, DIGEST);
	return 0;
}

/*
 * UnixFS, type file (08 02), data (12 len data; left out when empty), file
 * size (18 len), inside the data field (0a len) of a dag-pb node.  Returns
 * the size of the node.
 */
static size_t
one_chunk(uint8_t digest[32], const void *content, size_t len)
{
	uint8_t head[1 + VARINT + 3 + VARINT], tail[1 + VARINT];
	uint8_t size[VARINT];
	struct sha256_ctx sha;
	size_t n, h, k;

	k = varint(size, len);
	n = 2 + (len > 0 ? 1 + k + len : 0) + 1 + k;
	head[0] = 0x0a;
	h = 1 + varint(head + 1, n);
	head[h++] = 0x08;
	head[h++] = 0x02;
	if (len > 0) {
		head[h++] = 0x12;
		memcpy(head + h, size, k);
		h += k;
	}
	tail[0] = 0x18;
	memcpy(tail + 1, size, k);
	sha256_init(&sha);
	sha256_update(&sha, h, head);
	if (len > 0)
		sha256_update(&sha, len, content);
	sha256_update(&sha, 1 + k, tail);
	sha256_digest(&sha, DIGEST, digest);
	return h + len + 1 + k;
}

/* Appends (12 len link) to a node: its hash, no name, the size below it. */
static size_t
link_to(uint8_t *out, const uint8_t digest[32], size_t size)
{
	uint8_t link[LINK] = { 0x0a, 2 + DIGEST, SHA2_256, DIGEST };
	size_t n = 4, len;

	memcpy(link + n, digest, DIGEST);
	n += DIGEST;
	link[n++] = 0x12;
	link[n++] = 0;
	link[n++] = 0x18;
	n += varint(link + n, size);
	out[0] = 0x12;
	len = 1 + varint(out + 1, n);
	memcpy(out + len, link, n);
	return len + n;
}

/*
 * A node that links to the chunks, and then says in its data field how long
 * the file (18) and each of them (20) is.
 */
static void
several_chunks(uint8_t digest[32], const uint8_t *content, size_t len)
{
	uint8_t node[CHUNKS * (2 + LINK) + 2 + DATA],
	    data[DATA] = { 0x08, 0x02, 0x18 };
	size_t n = 0, k = 3, at, part, size;
	uint8_t leaf[DIGEST];
	struct sha256_ctx sha;

	k += varint(data + k, len);
	for (at = 0; at < len; at += part) {
		part = len - at < CHUNK ? len - at : CHUNK;
		size = one_chunk(leaf, content + at, part);
		n += link_to(node + n, leaf, size);
		data[k++] = 0x20;
		k += varint(data + k, part);
	}
	node[n++] = 0x0a;
	n += varint(node + n, k);
	memcpy(node + n, data, k);
	sha256_init(&sha);
	sha256_update(&sha, n + k, node);
	sha256_digest(&sha, DIGEST, digest);
}

void
cid_digest(uint8_t digest[32], const void *content, size_t len)
{
	assert(len <= LIM_METADATA_BIG);
	if (len <= CHUNK)
		(void)one_chunk(digest, content, len);
	else
		several_chunks(digest, content, len);
}

int
cid_matches(const char *cid, const void *content, size_t len)
{
	uint8_t want[DIGEST], got[DIGEST];

	if (len > LIM_METADATA_BIG || cid_v0_parse(want, cid) != 0)
		return 0;
	cid_digest(got, content, len);
	return memcmp(want, got, DIGEST) == 0;
}
