/* SPDX-License-Identifier: ISC */
#include "snapshot/manifest.h"

#include <inttypes.h>
#include <string.h>

#include "common/base/hex.h"
#include "common/base/num.h"
#include "common/base/text.h"

#define WORDS 5 /* of a line, with the first one */

int64_t
manifest_height(const struct manifest *m)
{
	return m->core > 0 ? m->height : m->number;
}

/* Room for one more of n things. */
static void *
grown(struct arena *a, void *v, size_t n, size_t *cap, size_t size)
{
	void *more;

	if (n < *cap)
		return v;
	*cap = *cap == 0 ? 64 : *cap * 2;
	more = arena_zalloc(a, *cap, size);
	if (n > 0)
		memcpy(more, v, n * size);
	return more;
}

struct manifest_table *
manifest_add_table(struct manifest *m, struct arena *a)
{
	m->table =
	    grown(a, m->table, m->ntables, &m->tables_cap, sizeof(*m->table));
	return &m->table[m->ntables++];
}

struct manifest_part *
manifest_add_part(struct manifest *m, struct arena *a)
{
	m->part = grown(a, m->part, m->nparts, &m->parts_cap, sizeof(*m->part));
	return &m->part[m->nparts++];
}

static void
print_table(const struct manifest *m, struct buf *out, size_t i)
{
	const struct manifest_table *t = &m->table[i];
	const struct manifest_part *p;

	buf_printf(out, "table %s %s %s\n", t->name,
	    t->sum != NULL ? t->sum : "-", t->columns);
	for (p = m->part; p < m->part + m->nparts; p++)
		if (p->table == i)
			buf_printf(out, "part %s %" PRId64 " %" PRId64 " %s\n",
			    p->file, p->bytes, p->rows,
			    hex_text(out->a, p->sha256, 32) + 2);
}

void
manifest_print(const struct manifest *m, struct buf *out)
{
	size_t i;

	buf_printf(out,
	    "discprov-snapshot 1\nschema_step %" PRId64 "\nblock %" PRId64
	    " %s %s\n",
	    m->step, m->number, m->hash, m->parent != NULL ? m->parent : "-");
	if (m->core > 0)
		buf_printf(out, "core %" PRId64 " %" PRId64 " %s\n", m->core,
		    m->height, m->chain);
	buf_printf(out, "digest %s\nsigner %s\n", m->digest, m->signer);
	for (i = 0; i < m->ntables; i++)
		print_table(m, out, i);
	buf_str(out, "end\n");
}

/* Reading. */

struct reading {
	struct ctx *c;
	struct manifest *m;
	char *rest; /* behind this line, or NULL */
	size_t line;
	const char *word[WORDS];
	size_t n;
};

static enum rc
fault(const struct reading *r, const char *what)
{
	return err_set(&r->c->err, RC_DATA, "manifest: line %zu: %s", r->line,
	    what);
}

/* The next line's words; more than WORDS are none. */
static bool
next_line(struct reading *r)
{
	char *line, *word;

	r->n = 0;
	r->line++;
	if (r->rest == NULL || strchr(r->rest, '\n') == NULL)
		return false;
	line = strsep(&r->rest, "\n");
	while ((word = strsep(&line, " ")) != NULL) {
		if (r->n == WORDS || *word == '\0')
			return false;
		r->word[r->n++] = word;
	}
	return true;
}

static bool
is(const struct reading *r, const char *word, size_t n)
{
	return r->n == n && strcmp(r->word[0], word) == 0;
}

static bool
number(int64_t *n, const char *s)
{
	return num_i64(n, s, 0, INT64_MAX) == 0;
}

/* Letters of the names that tables and columns have. */
static bool
is_name(const char *s, const char *more)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz_";

	for (; *s != '\0'; s++)
		if (strchr(letters, *s) == NULL && strchr(more, *s) == NULL)
			return false;
	return true;
}

/* "table.000123" of this table. */
static bool
is_file(const char *s, const char *table)
{
	size_t n = strlen(table);

	return strncmp(s, table, n) == 0 && s[n] == '.' && strlen(s + n) == 7 &&
	       strspn(s + n + 1, "0123456789") == 6;
}

