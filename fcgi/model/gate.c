/* SPDX-License-Identifier: ISC */
#include "fcgi/model/gate.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/limits.h"
#include "common/db/db.h"
#include "common/json/jsonv.h"
#include "fcgi/model/idmap.h"

enum kind {
	GATE_OPEN,   /* no condition */
	GATE_FOLLOW, /* follow user_id */
	GATE_SHUT    /* anything that nobody can meet here */
};

struct gate {
	enum kind kind;
	int64_t user_id;
};

struct entry {
	int64_t owner_id;
	struct gate stream, download;
};

struct gates {
	struct call *k;
	struct entry *v;
	size_t n, cap;
	struct idset *wanted;   /* whom one must follow */
	struct idmap *followed; /* of these, those k->me follows */
};

struct gates *
gates_new(struct call *k, size_t n)
{
	struct gates *g = arena_zalloc(k->c->a, 1, sizeof(*g));

	g->k = k;
	g->cap = n;
	g->v = arena_zalloc(k->c->a, n + 1, sizeof(*g->v));
	return g;
}

/*
 * Of small text json-c can make hundreds of times its memory, and an answer
 * may have to read hundreds of them: so nothing is built.
 */
static struct gate
parse(const char *text)
{
	struct gate g = { GATE_SHUT, 0 };
	struct jsonv_fault f;
	struct span s;

	if (text == NULL || strcmp(text, "null") == 0)
		return (struct gate){ GATE_OPEN, 0 };
	s = span_str(text);
	if (jsonv_check(&f, text, s.len, LIM_JSON_DEPTH) == 0 &&
	    jsonv_int(&g.user_id, jsonv_member(s, "follow_user_id")) == 0 &&
	    g.user_id >= 0 && g.user_id <= LIM_ID)
		g.kind = GATE_FOLLOW;
	return g;
}

static void
want(struct gates *g, const struct gate *gate)
{
	if (gate->kind != GATE_FOLLOW || g->k->me == 0)
		return;
	if (g->wanted == NULL)
		g->wanted = idset_new(g->k->c->a, 2 * g->cap);
	idset_add(g->wanted, gate->user_id);
}

void
gates_add(struct gates *g, int64_t owner_id, const char *stream,
    const char *download)
{
	struct entry *e = &g->v[g->n++];

	assert(g->n <= g->cap);
	e->owner_id = owner_id;
	e->stream = parse(stream);
	e->download = parse(download);
	if (owner_id != g->k->me) {
		want(g, &e->stream);
		want(g, &e->download);
	}
}

enum rc
gates_settle(struct gates *g)
{
	const char *p[2];
	PGresult *res;
	enum rc rc;

	if (g->wanted == NULL)
		return RC_OK;
	p[0] =
	    ids_param(g->k->c->a, idset_ids(g->wanted), idset_len(g->wanted));
	p[1] = param_me(g->k);
	if ((rc = db_run(g->k->c, &res, SQL_API_LIVE_FOLLOWS, p)) != RC_OK)
		return rc;
	return idmap_of(g->k->c, &g->followed, res, 0);
}

static bool
passes(const struct gates *g, const struct gate *gate)
{
	if (gate->kind == GATE_FOLLOW)
		return idmap_row(g->followed, gate->user_id) >= 0;
	return gate->kind == GATE_OPEN;
}

struct access
gates_open(const struct gates *g, size_t index)
{
	const struct entry *e = &g->v[index];
	bool stream = e->stream.kind == GATE_OPEN;

	return (
	    struct access){ stream, stream && e->download.kind == GATE_OPEN };
}

struct access
gates_access(const struct gates *g, size_t index)
{
	const struct entry *e = &g->v[index];
	struct access a = { true, true };

	if (g->k->me != 0 && e->owner_id == g->k->me)
		return a;
	a.stream = passes(g, &e->stream);
	a.download =
	    e->stream.kind != GATE_OPEN ? a.stream : passes(g, &e->download);
	return a;
}

/* --- splits of a price */

/* {"WALLET": 900000} as [{"amount":900000,"payout_wallet":"WALLET"}]; parts of
 * a price in cents are percents, too. */
static void
splits_write(struct buf *o, struct span splits, double price)
{
	struct jsonv_walk w = jsonv_open(splits, '{');
	const char *comma = "";
	int64_t n;

	buf_str(o, "[");
	while (jsonv_next(&w)) {
		if (jsonv_int(&n, w.value) != 0 || n < 0)
			continue;
		buf_printf(o,
		    "%s{\"amount\":%" PRId64 ",\"payout_wallet\":", comma, n);
		buf_add(o, w.key.p, w.key.len);
		if (price > 0)
			buf_printf(o, ",\"percentage\":%.10g",
			    (double)n / (price * 100));
		buf_str(o, "}");
		comma = ",";
	}
	buf_str(o, "]");
}

static bool
begins(struct span value, char with)
{
	return value.len > 0 && value.p[0] == (uint8_t)with;
}

/* The members of an object behind the first one, but for the one called so. */
static void
others_write(struct buf *o, struct span object, const char *but)
{
	struct jsonv_walk w = jsonv_open(object, '{');
	size_t len = strlen(but);

	while (jsonv_next(&w)) {
		if (w.key.len == len && memcmp(w.key.p, but, len) == 0)
			continue;
		buf_str(o, ",");
		buf_add(o, w.key.p, w.key.len);
		buf_str(o, ":");
		buf_add(o, w.value.p, w.value.len);
	}
}

/* The object of a purchase, its splits a list. */
static void
purchase_write(struct buf *o, struct span purchase)
{
	double price;

	if (jsonv_num(&price, jsonv_member(purchase, "price")) != 0)
		price = 0;
	buf_str(o, "{\"splits\":");
	splits_write(o, jsonv_member(purchase, "splits"), price);
	others_write(o, purchase, "\"splits\"");
	buf_str(o, "}");
}

const char *
gate_text(struct arena *a, const char *json)
{
	struct span all = span_str(json != NULL ? json : ""), purchase;
	struct buf o = { .a = a };
	struct jsonv_fault f;

	if (!begins(all, '{') || strstr(json, "usdc_purchase") == NULL ||
	    jsonv_check(&f, json, all.len, LIM_JSON_DEPTH) != 0)
		return json;
	purchase = jsonv_member(all, "usdc_purchase");
	if (!begins(purchase, '{') ||
	    begins(jsonv_member(purchase, "splits"), '['))
		return json;
	buf_str(&o, "{\"usdc_purchase\":");
	purchase_write(&o, purchase);
	others_write(&o, all, "\"usdc_purchase\"");
	buf_add(&o, "}", 2);
	return o.p;
}

void
access_write(struct access a, struct jsonw *w, const char *key)
{
	jsonw_obj(w, key);
	jsonw_bool(w, "download", a.download);
	jsonw_bool(w, "stream", a.stream);
	jsonw_end(w);
}
