/* SPDX-License-Identifier: ISC */
/*
 * Brings a database up to date and beyond: each FILE is a step behind those
 * that are built in, as a later version would have it.   next_step URL FILE...
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/db/migrate.h"
#include "sql/steps.h"
#include "tests/sql/conn.h"

#define TEXT_MAX (1 << 20)

static const char *
read_all(const char *path)
{
	char *text = calloc(1, TEXT_MAX);
	FILE *f = fopen(path, "r");

	if (text == NULL || f == NULL || fread(text, 1, TEXT_MAX - 1, f) == 0) {
		fprintf(stderr, "next_step: cannot read %s\n", path);
		exit(66);
	}
	fclose(f);
	return text;
}

int
main(int argc, char *argv[])
{
	struct sql_step *all;
	struct conn n;
	int i, count = sql_step_count;
	enum rc rc;

	if (argc < 2 ||
	    (all = calloc((size_t)(count + argc), sizeof(*all))) == NULL)
		return 64;
	memcpy(all, sql_step, (size_t)count * sizeof(*all));
	for (i = 2; i < argc; i++, count++) {
		all[count].number = count + 1;
		all[count].name = argv[i];
		all[count].text = read_all(argv[i]);
		all[count].is_apart =
		    strstr(all[count].text, "\n-- @apart\n") != NULL;
	}
	conn_open(&n, argv[1], DB_WRITER);
	n.c.log.level = LOG_LEVEL_INFO;
	rc = migrate_apply_list(&n.c, all, count, NULL, NULL);
	if (rc != RC_OK)
		fprintf(stderr, "next_step: %s\n", n.c.err.msg);
	conn_free(&n);
	return rc == RC_OK ? 0 : 1;
}
