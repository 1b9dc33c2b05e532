/* SPDX-License-Identifier: ISC */
/* What documents put into the columns of tracks and users. */
#include "common/base/release_date.h"
#include "common/base/sig.h"
#include "common/conf/conf.h"
#include "indexer/apply/metadata.h"
#include "tests/tap.h"
#include "tests/unit/vec.h"

#define CID "QmdfTbBqBPQ7VNxZEYEj14VmRuZBkqFbiwReogJgS1zR1n"
#define SEG "{\"multihash\":\"" CID "\",\"duration\":"
#define VISIB                                                                  \
	"{\"mood\":true,\"tags\":true,\"genre\":true,\"share\":true,"          \
	"\"play_count\":true,\"remixes\":true}"

#define USER 3000001
/* The second personal message of the vectors. */
#define ETH "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"
#define ETH_SIG                                                                \
	"0x5832f10a17b0742201e05f627b30cf5581b0bde32771cd57dfb6709abb4ecb1d7"  \
	"58fbdb93c4724ac757535b3352d2088c37c087ac75154b1e29eae0e2925b24e1b"

static struct ctx c;
static struct sig *sig;

static struct meta *
read_text(enum meta_kind kind, const char *text)
{
	struct meta *m = arena_zalloc(c.a, 1, sizeof(*m));
	struct doc *d = arena_zalloc(c.a, 1, sizeof(*d));

	d->text = text;
	d->len = strlen(text);
	m->doc = d;
	m->kind = kind;
	meta_read(&c, m, c.a, sig, USER);
	return m;
}

static const char *
shown(const char *s)
{
	return s == NULL ? "(null)" : s;
}

static void
test_track_cells(void)
{
	static const struct {
		const char *doc;
		unsigned col;
		const char *want;
	} rows[] = {
		{ "{\"title\":\"x\"}", TR_TITLE, "x" },
		{ "{\"title\":7}", TR_TITLE, NULL },
		{ "{\"title\":\"\"}", TR_TITLE, "" },
		{ "{\"tags\":[\"a\"]}", TR_TAGS, NULL },
		{ "{\"length\":12}", TR_LENGTH, "12" },
		{ "{\"length\":\"12\"}", TR_LENGTH, "0" },
		{ "{\"duration\":7}", TR_DURATION, "7" },
		{ "{\"duration\":2147483648}", TR_DURATION, "0" },
		{ "{\"track_segments\":[" SEG "1.25}," SEG "1.25}]}",
		    TR_DURATION, "2" },
		{ "{\"track_segments\":[" SEG "1.75}," SEG "1.75}]}",
		    TR_DURATION, "4" },
		{ "{\"track_segments\":[" SEG "1e300}]}", TR_DURATION, "0" },
		{ "{\"track_segments\":[" SEG "2}]}", TR_TRACK_SEGMENTS,
		    "[" SEG "2}]" },
		{ "{\"track_segments\":[" SEG "2},1]}", TR_TRACK_SEGMENTS,
		    "[]" },
		{ "{\"track_segments\":[" SEG "2,\"x\":1}]}", TR_TRACK_SEGMENTS,
		    "[]" },
		{ "{\"cover_art\":\"" CID "\"}", TR_COVER_ART_SIZES, CID },
		{ "{\"cover_art\":\"" CID "\",\"cover_art_sizes\":\"\"}",
		    TR_COVER_ART_SIZES, CID },
		{ "{\"cover_art\":\"" CID "\",\"cover_art_sizes\":\"x\"}",
		    TR_COVER_ART_SIZES, NULL },
		{ "{\"cover_art\":\"" CID "\"}", TR_COVER_ART, NULL },
		{ "{\"title\":\"x\"}", TR_FIELD_VISIBILITY, VISIB },
		{ "{\"field_visibility\":{\"mood\":false}}",
		    TR_FIELD_VISIBILITY, "{\"mood\":false}" },
		{ "{\"field_visibility\":{\"mood\":1}}", TR_FIELD_VISIBILITY,
		    VISIB },
		{ "{\"field_visibility\":{\"mood\":true,\"x\":true}}",
		    TR_FIELD_VISIBILITY, VISIB },
		{ "{\"remix_of\":{\"tracks\":[{\"parent_track_id\":3}]}}",
		    TR_REMIX_OF, "{\"tracks\":[{\"parent_track_id\":3}]}" },
		{ "{\"remix_of\":{\"tracks\":[{\"parent_track_id\":3,"
		  "\"x\":1}]}}",
		    TR_REMIX_OF, NULL },
		{ "{\"remix_of\":{\"tracks\":[]}}", TR_REMIX_OF, NULL },
		{ "{\"stem_of\":{\"category\":\"BASS\","
		  "\"parent_track_id\":3}}",
		    TR_STEM_OF,
		    "{\"category\":\"BASS\",\"parent_track_id\":3}" },
		{ "{\"stem_of\":{\"parent_track_id\":3}}", TR_STEM_OF, NULL },
		{ "{\"is_unlisted\":true}", TR_IS_UNLISTED, "t" },
		{ "{\"is_unlisted\":1}", TR_IS_UNLISTED, "f" },
		{ "{\"is_premium\":true}", TR_IS_STREAM_GATED, "t" },
		{ "{\"premium_conditions\":{\"follow_user_id\":1}}",
		    TR_STREAM_CONDITIONS, "{\"follow_user_id\":1}" },
		{ "{\"title\":\"x\",\"premium_conditions\":{}}",
		    TR_STREAM_CONDITIONS, NULL },
		{ "{\"title\":\"x\"}", TR_DOWNLOAD,
		    "{\"cid\":null,\"is_downloadable\":false,"
		    "\"requires_follow\":false}" },
		{ "{\"download\":{\"is_downloadable\":true,"
		  "\"requires_follow\":1,\"cid\":\"" CID "\"}}",
		    TR_DOWNLOAD,
		    "{\"cid\":\"" CID "\",\"is_downloadable\":true,"
		    "\"requires_follow\":false}" },
		{ "{\"download\":{\"is_downloadable\":true,\"cid\":\"x\"}}",
		    TR_IS_DOWNLOADABLE, "f" },
		{ "{\"download\":{\"is_downloadable\":true}}",
		    TR_IS_DOWNLOADABLE, "t" },
		{ "{\"release_date\":\"86400\"}", TR_RELEASE_DATE,
		    "1970-01-02 00:00:00" },
		{ "{\"release_date\":86400}", TR_RELEASE_DATE, NULL },
	};
	const char *got;
	struct meta *m;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		m = read_text(META_TRACK, rows[i].doc);
		got = m->why != NULL ? m->why : m->track.cell[rows[i].col];
		IS(shown(got), shown(rows[i].want), "%s of %s",
		    tables[T_TRACKS].cols[rows[i].col], rows[i].doc);
	}
}

