/* SPDX-License-Identifier: ISC */
#include "chain/core/proof.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "chain/core/block.h"
#include "chain/core/votes.h"
#include "common/base/text.h"
#include "common/json/jsonr.h"

#define CRPC     "/core/crpc/"
#define PER_PAGE 100 /* validators: the most that are given at once */
/* For so many ranges one who shows no headers is not asked again. */
#define HIDDEN 50

/* A block, and what its header says. */
struct shown {
	struct proof *p;
	uint64_t height;
	const struct chain_block *b; /* NULL: it has not come yet */
	bool known, asked;
	struct core_header h;
	uint8_t hash[32]; /* of the header */
};

/* A block whose votes are counted. */
struct point {
	struct shown *s;
	struct voters voters;
	struct commit commit;
};

enum answer { AWAITED, SHOWN, HIDDEN_NOW };

struct proof {
	struct reader *rd;
	const struct chain *ch;
	struct arena *a;
	enum answer headers; /* does the node show them? */
	struct shown *s;
	size_t n;
	bool first; /* the first one is read, not known */
	struct point *point;
	size_t npoints;
};

static void
ask(struct proof *p, const char *method, const char *path,
    enum rc (*got)(struct ctx *, struct rpc_call *, struct json_object *),
    enum rc (
	*refused)(struct ctx *, struct rpc_call *, const struct rpc_refusal *),
    void *arg)
{
	struct rpc_call *call = arena_zalloc(p->a, 1, sizeof(*call));

	call->method = method;
	call->path = path;
	call->got = got;
	call->refused = refused;
	call->arg = arg;
	rpc_send(p->rd->r, &p->rd->g, call, 1);
}

/* CometBFT answers as JSON-RPC does. */
static enum rc
result_of(struct ctx *c, struct json_object **result, struct json_object *doc,
    const char *key)
{
	struct json_object *r = NULL;

	if (!jsonr_opt_obj(&r, doc, "result"))
		return err_set(&c->err, RC_DATA, "there is no result in it");
	if (key == NULL)
		*result = r;
	else if (!jsonr_opt_obj(result, r, key))
		return err_set(&c->err, RC_DATA, "there is no %s in it", key);
	return RC_OK;
}

/* The node does not show it: is that allowed? */
static enum rc
hidden(struct ctx *c, struct proof *p, uint64_t height,
    const struct rpc_refusal *why)
{
	struct habits *h = p->rd->habits;

	if (p->ch->proof == CORE_VERIFY_REQUIRED)
		return err_set(&c->err, RC_UPSTREAM,
		    "the node shows no header of block %" PRIu64
		    " (%s), and [discprov] core_verify is required",
		    height, why->text);
	if (!h->is_told)
		log_info(&c->log,
		    "block=%" PRIu64 " msg=\"the node shows no header of it, "
		    "so it is believed: %s\"",
		    height, why->text);
	h->is_told = true;
	h->hidden = HIDDEN;
	p->headers = HIDDEN_NOW;
	return RC_OK;
}

/* Headers. */

static enum rc
take_header(struct ctx *c, struct shown *s, struct json_object *o)
{
	const struct proof *p = s->p;
	struct span id = span_str(p->ch->core_id);
	struct core_header *h = &s->h;
	enum rc rc;

	if ((rc = core_header_read(c, h, o)) != RC_OK)
		return rc;
	if (h->chain_id.len != id.len ||
	    memcmp(h->chain_id.p, id.p, id.len) != 0)
		return err_set(&c->err, RC_DATA, "is of chain '%.60s', not %s",
		    text_clean(c->a, (const char *)h->chain_id.p,
			h->chain_id.len),
		    p->ch->core_id);
	if (h->height != (int64_t)s->height)
		return err_set(&c->err, RC_DATA,
		    "asked for it, got block %" PRId64, h->height);
	core_header_hash(s->hash, c->a, h);
	return RC_OK;
}

static enum rc
about(struct ctx *c, const struct shown *s, enum rc rc)
{
	return rc == RC_OK
		   ? RC_OK
		   : err_add(&c->err, "header of block %" PRIu64, s->height);
}

static enum rc
got_commit(struct ctx *c, struct rpc_call *call, struct json_object *doc)
{
	struct shown *s = call->arg;
	struct json_object *o = NULL, *header = NULL;
	enum rc rc;

	if ((rc = result_of(c, &o, doc, "signed_header")) != RC_OK)
		return about(c, s, rc);
	if (!jsonr_opt_obj(&header, o, "header"))
		return err_set(&c->err, RC_DATA, "there is no header in it");
	return about(c, s, take_header(c, s, header));
}

/* The list in its order has the hash that the header says. */
static enum rc
check_list(struct ctx *c, const struct shown *s, const uint8_t (*hash)[32],
    size_t n)
{
	uint8_t root[32];

	core_header_data_hash(root, c->a, hash, n);
	if (!core_header_is(&s->h.part[HEADER_DATA], root))
		return err_set(&c->err, RC_DATA,
		    "its data_hash is not that of the block's transactions");
	return RC_OK;
}

