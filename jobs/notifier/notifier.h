/* SPDX-License-Identifier: ISC */
/*
 * The trusted notifier: a service, named by a contract on Ethereum, that says
 * what is taken down and what comes back.
 *
 * RC_UPSTREAM  it cannot be reached or answers with an HTTP error.
 * RC_DATA      what it sent is no list of statuses.
 */
#ifndef DP_JOBS_NOTIFIER_NOTIFIER_H
#define DP_JOBS_NOTIFIER_NOTIFIER_H

#include "jobs/job.h"

enum delist_kind { DELIST_USERS, DELIST_TRACKS, DELIST__MAX };

struct status {
	int64_t at; /* microseconds since 1970 */
	int64_t id; /* of the user or track */
	bool delisted;
	const char *reason; /* as given; "" when there is none */
	int64_t owner;      /* tracks: whose; 0 unknown */
	const char *cid;    /* tracks: of the audio; "" unknown */
};

/* A page of them; arena. */
struct page {
	struct status *v;
	size_t n;
	size_t bad;      /* items left out, because they are no statuses */
	const char *why; /* what the first of them lacks; may hold its bytes */
};

struct notifier;

/* Ask the contract.  *n is NULL when none is configured or registered. */
enum rc notifier_new(struct job_run *r, struct notifier **n) MUST_CHECK;
void notifier_free(struct notifier *n);              /* NULL is fine */
const char *notifier_host(const struct notifier *n); /* its URL */

/* What is newer than after. */
enum rc notifier_page(struct ctx *c, struct notifier *n, struct page *p,
    enum delist_kind kind, int64_t after) MUST_CHECK;

#endif
