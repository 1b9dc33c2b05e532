/* SPDX-License-Identifier: ISC */
/* The configuration as people read it. */
#include <string.h>

#include "common/conf/row.h"

#define COLUMNS 79

/* "//user:secret@host" without the secret; returns what is left to print. */
static const char *
print_userinfo(FILE *f, const char *s)
{
	const char *p = strstr(s, "://"), *at = NULL, *colon, *q;

	if (p == NULL)
		return s;
	for (q = p + 3; *q != '\0' && *q != '/' && *q != '?'; q++)
		if (*q == '@')
			at = q;
	if (at == NULL)
		return s;
	colon = memchr(p + 3, ':', (size_t)(at - p - 3));
	if (colon == NULL)
		return s;
	fprintf(f, "%.*s:***", (int)(colon - s), s);
	return at;
}

/* Skip the value of a libpq keyword: quoted, or up to a blank or an '&'. */
static const char *
skip_value(const char *s)
{
	s += strspn(s, " ");
	if (*s != '\'')
		return s + strcspn(s, " &");
	for (s++; *s != '\0' && *s != '\''; s++)
		if (*s == '\\' && s[1] != '\0')
			s++;
	return s + (*s == '\'');
}

/* A URL or libpq keywords, without the passwords in it. */
static void
print_masked(FILE *f, const char *s)
{
	const char *p, *eq;

	s = print_userinfo(f, s);
	while ((p = strstr(s, "password")) != NULL &&
	       (eq = strchr(p, '=')) != NULL) {
		fprintf(f, "%.*s***", (int)(eq + 1 - s), s);
		s = skip_value(eq + 1);
	}
	fputs(s, f);
}

static const char *
row_value(const struct conf *cf, size_t i)
{
	const struct conf_row *row = &conf_rows[i];
	const struct conf_impl *im = cf->impl;

	if (im->v[i].shown != NULL)
		return im->v[i].shown;
	if (row->off != SIZE_MAX && conf_type_is_text(row->type))
		return *(const char *const *)((const char *)cf + row->off);
	if (im->v[i].text[0] == '\0')
		return row->def;
	return im->v[i].text;
}

/* "F:2", "default", or "F:2, from section.key" of what stands in. */
static void
row_source(const struct conf_impl *im, size_t i, FILE *f)
{
	const struct conf_row *from = im->v[i].from;
	const char *src = conf_row_src(im, i), *name;

	fputs(src == NULL ? "default" : src, f);
	if (from == NULL)
		return;
	name = conf_row_name(im->a, from);
	if (src == NULL || strcmp(src, name) != 0)
		fprintf(f, ", from %s", name);
}

static void
row_print(const struct conf *cf, size_t i, FILE *f)
{
	const struct conf_row *row = &conf_rows[i];
	const struct conf_impl *im = cf->impl;
	const char *value = row_value(cf, i);

	if (im->v[i].src == NULL && (row->flags & CONF_DEAD) != 0)
		return;
	fprintf(f, "%s = ", conf_row_name(im->a, row));
	if ((row->flags & CONF_SECRET) != 0 && value[0] != '\0')
		fputs("***", f);
	else
		print_masked(f, value);
	fprintf(f, "%s# ", value[0] != '\0' ? "  " : " ");
	row_source(im, i, f);
	if ((row->flags & CONF_DEAD) != 0)
		fprintf(f, ", no effect: %s", row->text);
	fputc('\n', f);
}

static void
stray_print(const struct conf_stray *s, FILE *f)
{
	fprintf(f, "# %s: %s names no setting%s%s%s\n", s->src, s->name,
	    s->near != NULL ? "; is " : "", s->near != NULL ? s->near : "",
	    s->near != NULL ? " meant?" : "");
}

void
conf_print(const struct conf *cf, FILE *f)
{
	const struct conf_impl *im = cf->impl;
	size_t i;

	for (i = 0; i < conf_nrows; i++)
		if (strcmp(conf_rows[i].key, "*") != 0)
			row_print(cf, i, f);
	for (i = 0; i < im->nstray; i++)
		stray_print(&im->stray[i], f);
	if (cf->delegate_owner_wallet[0] == '\0' ||
	    cf->delegate_private_key[0] == '\0')
		fputs("# delegate.owner_wallet or its private key is not set: "
		      "discprov-fcgi will not start\n",
		    f);
}

