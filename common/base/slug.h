/* SPDX-License-Identifier: ISC */
/* Slugs and legacy route ids made from titles; newest character sets, NFC. */
#ifndef DP_COMMON_BASE_SLUG_H
#define DP_COMMON_BASE_SLUG_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/arena.h"

/*
 * The title slug; when nothing is left of the title, the hash id of id.
 * title must be clean text.  Arena memory.
 *
 * At most LIM_SLUG bytes, cut between characters: a title may have any
 * length, and the database refuses keys of more than 2,704 bytes.
 */
char *slug_title(struct arena *a, const char *title, int64_t id);

/* "title_slug" for collision 0, else "title_slug-collision". */
char *slug_numbered(struct arena *a, const char *title_slug, int64_t collision);

/* Does s end in a Unicode decimal digit (Python str.isdigit of one char)? */
bool slug_ends_in_digit(const char *s);

/* "handle_lc/sanitised-title", the route_id column of tracks. */
char *slug_route_id(struct arena *a, const char *handle, const char *title);

#endif
