/* SPDX-License-Identifier: ISC */
/*
 * What people do all day: mostly follow, save and repost, now and then a new
 * track, user or playlist.  First by the contracts of the first era, then by
 * EntityManager, which goes on with the same users.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "common/base/cid.h"
#include "common/base/keccak.h"
#include "tests/bench/chain.h"
#include "tests/bench/encode.h"

#define EM_USER     3000000 /* first ids of EntityManager */
#define EM_TRACK    2000000
#define EM_PLAYLIST 400000
#define EM_COMMENT  4000000
#define GROUP       4     /* events that come together */
#define LINKS       4096  /* that may be taken back */
#define DOCS        65536 /* at first */
#define TEXT        ((size_t)96 << 10)

enum kind { USER, TRACK, PLAYLIST, KIND__MAX };
enum link { FOLLOW, REPOST, SAVE, LINK__MAX };

struct link_made {
	enum link link;
	enum kind of;
	uint32_t who, what; /* ids */
};

struct known {
	uint8_t digest[32];
	struct piece where;
};

struct story {
	struct wish w;
	uint64_t random, told;
	bool em; /* the era */
	uint32_t n[KIND__MAX], legacy[KIND__MAX], comments;
	uint32_t *owner[KIND__MAX]; /* id of the owner, by number */
	size_t cap[KIND__MAX];
	struct link_made links[LINKS];
	size_t nlinks;
	struct event queue[GROUP];
	size_t first, last;
	struct heap *docs;
	struct known *known; /* by digest, open addressing */
	size_t nknown, capknown;
	char text[TEXT], meta[TEXT];
	uint64_t count[ABI_EVENT__MAX];
};

/* Chance. */

uint64_t
story_random(struct story *s, uint64_t below)
{
	uint64_t z = s->random += 0x9e3779b97f4a7c15u;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return (z ^ z >> 31) % below;
}

/* A few are known to all, most to some: small numbers come more often. */
static uint32_t
popular(struct story *s, uint32_t n)
{
	double x = (double)story_random(s, 1u << 30) / (1u << 30);

	return (uint32_t)((double)n * x * x);
}

/* Ids. */

static uint32_t
id_of(const struct story *s, enum kind of, uint32_t i)
{
	static const uint32_t first[] = { EM_USER, EM_TRACK, EM_PLAYLIST };

	return 1 + (i < s->legacy[of] || !s->em
			   ? i
			   : first[of] + i - s->legacy[of]);
}

static uint32_t
some(struct story *s, enum kind of)
{
	return id_of(s, of, popular(s, s->n[of]));
}

static uint32_t
anybody(struct story *s)
{
	return id_of(s, USER, (uint32_t)story_random(s, s->n[USER]));
}

static uint32_t
added(struct story *s, enum kind of, uint32_t owner)
{
	if (s->n[of] == s->cap[of]) {
		s->cap[of] = s->cap[of] == 0 ? 1024 : 2 * s->cap[of];
		s->owner[of] =
		    realloc(s->owner[of], s->cap[of] * sizeof(uint32_t));
		if (s->owner[of] == NULL)
			exit(EX_OSERR);
	}
	s->owner[of][s->n[of]] = owner;
	return id_of(s, of, s->n[of]++);
}

static void
wallet_of(uint8_t out[20], uint32_t user)
{
	uint8_t h[32];

	sha256(h, &user, sizeof(user));
	memcpy(out, h, 20);
}

/* Words. */

static const char *
words(struct story *s)
{
	static const char *const list[] = { "night", "drive", "blue", "echo",
		"river", "love", "gold", "summer", "Remix", "rain", "club",
		"acoustic", "dream", "light", "basement", "\xc3\xa9toile" };
	static char buf[160];
	size_t i, n = 2 + story_random(s, 3), len = 0;

	for (i = 0; i < n; i++)
		len += (size_t)snprintf(buf + len, sizeof(buf) - len, "%s%s",
		    i > 0 ? " " : "", list[story_random(s, 16)]);
	return buf;
}

static const char *
image(struct story *s)
{
	static char cid[CID_TEXT];
	uint64_t x[4];
	size_t i;

	for (i = 0; i < 4; i++)
		x[i] = story_random(s, UINT64_MAX);
	cid_v0(cid, (const uint8_t *)x);
	return cid;
}

