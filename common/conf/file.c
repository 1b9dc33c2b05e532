/* SPDX-License-Identifier: ISC */
/* What the files of the configuration have in common. */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "common/conf/row.h"

/* Whoever can write the file can make us sign with another key. */
enum rc
conf_file_check(struct err *e, const char *path, FILE *f, mode_t refused,
    const char *what)
{
	struct stat st;

	if (fstat(fileno(f), &st) != 0)
		return err_set(e, RC_CONFIG, "%s: %s", path, strerror(errno));
	if (!S_ISREG(st.st_mode))
		return err_set(e, RC_CONFIG, "%s: not a regular file", path);
	if ((st.st_mode & refused) != 0)
		return err_set(e, RC_CONFIG,
		    "%s: others may %s it (mode %03o); chmod %s %s", path, what,
		    (unsigned)st.st_mode & 0777,
		    refused == 077 ? "600" : "go-w", path);
	return RC_OK;
}

char *
conf_trimmed(struct arena *a, const char *s)
{
	size_t n;

	while (isspace((unsigned char)*s))
		s++;
	n = strlen(s);
	while (n > 0 && isspace((unsigned char)s[n - 1]))
		n--;
	return arena_memdup(a, s, n);
}
