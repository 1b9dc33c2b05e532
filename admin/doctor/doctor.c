/* SPDX-License-Identifier: ISC */
#include "admin/doctor/doctor.h"

#include <pwd.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "admin/doctor/check.h"
#include "common/base/buf.h"
#include "common/db/db.h"
#include "watch/ask.h"
#include "watch/screen.h"

#define DOCTOR_MS 8000 /* the deadline of all groups */
#define GROUPS    20
#define FILE_MAX  (64u << 10)

/* Who does in everyday life what a group tries. */
static const struct {
	const char *group, *user;
	bool only; /* nobody else sees what he sees */
} as[] = {
	{ "writer", USER_INDEX, true },
	{ "pool", USER_POOL, true },
	{ "chain", USER_POOL, false },
};

struct group {
	const char *name, *user;
	bool only;
	const struct doctor_how *how;
	size_t first, n; /* rows */
};

const char *
try_path(const struct try *t, const char *fmt, ...)
{
	char text[1024];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	return arena_printf(t->c->a, "%s%s", t->root, text);
}

const char *
try_file(struct try *t, const char *path)
{
	char *text = arena_alloc(t->c->a, FILE_MAX + 1);
	FILE *f = fopen(path, "re");

	if (f == NULL)
		return NULL;
	text[fread(text, 1, FILE_MAX, f)] = '\0';
	fclose(f);
	return text;
}

/* A row's text with what was found. */
static const char *
filled(const struct try *t, const char *text)
{
	struct buf b = { .a = t->c->a };
	const char *dollar, *is;

	for (; (dollar = strchr(text, '$')) != NULL; text = dollar + 2) {
		buf_add(&b, text, (size_t)(dollar - text));
		is = dollar[1] == '1'   ? t->a
		     : dollar[1] == '2' ? t->b
		     : dollar[1] == '3' ? t->of
					: t->setting;
		buf_str(&b, is != NULL ? is : "?");
	}
	buf_str(&b, text);
	buf_add(&b, "", 1);
	return b.p;
}

static void
say(struct try *t, const struct check *k, enum verdict v)
{
	struct watch *w = t->w;
	enum light light = v == DOUBT ? LIGHT_AMBER : LIGHT_RED;

	switch (v) {
	case WELL:
		watch_line(w, LIGHT_GOOD, k->name, "ok", "%s", "");
		break;
	case UNSEEN:
		watch_line(w, LIGHT_OFF, k->name, "unseen", "%s", t->a);
		break;
	case FAULT:
		watch_fault(w, LIGHT_RED, k->name, "wrong");
		if (k->command != NULL)
			watch_below(w, "%s", filled(t, k->command));
		break;
	case DOUBT:
	case WRONG:
		watch_line(w, light, k->name, v == DOUBT ? "doubt" : "wrong",
		    "%s", filled(t, k->cause));
		watch_below(w, "%s", filled(t, k->command));
		break;
	case TOLD:
		break;
	}
}

/* Is a row that this one needs well? */
static bool
may_try(const struct watch *w, const struct check *k)
{
	size_t i;

	if (k->needs == NULL)
		return true;
	for (i = 0; i < w->n; i++)
		if (strcmp(w->v[i].name, k->needs) == 0)
			return w->v[i].light == LIGHT_GOOD;
	return false;
}

static void
try_row(struct try *t, const struct check *k)
{
	enum verdict v = UNSEEN;

	t->a = t->b = t->of = t->setting = NULL;
	err_clear(&t->c->err);
	if (may_try(t->w, k))
		v = k->fn(t);
	else
		t->a = arena_printf(t->c->a, "needs %s", k->needs);
	say(t, k, v);
}

/* Without being root nobody can look as a user of the units. */
static const char *
not_as(const struct try *t, bool only)
{
	const struct passwd *pw;

	if (t->user == NULL || !only || geteuid() == 0 ||
	    (pw = getpwnam(t->user)) == NULL || pw->pw_uid == geteuid())
		return NULL;
	return arena_printf(t->c->a, "only root can look as %s does", t->user);
}

static enum rc
try_group(struct watch *w, const void *arg)
{
	const struct group *g = arg;
	struct try t = { .c = w->c,
		.w = w,
		.root = g->how->root,
		.user = g->user };
	const char *why = not_as(&t, g->only);
	size_t i;

	for (i = g->first; i < g->first + g->n; i++)
		if (why != NULL)
			watch_line(w, LIGHT_OFF, checks[i].name, "unseen", "%s",
			    why);
		else
			try_row(&t, &checks[i]);
	db_close(w->c->db);
	return RC_OK;
}

