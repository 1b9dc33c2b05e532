/* SPDX-License-Identifier: ISC */
#include "crawler/file/sftp.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/base/clock.h"

#define CHUNK  32768 /* bytes asked for at once: every server gives them */
#define ROUNDS 10000 /* of one listing */
#define TURN   200   /* ms between two looks at the clock */

enum {
	INIT = 1,
	VERSION = 2,
	OPEN = 3,
	CLOSE = 4,
	READ = 5,
	OPENDIR = 11,
	READDIR = 12,
	STAT = 17,
	STATUS = 101,
	HANDLE = 102,
	DATA = 103,
	NAME = 104,
	ATTRS = 105
};

enum { HAS_SIZE = 1, HAS_OWNER = 2, HAS_MODE = 4, HAS_TIMES = 8 };
enum { ST_OK, ST_EOF, ST_NO_FILE, ST_DENIED };

static bool
bad(struct sftp *s, const char *why)
{
	snprintf(s->why, sizeof(s->why), "%s", why);
	return false;
}

/* Bytes, before the time is over. */

static bool
ready(struct sftp *s, int fd, short what)
{
	struct pollfd p = { .fd = fd, .events = what };

	for (;;) {
		if (stop_asked())
			return bad(s, "was asked to stop");
		if (now_ms() >= s->end_ms)
			return bad(s, "takes too long");
		if (poll(&p, 1, TURN) > 0)
			return true;
	}
}

static bool
get(struct sftp *s, uint8_t *to, size_t len)
{
	ssize_t n;

	while (len > 0) {
		if (!ready(s, s->in, POLLIN))
			return false;
		n = read(s->in, to, len);
		if (n == 0 || (n < 0 && errno != EINTR && errno != EAGAIN)) {
			s->is_over = true;
			return bad(s, "the connection has ended");
		}
		if (n > 0) {
			to += n;
			len -= (size_t)n;
		}
	}
	return true;
}

static bool
put(struct sftp *s, const uint8_t *from, size_t len)
{
	ssize_t n;

	while (len > 0) {
		if (!ready(s, s->out, POLLOUT))
			return false;
		n = write(s->out, from, len);
		if (n < 0 && errno != EINTR && errno != EAGAIN) {
			s->is_over = true;
			return bad(s, "the connection has ended");
		}
		if (n > 0) {
			from += n;
			len -= (size_t)n;
		}
	}
	return true;
}

/* Numbers and texts of a packet. */

static bool
take_u32(struct span *p, uint32_t *n)
{
	struct span b;

	if (span_take(&b, p, 4) != 0)
		return false;
	*n = (uint32_t)b.p[0] << 24 | (uint32_t)b.p[1] << 16 |
	     (uint32_t)b.p[2] << 8 | b.p[3];
	return true;
}

static bool
take_text(struct span *p, struct span *text)
{
	uint32_t n;

	return take_u32(p, &n) && span_take(text, p, n) == 0;
}

static bool
skip(struct span *p, size_t n)
{
	struct span gone;

	return span_take(&gone, p, n) == 0;
}

static bool
take_attrs(struct span *p, struct sftp_attrs *a)
{
	uint32_t flags, high = 0, low = 0, mode = 0;

	*a = (struct sftp_attrs){ 0 };
	if (!take_u32(p, &flags) ||
	    ((flags & HAS_SIZE) != 0 &&
		(!take_u32(p, &high) || !take_u32(p, &low))) ||
	    ((flags & HAS_OWNER) != 0 && !skip(p, 8)) ||
	    ((flags & HAS_MODE) != 0 && !take_u32(p, &mode)) ||
	    ((flags & HAS_TIMES) != 0 && !skip(p, 8)))
		return false;
	a->size = (uint64_t)high << 32 | low;
	a->is_dir = S_ISDIR(mode);
	a->is_file = S_ISREG(mode);
	/* extensions: none is asked for, and who sends some has no more */
	return (flags & 0x7ffffff0) == 0;
}

