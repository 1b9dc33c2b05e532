/* SPDX-License-Identifier: ISC */
#include "fcgi/serve/media.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/clock.h"
#include "common/base/keccak.h"
#include "fcgi/serve/app.h"

#define MEMO     4096 /* rows of each table; a power of two */
#define CID_MAX  96   /* longer texts are not remembered */
#define BUCKET_S 3600 /* link signatures are renewed this often */

struct rank {
	char cid[CID_MAX];
	uint16_t node[MEDIA_HOSTS];
	uint8_t n; /* 0: empty row */
};

struct signature {
	char cid[CID_MAX];
	int64_t track_id, user_id, unix_s;
	char text[SIG_TEXT]; /* "": empty row */
};

struct media {
	struct rank rank[MEMO];
	struct signature sig[MEMO];
};

struct media *
media_new(void)
{
	struct media *m = calloc(1, sizeof(*m));

	if (m == NULL)
		err_die("media", "no memory");
	return m;
}

void
media_free(struct media *m)
{
	free(m);
}

/* Answers hold many URLs; printf would be a tenth of their cost. */
static const char *
joined(struct arena *a, const char *const *part)
{
	size_t n = 0, i, len;
	char *out;

	for (i = 0; part[i] != NULL; i++)
		n += strlen(part[i]);
	out = arena_alloc(a, n + 1);
	for (n = 0, i = 0; part[i] != NULL; i++, n += len) {
		len = strlen(part[i]);
		memcpy(out + n, part[i], len);
	}
	out[n] = '\0';
	return out;
}

/* FNV-1a; only spreads rows, the texts are compared. */
static size_t
row_of(const char *cid, int64_t x, int64_t y)
{
	uint64_t h = 0xcbf29ce484222325u;

	for (; *cid != '\0'; cid++)
		h = (h ^ (unsigned char)*cid) * 0x100000001b3u;
	h = (h ^ (uint64_t)x) * 0x100000001b3u;
	h = (h ^ (uint64_t)y) * 0x100000001b3u;
	return (size_t)(h ^ h >> 32) & (MEMO - 1);
}

struct score {
	uint8_t hash[32];
	uint16_t node;
};

static bool
before(const struct node_list *nodes, const struct score *x,
    const struct score *y)
{
	int d = memcmp(x->hash, y->hash, sizeof(x->hash));

	if (d == 0)
		d = strcmp(nodes->v[x->node].url, nodes->v[y->node].url);
	return d < 0;
}

static void
score(struct score *s, const struct node_list *nodes, uint16_t node,
    const char *cid)
{
	char text[1024];
	int len = snprintf(text, sizeof(text), "%s%s", nodes->v[node].url, cid);

	/* a host and a CID that do not fit are no host and no CID */
	if (len < 0 || (size_t)len >= sizeof(text))
		len = 0;
	sha256(s->hash, text, (size_t)len);
	s->node = node;
}

static void
rank(struct rank *r, const struct node_list *nodes, const char *cid)
{
	struct score best[MEDIA_HOSTS + 1];
	size_t i, j, n = 0;

	for (i = 0; i < nodes->n; i++) {
		struct score s;

		score(&s, nodes, (uint16_t)i, cid);
		for (j = n; j > 0 && before(nodes, &s, &best[j - 1]); j--)
			best[j] = best[j - 1];
		best[j] = s;
		if (n < MEDIA_HOSTS)
			n++;
	}
	r->n = (uint8_t)n;
	for (i = 0; i < n; i++)
		r->node[i] = best[i].node;
}

size_t
media_rank(struct media *m, const char *host[MEDIA_HOSTS],
    const struct node_list *nodes, const char *cid)
{
	size_t len = strlen(cid);
	bool fits = len < CID_MAX;
	struct rank once, *r = fits ? &m->rank[row_of(cid, 0, 0)] : &once;
	size_t i;

	if (!fits || r->n == 0 || strcmp(r->cid, cid) != 0) {
		rank(r, nodes, cid);
		if (fits)
			memcpy(r->cid, cid, len + 1);
	}
	for (i = 0; i < r->n; i++)
		host[i] = nodes->v[r->node[i]].url;
	return r->n;
}

/* The first entries of a comma list, without trailing slashes. */
static size_t
own_hosts(struct arena *a, const char *host[MEDIA_HOSTS], const char *list)
{
	size_t n = 0, len, skip;

	for (; list != NULL && *list != '\0' && n < MEDIA_HOSTS;
	     list += skip + (list[skip] == ',')) {
		list += strspn(list, " ");
		len = skip = strcspn(list, ",");
		while (len > 0 && strchr("/ ", list[len - 1]) != NULL)
			len--;
		if (len > 0)
			host[n++] = arena_memdup(a, list, len);
	}
	return n;
}

static size_t
hosts(struct call *k, const char *host[MEDIA_HOSTS], const char *cid,
    const char *endpoint)
{
	struct app *app = k->app;

	if (app->content.n > 0)
		return media_rank(app->media, host, &app->content, cid);
	return own_hosts(k->c->a, host, endpoint);
}

static void
mirrors(struct jsonw *w, const char *const *host, size_t n)
{
	size_t i;

	jsonw_arr(w, "mirrors");
	for (i = 1; i < n; i++)
		jsonw_str(w, NULL, host[i]);
	jsonw_end(w);
}

/* Old rows hold JSON where a CID belongs. */
static const char *
usable(const char *cid)
{
	return cid != NULL && *cid != '\0' && *cid != '{' ? cid : NULL;
}