static void
find_user(struct group *g)
{
	size_t i;

	for (i = 0; i < sizeof(as) / sizeof(as[0]); i++)
		if (strcmp(as[i].group, g->name) == 0) {
			g->user = as[i].user;
			g->only = as[i].only;
		}
}

static size_t
list_groups(struct group *g, const struct doctor_how *how)
{
	size_t i, n = 0;

	for (i = 0; i < nchecks; i++) {
		if (n == 0 || strcmp(g[n - 1].name, checks[i].group) != 0) {
			if (n == GROUPS)
				err_die("doctor", "too many groups");
			g[n] = (struct group){ .name = checks[i].group,
				.how = how,
				.first = i };
			find_user(&g[n++]);
		}
		g[n - 1].n++;
	}
	return n;
}

/* What came of it. */

static const char *
names(const struct watch *w, enum light light, const char *word)
{
	const char *text = "";
	size_t i;

	for (i = 0; i < w->n; i++)
		if (w->v[i].light == light)
			text = arena_printf(w->c->a, "%s%s%s", text,
			    *text != '\0' ? ", " : "", w->v[i].name);
	return *text != '\0' ? text : word;
}

/* Together, since most of them are of no interest; with the reason where that
   is not another row. */
static void
print_unseen(const struct watch *w)
{
	struct sight all = { .light = LIGHT_OFF,
		.name = "doctor",
		.word = "unseen",
		.text = "" };
	const struct sight *s;
	bool follows;
	size_t i;

	for (i = 0; i < w->n; i++) {
		s = &w->v[i];
		if (s->light != LIGHT_OFF)
			continue;
		follows = strncmp(s->text, "needs ", 6) == 0;
		all.text = arena_printf(w->c->a, "%s%s%s%s%s%s", all.text,
		    *all.text != '\0' ? ", " : "", s->name, follows ? "" : " (",
		    follows ? "" : s->text, follows ? "" : ")");
	}
	if (*all.text != '\0')
		screen_sight(&all);
}

static void
print(const struct watch *w)
{
	struct sight good = { .light = LIGHT_GOOD,
		.name = "doctor",
		.word = "well" };
	size_t i;

	good.text = names(w, LIGHT_GOOD, "nothing");
	screen_sight(&good);
	print_unseen(w);
	for (i = 0; i < w->n; i++)
		if (w->v[i].light == LIGHT_AMBER)
			screen_sight(&w->v[i]);
	for (i = 0; i < w->n; i++)
		if (w->v[i].light == LIGHT_RED)
			screen_sight(&w->v[i]);
	screen_verdict(w, "doctor:");
}

static void
print_json(const struct watch *w)
{
	struct jsonw *j = jsonw_new(w->c->a);
	struct span text;
	size_t i;

	jsonw_obj(j, NULL);
	jsonw_arr(j, "checks");
	for (i = 0; i < w->n; i++)
		screen_json(j, &w->v[i]);
	jsonw_end(j);
	jsonw_end(j);
	text = jsonw_done(j);
	printf("%.*s\n", (int)text.len, (const char *)text.p);
}

enum rc
doctor(struct ctx *c, const struct doctor_how *how)
{
	struct watch *w = arena_zalloc(c->a, 1, sizeof(*w));
	struct group g[GROUPS];
	struct look v[GROUPS];
	size_t n = list_groups(g, how), i;

	w->c = c;
	for (i = 0; i < n; i++)
		v[i] = (struct look){ g[i].name, try_group, &g[i], g[i].user };
	if (watch_ask(w, v, n, DOCTOR_MS) != RC_OK)
		err_clear(&c->err); /* they have their lines */
	(how->json ? print_json : print)(w);
	if (*watch_red(w) == '\0')
		return RC_OK;
	return err_set(&c->err, RC_UPSTREAM, "not well: %s", watch_red(w));
}

void
doctor_unconfigured(struct ctx *c, const struct doctor_how *how)
{
	struct watch *w = arena_zalloc(c->a, 1, sizeof(*w));

	w->c = c;
	watch_fault(w, LIGHT_RED, "settings", "wrong");
	watch_below(w, "what may stand there: man discprov.ini; discprov "
		       "config --sample");
	(how->json ? print_json : print)(w);
}
