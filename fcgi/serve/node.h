/* SPDX-License-Identifier: ISC */
/* Lists of other nodes from the configuration: "url=0xwallet,url=0xwallet". */
#ifndef DP_FCGI_SERVE_NODE_H
#define DP_FCGI_SERVE_NODE_H

#include <stddef.h>

#include "common/base/ctx.h"
#include "common/conf/node.h"
#include "common/json/jsonw.h"

struct node_list {
	struct conf_node *v;
	size_t n;
	char *mem; /* holds the texts */
};

/* setting names the list in messages.  RC_CONFIG for what is not a URL. */
enum rc node_list_read(struct ctx *c, struct node_list *l, const char *text,
    const char *setting) MUST_CHECK;
void node_list_free(struct node_list *l);

/* [{"delegateOwnerWallet":..,"endpoint":..}] */
void node_list_write(const struct node_list *l, struct jsonw *w,
    const char *key);

#endif
