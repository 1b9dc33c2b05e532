/* SPDX-License-Identifier: ISC */
#include "crawler/run/find.h"

#include <json-c/json.h>
#include <stdio.h>
#include <string.h>

#include "common/base/pgarr.h"
#include "common/db/db.h"

#define MOST 5000 /* values of one page */

struct find {
	const char *owner;
	struct json_object *wanted; /* { "entity by": { value: document } } */
	size_t n, asked; /* values, and those that were there at find_all() */
};

static void
put(void *o)
{
	json_object_put(o);
}

struct find *
find_new(struct ctx *c, const char *owner)
{
	struct find *f = arena_zalloc(c->a, 1, sizeof(*f));

	f->owner = owner;
	f->wanted = json_object_new_object();
	arena_defer(c->a, put, f->wanted);
	return f;
}

struct json_object *
find_one(void *find, const char *entity, const char *by, const char *value)
{
	struct json_object *group, *doc;
	struct find *f = find;
	char key[128];

	snprintf(key, sizeof(key), "%s %s", entity, by);
	if (!json_object_object_get_ex(f->wanted, key, &group)) {
		group = json_object_new_object();
		json_object_object_add(f->wanted, key, group);
	}
	if (json_object_object_get_ex(group, value, &doc))
		return doc;
	if (f->n < MOST) {
		json_object_object_add(group, value, NULL);
		f->n++;
	}
	return NULL;
}

bool
find_more(const struct find *f)
{
	return f->n > f->asked;
}

static enum rc
ask(struct ctx *c, const struct find *f, const char *key,
    struct json_object *group)
{
	const char *space = strchr(key, ' ');
	struct pgarr *values = pgarr_new(c->a);
	const char *param[4] = { f->owner,
		arena_memdup(c->a, key, (size_t)(space - key)), space + 1 };
	PGresult *res;
	enum rc rc;
	int i;

	json_object_object_foreach(group, value, v)
	{
		(void)v;
		pgarr_text(values, value);
	}
	param[3] = pgarr_done(values);
	rc = db_run(c, &res, SQL_CRAWL_FIND, param);
	for (i = 0; rc == RC_OK && i < PQntuples(res); i++)
		json_object_object_add(group, db_text(res, i, 0),
		    json_tokener_parse(db_text(res, i, 1)));
	return rc;
}

enum rc
find_all(struct ctx *c, struct find *f)
{
	enum rc rc;

	json_object_object_foreach(f->wanted, key,
	    group) if ((rc = ask(c, f, key, group)) != RC_OK) return rc;
	f->asked = f->n;
	return RC_OK;
}
