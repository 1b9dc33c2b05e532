/* SPDX-License-Identifier: ISC */
/* Lines of the screen, as they are put together. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "watch/watch.h"

static const char *PRINTF(2, 0)
    formatted(struct arena *a, const char *fmt, va_list ap)
{
	char text[1024];

	(void)vsnprintf(text, sizeof(text), fmt, ap);
	return arena_strdup(a, text);
}

void
watch_line(struct watch *w, enum light light, const char *name,
    const char *word, const char *fmt, ...)
{
	struct sight *s;
	va_list ap;

	if (w->n == WATCH_MAX)
		err_die("watch", "more to look at than there is room for");
	if (w->n > 0 && w->done != NULL)
		w->done(w, &w->v[w->n - 1]);
	s = &w->v[w->n++];
	*s = (struct sight){ .light = light, .name = name, .word = word };
	va_start(ap, fmt);
	s->text = formatted(w->c->a, fmt, ap);
	va_end(ap);
}

void
watch_fault(struct watch *w, enum light light, const char *name,
    const char *word)
{
	const char *msg = w->c->err.msg, *help = strstr(msg, "; ");

	if (help == NULL) {
		watch_line(w, light, name, word, "%s", msg);
		return;
	}
	watch_line(w, light, name, word, "%.*s", (int)(help - msg), msg);
	watch_below(w, "%s", help + 2);
}

void
watch_fact(struct watch *w, const char *key, int64_t n)
{
	struct sight *s = &w->v[w->n - 1];

	if (s->nfacts == SIGHT_FACTS)
		err_die("watch", "more figures than there is room for");
	if (n != WATCH_UNKNOWN)
		s->fact[s->nfacts++] = (struct fact){ key, n };
}

int64_t
sight_fact(const struct sight *s, const char *key)
{
	size_t i;

	for (i = 0; i < s->nfacts; i++)
		if (strcmp(s->fact[i].key, key) == 0)
			return s->fact[i].n;
	return WATCH_UNKNOWN;
}

void
watch_because(struct watch *w, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	w->v[w->n - 1].why = formatted(w->c->a, fmt, ap);
	va_end(ap);
}

void
watch_below(struct watch *w, const char *fmt, ...)
{
	struct sight *s = &w->v[w->n - 1];
	va_list ap;

	if (s->nbelow == SIGHT_BELOW)
		err_die("watch", "more to say than there is room for");
	va_start(ap, fmt);
	s->below[s->nbelow++] = formatted(w->c->a, fmt, ap);
	va_end(ap);
}

static const char *
names_of(const struct watch *w, enum light light)
{
	const char *names = "";
	size_t i;

	for (i = 0; i < w->n; i++)
		if (w->v[i].light == light)
			names = arena_printf(w->c->a, "%s%s%s", names,
			    *names != '\0' ? ", " : "", w->v[i].name);
	return names;
}

const char *
watch_red(const struct watch *w)
{
	return names_of(w, LIGHT_RED);
}

const char *
watch_amber(const struct watch *w)
{
	return names_of(w, LIGHT_AMBER);
}

/* "90 s", "5 min", "30 h", "12 d" */
const char *
watch_duration(struct ctx *c, int64_t s)
{
	static const struct {
		int64_t size;
		const char *name;
	} units[] = { { 86400, "d" }, { 3600, "h" }, { 60, "min" } };
	size_t i;

	if (s < 0)
		s = 0;
	for (i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (s >= 2 * units[i].size)
			return arena_printf(c->a, "%" PRId64 " %s",
			    s / units[i].size, units[i].name);
	return arena_printf(c->a, "%" PRId64 " s", s);
}
