/* SPDX-License-Identifier: ISC */
/* What the tests of the configuration share: a file, and what came of it. */
#ifndef DP_TESTS_UNIT_CONF_CALL_H
#define DP_TESTS_UNIT_CONF_CALL_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "common/conf/conf.h"

static char path[64];

static inline void
ini_write(const char *text, size_t len, mode_t mode)
{
	FILE *f = fopen(path, "w");

	fwrite(text, 1, len, f);
	fclose(f);
	chmod(path, mode);
}

/* The file's name depends on the process: F. */
static inline void
name_file(char *out, size_t cap, const char *in)
{
	size_t n = strlen(path), len = 0;

	while (*in != '\0' && len < cap - 1) {
		if (strncmp(in, path, n) == 0) {
			out[len++] = 'F';
			in += n;
		} else {
			out[len++] = *in++;
		}
	}
	out[len] = '\0';
}

/* What conf_print() has behind "key = ". */
static inline void
printed(char *out, size_t cap, const struct conf *cf, const char *key)
{
	char *text = NULL, *line, *save = NULL;
	size_t len = 0, n = strlen(key);
	FILE *f = open_memstream(&text, &len);

	conf_print(cf, f);
	fclose(f);
	out[0] = '\0';
	for (line = strtok_r(text, "\n", &save); line != NULL;
	     line = strtok_r(NULL, "\n", &save))
		if (strncmp(line, key, n) == 0 &&
		    strncmp(line + n, " = ", 3) == 0)
			name_file(out, cap, line + n + 3);
	free(text);
}

static inline enum rc
load(struct err *e, struct conf *cf, const char *file)
{
	const struct conf_from from = { .file = file,
		.part = CONF_EVERY,
		.dir = "/nowhere" };

	return conf_load(e, cf, &from);
}

#endif
