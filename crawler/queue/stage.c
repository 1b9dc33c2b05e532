/* SPDX-License-Identifier: ISC */
#include "crawler/queue/stage.h"

#include <stdio.h>
#include <string.h>

#include "common/base/pgarr.h"
#include "common/db/db.h"

static const char *const names[STAGE__MAX] = {
#define STAGE_NAME(id, name, help) [STAGE_##id] = name,
	STAGES(STAGE_NAME)
#undef STAGE_NAME
};

const char *
stage_name(enum stage s)
{
	return names[s];
}

void
stage_done(struct stages *g, enum stage s, size_t n)
{
	g->done[s] += n;
}

void
stage_failed(struct stages *g, enum stage s, const char *why)
{
	g->failed[s]++;
	snprintf(g->why[s], sizeof(g->why[s]), "%s", why);
}

enum rc
stages_write(struct ctx *c, struct stages *g)
{
	struct pgarr *name = pgarr_new(c->a), *done = pgarr_new(c->a),
		     *failed = pgarr_new(c->a), *why = pgarr_new(c->a);
	const char *param[4];
	size_t i;

	for (i = 0; i < STAGE__MAX; i++) {
		if (g->done[i] == 0 && g->failed[i] == 0)
			continue;
		pgarr_text(name, names[i]);
		pgarr_int(done, (int64_t)g->done[i]);
		pgarr_int(failed, (int64_t)g->failed[i]);
		pgarr_text(why, g->failed[i] > 0 ? g->why[i] : NULL);
	}
	if (pgarr_len(name) == 0)
		return RC_OK;
	memset(g, 0, sizeof(*g));
	param[0] = pgarr_done(name);
	param[1] = pgarr_done(done);
	param[2] = pgarr_done(failed);
	param[3] = pgarr_done(why);
	return db_exec(c, SQL_CRAWL_STAGES, param);
}
