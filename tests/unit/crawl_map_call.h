/* SPDX-License-Identifier: ISC */
/* Calling crawler/map in a test: rules and items written with ' for ". */
#ifndef DP_TESTS_UNIT_CRAWL_MAP_CALL_H
#define DP_TESTS_UNIT_CRAWL_MAP_CALL_H

#include "common/json/jsonr.h"
#include "crawler/map/map.h"
#include "tests/tap.h"

static struct ctx ctx;
static struct ctx *const c = &ctx;
static struct map_context context = {
	.connection = "c-1",
	.dc = "Lab",
	.dc_id = "d-1",
	.provider = "OpenStack",
	.region = "us-east-1 (N. Virginia)",
	.now_s = 1700000000,
};
static const struct map_doc *docs;
static size_t n_docs;

static inline char *
quoted(const char *text)
{
	char *s = arena_strdup(c->a, text), *p;

	for (p = s; *p != '\0'; p++)
		if (*p == '\'')
			*p = '"';
	return s;
}

static inline struct json_object *
json(const char *text)
{
	struct json_object *o = NULL;
	const char *s = quoted(text);

	err_clear(&c->err);
	if (jsonr_doc(c, &o, s, strlen(s)) != RC_OK)
		printf("Bail out! %s: %s\n", c->err.msg, s);
	return o;
}

/* A command of this text; NULL when it is refused. */
static inline const struct map_command *
command(const char *text)
{
	struct map_command *cmd = arena_zalloc(c->a, 1, sizeof(*cmd));

	cmd->provider = "test";
	cmd->name = "one";
	return map_read(c, cmd, json(text), NULL) == RC_OK ? cmd : NULL;
}

/* The same of a list of rules alone. */
static inline const struct map_command *
rules(const char *list)
{
	const struct map_command *cmd;

	cmd = command(arena_printf(c->a,
	    "{'task':'t','entity':'e','kind':'k','unique_id':'id|.',"
	    "'tail':'no owner','map':[%s]}",
	    list));
	if (cmd == NULL)
		printf("Bail out! %s\n", c->err.msg);
	return cmd;
}

static inline enum rc
mapped(const struct map_command *cmd, const char *item)
{
	err_clear(&c->err);
	return map_item(c, cmd, json(item), &context, &docs, &n_docs);
}

#endif
