/* SPDX-License-Identifier: ISC */
/*
 * Credentials at rest: sealed with ChaCha20-Poly1305 under a key that stands
 * in a file and never in the database, and bound to the id of their connection,
 * so that they open in no other row.
 */
#ifndef DP_CRAWLER_STORE_SEAL_H
#define DP_CRAWLER_STORE_SEAL_H

#include <stdint.h>

#include "common/base/ctx.h"
#include "common/base/span.h"

#define SEAL_KEY 32 /* bytes */

struct seal {
	uint8_t key[SEAL_KEY];
};

/*
 * Read the key: 64 hexadecimal digits, in the file that [crawl] key_file
 * names.  RC_CONFIG when it is not that, or when others may read it.
 */
enum rc seal_read(struct ctx *c, struct seal *s) MUST_CHECK;

/* Hexadecimal text of what id's credentials are sealed to; arena memory. */
enum rc seal_close(struct ctx *c, const struct seal *s, const char *id,
    struct span clear, const char **sealed) MUST_CHECK;
/*
 * The other way; the clear text is wiped when c->a is reset.  RC_CONFIG: it
 * was sealed with another key, for another connection, or changed since.
 */
enum rc seal_open(struct ctx *c, const struct seal *s, const char *id,
    const char *sealed, struct span *clear) MUST_CHECK;

#endif
