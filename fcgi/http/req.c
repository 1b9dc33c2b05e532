/* SPDX-License-Identifier: ISC */
#include "fcgi/http/req.h"

#include <arpa/inet.h>
#include <string.h>

#include "common/base/hex.h"
#include "common/base/limits.h"
#include "common/base/text.h"

static enum rc
refuse(struct ctx *c, struct req *r, int status, const char *why)
{
	r->refuse = status;
	return err_set(&c->err, RC_INPUT, "%s", why);
}

/*
 * A percent sign without two digits behind it stands for itself, as in the
 * original's framework.  Returns NULL for bytes that are not clean text.
 */
const char *
req_decoded(struct arena *a, const char *in, size_t len, bool plus)
{
	char *out = arena_alloc(a, len + 1);
	size_t i, n = 0;

	for (i = 0; i < len; i++) {
		int hi, lo;

		if (in[i] == '%' && len - i > 2 &&
		    (hi = hex_digit(in[i + 1])) >= 0 &&
		    (lo = hex_digit(in[i + 2])) >= 0) {
			out[n++] = (char)(unsigned char)(hi << 4 | lo);
			i += 2;
		} else {
			out[n++] = plus && in[i] == '+' ? ' ' : in[i];
		}
	}
	if (!text_is_clean(out, n))
		return NULL;
	out[n] = '\0';
	return out;
}

const char *
req_encoded(struct arena *a, const char *s)
{
	static const char hex[] = "0123456789ABCDEF";
	char *out = arena_alloc(a, 3 * strlen(s) + 1), *p = out;

	for (; *s != '\0'; s++) {
		unsigned char ch = (unsigned char)*s;

		if ((ch >= '0' && ch <= '9') || (ch >= 'A' && ch <= 'Z') ||
		    (ch >= 'a' && ch <= 'z') || ch == '-' || ch == '_' ||
		    ch == '.' || ch == '~') {
			*p++ = *s;
		} else {
			*p++ = '%';
			*p++ = hex[ch >> 4];
			*p++ = hex[ch & 15];
		}
	}
	*p = '\0';
	return out;
}

static enum rc
split_path(struct ctx *c, struct req *r)
{
	const char *p = r->path, *end;

	if (*p != '/')
		return refuse(c, r, 400, "path does not begin with a slash");
	for (; *p == '/'; p = end) {
		p++;
		end = p + strcspn(p, "/");
		if (r->nseg >= REQ_SEGS) {
			r->nseg = REQ_SEGS + 1;
			return RC_OK;
		}
		r->seg[r->nseg] =
		    req_decoded(c->a, p, (size_t)(end - p), false);
		if (r->seg[r->nseg++] == NULL)
			return refuse(c, r, 400, "path is not UTF-8 text");
	}
	return RC_OK;
}

static size_t
count_args(const char *q)
{
	size_t n = 1;

	for (; *q != '\0'; q++)
		n += *q == '&';
	return n;
}

enum rc
req_pairs(struct ctx *c, struct req *r, struct req_arg **args, size_t *nargs,
    const char *q)
{
	size_t n = count_args(q), len, name;

	if (n > LIM_PARAMS)
		return refuse(c, r, 400, "too many query parameters");
	*args = arena_zalloc(c->a, n, sizeof(**args));
	*nargs = 0;
	for (; *q != '\0'; q += len + (q[len] == '&')) {
		struct req_arg *g = &(*args)[*nargs];

		if ((len = strcspn(q, "&")) == 0)
			continue;
		name = strcspn(q, "=&");
		g->name = req_decoded(c->a, q, name, true);
		g->value = name == len ? ""
				       : req_decoded(c->a, q + name + 1,
					     len - name - 1, true);
		if (g->name == NULL || g->value == NULL)
			return refuse(c, r, 400, "query is not UTF-8 text");
		++*nargs;
	}
	return RC_OK;
}

static const char *const methods[METHOD_OTHER] = {
	[METHOD_GET] = "GET",
	[METHOD_HEAD] = "HEAD",
	[METHOD_POST] = "POST",
	[METHOD_PUT] = "PUT",
	[METHOD_DELETE] = "DELETE",
};

static enum method
method_of(const char *s)
{
	size_t i;

	for (i = 0; i < METHOD_OTHER; i++)
		if (strcmp(s, methods[i]) == 0)
			return (enum method)i;
	return METHOD_OTHER;
}

const char *
req_method(enum method m)
{
	return m < METHOD_OTHER ? methods[m] : "OTHER";
}

/* A header is text or it is not there. */
static const char *
header(struct arena *a, const char *s)
{
	size_t len;

	if (s == NULL || (len = strlen(s)) == 0 || len > LIM_URI ||
	    !text_is_clean(s, len))
		return NULL;
	return arena_memdup(a, s, len);
}

/* Is it an address, of either kind? */
static bool
is_address(const char *s)
{
	struct in6_addr v6;
	struct in_addr v4;

	return inet_pton(AF_INET, s, &v4) == 1 ||
	       inet_pton(AF_INET6, s, &v6) == 1;
}

/*
 * The address that one entry of X-Forwarded-For names, or NULL: some write a
 * port behind it, and brackets around one of IPv6.
 */
