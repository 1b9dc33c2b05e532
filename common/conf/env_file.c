/* SPDX-License-Identifier: ISC */
/*
 * Files of variables.  The same file is read by systemd, and by sh when cron
 * starts the programs; where the two differ, systemd is followed.
 */
#include "common/conf/env_file.h"

#include <stdbool.h>
#include <string.h>

struct scan {
	const char *s; /* what is left */
	unsigned line;
	char *out; /* of the value; never longer than what was read for it */
	size_t len;
	size_t keep; /* bytes of it that blanks at the end are not taken from */
};

static bool
is_blank(char ch)
{
	return ch == ' ' || ch == '\t' || ch == '\r';
}

static char
next(struct scan *k)
{
	if (*k->s == '\n')
		k->line++;
	return *k->s++;
}

static void
put(struct scan *k, char ch)
{
	k->out[k->len++] = ch;
}

/* A backslash outside of quotes: the next byte itself; an end of line is none.
 */
static void
escaped(struct scan *k)
{
	char ch;

	if (*k->s == '\0' || (ch = next(k)) == '\n')
		return;
	put(k, ch);
	k->keep = k->len;
}

/* Between double quotes only some bytes need one. */
static void
escaped_in_quotes(struct scan *k)
{
	char ch;

	if (*k->s == '\0' || (ch = next(k)) == '\n')
		return;
	if (strchr("\"\\`$", ch) == NULL)
		put(k, '\\');
	put(k, ch);
}

static void
quoted(struct scan *k, char quote)
{
	char ch;

	while (*k->s != '\0' && (ch = next(k)) != quote)
		if (ch == '\\' && quote == '"')
			escaped_in_quotes(k);
		else
			put(k, ch);
	k->keep = k->len;
}

/*
 * The rest of the line.  Quotes count where a value begins, and behind other
 * quotes; the blanks there, and those at the end, are no part of it.
 */
static void
value(struct scan *k)
{
	bool begun = false;
	char ch;

	k->len = k->keep = 0;
	while (*k->s != '\0' && (ch = next(k)) != '\n') {
		if (ch == '\\') {
			escaped(k);
			begun = true;
		} else if (!begun && (ch == '\'' || ch == '"')) {
			quoted(k, ch);
		} else if (begun || !is_blank(ch)) {
			begun = true;
			put(k, ch);
			if (!is_blank(ch))
				k->keep = k->len;
		}
	}
}

void
env_file_read(struct arena *a, const char *text, env_file_fn *fn, void *arg)
{
	struct scan k = { .s = text, .line = 1 };
	const char *name;
	unsigned line;
	size_t n;

	k.out = arena_alloc(a, strlen(text) + 1);
	while (*k.s != '\0') {
		while (is_blank(*k.s))
			k.s++;
		line = k.line;
		name = k.s;
		n = strcspn(name, "=\n");
		if (*name == '#' || *name == ';' || name[n] != '=') {
			value(&k); /* it may go on in the next line */
			if (*name != '#' && *name != ';' && k.keep > 0)
				fn(arg, line, NULL,
				    arena_memdup(a, k.out, k.keep));
			continue;
		}
		k.s += n + 1;
		while (n > 0 && is_blank(name[n - 1]))
			n--;
		value(&k);
		fn(arg, line, arena_memdup(a, name, n),
		    arena_memdup(a, k.out, k.keep));
	}
}
