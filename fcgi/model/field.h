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
#include "sql/stmts.h"
#include "fcgi/serve/app.h"

enum field_kind {
	F_TEXT,  /* a string, or null */
	F_NUM,   /* a number, or null */
	F_NUM0,  /* a number; null is 0 */
	F_OWN0,  /* the same; who is proven to be it is told the column by */
	F_WEI,   /* an amount as text; null is "0" */
	F_BOOL,  /* a boolean, or null */
	F_BOOL0, /* a boolean; null is false */
	F_ID,    /* hash id under /v1, raw on legacy routes; or null */
	F_DATE,  /* in the form of the prefix, or null */
	F_RFC,   /* RFC 3339 on every prefix, or null */
	F_JSON,  /* a JSON column, rewritten canonically; or null */
	F_GATE,  /* conditions, as gate_text() says them; or null */
	F_INTS,  /* an array of integers, or null */
	F_IDS,   /* an array of what F_ID writes, or null */
	F_LIT,   /* lit: JSON text; its source comes later, or has none */
	F_FN,    /* fn writes one member, or none */
	/* of records: the entity with the id in the column, or null */
	F_USER,
	F_TRACK,
	F_PLAYLIST,
	F_ITEM, /* a track when the column by says "track", else a playlist */
	/* of records: an F_ID whose entity stands beside the data */
	F_REF_USER,
	F_REF_TRACK,
	F_REF_PLAYLIST,
	F_REF_ITEM /* of the kind that the column by names; others: an F_ID */
};

struct embed;

/* One row of one result, and the set it belongs to. */
struct view {
	struct call *k;
	const void *set; /* struct users_part, tracks, playlists; of load() */
	const PGresult *res;
	int row;
	int64_t id;
	const PGresult *more; /* further columns, see MORE(); may be NULL */
	int more_row;         /* below 0: no such row */
	const struct embed *embed; /* of records */
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
	int by; /* a second column, of F_ITEM, F_REF_ITEM and F_OWN0 */
};

/* Rows of a table: a column as it stands, a text, what a function writes. */
#define COL(n, o, k, c)                                                        \
	{                                                                      \
		.name = (n), .on = (o), .kind = (k), .col = (c)                \
	}
#define LIT(n, o, l)                                                           \
	{                                                                      \
		.name = (n), .on = (o), .kind = F_LIT, .lit = (l)              \
	}
#define FN(n, o, f)                                                            \
	{                                                                      \
		.name = (n), .on = (o), .kind = F_FN, .fn = (f)                \
	}

/* The fields of one kind of object, from the columns of one statement. */
struct fields {
	const char *name;
	const struct field *v; /* ascending by name */
	size_t n;
	enum sql_id stmt, more; /* more: of what MORE() means, or SQL__MAX */
	/* of records: what rows need besides, as view.set; NULL: nothing */
	enum rc (*load)(struct call *k, const void **set, const PGresult *rows);
	/* of records: the first field, which has no name, is the entity that
	   stands in the place of the row; it writes the others as its own,
	   where it has a field of that name, see beside_write() */
	bool open;
};

#define FIELDS(name, rows, stmt)                                               \
	{                                                                      \
		name, rows, sizeof(rows) / sizeof((rows)[0]), stmt, SQL__MAX,  \
		    NULL, false                                                \
	}
#define OPEN_FIELDS(name, rows, stmt)                                          \
	{                                                                      \
		name, rows, sizeof(rows) / sizeof((rows)[0]), stmt, SQL__MAX,  \
		    NULL, true                                                 \
	}

extern const struct fields fields_user, fields_track, fields_playlist;

/* The object of one row, with the fields of v->k->on. */
void field_write(const struct fields *m, const struct view *v, struct jsonw *w,
    const char *key);

/* The row of a list in whose place an entity is written. */
struct beside {
	const struct fields *f;
	const struct view *v;
};

/* What that row says by the name of key; nothing when it says nothing. */
void beside_write(const struct view *v, struct jsonw *w, const char *key);

const char *view_text(const struct view *v, int col); /* NULL: null */
bool view_bool(const struct view *v, int col);        /* null is false */
int64_t view_int(const struct view *v, int col);      /* null is 0 */
bool view_is_legacy(const struct view *v);

/* A timestamp of the database in the form of the prefix; NULL: null. */
void date_write(struct jsonw *w, const char *key, const char *text,
    bool legacy);

#endif
