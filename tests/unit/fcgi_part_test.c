/* SPDX-License-Identifier: ISC */
/* The small parts of answers. */
#include <malloc.h>

#include "fcgi/model/amount.h"
#include "fcgi/model/contents.h"
#include "fcgi/model/gate.h"
#include "fcgi/model/library.h"
#include "fcgi/serve/media.h"
#include "fcgi/serve/node.h"
#include "fcgi/http/permalink.h"
#include "fcgi/serve/stored.h"
#include "tests/tap.h"
#include "tests/unit/fcgi_call.h"
#include "tests/unit/vec.h"

static struct test_call t;

static const char *
text(struct jsonw *w)
{
	struct span s = jsonw_done(w);

	return arena_memdup(t.app.c.a, s.p, s.len);
}

static const struct {
	const char *x, *y, *sum;
} sums[] = {
	{ "0", "0", "0" },
	{ "999", "1", "1000" },
	{ "1", "999999999999999999999999999999999999",
	    "1000000000000000000000000000000000000" },
	{ NULL, "5", "5" },
	{ "007", NULL, "7" },
	{ "-1", "2", "2" },
	{ "", "", "0" },
};

static void
amounts(void)
{
	struct arena *a = t.app.c.a;
	size_t i;

	for (i = 0; i < sizeof(sums) / sizeof(sums[0]); i++)
		IS(amount_add(a, sums[i].x, sums[i].y), sums[i].sum, "sum %s",
		    sums[i].sum);
	IS(amount_shift(a, "12", 10), "120000000000", "ten zeros more");
	IS(amount_shift(a, "0", 10), "0", "zero stays zero");
	IS(amount_shift(a, "1999999999999999999", -18), "1",
	    "18 digits less, rounded down");
	IS(amount_shift(a, "999999999999999999", -18), "0", "below one");
}

static const struct {
	const char *url, *want;
} links[] = {
	{ "/a/b", "a|b" },
	{ "a/b", "a|b" },
	{ "https://audius.co/a/b?x=/c#/d", "a|b" },
	{ "https://audius.co", "" },
	{ "https://audius.co/", "" },
	{ "/a//b/", "a|b" },
	{ "/a?u=https://x/y", "a" },
	{ "/%E2%82%AC/b%2Fc", "€|b/c" },
	{ "", "" },
};

static void
links_split(void)
{
	struct plink l;
	const char *s;
	size_t i, j;

	for (i = 0; i < sizeof(links) / sizeof(links[0]); i++) {
		OK(plink_split(t.app.c.a, &l, links[i].url), "split '%s'",
		    links[i].url);
		for (s = "", j = 0; j < l.n; j++)
			s = arena_printf(t.app.c.a, "%s%s%s", s,
			    j > 0 ? "|" : "", l.part[j]);
		IS(s, links[i].want, "the parts of '%s'", links[i].url);
	}
	OK(plink_split(t.app.c.a, &l, "/1/2/3/4/5/6/7/8/9") &&
		l.n == PLINK_PARTS + 1,
	    "too many parts are counted as such");
	OK(!plink_split(t.app.c.a, &l, "/%ff"), "no link without clean text");
}

static void
ranks(void)
{
	struct json_object *all =
	    vec_get(vec_file("rest.json"), "rendezvous_sha256");
	const char *host[MEDIA_HOSTS];
	size_t i, j, k, n;

	for (i = 0; i < vec_len(all); i++) {
		struct json_object *v = vec_at(all, i);
		struct json_object *hosts = vec_get(v, "hosts");
		const char *cid = vec_str(v, "key");
		struct node_list nodes;
		const char *list = "";

		for (j = 0; j < vec_len(hosts); j++)
			list = arena_printf(t.app.c.a, "%s%s,", list,
			    json_object_get_string(vec_at(hosts, j)));
		OK(node_list_read(&t.app.c, &nodes, list, "x") == RC_OK,
		    "nodes are read");
		for (k = 0; k < 2; k++) {
			n = media_rank(t.app.media, host, &nodes, cid);
			for (j = 0; j < n; j++)
				IS(host[j],
				    json_object_get_string(
					vec_at(vec_get(v, "ranked"), j)),
				    "rank %zu of '%s', %s", j, cid,
				    k == 0 ? "made" : "remembered");
		}
		/* another key's answer may not be remembered for this one */
		node_list_free(&nodes);
	}
}

