/* SPDX-License-Identifier: ISC */
#include "abi/abi.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/hex.h"
#include "common/base/keccak.h"
#include "common/base/limits.h"
#include "common/json/jsonr.h"

#define WORD     32
#define SELECTOR 4

/* clang-format off */
static const struct {
	uint8_t words;  /* in the head */
	bool dynamic;   /* the head holds an offset */
	uint8_t zeros;  /* bytes in front of the value */
	uint8_t bytes;  /* of the value; behind it zeros up to 32 */
} layout[ABI_TYPE__MAX] = {
	/*                      words dynamic zeros bytes */
	[ABI_UINT256]       = { 1,    false,  0,    32 },
	[ABI_UINT8]         = { 1,    false,  31,   1  },
	[ABI_BOOL]          = { 1,    false,  31,   1  },
	[ABI_ADDRESS]       = { 1,    false,  12,   20 },
	[ABI_BYTES32]       = { 1,    false,  0,    32 },
	[ABI_BYTES16]       = { 1,    false,  0,    16 },
	[ABI_STRING]        = { 1,    true,   0,    0  },
	[ABI_BYTES]         = { 1,    true,   0,    0  },
	[ABI_UINT256_ARRAY] = { 1,    true,   0,    0  },
	[ABI_UINT256_3]     = { 3,    false,  0,    0  },
};
/* clang-format on */

struct abi {
	uint8_t topic0[ABI_EVENT__MAX][32];
};

struct abi *
abi_new(void)
{
	struct abi *t;
	const char *s;
	int i;

	if ((t = calloc(1, sizeof(*t))) == NULL)
		err_die("abi", "no memory");
	for (i = 0; i < ABI_EVENT__MAX; i++) {
		s = abi_event[i].signature;
		keccak256(t->topic0[i], s, strlen(s));
	}
	return t;
}

void
abi_free(struct abi *t)
{
	free(t);
}

const uint8_t *
abi_topic0(const struct abi *t, enum abi_event_id id)
{
	return t->topic0[id];
}

const struct abi_event *
abi_find(const struct abi *t, enum abi_contract contract,
    const uint8_t topic0[32])
{
	int i;

	for (i = 0; i < ABI_EVENT__MAX; i++)
		if (abi_event[i].contract == contract &&
		    memcmp(t->topic0[i], topic0, WORD) == 0)
			return &abi_event[i];
	return NULL;
}

static size_t
head_bytes(const struct abi_param *p)
{
	return (size_t)layout[p->type].words * WORD;
}

/* A log, or an answer as if it were one, while it is taken apart. */
struct reader {
	struct ctx *c;
	const char *kind; /* "event" or "call" */
	const struct abi_event *ev;
	const struct abi_log *log;
	size_t arg;     /* the argument in hand */
	size_t topic;   /* the next topic */
	size_t pos;     /* of the next word of the head */
	size_t headlen; /* bytes */
};

static enum rc
fault(struct reader *r, const char *rule)
{
	return err_set(&r->c->err, RC_DATA, "%s %s: argument %s: %s", r->kind,
	    r->ev->name, r->ev->params[r->arg].name, rule);
}

/* A value of one word; its padding must be zero. */
static enum rc
word(struct reader *r, struct abi_value *v, const uint8_t w[WORD])
{
	static const uint8_t zero[WORD];
	size_t front = layout[v->type].zeros, n = layout[v->type].bytes;

	if (memcmp(w, zero, front) != 0 ||
	    memcmp(w + front + n, zero, WORD - front - n) != 0)
		return fault(r, "padding is not zero");
	if (v->type == ABI_BOOL) {
		if (w[WORD - 1] > 1)
			return fault(r, "neither false nor true");
		v->b = w[WORD - 1] == 1;
		return RC_OK;
	}
	memcpy(&v->num, w + front, n); /* the members share one address */
	return RC_OK;
}

/* The span at the offset that the head holds, up to the end of data. */
static enum rc
tail(struct reader *r, struct span *s)
{
	struct span data = r->log->data;
	uint64_t off;
	struct u256 w;

	memcpy(&w, data.p + r->pos, WORD);
	if (u256_u64(&off, &w, data.len) != 0)
		return fault(r, "offset is beyond the data");
	if (off < r->headlen)
		return fault(r, "offset points into the head");
	s->p = data.p + off;
	s->len = data.len - off;
	return RC_OK;
}

/* Length word, then so many bytes or words, padded to whole words. */
static enum rc
dynamic(struct reader *r, struct abi_value *v)
{
	bool array = v->type == ABI_UINT256_ARRAY;
	struct span s, head;
	struct u256 w;
	uint64_t n;
	enum rc rc;

	if ((rc = tail(r, &s)) != RC_OK)
		return rc;
	if (span_take(&head, &s, WORD) != 0)
		return fault(r, "data ends before the length");
	memcpy(&w, head.p, WORD);
	if (u256_u64(&n, &w, LIM_LOG_DATA) != 0)
		return fault(r, "length is beyond the data");
	if (array && n > LIM_ABI_ARRAY)
		return fault(r, "array is too long");
	/* n is at most LIM_LOG_DATA: no overflow. */
	if ((array ? n * WORD : (n + WORD - 1) / WORD * WORD) > s.len)
		return fault(r, "data ends before the contents");
	s.len = array ? n * WORD : n;
	if (array)
		v->words = s;
	else
		v->bytes = s;
	return RC_OK;
}

