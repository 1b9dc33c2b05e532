/* SPDX-License-Identifier: ISC */
/*
 * What an answer means is decided in this order: did one come, does the
 * provider's word for the error stand in one of the lists of its file, what
 * does the HTTP status say.  Messages hold what the provider says, cut and
 * cleaned, and never a URL's query.
 */
#include "crawler/wire/answer.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/clock.h"
#include "common/base/num.h"
#include "common/base/text.h"
#include "common/json/jsonr.h"
#include "crawler/tree/path.h"
#include "crawler/tree/xml.h"

#define TOTAL_MS   60000
#define CONNECT_MS 10000
#define SAID_MAX   160 /* bytes of a provider's own message */
#define SECRET_MIN 6   /* bytes: shorter ones may be any word */

enum { DATE, TOKEN, ERROR_TYPE, RESET };
static const char *const want[] = { "Date", "X-Subject-Token",
	"x-amzn-ErrorType", "ratelimit-reset", NULL };

/* Names of elements that make lists: the provider's, and the command's. */
static const char *const *
names_of(struct call *k, struct json_object *f, const char *kind)
{
	struct json_object *a = member_of(member_of(f, "xml"), kind);
	struct json_object *b = member_of(member_of(k->command, "xml"), kind);
	size_t n = a != NULL ? json_object_array_length(a) : 0, i;
	size_t m = b != NULL ? json_object_array_length(b) : 0;
	const char **out = arena_zalloc(k->c->a, n + m + 1, sizeof(*out));

	for (i = 0; i < n; i++)
		out[i] =
		    json_object_get_string(json_object_array_get_idx(a, i));
	for (i = 0; i < m; i++)
		out[n + i] =
		    json_object_get_string(json_object_array_get_idx(b, i));
	return out;
}

static enum rc
read_tree(struct call *k, struct json_object *f, bool is_xml, struct span body,
    struct json_object **tree)
{
	struct xml_lists lists;

	*tree = NULL;
	if (body.len == 0)
		return RC_OK;
	if (!is_xml)
		return jsonr_user_doc(k->c, tree, body.p, body.len);
	lists.wrapped = names_of(k, f, "wrapped");
	lists.flat = names_of(k, f, "flat");
	return xml_doc(k->c, tree, body, &lists);
}

/* The first text that one of the paths leads to; "": none. */
static const char *
first_text(struct call *k, struct json_object *paths, struct json_object *tree)
{
	size_t i, n = json_object_is_type(paths, json_type_array)
			  ? json_object_array_length(paths)
			  : 0;
	struct json_object *v;
	struct path *p;

	for (i = 0; i < n; i++) {
		if (path_read(k->c, &p,
			json_object_get_string(
			    json_object_array_get_idx(paths, i))) != RC_OK) {
			err_clear(&k->c->err);
			continue;
		}
		v = path_one(p, tree);
		if (json_object_is_type(v, json_type_string) ||
		    json_object_is_type(v, json_type_int))
			return json_object_get_string(v);
	}
	return "";
}

/* A provider may tell us what we told it. */
static void
hide(char *text, const char *secret)
{
	size_t n = strlen(secret);
	char *p;

	while (n >= SECRET_MIN && (p = strstr(text, secret)) != NULL)
		memset(p, '*', n);
}

static void
hide_all(struct call *k, char *text)
{
	if (k->w->token != NULL)
		hide(text, k->w->token);
	json_object_object_foreach(k->w->conn->secret, name, v)
	{
		if (json_object_is_type(v, json_type_string))
			hide(text, crawl_text(k->w->conn->secret, name));
	}
}

/* One line without secrets, of no more than SAID_MAX bytes. */
static const char *
clean(struct call *k, const char *s)
{
	char *out = text_clean(k->c->a, s, strlen(s)), *p;

	hide_all(k, out);
	if (strlen(out) > SAID_MAX)
		out = text_clean(k->c->a, out, SAID_MAX);
	for (p = out; *p != '\0'; p++)
		if ((unsigned char)*p < ' ' || *p == 0x7f)
			*p = ' ';
	return out;
}

/* "Namespace#Name:http://..." is Name. */
static const char *
bare_code(struct call *k, const char *s)
{
	const char *hash = strrchr(s, '#');

	if (hash != NULL)
		s = hash + 1;
	return clean(k, arena_memdup(k->c->a, s, strcspn(s, ":")));
}

static bool
is_listed(struct call *k, const char *list, const char *code)
{
	struct json_object *l =
	    member_of(member_of(k->w->provider, "codes"), list);
	size_t i, n = l != NULL ? json_object_array_length(l) : 0;

	for (i = 0; i < n; i++)
		if (strcmp(code, json_object_get_string(
				     json_object_array_get_idx(l, i))) == 0)
			return true;
	return false;
}

static enum crawl_end
by_status(const struct call *k, long status)
{
	switch (status) {
	case 401:
		return CRAWL_REFUSED;
	case 403:
		return CRAWL_DENIED;
	case 404:
	case 410:
		/* a later page that is gone is no service that is not there */
		return k->number > 1 ? CRAWL_BROKEN : CRAWL_GONE;
	case 408:
	case 413:
	case 429:
	case 500:
	case 502:
	case 503:
	case 504:
	case 509:
		return CRAWL_LATER;
	default:
		return CRAWL_BROKEN;
	}
}

static enum crawl_end
classify(struct call *k, long status, const char *code)
{
	static const struct {
		const char *list;
		enum crawl_end end;
	} lists[] = {
		{ "later", CRAWL_LATER },
		{ "login", CRAWL_REFUSED },
		{ "denied", CRAWL_DENIED },
		{ "absent", CRAWL_GONE },
	};
	size_t i;

	for (i = 0; *code != '\0' && i < sizeof(lists) / sizeof(lists[0]); i++)
		if (is_listed(k, lists[i].list, code))
			return lists[i].end;
	return by_status(k, status);
}

