/* SPDX-License-Identifier: ISC */
/*
 * Walks the pages of one command, for tests that play the provider:
 *
 *	crawl_wire PROVIDER.json CONNECTION.json COMMAND.json|- REGION [CURSOR]
 *
 * prints a line of JSON for each page, the number of requests at last.  "-":
 * the regions instead.  The connection is { "settings", "credentials",
 * "private_hosts", "cafile", "page_size", "total_ms" }.
 */
#include <stdio.h>
#include <stdlib.h>

#include "crawler/wire/wire.h"

#define HOSTS 8

static struct json_object *
read_file(const char *file)
{
	struct json_object *o = json_object_from_file(file);

	if (o == NULL) {
		fprintf(stderr, "%s: %s\n", file, json_util_get_last_err());
		exit(1);
	}
	return o;
}

static struct json_object *
part(struct json_object *o, const char *name)
{
	struct json_object *v = NULL;

	json_object_object_get_ex(o, name, &v);
	return v;
}

static void
add(struct json_object *o, const char *name, struct json_object *v)
{
	json_object_object_add(o, name, v);
}

/* Prints the page and gives its cursor away. */
static struct json_object *
say(struct crawl_page *p)
{
	struct json_object *o = json_object_new_object();
	struct json_object *next = p->next;

	p->next = NULL;
	add(o, "end", json_object_new_string(crawl_end_name(p->end)));
	add(o, "items", p->items);
	p->items = NULL;
	add(o, "next", json_object_get(next));
	add(o, "wait_s", json_object_new_int((int)p->wait_s));
	add(o, "msg", json_object_new_string(p->msg));
	puts(json_object_to_json_string_ext(o, JSON_C_TO_STRING_PLAIN));
	fflush(stdout);
	json_object_put(o);
	return next;
}

static void
take_rules(struct wire_rules *r, const char **hosts, struct json_object *conn)
{
	struct json_object *list = part(conn, "private_hosts");
	size_t i, n = list != NULL ? json_object_array_length(list) : 0;

	for (i = 0; i < n && i < HOSTS - 1; i++)
		hosts[i] =
		    json_object_get_string(json_object_array_get_idx(list, i));
	r->private_hosts = hosts;
	r->cafile = json_object_get_string(part(conn, "cafile"));
	r->page_size = (unsigned)json_object_get_int(part(conn, "page_size"));
	r->total_ms = (unsigned)json_object_get_int(part(conn, "total_ms"));
}

static void
walk(struct ctx *c, struct wire *w, struct json_object *command, char **argv,
    struct json_object *cursor)
{
	struct json_object *next;
	struct crawl_page p;

	do {
		if (command == NULL)
			wire_regions(c, w, &p);
		else
			wire_page(c, w, command, argv[4], cursor, &p);
		next = say(&p);
		json_object_put(cursor);
		cursor = next;
		arena_reset(c->a);
	} while (cursor != NULL);
}

int
main(int argc, char **argv)
{
	struct ctx c = { .a = arena_new((size_t)512 << 20) };
	const char *hosts[HOSTS] = { NULL };
	struct json_object *provider, *conn, *command = NULL;
	struct crawl_conn k = { .id = "test" };
	struct wire_rules rules;
	struct http *h;
	struct wire *w;

	if (argc < 5)
		return 64;
	provider = read_file(argv[1]);
	conn = read_file(argv[2]);
	if (argv[3][0] != '-')
		command = read_file(argv[3]);
	if (wire_check_provider(&c, provider) != RC_OK ||
	    (command != NULL &&
		wire_check_command(&c, provider, command) != RC_OK)) {
		fprintf(stderr, "%s\n", c.err.msg);
		return 78;
	}
	take_rules(&rules, hosts, conn);
	k.settings = part(conn, "settings");
	k.secret = part(conn, "credentials");
	h = http_new(2);
	w = wire_new(h, provider, &k, &rules);
	walk(&c, w, command, argv,
	    argc > 5 ? json_tokener_parse(argv[5]) : NULL);
	printf("{\"requests\":%u}\n", wire_requests(w));
	wire_free(w);
	http_free(h);
	json_object_put(provider);
	json_object_put(conn);
	json_object_put(command);
	arena_free(c.a);
	return 0;
}
