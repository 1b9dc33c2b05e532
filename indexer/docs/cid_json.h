/* SPDX-License-Identifier: ISC */
/* The content id that the network gives to a merged document of a user. */
#ifndef DP_INDEXER_DOCS_CID_JSON_H
#define DP_INDEXER_DOCS_CID_JSON_H

#include <json-c/json.h>

#include "common/base/ctx.h"

/*
 * CIDv1, codec json, of the text of o, encoded twice in the manner of the
 * original: ", " and ": " between, ASCII only, keys in the order they have.
 * Memory of c->a.
 */
const char *cid_json(struct ctx *c, struct json_object *o);
/* The text itself, encoded once. */
const char *cid_json_text(struct ctx *c, struct json_object *o);

#endif