static void
test_parents(void)
{
	struct meta *m;

	m = read_text(META_TRACK,
	    "{\"remix_of\":{\"tracks\":[{\"parent_track_id\":3,\"x\":1},"
	    "{\"parent_track_id\":\"4\"},{\"parent_track_id\":5}]}}");
	IS(m->track.parents, "{3,5}",
	    "remixes are made of what is an id, whatever the column says");
	OK(m->track.cell[TR_REMIX_OF] == NULL, "and the column says nothing");
	m = read_text(META_TRACK, "{\"stem_of\":{\"parent_track_id\":3}}");
	IS(shown(m->track.stem_parent), "3", "a stem's parent as well");
	m = read_text(META_TRACK, "{\"stem_of\":{\"parent_track_id\":true}}");
	OK(m->track.stem_parent == NULL, "if it is an id");
}

static void
test_user(void)
{
	struct meta_user *u;

	u = &read_text(META_USER,
	    "{\"bio\":\"b\",\"name\":7,\"location\":\"\","
	    "\"profile_picture\":\"" CID "\",\"profile_picture_sizes\":0,"
	    "\"cover_photo\":\"x\",\"collectibles\":{\"a\":1},"
	    "\"playlist_library\":[1],\"is_deactivated\":true,"
	    "\"artist_pick_track_id\":9}")
		 ->user;
	IS(shown(u->bio.value), "b", "text is taken");
	OK(u->name.set && u->name.value == NULL,
	    "a name of the wrong type clears the column");
	OK(!u->location.set, "an empty location leaves the column alone");
	IS(shown(u->picture.value), CID, "a content id is taken");
	OK(u->cover.set && u->cover.value == NULL,
	    "a cover that is no content id clears the column");
	OK(u->library.set && u->library.value == NULL,
	    "a library that is no object clears the column");
	IS(u->has_collectibles, "t", "collectibles that are there");
	IS(u->is_deactivated, "t", "deactivated");
	IS(shown(u->artist_pick), "9", "artist's pick");
	u = &read_text(META_USER, "{\"bio\":\"b\",\"is_deactivated\":1,"
				  "\"artist_pick_track_id\":2147483648}")
		 ->user;
	OK(!u->library.set && !u->picture.set, "what is not there is not set");
	IS(u->is_deactivated, "f", "deactivated means true");
	OK(u->artist_pick == NULL, "no pick above 32 bits");
	IS(u->has_collectibles, "f", "no collectibles");
}

