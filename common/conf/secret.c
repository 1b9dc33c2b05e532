/* SPDX-License-Identifier: ISC */
/*
 * Who else may read secrets.  They stand in files that a user's own
 * programs, the web server or a backup would otherwise get to see.
 */
#include <string.h>
#include <sys/stat.h>

#include "common/conf/row.h"

/* "file:line" of a source; NULL when the value came by the environment. */
static const char *
file_of(struct conf_impl *im, const char *src)
{
	const char *colon = strrchr(src, ':');

	if (colon == NULL)
		return NULL;
	return arena_printf(im->a, "%.*s", (int)(colon - src), src);
}

static enum rc
key_check(struct err *e, struct conf_impl *im, size_t i)
{
	const char *file = file_of(im, im->v[i].src);
	struct stat st;

	if (im->v[i].text[0] == '\0' || file == NULL || stat(file, &st) != 0 ||
	    (st.st_mode & S_IROTH) == 0)
		return RC_OK;
	return err_set(e, RC_CONFIG,
	    "%s: %s.%s: everybody may read this file (mode %03o); chmod o-r "
	    "%s, or put the key into a file of its own",
	    im->v[i].src, conf_rows[i].section, conf_rows[i].key,
	    (unsigned)st.st_mode & 0777, file);
}

enum rc
conf_secret_check(struct err *e, struct conf_impl *im)
{
	enum rc rc = RC_OK;
	size_t i;

	for (i = 0; rc == RC_OK && i < conf_nrows; i++)
		if (conf_rows[i].type == CONF_KEY && im->v[i].src != NULL)
			rc = key_check(e, im, i);
	return rc;
}

/* A URL of a database holds one when it names a password. */
static bool
is_secret(const struct conf_row *row, const char *text)
{
	const char *at = strstr(text, "://"), *end;

	if (*text == '\0')
		return false;
	if (row->type != CONF_DB)
		return (row->flags & CONF_SECRET) != 0;
	if (strstr(text, "password=") != NULL)
		return true;
	if (at == NULL || (end = strchr(at + 3, '@')) == NULL)
		return false;
	return memchr(at + 3, ':', (size_t)(end - at - 3)) != NULL;
}

const char *
conf_exposed(const struct conf *cf, const char **file)
{
	struct conf_impl *im = cf->impl;
	struct stat st;
	size_t i;

	for (i = 0; i < conf_nrows; i++) {
		if (im->v[i].src == NULL ||
		    !is_secret(&conf_rows[i], im->v[i].text) ||
		    (*file = file_of(im, im->v[i].src)) == NULL)
			continue;
		if (stat(*file, &st) == 0 && (st.st_mode & S_IROTH) != 0)
			return conf_row_name(im->a, &conf_rows[i]);
	}
	return NULL;
}
