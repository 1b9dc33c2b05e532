/* SPDX-License-Identifier: ISC */
/* Playlist contents, against the scenario of the vectors. */
#include "indexer/apply/contents.h"
#include "tests/tap.h"
#include "tests/unit/vec.h"

static struct ctx c;

static int64_t
num(struct json_object *o, const char *key)
{
	return json_object_get_int64(vec_get(o, key));
}

static int64_t *
ids(struct json_object *args, const char *key, size_t *n)
{
	struct json_object *arr = vec_get(args, key);
	int64_t *out = arena_zalloc(c.a, vec_len(arr), sizeof(*out));

	for (*n = 0; *n < vec_len(arr); ++*n)
		out[*n] = json_object_get_int64(vec_at(arr, *n));
	return out;
}

static void
apply(struct contents *p, struct json_object *step)
{
	const char *event = vec_str(step, "event");
	struct json_object *args = vec_get(step, "args");
	int64_t now = num(step, "block_timestamp"), *tracks;
	size_t i, n;

	if (strcmp(event, "PlaylistCreated") == 0) {
		tracks = ids(args, "_trackIds", &n);
		for (i = 0; i < n; i++)
			contents_add(c.a, p, tracks[i], now);
	} else if (strcmp(event, "PlaylistTrackAdded") == 0) {
		contents_add(c.a, p, num(args, "_addedTrackId"), now);
	} else if (strcmp(event, "PlaylistTrackDeleted") == 0) {
		contents_remove(p, num(args, "_deletedTrackId"),
		    num(args, "_deletedTrackTimestamp"));
	} else {
		tracks = ids(args, "_orderedTrackIds", &n);
		contents_order(c.a, p, tracks, n, now);
	}
}

static int
same(const struct contents *p, struct json_object *want)
{
	struct json_object *pair;
	size_t i;

	if (p->n != vec_len(want))
		return 0;
	for (i = 0; i < p->n; i++) {
		pair = vec_at(want, i);
		if (p->e[i].track != json_object_get_int64(vec_at(pair, 0)) ||
		    p->e[i].time != json_object_get_double(vec_at(pair, 1)))
			return 0;
	}
	return 1;
}

int
main(void)
{
	struct json_object *steps = vec_get(
	    vec_get(vec_file("chain.json"), "playlist_scenario"), "steps");
	static const char *const odd[] = { "", "x", "null", "[]", "7", "{}",
		"{\"track_ids\":{}}", "{\"track_ids\":[{\"track\":\"1\"}]}",
		"{\"track_ids\":[{\"track\":1,\"time\":\"2\"}]}",
		"{\"track_ids\":[{\"track\":-1,\"time\":2}]}",
		"{\"track_ids\":[{\"track\":2147483648,\"time\":2}]}" };
	struct contents p = { NULL, 0, 0 }, again;
	const char *text;
	size_t i;

	c.a = vec_arena();
	for (i = 0; i < vec_len(steps); i++) {
		struct json_object *step = vec_at(steps, i);

		apply(&p, step);
		OK(same(&p, vec_get(step, "track_ids")), "step %zu, %s", i,
		    vec_str(step, "event"));
		text = contents_text(c.a, &p);
		contents_read(&c, &again, text);
		OK(same(&again, vec_get(step, "track_ids")),
		    "its text reads back: %s", text);
		vec_ran(step);
	}
	contents_order(c.a, &p, NULL, 0, 1);
	IS(contents_text(c.a, &p), "{\"track_ids\":[]}",
	    "an empty order leaves nothing");
	for (i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
		contents_read(&c, &again, odd[i]);
		IS(contents_text(c.a, &again), "{\"track_ids\":[]}",
		    "what is no entry is passed over: %s", odd[i]);
	}
	contents_read(&c, &again,
	    "{\"track_ids\":[7,{\"track\":2,\"time\":3,\"more\":[]},null]}");
	OK(again.n == 1 && again.e[0].track == 2, "what is one is read");
	DONE();
}
