/* SPDX-License-Identifier: ISC */
/*
 * How large the files of tracks are, and of which type: the content nodes of
 * the configuration are asked, those that rank first, and no host that a user
 * has named.  While one process of the pool waits for them no other one does.
 */
#include <string.h>

#include "common/base/clock.h"
#include "common/json/jsonr.h"
#include "common/net/http.h"
#include "fcgi/api/rows.h"
#include "fcgi/model/answer.h"
#include "fcgi/model/track.h"
#include "fcgi/serve/envelope.h"
#include "fcgi/serve/lead.h"

#define FILES_MAX   20   /* of one request */
#define ASK_MS      700  /* one node */
#define WAIT_MS     2000 /* for all of them */
#define ANSWER_MAX  65536
#define ANSWER_TYPE 256 /* bytes of a type */

/* A file, and the nodes that are asked for it one after the other. */
struct file {
	struct call *k;
	struct http *h;
	const char *cid; /* NULL: there is none */
	const char *host[MEDIA_HOSTS];
	size_t n, asked;
	struct http_req q[MEDIA_HOSTS];
	bool known;
	int64_t size;
	const char *type;
};

static void answered(struct http_req *q);

static void
ask_next(struct file *f)
{
	struct http_req *q;

	if (f->asked == f->n)
		return;
	q = &f->q[f->asked];
	q->url = arena_printf(f->k->c->a, "%s/internal/blobs/info/%s",
	    f->host[f->asked], req_encoded(f->k->c->a, f->cid));
	q->total_ms = ASK_MS;
	q->maxbody = ANSWER_MAX;
	q->a = f->k->c->a;
	q->done = answered;
	q->arg = f;
	f->asked++;
	http_add(f->h, q);
}

static bool
read_answer(struct file *f, const struct span *body)
{
	struct json_object *o;

	if (jsonr_user_doc(f->k->c, &o, body->p, body->len) != RC_OK ||
	    !json_object_is_type(o, json_type_object) ||
	    jsonr_opt_int(&f->size, o, "Size") != 1 || f->size < 0 ||
	    jsonr_opt_text(f->k->c, &f->type, o, "ContentType") != 1 ||
	    strlen(f->type) > ANSWER_TYPE) {
		err_clear(&f->k->c->err);
		return false;
	}
	return true;
}

static void
answered(struct http_req *q)
{
	struct file *f = q->arg;

	f->known = q->state == HTTP_DONE && q->status == 200 &&
		   read_answer(f, &q->body);
	if (!f->known && q->state != HTTP_CANCELLED)
		ask_next(f);
}

/* RC_REPLIED: another process is asking. */
static enum rc
ask_all(struct call *k, struct file *f, size_t n)
{
	struct lead lead;
	struct http *h;
	size_t i;

	if (!lead_try(&lead, span_str("inspect")))
		return reply_fail(k, 503, "content nodes are being asked");
	h = http_new(FILES_MAX);
	for (i = 0; i < n; i++) {
		f[i].h = h;
		ask_next(&f[i]);
	}
	http_finish(h, WAIT_MS);
	http_free(h);
	lead_end(&lead);
	return RC_OK;
}

/* The track's file and who may have it; false: there is no such track. */
static bool
find(struct call *k, struct file *f, const struct tracks *ts, int64_t id)
{
	const struct node_list *nodes = &k->app->content;
	bool original = param_get(k, "original")->n != 0;
	struct track_file t;

	f->k = k;
	if (!tracks_show(ts, id, RULE_SHOWN))
		return false;
	tracks_file(ts, id, original ? AUDIO_DOWNLOAD : AUDIO_STREAM, &t);
	if (t.gone)
		return false;
	f->cid = t.link.cid;
	if (f->cid != NULL && *f->cid != '\0' && nodes->n > 0)
		f->n = media_rank(k->app->media, f->host, nodes, f->cid);
	return true;
}

static void
write_file(struct jsonw *w, const struct file *f)
{
	if (!f->known) {
		jsonw_null(w, NULL);
		return;
	}
	jsonw_obj(w, NULL);
	jsonw_str(w, "content_type", f->type);
	jsonw_int(w, "size", f->size);
	jsonw_end(w);
}

static enum rc
inspect(struct call *k, const int64_t *ids, size_t n, bool one)
{
	struct jsonw *w = jsonw_new(k->c->a);
	struct file *f;
	struct tracks *ts;
	size_t i, there = 0;
	enum rc rc;

	f = arena_zalloc(k->c->a, n + 1, sizeof(*f));
	if ((rc = tracks_load(k, &ts, ids, n)) != RC_OK)
		return rc;
	for (i = 0; i < n; i++)
		there += find(k, &f[there], ts, ids[i]);
	if (there == 0)
		return reply_fail(k, 404, "track not found");
	if ((rc = ask_all(k, f, there)) != RC_OK)
		return rc;
	if (one && !f[0].known)
		return reply_fail(k, 404, "no content node has it");
	if (!one)
		jsonw_arr(w, NULL);
	for (i = 0; i < there; i++)
		write_file(w, &f[i]);
	if (!one)
		jsonw_end(w);
	return envelope(k, 200, jsonw_done(w));
}

static enum rc
one_get(struct call *k)
{
	return inspect(k, &param_get(k, "id")->n, 1, true);
}

static enum rc
many_get(struct call *k)
{
	const struct value *id = param_get(k, "id");

	if (id->len > FILES_MAX)
		return reply_invalid(k, "id", "given more than %d times",
		    FILES_MAX);
	return inspect(k, id->ids, id->len, false);
}

/* clang-format off */
#define ORIGINAL BOOL("original"), USER
static const struct param one[] = { PATH_ID("track_id"), ORIGINAL, END };
static const struct param many[] = {
	{ .name = "id", .place = IN_QUERY, .type = P_IDS, .required = true, NO },
	ORIGINAL, END
};

#define INSPECT(p, par, get) { \
		.path = p, .on = ON_BOTH, .auth = true, .ttl_s = 300, \
		.stmt = STMT_NONE, .params = par, .fn = get, \
	}

static const struct route rows[] = {
	INSPECT("/tracks/:track_id/inspect", one, one_get),
	INSPECT("/tracks/inspect", many, many_get),
};
/* clang-format on */

const struct family family_inspect = FAMILY(rows);
