/* SPDX-License-Identifier: ISC */
#include "crawler/queue/begin.h"

#include <inttypes.h>

#include "common/base/pgarr.h"
#include "common/db/db.h"
#include "crawler/store/conn.h"
#include "crawler/wire/wire.h"

/* What is the same everywhere is asked for once. */
static void
add_steps(const struct map_command *cmd, const struct conn_row *row,
    struct pgarr *commands, struct pgarr *regions)
{
	size_t i, n;
	bool is_global = wire_is_global(cmd->json);

	n = is_global ? 1 : row->n_regions;

	for (i = 0; i < n; i++) {
		pgarr_text(commands, cmd->name);
		pgarr_text(regions, is_global ? CRAWL_ALL : row->regions[i]);
	}
}

static enum rc
steps(struct ctx *c, const struct map_set *set, const struct conn_row *row,
    const char *task, const char *run)
{
	const struct map_provider *p = map_provider(set, row->conn.provider);
	struct pgarr *commands = pgarr_new(c->a), *regions = pgarr_new(c->a);
	const struct map_command *cmd;
	const char *param[3] = { run };
	size_t i;

	for (i = 0; p != NULL && (cmd = map_task(p, task, i)) != NULL; i++)
		add_steps(cmd, row, commands, regions);
	param[1] = pgarr_done(commands);
	param[2] = pgarr_done(regions);
	return db_exec(c, SQL_CRAWL_RUN_STEPS, param);
}

enum rc
queue_begin(struct ctx *c, const struct map_set *set, const char *connection,
    const char *task, int64_t *run)
{
	const char *param[3] = { connection, task };
	struct conn_row row;
	PGresult *res;
	enum rc rc;

	*run = 0;
	if ((rc = conn_load(c, connection, &row)) != RC_OK ||
	    (rc = db_run(c, &res, SQL_CRAWL_RUN_OPEN, param)) != RC_OK ||
	    PQntuples(res) == 0)
		return rc;
	if ((rc = db_i64(c, run, res, 0, 0)) != RC_OK)
		return rc;
	param[2] = arena_printf(c->a, "%" PRId64, *run);
	rc = steps(c, set, &row, task, param[2]);
	return rc == RC_OK ? db_exec(c, SQL_CRAWL_TASK_BEGAN, param) : rc;
}

enum rc
queue_stop(struct ctx *c, const char *connection, const char *task, size_t *n)
{
	struct pgarr *runs = pgarr_new(c->a);
	const char *param[] = { connection, task }, *list;
	int64_t id;
	PGresult *res;
	enum rc rc = db_run(c, &res, SQL_CRAWL_STOP, param);
	int i;

	*n = 0;
	for (i = 0; rc == RC_OK && i < PQntuples(res); i++, ++*n)
		if ((rc = db_i64(c, &id, res, i, 0)) == RC_OK)
			pgarr_int(runs, id);
	list = pgarr_done(runs);
	return rc == RC_OK ? db_exec(c, SQL_CRAWL_STOP_STEPS, &list) : rc;
}