static void
media_links(void)
{
	struct json_object *all =
	    vec_get(vec_file("rest.json"), "media_link_signature_2025");
	struct link l = { .cid = "QmXh1", .endpoint = "https://a/,https://b" };
	struct jsonw *w = jsonw_new(t.app.c.a);
	const char *s;
	char sig[SIG_TEXT];
	size_t i;

	for (i = 0; i < vec_len(all); i++) {
		struct json_object *v = vec_at(all, i);
		const char *c = vec_str(v, "canonical_string");

		OK(media_sign(&t.app, sig, c) == 0, "link signed");
		IS(sig, vec_str(v, "signature_with_v_0_or_1"),
		    "with v 0 or 1, as published");
	}
	l.track_id = 7;
	l.artist = "A&B";
	l.title = "é";
	link_write(&t.k, w, NULL, &l);
	s = text(w);
	OK(strstr(s,
	       "{\"mirrors\":[\"https://b\"],\"url\":\"https://a/tracks/"
	       "cidstream/QmXh1?id3=true&id3_artist=A%26B&id3_title=%C3%A9&"
	       "signature=%7B%22data%22%3A%22%7B%5C%22cid%5C%22") == s,
	    "a link names host, mirrors, tags and signature in order");
	w = jsonw_new(t.app.c.a);
	l.cid = NULL;
	link_write(&t.k, w, NULL, &l);
	IS(text(w), "null", "no CID, no link");
	w = jsonw_new(t.app.c.a);
	l.cid = "";
	link_write(&t.k, w, NULL, &l);
	IS(text(w), "null", "an empty one is none");
	w = jsonw_new(t.app.c.a);
	l = (struct link){ .cid = "Qm" };
	link_write(&t.k, w, NULL, &l);
	IS(text(w), "null", "nobody to serve it, no link");
}

static const char *
image(enum image kind, const char *sizes, const char *single,
    const char *endpoint)
{
	struct jsonw *w = jsonw_new(t.app.c.a);

	jsonw_sorted(w);
	image_write(&t.k, w, NULL, kind, sizes, single, endpoint);
	return text(w);
}

static void
images(void)
{
	IS(image(IMAGE_SQUARE, "Qm1", "Qm2", "https://a"),
	    "{\"1000x1000\":\"https://a/content/Qm1/1000x1000.jpg\","
	    "\"150x150\":\"https://a/content/Qm1/150x150.jpg\","
	    "\"480x480\":\"https://a/content/Qm1/480x480.jpg\","
	    "\"mirrors\":[]}",
	    "the folder of sizes comes first");
	IS(image(IMAGE_COVER, NULL, "Qm2", " https://a/ , https://b"),
	    "{\"2000x\":\"https://a/content/Qm2/2000x.jpg\","
	    "\"640x\":\"https://a/content/Qm2/640x.jpg\","
	    "\"mirrors\":[\"https://b\"]}",
	    "then the single image; endpoints are trimmed");
	IS(image(IMAGE_COVER, "{\"a\":1}", "", "https://a"), "null",
	    "JSON and nothing are no image");
	OK(strstr(image(IMAGE_COVER, "", "Qm2", "https://a"),
	       "https://a/content/Qm2/640x.jpg") != NULL,
	    "an empty folder of sizes is none");
	IS(image(IMAGE_COVER, "", NULL, "https://a"), "null", "nor an image");
	IS(image(IMAGE_COVER, NULL, "", "https://a"), "null",
	    "nor is an empty single one");
	IS(image(IMAGE_COVER, "Qm1", NULL, ""), "null",
	    "no endpoint, no image");
}

static const char *
many(size_t n)
{
	static const char item[] = "http://a,";
	char *list = arena_alloc(t.app.c.a, n * strlen(item) + 1), *p = list;

	for (; n > 0; n--)
		p = stpcpy(p, item);
	return list;
}

