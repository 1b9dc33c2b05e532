/* SPDX-License-Identifier: ISC */
/*
 * Answers whose rows are those of a statement, written by a field table.
 * Entities that they name by id are loaded at once for all rows: embedded
 * (F_USER, F_TRACK, F_PLAYLIST, F_ITEM), or beside the data (F_REF_USER, ...).
 * A row that embeds what may not be shown is left out.
 */
#ifndef DP_FCGI_MODEL_RECORD_H
#define DP_FCGI_MODEL_RECORD_H

#include "fcgi/model/field.h"
#include "fcgi/serve/app.h"
#include "fcgi/serve/route.h"

/* Answer k with these rows, by k->rt->record and in this shape. */
enum rc record_answer(struct call *k, const PGresult *res,
    enum shape shape) MUST_CHECK;

/*
 * The same as JSON text, for answers that have more around the rows: an array,
 * or with SHAPE_ONE the first row, and empty text when there is none of what
 * shape wants to be there.  Fills k->related when the route
 * says so.
 */
enum rc record_json(struct call *k, struct span *json, const PGresult *res,
    const struct fields *f, enum shape shape) MUST_CHECK;

#endif
