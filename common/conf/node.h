/* SPDX-License-Identifier: ISC */
/* Lists of other nodes in settings: "url=0xwallet,url=0xwallet". */
#ifndef DP_COMMON_CONF_NODE_H
#define DP_COMMON_CONF_NODE_H

#include <stdbool.h>

struct conf_node {
	const char *url;    /* without slashes at its end */
	const char *wallet; /* "" when not given */
};

/*
 * Cut the next one off the list at *rest, which is written to and becomes
 * NULL behind the last.  False: there was none.
 */
bool conf_node_next(struct conf_node *node, char **rest);

#endif
