/* SPDX-License-Identifier: ISC */
#include "indexer/music/release.h"

#include <string.h>

#include "indexer/em/field.h"

static bool
is(const struct row *r, unsigned col)
{
	return r->cell[col] != NULL && r->cell[col][0] == 't';
}

/* Cells of times compare as text. */
static bool
is_future(const struct em *x, const char *time)
{
	return time != NULL && strcmp(time, x->ap->time) > 0;
}

static void
begin(struct em *x, struct row *r, const struct em_release *cols, bool given)
{
	if (r->cell[cols->date] == NULL)
		rows_set(r, cols->date, x->ap->time);
	if (given && is(r, cols->scheduled))
		rows_set(r, cols->hidden,
		    strcmp(r->cell[cols->date], x->ap->time) >= 0 ? "t" : "f");
}

void
em_release(struct em *x, struct row *r, const struct em_release *cols,
    bool is_new, bool was_public)
{
	const struct em_field date = { "release_date", cols->date, EM_DATE };
	const char *before = r->cell[cols->date];

	rows_set(r, cols->date, NULL);
	em_fields(x, r, &date, 1, false);
	if (is_new) {
		begin(x, r, cols, r->cell[cols->date] != NULL);
		return;
	}
	if (r->cell[cols->date] == NULL ||
	    (was_public && !is(r, cols->hidden) &&
		is_future(x, r->cell[cols->date])))
		rows_set(r, cols->date, before);
	if (!was_public && !is(r, cols->hidden)) {
		rows_set(r, cols->scheduled, "f");
		rows_set(r, cols->date, x->ap->time);
	}
}
