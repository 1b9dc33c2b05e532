/* SPDX-License-Identifier: ISC */
/* Folders of providers and the files in them. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/limits.h"
#include "common/conf/conf.h"
#include "common/json/jsonr.h"
#include "crawler/map/impl.h"

static enum rc
no_file(struct ctx *c, const char *path)
{
	return err_set(&c->err, RC_CONFIG, "%s: %s", path, strerror(errno));
}

static enum rc
read_file(struct ctx *c, struct json_object **o, const char *path)
{
	char *buf = arena_alloc(c->a, LIM_MAP_FILE + 1);
	size_t len;
	FILE *f;
	int bad;

	if ((f = fopen(path, "re")) == NULL)
		return no_file(c, path);
	len = fread(buf, 1, LIM_MAP_FILE + 1, f);
	bad = ferror(f);
	fclose(f);
	if (bad != 0)
		return err_set(&c->err, RC_CONFIG, "%s: cannot be read", path);
	if (len > LIM_MAP_FILE)
		return err_set(&c->err, RC_CONFIG, "%s: more than %u bytes",
		    path, LIM_MAP_FILE);
	if (jsonr_doc(c, o, buf, len) == RC_OK)
		return RC_OK;
	c->err.rc = RC_CONFIG; /* the file is ours */
	return err_add(&c->err, "%s", path);
}

static int
by_name(const void *x, const void *y)
{
	return strcmp(*(const char *const *)x, *(const char *const *)y);
}

/* Names in a folder, in order; without those that begin with a dot. */
static enum rc
names_in(struct ctx *c, const char ***names, size_t *n, const char *folder)
{
	size_t cap = 0;
	struct dirent *e;
	DIR *d;

	*names = NULL;
	*n = 0;
	if ((d = opendir(folder)) == NULL)
		return no_file(c, folder);
	while ((e = readdir(d)) != NULL) {
		if (e->d_name[0] == '.')
			continue;
		if (*n == cap) {
			*names = arena_grow(c->a, *names, cap * sizeof(**names),
			    (cap + 64) * sizeof(**names));
			cap += 64;
		}
		(*names)[(*n)++] = arena_strdup(c->a, e->d_name);
	}
	closedir(d);
	qsort(*names, *n, sizeof(**names), by_name);
	return RC_OK;
}

/* A file's name without ".json"; NULL: it is none, or no command. */
static const char *
command_name(struct ctx *c, const char *file)
{
	size_t len = strlen(file);

	if (len < 6 || strcmp(file + len - 5, ".json") != 0 ||
	    strcmp(file, "provider.json") == 0 ||
	    strcmp(file, "info.json") == 0 ||
	    strcmp(file, "datacenters.json") == 0)
		return NULL;
	return arena_memdup(c->a, file, len - 5);
}

static bool
has(const char **names, size_t n, const char *name)
{
	return bsearch(&name, names, n, sizeof(*names), by_name) != NULL;
}

static enum rc
load_commands(struct ctx *c, struct map_provider *p, const char *folder,
    const char **files, size_t n)
{
	struct json_object *shapes = NULL, *o;
	struct map_command *cmd = arena_zalloc(c->a, n, sizeof(*cmd));
	const char *path;
	enum rc rc;
	size_t i;

	path = arena_printf(c->a, "%s/datacenters.json", folder);
	if (has(files, n, "datacenters.json") &&
	    (rc = read_file(c, &shapes, path)) != RC_OK)
		return rc;
	p->commands = cmd;
	for (i = 0; i < n; i++) {
		if ((cmd->name = command_name(c, files[i])) == NULL)
			continue;
		cmd->provider = p->name;
		path = arena_printf(c->a, "%s/%s", folder, files[i]);
		if ((rc = read_file(c, &o, path)) != RC_OK)
			return rc;
		if (map_read(c, cmd, o, shapes) != RC_OK)
			return err_add(&c->err, "%s", path);
		cmd++;
		p->n++;
	}
	return RC_OK;
}

static enum rc
load_provider(struct ctx *c, struct map_provider *p, const char *folder)
{
	const char **files;
	enum rc rc;
	size_t n;

	if ((rc = names_in(c, &files, &n, folder)) != RC_OK)
		return rc;
	if (has(files, n, "provider.json") &&
	    (rc = read_file(c, &p->json,
		 arena_printf(c->a, "%s/provider.json", folder))) != RC_OK)
		return rc;
	if (has(files, n, "info.json") &&
	    (rc = read_file(c, &p->info,
		 arena_printf(c->a, "%s/info.json", folder))) != RC_OK)
		return rc;
	return load_commands(c, p, folder, files, n);
}

enum rc
map_load(struct ctx *c, const struct map_set **set, const char *folder)
{
	struct map_set *s = arena_zalloc(c->a, 1, sizeof(*s));
	struct map_provider *p;
	const char **names;
	enum rc rc;
	size_t i, n;

	if ((rc = names_in(c, &names, &n, folder)) != RC_OK)
		return rc;
	s->providers = p = arena_zalloc(c->a, n + 1, sizeof(*p));
	s->n = n;
	for (i = 0; i < n; i++) {
		p[i].name = names[i];
		rc = load_provider(c, &p[i],
		    arena_printf(c->a, "%s/%s", folder, names[i]));
		if (rc != RC_OK)
			return rc;
	}
	*set = s;
	return RC_OK;
}

enum rc
map_load_installed(struct ctx *c, const struct map_set **set)
{
	const char *own = c->cf->crawl_providers_dir;

	return map_load(c, set, own[0] != '\0' ? own : PKGDATADIR "/providers");
}

/* Asked for by name. */

const struct map_provider *
map_provider(const struct map_set *set, const char *name)
{
	size_t i;

	for (i = 0; i < set->n; i++)
		if (strcmp(set->providers[i].name, name) == 0)
			return &set->providers[i];
	return NULL;
}

const struct map_command *
map_command(const struct map_provider *p, const char *name)
{
	size_t i;

	for (i = 0; i < p->n; i++)
		if (strcmp(p->commands[i].name, name) == 0)
			return &p->commands[i];
	return NULL;
}

const struct map_command *
map_task(const struct map_provider *p, const char *task, size_t i)
{
	size_t k;

	for (k = 0; k < p->n; k++)
		if (strcmp(p->commands[k].task, task) == 0 && i-- == 0)
			return &p->commands[k];
	return NULL;
}
