/* SPDX-License-Identifier: ISC */
#include "fcgi/model/idmap.h"

#include <assert.h>

#include "common/base/pgarr.h"
#include "common/db/db.h"

struct slot {
	int64_t id;
	int row; /* plus one; 0: free */
};

struct idmap {
	size_t mask;
	struct slot v[];
};

struct idset {
	struct idmap *map;
	size_t n, cap;
	int64_t ids[];
};

static struct idmap *
map_new(struct arena *a, size_t n)
{
	struct idmap *m;
	size_t cap = 8;

	while (cap < 2 * n)
		cap *= 2;
	m = arena_zalloc(a, 1, sizeof(*m) + cap * sizeof(m->v[0]));
	m->mask = cap - 1;
	return m;
}

/* Where id is or belongs; the table is never full. */
static struct slot *
find(const struct idmap *m, int64_t id)
{
	size_t i = (size_t)((uint64_t)id * 0x9e3779b97f4a7c15u >> 20) & m->mask;
	const struct slot *s;

	for (;; i = (i + 1) & m->mask) {
		s = &m->v[i];
		if (s->row == 0 || s->id == id)
			return (struct slot *)(uintptr_t)s;
	}
}

enum rc
idmap_of(struct ctx *c, struct idmap **m, const PGresult *res, int col)
{
	int row, n = PQntuples(res);
	struct slot *s;
	int64_t id;
	enum rc rc;

	*m = map_new(c->a, (size_t)n);
	for (row = 0; row < n; row++) {
		if ((rc = db_i64(c, &id, res, row, col)) != RC_OK)
			return rc;
		s = find(*m, id);
		if (s->row == 0)
			*s = (struct slot){ id, row + 1 };
	}
	return RC_OK;
}

int
idmap_row(const struct idmap *m, int64_t id)
{
	return m == NULL ? -1 : find(m, id)->row - 1;
}

struct idset *
idset_new(struct arena *a, size_t cap)
{
	struct idset *s =
	    arena_zalloc(a, 1, sizeof(*s) + cap * sizeof(s->ids[0]));

	s->map = map_new(a, cap);
	s->cap = cap;
	return s;
}

void
idset_add(struct idset *s, int64_t id)
{
	struct slot *at = find(s->map, id);

	if (at->row != 0)
		return;
	assert(s->n < s->cap);
	*at = (struct slot){ id, 1 };
	s->ids[s->n++] = id;
}

bool
idset_has(const struct idset *s, int64_t id)
{
	return s != NULL && find(s->map, id)->row != 0;
}

size_t
idset_len(const struct idset *s)
{
	return s->n;
}

const int64_t *
idset_ids(const struct idset *s)
{
	return s->ids;
}

const char *
ids_param(struct arena *a, const int64_t *ids, size_t n)
{
	struct pgarr *p = pgarr_new(a);
	size_t i;

	for (i = 0; i < n; i++)
		pgarr_int(p, ids[i]);
	return pgarr_done(p);
}

enum rc
ids_of(struct ctx *c, int64_t **ids, const PGresult *res, int col)
{
	int row, n = PQntuples(res);
	enum rc rc;

	*ids = arena_zalloc(c->a, (size_t)n + 1, sizeof(**ids));
	for (row = 0; row < n; row++)
		if ((rc = db_i64(c, &(*ids)[row], res, row, col)) != RC_OK)
			return rc;
	return RC_OK;
}
