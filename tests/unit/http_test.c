/* SPDX-License-Identifier: ISC */
/* The client against a server that misbehaves in every way we could name. */
#include "common/net/http.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/base/clock.h"
#include "common/base/limits.h"
#include "tests/tap.h"
#include "tests/unit/http_serve.h"

static char base[64]; /* http://127.0.0.1:port */

static const char *
at(struct arena *a, const char *path)
{
	return arena_printf(a, "%s%s", base, path);
}

/* One request, run to its end. */
static struct http_req
ask(struct http *h, struct arena *a, const char *path, unsigned total_ms)
{
	struct http_req r = { .url = at(a, path),
		.a = a,
		.maxbody = 100,
		.total_ms = total_ms };

	http_add(h, &r);
	http_finish(h, 5000);
	return r;
}

static void
test_answers(struct http *h, struct arena *a)
{
	struct http_req r;

	r = ask(h, a, "/ok", 0);
	OK(r.state == HTTP_DONE && r.status == 200, "an answer");
	IS((const char *)r.body.p, "hello", "its body, with a NUL behind it");
	OK(r.body.len == 5, "its length");
	r = ask(h, a, "/empty", 0);
	OK(r.state == HTTP_DONE && r.body.len == 0 && r.body.p != NULL,
	    "an empty body");
	r = ask(h, a, "/fault", 0);
	OK(r.state == HTTP_DONE && r.status == 500, "status 500 is an answer");
	r = ask(h, a, "/elsewhere", 0);
	OK(r.state == HTTP_DONE && r.status == 302 &&
		strcmp((const char *)r.body.p, "gone") == 0,
	    "a redirect is not followed");
	r = ask(h, a, "/long", 0);
	OK(r.state == HTTP_DONE && r.body.len == 100,
	    "a body as long as allowed");
}

static void
test_post(struct http *h, struct arena *a)
{
	struct http_req r = { .url = at(a, "/echo"),
		.a = a,
		.maxbody = 4096,
		.post = span_str("{\"a\":1}") };

	http_add(h, &r);
	http_finish(h, 5000);
	OK(r.state == HTTP_DONE && r.status == 200, "a post");
	OK(strstr((const char *)r.body.p, "POST /echo HTTP/1.1\r\n") != NULL &&
		strstr((const char *)r.body.p, "\r\n\r\n{\"a\":1}") != NULL,
	    "it arrives whole");
	OK(strstr((const char *)r.body.p, "Content-Type: application/json") !=
		    NULL &&
		strstr((const char *)r.body.p, "Expect:") == NULL,
	    "as JSON, without waiting for a go-ahead");
}

static void
test_headers(struct http *h, struct arena *a)
{
	static const char *const sent[] = { "X-One: 1", "x-two: 2", NULL };
	static const char *const want[] = { "location", "X-None",
		"Content-Length", NULL };
	struct http_req r = { .url = at(a, "/echo"),
		.a = a,
		.maxbody = 4096,
		.headers = sent };

	http_add(h, &r);
	http_wait(h, &r, true);
	OK(r.state == HTTP_DONE &&
		strstr((const char *)r.body.p, "X-One: 1\r\n") != NULL &&
		strstr((const char *)r.body.p, "x-two: 2\r\n") != NULL,
	    "headers of the caller's are sent");
	OK(r.got == NULL, "none of the answer's was wanted");
	r = (struct http_req){ .url = at(a, "/elsewhere"),
		.a = a,
		.maxbody = 100,
		.want = want };
	http_add(h, &r);
	http_wait(h, &r, true);
	IS(r.got[0], "/ok", "a header that is wanted, by its name in any case");
	IS(r.got[1], "", "one that is not there");
	IS(r.got[2], "4", "another one");
	r = ask(h, a, "/echo/../echo", 0);
	OK(r.state == HTTP_DONE && r.status == 404,
	    "a path is sent as it is written");
}

static void
test_faults(struct http *h, struct arena *a)
{
	static const struct {
		const char *path;
		enum http_state state;
		const char *msg; /* a part of it */
	} vec[] = {
		{ "/endless", HTTP_TOOBIG, "longer than 100 bytes" },
		{ "/bomb", HTTP_TOOBIG, "longer than 100 bytes" },
		{ "/drip", HTTP_FAILED, "timed out" },
		{ "/cut", HTTP_FAILED, "" },
		{ "/garbage", HTTP_FAILED, "" },
		{ "/nothing", HTTP_FAILED, "Empty reply" },
		{ "/header", HTTP_FAILED, "header of the answer too long" },
	};
	struct http_req r;
	size_t i;

	for (i = 0; i < sizeof(vec) / sizeof(vec[0]); i++) {
		r = ask(h, a, vec[i].path, 300);
		OK(r.state == vec[i].state && r.status == 0 &&
			r.body.len == 0 && r.msg[0] != '\0' &&
			strstr(r.msg, vec[i].msg) != NULL,
		    "%s: %s", vec[i].path, r.msg);
		OK(r.ms < 1000, "%s: after %u ms", vec[i].path, r.ms);
	}
	r = ask(h, a, "/ok", 0);
	OK(r.state == HTTP_DONE, "the next request is none the worse");
}

