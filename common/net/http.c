/* SPDX-License-Identifier: ISC */
#include "common/net/http.h"

#include <assert.h>
#include <curl/curl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/base/clock.h"
#include "common/base/limits.h"
#include "common/net/http_addr.h"

#include "config.h"

#define CONNECT_MS  3000
#define TOTAL_MS    10000
#define MAX_WAIT_S  3600
#define PATIENCE    4 /* times hold: then transfers are paused */
#define BUFFER_KEEP ((size_t)64 << 10) /* a larger one goes with its body */

/* One connection's worth of work; kept for the next request. */
struct xfer {
	struct xfer *next; /* of the free ones, or of the waiting ones */
	struct xfer *next_all;
	struct http *h;
	struct http_req *r; /* NULL: free */
	CURL *easy;
	struct curl_slist *headers;
	uint8_t *buf; /* the body so far */
	size_t len, cap, header_bytes;
	int64_t begin_ms;
	bool running; /* libcurl has it; else it waits for a turn */
	bool paused;  /* there is no room for its body now */
	bool toobig, longheader, private_host;
	char why[CURL_ERROR_SIZE];
};

struct http {
	CURLM *multi;
	unsigned parallel;
	size_t running, waiting;
	struct xfer *all, *idle;
	struct xfer *first, **last; /* waiting for a turn */
	struct xfer *leader;        /* of the running: never paused */
	size_t held, hold;          /* bytes of all buf; how many may be */
	size_t large;               /* of the largest lately */
	size_t paused;
	bool closing; /* nothing new is begun */
};

struct http *
http_new(unsigned parallel)
{
	struct http *h = calloc(1, sizeof(*h));

	assert(parallel > 0);
	if (h == NULL || curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK ||
	    (h->multi = curl_multi_init()) == NULL)
		err_die("http", "libcurl does not start");
	h->parallel = parallel;
	h->hold = SIZE_MAX;
	h->last = &h->first;
	curl_multi_setopt(h->multi, CURLMOPT_MAXCONNECTS, (long)parallel);
	return h;
}

void
http_hold(struct http *h, size_t bytes)
{
	h->hold = bytes;
}

size_t
http_held(const struct http *h)
{
	return h->held;
}

static void
resize(struct xfer *x, size_t cap)
{
	if ((x->buf = realloc(x->buf, cap)) == NULL)
		err_die("http", "no memory");
	x->h->held += cap;
	x->h->held -= x->cap;
	x->cap = cap;
}

static void
grow(struct xfer *x, size_t n)
{
	size_t cap = x->cap;

	while (cap - x->len < n) /* below 2 * maxbody */
		cap = cap < 16384 ? 16384 : cap + cap / 2;
	if (cap != x->cap)
		resize(x, cap);
	if (cap > x->h->large)
		x->h->large = cap;
}

static bool
has_room(const struct xfer *x)
{
	const struct http *h = x->h;

	return h->held / PATIENCE <= h->hold || x == h->leader;
}

/* Called by libcurl with decoded bytes. */
static size_t
on_body(char *data, size_t size, size_t n, void *arg)
{
	struct xfer *x = arg;
	struct http *h = x->h;

	n *= size; /* libcurl promises size 1 */
	if (n > x->r->maxbody - x->len) {
		x->toobig = true;
		return 0; /* short count: the transfer fails, it is not cut */
	}
	if (!has_room(x)) {
		x->paused = true;
		h->paused++;
		return CURL_WRITEFUNC_PAUSE;
	}
	grow(x, n);
	memcpy(x->buf + x->len, data, n);
	x->len += n;
	return n;
}

/* Is it one of those that are wanted?  The last of a name counts. */
static void
note_header(struct http_req *r, const char *line, size_t len)
{
	size_t i, n;

	for (i = 0; r->want != NULL && r->want[i] != NULL; i++) {
		n = strlen(r->want[i]);
		if (len <= n || line[n] != ':' ||
		    strncasecmp(line, r->want[i], n) != 0)
			continue;
		for (n++; n < len && (line[n] == ' ' || line[n] == '\t'); n++)
			;
		while (len > n && strchr("\r\n\t ", line[len - 1]) != NULL)
			len--;
		r->got[i] = arena_memdup(r->a, line + n, len - n);
		return;
	}
}

