/* SPDX-License-Identifier: ISC */
/*
 * Texts that wait on disk because there is no room for them in memory: in a
 * file without a name, in the folder that TMPDIR names, else in /var/tmp.
 * It ends with the process, or with the arena, whichever is first.
 */
#ifndef DP_INDEXER_DOCS_ASIDE_H
#define DP_INDEXER_DOCS_ASIDE_H

#include <stddef.h>
#include <stdint.h>

#include "common/base/ctx.h"

struct aside;

/* Nothing is opened before something is put there. */
struct aside *aside_new(struct arena *a);

/* *at: where it is.  RC_SYS: there is no such folder, or no space in it. */
enum rc aside_put(struct ctx *c, struct aside *s, int64_t *at, const char *text,
    size_t len) MUST_CHECK;
/* The len bytes put there, and a NUL; memory of a. */
enum rc aside_get(struct ctx *c, const struct aside *s, struct arena *a,
    const char **text, int64_t at, size_t len) MUST_CHECK;

#endif