static void
nodes(void)
{
	struct node_list l;
	struct jsonw *w = jsonw_new(t.app.c.a);

	OK(node_list_read(&t.app.c, &l,
	       "https://a.example/=0xAb, http://b:1 ,,", "x") == RC_OK &&
		l.n == 2,
	    "nodes with and without wallet");
	node_list_write(&l, w, NULL);
	IS(text(w),
	    "[{\"delegateOwnerWallet\":\"0xAb\",\"endpoint\":"
	    "\"https://a.example\",\"ownerWallet\":\"0xAb\"},"
	    "{\"delegateOwnerWallet\":\"\",\"endpoint\":\"http://b:1\","
	    "\"ownerWallet\":\"\"}]",
	    "as clients want them");
	node_list_free(&l);
	OK(node_list_read(&t.app.c, &l, "ftp://x", "x") == RC_CONFIG,
	    "other schemes are refused");
	node_list_free(&l);
	err_clear(&t.app.c.err);
	OK(node_list_read(&t.app.c, &l, many(LIM_CONF_ITEMS), "x") == RC_OK &&
		l.n == LIM_CONF_ITEMS,
	    "as many as the configuration may name");
	node_list_free(&l);
	OK(node_list_read(&t.app.c, &l, many(LIM_CONF_ITEMS + 1), "x") ==
		RC_CONFIG,
	    "one more is refused: %s", t.app.c.err.msg);
	node_list_free(&l);
	err_clear(&t.app.c.err);
}

static const char *
library(const char *in)
{
	struct jsonw *w = jsonw_new(t.app.c.a);

	jsonw_sorted(w);
	library_write(&t.k, w, NULL, in);
	return text(w);
}

static void
libraries(void)
{
	IS(library("{\"contents\":[{\"type\":\"playlist\",\"playlist_id\":1},"
		   "{\"type\":\"playlist\",\"playlist_id\":\"ML51L\"},"
		   "{\"type\":\"explore_playlist\",\"playlist_id\":\"Heavy\"},"
		   "{\"type\":\"folder\",\"id\":\"f\",\"name\":\"N\","
		   "\"contents\":[{\"type\":\"what\"},7]},{}]}"),
	    "{\"contents\":[{\"playlist_id\":\"7eP5n\",\"type\":\"playlist\"},"
	    "{\"playlist_id\":\"ML51L\",\"type\":\"playlist\"},"
	    "{\"playlist_id\":\"Heavy\",\"type\":\"explore_playlist\"},"
	    "{\"contents\":[],\"id\":\"f\",\"name\":\"N\","
	    "\"type\":\"folder\"}]}",
	    "ids become hash ids, unknown items go");
	IS(library("{}"), "{\"contents\":[]}", "contents is always an array");
	IS(library("[1]"), "null", "no tree is null");
	IS(library("{\"contents\":[{\"type\":\"playlist\","
		   "\"playlist_id\":-1}]}"),
	    "{\"contents\":[]}", "an id out of range goes");
}

static void
playlists(void)
{
	struct jsonw *w = jsonw_new(t.app.c.a);
	struct entry *v;
	size_t n;
	struct span s;

	n = contents_read(&t.k, &v,
	    "{\"track_ids\":[{\"track\":1,\"time\":5,\"metadata_time\":6},"
	    "{\"track\":\"x\"},{\"track\":2},{\"track\":2147483648},7]}");
	contents_write(w, NULL, v, n);
	s = jsonw_done(w);
	IS(arena_memdup(t.app.c.a, s.p, s.len),
	    "[{\"metadata_timestamp\":6,\"timestamp\":5,"
	    "\"track_id\":\"7eP5n\"},{\"metadata_timestamp\":null,"
	    "\"timestamp\":0,\"track_id\":\"ML51L\"}]",
	    "entries that are tracks, in order");
	OK(contents_read(&t.k, &v, "{}") == 0 &&
		contents_read(&t.k, &v, "[]") == 0 &&
		contents_read(&t.k, &v, "x") == 0 &&
		contents_read(&t.k, &v, "{\"track_ids\":[{\"track\":1}") == 0 &&
		contents_read(&t.k, &v, NULL) == 0,
	    "anything else holds none");
}

