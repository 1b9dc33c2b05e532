/* SPDX-License-Identifier: ISC */
#include "crawler/run/hand.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "common/db/db.h"
#include "crawler/queue/begin.h"
#include "crawler/queue/tasks.h"
#include "crawler/store/conn.h"

#define FILE_MAX 262144 /* bytes of what describes a connection */

static enum rc
slurp(struct ctx *c, FILE *f, const char *path, struct json_object **o)
{
	char *text = arena_alloc(c->a, FILE_MAX + 1);
	size_t n = fread(text, 1, FILE_MAX + 1, f);

	*o = NULL;
	if (n <= FILE_MAX) {
		text[n] = '\0';
		*o = conn_json(c, text);
	}
	explicit_bzero(text, FILE_MAX + 1);
	if (*o == NULL)
		return err_set(&c->err, RC_INPUT,
		    "%s: not a JSON object of at most %d bytes", path,
		    FILE_MAX);
	return RC_OK;
}

/* Credentials stand in it: it is nobody else's. */
static enum rc
check_mode(struct ctx *c, FILE *f, const char *path)
{
	struct stat st;

	if (fstat(fileno(f), &st) == 0 && S_ISREG(st.st_mode) &&
	    (st.st_mode & 077) != 0)
		return err_set(&c->err, RC_INPUT,
		    "%s: others may read or write this file (mode %03o). use "
		    "chmod 600",
		    path, (unsigned)st.st_mode & 0777);
	return RC_OK;
}

static enum rc
read_file(struct ctx *c, const char *path, struct json_object **o)
{
	FILE *f = strcmp(path, "-") == 0 ? stdin : fopen(path, "re");
	enum rc rc;

	if (f == NULL)
		return err_set(&c->err, RC_INPUT, "%s: %s", path,
		    strerror(errno));
	if ((rc = check_mode(c, f, path)) == RC_OK)
		rc = slurp(c, f, path, o);
	if (f != stdin)
		fclose(f);
	return rc;
}

static enum rc
connect_it(struct run *r, struct json_object *file, const char **id)
{
	struct json_object *own = NULL;
	const struct map_provider *p;
	struct conn_kind k;
	enum rc rc = conn_register(r->c, &r->seal, file, id, &k);

	if (rc != RC_OK)
		return rc;
	if ((p = map_provider(r->set, k.provider)) == NULL)
		return err_set(&r->c->err, RC_CONFIG,
		    "provider %s: no files of commands are installed",
		    k.provider);
	if (!json_object_object_get_ex(file, "tasks", &own))
		own = NULL;
	return tasks_write(r->c, p, *id, own);
}

enum rc
hand_connect(struct run *r, int argc, char **argv)
{
	struct json_object *file;
	const char *id = "";
	enum rc rc;

	(void)argc;
	if ((rc = read_file(r->c, argv[0], &file)) != RC_OK ||
	    (rc = db_begin(r->c)) != RC_OK)
		return rc;
	if ((rc = db_end(r->c, connect_it(r, file, &id))) == RC_OK)
		printf("%s\n", id);
	return rc;
}

enum rc
hand_forget(struct run *r, int argc, char **argv)
{
	const char *id;
	enum rc rc = conn_named(r->c, argv[0], &id);

	(void)argc;
	return rc == RC_OK ? db_exec(r->c, SQL_CRAWL_FORGET, &id) : rc;
}

/* A connection a paragraph, a task a line. */
enum rc
hand_list(struct run *r, int argc, char **argv)
{
	const char *id = "", *next, *paused;
	PGresult *res;
	enum rc rc = db_run(r->c, &res, SQL_CRAWL_LIST, NULL);
	int i;

	(void)argc;
	(void)argv;
	for (i = 0; rc == RC_OK && i < PQntuples(res); i++) {
		if (strcmp(id, db_text(res, i, 0)) != 0)
			printf("%s%s  %s  owner %s  %s\n", i > 0 ? "\n" : "",
			    db_text(res, i, 0), db_text(res, i, 2),
			    db_text(res, i, 1), db_text(res, i, 3));
		if (strcmp(id, db_text(res, i, 0)) != 0 &&
		    db_text(res, i, 14) != NULL)
			printf("  host key %s\n", db_text(res, i, 14));
		id = db_text(res, i, 0);
		next = db_text(res, i, 7);
		paused = db_text(res, i, 8);
		printf("  %-28s %-9s %s%s%s%s", db_text(res, i, 4),
		    db_text(res, i, 5),
		    paused != NULL ? "paused: "
		    : next != NULL ? "in "
				   : "",
		    paused != NULL ? paused
		    : next != NULL ? next
				   : "by hand",
		    paused == NULL && next != NULL ? " s" : "",
		    db_text(res, i, 9) != NULL ? "  " : "");
		printf("%s\n",
		    db_text(res, i, 9) != NULL ? db_text(res, i, 9) : "");
	}
	return rc;
}

static enum rc
told(struct ctx *c, int n, const char *what, const char *name)
{
	if (n == 0)
		return err_set(&c->err, RC_NOTFOUND, "%s: %s", name, what);
	return RC_OK;
}

enum rc
hand_now(struct run *r, int argc, char **argv)
{
	const char *param[] = { NULL, argc > 1 ? argv[1] : NULL };
	PGresult *res;
	enum rc rc = conn_named(r->c, argv[0], &param[0]);

	if (rc != RC_OK ||
	    (rc = db_run(r->c, &res, SQL_CRAWL_TASK_NOW, param)) != RC_OK)
		return rc;
	return told(r->c, PQntuples(res), "no such task", argv[argc - 1]);
}

static enum rc
stop(struct run *r, const char *const *param)
{
	const char *pause[3] = { param[0], param[1], "stopped by hand" };
	size_t n;
	enum rc rc = queue_stop(r->c, param[0], param[1], &n);

	return rc == RC_OK ? db_exec(r->c, SQL_CRAWL_TASK_PAUSED, pause) : rc;
}

enum rc
hand_stop(struct run *r, int argc, char **argv)
{
	const char *param[] = { NULL, argc > 1 ? argv[1] : NULL };
	enum rc rc = conn_named(r->c, argv[0], &param[0]);

	if (rc != RC_OK || (rc = db_begin(r->c)) != RC_OK)
		return rc;
	return db_end(r->c, stop(r, param));
}

enum rc
hand_trust(struct run *r, int argc, char **argv)
{
	const char *id;
	PGresult *res;
	enum rc rc = conn_named(r->c, argv[0], &id);

	(void)argc;
	if (rc != RC_OK ||
	    (rc = db_run(r->c, &res, SQL_CRAWL_HOST_KEY_FORGET, &id)) != RC_OK)
		return rc;
	return told(r->c, PQntuples(res), "no host key is known", argv[0]);
}

enum rc
hand_confirm(struct run *r, int argc, char **argv)
{
	const char *id;
	PGresult *res;
	enum rc rc = conn_named(r->c, argv[0], &id);
	int i;

	(void)argc;
	if (rc != RC_OK ||
	    (rc = db_run(r->c, &res, SQL_CRAWL_SWEEP_CONFIRM, &id)) != RC_OK)
		return rc;
	for (i = 0; i < PQntuples(res); i++)
		printf("%s, %s: %s vanish with the next complete run\n",
		    db_text(res, i, 1), db_text(res, i, 0), db_text(res, i, 2));
	return told(r->c, PQntuples(res), "nothing is held", argv[0]);
}
