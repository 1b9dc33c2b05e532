/* SPDX-License-Identifier: ISC */
/* WAIT_HOSTS: servers that must be there before a program begins. */
#ifndef DP_COMMON_PROG_WAIT_H
#define DP_COMMON_PROG_WAIT_H

#include <stdint.h>

#include "common/base/ctx.h"

/*
 * Wait for those servers of the comma list c->cf->wait_hosts that a setting
 * names, as database or as chain node, at most c->cf->wait_timeout_s seconds
 * each, or until somebody asks us to stop.  Whoever is not there then gets a
 * log line and no more: a run that needs the server says so better, and one
 * that has another does without.
 */
void wait_hosts(struct ctx *c);

/* One call for each of the list that is not waited for. */
void wait_hosts_others(struct ctx *c, void (*tell)(void *arg, const char *item),
    void *arg);

#endif
