/* SPDX-License-Identifier: ISC */
/* What lives as long as the process, and what lives as long as a request. */
#ifndef DP_FCGI_SERVE_APP_H
#define DP_FCGI_SERVE_APP_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/ctx.h"
#include "common/base/sig.h"
#include "common/conf/conf.h"
#include "common/net/cache.h"
#include "fcgi/http/req.h"
#include "fcgi/serve/demand.h"
#include "fcgi/serve/heights.h"
#include "fcgi/serve/media.h"
#include "fcgi/serve/monitor.h"
#include "fcgi/serve/node.h"
#include "fcgi/serve/param.h"
#include "fcgi/serve/reply.h"
#include "fcgi/serve/source.h"
#include "fcgi/serve/timing.h"

struct route;
struct route_index;
struct beside; /* fcgi/model/field.h */
struct users;  /* fcgi/model/user.h */

struct app {
	struct ctx c; /* of the request being served */
	const struct conf *cf;
	struct route_index *routes; /* owned */
	struct cache *cache;        /* owned */
	struct sig *sig;            /* owned */
	uint8_t key[32];            /* delegate_private_key */
	char signer[ADDRESS_TEXT];  /* delegate_owner_wallet, checksum form */
	struct node_list content;   /* owned; [content_nodes] */
	struct node_list discovery; /* owned; [network] */
	struct media *media;        /* owned; ranks and link signatures */
	struct timing *timing;      /* owned; how long answers took */
	struct monitor monitor;     /* at most a minute old */
	char cache_prefix[96];      /* product, schema step, signer */
	uint64_t name_seed;         /* of names of answers (ETag) */
	struct source_state source[SOURCE__MAX]; /* owned; databases */
	enum source source_used;                 /* whose connection c.db is */
	bool has_primary;       /* another one may have more blocks */
	int64_t import_look_ms; /* not before: is an import on its way? */
	bool importing;         /* it was, then */
	int64_t unkept;         /* see lead_begin(); 0: nothing */
	int64_t disk_tell_ms;   /* not before: a line about the disk */
	int64_t started_s;      /* Unix time */
	uint32_t served;        /* requests so far; names them in the log */
};

/* By kind: how many of an answer. */
struct told {
	size_t tracks, playlists;
};

struct call {
	struct app *app;
	struct ctx *c; /* &app->c */
	const struct req *rq;
	const struct route *rt; /* NULL: no such route */
	unsigned on;            /* one of enum route_on */
	struct value *val;      /* one per row of rt->params */
	const char *what;       /* names the thing asked for, in a 404 */
	int64_t me;             /* current user; 0: none */
	int64_t auth;           /* user proven by signature; 0: none */
	bool personal;          /* the answer may depend on who asks */
	bool nobody;            /* a handle of the path is nobody's */
	const char *db_away;    /* why a row that is offline has no database */
	const char *followees;  /* of me, once read; see followees_read() */
	struct users *users;    /* of the answer, so far; see users_load() */
	struct demand demand;   /* of the state, by headers */
	struct heights heights; /* of what is answered, once read */
	struct span related;    /* stands beside the data, if not empty */
	const struct beside *beside; /* of what is being written; or NULL */
	size_t of; /* entities in all, of which a portion is loaded; or 0 */
	size_t in_lists;  /* tracks that playlists of the answer hold, so far */
	struct told told; /* what was said more of, so far; see told_take() */
	struct reply *out;
};

/*
 * Make everything that needs no database.  RC_CONFIG names the setting.
 * app->c must be ready; app_free() undoes a part as well as the whole.
 */
enum rc app_init(struct app *app, const struct conf *cf) MUST_CHECK;
void app_free(struct app *app);

#endif