/* More words, so that a document is as long as wished. */
static const char *
filler(struct story *s)
{
	static char buf[TEXT];
	size_t n = s->w.text < 900 ? s->w.text : 900;

	memset(buf, 'x', n);
	buf[n] = '\0';
	return buf;
}

static void
track_text(struct story *s, uint32_t owner)
{
	int n;

	n = snprintf(s->text, sizeof(s->text),
	    "{\"owner_id\":%u,\"title\":\"%s\",\"length\":null,\"cover_art\":"
	    "null,\"cover_art_sizes\":\"%s\",",
	    owner, words(s), image(s));
	n += snprintf(s->text + n, sizeof(s->text) - (size_t)n,
	    "\"tags\":\"chill,lofi,study\",\"genre\":\"Electronic\",\"mood\":"
	    "\"Peaceful\",\"credits_splits\":null,\"create_date\":null,"
	    "\"release_date\":\"Thu Mar 04 2021 10:21:17 GMT-0800\","
	    "\"file_type\":\"mp3\",\"description\":\"%s %s\",\"license\":"
	    "\"All rights reserved\",\"isrc\":null,\"iswc\":null,",
	    words(s), filler(s));
	n += snprintf(s->text + n, sizeof(s->text) - (size_t)n,
	    "\"track_segments\":[{\"multihash\":\"%s\",\"duration\":6.016},",
	    image(s));
	n += snprintf(s->text + n, sizeof(s->text) - (size_t)n,
	    "{\"multihash\":\"%s\",\"duration\":5.5}],", image(s));
	snprintf(s->text + n, sizeof(s->text) - (size_t)n,
	    "\"download\":{\"is_downloadable\":false,\"requires_follow\":"
	    "false,\"cid\":null},\"remix_of\":null,\"stem_of\":null,"
	    "\"is_unlisted\":false,\"field_visibility\":null,\"duration\":%u,"
	    "\"track_cid\":\"%s\"}",
	    100 + (unsigned)story_random(s, 300), image(s));
}

static void
user_text(struct story *s, uint32_t id)
{
	int n;

	n = snprintf(s->text, sizeof(s->text),
	    "{\"handle\":\"user%u\",\"name\":\"%s\",\"bio\":\"%s\","
	    "\"location\":\"Berlin\",\"profile_picture\":null,",
	    id, words(s), filler(s)[0] != '\0' ? "words" : "music");
	snprintf(s->text + n, sizeof(s->text) - (size_t)n,
	    "\"profile_picture_sizes\":\"%s\",\"cover_photo\":null,"
	    "\"cover_photo_sizes\":null,\"collectibles\":null,"
	    "\"associated_wallets\":null,\"playlist_library\":null,"
	    "\"events\":{\"is_mobile_user\":true},\"is_deactivated\":false,"
	    "\"artist_pick_track_id\":null}",
	    image(s));
}

/* Documents of the first era. */

static size_t
slot_of(const struct story *s, const uint8_t digest[32])
{
	uint64_t h;
	size_t i;

	memcpy(&h, digest, sizeof(h));
	for (i = h & (s->capknown - 1); s->known[i].where.len > 0;
	     i = (i + 1) & (s->capknown - 1))
		if (memcmp(s->known[i].digest, digest, 32) == 0)
			break;
	return i;
}

static void
grow_known(struct story *s)
{
	struct known *old = s->known;
	size_t i, n = s->capknown;

	s->capknown = n == 0 ? DOCS : 2 * n;
	if ((s->known = calloc(s->capknown, sizeof(*s->known))) == NULL)
		exit(EX_OSERR);
	for (i = 0; i < n; i++)
		if (old[i].where.len > 0)
			s->known[slot_of(s, old[i].digest)] = old[i];
	free(old);
}

static void
publish(struct story *s, uint8_t digest[32])
{
	size_t len = strlen(s->text), i;

	cid_digest(digest, s->text, len);
	if (2 * ++s->nknown > s->capknown)
		grow_known(s);
	i = slot_of(s, digest);
	if (s->known[i].where.len > 0)
		return;
	memcpy(s->known[i].digest, digest, 32);
	s->known[i].where = (struct piece){ s->docs->len, len };
	memcpy(s->docs->p + s->docs->len, s->text, len);
	s->docs->len += len;
}

struct piece
story_document(const struct story *s, const uint8_t digest[32])
{
	if (s->capknown == 0)
		return (struct piece){ 0, 0 };
	return s->known[slot_of(s, digest)].where;
}

/* Events. */

