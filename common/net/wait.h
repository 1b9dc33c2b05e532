/* SPDX-License-Identifier: ISC */
/* WAIT_HOSTS: servers that must be there before a program begins. */
#ifndef DP_COMMON_NET_WAIT_H
#define DP_COMMON_NET_WAIT_H

#include <stdint.h>

#include "common/base/ctx.h"

/*
 * Try to connect to each "host:port" of the comma list, again and again for
 * at most timeout_s seconds each.  RC_OK when all answered, or when somebody
 * asked us to stop; RC_UPSTREAM names the one that did not.
 */
enum rc wait_hosts(struct ctx *c, const char *hosts,
    uint64_t timeout_s) MUST_CHECK;

#endif
