/* SPDX-License-Identifier: ISC */
#include "fcgi/serve/node.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/limits.h"

static enum rc
add(struct ctx *c, struct node_list *l, const struct conf_node *node,
    const char *setting)
{
	if (l->n == LIM_CONF_ITEMS)
		return err_set(&c->err, RC_CONFIG, "%s: more than %d nodes",
		    setting, LIM_CONF_ITEMS);
	if (strncmp(node->url, "http://", 7) != 0 &&
	    strncmp(node->url, "https://", 8) != 0)
		return err_set(&c->err, RC_CONFIG,
		    "%s: '%s' is not an http or https URL", setting, node->url);
	l->v[l->n++] = *node;
	return RC_OK;
}

enum rc
node_list_read(struct ctx *c, struct node_list *l, const char *text,
    const char *setting)
{
	struct conf_node node;
	enum rc rc = RC_OK;
	char *rest;

	memset(l, 0, sizeof(*l));
	if (*text == '\0')
		return RC_OK;
	l->mem = strdup(text);
	l->v = calloc(LIM_CONF_ITEMS, sizeof(*l->v));
	if (l->mem == NULL || l->v == NULL)
		err_die("nodes", "no memory");
	for (rest = l->mem; rc == RC_OK && conf_node_next(&node, &rest);)
		rc = add(c, l, &node, setting);
	return rc;
}

void
node_list_free(struct node_list *l)
{
	free(l->v);
	free(l->mem);
	memset(l, 0, sizeof(*l));
}

void
node_list_write(const struct node_list *l, struct jsonw *w, const char *key)
{
	size_t i;

	jsonw_arr(w, key);
	for (i = 0; i < l->n; i++) {
		jsonw_obj(w, NULL);
		jsonw_str(w, "delegateOwnerWallet", l->v[i].wallet);
		jsonw_str(w, "endpoint", l->v[i].url);
		jsonw_str(w, "ownerWallet", l->v[i].wallet);
		jsonw_end(w);
	}
	jsonw_end(w);
}