static struct encoder
event_begin(struct story *s, enum abi_event_id id)
{
	struct event *e = &s->queue[s->last++];
	struct encoder k;

	e->id = id;
	s->count[id]++;
	encode_begin(&k, e->data, abi_event[id].nparams);
	return k;
}

static void
event_end(struct story *s, const struct encoder *k)
{
	s->queue[s->last - 1].len = k->tail;
}

static void
two(struct story *s, enum abi_event_id id, uint64_t a, uint64_t b)
{
	struct encoder k = event_begin(s, id);

	encode_num(&k, a);
	encode_num(&k, b);
	event_end(s, &k);
}

static void
id_and_text(struct story *s, enum abi_event_id id, uint32_t a, const char *t)
{
	struct encoder k = event_begin(s, id);

	encode_num(&k, a);
	encode_text(&k, t);
	event_end(s, &k);
}

static void
manage(struct story *s, uint32_t user, const char *type, uint32_t id,
    const char *meta, const char *action)
{
	struct encoder k = event_begin(s, ABI_ENTITYMANAGER_MANAGEENTITY);
	uint8_t wallet[20];

	wallet_of(wallet, user);
	encode_num(&k, user);
	encode_right(&k, wallet, sizeof(wallet));
	encode_text(&k, type);
	encode_num(&k, id);
	encode_text(&k, meta);
	encode_text(&k, action);
	event_end(s, &k);
}

/* {"cid":...,"data":s->text} */
static const char *
wrapped(struct story *s)
{
	snprintf(s->meta, sizeof(s->meta), "{\"cid\":\"%s\",\"data\":%.*s}",
	    image(s), (int)TEXT - 128, s->text);
	return s->meta;
}

/* Links. */

static const enum abi_event_id made[LINK__MAX][KIND__MAX] = {
	[FOLLOW] = { [USER] = ABI_SOCIALFEATUREFACTORY_USERFOLLOWADDED },
	[REPOST] = { [TRACK] = ABI_SOCIALFEATUREFACTORY_TRACKREPOSTADDED,
	    [PLAYLIST] = ABI_SOCIALFEATUREFACTORY_PLAYLISTREPOSTADDED },
	[SAVE] = { [TRACK] = ABI_USERLIBRARYFACTORY_TRACKSAVEADDED,
	    [PLAYLIST] = ABI_USERLIBRARYFACTORY_PLAYLISTSAVEADDED },
};
static const enum abi_event_id undone[LINK__MAX][KIND__MAX] = {
	[FOLLOW] = { [USER] = ABI_SOCIALFEATUREFACTORY_USERFOLLOWDELETED },
	[REPOST] = { [TRACK] = ABI_SOCIALFEATUREFACTORY_TRACKREPOSTDELETED,
	    [PLAYLIST] = ABI_SOCIALFEATUREFACTORY_PLAYLISTREPOSTDELETED },
	[SAVE] = { [TRACK] = ABI_USERLIBRARYFACTORY_TRACKSAVEDELETED,
	    [PLAYLIST] = ABI_USERLIBRARYFACTORY_PLAYLISTSAVEDELETED },
};
static const char *const type_name[] = { "User", "Track", "Playlist" };

static void
tell_link(struct story *s, const struct link_made *l, bool undo)
{
	static const char *const act[] = { "Follow", "Repost", "Save" };
	static const char *const back[] = { "Unfollow", "Unrepost", "Unsave" };

	if (s->em)
		manage(s, l->who, type_name[l->of], l->what, "",
		    undo ? back[l->link] : act[l->link]);
	else
		two(s, (undo ? undone : made)[l->link][l->of], l->who, l->what);
}

static void
link(struct story *s, enum link link, enum kind of)
{
	struct link_made l = { .link = link, .of = of };

	l.who = anybody(s);
	do
		l.what = some(s, of);
	while (of == USER && l.what == l.who);
	s->links[s->nlinks++ % LINKS] = l;
	tell_link(s, &l, false);
}

static void
take_back(struct story *s)
{
	size_t n = s->nlinks < LINKS ? s->nlinks : LINKS;

	if (n > 0)
		tell_link(s, &s->links[story_random(s, n)], true);
}

/* Users. */

static void
user_document(struct story *s, uint32_t id)
{
	struct encoder k;
	uint8_t digest[32];

	user_text(s, id);
	publish(s, digest);
	k = event_begin(s, ABI_USERFACTORY_UPDATEMULTIHASH);
	encode_num(&k, id);
	encode_left(&k, digest, sizeof(digest));
	event_end(s, &k);
}

