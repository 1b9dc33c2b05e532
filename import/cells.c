/* SPDX-License-Identifier: ISC */
#include "import/cells.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/num.h"
#include "common/base/pgarr.h"
#include "common/base/release_date.h"

#define COUNT_ROOM 1000000 /* numbers that are left for our own */

/* memory */

void
buffer_add(struct buffer *b, const char *p, size_t len)
{
	size_t cap = b->cap;

	while (b->len + len > cap)
		cap = cap == 0 ? 65536 : cap * 2;
	if (cap != b->cap) {
		if ((b->p = realloc(b->p, cap)) == NULL)
			err_die("import", "no memory");
		b->cap = cap;
	}
	if (len > 0)
		memcpy(b->p + b->len, p, len);
	b->len += len;
}

void
buffer_free(struct buffer *b)
{
	free(b->p);
	memset(b, 0, sizeof(*b));
}

/* cells */

static const struct span null_cell = { (const uint8_t *)"\\N", 2 };

static bool
is_null(const struct span *s)
{
	return s->len == 2 && memcmp(s->p, "\\N", 2) == 0;
}

static bool
is_text(const struct span *s, const char *text)
{
	return s->len == strlen(text) && memcmp(s->p, text, s->len) == 0;
}

/* In a row a tab stands between cells only: others are escaped. */
bool
cells_read(struct cells *k, const char *row, size_t len)
{
	const char *end = row + len, *tab;
	size_t n = 0;

	arena_reset(k->arena);
	if (len == 0 || end[-1] != '\n')
		return false;
	for (end--;; row = tab + 1) {
		if (n == k->plan->ncolumns)
			return false;
		tab = memchr(row, '\t', (size_t)(end - row));
		k->cell[n].p = (const uint8_t *)row;
		k->cell[n++].len = (size_t)((tab != NULL ? tab : end) - row);
		if (tab == NULL)
			return n == k->plan->ncolumns;
	}
}

/* What COPY writes for a byte; the server writes no other escapes. */
static const char *
plain(struct arena *a, const struct span *s)
{
	static const char code[] = "b\bf\fn\nr\rt\tv\v";
	char *out = arena_alloc(a, s->len + 1);
	size_t i, n = 0;
	const char *at;

	for (i = 0; i < s->len; i++) {
		char ch = (char)s->p[i];

		if (ch == '\\' && i + 1 < s->len) {
			ch = (char)s->p[++i];
			for (at = code; *at != '\0'; at += 2)
				if (*at == ch)
					break;
			if (*at != '\0')
				ch = at[1];
		}
		out[n++] = ch;
	}
	out[n] = '\0';
	return out;
}

static bool
number(int64_t *n, const struct span *s, int64_t min, int64_t max)
{
	char text[24];

	if (s->len >= sizeof(text))
		return false;
	memcpy(text, s->p, s->len);
	text[s->len] = '\0';
	return num_i64(n, text, min, max) == 0;
}

/* "2020-01-31...", no infinity, no other era, no fifth digit. */
static bool
is_time(const struct span *s)
{
	return s->len >= 10 && s->p[0] >= '0' && s->p[0] <= '9' &&
	       s->p[4] == '-' && s->p[s->len - 1] != 'C';
}

/* "{...}", one level. */
static bool
is_list(const struct span *s)
{
	return s->len >= 2 && s->p[0] == '{' && s->p[1] != '{';
}

/* "{DE,US}", with one of them at least. */
static bool
is_territories(const struct span *s)
{
	size_t i;

	if (s->len < 4 || (s->len - 1) % 3 != 0 || s->p[0] != '{' ||
	    s->p[s->len - 1] != '}')
		return false;
	for (i = 1; i + 1 < s->len; i++) {
		if (i % 3 == 0 ? s->p[i] != ','
			       : s->p[i] < 'A' || s->p[i] > 'Z')
			return false;
	}
	return true;
}

static bool
is_word(const struct span *s, const char *words)
{
	char text[80];

	if (words == NULL || s->len + 3 > sizeof(text) ||
	    memchr(s->p, '\\', s->len) != NULL)
		return false;
	snprintf(text, sizeof(text), "\t%.*s\t", (int)s->len,
	    (const char *)s->p);
	return strstr(words, text) != NULL;
}

/* Replaces a date as clients wrote it by a timestamp. */
static bool
read_date(struct cells *k, struct span *s)
{
	const char *cell =
	    release_date_cell(k->arena, plain(k->arena, s), false);

	if (cell == NULL)
		return false;
	*s = span_str(cell);
	return true;
}