static size_t
put_u32(uint8_t *to, uint32_t n)
{
	to[0] = (uint8_t)(n >> 24);
	to[1] = (uint8_t)(n >> 16);
	to[2] = (uint8_t)(n >> 8);
	to[3] = (uint8_t)n;
	return 4;
}

static size_t
put_text(uint8_t *to, struct span text)
{
	size_t n = put_u32(to, (uint32_t)text.len);

	memcpy(to + n, text.p, text.len);
	return n + text.len;
}

/* Packets. */

/* type, id, a text, and whatever else stands in tail. */
static bool
ask(struct sftp *s, uint8_t type, struct span text, const uint32_t *tail,
    size_t n_tail)
{
	size_t n = 4, i;

	if (text.len > SFTP_PACKET / 2)
		return bad(s, "a name is too long");
	s->buf[n++] = type;
	n += put_u32(s->buf + n, ++s->id);
	n += put_text(s->buf + n, text);
	for (i = 0; i < n_tail; i++)
		n += put_u32(s->buf + n, tail[i]);
	put_u32(s->buf, (uint32_t)n - 4);
	return put(s, s->buf, n);
}

/* The next packet's type and what follows it; stands in s->buf. */
static bool
packet(struct sftp *s, uint8_t *type, struct span *rest)
{
	struct span head = { s->buf, 4 };
	uint32_t len;

	if (!get(s, s->buf, 4))
		return false;
	take_u32(&head, &len);
	if (len < 1 || len > SFTP_PACKET)
		return bad(s, "sends a packet of a length that is none");
	if (!get(s, s->buf, len))
		return false;
	*type = s->buf[0];
	*rest = (struct span){ s->buf + 1, len - 1 };
	return true;
}

/* The answer to the last request: of this type, or a status. */
static bool
answer(struct sftp *s, uint8_t want, struct span *rest, uint32_t *status)
{
	uint8_t type;
	uint32_t id;

	*status = ST_OK;
	if (!packet(s, &type, rest))
		return false;
	if (!take_u32(rest, &id) || id != s->id ||
	    (type != want && type != STATUS))
		return bad(s, "answers what was not asked");
	if (type == STATUS && !take_u32(rest, status))
		return bad(s, "sends a status that is none");
	if (type != want && *status == ST_OK)
		return bad(s, "says yes, and nothing else");
	return true;
}

static bool
refused(struct sftp *s, uint32_t status)
{
	return bad(s, status == ST_NO_FILE  ? "no such file"
		      : status == ST_DENIED ? "may not be read"
					    : "the server refuses it");
}

bool
sftp_begin(struct sftp *s)
{
	static const uint8_t hello[] = { 0, 0, 0, 5, INIT, 0, 0, 0, 3 };
	uint32_t version;
	uint8_t type;
	struct span rest;

	if (!put(s, hello, sizeof(hello)) || !packet(s, &type, &rest))
		return false;
	if (type != VERSION || !take_u32(&rest, &version) || version < 3)
		return bad(s, "is no server of SFTP, version 3");
	return true;
}

bool
sftp_stat(struct sftp *s, const char *path, struct sftp_attrs *a)
{
	struct span rest;
	uint32_t status;

	if (!ask(s, STAT, span_str(path), NULL, 0) ||
	    !answer(s, ATTRS, &rest, &status))
		return false;
	if (status != ST_OK)
		return refused(s, status);
	return take_attrs(&rest, a) || bad(s, "sends attributes that are none");
}

/* Open a file or a folder; the handle is copied. */
static bool
open_it(struct sftp *s, uint8_t type, const char *path, uint8_t *handle,
    struct span *h)
{
	static const uint32_t reading[] = { 1, 0 }; /* and no attributes */
	struct span rest, text;
	uint32_t status;

	if (!ask(s, type, span_str(path), reading, type == OPEN ? 2 : 0) ||
	    !answer(s, HANDLE, &rest, &status))
		return false;
	if (status != ST_OK)
		return refused(s, status);
	if (!take_text(&rest, &text) || text.len > 256)
		return bad(s, "sends a handle that is none");
	memcpy(handle, text.p, text.len);
	*h = (struct span){ handle, text.len };
	return true;
}

