/* SPDX-License-Identifier: ISC */
/*
 * Settings that come as variables: of the process, and of the file that the
 * units read.  A variable with our prefix that names no setting stops nobody,
 * because the original's files may hold any; it is remembered.
 */
#include "common/conf/env.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/conf/env_file.h"
#include "common/base/limits.h"

#define PREFIX     "audius_"
#define STRAYS_MAX 100 /* variables without a setting that are remembered */

extern char **environ;

/* Is this the variable of some setting, or of a section that takes any? */
static bool
names_a_setting(struct arena *a, const char *name, bool *ours)
{
	size_t i, n, p = strlen(PREFIX);

	*ours = false;
	for (i = 0; i < conf_nrows; i++) {
		n = strlen(conf_rows[i].section);
		if (strcmp(name, conf_row_env(a, &conf_rows[i])) == 0)
			return true;
		if (n == 0 || strncmp(name + p, conf_rows[i].section, n) != 0 ||
		    name[p + n] != '_')
			continue;
		*ours = true;
		if (conf_row_find(conf_rows[i].section, name + p + n + 1) !=
		    conf_nrows)
			return true;
	}
	return false;
}

/* "audius_discprov_undo_dept": somebody may have meant a setting. */
static void
stray_add(struct conf_impl *im, const char *name, const char *src)
{
	struct conf_stray *stray;
	const char **list;
	size_t i, n = 0;
	bool ours;

	if (strncmp(name, PREFIX, strlen(PREFIX)) != 0 ||
	    names_a_setting(im->a, name, &ours) || im->nstray == STRAYS_MAX)
		return;
	list = arena_zalloc(im->a, conf_nrows, sizeof(*list));
	for (i = 0; i < conf_nrows; i++)
		if (strcmp(conf_rows[i].key, "*") != 0)
			list[n++] = conf_row_env(im->a, &conf_rows[i]);
	if (im->stray == NULL)
		im->stray = arena_zalloc(im->a, STRAYS_MAX, sizeof(*im->stray));
	stray = &im->stray[im->nstray++];
	stray->name = name;
	stray->src = src;
	stray->near = conf_near(name, list, n);
	stray->ours = ours;
}

/* The value a variable has: the process's own, else that of the file. */
const char *
conf_env_get(const struct conf_env *vars, const char *name, const char **src)
{
	const char *text = getenv(name);
	size_t i;

	*src = name;
	if (text != NULL && text[0] != '\0')
		return text;
	for (i = vars->n; i > 0; i--) { /* the last one counts */
		if (strcmp(vars->v[i - 1].name, name) != 0)
			continue;
		*src = vars->v[i - 1].src;
		return vars->v[i - 1].text;
	}
	return NULL;
}

/* "export NAME=value" is for a shell; systemd leaves it out, and so do we. */
static void
exported_add(struct conf_impl *im, const struct conf_variable *var)
{
	static const char export[] = "export " PREFIX;

	if (im->odd == NULL &&
	    strncmp(var->name, export, sizeof(export) - 1) == 0)
		im->odd = arena_printf(im->a,
		    "%s: without effect, because of the word export", var->src);
}

static void
strays_find(struct conf_impl *im, const struct conf_env *vars)
{
	const char *eq;
	size_t i;

	for (i = 0; environ != NULL && environ[i] != NULL; i++)
		if ((eq = strchr(environ[i], '=')) != NULL && eq[1] != '\0')
			stray_add(im,
			    arena_memdup(im->a, environ[i],
				(size_t)(eq - environ[i])),
			    "environment");
	for (i = 0; i < vars->n; i++) {
		exported_add(im, &vars->v[i]);
		if (vars->v[i].text[0] != '\0' &&
		    getenv(vars->v[i].name) == NULL)
			stray_add(im, vars->v[i].name, vars->v[i].src);
	}
}

enum rc
conf_env_take(struct err *e, struct conf_impl *im, const struct conf_env *vars)
{
	const char *name, *text, *src;
	size_t i;

	strays_find(im, vars);
	for (i = 0; i < conf_nrows; i++) {
		if (strcmp(conf_rows[i].key, "*") == 0)
			continue;
		name = conf_row_env(im->a, &conf_rows[i]);
		if ((text = conf_env_get(vars, name, &src)) == NULL)
			continue;
		if (strlen(text) > LIM_CONF_VALUE)
			return err_set(e, RC_CONFIG,
			    "%s: %s is longer than 64 KiB",
			    src == name ? "environment" : src, name);
		text = conf_trimmed(im->a, text);
		if (text[0] == '\0')
			continue;
		im->v[i].text = arena_strdup(im->a, text);
		im->v[i].src = src;
	}
	return RC_OK;
}

/* One reading of the file. */
struct reading {
	struct err *e;
	struct conf_impl *im;
	const char *path;
	struct conf_env *vars;
};

static void
variable_add(void *arg, unsigned line, const char *name, const char *value)
{
	struct reading *r = arg;
	struct conf_env *vars = r->vars;

	if (name == NULL) {
		if (r->im->odd == NULL)
			r->im->odd = arena_printf(r->im->a,
			    "%s:%u: not an assignment NAME=value", r->path,
			    line);
		return;
	}
	if (vars->n == vars->room) {
		vars->room = vars->room == 0 ? 64 : 2 * vars->room;
		vars->v = arena_grow(r->im->a, vars->v,
		    vars->n * sizeof(*vars->v), vars->room * sizeof(*vars->v));
	}
	vars->v[vars->n++] = (struct conf_variable){ name, value,
		arena_printf(r->im->a, "%s:%u", r->path, line) };
}

static enum rc
whole_file(struct reading *r, FILE *f)
{
	char *text;
	size_t n;

	if (conf_file_check(r->e, r->path, f, 022, "write") != RC_OK)
		return r->e->rc;
	text = arena_alloc(r->im->a, LIM_CONF_FILE + 1);
	n = fread(text, 1, LIM_CONF_FILE + 1, f);
	if (ferror(f))
		return err_set(r->e, RC_CONFIG, "%s: %s", r->path,
		    strerror(errno));
	if (n > LIM_CONF_FILE || memchr(text, 0, n) != NULL)
		return err_set(r->e, RC_CONFIG,
		    "%s: longer than 256 KiB, or no text", r->path);
	text[n] = '\0';
	env_file_read(r->im->a, text, variable_add, r);
	return r->e->rc;
}

/*
 * It need not be there; and what only root may read, systemd has given to
 * those that it starts, which it tells by this variable.
 */
static bool
is_no_oddity(int fault)
{
	return fault == ENOENT ||
	       (fault == EACCES && getenv("INVOCATION_ID") != NULL);
}

enum rc
conf_env_read(struct err *e, struct conf_impl *im, struct conf_env *vars,
    const char *path)
{
	struct reading r = { e, im, path, vars };
	enum rc rc;
	FILE *f;

	if ((f = fopen(path, "re")) == NULL) {
		if (!is_no_oddity(errno) && im->odd == NULL)
			im->odd = arena_printf(im->a, "%s: %s", path,
			    strerror(errno));
		return RC_OK;
	}
	rc = whole_file(&r, f);
	fclose(f);
	return rc;
}
