/* SPDX-License-Identifier: ISC */
/*
 * The formatting rule of metadata documents: of each known key the
 * document's value counts if it is there and not null, else a default; a
 * document that says nothing but defaults says nothing.
 */
#ifndef DP_INDEXER_APPLY_DEFAULTS_H
#define DP_INDEXER_APPLY_DEFAULTS_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>

#include "common/base/ctx.h"

enum format_default {
	FORMAT_NULL,
	FORMAT_ZERO,
	FORMAT_FALSE,
	FORMAT_EMPTY_ARRAY,
	FORMAT_EMPTY_OBJECT,
	FORMAT_NO_DOWNLOAD /* not downloadable, no follow required, no cid */
};

struct format_key {
	const char *key;
	enum format_default def;
};

extern const struct format_key format_user[];
extern const size_t format_nuser;
extern const struct format_key format_track[];
extern const size_t format_ntrack;

/* The value of key; NULL: the default counts. */
struct json_object *format_value(struct json_object *doc, const char *key);
/* Does every key have its default? */
bool format_is_default(const struct format_key *keys, size_t n,
    struct json_object *doc);

/* Empty as Python sees it: null, "", 0, false, [], {}. */
bool format_is_empty(struct json_object *v);
/* ^Qm[a-zA-Z0-9]{44}$ */
bool format_is_cid(const char *s);

#endif
