/* SPDX-License-Identifier: ISC */
#include "crawler/queue/tasks.h"

#include <string.h>

#include "common/base/pgarr.h"
#include "common/db/db.h"

#define MINUTE 60
#define HOUR   3600
#define DAY    86400

static const struct {
	const char *task;
	int every_s;
} usual[] = {
	{ "server-list", 5 * MINUTE },
	{ "storage-list", 5 * HOUR },
	{ "volumes-list", 6 * HOUR },
	{ "loadbalance-list", 6 * HOUR },
	{ "security-list", 6 * HOUR },
	{ "serverless-list", 12 * HOUR },
	{ "autoscaling-list", DAY },
	{ "autoscaling-support-list", DAY },
	{ "dbs-list", DAY },
	{ "storage-object-list", DAY },
	{ "smtp-list", DAY },
	{ "cache-list", DAY },
	{ "container-orchestration-list", DAY },
	{ "serverless-support-list", DAY },
	{ "dynamodb-list", 3 * DAY },
	{ "gateway-list", 3 * DAY },
	{ "cdns-list", 5 * DAY },
	{ "brokers-list", 5 * DAY },
	{ "search-list", 5 * DAY },
	{ "network-list", 7 * DAY },
	{ "flavor-list", 14 * DAY },
	{ "snapshot-list", 14 * DAY },
	{ "images-list", 14 * DAY },
};

int
task_every(const char *task)
{
	size_t i;

	for (i = 0; i < sizeof(usual) / sizeof(usual[0]); i++)
		if (strcmp(usual[i].task, task) == 0)
			return usual[i].every_s;
	return 0;
}

static enum rc
check(struct ctx *c, const struct map_provider *p, struct json_object *own)
{
	int64_t n;

	json_object_object_foreach(own, task, v)
	{
		if (map_task(p, task, 0) == NULL)
			return err_set(&c->err, RC_INPUT,
			    "tasks: provider %s has no '%.100s'", p->name,
			    task);
		n = json_object_get_int64(v);
		if (!json_object_is_type(v, json_type_int) || n < 0 ||
		    n > 366 * DAY)
			return err_set(&c->err, RC_INPUT,
			    "tasks: %s: not a number of seconds, 0 to a year",
			    task);
	}
	return RC_OK;
}

/* Is this the first command of its task? */
static bool
is_first(const struct map_provider *p, const struct map_command *cmd)
{
	return map_task(p, cmd->task, 0) == cmd;
}

enum rc
tasks_write(struct ctx *c, const struct map_provider *p, const char *connection,
    struct json_object *own)
{
	struct pgarr *names = pgarr_new(c->a), *every = pgarr_new(c->a);
	const char *param[3] = { connection };
	struct json_object *v;
	enum rc rc;
	size_t i;

	if (own != NULL && (rc = check(c, p, own)) != RC_OK)
		return rc;
	for (i = 0; i < p->n; i++) {
		if (!is_first(p, &p->commands[i]))
			continue;
		v = NULL;
		if (own != NULL &&
		    !json_object_object_get_ex(own, p->commands[i].task, &v))
			continue;
		pgarr_text(names, p->commands[i].task);
		pgarr_int(every, v != NULL ? json_object_get_int64(v)
					   : task_every(p->commands[i].task));
	}
	param[1] = pgarr_done(names);
	param[2] = pgarr_done(every);
	return db_exec(c, SQL_CRAWL_TASKS, param);
}
