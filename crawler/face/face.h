/* SPDX-License-Identifier: ISC */
/*
 * The inventory for people, in the face of the node's page: it draws what it
 * is given, asks nothing, and needs no script.
 */
#ifndef DP_CRAWLER_FACE_FACE_H
#define DP_CRAWLER_FACE_FACE_H

#include <json-c/json.h>

#include "fcgi/page/html.h"

enum face_tab { FACE_DOOR, FACE_RESOURCES, FACE_CONNECTIONS };

/* base: what is in front of our paths.  Tabs are shown behind the door. */
void face_begin(struct html *h, const char *base, const char *title,
    enum face_tab tab);
void face_end(struct html *h);

/* A heading and what follows, up to face_section_end(). */
void face_section(struct html *h, const char *title);
void face_section_end(struct html *h);

/* A table with these columns, ended by NULL; "#name" stands to the right. */
void face_table(struct html *h, const char *const *columns);
void face_table_end(struct html *h);
void face_row(struct html *h,
    const char *class); /* class: "" or of the style */
void face_row_end(struct html *h);
/* The cell that names the row; href NULL: no link. */
void face_head(struct html *h, const char *href, const char *text);
void face_cell(struct html *h, const char *text); /* NULL: empty */
void face_number(struct html *h, const char *text);

/* Fields of a form that asks with GET. */
void face_filter_text(struct html *h, const char *label, const char *name,
    const char *value);
/* options: value and text by turns, ended by NULL; none is first. */
void face_filter_choice(struct html *h, const char *label, const char *name,
    const char *value, const char *const *options);

/* A button that does something: a form of its own with two values. */
void face_button(struct html *h, const char *action, const char *text,
    const char *conn, const char *task);

/* A value as people read it: texts bare, what is nested as JSON. */
void face_value(struct html *h, struct json_object *v);
/* One entry of a history; diff is its list of {path, old, new}. */
void face_change(struct html *h, const char *at, const char *op,
    const char *actor, struct json_object *diff);

/* "2026-12-01T10:20:30.123Z" as "2026-12-01 10:20:30"; NULL: "". */
const char *face_moment(struct arena *a, const char *text);

#endif
