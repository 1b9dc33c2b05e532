/* SPDX-License-Identifier: ISC */
/*
 * Who else may read the private key.  It stands in a file that a user's own
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
	    "%s: %s.%s: everybody may read this file (mode %03o). use chmod "
	    "o-r, or put the key into a file of its own",
	    im->v[i].src, conf_rows[i].section, conf_rows[i].key,
	    (unsigned)st.st_mode & 0777);
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