static bool
fits(struct cells *k, const struct column *col, struct span *s)
{
	int64_t n;

	switch (col->check) {
	case CHECK_NONE:
		return true;
	case CHECK_INT:
		return number(&n, s, INT32_MIN, INT32_MAX);
	case CHECK_ID:
		return number(&n, s, 0, INT32_MAX);
	case CHECK_COUNT:
		return number(&n, s, 0, INT32_MAX - COUNT_ROOM);
	case CHECK_COUNT_LONG:
		return number(&n, s, 0, INT64_MAX / 2);
	case CHECK_TIME:
		return is_time(s);
	case CHECK_DATE:
		return read_date(k, s);
	case CHECK_WORD:
		return is_word(s, col->words);
	case CHECK_JSON:
		return !is_text(s, "null");
	case CHECK_LIST:
		return is_list(s);
	case CHECK_TERRITORIES:
		return is_territories(s);
	}
	return false;
}

/* JSON's null means nothing everywhere; it is no fault. */
static bool
is_fault(const struct column *col)
{
	return col->check != CHECK_JSON && col->check != CHECK_DATE;
}

static void
note(struct part *p, const struct column *col, const char *what)
{
	char text[128];

	snprintf(text, sizeof(text), "%s: %s", col->name, what);
	part_reason(p, text, 1);
}

/* A null: what stands there instead; false: the row is left out. */
static bool
fill(struct part *p, const struct column *col, struct span *s)
{
	if (!col->needed)
		return true;
	if (col->value != NULL && !col->is_key) {
		*s = span_str(col->value);
		return true;
	}
	note(p, col, "empty, row left out");
	return false;
}

static bool
check_cell(struct cells *k, struct part *p, const struct column *col,
    struct span *s)
{
	int64_t n;

	if (is_null(s))
		return fill(p, col, s);
	if (col->is_block && number(&n, s, INT64_MIN, INT64_MAX) &&
	    n > k->last_block) {
		note(p, col, "behind the newest block, row left out");
		return false;
	}
	if (col->most > 0 && s->len > col->most) {
		if (col->needed || col->is_key) {
			note(p, col, "too long, row left out");
			return false;
		}
		note(p, col, "too long, left empty");
		*s = null_cell;
		return true;
	}
	if (fits(k, col, s))
		return true;
	if (col->is_key || (col->needed && col->value == NULL)) {
		note(p, col, "not possible here, row left out");
		return false;
	}
	if (is_fault(col))
		note(p, col, "not possible here, left empty");
	*s = null_cell;
	return fill(p, col, s);
}

bool
cells_check(struct cells *k, struct part *p)
{
	const struct plan *plan = k->plan;
	size_t i;

	for (i = 0; i < plan->ncolumns; i++)
		if (!check_cell(k, p, &plan->column[i], &k->cell[i]))
			return false;
	return true;
}

void
cells_write(const struct cells *k, struct buffer *b)
{
	size_t i;

	for (i = 0; i < k->plan->ncolumns; i++) {
		if (i > 0)
			buffer_add(b, "\t", 1);
		buffer_add(b, (const char *)k->cell[i].p, k->cell[i].len);
	}
	buffer_add(b, "\n", 1);
}

/* keys */

void
cells_key(const struct cells *k, struct buffer *key)
{
	const struct span *s;
	size_t i;

	key->len = 0;
	for (i = 0; i < k->plan->nkeys; i++) {
		s = &k->cell[k->plan->key[i]];
		buffer_add(key, (const char *)s->p, s->len);
		buffer_add(key, "\t", 1);
	}
}

bool
cells_same_key(const struct cells *k, const struct buffer *key)
{
	const struct span *s;
	size_t i, at = 0;

	for (i = 0; i < k->plan->nkeys; i++) {
		s = &k->cell[k->plan->key[i]];
		if (key->len - at < s->len + 1 ||
		    memcmp(key->p + at, s->p, s->len) != 0 ||
		    key->p[at + s->len] != '\t')
			return false;
		at += s->len + 1;
	}
	return at == key->len;
}

const char *
key_place(const struct buffer *key, struct arena *a)
{
	struct pgarr *list = pgarr_new(a);
	const char *at = key->p, *end = key->p + key->len, *tab;
	struct span s;

	for (; at < end; at = tab + 1) {
		tab =
		    memchr(at, '\t', (size_t)(end - at)); /* each ends in one */
		s.p = (const uint8_t *)at;
		s.len = (size_t)(tab - at);
		if (is_null(&s))
			return NULL;
		pgarr_text(list, plain(a, &s));
	}
	return pgarr_done(list);
}