/* One entry of associated_wallets, and whether it counts. */
static void
test_wallets(void)
{
	static const struct {
		const char *json, *name;
		size_t n;
	} rows[] = {
		{ "{\"" ETH "\":{\"signature\":\"" ETH_SIG "\"}}",
		    "a wallet that has signed for the user", 1 },
		{ "{\"" ETH "\":{\"signature\":\"" ETH_SIG "\",\"x\":1}}",
		    "with more members", 1 },
		{ "{\"" ETH "\":{\"signature\":\"" ETH_SIG "\"},\"x\":{}}",
		    "next to a bad entry", 1 },
		{ "{\"0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266\":"
		  "{\"signature\":\"" ETH_SIG "\"}}",
		    "in another spelling", 0 },
		{ "{\"" ETH "\":{\"signature\":\"0x" ETH_SIG "\"}}",
		    "with a signature too long", 0 },
		{ "{\"" ETH "\":{\"signature\":7}}", "with a number", 0 },
		{ "{\"" ETH "\":\"" ETH_SIG "\"}", "without an object", 0 },
		{ "{\"" ETH "\":null}", "with null", 0 },
		{ "[\"" ETH "\"]", "in a list", 0 },
		{ "\"" ETH "\"", "as text", 0 },
		{ "null", "not at all", 0 },
	};
	struct associated *w;
	const char *doc;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		doc = arena_printf(c.a,
		    "{\"bio\":\"b\",\"associated_wallets\":%s}", rows[i].json);
		w = read_text(META_USER, doc)->user.wallets;
		OK(w[ASSOCIATED_ETH].n == rows[i].n, "a wallet %s %s",
		    rows[i].name, rows[i].n > 0 ? "counts" : "is passed over");
		OK(w[ASSOCIATED_SOL].n == 0,
		    "and it is none of the other chain");
	}
	w = read_text(META_USER, "{\"associated_sol_wallets\":{\"" ETH
				 "\":{\"signature\":\"" ETH_SIG "\"}}}")
		->user.wallets;
	OK(w[ASSOCIATED_SOL].n == 0,
	    "the proof of one chain is none of another");
}

static void
test_events(void)
{
	static const struct {
		const char *json;
		bool told;
		int64_t referrer;
		bool mobile;
	} rows[] = {
		{ "{\"referrer\":7,\"is_mobile_user\":true}", true, 7, true },
		{ "{\"referrer\":\"7\",\"is_mobile_user\":1}", true, -1,
		    false },
		{ "{\"referrer\":true}", true, -1, false },
		{ "{\"referrer\":7.5}", true, -1, false },
		{ "{\"referrer\":2147483648}", true, -1, false },
		{ "{\"referrer\":-1,\"is_mobile_user\":false}", true, -1,
		    false },
		{ "{}", true, -1, false },
		{ "[]", false, -1, false },
		{ "null", false, -1, false },
	};
	struct user_events *e;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		e = &read_text(META_USER,
		    arena_printf(c.a, "{\"bio\":\"b\",\"events\":%s}",
			rows[i].json))
			 ->user.events;
		OK(e->told == rows[i].told && e->referrer == rows[i].referrer &&
			e->is_mobile == rows[i].mobile,
		    "events %s", rows[i].json);
	}
}

static void
test_unusable(void)
{
	OK(read_text(META_USER, "[]")->why != NULL, "an array is of no use");
	OK(read_text(META_USER, "{")->why != NULL, "half a document neither");
	OK(read_text(META_USER, "{\"title\":\"x\"}")->why != NULL,
	    "a track's document says nothing of a user");
	OK(read_text(META_TRACK, "{\"title\":\"x\"}")->why == NULL,
	    "but of a track");
}

