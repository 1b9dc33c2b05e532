/* SPDX-License-Identifier: ISC */
#include "indexer/apply/contents.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/limits.h"
#include "common/json/jsonr.h"
#include "common/json/jsonw.h"

/* Entries of a track, in the order in which they stand. */
struct stretch {
	int64_t track;
	size_t first, n; /* in the sorted entries */
};

/* Rows that were taken over hold anything: what is no entry is passed over. */
static void
read_entries(struct ctx *c, struct contents *p, struct arena *a,
    const char *text)
{
	struct json_object *doc, *arr, *o;
	struct contents_entry e;
	size_t i, n;

	if (jsonr_doc(c, &doc, text, strlen(text)) != RC_OK) {
		err_clear(&c->err);
		return;
	}
	if (!jsonr_opt_arr(&arr, doc, "track_ids"))
		return;
	n = json_object_array_length(arr);
	for (i = 0; i < n; i++) {
		o = jsonr_at(arr, i);
		if (!jsonr_opt_int(&e.track, o, "track") || e.track < 0 ||
		    e.track > LIM_ID || !jsonr_opt_num(&e.time, o, "time"))
			continue;
		if (!jsonr_opt_num(&e.client_time, o, "metadata_time"))
			e.client_time =
			    json_object_object_get_ex(o, "metadata_time", NULL)
				? CONTENTS_NULL
				: CONTENTS_UNSAID;
		contents_add_entry(a, p, e);
	}
}

void
contents_read(struct ctx *c, struct contents *p, const char *text)
{
	struct arena *keep;

	memset(p, 0, sizeof(*p));
	keep = ctx_in(c, arena_new(LIM_ARENA_BLOCK)); /* of the document only */
	read_entries(c, p, keep, text);
	arena_free(c->a);
	ctx_back(c, keep);
}

const char *
contents_text(struct arena *a, const struct contents *p)
{
	struct jsonw *w = jsonw_new(a);
	struct span text;
	size_t i;

	jsonw_obj(w, NULL);
	jsonw_arr(w, "track_ids");
	for (i = 0; i < p->n; i++) {
		jsonw_obj(w, NULL);
		jsonw_num(w, "time", p->e[i].time);
		jsonw_int(w, "track", p->e[i].track);
		if (p->e[i].client_time >= 0)
			jsonw_num(w, "metadata_time", p->e[i].client_time);
		else if (p->e[i].client_time == CONTENTS_NULL)
			jsonw_null(w, "metadata_time");
		jsonw_end(w);
	}
	jsonw_end(w);
	jsonw_end(w);
	text = jsonw_done(w);
	return arena_memdup(a, text.p, text.len);
}

void
contents_add(struct arena *a, struct contents *p, int64_t track, int64_t time)
{
	const struct contents_entry e = { track, (double)time,
		CONTENTS_UNSAID };

	contents_add_entry(a, p, e);
}

void
contents_add_entry(struct arena *a, struct contents *p, struct contents_entry e)
{
	size_t cap, sz = sizeof(*p->e);

	if (p->n == p->cap) {
		cap = p->cap == 0 ? 16 : 2 * p->cap;
		p->e = arena_grow(a, p->e, p->cap * sz, cap * sz);
		p->cap = cap;
	}
	p->e[p->n++] = e;
}

void
contents_remove(struct contents *p, int64_t track, int64_t time)
{
	size_t i;

	for (i = 0; i < p->n; i++)
		if (p->e[i].track == track && p->e[i].time == (double)time)
			break;
	if (i == p->n)
		return;
	p->n--;
	memmove(&p->e[i], &p->e[i + 1], (p->n - i) * sizeof(*p->e));
}

struct place {
	struct contents_entry e;
	size_t i;
};

static int
by_track(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	if (x->e.track != y->e.track)
		return x->e.track < y->e.track ? -1 : 1;
	return x->i < y->i ? -1 : x->i > y->i;
}

static struct stretch *
stretches(struct arena *a, const struct contents *p, struct place *sorted,
    size_t *n)
{
	struct stretch *s = arena_zalloc(a, p->n, sizeof(*s));
	size_t i;

	for (i = 0; i < p->n; i++) {
		sorted[i].e = p->e[i];
		sorted[i].i = i;
	}
	qsort(sorted, p->n, sizeof(*sorted), by_track);
	for (*n = 0, i = 0; i < p->n; i++) {
		if (*n == 0 || s[*n - 1].track != sorted[i].e.track) {
			s[*n].track = sorted[i].e.track;
			s[(*n)++].first = i;
		}
		s[*n - 1].n++;
	}
	return s;
}

static int
find_track(const void *key, const void *elem)
{
	int64_t track = *(const int64_t *)key;
	const struct stretch *s = elem;

	return track < s->track ? -1 : track > s->track;
}

void
contents_order(struct arena *a, struct contents *p, const int64_t *tracks,
    size_t n, int64_t now)
{
	struct place *sorted = arena_zalloc(a, p->n, sizeof(*sorted));
	struct contents out = { NULL, 0, 0 };
	struct stretch *all, *s;
	size_t i, nall;

	all = stretches(a, p, sorted, &nall);
	for (i = 0; i < n; i++) {
		s = nall == 0 ? NULL
			      : bsearch(&tracks[i], all, nall, sizeof(*all),
				    find_track);
		contents_add(a, &out, tracks[i],
		    s == NULL ? now : (int64_t)sorted[s->first].e.time);
		if (s != NULL && s->n > 1) {
			s->first++;
			s->n--;
		}
	}
	*p = out;
}

static const char *
late_text(struct arena *a, const struct row *r)
{
	return contents_text(a, r->aux);
}

enum rc
contents_of(struct apply *ap, struct row *r, struct contents **p)
{
	if (r->aux == NULL) {
		r->late = late_text;
		r->late_col = P_CONTENTS;
		r->aux = arena_zalloc(ap->c->a, 1, sizeof(struct contents));
		if (r->cell[P_CONTENTS] != NULL)
			contents_read(ap->c, r->aux, r->cell[P_CONTENTS]);
	}
	rows_before(r);
	*p = r->aux;
	return RC_OK;
}
