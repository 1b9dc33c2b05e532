/* SPDX-License-Identifier: ISC */
/* The list of a snapshot and its signature, on the disk. */
#ifndef DP_SNAPSHOT_SIGN_H
#define DP_SNAPSHOT_SIGN_H

#include "snapshot/manifest.h"

#define MANIFEST_FILE  "manifest"
#define SIGNATURE_FILE "manifest.sig"
#define MANIFEST_MAX   (64u << 20)

/* The key that signs, and m->signer.  RC_CONFIG: there is none. */
enum rc manifest_key(struct ctx *c, struct manifest *m,
    uint8_t key[32]) MUST_CHECK;

/* Signature first: where the list is there, the snapshot is whole. */
enum rc manifest_write(struct ctx *c, const struct manifest *m, const char *dir,
    const uint8_t key[32]) MUST_CHECK;

/*
 * Read and held against its signature; sha256 is that of its text.  RC_DATA: it
 * was changed, or is not signed by who it says.
 */
enum rc manifest_read(struct ctx *c, struct manifest *m, const char *dir,
    uint8_t sha256[32]) MUST_CHECK;

/* Is the signer one that we know of, or also?  RC_CONFIG says who is known. */
enum rc manifest_is_known(struct ctx *c, const struct manifest *m,
    const char *also) MUST_CHECK;

#endif