static const char *
address_in(struct arena *a, const char *s, size_t len)
{
	const char *end = memchr(s, ':', len);

	if (len > 0 && *s == '[') {
		end = memchr(s, ']', len);
		s++;
		len--;
	} else if (end != NULL &&
		   memchr(end + 1, ':', len - (size_t)(end + 1 - s)) != NULL) {
		end = NULL; /* colons of IPv6 */
	}
	if (end != NULL)
		len = (size_t)(end - s);
	if (len >= INET6_ADDRSTRLEN)
		return NULL;
	s = arena_memdup(a, s, len);
	return is_address(s) ? s : NULL;
}

/* The leftmost that is one: proxies write "unknown", clients anything. */
static const char *
client_of(struct arena *a, const char *forwarded, const char *peer)
{
	const char *list = header(a, forwarded);
	const char *found;
	size_t len;

	for (; list != NULL && *list != '\0'; list += len) {
		list += strspn(list, ", \t");
		len = strcspn(list, ", \t");
		if ((found = address_in(a, list, len)) != NULL)
			return found;
	}
	return header(a, peer);
}

/* As the web server counts its clients. */
static const char *
peer_of(struct arena *a, const char *s)
{
	struct in6_addr v6;
	struct in_addr v4;
	size_t i;

	if (s == NULL || inet_pton(AF_INET, s, &v4) == 1)
		return header(a, s);
	if (inet_pton(AF_INET6, s, &v6) != 1)
		return NULL;
	for (i = 8; i < sizeof(v6.s6_addr); i++)
		v6.s6_addr[i] = 0;
	s = inet_ntop(AF_INET6, &v6, arena_alloc(a, INET6_ADDRSTRLEN),
	    INET6_ADDRSTRLEN);
	return s;
}

struct raw {
	const char *method, *uri, *user_id, *sig_message, *sig_hex, *id;
	const char *forwarded, *peer, *authorization, *cookie, *site,
	    *min_block, *consistency;
};

static void
pick(struct raw *raw, const char *const *envp)
{
	const struct {
		const char *name;
		const char **to;
	} want[] = {
		{ "REQUEST_METHOD", &raw->method },
		{ "REQUEST_URI", &raw->uri },
		{ "HTTP_X_USER_ID", &raw->user_id },
		{ "HTTP_ENCODED_DATA_MESSAGE", &raw->sig_message },
		{ "HTTP_ENCODED_DATA_SIGNATURE", &raw->sig_hex },
		{ "REQUEST_ID", &raw->id },
		{ "HTTP_X_FORWARDED_FOR", &raw->forwarded },
		{ "REMOTE_ADDR", &raw->peer },
		{ "HTTP_AUTHORIZATION", &raw->authorization },
		{ "HTTP_COOKIE", &raw->cookie },
		{ "HTTP_SEC_FETCH_SITE", &raw->site },
		{ "HTTP_X_MIN_BLOCK", &raw->min_block },
		{ "HTTP_X_CONSISTENCY", &raw->consistency },
	};
	size_t i, len;

	for (; *envp != NULL; envp++) {
		len = strcspn(*envp, "=");
		if ((*envp)[len] != '=')
			continue;
		for (i = 0; i < sizeof(want) / sizeof(want[0]); i++)
			if (strncmp(*envp, want[i].name, len) == 0 &&
			    want[i].name[len] == '\0')
				*want[i].to = *envp + len + 1;
	}
}

enum rc
req_parse(struct ctx *c, struct req *r, const char *const *envp)
{
	struct raw raw = { 0 };
	size_t len;
	enum rc rc;

	memset(r, 0, sizeof(*r));
	r->path = "";
	pick(&raw, envp);
	if (raw.method == NULL || raw.uri == NULL)
		return err_set(&c->err, RC_BUG,
		    "web server sent no REQUEST_METHOD or REQUEST_URI");
	r->method = method_of(raw.method);
	r->id = header(c->a, raw.id);
	len = strcspn(raw.uri, "?");
	r->path = arena_memdup(c->a, raw.uri, len > LIM_URI ? LIM_URI : len);
	if (strlen(raw.uri) > LIM_URI)
		return refuse(c, r, 414, "path and query are too long");
	/* nginx ends its cache key there, so it must not reach further here */
	if (strchr(raw.uri, '#') != NULL)
		return refuse(c, r, 400, "path and query hold a '#'");
	if ((rc = split_path(c, r)) != RC_OK)
		return rc;
	if (raw.uri[len] == '?' && (rc = req_pairs(c, r, &r->args, &r->nargs,
					raw.uri + len + 1)) != RC_OK)
		return rc;
	r->client = client_of(c->a, raw.forwarded, raw.peer);
	r->peer = peer_of(c->a, raw.peer);
	r->user_id = header(c->a, raw.user_id);
	r->sig_message = header(c->a, raw.sig_message);
	r->sig_hex = header(c->a, raw.sig_hex);
	r->authorization = header(c->a, raw.authorization);
	r->cookie = header(c->a, raw.cookie);
	r->site = header(c->a, raw.site);
	r->min_block = header(c->a, raw.min_block);
	r->consistency = header(c->a, raw.consistency);
	return RC_OK;
}

const char *
req_arg(const struct req *r, const char *name, size_t n)
{
	size_t i;

	for (i = 0; i < r->nargs; i++)
		if (strcmp(r->args[i].name, name) == 0 && n-- == 0)
			return r->args[i].value;
	return NULL;
}
