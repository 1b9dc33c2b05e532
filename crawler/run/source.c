/* SPDX-License-Identifier: ISC */
#include "crawler/run/source.h"

#include <string.h>

#include "common/conf/conf.h"
#include "common/net/http.h"
#include "crawler/file/file.h"
#include "crawler/wire/wire.h"

#define HOSTS_MAX 100

struct source {
	struct file *file; /* one of these two */
	struct wire *wire;
	bool is_metered;
	struct wire_rules rules;
	const char *hosts[HOSTS_MAX + 1];
};

static void
let_go(void *arg)
{
	struct source *s = arg;

	file_free(s->file);
	wire_free(s->wire);
}

/* A comma list as an array. */
static void
split(struct ctx *c, const char **out, const char *list)
{
	size_t n = 0, len;

	while (n < HOSTS_MAX) {
		list += strspn(list, ", ");
		if ((len = strcspn(list, ", ")) == 0)
			break;
		out[n++] = arena_memdup(c->a, list, len);
		list += len;
	}
	out[n] = NULL;
}

static void
rules_of(struct run *r, struct source *s)
{
	const struct conf *cf = r->c->cf;

	split(r->c, s->hosts, cf->crawl_private_hosts);
	s->rules = (struct wire_rules){
		.private_hosts = s->hosts,
		.cafile = cf->crawl_cafile[0] != '\0' ? cf->crawl_cafile : NULL,
		.page_size = (unsigned)cf->crawl_page_size,
	};
	if (r->http == NULL)
		r->http = http_new(4);
}

static void
by_file(struct run *r, struct source *s, const struct crawl_conn *conn)
{
	const struct map_provider *store = map_provider(r->set, "s3");
	const struct file_rules rules = {
		.upload_dir = r->c->cf->crawl_upload_dir,
		.items = (size_t)r->c->cf->crawl_batch,
		.net = &s->rules,
		.http = r->http,
		.store = store != NULL ? store->json : NULL,
	};

	s->file = file_new(r->c, conn, &rules);
}

struct source *
source_open(struct run *r, const struct crawl_conn *conn,
    const struct map_provider *p)
{
	struct source *s = arena_zalloc(r->c->a, 1, sizeof(*s));

	arena_defer(r->c->a, let_go, s);
	rules_of(r, s);
	s->is_metered = strcmp(conn->transport, "upload") != 0;
	if (strcmp(conn->transport, "api") == 0)
		s->wire = wire_new(r->http, p->json, conn, &s->rules);
	else
		by_file(r, s, conn);
	return s;
}

bool
source_is_metered(const struct source *s)
{
	return s->is_metered;
}

enum crawl_end
source_regions(struct ctx *c, struct source *s, struct crawl_page *page)
{
	if (s->wire != NULL)
		return wire_regions(c, s->wire, page);
	return page->end = CRAWL_GONE;
}

const char *
source_host_key(const struct source *s)
{
	return s->file == NULL ? NULL : file_host_key(s->file);
}

enum crawl_end
source_page(struct ctx *c, struct source *s, const struct map_command *cmd,
    const char *region, struct json_object *cursor, struct crawl_page *page)
{
	if (s->wire != NULL)
		return wire_page(c, s->wire, cmd->json, region, cursor, page);
	return file_page(c, s->file, cmd->json, region, cursor, page);
}