static void
test_too_big_announced(struct http *h, struct arena *a)
{
	struct http_req r = { .url = at(a, "/long"), .a = a, .maxbody = 99 };

	http_add(h, &r);
	http_finish(h, 5000);
	OK(r.state == HTTP_TOOBIG, "a body one byte longer than allowed");
}

static void
test_urls(struct http *h, struct arena *a)
{
	static const char *const bad[] = { "", "file:///etc/passwd",
		"gopher://127.0.0.1/", "http://", "http://127.0.0.1:1/",
		"http://no-such-host.invalid/" };
	struct http_req r;
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		r = (struct http_req){ .url = bad[i],
			.a = a,
			.maxbody = 9,
			.total_ms = 2000 };
		http_add(h, &r);
		http_finish(h, 5000);
		OK(r.state == HTTP_FAILED && r.msg[0] != '\0', "'%s': %s",
		    bad[i], r.msg);
	}
}

static void
test_public(struct http *h, struct arena *a, unsigned port)
{
	const char *const hosts[] = { "127.0.0.1", "localhost", "[::1]",
		"0.0.0.0", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1" };
	struct http_req r;
	size_t i;

	for (i = 0; i < sizeof(hosts) / sizeof(hosts[0]); i++) {
		r = (struct http_req){ .a = a,
			.maxbody = 100,
			.url =
			    arena_printf(a, "http://%s:%u/ok", hosts[i], port),
			.public_only = true };
		http_add(h, &r);
		http_finish(h, 5000);
		OK(r.state == HTTP_FAILED && r.refused &&
			strcmp(r.msg, "the host's address is not public") == 0,
		    "%s is refused where only public hosts are wanted",
		    hosts[i]);
	}
	r = ask(h, a, "/ok", 0);
	OK(r.state == HTTP_DONE, "a connection is kept open");
	r = (struct http_req){ .a = a,
		.maxbody = 100,
		.url = at(a, "/ok"),
		.public_only = true };
	http_add(h, &r);
	http_finish(h, 5000);
	OK(r.state == HTTP_FAILED,
	    "and not used where only public hosts are wanted");
}

static void
test_kept(struct http *h, struct arena *a)
{
	struct http_req one = ask(h, a, "/pid", 0), two;

	two = ask(h, a, "/pid", 0);
	OK(one.state == HTTP_DONE && two.state == HTTP_DONE &&
		strcmp((const char *)one.body.p, (const char *)two.body.p) == 0,
	    "connections are kept and used again");
}

struct crowd {
	struct http_req r[50];
	unsigned done;
};

static void
count(struct http_req *r)
{
	struct crowd *cr = r->arg;

	cr->done++;
}

static void
test_parallel(struct arena *a)
{
	struct http *h = http_new(10);
	struct crowd *cr = arena_zalloc(a, 1, sizeof(*cr));
	int64_t begin = now_ms(), ms;
	unsigned good = 0;
	size_t i;

	for (i = 0; i < 50; i++) {
		cr->r[i] = (struct http_req){ .url = at(a, "/slow"),
			.a = a,
			.maxbody = 100,
			.done = count,
			.arg = cr };
		http_add(h, &cr->r[i]);
	}
	http_finish(h, 10000);
	ms = now_ms() - begin;
	for (i = 0; i < 50; i++)
		good += cr->r[i].state == HTTP_DONE &&
			strcmp((const char *)cr->r[i].body.p, "late") == 0;
	OK(good == 50 && cr->done == 50, "50 requests, each done once");
	OK(ms >= 500, "at most 10 at once: %d ms", (int)ms);
	OK(ms < 3000, "10 at once: %d ms instead of 5000", (int)ms);
	http_free(h);
}

/* The first answer makes the others needless, and asks for one more. */
struct race {
	struct http *h;
	struct arena *a;
	struct http_req fast, slow[2], late, more;
	unsigned done;
};

static void
won(struct http_req *r)
{
	struct race *ra = r->arg;

	ra->done++;
	if (r != &ra->fast)
		return;
	http_cancel(ra->h, &ra->slow[0]);
	http_cancel(ra->h, &ra->slow[1]);
	http_cancel(ra->h, &ra->late);
	http_cancel(ra->h, &ra->fast); /* has ended: nothing */
	ra->more = (struct http_req){ .url = at(ra->a, "/ok"),
		.a = ra->a,
		.maxbody = 100,
		.done = won,
		.arg = ra };
	http_add(ra->h, &ra->more);
}

static void
test_cancel(struct arena *a)
{
	struct race ra = { .h = http_new(3), .a = a };
	struct http_req *const all[] = { &ra.fast, &ra.slow[0], &ra.slow[1],
		&ra.late };
	size_t i;

	for (i = 0; i < 4; i++) {
		*all[i] = (struct http_req){ .a = a,
			.maxbody = 100,
			.url = at(a, i == 0 ? "/ok" : "/drip"),
			.done = won,
			.arg = &ra,
			.total_ms = 5000 };
		http_add(ra.h, all[i]);
	}
	http_finish(ra.h, 10000);
	OK(ra.fast.state == HTTP_DONE, "the fast one is done");
	OK(ra.slow[0].state == HTTP_CANCELLED &&
		ra.slow[1].state == HTTP_CANCELLED,
	    "the ones on their way are cancelled by its callback");
	OK(ra.late.state == HTTP_CANCELLED, "so is the one in the queue");
	OK(ra.more.state == HTTP_DONE, "one added by the callback is done");
	OK(ra.done == 5, "each callback was called once");
	http_free(ra.h);
}

static void
again(struct http_req *r)
{
	struct race *ra = r->arg;

	if (ra->done++ == 0)
		http_add(ra->h, r);
}

static void
test_deadline(struct arena *a)
{
	struct race ra = { .h = http_new(1), .a = a };
	int64_t begin = now_ms();

	ra.fast = (struct http_req){ .url = at(a, "/drip"),
		.a = a,
		.maxbody = 100,
		.total_ms = 5000 };
	ra.late = ra.fast;
	http_add(ra.h, &ra.fast);
	http_add(ra.h, &ra.late);
	http_finish(ra.h, 200);
	OK(ra.fast.state == HTTP_CANCELLED && ra.late.state == HTTP_CANCELLED,
	    "a deadline cancels what is left");
	OK(now_ms() - begin >= 200, "not before");
	ra.fast.done = again;
	ra.fast.arg = &ra;
	http_add(ra.h, &ra.fast);
	http_step(ra.h, 10);
	http_free(ra.h);
	OK(ra.done == 2 && ra.fast.state == HTTP_CANCELLED,
	    "whoever adds during the end is told so at once");
}

static bool
is_large(const struct http_req *r)
{
	size_t i = 0;

	while (i < r->body.len && r->body.p[i] == 1 + i % 251)
		i++;
	return i == LARGE && r->body.len == LARGE && r->body.p[LARGE] == '\0';
}

/* Eight of 1 MB where there is room for a fraction of one. */
static void
test_hold(void)
{
	struct arena *a = arena_new(LARGE);
	struct http *h = http_new(6);
	struct http_req r[8];
	size_t i, most = 0;

	http_hold(h, 64 << 10);
	for (i = 0; i < 8; i++) {
		r[i] = (struct http_req){ .url = at(a, "/large"),
			.a = a,
			.maxbody = LARGE,
			.total_ms = 10000 };
		http_add(h, &r[i]);
	}
	while (http_step(h, 100) > 0)
		most = http_held(h) > most ? http_held(h) : most;
	for (i = 0; i < 8; i++)
		OK(is_large(&r[i]), "large answer %zu is whole: %s", i,
		    r[i].msg);
	OK(most > 0 && most < 3 * LARGE, "%zu bytes were on their way at once",
	    most);
	OK(http_held(h) == 0, "and none in the end");
	http_free(h);
	arena_free(a);
}

static void
test_one(struct http *h, struct arena *a)
{
	struct ctx c = { .a = a };
	struct http_req r = { .url = at(a, "/ok"), .a = a, .maxbody = 100 };
	char want[128];

	OK(http_one(&c, h, &r) == RC_OK && r.body.len == 5, "one request");
	r.url = at(a, "/fault?key=secret");
	OK(http_one(&c, h, &r) == RC_UPSTREAM, "a status is a failure");
	snprintf(want, sizeof(want), "%s: HTTP status 404", base);
	IS(c.err.msg, want, "the message names the host and no more");
	err_clear(&c.err);
	r.url = "http://me:secret@127.0.0.1:1/secret";
	OK(http_one(&c, h, &r) == RC_UPSTREAM, "nobody there");
	OK(strncmp(c.err.msg, "http://127.0.0.1:1: ", 20) == 0 &&
		strstr(c.err.msg, "secret") == NULL,
	    "no password in '%s'", c.err.msg);
}

int
main(void)
{
	struct arena *a = arena_new((size_t)16 << 20);
	struct http *h;
	unsigned port;
	pid_t pid;

	signal(SIGPIPE, SIG_IGN);
	pid = server_start(&port);
	snprintf(base, sizeof(base), "http://127.0.0.1:%u", port);
	h = http_new(4);
	test_answers(h, a);
	test_post(h, a);
	test_headers(h, a);
	test_faults(h, a);
	test_too_big_announced(h, a);
	test_urls(h, a);
	test_kept(h, a);
	test_public(h, a, port);
	test_one(h, a);
	http_free(h);
	http_free(NULL);
	test_parallel(a);
	test_cancel(a);
	test_deadline(a);
	test_hold();
	kill(pid, SIGTERM);
	arena_free(a);
	DONE();
}
