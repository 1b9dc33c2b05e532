/* SPDX-License-Identifier: ISC */
/*
 * Where the bytes are: images and audio on content nodes.
 *
 * With configured content nodes every node ranks them by
 * sha256(host cid), lowest first, and all agree; without, the owner's own
 * endpoints count in their order.  Ranks and link signatures are remembered
 * in small tables of the process, because making them costs more than the
 * rest of the answer.
 */
#ifndef DP_FCGI_SERVE_MEDIA_H
#define DP_FCGI_SERVE_MEDIA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/sig.h"
#include "common/json/jsonw.h"

struct app;
struct call;
struct media;
struct node_list;

#define MEDIA_HOSTS 3 /* one and its mirrors */

enum image { IMAGE_SQUARE, IMAGE_COVER };

struct media *media_new(void);
void media_free(struct media *m); /* NULL is fine */

/* The first of nodes for cid, best first.  Returns how many. */
size_t media_rank(struct media *m, const char *host[MEDIA_HOSTS],
    const struct node_list *nodes, const char *cid);

/*
 * {"1000x1000":url,...,"mirrors":[...]} of the sizes folder, else of the
 * single image; null when there is neither or nobody to serve it.  endpoint:
 * comma list of the owner; may be NULL.
 */
void image_write(struct call *k, struct jsonw *w, const char *key,
    enum image kind, const char *sizes_cid, const char *single_cid,
    const char *endpoint);

struct link {
	const char *cid;      /* NULL or "": no link */
	const char *endpoint; /* of the owner, or NULL */
	int64_t track_id;
	const char *artist, *title; /* both NULL: no id3 arguments */
	const char *filename;       /* to be saved as, or NULL */
	bool skip_play_count;       /* not heard by a listener */
};

/* Sign a link's text as this node; v is 0 or 1 here.  0 or -1. */
int media_sign(const struct app *app, char sig[SIG_TEXT],
    const char *text) MUST_CHECK;

/* The URL at the best host, signed by this node, or NULL. */
const char *link_url(struct call *k, const struct link *l);

/* {"mirrors":[...],"url":"..."} signed by this node, or null. */
void link_write(struct call *k, struct jsonw *w, const char *key,
    const struct link *l);

#endif