static const struct {
	const char *name, *stream, *download;
	int64_t me;
	bool may_stream, may_download;
} gates[] = {
	{ "no conditions", NULL, NULL, 0, true, true },
	{ "JSON null is no condition", "null", "null", 0, true, true },
	{ "the owner may", "{\"nft_collection\":{}}", NULL, 9, true, true },
	{ "others may not", "{\"nft_collection\":{}}", NULL, 8, false, false },
	{ "nobody follows nobody", "{\"follow_user_id\":5}", NULL, 0, false,
	    false },
	{ "hearing decides about downloading", "{\"x\":1}", NULL, 0, false,
	    false },
	{ "downloading alone", NULL, "{\"usdc_purchase\":{}}", 0, true, false },
	{ "nobody has tipped nobody", "{\"tip_user_id\":5}", NULL, 0, false,
	    false },
	{ "nor bought anything", "{\"usdc_purchase\":{}}", NULL, 0, false,
	    false },
	{ "what is no object shuts", "[]", NULL, 0, false, false },
	{ "what is no number shuts", "{\"follow_user_id\":\"5\"}", NULL, 8,
	    false, false },
	{ "what is no JSON shuts", "{\"follow_user_id\":5", NULL, 8, false,
	    false },
	{ "only a member of its own counts",
	    "{\"x\":{\"follow_user_id\":5},\"y\":[\"follow_user_id\"]}", NULL,
	    8, false, false },
};

/* A text that json-c would make a hundred times its memory of. */
static const char *
hostile(size_t n, const char *item)
{
	size_t size = strlen(item);
	char *text = arena_alloc(t.app.c.a, n * (size + 1) + 3), *p = text;
	size_t i;

	*p++ = '[';
	for (i = 0; i < n; i++) {
		memcpy(p, item, size);
		p += size;
		*p++ = ',';
	}
	p[-1] = ']';
	*p = '\0';
	return text;
}

/* Hundreds of hostile rows cost no more memory than their text. */
static void
hostile_rows(void)
{
	const char *list = hostile(20000, "{\"track\":1,\"time\":2}");
	const char *text = arena_printf(t.app.c.a, "{\"track_ids\":%s}", list);
	const char *shut =
	    arena_printf(t.app.c.a, "{\"x\":%s}", hostile(30000, "{}"));
	struct mallinfo2 before = mallinfo2(), after;
	struct gates *g = gates_new(&t.k, GATES_OF_TRACKS, 500);
	struct entry *v;
	size_t i, n = 0;

	for (i = 0; i < 500; i++)
		gates_add(g, 1, 9, shut, shut);
	OK(!gates_access(g, 499).stream, "what nobody can meet shuts");
	for (i = 0; i < 20; i++)
		n += contents_read(&t.k, &v, text);
	OK(n == 20 * 20000, "every entry is read");
	after = mallinfo2();
	OK(after.uordblks + after.hblkhd <=
		before.uordblks + before.hblkhd + 2 * n * sizeof(*v),
	    "and takes the memory of its numbers");
}

static void
access(void)
{
	size_t i;

	for (i = 0; i < sizeof(gates) / sizeof(gates[0]); i++) {
		struct gates *g;
		struct access a;

		/* no follow gate with a current user: that asks the database */
		t.k.me = gates[i].me;
		g = gates_new(&t.k, GATES_OF_TRACKS, 1);
		gates_add(g, 1, 9, gates[i].stream, gates[i].download);
		OK(gates_settle(g) == RC_OK, "settled");
		a = gates_access(g, 0);
		OK(a.stream == gates[i].may_stream &&
			a.download == gates[i].may_download,
		    "%s", gates[i].name);
	}
	t.k.me = 0;
}

static const struct {
	const char *name, *value;
	int want;
} stored[] = {
	{ "a good value", "200 1005 77 application/json\n{}", 0 },
	{ "a 404", "404 1001 77 application/json\n{}", 0 },
	{ "an empty body", "200 1005 77 application/json\n", 0 },
	{ "past its expiry", "200 1000 77 application/json\n{}", -1 },
	{ "the whole life of the route", "200 1060 77 application/json\n{}",
	    0 },
	{ "a second more", "200 1061 77 application/json\n{}", -1 },
	{ "the whole life of a 404", "404 1002 77 application/json\n{}", 0 },
	{ "a 404 that lives longer", "404 1003 77 application/json\n{}", -1 },
	{ "an expiry out of reason", "200 99999999 77 application/json\n{}",
	    -1 },
	{ "another status", "500 1005 77 application/json\n{}", -1 },
	{ "another type", "200 1005 77 text/html\n{}", -1 },
	{ "no line", "200 1005 77 application/json", -1 },
	{ "too few words", "200 1005 77\n{}", -1 },
	{ "no height", "200 1005 application/json\n{}", -1 },
	{ "a height that is no number", "200 1005 -7 application/json\n{}",
	    -1 },
	{ "signs", "+200 1005 77 application/json\n{}", -1 },
	{ "nothing", "", -1 },
};

