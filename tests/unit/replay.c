/* SPDX-License-Identifier: ISC */
/*
 * Feeds a fuzz target its corpus: the program tests/unit/NAME_replay reads
 * every file of tests/corpus/NAME, and each prefix of the small ones.
 */
#include <dirent.h>
#include <libgen.h>
#include <stdlib.h>

#include "common/base/fuzz.h"
#include "tests/tap.h"

#define BIG     (1u << 20)
#define SMALL   512
#define PATHLEN 4096

/* A copy of exactly len bytes, so that the sanitizer sees an overrun. */
static void
feed(const uint8_t *data, size_t len)
{
	uint8_t *p;

	if ((p = malloc(len > 0 ? len : 1)) == NULL)
		exit(1);
	if (len > 0)
		memcpy(p, data, len);
	LLVMFuzzerTestOneInput(p, len);
	free(p);
}

static int
replay(const char *path)
{
	static uint8_t buf[BIG];
	size_t len, i;
	FILE *f;

	if ((f = fopen(path, "re")) == NULL)
		return 0;
	len = fread(buf, 1, sizeof(buf), f);
	fclose(f);
	feed(buf, len);
	for (i = 0; i < len && len <= SMALL; i++)
		feed(buf, i);
	return 1;
}

int
main(int argc, char *argv[])
{
	const char *src = getenv("srcdir");
	char dir[PATHLEN], path[2 * PATHLEN], *name = basename(argv[0]), *cut;
	struct dirent *e;
	DIR *d;

	(void)argc;
	if ((cut = strstr(name, "_replay")) != NULL)
		*cut = '\0';
	snprintf(dir, sizeof(dir), "%s/tests/corpus/%s", src ? src : ".", name);
	if ((d = opendir(dir)) == NULL) {
		printf("Bail out! %s cannot be read\n", dir);
		return 1;
	}
	while ((e = readdir(d)) != NULL) {
		if (e->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "%s/%s", dir, e->d_name);
		OK(replay(path), "%s: %s keeps its property", name, e->d_name);
	}
	closedir(d);
	OK(tap_run > 0, "%s has a corpus", name);
	DONE();
}
