/* SPDX-License-Identifier: ISC */
/*
 * The steps are those of the published description: canonical request, string
 * to sign, key, signature.  Keys are wiped as soon as they are used.
 */
#include "crawler/wire/sigv4.h"

#include <nettle/hmac.h>
#include <nettle/sha2.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "common/base/hex.h"

#define DIGEST SHA256_DIGEST_SIZE
#define HEXED  (2 * DIGEST + 1)

static void
hexed(char out[HEXED], const uint8_t digest[DIGEST])
{
	char text[HEXED + 2];

	hex_encode(text, digest, DIGEST);
	memcpy(out, text + 2, HEXED); /* without "0x" */
}

static void
digest_hexed(char out[HEXED], const void *p, size_t len)
{
	uint8_t digest[DIGEST];
	struct sha256_ctx ctx;

	sha256_init(&ctx);
	if (len > 0)
		sha256_update(&ctx, len, p);
	sha256_digest(&ctx, DIGEST, digest);
	hexed(out, digest);
}

static void
hmac(uint8_t out[DIGEST], const void *key, size_t len, const char *text)
{
	struct hmac_sha256_ctx ctx;

	hmac_sha256_set_key(&ctx, len, key);
	hmac_sha256_update(&ctx, strlen(text), (const uint8_t *)text);
	hmac_sha256_digest(&ctx, DIGEST, out);
	explicit_bzero(&ctx, sizeof(ctx));
}

static void
signature(char out[HEXED], struct arena *a, const struct sigv4 *s,
    const char *day, const char *to_sign)
{
	char *first = arena_printf(a, "AWS4%s", s->secret);
	uint8_t key[DIGEST];

	hmac(key, first, strlen(first), day);
	explicit_bzero(first, strlen(first));
	hmac(key, key, DIGEST, s->region);
	hmac(key, key, DIGEST, s->service);
	hmac(key, key, DIGEST, "aws4_request");
	hmac(key, key, DIGEST, to_sign);
	hexed(out, key);
	explicit_bzero(key, sizeof(key));
}

static char *
lower(struct arena *a, const char *s)
{
	char *out = arena_strdup(a, s), *p;

	for (p = out; *p != '\0'; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p - 'A' + 'a');
	return out;
}

/* Without blanks around, and one for several inside. */
static char *
trimmed(struct arena *a, const char *s)
{
	char *out = arena_alloc(a, strlen(s) + 1), *o = out;

	for (; *s != '\0'; s++)
		if (*s != ' ')
			*o++ = *s;
		else if (o > out && o[-1] != ' ')
			*o++ = ' ';
	while (o > out && o[-1] == ' ')
		o--;
	*o = '\0';
	return out;
}

static int
by_name(const void *x, const void *y)
{
	const struct pair *p = x, *q = y;

	return strcmp(p->name, q->name);
}

/* Every header that is signed, as it is signed: canonical and sorted. */
static bool
canonical_headers(struct arena *a, const struct request *r, struct pairs *out)
{
	bool ok = true;
	size_t i;

	out->n = 0;
	ok &= pairs_put(out, "host", r->host);
	if (r->body.p != NULL)
		ok &= pairs_put(out, "content-type", r->type);
	for (i = 0; i < r->headers.n; i++)
		ok &= pairs_put(out, lower(a, r->headers.of[i].name),
		    trimmed(a, r->headers.of[i].value));
	qsort(out->of, out->n, sizeof(out->of[0]), by_name);
	return ok;
}

static const char *
query_of(struct arena *a, const struct request *r)
{
	return r->raw_query != NULL ? r->raw_query
				    : pairs_encoded(a, &r->query, true);
}

static const char *
joined(struct arena *a, const struct pairs *h, bool values)
{
	const char *out = "";
	size_t i;

	for (i = 0; i < h->n; i++)
		out = values ? arena_printf(a, "%s%s:%s\n", out, h->of[i].name,
				   h->of[i].value)
			     : arena_printf(a, "%s%s%s", out, i > 0 ? ";" : "",
				   h->of[i].name);
	return out;
}

bool
sigv4_sign(struct arena *a, const struct sigv4 *s, struct request *r)
{
	char date[20], day[12], body[HEXED], hash[HEXED], sig[HEXED];
	time_t now = (time_t)s->now_s;
	const char *scope, *names, *text;
	struct pairs h;
	struct tm tm;
	bool ok = true;

	gmtime_r(&now, &tm);
	strftime(date, sizeof(date), "%Y%m%dT%H%M%SZ", &tm);
	strftime(day, sizeof(day), "%Y%m%d", &tm);
	digest_hexed(body, r->body.p, r->body.len);
	ok &= pairs_set(&r->headers, "X-Amz-Date", arena_strdup(a, date));
	if (s->token != NULL)
		ok &= pairs_set(&r->headers, "X-Amz-Security-Token", s->token);
	if (s->is_s3)
		ok &= pairs_set(&r->headers, "X-Amz-Content-Sha256",
		    arena_strdup(a, body));
	if (!ok || !canonical_headers(a, r, &h))
		return false;
	names = joined(a, &h, false);
	text = arena_printf(a, "%s\n%s\n%s\n%s\n%s\n%s", r->method,
	    s->is_s3 ? r->path : uri_encode(a, r->path, "/"), query_of(a, r),
	    joined(a, &h, true), names, body);
	digest_hexed(hash, text, strlen(text));
	scope = arena_printf(a, "%s/%s/%s/aws4_request", day, s->region,
	    s->service);
	text =
	    arena_printf(a, "AWS4-HMAC-SHA256\n%s\n%s\n%s", date, scope, hash);
	signature(sig, a, s, day, text);
	return pairs_set(&r->headers, "Authorization",
	    arena_printf(a,
		"AWS4-HMAC-SHA256 Credential=%s/%s, SignedHeaders=%s, "
		"Signature=%s",
		s->access, scope, names, sig));
}