/* How far their clock is ahead of ours, in seconds; 0: they do not say. */
static int64_t
skew(const struct http_req *q)
{
	time_t t;

	if (*q->got[DATE] == '\0' ||
	    (t = curl_getdate(q->got[DATE], NULL)) == (time_t)-1)
		return 0;
	return (int64_t)t - wall_s();
}

/* Retry-After, or the moment when the provider counts anew. */
static unsigned
wait_of(const struct http_req *q)
{
	uint64_t reset;
	int64_t left;

	if (q->wait_s != 0 || num_u64(&reset, q->got[RESET], 1, INT32_MAX) != 0)
		return q->wait_s;
	left = (int64_t)reset - wall_s();
	return left <= 0 || left > 3600 ? 0 : (unsigned)left;
}

static enum crawl_end
refused(struct call *k, const struct request *r, const struct http_req *q,
    struct json_object *f)
{
	struct json_object *error = member_of(k->w->provider, "error"), *tree;
	const char *code = "", *said = "";
	enum crawl_end end;
	int64_t off;

	if (q->status >= 300 && q->status < 400)
		return crawl_failed(k->p, CRAWL_BROKEN,
		    "%s%s: HTTP status %ld: redirects are not followed",
		    r->origin, r->path, q->status);
	/* who stands before a service may speak another language than it */
	if (read_tree(k, f, q->body.len > 0 && q->body.p[0] == '<', q->body,
		&tree) == RC_OK) {
		code = first_text(k, member_of(error, "code"), tree);
		said = first_text(k, member_of(error, "message"), tree);
	}
	err_clear(&k->c->err);
	if (*code == '\0')
		code = q->got[ERROR_TYPE];
	code = bare_code(k, code);
	end = classify(k, q->status, code);
	off = end == CRAWL_REFUSED ? skew(q) : 0;
	if (off > LIM_WIRE_SKEW || off < -LIM_WIRE_SKEW)
		return crawl_failed(k->p, end,
		    "%s%s: HTTP status %ld %s: our clock is %lld s %s theirs, "
		    "so that they take no signature or token: %s",
		    r->origin, r->path, q->status, code,
		    (long long)(off < 0 ? -off : off),
		    off > 0 ? "behind" : "ahead of", clean(k, said));
	crawl_failed(k->p, end, "%s%s: HTTP status %ld %s: %s", r->origin,
	    r->path, q->status, code, clean(k, said));
	if (end == CRAWL_LATER)
		k->p->wait_s = wait_of(q);
	return end;
}

static bool
headers_of(struct call *k, const struct request *r, const char ***out)
{
	const char **h;
	size_t i;

	h = arena_zalloc(k->c->a, r->headers.n + 1, sizeof(*h));
	for (i = 0; i < r->headers.n; i++) {
		if (!is_printable(r->headers.of[i].value)) {
			crawl_failed(k->p, CRAWL_BROKEN,
			    "what goes into header %s is no printable text",
			    r->headers.of[i].name);
			return false;
		}
		h[i] = arena_printf(k->c->a, "%s: %s", r->headers.of[i].name,
		    r->headers.of[i].value);
	}
	*out = h;
	return true;
}

static enum crawl_end
no_answer(struct call *k, const struct request *r, const struct http_req *q)
{
	return crawl_failed(k->p,
	    q->refused || q->state == HTTP_TOOBIG ? CRAWL_BROKEN : CRAWL_LATER,
	    "%s%s: %s", r->origin, r->path, q->msg);
}

static enum crawl_end
read_answer(struct call *k, const struct request *r, const struct http_req *q,
    struct json_object *f, struct answer *out)
{
	enum crawl_end end;

	if (q->status < 200 || q->status > 299)
		return refused(k, r, q, f);
	out->subject_token = q->got[TOKEN];
	out->file = q->body;
	if (r->raw_max != 0)
		return CRAWL_OK;
	if (read_tree(k, f, strcmp(crawl_text(f, "format"), "xml") == 0,
		q->body, &out->tree) == RC_OK)
		return CRAWL_OK;
	end = crawl_failed(k->p, CRAWL_BROKEN, "%s%s: %.200s", r->origin,
	    r->path, k->c->err.msg);
	err_clear(&k->c->err);
	return end;
}

enum crawl_end
answer_get(struct call *k, struct request *r, struct json_object *f,
    struct answer *out)
{
	const struct wire_rules *rules = k->w->rules;
	const char **headers = NULL;
	struct http_req q = {
		.url = request_url(k->c->a, r),
		.post = r->body,
		.type = r->type,
		.want = want,
		.cafile = rules != NULL ? rules->cafile : NULL,
		.total_ms = rules != NULL && rules->total_ms != 0
				? rules->total_ms
				: TOTAL_MS,
		.connect_ms = CONNECT_MS,
		.maxbody = r->raw_max != 0 ? r->raw_max : LIM_WIRE_BODY,
		.public_only = !r->is_private,
		.a = k->c->a,
	};

	*out = (struct answer){ .status = 0, .subject_token = "" };
	if (strlen(q.url) > LIM_WIRE_URL)
		return crawl_failed(k->p, CRAWL_BROKEN, "%s%s: a URL too long",
		    r->origin, r->path);
	if (!headers_of(k, r, &headers))
		return k->p->end;
	q.headers = headers;
	k->w->requests++;
	http_add(k->w->h, &q);
	http_wait(k->w->h, &q, true);
	out->status = q.status;
	if (q.state != HTTP_DONE)
		return no_answer(k, r, &q);
	return read_answer(k, r, &q, f, out);
}
