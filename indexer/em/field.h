/* SPDX-License-Identifier: ISC */
/*
 * EntityManager: keys of metadata and the columns they are for.  A key that
 * does not count (em_has) leaves its column alone; a value of the wrong type
 * becomes the default of its check.
 */
#ifndef DP_INDEXER_EM_FIELD_H
#define DP_INDEXER_EM_FIELD_H

#include "indexer/em/em.h"

enum em_kind {
	EM_TEXT_OR_NULL,
	EM_BOOL_OR_FALSE,
	EM_BOOL_OR_NULL,
	EM_ID_OR_NULL,
	EM_INT_OR_ZERO,
	EM_NUMBER_OR_NULL,
	EM_BPM,            /* zero and what is no number leave it alone */
	EM_OBJECT_OR_NULL, /* any object */
	EM_FILLED_OR_NULL, /* an object with members */
	EM_IF_FILLED,      /* the same, or null; else left alone */
	EM_OBJECTS,        /* array of objects, else null */
	EM_KEYS,           /* array of text, in lower case */
	EM_IDS,            /* array of ids, else left alone */
	EM_FILLED,         /* is it an object with members? */
	EM_VISIBILITY,
	EM_REMIX_OF, /* if valid or null, else left alone */
	EM_STEM_OF,
	EM_SEGMENTS,
	EM_DOWNLOAD,
	EM_DATE,
	EM_MUSICAL_KEY, /* one of the list, else left alone */
	EM_FIXED = 64   /* with any of them: set on creation only */
};

struct em_field {
	const char *key;
	unsigned col;
	unsigned kind; /* enum em_kind */
};

/* Set what counts; all: also the fixed ones. */
void em_fields(struct em *x, struct row *r, const struct em_field *f, size_t n,
    bool all);

#endif
