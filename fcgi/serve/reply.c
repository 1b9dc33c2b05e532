/* SPDX-License-Identifier: ISC */
#include "fcgi/serve/reply.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "common/base/fnv.h"
#include "common/json/jsonw.h"
#include "fcgi/serve/app.h"
#include "fcgi/serve/route.h"

#define JSON "application/json"

void
reply_json(struct reply *r, int status, struct span body)
{
	r->status = status;
	r->type = JSON;
	r->body = body;
}

static bool
is_v1(const struct call *k)
{
	return !on_is_legacy(k->on);
}

static enum rc
finish(struct call *k, struct jsonw *w, int status)
{
	jsonw_end(w);
	reply_json(k->out, status, jsonw_done(w));
	return RC_REPLIED;
}

static struct jsonw *
begin(struct call *k)
{
	struct jsonw *w = jsonw_new(k->c->a);

	jsonw_sorted(w);
	jsonw_obj(w, NULL);
	return w;
}

/* The whole text: a cut might leave half a character behind. */
static PRINTF(2, 0) const
    char *formatted(struct arena *a, const char *fmt, va_list ap)
{
	va_list again;
	char *out;
	int len;

	va_copy(again, ap);
	len = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	if (len < 0)
		return "";
	out = arena_alloc(a, (size_t)len + 1);
	(void)vsnprintf(out, (size_t)len + 1, fmt, ap);
	return out;
}

enum rc
reply_fail(struct call *k, int status, const char *fmt, ...)
{
	struct jsonw *w = begin(k);
	const char *msg;
	va_list ap;

	va_start(ap, fmt);
	msg = formatted(k->c->a, fmt, ap);
	va_end(ap);
	if (is_v1(k)) {
		jsonw_int(w, "code", status);
		jsonw_str(w, "message", msg);
	} else {
		jsonw_str(w, "error", msg);
		jsonw_bool(w, "success", false);
	}
	return finish(k, w, status);
}

enum rc
reply_invalid(struct call *k, const char *name, const char *fmt, ...)
{
	struct jsonw *w;
	const char *msg;
	va_list ap;

	va_start(ap, fmt);
	msg = formatted(k->c->a, fmt, ap);
	va_end(ap);
	if (!is_v1(k))
		return reply_fail(k, 400, "%s: %s", name, msg);
	w = begin(k);
	jsonw_int(w, "code", 400);
	jsonw_obj(w, "errors");
	jsonw_str(w, name, msg);
	jsonw_end(w);
	jsonw_str(w, "message", "Input payload validation failed");
	return finish(k, w, 400);
}

/* The legacy form with a list of one text. */
static enum rc
listed(struct call *k, int status, const char *text)
{
	struct jsonw *w = begin(k);

	if (is_v1(k))
		jsonw_int(w, "code", status);
	jsonw_arr(w, "error");
	jsonw_str(w, NULL, text);
	jsonw_end(w);
	jsonw_bool(w, "success", false);
	return finish(k, w, status);
}

enum rc
reply_noroute(struct call *k)
{
	return listed(k, 404, "Route does not exist");
}

enum rc
reply_broken(struct call *k, int status, const char *reason)
{
	if (is_v1(k))
		return reply_fail(k, status, "%s", reason);
	return listed(k, status, reason);
}

static const char *
status_text(int status)
{
	static const struct {
		int status;
		const char *text;
	} tab[] = {
		{ 200, "OK" },
		{ 201, "Created" },
		{ 202, "Accepted" },
		{ 302, "Found" },
		{ 303, "See Other" },
		{ 400, "Bad Request" },
		{ 401, "Unauthorized" },
		{ 403, "Forbidden" },
		{ 404, "Not Found" },
		{ 405, "Method Not Allowed" },
		{ 409, "Conflict" },
		{ 413, "Content Too Large" },
		{ 414, "URI Too Long" },
		{ 422, "Unprocessable Content" },
		{ 429, "Too Many Requests" },
		{ 500, "Internal Server Error" },
		{ 502, "Bad Gateway" },
		{ 503, "Service Unavailable" },
	};
	size_t i;

	for (i = 0; i < sizeof(tab) / sizeof(tab[0]); i++)
		if (tab[i].status == status)
			return tab[i].text;
	return "Status";
}

#define NAME_TEXT (sizeof("\"0123456789abcdef\""))

static void
name_text(char out[NAME_TEXT], uint64_t name)
{
	(void)snprintf(out, NAME_TEXT, "\"%016" PRIx64 "\"", name);
}

void
reply_name(struct reply *r, uint64_t seed)
{
	if (r->status == 200 && r->ttl_s > 0)
		r->name = fnv_bytes(seed, r->body.p, r->body.len) | 1;
}

static const char *
name_header(const struct reply *r, struct arena *a)
{
	char text[NAME_TEXT];

	if (r->name == 0)
		return "";
	name_text(text, r->name);
	return arena_printf(a, "ETag: %s\r\n", text);
}

static const char *
retry_header(const struct reply *r, struct arena *a)
{
	if (r->retry_s == 0)
		return "";
	return arena_printf(a, "Retry-After: %u\r\n", r->retry_s);
}

static const char *
height_header(const struct reply *r, struct arena *a)
{
	if (r->height <= 0)
		return "";
	return arena_printf(a, "X-Block-Height: %" PRId64 "\r\n", r->height);
}

struct span
reply_head(const struct reply *r, struct arena *a)
{
	const char *where = r->location != NULL ? r->location : "";
	const char *allow = r->allow != NULL ? r->allow : "";
	const char *more = r->more != NULL ? r->more : "";

	return span_str(arena_printf(a,
	    "Status: %d %s\r\nContent-Type: %s\r\nContent-Length: %zu\r\n"
	    "X-Accel-Expires: %u\r\n%s%s%s%s%s%s%s%s%s%s%s\r\n",
	    r->status, status_text(r->status), r->type, r->body.len, r->ttl_s,
	    name_header(r, a), height_header(r, a), retry_header(r, a),
	    r->unbuffered ? "X-Accel-Buffering: no\r\n" : "",
	    *where ? "Location: " : "", where, *where ? "\r\n" : "",
	    *allow ? "Allow: " : "", allow, *allow ? "\r\n" : "", more));
}
