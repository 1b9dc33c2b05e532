/* SPDX-License-Identifier: ISC */
/* Figures for a monitor, and the description of all routes. */
#include "common/base/buf.h"
#include "crawler/rest/rest.h"

static const struct {
	int col;
	const char *name, *help;
} figures[] = {
	{ CRAWL_WATCH_tasks, "tasks", "Tasks of all connections" },
	{ CRAWL_WATCH_failing, "tasks_failing", "Tasks whose last run failed" },
	{ CRAWL_WATCH_paused, "tasks_paused", "Tasks that wait for somebody" },
	{ CRAWL_WATCH_waiting, "steps_waiting", "Steps that wait" },
	{ CRAWL_WATCH_working, "steps_working", "Steps that are worked on" },
	{ CRAWL_WATCH_oldest_s, "oldest_step_seconds",
	    "How long the oldest step has been due" },
	{ CRAWL_WATCH_overdue_s, "overdue_task_seconds",
	    "How long the oldest task has been due" },
};

#define FIGURES (sizeof(figures) / sizeof(figures[0]))

static void
stages(struct buf *o, const PGresult *res, int col, const char *name,
    const char *help)
{
	int i;

	buf_printf(o,
	    "# HELP discprov_crawl_%s %s\n# TYPE discprov_crawl_%s counter\n",
	    name, help, name);
	for (i = 0; i < PQntuples(res); i++)
		buf_printf(o, "discprov_crawl_%s{stage=\"%s\"} %s\n", name,
		    db_text(res, i, CRAWL_WATCH_STAGES_stage),
		    db_text(res, i, col));
}

static enum rc
metrics(struct rest_call *k)
{
	struct buf o = { .a = k->c->a };
	PGresult *res;
	enum rc rc;
	size_t i;

	rc = db_run(k->c, &res, SQL_CRAWL_WATCH, NULL);
	if (rc != RC_OK)
		return rc;
	for (i = 0; i < FIGURES; i++)
		buf_printf(&o,
		    "# HELP discprov_crawl_%s %s\n"
		    "# TYPE discprov_crawl_%s gauge\ndiscprov_crawl_%s %s\n",
		    figures[i].name, figures[i].help, figures[i].name,
		    figures[i].name, db_text(res, 0, figures[i].col));
	rc = db_run(k->c, &res, SQL_CRAWL_WATCH_STAGES, NULL);
	if (rc != RC_OK)
		return rc;
	stages(&o, res, CRAWL_WATCH_STAGES_done, "stage_done_total",
	    "How often a stage of the pipeline went well");
	stages(&o, res, CRAWL_WATCH_STAGES_failed, "stage_failed_total",
	    "How often it did not");
	k->out->status = 200;
	k->out->type = "text/plain; version=0.0.4";
	k->out->body = buf_span(&o);
	return RC_OK;
}

static enum rc
description(struct rest_call *k)
{
	reply_json(k->out, 200, rest_describe(k->c->a));
	return RC_OK;
}

/* clang-format off */
static const struct rest_route rows[] = {
	{
		.method = METHOD_GET, .path = "/metrics", .who = REST_SERVICE,
		.stmt = REST_NONE, .fn = metrics, .also = "403",
		.about = "Figures for a monitor, as text.",
	},
	{
		.method = METHOD_GET, .path = "/openapi.json", .who = REST_ANYBODY,
		.stmt = REST_NONE, .fn = description,
		.about = "This description.",
	},
};
/* clang-format on */

const struct rest_family rest_node = REST_FAMILY(rows);
