/* SPDX-License-Identifier: ISC */
#include "watch/screen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define COLUMNS 80
#define NAMES   18 /* columns of a name, and of a word */
#define WORDS   8
#define TEXT    (NAMES + 1 + WORDS + 1) /* where what there is to say begins */
#define BELOW   4

static const struct {
	const char *name, *colour;
} lights[] = {
	[LIGHT_GOOD] = { "good", "\033[32m" },
	[LIGHT_OFF] = { "off", "\033[2m" },
	[LIGHT_AMBER] = { "amber", "\033[33m" },
	[LIGHT_RED] = { "red", "\033[1;31m" },
};

const char *
screen_light(enum light light)
{
	return lights[light].name;
}

bool
screen_colours(void)
{
	const char *term = getenv("TERM"), *no = getenv("NO_COLOR");

	return isatty(STDOUT_FILENO) == 1 && (no == NULL || *no == '\0') &&
	       term != NULL && strcmp(term, "dumb") != 0;
}

static size_t
columns(void)
{
	struct winsize w;

	return ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) == 0 && w.ws_col > TEXT + 20
		   ? w.ws_col
		   : COLUMNS;
}

/* What others say may hold anything; a terminal obeys some of it. */
static void
put(const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		putchar((unsigned char)s[i] < ' ' || s[i] == 0x7f ? '?' : s[i]);
}

/* Broken at blanks; a word that is longer than a line stays whole, to be
   copied.  at is the column where we are. */
static void
wrapped(const char *s, size_t at, size_t indent)
{
	size_t width = columns(), n;

	while (*s != '\0') {
		n = strcspn(s, " ");
		if (at + n > width && at > indent) {
			printf("\n%*s", (int)indent, "");
			at = indent;
		}
		put(s, n);
		at += n;
		s += n;
		if (*s == ' ') {
			s++;
			if (at + 1 + strcspn(s, " ") <= width) {
				putchar(' ');
				at++;
			} else {
				at = width + 1;
			}
		}
	}
	putchar('\n');
}

void
screen_sight(const struct sight *s)
{
	bool colours = screen_colours();
	size_t at = TEXT, i, n;

	printf("%-*s %s%-*s%s ", NAMES, s->name,
	    colours ? lights[s->light].colour : "", WORDS, s->word,
	    colours ? "\033[0m" : "");
	n = strlen(s->name);
	at += n > NAMES ? n - NAMES : 0;
	wrapped(s->text, at, TEXT);
	if (s->why != NULL) {
		printf("%*s", BELOW, "");
		wrapped(s->why, BELOW, BELOW);
	}
	for (i = 0; i < s->nbelow; i++) {
		printf("%*s", BELOW, "");
		wrapped(s->below[i], BELOW, BELOW);
	}
}

void
screen_verdict(const struct watch *w, const char *about)
{
	const char *red = watch_red(w), *amber = watch_amber(w);
	enum light light = *red != '\0'     ? LIGHT_RED
			   : *amber != '\0' ? LIGHT_AMBER
					    : LIGHT_GOOD;
	bool colours = screen_colours();
	const char *text;

	text = light == LIGHT_GOOD ? "all is well"
	       : light == LIGHT_AMBER
		   ? arena_printf(w->c->a, "it works; look at: %s", amber)
		   : arena_printf(w->c->a, "not well: %s%s%s", red,
			 *amber != '\0' ? "; look at: " : "", amber);
	printf("%s%s%s  ", colours ? lights[light].colour : "",
	    lights[light].name, colours ? "\033[0m" : "");
	wrapped(arena_printf(w->c->a, "%s  %s", about, text),
	    strlen(lights[light].name) + 2, BELOW);
}

void
screen_json(struct jsonw *w, const struct sight *s)
{
	size_t i;

	jsonw_obj(w, NULL);
	jsonw_str(w, "name", s->name);
	jsonw_str(w, "light", lights[s->light].name);
	jsonw_str(w, "word", s->word);
	jsonw_str(w, "text", s->text);
	jsonw_str(w, "why", s->why);
	jsonw_arr(w, "help");
	for (i = 0; i < s->nbelow; i++)
		jsonw_str(w, NULL, s->below[i]);
	jsonw_end(w);
	jsonw_obj(w, "facts");
	for (i = 0; i < s->nfacts; i++)
		jsonw_int(w, s->fact[i].key, s->fact[i].n);
	jsonw_end(w);
	jsonw_end(w);
}
