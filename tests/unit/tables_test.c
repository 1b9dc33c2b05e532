/* SPDX-License-Identifier: ISC */
/* The tables of the indexer and its statements name the same columns. */
#include "common/base/arena.h"
#include "sql/tables.h"
#include "tests/tap.h"

/* The comma list of names behind the parenthesis at p. */
static int
lists_at(const char *p, const struct table *t)
{
	unsigned i;
	size_t n;

	for (i = 0; i < t->ncols; i++) {
		p += 1 + strspn(p + 1, " \n\t");
		n = strcspn(p, ",)");
		if (n != strlen(t->cols[i]) || strncmp(p, t->cols[i], n) != 0)
			return 0;
		p += n;
	}
	/* The order of arrival may be numbered behind them. */
	return *p == ')' || strncmp(p, ", place)", 8) == 0;
}

/* "AS x (a, b)", whatever x is. */
static int
lists(const char *text, const struct table *t)
{
	const char *p;

	for (p = text; (p = strstr(p, "AS ")) != NULL; p += 3)
		if (p[3] != '\0' && strncmp(p + 4, " (", 2) == 0 &&
		    lists_at(p + 5, t))
			return 1;
	return 0;
}

/* The end of the expression at p, at a comma or FROM outside parentheses. */
static const char *
expression(const char *p)
{
	int depth = 0;

	for (; *p != '\0'; p++) {
		depth += (*p == '(') - (*p == ')');
		if (depth == 0 && (*p == ',' || strncmp(p, "\n  FROM", 7) == 0))
			break;
	}
	return p;
}

/* Does the expression end in this name: "x.a", "x.a::text", "f(x) AS a"? */
static int
is_named(const char *p, const char *end, const char *name)
{
	const char *s, *at = p;
	size_t n;

	for (s = p; s < end; s++)
		if (*s == '.' || strncmp(s, "AS ", 3) == 0 ||
		    strncmp(s, "AS\t", 3) == 0)
			at = *s == '.' ? s + 1 : s + 3;
	at += strspn(at, " \n\t");
	n = strcspn(at, ":, \n\t");
	return n == strlen(name) && strncmp(at, name, n) == 0;
}

/* "SELECT x.a, x.b FROM" */
static int
selects(const char *text, const struct table *t)
{
	const char *p = text + strlen("SELECT"), *end;
	unsigned i;

	if (strncmp(p, " DISTINCT ON (", 14) == 0)
		p = strchr(p, '\n');
	for (i = 0; i < t->ncols; i++) {
		p += strspn(p, " \n\t,");
		end = expression(p);
		if (!is_named(p, end, t->cols[i]))
			return 0;
		p = end;
	}
	return strncmp(p, "\n  FROM", 7) == 0;
}

int
main(void)
{
	enum table_id id;

	for (id = 0; id < T__MAX; id++) {
		const struct table *t = &tables[id];

		OK(t->nkeys <= TABLE_KEYS && t->ncols <= TABLE_COLS &&
			t->cols[t->ncols - 1] != NULL,
		    "%s (%d) fits the limits", t->name, id);
		if (t->load != SQL__MAX) {
			const struct sql_stmt *s = &sql_stmt[t->load];

			OK(s->nparams == (int)t->nkeys &&
				s->ncols == (int)t->ncols &&
				selects(s->text, t),
			    "%s selects the columns of %s", s->name, t->name);
		}
		if (t->put != SQL__MAX) {
			const struct sql_stmt *s = &sql_stmt[t->put];

			OK(s->nparams == (int)t->ncols && lists(s->text, t),
			    "%s takes the columns of %s", s->name, t->name);
		}
	}
	DONE();
}