static void
test_release_date(void)
{
	static const struct {
		const char *in, *want;
	} rows[] = {
		{ "Tue Mar 03 2020 01:02:03 GMT+0100", "2020-03-03 00:02:03" },
		{ "Sat Feb 29 2020 23:30:00 GMT-0100", "2020-03-01 00:30:00" },
		{ "Sat Feb 29 2020 23:30:00 GMT-01:00", "2020-03-01 00:30:00" },
		{ "Fri Feb 29 2019 23:30:00 GMT+0000", NULL },
		{ "Tue Mar 3 2020 01:02:03 GMT+0000", "2020-03-03 01:02:03" },
		{ "Tue Mar 03 2020 01:02:03 GMT", NULL },
		{ "Tue Mar 03 2020 01:02:03 GMTZ", NULL },
		{ "Tue Mar 03 2020 01:02:03 GMT+01", NULL },
		{ "Tue Mar 03 2020 01:02:03 GMT+010", NULL },
		{ "Tue Mar 03 2020 01:02:03 GMT+01:0", NULL },
		{ "Tue Mar 03 2020 01:02:03 GMT+01000", NULL },
		{ "Tue Mar 03 2020 01:02:03 GMT.5+01", NULL },
		{ "Tue Mar 03 2020 01:02:03 UTC+0100", NULL },
		{ "Tue Mar 03 2020 01:02 GMT+0100", NULL },
		{ "Tue Mar 03 2020 01:02+00 GMT+0100", NULL },
		{ "Tue Mar 03 2020 24:02:03 GMT+0100", NULL },
		{ "Tue Mar 03 2020 01:02:03 GMT+2400", NULL },
		{ "Tue Mar 03 0000 01:02:03 GMT+0100", NULL },
		{ "Tue Mär 03 2020 01:02:03 GMT+0100", NULL },
		{ "2020-03-03T00:02:03.004Z", "2020-03-03 00:02:03.004" },
		{ "2020-03-03T00:02:03.1234567Z", NULL },
		{ "2020-03-03T00:02:03.000Z", "2020-03-03 00:02:03" },
		{ "2020-03-03T00:02:03.120Z", "2020-03-03 00:02:03.12" },
		{ "2020-03-03T00:02:03.123456Z", "2020-03-03 00:02:03.123456" },
		{ "2020-03-03T00:02:03Z", NULL },
		{ "2020-03-03T00:02:03.Z", NULL },
		{ "2020-03-03T00:02:03.0z", NULL },
		{ "2020-03-03t00:02:03.0Z", NULL },
		{ "2020-03-03 00:02:03.0Z", NULL },
		{ "2020-03-03T00:02:03.0+00:00", NULL },
		{ "2020-13-03T00:02:03.0Z", NULL },
		{ "2020-00-03T00:02:03.0Z", NULL },
		{ "0", "1970-01-01 00:00:00" },
		{ "1583193723", "2020-03-03 00:02:03" },
		{ "253402300800", NULL },
		{ "-1", NULL },
		{ "", NULL },
		{ "soon", NULL },
		{ "Tue Mar 03 2020 01:02:03 GMT+0100 (CET)",
		    "2020-03-03 00:02:03" },
		{ "Tue Mar 03 2020 01:02:03 GMT+0100 CET", NULL },
		{ NULL, NULL },
	};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		IS(shown(release_date_cell(c.a, rows[i].in, false)),
		    shown(rows[i].want), "release date '%s'",
		    shown(rows[i].in));
	IS(shown(release_date_cell(c.a, "2020-03-03T01:02:03+01:00", true)),
	    "2020-03-03 00:02:03", "an offset, where any will do");
	IS(shown(release_date_cell(c.a, "2020-03-03T01:02:03+01:00", false)),
	    shown(NULL), "and where not");
}

int
main(void)
{
	static struct conf cf;

	c.a = vec_arena();
	c.cf = &cf;
	sig = sig_new();
	test_track_cells();
	test_parents();
	test_user();
	test_wallets();
	test_events();
	test_unusable();
	test_release_date();
	sig_free(sig);
	DONE();
}