static void
want_headers(struct http_req *r)
{
	size_t i, n = 0;

	while (r->want[n] != NULL)
		n++;
	r->got = arena_zalloc(r->a, n + 1, sizeof(*r->got));
	for (i = 0; i < n; i++)
		r->got[i] = "";
}

static size_t
on_header(char *data, size_t size, size_t n, void *arg)
{
	struct xfer *x = arg;

	n *= size;
	if (n > LIM_HTTP_HEADERS - x->header_bytes) {
		x->longheader = true;
		return 0;
	}
	x->header_bytes += n;
	note_header(x->r, data, n);
	return n;
}

/* Before a connection is made: is the host's address one of the public? */
static curl_socket_t
on_socket(void *arg, curlsocktype purpose, struct curl_sockaddr *to)
{
	struct xfer *x = arg;

	(void)purpose;
	if (x->r->public_only && !http_addr_is_public(&to->addr)) {
		x->private_host = true;
		return CURL_SOCKET_BAD;
	}
	return socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

/* Before a request is sent: a kept connection has seen no on_socket. */
static int
on_request(void *arg, char *to_ip, char *from_ip, int to_port, int from_port)
{
	struct xfer *x = arg;

	(void)from_ip, (void)to_port, (void)from_port;
	if (!x->r->public_only || http_addr_text_is_public(to_ip))
		return CURL_PREREQFUNC_OK;
	x->private_host = true;
	return CURL_PREREQFUNC_ABORT;
}

static void
set_limits(struct xfer *x)
{
	const struct http_req *r = x->r;
	long total = r->total_ms != 0 ? (long)r->total_ms : TOTAL_MS;
	long connect = r->connect_ms != 0 ? (long)r->connect_ms : CONNECT_MS;
	CURL *e = x->easy;

	curl_easy_setopt(e, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(e, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(e, CURLOPT_PATH_AS_IS, 1L); /* as it is signed */
	curl_easy_setopt(e, CURLOPT_NOSIGNAL, 1L);
	/* a name that does not resolve must not be waited for */
	curl_easy_setopt(e, CURLOPT_QUICK_EXIT, 1L);
	/* a proxy would hide the address that is checked */
	curl_easy_setopt(e, CURLOPT_PROXY, "");
	curl_easy_setopt(e, CURLOPT_CONNECTTIMEOUT_MS,
	    total < connect ? total : connect);
	curl_easy_setopt(e, CURLOPT_TIMEOUT_MS, total);
	curl_easy_setopt(e, CURLOPT_MAXFILESIZE_LARGE,
	    (curl_off_t)(r->maxbody < INT64_MAX ? r->maxbody : INT64_MAX));
	curl_easy_setopt(e, CURLOPT_OPENSOCKETFUNCTION, on_socket);
	curl_easy_setopt(e, CURLOPT_OPENSOCKETDATA, x);
	curl_easy_setopt(e, CURLOPT_PREREQFUNCTION, on_request);
	curl_easy_setopt(e, CURLOPT_PREREQDATA, x);
}

static void
add_header(struct xfer *x, const char *line)
{
	struct curl_slist *l = curl_slist_append(x->headers, line);

	if (l == NULL)
		err_die("http", "no memory");
	x->headers = l;
}

static void
set_request(struct xfer *x)
{
	const struct http_req *r = x->r;
	CURL *e = x->easy;
	char type[128];
	size_t i;

	curl_easy_setopt(e, CURLOPT_URL, r->url);
	curl_easy_setopt(e, CURLOPT_USERAGENT, "discprov/" PACKAGE_VERSION);
	curl_easy_setopt(e, CURLOPT_ACCEPT_ENCODING, "gzip");
	curl_easy_setopt(e, CURLOPT_ERRORBUFFER, x->why);
	curl_easy_setopt(e, CURLOPT_PRIVATE, x);
	curl_easy_setopt(e, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(e, CURLOPT_WRITEDATA, x);
	curl_easy_setopt(e, CURLOPT_HEADERFUNCTION, on_header);
	curl_easy_setopt(e, CURLOPT_HEADERDATA, x);
	if (r->user != NULL) {
		curl_easy_setopt(e, CURLOPT_HTTPAUTH, (long)CURLAUTH_BASIC);
		curl_easy_setopt(e, CURLOPT_USERNAME, r->user);
		curl_easy_setopt(e, CURLOPT_PASSWORD, r->password);
	}
	if (r->cafile != NULL)
		curl_easy_setopt(e, CURLOPT_CAINFO, r->cafile);
	for (i = 0; r->headers != NULL && r->headers[i] != NULL; i++)
		add_header(x, r->headers[i]);
	if (r->post.p != NULL) {
		snprintf(type, sizeof(type), "Content-Type: %s",
		    r->type != NULL ? r->type : "application/json");
		add_header(x, type);
		add_header(x, "Expect:");
		curl_easy_setopt(e, CURLOPT_POSTFIELDS,
		    (const char *)r->post.p);
		curl_easy_setopt(e, CURLOPT_POSTFIELDSIZE_LARGE,
		    (curl_off_t)r->post.len); /* ours: far below 2^63 */
		if (r->put)
			curl_easy_setopt(e, CURLOPT_CUSTOMREQUEST, "PUT");
	}
	curl_easy_setopt(e, CURLOPT_HTTPHEADER, x->headers);
}

static void
xfer_begin(struct xfer *x)
{
	x->running = true;
	x->h->running++;
	if (x->h->leader == NULL)
		x->h->leader = x;
	x->begin_ms = now_ms();
	set_limits(x);
	set_request(x);
	if (curl_multi_add_handle(x->h->multi, x->easy) != CURLM_OK)
		err_die("http", "libcurl takes no request");
}

static struct xfer *
xfer_take(struct http *h, struct http_req *r)
{
	struct xfer *x = h->idle;

	if (x != NULL) {
		h->idle = x->next;
	} else {
		if ((x = calloc(1, sizeof(*x))) == NULL ||
		    (x->easy = curl_easy_init()) == NULL)
			err_die("http", "no memory");
		x->h = h;
		x->next_all = h->all;
		h->all = x;
	}
	x->next = NULL;
	x->r = r;
	x->len = x->header_bytes = 0;
	x->running = x->paused = x->toobig = x->longheader = x->private_host =
	    false;
	x->why[0] = '\0';
	if (r->want != NULL)
		want_headers(r);
	r->impl = x;
	return x;
}

static void
next_leader(struct http *h)
{
	struct xfer *x;

	for (x = h->all; x != NULL && !x->running; x = x->next_all)
		;
	h->leader = x;
}

/* The buffer becomes another one's, or nobody's. */
static uint8_t *
part_with(struct xfer *x)
{
	uint8_t *buf = x->buf;

	x->h->held -= x->cap;
	x->buf = NULL;
	x->cap = 0;
	return buf;
}

/* Back among the idle ones; the request's fate is already written. */
static void
xfer_end(struct xfer *x)
{
	struct http_req *r = x->r;
	struct http *h = x->h;

	r->ms = x->running ? (unsigned)(now_ms() - x->begin_ms) : 0;
	r->impl = NULL;
	if (x->running) {
		curl_multi_remove_handle(h->multi, x->easy);
		h->running--;
		x->running = false;
		h->large -= h->large / 8;
		h->paused -= x->paused;
		if (x == h->leader)
			next_leader(h);
	} else {
		h->waiting--;
	}
	curl_easy_reset(x->easy);
	curl_slist_free_all(x->headers);
	x->headers = NULL;
	if (x->cap > BUFFER_KEEP)
		free(part_with(x));
	x->r = NULL;
	x->next = h->idle;
	h->idle = x;
	if (r->done != NULL)
		r->done(r);
}

static void
fail(struct http_req *r, enum http_state state, const char *why)
{
	r->state = state;
	r->status = 0;
	r->wait_s = 0;
	r->body = (struct span){ NULL, 0 };
	if ((size_t)snprintf(r->msg, sizeof(r->msg), "%s", why) >=
	    sizeof(r->msg))
		memcpy(r->msg + sizeof(r->msg) - 4, "...", 4);
}

static unsigned
retry_after(CURL *easy)
{
	curl_off_t s = 0;

	curl_easy_getinfo(easy, CURLINFO_RETRY_AFTER, &s);
	return s <= 0 ? 0 : s < MAX_WAIT_S ? (unsigned)s : MAX_WAIT_S;
}

static void
write_body(struct xfer *x)
{
	struct http_req *r = x->r;
	uint8_t *p;

	r->body.len = x->len;
	if (x->len < BUFFER_KEEP) {
		r->body.p = (const uint8_t *)arena_memdup(r->a,
		    x->len > 0 ? x->buf : (const uint8_t *)"", x->len);
		return;
	}
	resize(x, x->len + 1);
	x->buf[x->len] = '\0';
	r->body.p = p = part_with(x);
	arena_defer(r->a, free, p);
	arena_foreign(r->a, x->len + 1);
}

static void
write_fate(struct xfer *x, CURLcode code)
{
	struct http_req *r = x->r;
	const char *why = x->why;

	if (why[0] == '\0')
		why = curl_easy_strerror(code);
	if (x->toobig || code == CURLE_FILESIZE_EXCEEDED) {
		fail(r, HTTP_TOOBIG, "");
		snprintf(r->msg, sizeof(r->msg), "answer longer than %zu bytes",
		    r->maxbody);
	} else if (x->longheader) {
		fail(r, HTTP_FAILED, "header of the answer too long");
	} else if (code != CURLE_OK && x->private_host) {
		fail(r, HTTP_FAILED, "the host's address is not public");
		r->refused = true;
	} else if (code != CURLE_OK) {
		r->late = code == CURLE_OPERATION_TIMEDOUT;
		r->refused = code == CURLE_PEER_FAILED_VERIFICATION;
		fail(r, HTTP_FAILED, why);
	} else {
		fail(r, HTTP_DONE, "");
		curl_easy_getinfo(x->easy, CURLINFO_RESPONSE_CODE, &r->status);
		r->wait_s = retry_after(x->easy);
		write_body(x);
	}
}

/* So many that bodies like the last ones have room. */
static size_t
at_once(const struct http *h)
{
	size_t n = h->large == 0 ? h->parallel : h->hold / h->large;

	return n == 0 ? 1 : n < h->parallel ? n : h->parallel;
}

static void
begin_waiting(struct http *h)
{
	struct xfer *x;

	while (
	    !h->closing && h->running < at_once(h) && (x = h->first) != NULL) {
		if ((h->first = x->next) == NULL)
			h->last = &h->first;
		x->next = NULL;
		h->waiting--;
		xfer_begin(x);
	}
}

/* Hand out one that has ended, if there is one. */
static bool
reap(struct http *h)
{
	struct xfer *x = NULL;
	CURLMsg *m;
	int left;

	while ((m = curl_multi_info_read(h->multi, &left)) != NULL) {
		if (m->msg != CURLMSG_DONE)
			continue;
		curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, &x);
		write_fate(x, m->data.result);
		xfer_end(x); /* done() may add, cancel: m is stale now */
		begin_waiting(h);
		return true;
	}
	return false;
}

void
http_add(struct http *h, struct http_req *r)
{
	struct xfer *x;

	fail(r, HTTP_CANCELLED, "cancelled");
	r->ms = 0;
	r->late = r->refused = false;
	r->got = NULL;
	r->impl = NULL;
	if (h->closing) {
		if (r->done != NULL)
			r->done(r);
		return;
	}
	x = xfer_take(h, r);
	*h->last = x;
	h->last = &x->next;
	h->waiting++;
	begin_waiting(h);
}

void
http_cancel(struct http *h, struct http_req *r)
{
	struct xfer *x = r->impl, **p;

	if (x == NULL)
		return; /* it has ended */
	if (!x->running) {
		for (p = &h->first; *p != x; p = &(*p)->next)
			;
		if ((*p = x->next) == NULL)
			h->last = p;
	}
	fail(r, HTTP_CANCELLED, "cancelled");
	xfer_end(x);
	begin_waiting(h);
}

static void
perform(struct http *h)
{
	int running;

	if (curl_multi_perform(h->multi, &running) != CURLM_OK)
		err_die("http", "libcurl does not go on");
}

static void
resume(struct http *h)
{
	struct xfer *x;

	if (h->paused == 0)
		return;
	for (x = h->all; x != NULL; x = x->next_all)
		if (x->running && x->paused && has_room(x)) {
			x->paused = false;
			h->paused--;
			curl_easy_pause(x->easy, CURLPAUSE_CONT);
		}
}

size_t
http_step(struct http *h, unsigned wait_ms)
{
	int wait = wait_ms < INT32_MAX ? (int)wait_ms : INT32_MAX;

	begin_waiting(h);
	resume(h);
	perform(h);
	if (!reap(h) && h->running > 0 && wait > 0) {
		curl_multi_poll(h->multi, NULL, 0, wait, NULL);
		perform(h);
		reap(h);
	}
	return h->running + h->waiting;
}

/* Whatever is in flight is over; what done() adds is over at once. */
static void
cancel_all(struct http *h)
{
	struct xfer *x;

	h->closing = true;
	for (x = h->all; x != NULL; x = x->next_all)
		if (x->r != NULL)
			http_cancel(h, x->r);
	h->closing = false;
}

void
http_finish(struct http *h, unsigned deadline_ms)
{
	int64_t end_ms = now_ms() + deadline_ms, left_ms;

	while (http_step(h, 0) > 0) {
		if ((left_ms = end_ms - now_ms()) <= 0)
			break;
		http_step(h, left_ms < 1000 ? (unsigned)left_ms : 1000);
	}
	cancel_all(h);
}

void
http_free(struct http *h)
{
	struct xfer *x, *next;

	if (h == NULL)
		return;
	cancel_all(h);
	for (x = h->all; x != NULL; x = next) {
		next = x->next_all;
		curl_easy_cleanup(x->easy);
		free(x->buf);
		free(x);
	}
	curl_multi_cleanup(h->multi);
	curl_global_cleanup();
	free(h);
}

const char *
http_origin(struct arena *a, const char *url)
{
	const char *host = strstr(url, "://"), *at;
	size_t n;

	if (host == NULL)
		return "(no URL)";
	host += 3;
	n = strcspn(host, "/?#");
	for (at = host + n; at > host; at--)
		if (at[-1] == '@')
			break;
	return arena_printf(a, "%.*s%.*s", (int)(host - url), url,
	    (int)(host + n - at), at);
}

void
http_wait(struct http *h, struct http_req *r, bool can_leave)
{
	while (r->impl != NULL) {
		http_step(h, 1000);
		if (can_leave && stop_asked())
			http_cancel(h, r);
	}
}

enum rc
http_one(struct ctx *c, struct http *h, struct http_req *r)
{
	http_add(h, r);
	http_wait(h, r, false);
	if (r->state != HTTP_DONE)
		return err_set(&c->err, RC_UPSTREAM, "%s: %s",
		    http_origin(c->a, r->url), r->msg);
	if (r->status != 200)
		return err_set(&c->err, RC_UPSTREAM, "%s: HTTP status %ld",
		    http_origin(c->a, r->url), r->status);
	return RC_OK;
}
