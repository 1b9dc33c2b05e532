/* SPDX-License-Identifier: ISC */
/* Content ids: CIDv0 of a sha2-256 digest, and small UnixFS files. */
#ifndef DP_COMMON_BASE_CID_H
#define DP_COMMON_BASE_CID_H

#include <stddef.h>
#include <stdint.h>

#include "common/base/attr.h"

#define CID_TEXT 64 /* bytes of any CID text this module writes, with NUL */

/* base58 of the multihash (function code, length 32, digest). */
void cid_v0(char out[CID_TEXT], const uint8_t digest[32]);
/* The same with another hash function code, written as a varint. */
void cid_multihash(char out[CID_TEXT], uint64_t hashfn,
    const uint8_t digest[32]);
/* 46 base58 characters, "Qm" first, decoding to 0x12 0x20 and a digest. */
int cid_v0_parse(uint8_t digest[32], const char *cid) MUST_CHECK;

/*
 * The digest of content, at most LIM_METADATA_BIG bytes, as content nodes
 * store it: one dag-pb chunk, or above 262144 bytes a node with links to
 * several.
 */
void cid_digest(uint8_t digest[32], const void *content, size_t len);
/*
 * Is that the digest in the CIDv0 cid?  1 yes, 0 no (also when cid is not a
 * CIDv0, or above the limit).
 */
int cid_matches(const char *cid, const void *content, size_t len) MUST_CHECK;

#endif
