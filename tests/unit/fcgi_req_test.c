/* SPDX-License-Identifier: ISC */
#include "fcgi/http/req.h"

#include <stdlib.h>

#include "common/base/limits.h"
#include "tests/tap.h"

static struct ctx c;

static enum rc
parse(struct req *r, const char *uri)
{
	const char *env[] = { "REQUEST_METHOD=GET",
		arena_printf(c.a, "REQUEST_URI=%s", uri), NULL };

	err_clear(&c.err);
	return req_parse(&c, r, env);
}

/* Parts and arguments as one text: "a|b?x=1|y=2". */
static const char *
flat(const struct req *r)
{
	const char *s = "";
	size_t i;

	for (i = 0; i < r->nseg && i < REQ_SEGS; i++)
		s = arena_printf(c.a, "%s%s%s", s, i > 0 ? "|" : "", r->seg[i]);
	for (i = 0; i < r->nargs; i++)
		s = arena_printf(c.a, "%s%s%s=%s", s, i > 0 ? "|" : "?",
		    r->args[i].name, r->args[i].value);
	return s;
}

static const struct {
	const char *name, *uri, *want;
} good[] = {
	{ "parts of a path", "/v1/users/7eP5n", "v1|users|7eP5n" },
	{ "the root has one empty part", "/", "" },
	{ "a trailing slash is a part", "/users/", "users|" },
	{ "two slashes make an empty part", "/a//b", "a||b" },
	{ "percent signs are undone", "/a%2Fb/%e2%82%AC", "a/b|€" },
	{ "a plus in the path stays", "/a+b", "a+b" },
	{ "a plus in the query is a blank", "/a?x=a+b%2B", "a?x=a b+" },
	{ "a bad escape stands for itself", "/a%zz%4?x=%", "a%zz%4?x=%" },
	{ "arguments keep their order", "/a?b=2&a=1&b=3", "a?b=2|a=1|b=3" },
	{ "an argument without value", "/a?b&c=&=d", "a?b=|c=|=d" },
	{ "empty arguments are left out", "/a?&&b=1&", "a?b=1" },
	{ "only the first equals sign counts", "/a?b=c=d", "a?b=c=d" },
	{ "a second question mark is text", "/a?b=?c", "a?b=?c" },
};

static const struct {
	const char *name, *uri;
	int refuse;
} bad[] = {
	{ "a path without slash", "users", 400 },
	{ "NUL in the path", "/a%00", 400 },
	{ "NUL in an argument", "/a?b=%00", 400 },
	{ "NUL in an argument's name", "/a?%00=b", 400 },
	{ "bytes that are not UTF-8", "/%ff", 400 },
	{ "an overlong form", "/a?b=%c0%80", 400 },
	{ "half of a surrogate pair", "/a?b=%ed%a0%80", 400 },
	{ "a fragment in the query", "/a?b=1#&c=2", 400 },
	{ "a fragment in the path", "/a#?c=2", 400 },
};

static void
texts(void)
{
	struct req r;
	size_t i;

	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		OK(parse(&r, good[i].uri) == RC_OK, "taken: %s", good[i].name);
		IS(flat(&r), good[i].want, "%s", good[i].name);
	}
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		OK(parse(&r, bad[i].uri) == RC_INPUT &&
			r.refuse == bad[i].refuse,
		    "refused: %s", bad[i].name);
}

static char *
repeated(const char *head, const char *s, size_t n)
{
	size_t len = strlen(s), h = strlen(head), i;
	char *out = arena_alloc(c.a, h + n * len + 1);

	memcpy(out, head, h);
	for (i = 0; i < n; i++)
		memcpy(out + h + i * len, s, len);
	out[h + n * len] = '\0';
	return out;
}

