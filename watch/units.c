/* SPDX-License-Identifier: ISC */
#include "watch/units.h"

#include <string.h>

#include "watch/node.h"

#define SAID  (64u << 10) /* bytes of what systemctl says */
#define UNITS 200

/* The next word of a line, which ends with it. */
static const char *
word(char **rest)
{
	char *p = *rest + strspn(*rest, " ");

	*rest = p + strcspn(p, " ");
	if (**rest != '\0')
		*(*rest)++ = '\0';
	return p;
}

void
units_read(struct ctx *c, struct units *u)
{
	static const char *const argv[] = { "systemctl", "list-units", "--all",
		"--plain", "--no-legend", "--no-pager", "--full", "discprov*",
		NULL };
	const char *out;
	char *line, *save = NULL;

	*u = (struct units){ arena_zalloc(c->a, UNITS, sizeof(*u->v)), 0 };
	if (watch_run(c, &out, SAID, argv) != 0)
		return;
	for (line = strtok_r(arena_strdup(c->a, out), "\n", &save);
	     line != NULL && u->n < UNITS; line = strtok_r(NULL, "\n", &save)) {
		struct unit *one = &u->v[u->n++];

		one->name = word(&line);
		one->load = word(&line);
		one->active = word(&line);
		one->sub = word(&line);
	}
}

const struct unit *
units_find(const struct units *u, const char *name)
{
	size_t i;

	for (i = 0; i < u->n; i++)
		if (strcmp(u->v[i].name, name) == 0)
			return &u->v[i];
	return NULL;
}

bool
unit_is_active(const struct units *u, const char *name)
{
	const struct unit *one = units_find(u, name);

	return one != NULL && strcmp(one->active, "active") == 0;
}

size_t
units_active(const struct units *u, const char *begin)
{
	size_t i, n = 0;

	for (i = 0; i < u->n; i++)
		n += strncmp(u->v[i].name, begin, strlen(begin)) == 0 &&
		     strcmp(u->v[i].active, "active") == 0;
	return n;
}

/* What has ended and is started again and again has failed as well. */
static bool
has_failed(const struct unit *one)
{
	return strcmp(one->active, "failed") == 0 ||
	       strcmp(one->sub, "auto-restart") == 0;
}

static void
show_failed(struct watch *w, const struct units *u)
{
	size_t i;

	for (i = 0; i < u->n; i++) {
		if (!has_failed(&u->v[i]))
			continue;
		watch_line(w, LIGHT_RED, "unit", "failed", "%s", u->v[i].name);
		watch_below(w, "its words: journalctl -n 20 -u %s",
		    u->v[i].name);
		watch_below(w, "again: systemctl restart %s", u->v[i].name);
	}
}

enum rc
see_units(struct watch *w, const void *arg)
{
	static const char *const wanted[] = { "discprov-fcgi.socket",
		"discprov-index.timer", "discprov-jobs.target" };
	struct units u;
	size_t i, pool;

	(void)arg;
	units_read(w->c, &u);
	if (u.n == 0) {
		watch_line(w, LIGHT_OFF, "units", "none",
		    "systemd knows none of ours here");
		return RC_OK;
	}
	show_failed(w, &u);
	for (i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		if (unit_is_active(&u, wanted[i]))
			continue;
		watch_line(w, LIGHT_RED, "unit", "stopped", "%s", wanted[i]);
		watch_below(w, "start it: systemctl enable --now %s",
		    wanted[i]);
	}
	pool = units_active(&u, "discprov-fcgi@");
	watch_line(w, pool > 0 ? LIGHT_GOOD : LIGHT_AMBER, "units",
	    pool > 0 ? "ok" : "few", "%zu processes of the pool, %zu timers",
	    pool, units_active(&u, "discprov-job-"));
	watch_fact(w, "pool", (int64_t)pool);
	if (pool == 0)
		watch_below(w,
		    "start it: systemctl enable --now discprov-pool.target");
	return RC_OK;
}