static enum rc
got_block(struct ctx *c, struct rpc_call *call, struct json_object *doc)
{
	struct shown *s = call->arg;
	struct json_object *o = NULL, *header = NULL, *data = NULL;
	uint8_t(*hash)[32];
	enum rc rc;
	size_t n;

	if ((rc = result_of(c, &o, doc, "block")) != RC_OK)
		return about(c, s, rc);
	if (!jsonr_opt_obj(&header, o, "header") ||
	    !jsonr_opt_obj(&data, o, "data"))
		return err_set(&c->err, RC_DATA,
		    "there is no header in it, or no data");
	if ((rc = take_header(c, s, header)) != RC_OK ||
	    (rc = core_header_txs(c, &hash, &n, data)) != RC_OK)
		return about(c, s, rc);
	if (!proof_same(c->a, (const uint8_t(*)[32])hash, n,
		(const uint8_t(*)[32])s->b->txhashes, s->b->ntxhashes))
		return about(c, s,
		    err_set(&c->err, RC_DATA,
			"other transactions than GetBlocks serves"));
	return about(c, s, check_list(c, s, (const uint8_t(*)[32])hash, n));
}

static enum rc
header_refused(struct ctx *c, struct rpc_call *call,
    const struct rpc_refusal *why)
{
	struct shown *s = call->arg;

	/* Too long to be let go of easily: once more, and whatever it takes. */
	if (why->reason == RPC_TOO_MUCH && call->got == got_block) {
		ask(s->p, call->method, call->path, call->got, NULL, s);
		return RC_OK;
	}
	return hidden(c, s->p, s->height, why);
}

static const char *const beside_header[] = { "evidence", "last_commit",
	"signatures" };
static const struct jsonv_names unread = { beside_header, 3 };

/*
 * Of many transactions only the block itself says in which order they are
 * hashed.
 */
static void
ask_header(struct proof *p, struct shown *s)
{
	bool whole = !s->known && s->b != NULL && s->b->ntxhashes > 1;
	const char *method = whole ? "block" : "commit";
	struct rpc_call *call = arena_zalloc(p->a, 1, sizeof(*call));

	s->asked = true;
	call->method = method;
	call->path =
	    arena_printf(p->a, CRPC "%s?height=%" PRIu64, method, s->height);
	call->got = whole ? got_block : got_commit;
	call->refused = header_refused;
	call->arg = s;
	call->unread = &unread;
	rpc_send(p->rd->r, &p->rd->g, call, 1);
}

static void
ask_what_is_here(struct proof *p)
{
	size_t i;

	for (i = 0; i < p->n; i++)
		if (p->s[i].b != NULL && !p->s[i].asked)
			ask_header(p, &p->s[i]);
}

/* The first answer says whether the node shows any. */

static enum rc
got_first(struct ctx *c, struct rpc_call *call, struct json_object *doc)
{
	struct shown *s = call->arg;
	enum rc rc = got_commit(c, call, doc);

	if (rc != RC_OK)
		return rc;
	s->p->headers = SHOWN;
	ask_what_is_here(s->p);
	return RC_OK;
}

struct proof *
proof_begin(struct reader *rd, const struct chain *ch, struct arena *a,
    uint64_t from, size_t n, bool first)
{
	struct habits *h = rd->habits;
	struct proof *p;
	size_t i;

	if (ch->proof == CORE_VERIFY_OFF || rd->bare)
		return NULL;
	if (h->hidden > 0 && ch->proof == CORE_VERIFY_AUTO) {
		h->hidden--;
		return NULL;
	}
	p = arena_zalloc(a, 1, sizeof(*p));
	p->rd = rd;
	p->ch = ch;
	p->a = a;
	p->n = n;
	p->first = first;
	p->s = arena_zalloc(a, n, sizeof(*p->s));
	for (i = 0; i < n; i++) {
		p->s[i].p = p;
		p->s[i].height = from + i;
	}
	/* A first one that is read is asked for again, with what it holds. */
	ask(p, "commit", arena_printf(a, CRPC "commit?height=%" PRIu64, from),
	    got_first, header_refused, &p->s[0]);
	p->s[0].asked = !first;
	return p;
}

void
proof_block(struct proof *p, const struct chain_block *b, bool known)
{
	struct shown *s = &p->s[b->number - p->s[0].height];

	s->b = b;
	s->known = known;
	if (p->headers == SHOWN && !s->asked)
		ask_header(p, s);
}

/* What they say. */

static int
hash_cmp(const void *a, const void *b)
{
	return memcmp(a, b, 32);
}

bool
proof_same(struct arena *a, const uint8_t (*x)[32], size_t nx,
    const uint8_t (*y)[32], size_t ny)
{
	uint8_t *p, *q;

	if (nx != ny)
		return false;
	p = (uint8_t *)arena_memdup(a, x, nx * 32);
	q = (uint8_t *)arena_memdup(a, y, ny * 32);
	qsort(p, nx, 32, hash_cmp);
	qsort(q, ny, 32, hash_cmp);
	return memcmp(p, q, nx * 32) == 0;
}

static bool
is_part(const struct field_bytes *x, const struct field_bytes *y)
{
	return x->n == y->n && memcmp(x->p, y->p, x->n) == 0;
}