static void
limits(void)
{
	struct req r;

	OK(parse(&r, repeated("/", "a", LIM_URI - 1)) == RC_OK,
	    "a request line of LIM_URI bytes is taken");
	OK(parse(&r, repeated("/", "a", LIM_URI)) == RC_INPUT &&
		r.refuse == 414,
	    "one byte more is 414");
	OK(strlen(r.path) == LIM_URI, "and its path is cut for the log");
	OK(parse(&r, repeated("/", "a/", 4000)) == RC_OK &&
		r.nseg == REQ_SEGS + 1,
	    "more parts than any route has are counted as such");
	OK(parse(&r, repeated("/a?a", "&a", LIM_PARAMS - 1)) == RC_OK &&
		r.nargs == LIM_PARAMS,
	    "LIM_PARAMS arguments are taken");
	OK(parse(&r, repeated("/a?a", "&a", LIM_PARAMS)) == RC_INPUT &&
		r.refuse == 400,
	    "one more is refused");
}

static void
headers(void)
{
	char id[] = "HTTP_X_USER_ID=7";
	const char *env[] = { "REQUEST_METHOD=HEAD", "REQUEST_URI=/x", id,
		"HTTP_ENCODED_DATA_MESSAGE=signature:1",
		"HTTP_ENCODED_DATA_SIGNATURE=", "REMOTE_ADDR=10.0.0.1",
		"HTTP_X_FORWARDED_FOR=1.2.3.4, 5.6.7.8", "NOEQUALS", NULL };
	const char *none[] = { "REQUEST_METHOD=GET", NULL };
	struct req r;

	OK(req_parse(&c, &r, env) == RC_OK, "headers are taken");
	OK(r.method == METHOD_HEAD, "the method is known");
	id[15] = '9';
	IS(r.user_id, "7", "X-User-ID is a copy");
	IS(r.sig_message, "signature:1", "Encoded-Data-Message");
	OK(r.sig_hex == NULL, "an empty header is none");
	IS(r.client, "1.2.3.4", "the client is the first forwarded address");
	OK(req_parse(&c, &r, none) == RC_BUG, "no URI is our own fault");
	err_clear(&c.err);
	env[0] = "REQUEST_METHOD=BREW";
	OK(req_parse(&c, &r, env) == RC_OK && r.method == METHOD_OTHER,
	    "a strange method is a method");
}

/* What X-Forwarded-For says is who asks, where it says an address. */
static void
clients(void)
{
	static const struct {
		const char *list, *is;
	} tab[] = {
		{ "1.2.3.4, 5.6.7.8", "1.2.3.4" },
		{ " 2001:db8::1 ,1.2.3.4", "2001:db8::1" },
		{ "unknown, , 1.2.3.4.5, 2001:db8::2, 1.2.3.4", "2001:db8::2" },
		{ "[2001:db8::3]:443, 1.2.3.4", "2001:db8::3" },
		{ "[2001:db8::4], 1.2.3.4", "2001:db8::4" },
		{ "[, [[::1]], 1.2.3.4:5678", "1.2.3.4" },
		{ "::ffff:1.2.3.4", "::ffff:1.2.3.4" },
		{ "_hidden, localhost", "10.0.0.1" },
		{ ",,,", "10.0.0.1" },
		{ "", "10.0.0.1" },
	};
	const char *env[] = { "REQUEST_METHOD=GET", "REQUEST_URI=/x",
		"REMOTE_ADDR=10.0.0.1", NULL, NULL };
	struct req r;
	size_t i;

	for (i = 0; i < sizeof(tab) / sizeof(tab[0]); i++) {
		env[3] =
		    arena_printf(c.a, "HTTP_X_FORWARDED_FOR=%s", tab[i].list);
		OK(req_parse(&c, &r, env) == RC_OK, "%s", tab[i].list);
		IS(r.client, tab[i].is, "the leftmost address is the client's");
	}
}

int
main(void)
{
	c.a = arena_new(LIM_ARENA_REQUEST);
	texts();
	limits();
	headers();
	clients();
	IS(req_encoded(c.a, "a b/€~"), "a%20b%2F%E2%82%AC~",
	    "only unreserved characters stay in a URL");
	arena_free(c.a);
	DONE();
}
