/* SPDX-License-Identifier: ISC */
/*
 * Models are field tables: JSON name, where it appears, kind, column.  One
 * writer renders them all; what is no column as it stands has a function of
 * its own (F_FN).  Rows of a table ascend by name, so that what it
 * writes is canonical.
 */
#ifndef DP_FCGI_MODEL_FIELD_H
#define DP_FCGI_MODEL_FIELD_H

#include <libpq-fe.h>
#include <stdbool.h>
#include <stddef.h>

#include "common/json/jsonw.h"
#include "fcgi/serve/app.h"

enum field_kind {
	F_TEXT,  /* a string, or null */
	F_NUM,   /* a number, or null */
	F_NUM0,  /* a number; null is 0 */
	F_WEI,   /* an amount as text; null is "0" */
	F_BOOL,  /* a boolean, or null */
	F_BOOL0, /* a boolean; null is false */
	F_ID,    /* hash id under /v1, raw on legacy routes; or null */
	F_DATE,  /* in the form of the prefix, or null */
	F_RFC,   /* RFC 3339 on every prefix, or null */
	F_JSON,  /* a JSON column, rewritten canonically; or null */
	F_INTS,  /* an array of integers, or null */
	F_LIT,   /* lit: JSON text; its source comes later, or has none */
	F_FN     /* fn writes one member, or none */
};

/* One row of one result, and the set it belongs to. */
struct view {
	struct call *k;
	const void *set; /* struct users, tracks or playlists */
	const PGresult *res;
	int row;
	int64_t id;
	const PGresult *more; /* further columns, see MORE(); may be NULL */
	int more_row;         /* below 0: no such row */
};

/* A column of view.more. */
#define MORE(col) (1000 + (col))

struct field {
	const char *name;
	unsigned on; /* enum route_on */
	enum field_kind kind;
	int col;
	const char *lit;
	void (*fn)(const struct view *v, struct jsonw *w, const char *key);
};

struct model_def {
	const char *name;
	const struct field *fields;
	size_t nfields;
	const char *const *cols; /* names of the statement's columns */
	size_t ncols;
	const char *const *more; /* and of what MORE() means */
	size_t nmore;
};

extern const struct model_def model_user, model_track, model_playlist;

/* The object of one row, with the fields of v->k->on. */
void field_write(const struct model_def *m, const struct view *v,
    struct jsonw *w, const char *key);

const char *view_text(const struct view *v, int col); /* NULL: null */
bool view_bool(const struct view *v, int col);        /* null is false */
int64_t view_int(const struct view *v, int col);      /* null is 0 */
bool view_is_legacy(const struct view *v);

/* A timestamp of the database in the form of the prefix; NULL: null. */
void date_write(struct jsonw *w, const char *key, const char *text,
    bool legacy);

#endif
