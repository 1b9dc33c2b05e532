/* SPDX-License-Identifier: ISC */
#include "crawler/rest/token.h"

#include <inttypes.h>
#include <nettle/hmac.h>
#include <nettle/memops.h>
#include <string.h>

#include "common/base/base64url.h"
#include "common/base/clock.h"
#include "common/base/mac.h"
#include "common/json/jsonr.h"

static enum rc
no(struct ctx *c, const char *why)
{
	err_clear(&c->err);
	return err_set(&c->err, RC_INPUT, "%s", why);
}

/* A part between dots, as a JSON object. */
static enum rc
part(struct ctx *c, struct json_object **o, const char *s, size_t len)
{
	struct span text;

	if (!base64url_decode(c->a, &text, s, len) ||
	    jsonr_doc(c, o, text.p, text.len) != RC_OK ||
	    !json_object_is_type(*o, json_type_object))
		return no(c, "The token could not be decoded");
	return RC_OK;
}

static enum rc
check_header(struct ctx *c, struct json_object *head)
{
	const char *alg;

	if (jsonr_opt_text(c, &alg, head, "alg") != 1 ||
	    strcmp(alg, "HS256") != 0)
		return no(c, "The token's algorithm is not HS256");
	if (json_object_object_get_ex(head, "crit", NULL))
		return no(c, "The token has extensions that are not known");
	return RC_OK;
}

enum rc
token_read(struct ctx *c, struct token *t, const char *text)
{
	const char *first = strchr(text, '.');
	const char *second = first == NULL ? NULL : strchr(first + 1, '.');
	struct json_object *head;
	enum rc rc;

	if (second == NULL || strchr(second + 1, '.') != NULL ||
	    strlen(text) > TOKEN_MAX)
		return no(c, "The token is not of three parts");
	if ((rc = part(c, &head, text, (size_t)(first - text))) != RC_OK ||
	    (rc = check_header(c, head)) != RC_OK)
		return rc;
	t->signed_text =
	    (struct span){ (const uint8_t *)text, (size_t)(second - text) };
	if (!base64url_decode(c->a, &t->signature, second + 1,
		strlen(second + 1)))
		return no(c, "The token could not be decoded");
	return part(c, &t->claims, first + 1, (size_t)(second - first - 1));
}

bool
token_is_by(const struct token *t, const char *secret)
{
	struct hmac_sha256_ctx ctx;
	uint8_t mac[MAC_BYTES];
	bool is;

	hmac_sha256_set_key(&ctx, strlen(secret), (const uint8_t *)secret);
	hmac_sha256_update(&ctx, t->signed_text.len, t->signed_text.p);
	hmac_sha256_digest(&ctx, MAC_BYTES, mac);
	is = t->signature.len == MAC_BYTES && mac_is(mac, t->signature.p);
	explicit_bzero(&ctx, sizeof(ctx));
	explicit_bzero(mac, sizeof(mac));
	return is;
}

/* 1: it is there; 0: not; -1: it is no moment. */
static int
moment(double *at, const struct token *t, const char *name)
{
	if (!jsonr_has(t->claims, name))
		return 0;
	return jsonr_opt_num(at, t->claims, name) == 1 && *at >= 0 && *at < 1e12
		   ? 1
		   : -1;
}

static enum rc
early(struct ctx *c, const struct token *t, const char *name, double now)
{
	double at;
	int is = moment(&at, t, name);

	if (is < 0)
		return err_set(&c->err, RC_INPUT,
		    "The token's '%s' is no moment", name);
	if (is == 1 && at > now + TOKEN_SKEW)
		return err_set(&c->err, RC_INPUT,
		    "The token is of the future: its '%s' is %.0f seconds "
		    "ahead of this node's clock. One of the two clocks is "
		    "wrong",
		    name, at - now);
	return RC_OK;
}

enum rc
token_is_fresh(struct ctx *c, const struct token *t, bool must_end)
{
	double now = (double)wall_s(), at;
	int is = moment(&at, t, "exp");
	enum rc rc;

	if (is < 0)
		return no(c, "The token's 'exp' is no moment");
	if (is == 0 && must_end)
		return no(c,
		    "The token has no end: 'exp' is wanted, unless the node "
		    "has MAESTRO_TOKEN_NOEXP=1");
	if (is == 1 && now > at + TOKEN_SKEW)
		return err_set(&c->err, RC_INPUT,
		    "The token has expired: %.0f seconds ago by this node's "
		    "clock",
		    now - at);
	if ((rc = early(c, t, "nbf", now)) != RC_OK)
		return rc;
	return early(c, t, "iat", now);
}

bool
token_same(const char *a, const char *b)
{
	size_t len = strlen(b);

	return strlen(a) == len && memeql_sec(a, b, len) != 0;
}
