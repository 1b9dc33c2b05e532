/* SPDX-License-Identifier: ISC */
#include "indexer/run/load.h"

#include <inttypes.h>
#include <stdio.h>

#include "common/base/limits.h"
#include "common/base/num.h"
#include "indexer/apply/metadata.h"
#include "indexer/apply/slugs.h"
#include "indexer/em/em.h"

static bool
is_at_hand(const struct event *e)
{
	return e->meta == NULL || meta_is_at_hand(e->meta);
}

/* False: there is no room for more. */
static bool
want_block(struct apply *ap, const struct event_list *list)
{
	const struct event *e;
	size_t i;

	for (i = 0; i < list->n; i++) {
		if (arena_held(ap->c->a) > LIM_ROWS_AHEAD)
			return false;
		e = &list->e[i];
		if (e->bad != NULL || !is_at_hand(e))
			continue;
		if (event_batch(e) == BATCH_ENTITY_MANAGER)
			em_want(ap, e);
		else if (e->row->want != NULL)
			e->row->want(ap->rows, e);
	}
	return true;
}

/* The owner of a playlist that is named: stored, or told by its creation. */
static int64_t
owner_of(struct apply *ap, const struct event *e, int64_t id)
{
	char text[24];
	const char *const key[] = { text };
	const struct row *r;
	int64_t owner = -1;

	snprintf(text, sizeof(text), "%" PRId64, id);
	r = rows_peek(ap->rows, T_PLAYLISTS, key);
	if (r != NULL && r->there) {
		if (num_i64(&owner, r->cell[P_OWNER_ID], 0, LIM_ID) != 0)
			owner = -1;
		return owner;
	}
	if (e[-1].abi->id == ABI_PLAYLISTFACTORY_PLAYLISTCREATED &&
	    e[-1].bad == NULL && event_id(&e[-1], 0) == id)
		owner = event_id(&e[-1], 1);
	return owner;
}

/* Routes are asked for by what documents and rows say. */
static void
want_route(struct apply *ap, const struct event_list *list, size_t j)
{
	const struct event *e = &list->e[j];
	const char *title = NULL;
	int64_t owner;

	if (e->bad != NULL)
		return;
	if (e->meta != NULL && e->meta->kind == META_TRACK &&
	    meta_is_at_hand(e->meta) && meta_usable(e->meta))
		title = e->meta->track.cell[TR_TITLE];
	if (title != NULL)
		routes_want(ap->c, ap->rows, ROUTE_TRACK, event_id(e, 1),
		    event_id(e, 0), title);
	if (e->abi->id != ABI_PLAYLISTFACTORY_PLAYLISTNAMEUPDATED || j == 0)
		return;
	if ((owner = owner_of(ap, e, event_id(e, 0))) >= 0)
		routes_want(ap->c, ap->rows, ROUTE_PLAYLIST, owner,
		    event_id(e, 0), apply_text(ap, e, 1));
}

/* What can be asked for when the rows of an event are there. */
static void
want_more(struct apply *ap, const struct event_list *list, size_t n)
{
	size_t i, j;

	for (i = 0; i < n; i++)
		for (j = 0; j < list[i].n; j++)
			if (event_batch(&list[i].e[j]) != BATCH_ENTITY_MANAGER)
				want_route(ap, &list[i], j);
			else if (list[i].e[j].bad == NULL &&
				 arena_held(ap->c->a) <= LIM_ROWS_AHEAD)
				em_want_more(ap, &list[i].e[j]);
}

enum rc
load_blocks(struct apply *ap, const struct event_list *list, size_t *n)
{
	size_t i;
	enum rc rc;

	for (i = 0; i < *n; i++)
		if (!want_block(ap, &list[i]))
			break;
	if (i < *n)
		*n = i > 0 ? i : 1;
	if ((rc = rows_load_ahead(ap->c, ap->rows)) != RC_OK)
		return rc;
	want_more(ap, list, *n);
	if ((rc = rows_load_ahead(ap->c, ap->rows)) != RC_OK)
		return rc;
	routes_want_present(ap->rows);
	return rows_load_ahead(ap->c, ap->rows);
}
