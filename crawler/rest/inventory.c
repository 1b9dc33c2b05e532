/* SPDX-License-Identifier: ISC */
/* What was found, how it changed, and the runs that found it: all of them
 * rows. */
#include "crawler/rest/rest.h"

/* clang-format off */
static const struct rest_param tasks[] = {
	{ "conn", REST_UUID, NULL, 0, 0, "only those of this connection" },
	{ "task", REST_TEXT, NULL, 0, 0, "only this one" },
	{ "cursor", REST_TEXT, NULL, 0, 0, "what the page before called next" },
	{ "limit", REST_INT, "50", 1, 200, "how many at most" },
	REST_END,
};
static const struct rest_param runs[] = {
	{ "conn", REST_UUID, NULL, 0, 0, "only those of this connection" },
	{ "task", REST_TEXT, NULL, 0, 0, "only those of this task" },
	{ "state", REST_TEXT, NULL, 0, 0, "running, success, warning, failed or cancelled" },
	REST_PAGING(1, 200),
	REST_END,
};
static const struct rest_param run[] = {
	{ "id", REST_INT, NULL, 1, INT64_MAX, "of the run" },
	REST_END,
};
static const struct rest_param held[] = {
	{ "conn", REST_UUID, NULL, 0, 0, "only what is held of this connection" },
	REST_END,
};
static const struct rest_param resources[] = {
	REST_FILTERS,
	REST_PAGING(1, 200),
	REST_END,
};
static const struct rest_param resource[] = {
	REST_ONE_RESOURCE,
	REST_END,
};
static const struct rest_param history[] = {
	REST_ONE_RESOURCE,
	REST_PAGING(1, 200),
	REST_END,
};
static const struct rest_param outbox[] = {
	REST_PAGING(1, 200),
	REST_END,
};

static const struct rest_route rows[] = {
	{
		.method = METHOD_GET, .path = "/tasks", .who = REST_CALLER,
		.params = tasks, .stmt = SQL_CRAWL_API_TASKS, .shape = REST_ROWS,
		.next = "cursor",
		.about = "Tasks, when they come next, and what the last run of each did.",
	},
	{
		.method = METHOD_GET, .path = "/runs", .who = REST_CALLER,
		.params = runs, .stmt = SQL_CRAWL_API_RUNS, .shape = REST_ROWS,
		.next = "id",
		.about = "Runs, the newest first.",
	},
	{
		.method = METHOD_GET, .path = "/runs/:id", .who = REST_CALLER,
		.params = run, .stmt = SQL_CRAWL_API_RUN, .shape = REST_ROW,
		.also = "404",
		.about = "One run, and how far each of its steps is.",
	},
	{
		.method = METHOD_GET, .path = "/held", .who = REST_CALLER,
		.params = held, .stmt = SQL_CRAWL_API_HELD, .shape = REST_ROWS,
		.about = "Where so much would vanish at once that somebody should look.",
	},
	{
		.method = METHOD_GET, .path = "/resources", .who = REST_CALLER,
		.stmt = SQL_CRAWL_API_ENTITIES, .shape = REST_ROWS,
		.about = "What there is, by entity and kind.",
	},
	{
		.method = METHOD_GET, .path = "/resources/:entity", .who = REST_CALLER,
		.params = resources, .stmt = SQL_CRAWL_API_RESOURCES,
		.shape = REST_ROWS, .next = "_id",
		.about = "Resources, in the order in which they were first seen.",
	},
	{
		.method = METHOD_GET, .path = "/resources/:entity/:id",
		.who = REST_CALLER, .params = resource,
		.stmt = SQL_CRAWL_API_RESOURCE, .shape = REST_ROW, .also = "404",
		.about = "One, which others it names, and which name it.",
	},
	{
		.method = METHOD_GET, .path = "/resources/:entity/:id/history",
		.who = REST_CALLER, .params = history,
		.stmt = SQL_CRAWL_API_HISTORY, .shape = REST_ROWS, .next = "id",
		.about = "What changed of it, the newest first, with old and new values.",
	},
	{
		.method = METHOD_GET, .path = "/outbox", .who = REST_SERVICE,
		.params = outbox, .stmt = SQL_CRAWL_API_OUTBOX,
		.shape = REST_ROWS, .next = "id", .also = "403",
		.about = "Letters to other services that wait.",
	},
	{
		.method = METHOD_GET, .path = "/stages", .who = REST_SERVICE,
		.stmt = SQL_CRAWL_API_STAGES, .shape = REST_ROWS, .also = "403",
		.about = "How often each stage of the pipeline went well, or not.",
	},
};
/* clang-format on */

const struct rest_family rest_inventory = REST_FAMILY(rows);