static void
new_user(struct story *s)
{
	uint32_t id = added(s, USER, 0);
	char handle[16] = { 0 }, name[32] = { 0 };
	uint8_t wallet[20];
	struct encoder k;

	if (s->em) {
		user_text(s, id);
		manage(s, id, "User", id, wrapped(s), "Create");
		return;
	}
	wallet_of(wallet, id);
	snprintf(handle, sizeof(handle), "user%u", id);
	k = event_begin(s, ABI_USERFACTORY_ADDUSER);
	encode_num(&k, id);
	encode_left(&k, handle, sizeof(handle));
	encode_right(&k, wallet, sizeof(wallet));
	event_end(s, &k);
	snprintf(name, sizeof(name), "%.24s", "New User");
	k = event_begin(s, ABI_USERFACTORY_UPDATENAME);
	encode_num(&k, id);
	encode_left(&k, name, sizeof(name));
	event_end(s, &k);
	user_document(s, id);
}

static void
change_user(struct story *s)
{
	uint32_t id = anybody(s);

	if (s->em) {
		snprintf(s->text, sizeof(s->text),
		    "{\"name\":\"%s\",\"bio\":\"still here\"}", words(s));
		manage(s, id, "User", id, wrapped(s), "Update");
	} else if (story_random(s, 2) == 0)
		id_and_text(s, ABI_USERFACTORY_UPDATEBIO, id, words(s));
	else
		user_document(s, id);
}

/* Tracks. */

static void
tell_track(struct story *s, uint32_t id, uint32_t owner, bool is_new)
{
	struct encoder k;
	uint8_t digest[32];

	track_text(s, owner);
	if (s->em) {
		manage(s, owner, "Track", id, wrapped(s),
		    is_new ? "Create" : "Update");
		return;
	}
	publish(s, digest);
	k = event_begin(s,
	    is_new ? ABI_TRACKFACTORY_NEWTRACK : ABI_TRACKFACTORY_UPDATETRACK);
	encode_num(&k, id);
	encode_num(&k, owner);
	encode_left(&k, digest, sizeof(digest));
	encode_num(&k, 18);
	encode_num(&k, 32);
	event_end(s, &k);
}

static void
new_track(struct story *s)
{
	uint32_t owner = some(s, USER);

	tell_track(s, added(s, TRACK, owner), owner, true);
}

static void
change_track(struct story *s)
{
	uint32_t i = (uint32_t)story_random(s, s->n[TRACK]);

	tell_track(s, id_of(s, TRACK, i), s->owner[TRACK][i], false);
}

/* Playlists. */

static void
tell_playlist(struct story *s, uint32_t id, uint32_t owner, const char *action)
{
	int n;
	size_t i, entries = 1 + story_random(s, 12);

	n = snprintf(s->text, sizeof(s->text),
	    "{\"playlist_name\":\"%s\",\"description\":\"\",\"is_album\":false,"
	    "\"is_private\":false,\"playlist_image_sizes_multihash\":\"%s\","
	    "\"playlist_contents\":{\"track_ids\":[",
	    words(s), image(s));
	for (i = 0; i < entries; i++)
		n += snprintf(s->text + n, sizeof(s->text) - (size_t)n,
		    "%s{\"track\":%u,\"time\":%u,\"metadata_time\":%u}",
		    i > 0 ? "," : "", some(s, TRACK), 1650000000u, 1650000000u);
	snprintf(s->text + n, sizeof(s->text) - (size_t)n, "]}}");
	manage(s, owner, "Playlist", id, wrapped(s), action);
}

static void
new_playlist(struct story *s)
{
	uint32_t owner = some(s, USER), id = added(s, PLAYLIST, owner);
	uint64_t tracks[12];
	size_t i, n = story_random(s, 12);
	struct encoder k;

	if (s->em) {
		tell_playlist(s, id, owner, "Create");
		return;
	}
	for (i = 0; i < n; i++)
		tracks[i] = some(s, TRACK);
	k = event_begin(s, ABI_PLAYLISTFACTORY_PLAYLISTCREATED);
	encode_num(&k, id);
	encode_num(&k, owner);
	encode_num(&k, 0);
	encode_num(&k, story_random(s, 4) == 0);
	encode_nums(&k, tracks, n);
	event_end(s, &k);
	id_and_text(s, ABI_PLAYLISTFACTORY_PLAYLISTNAMEUPDATED, id, words(s));
}