/* Of those that somebody may have meant as a setting: the first. */
static void
warn_of_strays(const struct conf_impl *im,
    void (*warn)(void *arg, const char *text), void *arg)
{
	const struct conf_stray *s, *first = NULL;
	size_t i, n = 0;

	for (i = 0; i < im->nstray; i++) {
		s = &im->stray[i];
		if (s->near == NULL && !s->ours)
			continue;
		if (n++ == 0)
			first = s;
	}
	if (n == 0)
		return;
	warn(arg,
	    arena_printf(im->a, "%s: %.80s names no setting%s%s%s%s",
		first->src, first->name, first->near != NULL ? "; is " : "",
		first->near != NULL ? first->near : "",
		first->near != NULL ? " meant?" : "",
		n == 1 ? ""
		       : arena_printf(im->a,
			     " and %zu more, see 'discprov config'", n - 1)));
}

void
conf_warnings(const struct conf *cf, void (*warn)(void *arg, const char *text),
    void *arg)
{
	const struct conf_impl *im = cf->impl;

	if (im->odd != NULL)
		warn(arg, im->odd);
	warn_of_strays(im, warn, arg);
}

size_t
conf_idle(const struct conf *cf)
{
	const struct conf_impl *im = cf->impl;
	size_t i, n = 0;

	for (i = 0; i < conf_nrows; i++)
		n += im->v[i].src != NULL &&
		     (conf_rows[i].flags & CONF_DEAD) != 0;
	return n;
}

/* Text in lines of a comment. */
static void
comment(FILE *f, const char *text)
{
	size_t col = 0, n;

	for (; *text != '\0'; text += n + strspn(text + n, " ")) {
		n = strcspn(text, " ");
		if (col > 0 && col + 1 + n > COLUMNS) {
			fputc('\n', f);
			col = 0;
		}
		col += (size_t)fprintf(f, "%s%.*s", col == 0 ? "# " : " ",
		    (int)n, text);
	}
	fputc('\n', f);
}

static const char sample_head[] =
    "# discprov.ini: every setting, with its default. See discprov.ini(5).\n"
    "#\n"
    "# A value goes on in the next line when that begins with a blank. A line\n"
    "# may have 198 bytes. Text after a blank and a semicolon is a comment. "
    "The\n"
    "# environment variable audius_<section>_<key> wins over this file.\n";

static const char sample_tail[] = "\n# These have no place in this file; they "
				  "are read from the environment.\n"
				  "#\n";

static void
sample_row(FILE *f, size_t i)
{
	char why[256];
	const struct conf_row *row = &conf_rows[i];
	bool dead = (row->flags & CONF_DEAD) != 0;
	bool fresh =
	    i == 0 || strcmp(row->section, conf_rows[i - 1].section) != 0;

	if (fresh)
		fprintf(f, "\n[%s]\n", row->section);
	if (dead) {
		if (fresh || strcmp(row->text, conf_rows[i - 1].text) != 0) {
			snprintf(why, sizeof(why), "No effect: %s.",
			    row->text); /* texts are short and ours */
			comment(f, why);
		}
	} else {
		comment(f, row->text);
	}
	fprintf(f, "#%s =%s%s\n", row->key, row->def[0] != '\0' ? " " : "",
	    row->def);
}

void
conf_sample(FILE *f)
{
	size_t i;

	fputs(sample_head, f);
	for (i = 0; i < conf_nrows; i++)
		if (conf_rows[i].section[0] != '\0' &&
		    strcmp(conf_rows[i].key, "*") != 0)
			sample_row(f, i);
	fputs(sample_tail, f);
	for (i = 0; i < conf_nrows; i++)
		if (conf_rows[i].section[0] == '\0')
			fprintf(f, "# %s%s%s\n", conf_rows[i].key,
			    conf_rows[i].def[0] != '\0' ? " = " : "",
			    conf_rows[i].def);
}