static enum rc
read_block(struct reading *r)
{
	struct manifest *m = r->m;

	if (!next_line(r) || !is(r, "block", 4) ||
	    num_i64(&m->number, r->word[1], 0, INT32_MAX) != 0)
		return fault(r, "no block");
	m->hash = r->word[2];
	m->parent = strcmp(r->word[3], "-") == 0 ? NULL : r->word[3];
	if (!next_line(r))
		return fault(r, "no digest");
	if (is(r, "core", 4)) {
		if (num_i64(&m->core, r->word[1], 1, INT32_MAX) != 0 ||
		    num_i64(&m->height, r->word[2], 0, INT32_MAX) != 0)
			return fault(r, "no place on a core chain");
		m->chain = r->word[3];
		if (!next_line(r))
			return fault(r, "no digest");
	}
	if (!is(r, "digest", 2) || strlen(r->word[1]) != 64)
		return fault(r, "no digest");
	m->digest = r->word[1];
	return RC_OK;
}

static enum rc
read_head(struct reading *r)
{
	enum rc rc;

	if (!next_line(r) || !is(r, "discprov-snapshot", 2))
		return fault(r, "this is no list of a snapshot");
	if (strcmp(r->word[1], "1") != 0)
		return fault(r, "it is of another version");
	if (!next_line(r) || !is(r, "schema_step", 2) ||
	    !number(&r->m->step, r->word[1]))
		return fault(r, "no schema step");
	if ((rc = read_block(r)) != RC_OK)
		return rc;
	if (!next_line(r) || !is(r, "signer", 2) ||
	    strlen(r->word[1]) != ADDRESS_TEXT - 1)
		return fault(r, "no signer");
	memcpy(r->m->signer, r->word[1], ADDRESS_TEXT);
	return RC_OK;
}

static enum rc
read_table(struct reading *r)
{
	struct manifest_table *t = manifest_add_table(r->m, r->c->a);

	t->name = r->word[1];
	t->sum = strcmp(r->word[2], "-") == 0 ? NULL : r->word[2];
	t->columns = r->word[3];
	if (!is_name(t->name, "") || !is_name(t->columns, ",\"0123456789"))
		return fault(r, "not the name of a table or column");
	if (t->sum != NULL && t->sum[strspn(t->sum, "0123456789")] != '\0')
		return fault(r, "not a sum");
	if (r->m->ntables > 1 && strcmp(t[-1].name, t->name) >= 0)
		return fault(r, "tables are not in order");
	return RC_OK;
}

static enum rc
read_part(struct reading *r)
{
	struct manifest *m = r->m;
	struct manifest_part *p;

	if (m->ntables == 0)
		return fault(r, "a part of no table");
	p = manifest_add_part(m, r->c->a);
	p->table = m->ntables - 1;
	p->file = r->word[1];
	if (!is_file(p->file, m->table[p->table].name))
		return fault(r, "not the name of a part");
	if (m->nparts > 1 && p[-1].table == p->table &&
	    strcmp(p[-1].file, p->file) >= 0)
		return fault(r, "parts are not in order");
	if (!number(&p->bytes, r->word[2]) || !number(&p->rows, r->word[3]) ||
	    strlen(r->word[4]) != 64 ||
	    hex_bare(p->sha256, 32, r->word[4], 64) != 0)
		return fault(r, "not the size and hash of a part");
	return RC_OK;
}

enum rc
manifest_parse(struct ctx *c, struct manifest *m, const char *text, size_t len)
{
	struct reading r = { .c = c, .m = m };
	enum rc rc;

	memset(m, 0, sizeof(*m));
	if (!text_is_clean(text, len))
		return err_set(&c->err, RC_DATA, "manifest: not a text");
	r.rest = arena_memdup(c->a, text, len);
	if ((rc = read_head(&r)) != RC_OK)
		return rc;
	while (rc == RC_OK && next_line(&r)) {
		if (is(&r, "table", 4))
			rc = read_table(&r);
		else if (is(&r, "part", 5))
			rc = read_part(&r);
		else if (is(&r, "end", 1) && *r.rest == '\0')
			return RC_OK;
		else
			rc = fault(&r, "neither a table, a part nor the end");
	}
	return rc != RC_OK ? rc : fault(&r, "it is cut off");
}