static enum rc
check_header(struct ctx *c, const struct shown *s, const struct shown *before)
{
	const struct core_header *h = &s->h;
	const struct chain_block *b = s->b;

	if (memcmp(s->hash, b->hash, 32) != 0)
		return err_set(&c->err, RC_DATA,
		    "has not the hash that the block goes by");
	if (h->s != (int64_t)b->time || h->ns / 1000 != b->core->us)
		return err_set(&c->err, RC_DATA,
		    "has another time than the block");
	if (before == NULL)
		return RC_OK;
	if (!core_header_is(&h->last.hash, before->b->hash))
		return err_set(&c->err, RC_DATA,
		    "follows another block than the one before it");
	if (!is_part(&h->part[HEADER_VALIDATORS],
		&before->h.part[HEADER_NEXT_VALIDATORS]))
		return err_set(&c->err, RC_DATA,
		    "others vote on it than the block before says");
	return RC_OK;
}

static enum rc got_voters(struct ctx *c, struct rpc_call *call,
    struct json_object *doc);

static enum rc
votes_refused(struct ctx *c, struct rpc_call *call,
    const struct rpc_refusal *why)
{
	struct point *v = call->arg;

	return hidden(c, v->s->p, v->s->height, why);
}

static void
ask_voters(struct point *v)
{
	struct proof *p = v->s->p;
	const char *path = arena_printf(p->a,
	    CRPC "validators?height=%" PRIu64 "&page=%zu&per_page=%d",
	    v->s->height, v->voters.n / PER_PAGE + 1, PER_PAGE);

	ask(p, "validators", path, got_voters, votes_refused, v);
}

static enum rc
got_voters(struct ctx *c, struct rpc_call *call, struct json_object *doc)
{
	struct point *v = call->arg;
	struct json_object *o = NULL;
	enum rc rc;

	if ((rc = result_of(c, &o, doc, NULL)) != RC_OK ||
	    (rc = voters_add(c, &v->voters, v->s->p->a, o,
		 (int64_t)v->s->height)) != RC_OK)
		return rc;
	if (v->voters.n < v->voters.total)
		ask_voters(v);
	return RC_OK;
}

static enum rc
got_votes(struct ctx *c, struct rpc_call *call, struct json_object *doc)
{
	struct point *v = call->arg;
	struct json_object *o = NULL, *commit = NULL;
	enum rc rc;

	if ((rc = result_of(c, &o, doc, "signed_header")) != RC_OK)
		return rc;
	if (!jsonr_opt_obj(&commit, o, "commit"))
		return err_set(&c->err, RC_DATA, "there is no commit in it");
	return commit_read(c, &v->commit, v->s->p->a, commit);
}

static void
ask_votes(struct proof *p, struct shown *s)
{
	struct point *v = &p->point[p->npoints++];

	v->s = s;
	ask(p, "commit",
	    arena_printf(p->a, CRPC "commit?height=%" PRIu64, s->height),
	    got_votes, votes_refused, v);
	ask_voters(v);
}

enum rc
proof_headers(struct ctx *c, struct proof *p)
{
	struct shown *s, *before = NULL;
	enum rc rc;
	size_t i;

	if (p == NULL || p->headers != SHOWN)
		return RC_OK;
	p->point = arena_zalloc(p->a, p->n, sizeof(*p->point));
	for (i = 0; i < p->n; i++, before = s) {
		s = &p->s[i];
		rc = check_header(c, s, before);
		if (rc == RC_OK && !s->known && s->b->ntxhashes <= 1)
			rc = check_list(c, s,
			    (const uint8_t(*)[32])s->b->txhashes,
			    s->b->ntxhashes);
		if (rc != RC_OK)
			return about(c, s, rc);
		if (!s->known &&
		    (i + 1 == p->n || !is_part(&s->h.part[HEADER_VALIDATORS],
					  &s->h.part[HEADER_NEXT_VALIDATORS])))
			ask_votes(p, s);
	}
	return RC_OK;
}

/* Votes. */

static enum rc
check_votes(struct ctx *c, const struct point *v)
{
	const struct shown *s = v->s;
	uint8_t hash[32];

	voters_hash(hash, c->a, &v->voters);
	if (v->voters.n != v->voters.total ||
	    !core_header_is(&s->h.part[HEADER_VALIDATORS], hash))
		return err_set(&c->err, RC_DATA,
		    "these validators are not those of its header");
	if (v->commit.height != (int64_t)s->height ||
	    !core_header_is(&v->commit.block.hash, s->hash))
		return err_set(&c->err, RC_DATA,
		    "the signatures are for another block");
	return commit_check(c, &v->commit, &v->voters,
	    span_str(s->p->ch->core_id));
}

enum rc
proof_votes(struct ctx *c, struct proof *p)
{
	size_t i;

	if (p == NULL || p->headers != SHOWN)
		return RC_OK;
	for (i = 0; i < p->npoints; i++)
		if (check_votes(c, &p->point[i]) != RC_OK)
			return err_add(&c->err, "block %" PRIu64,
			    p->point[i].s->height);
	return RC_OK;
}