static void
cache_values(void)
{
	struct reply r = { 0 };
	size_t i;

	for (i = 0; i < sizeof(stored) / sizeof(stored[0]); i++)
		OK(stored_parse(&r, t.app.c.a, span_str(stored[i].value), 60,
		       1000) == stored[i].want,
		    "cache: %s", stored[i].name);
	OK(stored_parse(&r, t.app.c.a, span_str(stored[0].value), 60, 1000) ==
		    0 &&
		r.ttl_s == 5 && r.body.len == 2 && r.height == 77,
	    "others may keep it for what is left, and its height is known");
}

static void
cache_keys(void)
{
	static const char *const same[] = {
		"/v1/users/7eP5n/followers?limit=5&offset=1",
		"/v1/users/7eP5n/followers?offset=1&app_name=x&limit=5",
		"/v1/users/%37eP5n/followers?junk=1&offset=1&limit=5"
	};
	struct route_hit hit;
	struct span key[3];
	size_t i;

	t.app.routes = route_index_new();
	for (i = 0; i < 3; i++) {
		OK(test_request(&t, "GET", same[i]) == RC_OK, "taken");
		route_find(t.app.routes, &hit, &t.rq);
		t.k.rt = hit.rt;
		key[i] = stored_key(&t.k);
	}
	OK(key[0].len == key[1].len && key[0].len == key[2].len &&
		memcmp(key[0].p, key[1].p, key[0].len) == 0 &&
		memcmp(key[0].p, key[2].p, key[0].len) == 0,
	    "order, app_name and unknown arguments do not enter the key");
	OK(test_request(&t, "GET", "/v1/tracks?id=a&id=b") == RC_OK, "taken");
	route_find(t.app.routes, &hit, &t.rq);
	t.k.rt = hit.rt;
	key[0] = stored_key(&t.k);
	OK(test_request(&t, "GET", "/v1/tracks?id=b&id=a") == RC_OK, "taken");
	key[1] = stored_key(&t.k);
	OK(test_request(&t, "GET", "/v1/tracks?id=A&id=b") == RC_OK, "taken");
	key[2] = stored_key(&t.k);
	OK(memcmp(key[0].p, key[1].p, key[0].len) != 0,
	    "the order of a repeated argument does");
	OK(memcmp(key[0].p, key[2].p, key[0].len) != 0, "and so does case");
}

/* How long others may keep an answer of a route, by its status. */
static void
cache_lives(void)
{
	static const struct {
		const char *uri;
		int status;
		unsigned want;
	} tab[] = {
		{ "/v1/users/7eP5n", 200, 5 },
		{ "/v1/users/7eP5n", 404, 2 },
		{ "/v1/users/7eP5n", 400, 0 },
		{ "/v1/users/7eP5n", 503, 0 },
	};
	const char *why;
	struct route_hit hit;
	size_t i;

	t.app.cache = cache_new("", t.app.key, &why);
	for (i = 0; i < sizeof(tab) / sizeof(tab[0]); i++) {
		OK(test_request(&t, "GET", tab[i].uri) == RC_OK, "taken");
		route_find(t.app.routes, &hit, &t.rq);
		t.k.rt = hit.rt;
		reply_json(&t.out, tab[i].status, span_str("{}"));
		OK(stored_put(&t.k, stored_key(&t.k)), "it is small");
		OK(t.out.ttl_s == tab[i].want, "a %d is kept for %u s, not %u",
		    tab[i].status, t.out.ttl_s, tab[i].want);
	}
	reply_json(&t.out, 200,
	    (struct span){ (const uint8_t *)"", LIM_CACHE_VALUE });
	OK(!stored_put(&t.k, stored_key(&t.k)), "what is too large is told");
	cache_free(t.app.cache);
	t.app.cache = NULL;
}

int
main(void)
{
	test_begin(&t);
	amounts();
	links_split();
	ranks();
	media_links();
	images();
	nodes();
	libraries();
	playlists();
	access();
	hostile_rows();
	cache_values();
	cache_keys();
	cache_lives();
	test_end(&t);
	DONE();
}
