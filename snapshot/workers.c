/* SPDX-License-Identifier: ISC */
#include "snapshot/workers.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "common/base/clock.h"
#include "common/base/limits.h"
#include "common/db/db.h"
#include "common/prog/bar.h"
#include "snapshot/snapshot.h"

#define LOOK_NS 50000000

static struct shared {
	atomic_size_t next; /* piece that nobody has taken */
	atomic_int_fast64_t done;
	atomic_bool stop;
	pid_t parent;
	struct {
		pid_t pid;
		enum rc rc; /* while it works: RC_BUG */
		char msg[1024];
	} one[SNAPSHOT_JOBS];
} * shared;

void *
workers_memory(size_t n, size_t size)
{
	void *p = MAP_FAILED;

	if (n <= SIZE_MAX / (size + 1))
		p = mmap(NULL, n * size + 1, PROT_READ | PROT_WRITE,
		    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (p == MAP_FAILED)
		err_die("snapshot", "no memory");
	return p;
}

void
workers_done(int64_t more)
{
	atomic_fetch_add(&shared->done, more);
}

bool
workers_stop(void)
{
	return stop_asked() || atomic_load(&shared->stop) ||
	       getppid() != shared->parent;
}

static enum rc
pieces(struct ctx *c, const struct workers *w)
{
	enum rc rc;
	size_t i;

	rc = w->open != NULL ? w->open(c, w->arg)
			     : db_open(c, &c->db, DB_WRITER);
	while (rc == RC_OK && !workers_stop() &&
	       (i = atomic_fetch_add(&shared->next, 1)) < w->n) {
		rc = w->one(c, w->arg, i);
		arena_reset(c->a);
	}
	return rc;
}

/* The parent's connection is not touched: it is the parent's. */
static NORETURN void
work(struct ctx *c, const struct workers *w, unsigned me)
{
	enum rc rc;

	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	c->db = NULL;
	c->a = arena_new(LIM_ARENA_BLOCK);
	rc = pieces(c, w);
	(void)snprintf(shared->one[me].msg, sizeof(shared->one[me].msg), "%s",
	    c->err.msg);
	shared->one[me].rc = rc;
	db_close(c->db);
	_exit(rc == RC_OK ? 0 : 1);
}

static enum rc
start(struct ctx *c, const struct workers *w, unsigned *n)
{
	pid_t pid;

	fflush(NULL);
	for (*n = 0; *n < w->jobs && *n < w->n; ++*n) {
		shared->one[*n].rc = RC_BUG;
		(void)snprintf(shared->one[*n].msg, sizeof(shared->one[*n].msg),
		    "a worker was killed");
		if ((pid = fork()) == -1)
			return err_set(&c->err, RC_SYS, "fork: %s",
			    strerror(errno));
		if (pid == 0)
			work(c, w, *n);
		shared->one[*n].pid = pid;
	}
	return RC_OK;
}

static void
show(struct bar *b, const struct workers *w)
{
	if (bar_due(b))
		bar_show(b, w->done + (double)atomic_load(&shared->done),
		    w->all, "", "");
}

/* Until all have ended: whoever fails ends the others. */
static enum rc
wait_for(struct ctx *c, const struct workers *w, unsigned n, enum rc rc)
{
	const struct timespec nap = { 0, LOOK_NS };
	unsigned left = n, i;
	struct bar b;

	bar_begin(&b, &c->log, true, w->what, w->unit, w->done);
	while (left > 0) {
		if (stop_asked() || rc != RC_OK)
			atomic_store(&shared->stop, true);
		for (i = 0; i < n; i++) {
			if (shared->one[i].pid == 0 ||
			    waitpid(shared->one[i].pid, NULL, WNOHANG) == 0)
				continue;
			shared->one[i].pid = 0;
			left--;
			if (rc == RC_OK && shared->one[i].rc != RC_OK)
				rc = err_set(&c->err, shared->one[i].rc, "%s",
				    shared->one[i].msg);
		}
		if (left > 0)
			(void)nanosleep(&nap, NULL);
		show(&b, w);
	}
	bar_end(&b);
	return rc;
}

enum rc
workers_run(struct ctx *c, const struct workers *w)
{
	unsigned n = 0;
	enum rc rc;

	shared = workers_memory(1, sizeof(*shared));
	shared->parent = getpid();
	rc = start(c, w, &n);
	rc = wait_for(c, w, n, rc);
	munmap(shared, sizeof(*shared) + 1);
	shared = NULL;
	if (stop_asked() && (rc == RC_OK || rc == RC_BUSY))
		return err_set(&c->err, RC_BUSY, "asked to stop");
	return rc;
}
