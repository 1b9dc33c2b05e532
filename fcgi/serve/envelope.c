/* SPDX-License-Identifier: ISC */
#include "fcgi/serve/envelope.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "fcgi/serve/route.h"

#define SIG_MEMBER (sizeof(",\"signature\":\"\"") + SIG_TEXT)

struct buf {
	char *p;
	size_t len;
};

static void
add(struct buf *b, const void *p, size_t len)
{
	memcpy(b->p + b->len, p, len);
	b->len += len;
}

static void
add_related(struct buf *b, const struct call *k)
{
	if (k->related.len == 0)
		return;
	add(b, ",\"related\":", 11);
	add(b, k->related.p, k->related.len);
}

void
envelope_time(char out[ENVELOPE_TIME], int64_t unix_ms)
{
	time_t t = (time_t)(unix_ms / 1000);
	struct tm tm;
	size_t n;

	gmtime_r(&t, &tm);
	n = strftime(out, ENVELOPE_TIME, "%Y-%m-%dT%H:%M:%S", &tm);
	(void)snprintf(out + n, ENVELOPE_TIME - n, ".%03dZ",
	    (int)(unix_ms % 1000));
}

static const char *
height(struct arena *a, int64_t n)
{
	return n == HEIGHT_UNKNOWN ? "null" : arena_printf(a, "%" PRId64, n);
}

/* Members between "data" and the place of the signature. */
static const char *
before_signature(const struct call *k)
{
	const struct heights *h = &k->heights;
	struct arena *a = k->c->a;

	return arena_printf(a,
	    ",\"latest_chain_block\":%s,\"latest_chain_slot_plays\":null,"
	    "\"latest_indexed_block\":%s,\"latest_indexed_slot_plays\":null",
	    height(a, h->chain), height(a, h->indexed));
}

static const char *
after_signature(const struct call *k, bool with_time)
{
	const struct app *app = k->app;
	char now[ENVELOPE_TIME];
	struct timespec ts;

	clock_gettime(CLOCK_REALTIME, &ts);
	envelope_time(now, (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000);
	return arena_printf(k->c->a,
	    "%s%s%s%s%s%s,\"version\":{\"service\":\"" SERVICE_NAME
	    "\",\"version\":\"%s\"}}",
	    k->on == ON_FULL ? "" : ",\"signer\":\"",
	    k->on == ON_FULL ? "" : app->signer,
	    k->on == ON_FULL ? "" : "\",\"success\":true",
	    with_time ? ",\"timestamp\":\"" : "", with_time ? now : "",
	    with_time ? "\"" : "", app->cf->service_version);
}

/* The answer as it is signed stands in b; put the signature at its place. */
static enum rc
sign(const struct call *k, struct buf *b, size_t at)
{
	char sig[SIG_TEXT], member[SIG_MEMBER];
	size_t len;

	if (sig_answer(k->app->sig, sig, b->p, b->len, k->app->key) != 0)
		return err_set(&k->c->err, RC_BUG, "cannot sign the answer");
	len = (size_t)snprintf(member, sizeof(member), ",\"signature\":\"%s\"",
	    sig);
	memmove(b->p + at + len, b->p + at, b->len - at);
	memcpy(b->p + at, member, len);
	b->len += len;
	return RC_OK;
}

static enum rc
wrap(struct call *k, int status, struct span comms, struct span data,
    bool is_signed)
{
	const char *t1, *t2;
	struct buf b = { 0 };
	size_t at;
	enum rc rc;

	t1 = before_signature(k);
	t2 = after_signature(k, is_signed);
	b.p =
	    arena_alloc(k->c->a, comms.len + data.len + k->related.len +
				     strlen(t1) + strlen(t2) + SIG_MEMBER + 64);
	add(&b, "{", 1);
	if (comms.len > 0) {
		add(&b, "\"comms\":", 8);
		add(&b, comms.p, comms.len);
		add(&b, ",", 1);
	}
	add(&b, "\"data\":", 7);
	add(&b, data.p, data.len);
	add(&b, t1, strlen(t1));
	add_related(&b, k);
	at = b.len;
	add(&b, t2, strlen(t2));
	if (is_signed && (rc = sign(k, &b, at)) != RC_OK)
		return rc;
	reply_json(k->out, status,
	    (struct span){ (const uint8_t *)b.p, b.len });
	return RC_OK;
}

static void
bare(struct call *k, int status, struct span data)
{
	struct buf b = { arena_alloc(k->c->a, data.len + k->related.len + 64),
		0 };

	add(&b, "{\"data\":", 8);
	add(&b, data.p, data.len);
	add_related(&b, k);
	add(&b, "}", 1);
	reply_json(k->out, status,
	    (struct span){ (const uint8_t *)b.p, b.len });
}

enum rc
envelope(struct call *k, int status, struct span data)
{
	enum rc rc;

	if (k->on == ON_V1) {
		bare(k, status, data);
		return RC_OK;
	}
	if ((rc = heights_read(k->c, &k->heights)) != RC_OK) {
		if (!k->rt->offline)
			return rc;
		err_clear(&k->c->err);
		heights_unknown(&k->heights);
	}
	return wrap(k, status, (struct span){ 0 }, data, k->on != ON_SERVICE);
}

enum rc
envelope_health(struct call *k, int status, struct span comms, struct span data)
{
	enum rc rc = wrap(k, status, comms, data, false);

	k->out->more = "Cache-Control: no-cache\r\n";
	return rc;
}
