/* SPDX-License-Identifier: ISC */
/*
 * Work in pieces, done by several processes at once, each with a connection of
 * its own.  Whoever is killed takes its piece with it, and the parent all of
 * them; a statement that was on its way may yet come to its end, so each piece
 * is taken in the database first.
 */
#ifndef DP_SNAPSHOT_WORKERS_H
#define DP_SNAPSHOT_WORKERS_H

#include <stddef.h>
#include <stdint.h>

#include "common/base/ctx.h"

struct workers {
	const char *what, *unit; /* of the bar: "exporting", "bytes" */
	double all, done;        /* in that unit; by runs before */
	unsigned jobs;
	size_t n; /* pieces */
	/* In each process: c->db is opened.  NULL: as a writer. */
	enum rc (*open)(struct ctx *c, void *arg);
	/* Piece i. */
	enum rc (*one)(struct ctx *c, void *arg, size_t i);
	void *arg;
};

/* RC_BUSY: asked to stop.  Else the first that failed. */
enum rc workers_run(struct ctx *c, const struct workers *w) MUST_CHECK;

/* In a worker: so much more is done. */
void workers_done(int64_t more);
/* In a worker: has it to leave its piece? */
bool workers_stop(void);

/* Memory that all processes share, zeroed; never given back. */
void *workers_memory(size_t n, size_t size);

#endif
