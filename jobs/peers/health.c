/* SPDX-License-Identifier: ISC */
/*
 * What a health check says.  Whoever wrote it may be hostile: what is not of
 * its type, or out of all measure, is as if it were not there.
 */
#include <inttypes.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/json/jsonr.h"
#include "jobs/peers/peer.h"

#define NAME_MAX_BYTES 64
#define HEIGHT_MAX     INT64_C(1000000000000)
#define BYTES_MAX      INT64_C(1000000000000000000)
#define ERRORS_MAX     8

static int64_t
number(struct json_object *o, const char *key, int64_t max)
{
	int64_t n;

	return jsonr_opt_int(&n, o, key) && n >= 0 && n <= max ? n
							       : PEER_UNKNOWN;
}

/* A short text in the pass's arena, or NULL: longer ones are none. */
static const char *
word(struct ctx *k, struct arena *keep, struct json_object *o, const char *key)
{
	const char *s;

	return jsonr_opt_text(k, &s, o, key) && *s != '\0' &&
		       strlen(s) <= NAME_MAX_BYTES
		   ? arena_strdup(keep, s)
		   : NULL;
}

static void
add(struct buf *b, const char *text)
{
	if (b->len > 0)
		buf_str(b, "; ");
	buf_str(b, text);
}

/* At most so many bytes, and not within a character. */
static const char *
cut(struct arena *keep, const struct buf *b)
{
	size_t n = b->len;

	if (n == 0)
		return NULL;
	if (n > PEER_WORDS)
		for (n = PEER_WORDS;
		     n > 0 && ((unsigned char)b->p[n] & 0xc0) == 0x80; n--)
			;
	return arena_memdup(keep, b->p, n);
}

static void
add_errors(struct ctx *k, struct buf *b, struct json_object *data)
{
	struct json_object *errors;
	const char *s;
	size_t i, n;

	if (!jsonr_opt_arr(&errors, data, "errors"))
		return;
	n = json_object_array_length(errors);
	for (i = 0; i < n && i < ERRORS_MAX; i++)
		if (jsonr_opt_text(k, &s, jsonr_at(errors, i), NULL) &&
		    *s != '\0')
			add(b, s);
}

/* Why it calls itself unwell, or NULL. */
static const char *
unhealthy(struct ctx *k, struct arena *keep, struct json_object *doc,
    struct json_object *data, long status)
{
	struct buf b = { .a = k->a };
	struct json_object *o;
	bool is_well;
	const char *s;

	add_errors(k, &b, data);
	if (b.len == 0 &&
	    jsonr_opt_bool(&is_well, data, "discovery_provider_healthy") &&
	    !is_well)
		add(&b, "calls itself unhealthy");
	if (jsonr_opt_obj(&o, doc, "comms") &&
	    jsonr_opt_bool(&is_well, o, "healthy") && !is_well)
		add(&b, "chats are unhealthy");
	if (jsonr_opt_obj(&o, data, "chain_health") &&
	    jsonr_opt_text(k, &s, o, "status") && strcmp(s, "Unhealthy") == 0)
		add(&b, "its chain is unhealthy");
	if (b.len == 0 && status != 200)
		add(&b, arena_printf(k->a, "HTTP status %ld", status));
	return cut(keep, &b);
}

static void
read_data(struct ctx *k, struct peer *n, struct json_object *data)
{
	struct arena *keep = n->pass->c->a;
	struct json_object *db;
	struct said *s = &n->said;

	s->version = word(k, keep, data, "version");
	s->height = number(data, "latest_indexed_block_num", HEIGHT_MAX);
	s->database = number(data, "database_size", BYTES_MAX);
	s->disk = number(data, "filesystem_size", BYTES_MAX);
	s->disk_used = number(data, "filesystem_used", BYTES_MAX);
	s->cpus = number(data, "number_of_cpus", 1000000);
	s->memory = number(data, "total_memory", BYTES_MAX);
	if (jsonr_opt_obj(&db, data, "db")) {
		s->blockhash = word(k, keep, db, "blockhash");
		if (s->height == PEER_UNKNOWN)
			s->height = number(db, "number", HEIGHT_MAX);
	}
}

int
peer_read_health(struct peer *n, struct span body, long status)
{
	struct ctx k = *n->pass->c;
	struct json_object *doc, *data;
	const char *service;

	err_clear(&k.err);
	k.a = n->a;
	if (jsonr_doc(&k, &doc, body.p, body.len) != RC_OK) {
		n->fault = arena_printf(n->pass->c->a,
		    "HTTP status %ld, and no JSON: %s", status, k.err.msg);
		return -1;
	}
	if (!jsonr_opt_obj(&data, doc, "data") ||
	    !jsonr_opt_text(&k, &service, data, "service") ||
	    strcmp(service, "discovery-node") != 0) {
		n->fault = arena_printf(n->pass->c->a,
		    "HTTP status %ld, and no health check of a discovery node",
		    status);
		return -1;
	}
	read_data(&k, n, data);
	n->said.unhealthy = unhealthy(&k, n->pass->c->a, doc, data, status);
	return 0;
}
