/* SPDX-License-Identifier: ISC */
#include "fcgi/node.h"

#include <stdlib.h>
#include <string.h>

static char *
trimmed(char *s)
{
	size_t n;

	s += strspn(s, " \t");
	n = strlen(s);
	while (n > 0 && strchr(" \t/", s[n - 1]) != NULL)
		s[--n] = '\0';
	return s;
}

static enum rc
add(struct ctx *c, struct node_list *l, char *item, const char *setting)
{
	struct node *node = &l->v[l->n];
	char *eq;

	/* a wallet never holds "=", a URL might */
	if ((eq = strrchr(item, '=')) != NULL && strncmp(eq, "=0x", 3) == 0) {
		*eq = '\0';
		node->wallet = trimmed(eq + 1);
	} else {
		node->wallet = "";
	}
	node->endpoint = trimmed(item);
	if (*node->endpoint == '\0')
		return RC_OK;
	if (strncmp(node->endpoint, "http://", 7) != 0 &&
	    strncmp(node->endpoint, "https://", 8) != 0)
		return err_set(&c->err, RC_CONFIG,
		    "%s: '%s' is not an http or https URL", setting,
		    node->endpoint);
	l->n++;
	return RC_OK;
}

enum rc
node_list_read(struct ctx *c, struct node_list *l, const char *text,
    const char *setting)
{
	char *item, *rest;
	enum rc rc;

	memset(l, 0, sizeof(*l));
	if (*text == '\0')
		return RC_OK;
	l->mem = strdup(text);
	l->v = calloc(NODE_MAX, sizeof(*l->v));
	if (l->mem == NULL || l->v == NULL)
		return err_set(&c->err, RC_SYS, "%s: no memory", setting);
	for (rest = l->mem; (item = strsep(&rest, ",")) != NULL;) {
		if (l->n == NODE_MAX)
			return err_set(&c->err, RC_CONFIG,
			    "%s: more than %d nodes", setting, NODE_MAX);
		if ((rc = add(c, l, item, setting)) != RC_OK)
			return rc;
	}
	return RC_OK;
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
		jsonw_str(w, "endpoint", l->v[i].endpoint);
		jsonw_str(w, "ownerWallet", l->v[i].wallet);
		jsonw_end(w);
	}
	jsonw_end(w);
}
