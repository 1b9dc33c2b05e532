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

/* What must be so; the numbers are those of api_gates_met. */
enum kind {
	GATE_OPEN,   /* no condition */
	GATE_FOLLOW, /* follow the user */
	GATE_TIP,    /* have tipped the user */
	GATE_TRACK,  /* have bought the track */
	GATE_LIST,   /* have bought the playlist or album */
	GATE_SHUT    /* anything that nobody can meet here */
};

struct gate {
	enum kind kind;
	int64_t id;
};

struct entry {
	int64_t owner_id;
	struct gate stream, download;
};

struct gates {
	struct call *k;
	enum gates_of of;
	struct entry *v;
	size_t n, cap;
	/* by kind: the ids asked about, those that k->me meets */
	struct idset *wanted[GATE_SHUT];
	struct idset *met[GATE_SHUT];
};

struct gates *
gates_new(struct call *k, enum gates_of of, size_t n)
{
	struct gates *g = arena_zalloc(k->c->a, 1, sizeof(*g));

	g->k = k;
	g->of = of;
	g->cap = n;
	g->v = arena_zalloc(k->c->a, n + 1, sizeof(*g->v));
	return g;
}

/* Does it say whom?  A member that is no id is a condition nobody meets. */
static bool
names_user(struct gate *g, struct span all, const char *member, enum kind kind)
{
	struct span v = jsonv_member(all, member);

	if (v.len == 0)
		return false;
	if (jsonv_int(&g->id, v) == 0 && g->id >= 0 && g->id <= LIM_ID)
		g->kind = kind;
	return true;
}

/*
 * Of small text json-c can make hundreds of times its memory, and an answer
 * may have to read hundreds of them: so nothing is built.
 */
static struct gate
parse(const struct gates *all, int64_t id, const char *text)
{
	struct gate g = { GATE_SHUT, 0 };
	struct jsonv_fault f;
	struct span s;

	if (text == NULL || strcmp(text, "null") == 0)
		return (struct gate){ GATE_OPEN, 0 };
	s = span_str(text);
	if (jsonv_check(&f, text, s.len, LIM_JSON_DEPTH) != 0 ||
	    names_user(&g, s, "follow_user_id", GATE_FOLLOW) ||
	    names_user(&g, s, "tip_user_id", GATE_TIP))
		return g;
	if (jsonv_member(s, "usdc_purchase").len > 0) {
		g.kind = all->of == GATES_OF_TRACKS ? GATE_TRACK : GATE_LIST;
		g.id = id;
	}
	return g;
}

static bool
is_asked(const struct gate *gate)
{
	return gate->kind != GATE_OPEN && gate->kind != GATE_SHUT;
}

static void
want(struct gates *g, const struct gate *gate)
{
	if (!is_asked(gate) || g->k->me == 0)
		return;
	if (g->wanted[gate->kind] == NULL)
		g->wanted[gate->kind] = idset_new(g->k->c->a, 2 * g->cap);
	idset_add(g->wanted[gate->kind], gate->id);
}

void
gates_add(struct gates *g, int64_t id, int64_t owner_id, const char *stream,
    const char *download)
{
	struct entry *e = &g->v[g->n++];

	assert(g->n <= g->cap);
	e->owner_id = owner_id;
	e->stream = parse(g, id, stream);
	e->download = parse(g, id, download);
	if (owner_id != g->k->me) {
		want(g, &e->stream);
		want(g, &e->download);
	}
}

static const char *
wanted_param(const struct gates *g, enum kind kind)
{
	const struct idset *s = g->wanted[kind];

	return s == NULL ? "{}"
			 : ids_param(g->k->c->a, idset_ids(s), idset_len(s));
}

static enum rc
met_read(struct gates *g, const PGresult *res)
{
	int row, n = PQntuples(res);
	int64_t kind, id;
	enum rc rc;

	for (row = 0; row < n; row++) {
		if ((rc = db_i64(g->k->c, &kind, res, row,
			 API_GATES_MET_gate)) != RC_OK ||
		    (rc = db_i64(g->k->c, &id, res, row, API_GATES_MET_id)) !=
			RC_OK)
			return rc;
		assert(kind >= GATE_FOLLOW && kind < GATE_SHUT);
		if (g->met[kind] == NULL)
			g->met[kind] = idset_new(g->k->c->a, (size_t)n);
		idset_add(g->met[kind], id);
	}
	return RC_OK;
}

enum rc
gates_settle(struct gates *g)
{
	const char *p[GATE_SHUT];
	PGresult *res;
	bool any = false;
	int kind;
	enum rc rc;

	for (kind = GATE_FOLLOW; kind < GATE_SHUT; kind++) {
		any = any || g->wanted[kind] != NULL;
		p[kind - GATE_FOLLOW] = wanted_param(g, (enum kind)kind);
	}
	if (!any)
		return RC_OK;
	p[GATE_SHUT - GATE_FOLLOW] = param_me(g->k);
	if ((rc = db_run(g->k->c, &res, SQL_API_GATES_MET, p)) != RC_OK)
		return rc;
	return met_read(g, res);
}

static bool
passes(const struct gates *g, const struct gate *gate)
{
	if (is_asked(gate))
		return idset_has(g->met[gate->kind], gate->id);
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
