/* SPDX-License-Identifier: ISC */
/* The jobs of jobs/jobs.def, without their code: who watches runs none. */
#ifndef DP_WATCH_JOBS_H
#define DP_WATCH_JOBS_H

#include <stdbool.h>
#include <stddef.h>

struct job_row {
	const char *name;
	const char *every; /* how often its timer starts it; systemd's words */
	int lock;
	bool needs_eth;
	const char *help; /* one line */
};

extern const struct job_row job_rows[]; /* watch/jobs.c, made by jobs.awk */
extern const size_t njob_rows;

#endif
