/* SPDX-License-Identifier: ISC */
/* Which addresses belong to the public internet, and which URLs may. */
#ifndef DP_COMMON_NET_HTTP_ADDR_H
#define DP_COMMON_NET_HTTP_ADDR_H

#include <stdbool.h>
#include <sys/socket.h>

/*
 * False for loopback, private, shared, link-local, multicast, reserved and
 * unspecified addresses, for IPv4 ones wrapped in IPv6 accordingly, and for
 * every other family.
 */
bool http_addr_is_public(const struct sockaddr *sa);
bool http_addr_text_is_public(const char *ip);

/*
 * Is text that strangers gave a URL of http or https, not long, of letters,
 * digits and what host names, ports and paths need?  Hosts under the names
 * that are kept for examples and tests are nowhere.
 */
bool http_is_plain(const char *url);

/* The URL, after slashes at its end were cut off in place. */
char *http_base(char *url);

#endif
