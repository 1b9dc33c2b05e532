/* SPDX-License-Identifier: ISC */
#include "common/db/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/conf/conf.h"
#include "common/db/db.h"

/* The folder or a file in it cannot be used: what helps. */
static enum rc
cannot(struct ctx *c, const char *what, const char *path)
{
	static const struct {
		int fault;
		const char *advice;
	} known[] = {
		{ ENOENT, "run 'systemd-tmpfiles --create', or make it" },
		{ EACCES, "only its owner may lock there: run this program as "
			  "that user" },
		{ EPERM, "only its owner may lock there: run this program as "
			 "that user" },
		{ EROFS, "a unit must have it in ReadWritePaths" },
	};
	const char *advice = "name another folder";
	int fault = errno;
	size_t i;

	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (known[i].fault == fault)
			advice = known[i].advice;
	return err_set(&c->err, RC_SYS, "%s %s: %s; %s: %s", what, path,
	    strerror(fault), conf_where(c->cf, "discprov", "run_dir"), advice);
}

/* Without systemd nobody else may have made it. */
static enum rc
make_folder(struct ctx *c)
{
	if (mkdir(c->cf->run_dir, 0755) == -1 && errno != EEXIST)
		return cannot(c, "folder", c->cf->run_dir);
	return RC_OK;
}

enum rc
lock_folder(struct ctx *c)
{
	const char *dir = c->cf->run_dir;

	if (access(dir, W_OK | X_OK) == 0)
		return RC_OK;
	if (errno != ENOENT || mkdir(dir, 0755) == -1)
		return cannot(c, "folder", dir);
	(void)rmdir(dir); /* who locks makes it, as the user they are */
	return RC_OK;
}

enum rc
lock_file(struct ctx *c, const char *name)
{
	const char *path;
	enum rc rc;
	int fd;

	if ((rc = make_folder(c)) != RC_OK)
		return rc;
	path = arena_printf(c->a, "%s/discprov-%s.lock", c->cf->run_dir, name);
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd == -1)
		return cannot(c, "lock", path);
	if (flock(fd, LOCK_EX | LOCK_NB) == 0)
		return RC_OK; /* fd stays open until exit */
	if (errno == EWOULDBLOCK)
		(void)err_set(&c->err, RC_BUSY,
		    "lock %s: another process holds it", path);
	else
		(void)err_set(&c->err, RC_SYS, "lock %s: %s", path,
		    strerror(errno));
	close(fd);
	return c->err.rc;
}

static enum rc
busy(struct ctx *c, const char *const *params)
{
	bool may_write = true;
	PGresult *res;
	enum rc rc;

	if ((rc = db_run(c, &res, SQL_LOCK_HOLDER, params)) != RC_OK)
		return rc;
	if (PQntuples(res) == 0)
		return err_set(&c->err, RC_BUSY,
		    "database lock %s: another session held it", params[1]);
	if ((rc = db_bool(c, &may_write, res, 0, 2)) != RC_OK)
		return rc;
	return err_set(&c->err, may_write ? RC_BUSY : RC_CONFIG,
	    "database lock %s: another session holds it (role %s, backend pid "
	    "%s)%s",
	    params[1], db_text(res, 0, 1), db_text(res, 0, 0),
	    may_write ? "" : ". it may not write: run roles.sql again");
}

enum rc
lock_clear(struct ctx *c)
{
	const char *const params[] = { LOCK_SPACE };
	PGresult *res;
	enum rc rc;
	int i;

	if ((rc = db_run(c, &res, SQL_LOCK_EVICT, params)) != RC_OK)
		return rc;
	for (i = 0; i < PQntuples(res); i++)
		log_err(&c->log,
		    "msg=\"role %s may not write and held a lock of ours: its "
		    "session (backend pid %s) was ended\"",
		    db_text(res, i, 1), db_text(res, i, 0));
	return RC_OK;
}

enum rc
lock_db(struct ctx *c, enum lock_key key)
{
	char second[12];
	const char *params[2] = { LOCK_SPACE, second };
	PGresult *res;
	bool held = false;
	enum rc rc;

	snprintf(second, sizeof(second), "%d", (int)key);
	if ((rc = lock_clear(c)) != RC_OK)
		return rc;
	if ((rc = db_run(c, &res, SQL_LOCK_TRY, params)) != RC_OK)
		return rc;
	if ((rc = db_bool(c, &held, res, 0, 0)) != RC_OK)
		return rc;
	return held ? RC_OK : busy(c, params);
}

static enum rc
with_lock(struct ctx *c, enum sql_id id, enum lock_key key)
{
	char second[12];
	const char *params[2] = { LOCK_SPACE, second };
	PGresult *res;

	snprintf(second, sizeof(second), "%d", (int)key);
	return db_run(c, &res, id, params);
}

enum rc
lock_hold(struct ctx *c, enum lock_key key)
{
	return with_lock(c, SQL_LOCK_HOLD, key);
}

void
lock_release(struct ctx *c, enum lock_key key)
{
	struct ctx aside = *c;

	err_clear(&aside.err);
	if (!db_is_lost(c->db) &&
	    with_lock(&aside, SQL_LOCK_RELEASE, key) != RC_OK)
		log_err(&c->log, "msg=\"%s\"", aside.err.msg);
}

enum rc
lock_transaction(struct ctx *c, enum lock_key key)
{
	return with_lock(c, SQL_LOCK_WAIT, key);
}
