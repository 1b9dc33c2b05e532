/* SPDX-License-Identifier: ISC */
#include "admin/status.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/db/db.h"
#include "common/db/migrate.h"
#include "watch/watch.h"

static const char *const colour[] = {
	[LIGHT_GOOD] = "\033[32m",
	[LIGHT_OFF] = "\033[2m",
	[LIGHT_RED] = "\033[1;31m",
};

/* A thing, a word for how it is, what there is to say; and below it what helps.
 */
static void
print(const struct sight *s, bool colours)
{
	size_t i;

	printf("%-18s  %s%-7s%s  %s\n", s->name,
	    colours ? colour[s->light] : "", s->word, colours ? "\033[0m" : "",
	    s->text);
	if (s->why != NULL)
		printf("%-29s%s\n", "", s->why);
	for (i = 0; i < s->nbelow; i++)
		printf("%-29s%s\n", "", s->below[i]);
}

static bool
wants_colours(void)
{
	const char *term = getenv("TERM");

	return isatty(STDOUT_FILENO) == 1 && getenv("NO_COLOR") == NULL &&
	       term != NULL && strcmp(term, "dumb") != 0;
}

/* What is wrong with it is said beside its name. */
static enum rc
bad(struct watch *w, enum rc rc, const char *name, const char *word)
{
	watch_line(w, LIGHT_RED, name, word, "%s", w->c->err.msg);
	return rc;
}

static enum rc
look(struct watch *w)
{
	struct ctx *c = w->c;
	int64_t step = 0;
	enum rc rc;

	if ((rc = db_open(c, &c->db, DB_READER)) != RC_OK)
		return bad(w, rc, "database", "away");
	watch_line(w, LIGHT_GOOD, "database", "ok", "%s", db_about(c));
	if ((rc = migrate_check(c)) != RC_OK ||
	    (rc = migrate_step(c, &step)) != RC_OK)
		return bad(w, rc, "schema", "other");
	watch_line(w, LIGHT_GOOD, "schema", "ok", "step %" PRId64, step);
	if ((rc = watch_indexer(w)) != RC_OK || (rc = watch_jobs(w)) != RC_OK)
		return rc;
	return watch_crawler(w);
}

enum rc
status_print(struct ctx *c)
{
	struct watch w = { .c = c };
	bool colours = wants_colours();
	enum rc rc = look(&w);
	size_t i;

	for (i = 0; i < w.n; i++)
		print(&w.v[i], colours);
	db_close(c->db);
	c->db = NULL;
	if (rc == RC_OK && *watch_red(&w) != '\0')
		return err_set(&c->err, RC_UPSTREAM, "not well: %s",
		    watch_red(&w));
	return rc;
}