static bool
close_it(struct sftp *s, struct span handle)
{
	struct span rest;
	uint32_t status;

	return ask(s, CLOSE, handle, NULL, 0) &&
	       answer(s, STATUS, &rest, &status);
}

/* A name without slash, that is not where we are. */
static bool
is_name(struct span name)
{
	return name.len > 0 && name.len < 256 &&
	       memchr(name.p, '/', name.len) == NULL &&
	       memchr(name.p, '\0', name.len) == NULL &&
	       !(name.len <= 2 && memcmp(name.p, "..", name.len) == 0);
}

/* What one packet lists. */
static bool
entries(struct sftp *s, struct span rest, bool *more,
    bool (*fn)(void *arg, const char *name, const struct sftp_attrs *a),
    void *arg)
{
	struct span name, text;
	struct sftp_attrs a;
	char copy[256];
	uint32_t n;

	if (!take_u32(&rest, &n))
		return bad(s, "sends a list that is none");
	for (; n > 0 && *more; n--) {
		if (!take_text(&rest, &name) || !take_text(&rest, &text) ||
		    !take_attrs(&rest, &a))
			return bad(s, "sends a list that is none");
		if (!is_name(name))
			continue;
		memcpy(copy, name.p, name.len);
		copy[name.len] = '\0';
		*more = fn(arg, copy, &a);
	}
	return true;
}

bool
sftp_list(struct sftp *s, const char *path,
    bool (*fn)(void *arg, const char *name, const struct sftp_attrs *a),
    void *arg)
{
	uint8_t handle[256];
	struct span h, rest;
	uint32_t status = ST_OK;
	bool more = true;
	int rounds;

	if (!open_it(s, OPENDIR, path, handle, &h))
		return false;
	for (rounds = 0; more && rounds < ROUNDS; rounds++) {
		if (!ask(s, READDIR, h, NULL, 0) ||
		    !answer(s, NAME, &rest, &status))
			return false;
		if (status != ST_OK)
			break;
		if (!entries(s, rest, &more, fn, arg))
			return false;
	}
	if (status != ST_OK && status != ST_EOF)
		return refused(s, status);
	if (rounds == ROUNDS)
		return bad(s, "a folder has no end");
	return close_it(s, h);
}

/* One chunk at an offset; *n is 0 at the end. */
static bool
chunk(struct sftp *s, struct span handle, uint64_t at, uint8_t *to, size_t *n)
{
	const uint32_t tail[] = { (uint32_t)(at >> 32), (uint32_t)at, CHUNK };
	struct span rest, data;
	uint32_t status;

	*n = 0;
	if (!ask(s, READ, handle, tail, 3) || !answer(s, DATA, &rest, &status))
		return false;
	if (status != ST_OK)
		return status == ST_EOF || refused(s, status);
	if (!take_text(&rest, &data) || data.len == 0 || data.len > CHUNK)
		return bad(s, "sends bytes that are none");
	memcpy(to, data.p, data.len);
	*n = data.len;
	return true;
}

bool
sftp_read(struct ctx *c, struct sftp *s, const char *path, size_t max,
    struct span *bytes)
{
	uint8_t handle[256], *to;
	struct sftp_attrs a;
	size_t len = 0, n = 1;
	struct span h;

	if (!sftp_stat(s, path, &a))
		return false;
	if (a.size > max)
		return bad(s, "is longer than what is read");
	if (!open_it(s, OPEN, path, handle, &h))
		return false;
	to = arena_alloc(c->a, (size_t)a.size + CHUNK + 1);
	for (; n > 0; len += n)
		if (len > a.size)
			return bad(s, "changes while it is read");
		else if (!chunk(s, h, len, to + len, &n))
			return false;
	if (len != a.size)
		return bad(s, "changes while it is read");
	to[len] = '\0';
	*bytes = (struct span){ to, len };
	return close_it(s, h);
}
