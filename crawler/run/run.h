/* SPDX-License-Identifier: ISC */
/*
 * One pass of the crawler: what is due is planned, steps are worked on until
 * nothing is left or time is over, and what came of it is told.
 */
#ifndef DP_CRAWLER_RUN_RUN_H
#define DP_CRAWLER_RUN_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/ctx.h"
#include "crawler/map/map.h"
#include "crawler/queue/stage.h"
#include "crawler/store/seal.h"

struct http;

struct run {
	struct ctx *c;             /* c->db is open */
	const struct map_set *set; /* dies with c->a */
	struct seal seal;
	struct http *http;    /* NULL before somebody asks */
	const char *only;     /* id of the one connection to work on, or NULL */
	int64_t end_ms;       /* soft deadline */
	struct stages stages; /* what is not written yet */
	/* for the summary */
	size_t planned, steps, pages, seen, created, changed, vanished, failed,
	    sent, reaped, tried;
	/* where time went: waiting for providers, making documents, rows */
	int64_t fetch_us, translate_us, store_us;
};

/* May it go on: no signal, and time left? */
bool run_go_on(const struct run *r);

/* Runs for the tasks that are due. */
enum rc run_plan(struct run *r) MUST_CHECK;
/* A run of one task now; its number, or 0 when one is open. */
enum rc run_begin(struct run *r, const char *connection, const char *task,
    int64_t *run) MUST_CHECK;

/* Steps, until none is due. */
enum rc run_work(struct run *r) MUST_CHECK;
/* Wait for our turn; others share what the provider allows. */
enum rc run_turn(struct run *r, const char *connection) MUST_CHECK;

/* Tests of credentials that somebody has asked for. */
enum rc run_try(struct run *r) MUST_CHECK;

/* What complete listings have not seen vanishes; runs that ended are closed. */
enum rc run_sweep(struct run *r) MUST_CHECK;
enum rc run_close(struct run *r, int64_t run) MUST_CHECK;

/* Letters to other services. */
enum rc run_send(struct run *r) MUST_CHECK;

/* Steps of processes that are no more; what is too old goes. */
enum rc run_reap(struct run *r) MUST_CHECK;

/* A number as a parameter; arena memory. */
const char *run_number(struct ctx *c, int64_t n);

#endif
