/* SPDX-License-Identifier: ISC */
#include "common/conf/node.h"

#include <string.h>

#include "common/net/http_addr.h"

bool
conf_node_next(struct conf_node *node, char **rest)
{
	char *item, *eq;

	do {
		if ((item = strsep(rest, ", \t")) == NULL)
			return false;
	} while (*item == '\0');
	node->wallet = "";
	/* a wallet never holds "=", a URL might */
	if ((eq = strrchr(item, '=')) != NULL && strncmp(eq, "=0x", 3) == 0) {
		*eq = '\0';
		node->wallet = eq + 1;
	}
	node->url = http_base(item);
	return true;
}
