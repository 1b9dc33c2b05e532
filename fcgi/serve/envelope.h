/* SPDX-License-Identifier: ISC */
/*
 * What stands around the data: nothing but "data" under /v1; heights,
 * version, time and signature under /v1/full and on legacy routes; the same
 * without time and signature on routes about the node (ON_SERVICE).  An
 * answer is rendered once and signed over exactly the bytes that are sent.
 */
#ifndef DP_FCGI_SERVE_ENVELOPE_H
#define DP_FCGI_SERVE_ENVELOPE_H

#include "common/base/span.h"
#include "fcgi/serve/app.h"

#define SERVICE_NAME "discovery-node"

/* Wrap data (canonical JSON) and put it into k->out. */
enum rc envelope(struct call *k, int status, struct span data) MUST_CHECK;

/* The unsigned legacy envelope with one more member in front of "data"; caches
 * between us and who asks have to ask again each time. */
enum rc envelope_health(struct call *k, int status, struct span comms,
    struct span data) MUST_CHECK;

/* Unix milliseconds as "2022-12-27T18:13:47.123Z". */
#define ENVELOPE_TIME 25
void envelope_time(char out[ENVELOPE_TIME], int64_t unix_ms);

#endif
