/* SPDX-License-Identifier: ISC */
/*
 * EntityManager: keys of metadata and the columns they are for.  A key that
 * does not count (em_has) leaves its column alone; so does, unless its kind
 * says otherwise, a value of the wrong type, which is no news.  What a new row
 * hears no news of has the kind's default.
 */
#ifndef DP_INDEXER_EM_FIELD_H
#define DP_INDEXER_EM_FIELD_H

#include "indexer/em/em.h"

enum em_kind {
	EM_TEXT,       /* or null */
	EM_TEXT_KEPT,  /* from SINCE_G on null and "" are no news */
	EM_TEXT_ONLY,  /* null is no news */
	EM_CID,        /* 62 small letters and digits; null is no news */
	EM_CID_NULL,   /* from SINCE_G on null clears it */
	EM_POSITIVE,   /* an integer above 0; null is no news */
	EM_BOOL,       /* null is false */
	EM_BOOL_ELSE,  /* false, too, when it is of another type */
	EM_BOOL_KEPT,  /* null is no news */
	EM_ID,         /* or null */
	EM_INT,        /* null is 0 */
	EM_NUMBER,     /* or null */
	EM_BPM,        /* a number, or text that reads as one, but 0; or null */
	EM_JSON,       /* anything, null is null */
	EM_OBJECT,     /* with members; or null */
	EM_OBJECTS,    /* array of objects, not empty; or null */
	EM_KEYS,       /* array of text, in lower case; or null */
	EM_TRIMMED,    /* array; its texts without blanks around; or null */
	EM_TERRITORY,  /* array of codes such as "DE", not empty; or null */
	EM_WARNING,    /* one of the enum parental_warning_type; or null */
	EM_LABEL,      /* "label" or null */
	EM_IDS,        /* array of ids, null is empty */
	EM_FILLED,     /* is it an object with members? */
	EM_VISIBILITY, /* null and other types are the default */
	EM_REMIX_OF,   /* with members; malformed: null; null from SINCE_G on */
	EM_STEM_OF,    /* the same, but null is no news for ever */
	EM_SEGMENTS,
	EM_DOWNLOAD,
	EM_DATE,        /* text in one of the forms; null is no news */
	EM_MUSICAL_KEY, /* one of the list; or null */
	EM_KIND__MAX,
	EM_FIXED = 64 /* with any of them: set on creation only */
};

struct em_field {
	const char *key;
	unsigned col;
	unsigned kind; /* enum em_kind */
};

/* Set what counts; all: the row is new, so also the fixed ones. */
void em_fields(struct em *x, struct row *r, const struct em_field *f, size_t n,
    bool all);

#endif
