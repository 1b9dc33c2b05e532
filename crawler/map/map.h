/* SPDX-License-Identifier: ISC */
/*
 * What a provider calls a thing, as a document of the inventory: by the rules
 * of a command's file (crawler/providers/PROVIDER/COMMAND.json), which says
 * for each member where its value stands and what is made of it.
 *
 * A command's file has, beside what crawler/wire reads of it (request, page,
 * items, xml, scope) and crawler/file (items, beside):
 *
 *	"task":        "server-list"
 *	"entity":      the collection: servers, applications, volumes, ...
 *	"kind":        what it is, in our word: "server", "subnet", ...
 *	"spread":      a source, or several: an item holds many things, and each
 *	               becomes a document; of an object its members do, which
 *	               get their name as "_key"
 *	"datacenters": the name of a shape of the provider's datacenters.json
 *	"unique_id":   a source, or a rule without "to"
 *	"same":        [members that are taken as they are]
 *	"map":         [rules]
 *	"tail":        "no owner": without owner and roles
 *	"refs":        [{ "role", "to": entity, "from": source, "azid"? }]
 *	"volatile":    [members that do not count as a change]
 *
 * A rule is { "to": target, "op": one of ops.c, "from": source, ... }.  A
 * target has dots for objects inside ("role.port") and "|" where the value is
 * an object whose members are targets ("cpu|memory").  A source is a path
 * (crawler/tree/path.h), alternatives with "|" between them: the first that
 * has a value; "." is the item, "$name" something of struct map_context,
 * "^path" leads into the whole item of a thing that was spread.
 *
 * Of a value that is null, "", [] or {} nothing is stored; false and 0 are
 * values.  Files are ours, and a fault in one is RC_CONFIG with its place;
 * items are anybody's: bounded in depth, number, length (LIM_MAP_*), and what
 * they hold that cannot be read as what it should be is left out and counted.
 *
 * No database, no network; nothing here is kept between two items.
 */
#ifndef DP_CRAWLER_MAP_MAP_H
#define DP_CRAWLER_MAP_MAP_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/ctx.h"

struct map_rules;

struct map_command {
	const char *provider; /* the name of its folder */
	const char *name;     /* of its file, without ".json" */
	const char *task, *entity, *kind;
	bool wants;   /* a document needs others: context's find is called */
	bool gathers; /* of items of several pages one document is made */
	struct json_object *json; /* the whole file, for crawler/wire */
	const struct map_rules *rules;
};

struct map_provider {
	const char *name;
	struct json_object *json;           /* provider.json; NULL: none */
	struct json_object *info;           /* info.json: how a form asks */
	const struct map_command *commands; /* in order of their names */
	size_t n;
};

struct map_set {
	const struct map_provider *providers; /* in order of their names */
	size_t n;
};

/*
 * Read all providers of a folder: for each folder inside provider.json,
 * datacenters.json and its commands.  All of it dies with c->a.
 *
 * RC_CONFIG: file and place of what is unknown, missing or wrong.
 */
enum rc map_load(struct ctx *c, const struct map_set **set,
    const char *folder) MUST_CHECK;
/* That of [crawl] providers_dir, or the installed one. */
enum rc map_load_installed(struct ctx *c,
    const struct map_set **set) MUST_CHECK;
/* One command of a document; shapes: of datacenters.json, or NULL. */
enum rc map_read(struct ctx *c, struct map_command *cmd,
    struct json_object *json, struct json_object *shapes) MUST_CHECK;

/* NULL: not there.  i: 0 is the first command of a task, 1 the next, ... */
const struct map_provider *map_provider(const struct map_set *set,
    const char *name);
const struct map_command *map_command(const struct map_provider *p,
    const char *name);
const struct map_command *map_task(const struct map_provider *p,
    const char *task, size_t i);

/*
 * A document that another one needs: of this entity, with this value under
 * this member, and of the connection's owner, nobody else's.  What it returns
 * is borrowed; NULL: there is none.
 *
 * Who asks a database does it for many items at once: map them with a find
 * that writes down what is asked for and knows nothing, ask, map them again.
 */
typedef struct json_object *map_find_fn(void *arg, const char *entity,
    const char *by, const char *value);

struct map_context {
	const char *connection;    /* its id */
	const char *dc, *dc_id;    /* its datacenter; "" when it has none */
	const char *provider;      /* as people wrote it */
	const char *region;        /* as people wrote it; "all" */
	struct json_object *roles; /* an array, or NULL */
	int64_t now_s;             /* since 1970 */
	map_find_fn *find;         /* NULL: nothing is there */
	void *arg;                 /* of find */
};

struct map_ref {
	const char *role, *entity, *unique_id;
};

/* All of it dies with c->a. */
struct map_doc {
	struct json_object *doc;
	const char *unique_id; /* as text */
	const char *name;      /* of the document, or "" */
	/*
	 * What the document calls "Active", "Avaliable", ...: in small
	 * letters, and spelt as it should be; "" when it has none.
	 */
	const char *status;
	bool active;
	const struct map_ref *refs;
	size_t n_refs;
	char checksum[65];    /* hex SHA-256 of it without volatile members */
	unsigned n_left_out;  /* members that could not be read */
	const char *left_out; /* the first of them, for people; or NULL */
};

/*
 * The documents of one item, mostly one.  RC_REJECT: a rule that it breaks,
 * by name; others of its page may be fine, so the caller clears c->err and
 * goes on.
 */
enum rc map_item(struct ctx *c, const struct map_command *cmd,
    struct json_object *item, const struct map_context *context,
    const struct map_doc **docs, size_t *n) MUST_CHECK;

/*
 * What is to be stored where there is a document already: by each rule's
 * "merge",
 *
 *	replace  (or none) the provider is the truth: what it has no more goes
 *	keep     what is there stays, whoever wrote it
 *	by_id    a list as the provider has it; an element keeps what was added
 *	         to the one with its unique_id
 *	union    a list: what is there, and by _id what is new
 *	gather   replace; but what other items of this run have brought stays
 *
 * Lists of the last two end at LIM_MAP_VALUES.  Members that no rule makes
 * stay.  is_same_run: old was stored by this run.  The new document is arena
 * memory, and neither old nor new changes.
 */
struct json_object *map_merge(struct ctx *c, const struct map_command *cmd,
    struct json_object *old, struct json_object *new, bool is_same_run);

/* Canonical text: sorted keys, no blanks, numbers as JavaScript prints them. */
const char *map_canonical(struct ctx *c, struct json_object *o);

#endif