static void
change_playlist(struct story *s)
{
	uint32_t i = (uint32_t)story_random(s, s->n[PLAYLIST]);

	if (s->em)
		tell_playlist(s, id_of(s, PLAYLIST, i), s->owner[PLAYLIST][i],
		    "Update");
	else
		two(s, ABI_PLAYLISTFACTORY_PLAYLISTTRACKADDED,
		    id_of(s, PLAYLIST, i), some(s, TRACK));
}

/* What only EntityManager has. */

static void
comment(struct story *s)
{
	if (s->comments == 0 || story_random(s, 10) < 6) {
		snprintf(s->text, sizeof(s->text),
		    "{\"body\":\"%s\",\"entity_id\":%u,\"entity_type\":"
		    "\"Track\",\"mentions\":[],\"track_timestamp_s\":7}",
		    words(s), some(s, TRACK));
		manage(s, anybody(s), "Comment", EM_COMMENT + ++s->comments,
		    wrapped(s), "Create");
		return;
	}
	snprintf(s->text, sizeof(s->text),
	    "{\"entity_id\":%u,\"entity_type\":\"Track\"}", some(s, TRACK));
	manage(s, anybody(s), "Comment",
	    EM_COMMENT + 1 + popular(s, s->comments), wrapped(s), "React");
}

static void
subscribe(struct story *s)
{
	uint32_t who = anybody(s);

	manage(s, who, "User", some(s, USER), "",
	    story_random(s, 5) == 0 ? "Unsubscribe" : "Subscribe");
}

static void
share(struct story *s)
{
	manage(s, anybody(s), "Track", some(s, TRACK), "", "Share");
}

/* One thing of a day, of 1000. */
static void
step(struct story *s)
{
	static const struct {
		unsigned below, em_below;
		void (*tell)(struct story *s);
	} row[] = {
		{ 60, 60, new_user },
		{ 90, 90, change_user },
		{ 140, 140, new_track },
		{ 148, 148, change_track },
		{ 163, 168, new_playlist },
		{ 203, 198, change_playlist },
		{ 263, 248, take_back },
		{ 263, 313, comment },
		{ 263, 328, subscribe },
		{ 263, 343, share },
	};
	unsigned n = (unsigned)story_random(s, 1000);
	size_t i;

	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++)
		if (n < (s->em ? row[i].em_below : row[i].below)) {
			row[i].tell(s);
			return;
		}
	if (n < 640)
		link(s, FOLLOW, USER);
	else if (n < 785)
		link(s, REPOST, TRACK);
	else if (n < 800)
		link(s, REPOST, PLAYLIST);
	else if (n < 975)
		link(s, SAVE, TRACK);
	else
		link(s, SAVE, PLAYLIST);
}

/* Somebody must be there first. */
static void
begin(struct story *s)
{
	if (s->n[USER] < 10)
		new_user(s);
	else if (s->n[TRACK] < 10)
		new_track(s);
	else if (s->n[PLAYLIST] < 3)
		new_playlist(s);
	else
		step(s);
}

void
story_next(struct story *s, struct event *e)
{
	if (s->w.legacy && s->w.em && !s->em && s->first == s->last &&
	    s->told >= s->w.events / 2) {
		s->em = true;
		memcpy(s->legacy, s->n, sizeof(s->legacy));
	}
	while (s->first == s->last) {
		s->first = s->last = 0;
		begin(s);
	}
	*e = s->queue[s->first++];
	s->told++;
}

struct story *
story_new(const struct wish *w, struct heap *docs)
{
	struct story *s = calloc(1, sizeof(*s));
	size_t i;

	if (s == NULL)
		exit(EX_OSERR);
	s->w = *w;
	s->docs = docs;
	s->random = w->seed;
	s->em = !w->legacy;
	for (i = 0; i < GROUP; i++)
		if ((s->queue[i].data = malloc(EVENT_DATA)) == NULL)
			exit(EX_OSERR);
	return s;
}

void
story_sum(const struct story *s, char *buf, size_t cap)
{
	snprintf(buf, cap,
	    "%u users, %u tracks, %u playlists, %u comments, %zu documents",
	    s->n[USER], s->n[TRACK], s->n[PLAYLIST], s->comments, s->nknown);
}