void
image_write(struct call *k, struct jsonw *w, const char *key, enum image kind,
    const char *sizes_cid, const char *single_cid, const char *endpoint)
{
	static const char *const sizes[][4] = {
		[IMAGE_SQUARE] = { "1000x1000", "150x150", "480x480", NULL },
		[IMAGE_COVER] = { "2000x", "640x", NULL },
	};
	const char *host[MEDIA_HOSTS], *cid, *const *s;
	size_t n;

	cid = usable(sizes_cid) != NULL ? sizes_cid : usable(single_cid);
	if (cid == NULL || (n = hosts(k, host, cid, endpoint)) == 0) {
		jsonw_null(w, key);
		return;
	}
	jsonw_obj(w, key);
	for (s = sizes[kind]; *s != NULL; s++)
		jsonw_str(w, *s,
		    joined(k->c->a, (const char *[]){ host[0], "/content/", cid,
					"/", *s, ".jpg", NULL }));
	mirrors(w, host, n);
	jsonw_end(w);
}

static const char *
signed_text(const struct call *k, const struct link *l, int64_t unix_s)
{
	struct jsonw *w = jsonw_new(k->c->a);

	jsonw_sorted(w);
	jsonw_obj(w, NULL);
	jsonw_str(w, "cid", l->cid);
	jsonw_int(w, "timestamp", unix_s * 1000);
	jsonw_int(w, "trackId", l->track_id);
	jsonw_int(w, "userId", k->me);
	jsonw_end(w);
	return arena_memdup(k->c->a, jsonw_done(w).p, jsonw_done(w).len);
}

int
media_sign(const struct app *app, char sig[SIG_TEXT], const char *text)
{
	if (sig_answer(app->sig, sig, text, strlen(text), app->key) != 0)
		return -1;
	memcpy(sig + SIG_TEXT - 3,
	    strcmp(sig + SIG_TEXT - 3, "1b") == 0 ? "00" : "01", 3);
	return 0;
}

static const char *
signature(struct call *k, const struct link *l, const char *text,
    int64_t unix_s)
{
	struct signature *s =
	    &k->app->media->sig[row_of(l->cid, l->track_id, k->me)];
	size_t len = strlen(l->cid);
	char sig[SIG_TEXT];

	if (s->text[0] != '\0' && s->unix_s == unix_s &&
	    s->track_id == l->track_id && s->user_id == k->me &&
	    strcmp(s->cid, l->cid) == 0)
		return s->text;
	if (media_sign(k->app, sig, text) != 0)
		return NULL;
	if (len >= CID_MAX)
		return arena_strdup(k->c->a, sig);
	memcpy(s->cid, l->cid, len + 1);
	memcpy(s->text, sig, sizeof(s->text));
	s->track_id = l->track_id;
	s->user_id = k->me;
	s->unix_s = unix_s;
	return s->text;
}

/* Who made it and what it is called, for a file that is kept. */
static const char *
id3(struct arena *a, const struct link *l)
{
	if (l->artist == NULL && l->title == NULL)
		return "";
	return joined(a,
	    (const char *[]){ "id3=true&id3_artist=",
		req_encoded(a, l->artist != NULL ? l->artist : ""),
		"&id3_title=", req_encoded(a, l->title != NULL ? l->title : ""),
		"&", NULL });
}

/* Arguments ascend by name. */
static const char *
link_query(struct call *k, const struct link *l)
{
	int64_t unix_s = wall_s() / BUCKET_S * BUCKET_S;
	struct arena *a = k->c->a;
	const char *text = signed_text(k, l, unix_s), *sig;
	struct jsonw *w;

	if ((sig = signature(k, l, text, unix_s)) == NULL)
		return NULL;
	w = jsonw_new(a);
	jsonw_obj(w, NULL);
	jsonw_str(w, "data", text);
	jsonw_str(w, "signature", sig);
	jsonw_end(w);
	text = arena_memdup(a, jsonw_done(w).p, jsonw_done(w).len);
	text = req_encoded(a, text);
	return joined(a,
	    (const char *[]){ l->filename != NULL ? "filename=" : "",
		l->filename != NULL ? req_encoded(a, l->filename) : "",
		l->filename != NULL ? "&" : "", id3(a, l), "signature=", text,
		l->skip_play_count ? "&skip_play_count=true" : "", NULL });
}

/* What link leads to: its hosts and all behind them; 0 hosts: nowhere. */
static size_t
targets(struct call *k, const char *host[MEDIA_HOSTS], const char **rest,
    const struct link *l)
{
	const char *query = NULL;
	size_t n = 0;

	if (usable(l->cid) != NULL)
		n = hosts(k, host, l->cid, l->endpoint);
	if (n > 0)
		query = link_query(k, l);
	if (query == NULL)
		return 0;
	*rest = joined(k->c->a,
	    (const char *[]){ "/tracks/cidstream/", l->cid, "?", query, NULL });
	return n;
}

const char *
link_url(struct call *k, const struct link *l)
{
	const char *host[MEDIA_HOSTS], *rest;

	if (targets(k, host, &rest, l) == 0)
		return NULL;
	return joined(k->c->a, (const char *[]){ host[0], rest, NULL });
}

void
link_write(struct call *k, struct jsonw *w, const char *key,
    const struct link *l)
{
	const char *host[MEDIA_HOSTS], *rest;
	size_t n = targets(k, host, &rest, l);

	if (n == 0) {
		jsonw_null(w, key);
		return;
	}
	jsonw_obj(w, key);
	mirrors(w, host, n);
	jsonw_str(w, "url",
	    joined(k->c->a, (const char *[]){ host[0], rest, NULL }));
	jsonw_end(w);
}
