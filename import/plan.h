/* SPDX-License-Identifier: ISC */
/*
 * How one table is read and written: its columns, matched by the mapping with
 * what the source has, and the two COPY statements.  Columns that either side
 * alone has are told.
 *
 * Must not: look at rows.
 */
#ifndef DP_IMPORT_PLAN_H
#define DP_IMPORT_PLAN_H

#include "import/mapping.h"
#include "import/state.h"

/* What must be seen of a cell before our database gets it. */
enum check {
	CHECK_NONE,
	CHECK_INT,        /* a number that an int4 holds */
	CHECK_ID,         /* the same, and not below 0 */
	CHECK_COUNT,      /* the same, and others may follow it */
	CHECK_COUNT_LONG, /* the same of an int8 */
	CHECK_TIME,       /* in the years 1 to 9999 */
	CHECK_DATE,       /* a date as clients wrote it */
	CHECK_WORD,       /* one of the enumeration's words */
	CHECK_JSON,       /* not JSON's null */
	CHECK_LIST,       /* an array of one level */
	CHECK_TERRITORIES
};

struct column {
	const char *name, *expr;
	enum check check;
	size_t most; /* bytes; 0: any number */
	bool needed; /* null is refused */
	bool is_key, is_text;
	bool is_block;     /* names a block of the chain */
	const char *value; /* instead of a null, when needed; NULL: none */
	const char *words; /* of an enumeration, between tabs */
};

#define PLAN_KEYS 4 /* columns of one key at most */

struct plan {
	const struct mapping *map;
	const struct relation *from;
	struct column *column;
	size_t ncolumns;
	size_t key[PLAN_KEYS]; /* columns, as the source is sorted */
	size_t nkeys;
	const char *in, *out; /* COPY here, and there */
};

/*
 * place: the key behind which to go on, cells as COPY writes them but not
 * escaped; NULL: from the beginning.  Memory of im->c->a.
 *
 * RC_NOTFOUND  the source has no such table.
 * RC_CONFIG    it has, and we cannot read it: a column that must be there is
 *              not, or is of a type that we do not know.
 */
enum rc plan_make(struct import *im, struct plan *p, const struct mapping *m,
    const char *const *place) MUST_CHECK;

#endif
