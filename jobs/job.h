/* SPDX-License-Identifier: ISC */
/* A job: one pass over something outside our chain, then exit. */
#ifndef DP_JOBS_JOB_H
#define DP_JOBS_JOB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/attr.h"
#include "common/base/ctx.h"
#include "common/db/lock.h"

struct conf;
struct eth;

/* One run. */
struct job_run {
	const struct job *job;
	struct ctx *c;   /* c->db is open, its lock held */
	struct eth *eth; /* owned by job_run(); NULL unless needs_eth */
	int64_t end_ms;  /* soft deadline */
	int64_t as_of;   /* the time to compute for, in s; -1: none given */
	/* for the summary, and what disc.job_runs tells */
	size_t read, changed, failed;
	char did[160]; /* by job_did(); "" unless it says more than they */
};

struct job {
	const char *name;  /* "balances"; its lock file is job-NAME */
	const char *every; /* how often its timer starts it; systemd's words */
	int64_t every_s;   /* the same */
	enum lock_key lock;
	bool needs_eth;
	enum rc (*run)(struct job_run *r);
	const char *help; /* one line */
};

extern const struct job jobs[]; /* made of jobs/jobs.def */
extern const size_t njobs;

/* The job of this name, or NULL. */
const struct job *job_find(const char *name);

/*
 * Locks, connections, and then the job's own run.  How it went stands in
 * disc.job_runs, unless another process had the lock or the database was away.
 */
enum rc job_run(struct job_run *r) MUST_CHECK;

/* May the run go on: no signal, and time left? */
bool job_go_on(const struct job_run *r);

/* After how many seconds without a run that went well the job is late. */
int64_t job_late_s(const struct job *job, const struct conf *cf);

/*
 * Begin a transaction that changes what blocks own.  The indexer changes no
 * rows meanwhile, and undoing the current block undoes what is written.
 */
enum rc job_begin_rows(struct ctx *c) MUST_CHECK;

/* What this run did, in a few words for people. */
void job_did(struct job_run *r, const char *fmt, ...) PRINTF(2, 3);

/* The run went to its end: keyvalue "KEY" is the wall clock now. */
enum rc job_done(struct ctx *c, const char *key) MUST_CHECK;

/* The runs that jobs/jobs.def names. */
#include "jobs/jobs.h"

#endif
