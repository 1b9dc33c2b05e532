/* SPDX-License-Identifier: ISC */
/* Lists of other nodes from the configuration: "url=wallet,url=wallet". */
#ifndef DP_FCGI_NODE_H
#define DP_FCGI_NODE_H

#include <stddef.h>

#include "common/ctx.h"
#include "common/jsonw.h"

#define NODE_MAX 512 /* nodes in one list */

struct node {
	const char *endpoint; /* without a trailing slash */
	const char *wallet;   /* "" when not given */
};

struct node_list {
	struct node *v;
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
