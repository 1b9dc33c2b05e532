/* SPDX-License-Identifier: ISC */
#include "common/prog/steps.h"

#include <inttypes.h>
#include <stdio.h>

#include "common/db/db.h"
#include "common/db/migrate.h"
#include "common/prog/bar.h"

struct steps {
	struct bar bar;
	struct migrate_at at;
	int64_t from; /* the step that the database stood at; -1: not known */
	const struct log *log;
	bool on;
};

/* While the server works at a step, too. */
static void
show(void *arg)
{
	struct steps *s = arg;
	char words[96], pairs[96];

	if (s->from == -1 || !bar_due(&s->bar))
		return;
	snprintf(words, sizeof(words), "%.60s", s->at.name);
	snprintf(pairs, sizeof(pairs), "step=%.60s", s->at.name);
	bar_show(&s->bar, (double)(s->at.done - s->from),
	    (double)(s->at.all - s->from), words, pairs);
}

static void
begin_step(void *arg, const struct migrate_at *at)
{
	struct steps *s = arg;

	if (s->from == -1) {
		s->from = at->done;
		bar_begin(&s->bar, s->log, s->on, "migrating", "steps", 0);
	}
	s->at = *at;
	bar_end(&s->bar); /* a line about the step before comes now */
	show(s);
}

enum rc
steps_apply(struct ctx *c, bool on)
{
	struct steps s = { .from = -1, .log = &c->log, .on = on };
	enum rc rc;

	db_tick(c->db, show, &s);
	rc = migrate_apply(c, begin_step, &s);
	db_tick(c->db, NULL, NULL);
	bar_end(&s.bar);
	return rc;
}
