/* SPDX-License-Identifier: ISC */
#include "admin/status.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "watch/screen.h"
#include "common/base/clock.h"
#include "common/base/limits.h"
#include "common/conf/conf.h"
#include "watch/node.h"

#include "config.h"

#define AGAIN_MS 2000

/* "2026-12-01T04:05:06Z" */
static const char *
moment(struct arena *a)
{
	time_t now = (time_t)wall_s();
	char text[32];
	struct tm tm;

	gmtime_r(&now, &tm);
	strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &tm);
	return arena_strdup(a, text);
}

static void
print_json(const struct watch *w)
{
	struct jsonw *j = jsonw_new(w->c->a);
	struct span text;
	size_t i;

	jsonw_obj(j, NULL);
	jsonw_str(j, "at", moment(w->c->a));
	jsonw_str(j, "version", PACKAGE_VERSION);
	jsonw_str(j, "light",
	    screen_light(*watch_red(w) != '\0'     ? LIGHT_RED
			 : *watch_amber(w) != '\0' ? LIGHT_AMBER
						   : LIGHT_GOOD));
	jsonw_arr(j, "parts");
	for (i = 0; i < w->n; i++)
		screen_json(j, &w->v[i]);
	jsonw_end(j);
	jsonw_end(j);
	text = jsonw_done(j);
	printf("%.*s\n", (int)text.len, (const char *)text.p);
}

static void
print_screen(const struct watch *w)
{
	const struct conf *cf = w->c->cf;
	size_t i;

	screen_verdict(w,
	    arena_printf(w->c->a, "%s %s", moment(w->c->a),
		cf->url[0] != '\0' ? cf->url : "discprov " PACKAGE_VERSION));
	for (i = 0; i < w->n; i++)
		screen_sight(&w->v[i]);
}

static enum rc
look(struct ctx *c, const struct status_how *how)
{
	struct watch *w = arena_zalloc(c->a, 1, sizeof(*w));
	enum rc rc;

	w->c = c;
	rc = watch_node(w);
	if (how->watch && !how->json && isatty(STDOUT_FILENO) == 1)
		fputs("\033[H\033[J", stdout);
	(how->json ? print_json : print_screen)(w);
	fflush(stdout);
	if (*watch_red(w) == '\0')
		return RC_OK;
	return err_set(&c->err, rc != RC_OK ? rc : RC_UPSTREAM, "not well: %s",
	    watch_red(w));
}

enum rc
status_print(struct ctx *c, const struct status_how *how)
{
	struct arena *keep;
	enum rc rc = RC_OK;

	if (!how->watch)
		return look(c, how);
	keep = ctx_in(c, arena_new(LIM_ARENA_BLOCK));
	while (!stop_asked()) {
		err_clear(&c->err);
		rc = look(c, how);
		arena_reset(c->a);
		if (!stop_asked())
			poll(NULL, 0, AGAIN_MS);
	}
	arena_free(c->a);
	ctx_back(c, keep);
	return rc;
}
