/* SPDX-License-Identifier: ISC */
/*
 * Lines of a file, and the digest of all bytes before the next one: what was
 * read is known by it, whatever the file is called and however it has grown.
 */
#ifndef DP_JOBS_PLAYS_LINES_H
#define DP_JOBS_PLAYS_LINES_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/ctx.h"
#include "common/base/span.h"

#define LINES_DIGEST 67 /* bytes of one as text, with the NUL */

struct lines;

/* RC_SYS: it cannot be read, or is no regular file. */
enum rc lines_open(struct ctx *c, struct lines **l,
    const char *path) MUST_CHECK;
void lines_close(struct lines *l); /* NULL is fine */

uint64_t lines_size(const struct lines *l); /* of the file, in bytes */
uint64_t lines_at(const struct lines *l);   /* where the next line begins */
void lines_digest(const struct lines *l, char text[LINES_DIGEST]);

/*
 * The next line without its end; it stays until the next call.  p is NULL when
 * it is longer than LIM_PLAY_LINE.  RC_NOTFOUND: there is none.
 */
enum rc lines_next(struct ctx *c, struct lines *l,
    struct span *line) MUST_CHECK;

/*
 * Read on to this place and no further.  *same: are the bytes before it those
 * of the digest?
 */
enum rc lines_pass(struct ctx *c, struct lines *l, uint64_t place,
    const char *digest, bool *same) MUST_CHECK;
/* To this place, a copy of what l was there. */
struct lines_mark;
struct lines_mark *lines_mark(struct arena *a, const struct lines *l);
enum rc lines_return(struct ctx *c, struct lines *l,
    const struct lines_mark *m) MUST_CHECK;

#endif
