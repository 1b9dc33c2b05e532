/* SPDX-License-Identifier: ISC */
/* The tables of the indexer and its statements name the same columns. */
#include "common/arena.h"
#include "indexer/tables.h"
#include "tests/tap.h"

/* The comma list of names in the first parentheses after mark. */
static int
lists(const char *text, const char *mark, const struct table *t)
{
	const char *p = strstr(text, mark);
	unsigned i;
	size_t n;

	if (p == NULL || (p = strchr(p, '(')) == NULL)
		return 0;
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

/* "SELECT x.a, x.b FROM" */
static int
selects(const char *text, const struct table *t)
{
	const char *p = text + strlen("SELECT");
	unsigned i;
	size_t n;

	for (i = 0; i < t->ncols; i++) {
		p += strspn(p, " \n\t,");
		if ((p = strchr(p, '.')) == NULL)
			return 0;
		n = strcspn(++p, ", \n:");
		if (n != strlen(t->cols[i]) || strncmp(p, t->cols[i], n) != 0)
			return 0;
		p += n;
		p += strcspn(p, ", \n");
	}
	p += strspn(p, " \n\t");
	return strncmp(p, "AS ", 3) == 0 || strncmp(p, "FROM", 4) == 0;
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

			OK(s->nparams == (int)t->ncols &&
				(lists(s->text, "AS n (", t) ||
				    lists(s->text, "AS c (", t)),
			    "%s takes the columns of %s", s->name, t->name);
		}
	}
	DONE();
}