static enum rc
argument(struct reader *r, struct abi_value *v)
{
	const struct abi_param *p = &r->ev->params[r->arg];
	enum rc rc;

	v->type = p->type;
	if (p->indexed) {
		if (layout[p->type].dynamic || layout[p->type].words > 1)
			v->type = ABI_BYTES32; /* its hash */
		return word(r, v, r->log->topics[r->topic++]);
	}
	if (layout[p->type].dynamic) {
		rc = dynamic(r, v);
	} else if (layout[p->type].words == 1) {
		rc = word(r, v, r->log->data.p + r->pos);
	} else {
		v->words.p = r->log->data.p + r->pos;
		v->words.len = head_bytes(p);
		rc = RC_OK;
	}
	r->pos += head_bytes(p);
	return rc;
}

/* Number of topics and length of the head, before any argument. */
static enum rc
frame(struct reader *r)
{
	size_t i, topics = 1, need = 0;

	for (i = 0; i < r->ev->nparams; i++)
		if (r->ev->params[i].indexed)
			topics++;
		else
			r->headlen += head_bytes(&r->ev->params[i]);
	if (r->log->ntopics != topics)
		return err_set(&r->c->err, RC_DATA,
		    "event %s: %zu topics instead of %zu", r->ev->name,
		    r->log->ntopics, topics);
	if (r->log->data.len > LIM_LOG_DATA)
		return err_set(&r->c->err, RC_DATA, "%s %s: %zu bytes of data",
		    r->kind, r->ev->name, r->log->data.len);
	if (r->log->data.len >= r->headlen)
		return RC_OK;
	for (;; r->arg++) {
		if (!r->ev->params[r->arg].indexed)
			need += head_bytes(&r->ev->params[r->arg]);
		if (need > r->log->data.len)
			return fault(r, "data ends before it");
	}
}

static enum rc
arguments(struct reader *r, struct abi_value *out, size_t nout)
{
	enum rc rc;

	assert(nout == r->ev->nparams);
	if ((rc = frame(r)) != RC_OK)
		return rc;
	for (; r->arg < nout; r->arg++)
		if ((rc = argument(r, &out[r->arg])) != RC_OK)
			return rc;
	return RC_OK;
}

enum rc
abi_log_read(struct ctx *c, struct abi_log *log, struct json_object *o)
{
	struct json_object *arr, *t;
	enum rc rc;
	size_t i;

	rc = jsonr_arr(c, &arr, &log->ntopics, o, "topics", ABI_TOPICS);
	if (rc != RC_OK)
		return rc;
	for (i = 0; i < log->ntopics; i++) {
		t = jsonr_at(arr, i);
		if (!json_object_is_type(t, json_type_string) ||
		    hex_decode(log->topics[i], 32, json_object_get_string(t),
			(size_t)json_object_get_string_len(t)) != 0)
			return err_set(&c->err, RC_DATA,
			    "topic %zu is not 32 bytes", i);
	}
	return jsonr_bytes(c, &log->data, o, "data", LIM_LOG_READ);
}

enum rc
abi_decode(struct ctx *c, struct abi_value *out, size_t nout,
    const struct abi_event *ev, const struct abi_log *log)
{
	struct reader r = { .c = c,
		.kind = "event",
		.ev = ev,
		.log = log,
		.topic = 1 };

	return arguments(&r, out, nout);
}

enum rc
abi_return(struct ctx *c, struct abi_value *out, size_t nout,
    enum abi_function_id fn, struct span ret)
{
	const struct abi_function *f = &abi_function[fn];
	struct abi_event ev = { .name = f->name, .nparams = f->noutputs };
	struct abi_log log = { .ntopics = 1, .data = ret };
	struct reader r = { .c = c,
		.kind = "call",
		.ev = &ev,
		.log = &log,
		.topic = 1 };

	memcpy(ev.params, f->outputs, sizeof(ev.params));
	return arguments(&r, out, nout);
}

size_t
abi_count(const struct abi_value *v)
{
	assert(v->type == ABI_UINT256_ARRAY || v->type == ABI_UINT256_3);
	return v->words.len / WORD;
}

struct u256
abi_element(const struct abi_value *v, size_t i)
{
	struct u256 x;

	assert(i < abi_count(v));
	memcpy(&x, v->words.p + i * WORD, WORD);
	return x;
}

size_t
abi_call(uint8_t out[ABI_CALL2], enum abi_function_id fn,
    const uint8_t arg[][32], size_t n)
{
	const char *s = abi_function[fn].signature;
	uint8_t hash[32];

	assert(n <= 2);
	keccak256(hash, s, strlen(s));
	memcpy(out, hash, SELECTOR);
	memcpy(out + SELECTOR, arg, n * WORD);
	return SELECTOR + n * WORD;
}

const char *
abi_call_params(struct arena *a, const char *to, enum abi_function_id fn,
    const uint8_t arg[][32], size_t n)
{
	uint8_t data[ABI_CALL2];
	char hex[2 * ABI_CALL2 + 3];

	hex_encode(hex, data, abi_call(data, fn, arg, n));
	return arena_printf(a, "[{\"to\":\"%s\",\"data\":\"%s\"},\"latest\"]",
	    to, hex);
}

int
abi_name32(uint8_t out[32], const char *name)
{
	size_t len = strlen(name);

	if (len > WORD)
		return -1;
	memset(out, 0, WORD);
	memcpy(out, name, len);
	return 0;
}

enum rc
abi_return_address(struct ctx *c, uint8_t addr[20], struct span ret)
{
	static const uint8_t zero[12];

	if (ret.len != WORD)
		return err_set(&c->err, RC_DATA,
		    "call returned %zu bytes, not one word", ret.len);
	if (memcmp(ret.p, zero, sizeof(zero)) != 0)
		return err_set(&c->err, RC_DATA,
		    "call returned a word that is not an address");
	memcpy(addr, ret.p + sizeof(zero), 20);
	return RC_OK;
}
