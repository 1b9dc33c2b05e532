/* SPDX-License-Identifier: ISC */
/*
 * What comes from where: a row for each table that an import fills, and what
 * is called or made otherwise in the original's database, in any of its
 * layouts.  A column that has no row here is taken from the one of its name.
 *
 * Must not: say how anything is read (plan.h does).
 */
#ifndef DP_IMPORT_MAPPING_H
#define DP_IMPORT_MAPPING_H

#include <stdbool.h>
#include <stddef.h>

enum {
	MAP_CURRENT = 1, /* where is_current stands, only rows that are */
	MAP_JOBS = 2     /* jobs may have written rows before: they go */
};

/* A column whose source is not simply that of its name. */
struct map_column {
	const char *to;
	/*
	 * The source column that must be there; "": none.  A column of the
	 * same name comes first, but for "!".
	 */
	const char *needs;
	/* of columns of t; $CORE and $HEIGHT: what a block's number says */
	const char *expr;
	/* type of the expression, by its short name; NULL: that of "needs" */
	const char *type;
};

struct mapping {
	const char *table; /* disc.TABLE, and the original's */
	/*
	 * Columns that tell rows apart here, in their order, by a blank; also
	 * of the source.  Of several source rows with the same ones that one
	 * counts which comes first by "newest": source columns, as far as they
	 * are there, the largest first.
	 */
	const char *key, *newest;
	const char *must;  /* source columns without which nothing is taken */
	const char *knows; /* source columns that are left on purpose */
	const char *only;  /* the only columns that are filled; NULL: all */
	const char *where; /* a condition on t, $S for the schema; NULL: none */
	unsigned flags;
	const struct map_column *columns; /* ended by a row of NULLs */
};

extern const struct mapping mappings[];
extern const size_t nmappings;

/* Tables of ours that no import fills; what makes their rows says why. */
extern const char *const map_own[];
/* Tables of the original that have none here, by a blank on either side. */
extern const char map_left[];

/* Columns of ours, TABLE.COLUMN, that no layout of the original has. */
extern const char map_new[];

/* Is the word one of those in the list? */
bool map_has(const char *list, const char *word);

#endif
