/* SPDX-License-Identifier: ISC */
/* What the jobs have brought in, as the health check tells it. */
#ifndef DP_FCGI_NODE_JOBS_H
#define DP_FCGI_NODE_JOBS_H

#include <libpq-fe.h>
#include <stdbool.h>
#include <stdint.h>

#include "common/base/ctx.h"
#include "common/json/jsonw.h"

#define JOBS_UNKNOWN (-1)

/* JOBS_UNKNOWN: it never was. */
struct jobs_state {
	int64_t balances_age_s, transfers_age_s; /* since the last pass */
	/* since the last one for which an hour was to be computed */
	int64_t trending_tracks_age_s, trending_playlists_age_s;
	int64_t scanned; /* last block of Ethereum looked at */
	int64_t waiting; /* users whose balance is to be read */
	/* of the job that looks for tracks that nobody serves; NULL: none */
	const char *availability_start, *availability_end;
	/* nodes that the registry on Ethereum names; NULL: not asked */
	PGresult *content, *discovery;
};

/* The lists are read only where the configuration has none. */
enum rc jobs_read(struct ctx *c, struct jobs_state *j, bool content,
    bool discovery) MUST_CHECK;

/* Nothing of it is known. */
void jobs_unknown(struct jobs_state *j);

/* [{"delegateOwnerWallet":..,"endpoint":..,"ownerWallet":..}] */
void jobs_nodes(const PGresult *nodes, struct jsonw *w, const char *key);
/* [endpoint] */
void jobs_endpoints(const PGresult *nodes, struct jsonw *w, const char *key);

#endif
