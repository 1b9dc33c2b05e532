/* SPDX-License-Identifier: ISC */
/*
 * Whatever a document says, its cells are what their columns take.
 */
#include <string.h>

#include "common/base/fuzz.h"
#include "common/base/limits.h"
#include "common/base/num.h"
#include "common/base/sig.h"
#include "common/base/text.h"
#include "common/conf/conf.h"
#include "common/json/jsonv.h"
#include "indexer/apply/defaults.h"
#include "indexer/apply/metadata.h"

static void
want(bool ok)
{
	if (!ok)
		__builtin_trap();
}

static void
is_text(const char *cell)
{
	want(cell == NULL || text_is_clean(cell, strlen(cell)));
}

static void
is_bool(const char *cell)
{
	want(cell != NULL && (strcmp(cell, "t") == 0 || !strcmp(cell, "f")));
}

static void
is_int(const char *cell)
{
	int64_t n;

	want(cell == NULL || num_i64(&n, cell, INT32_MIN, INT32_MAX) == 0);
}

static void
is_json(const char *cell, const char *first)
{
	struct jsonv_fault f;

	want(cell == NULL ||
	     (strchr(first, cell[0]) != NULL &&
		 jsonv_check(&f, cell, strlen(cell), LIM_JSON_DEPTH) == 0));
}

static void
check_field(const struct meta_field *f)
{
	want(f->set || f->value == NULL);
	is_text(f->value);
}

static void
check_user(const struct meta_user *u)
{
	size_t i;

	check_field(&u->picture);
	check_field(&u->cover);
	check_field(&u->bio);
	check_field(&u->name);
	check_field(&u->location);
	check_field(&u->library);
	want(u->picture.value == NULL || format_is_cid(u->picture.value));
	want(u->cover.value == NULL || format_is_cid(u->cover.value));
	is_json(u->library.value, "{");
	is_bool(u->has_collectibles);
	is_bool(u->is_deactivated);
	is_int(u->artist_pick);
	for (i = 0; i < ASSOCIATED__MAX; i++)
		want(u->wallets[i].n == 0); /* nobody has signed */
	want(u->events.referrer >= -1 && u->events.referrer <= LIM_ID);
	want(u->events.told || u->events.referrer == -1);
}

static void
check_track(const struct meta_track *t)
{
	const char *const *cell = t->cell;
	unsigned i;

	for (i = TR_TITLE; i <= TR_IS_PLAYLIST_UPLOAD; i++)
		is_text(cell[i]);
	want(cell[TR_COVER_ART_SIZES] == NULL ||
	     format_is_cid(cell[TR_COVER_ART_SIZES]));
	is_int(cell[TR_LENGTH]);
	is_int(cell[TR_DURATION]);
	want(cell[TR_LENGTH] != NULL && cell[TR_DURATION] != NULL);
	is_bool(cell[TR_IS_DOWNLOADABLE]);
	is_bool(cell[TR_IS_UNLISTED]);
	is_bool(cell[TR_IS_STREAM_GATED]);
	is_bool(cell[TR_IS_PLAYLIST_UPLOAD]);
	is_json(cell[TR_TRACK_SEGMENTS], "[");
	is_json(cell[TR_DOWNLOAD], "{");
	is_json(cell[TR_REMIX_OF], "{");
	is_json(cell[TR_STEM_OF], "{");
	is_json(cell[TR_FIELD_VISIBILITY], "{");
	is_json(cell[TR_STREAM_CONDITIONS], "{");
	want(cell[TR_FIELD_VISIBILITY] != NULL && cell[TR_DOWNLOAD] != NULL);
	want(t->parents != NULL && t->parents[0] == '{');
	is_int(t->stem_parent);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static struct conf cf;
	static struct sig *sig;
	struct ctx c = { .cf = &cf, .a = arena_new((size_t)256 << 20) };
	struct doc d = { .cid = "Qm", .asked = "" };
	struct meta m = { .kind = META_USER, .doc = &d };
	struct jsonv_fault f;

	if (sig == NULL)
		sig = sig_new();
	d.text = text_clean(c.a, data, len);
	d.len = strlen(d.text);
	if (jsonv_check(&f, d.text, d.len, LIM_JSON_DEPTH) == 0 &&
	    docs_has_sane_numbers(d.text, d.len)) {
		meta_read(&c, &m, c.a, sig, 1);
		if (m.why == NULL)
			check_user(&m.user);
		m.kind = META_TRACK;
		meta_read(&c, &m, c.a, sig, 1);
		if (m.why == NULL)
			check_track(&m.track);
	}
	arena_free(c.a);
	return 0;
}
