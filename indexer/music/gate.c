/* SPDX-License-Identifier: ISC */
#include "indexer/music/gate.h"

#include <inttypes.h>
#include <string.h>

#include "common/base/limits.h"
#include "common/json/jsonr.h"
#include "common/json/jsonv.h"

#define STREAM   "stream_conditions"
#define DOWNLOAD "download_conditions"

static struct json_object *
purchase_of(const struct em *x, const char *key)
{
	struct json_object *v, *p;

	v = em_value(x, key);
	return jsonr_opt_obj(&p, v, "usdc_purchase") ? p : NULL;
}

static size_t
count(struct json_object *v)
{
	return json_object_is_type(v, json_type_object)
		   ? (size_t)json_object_object_length(v)
		   : 0;
}

/* T14, P13: what a purchase must say; the old form of splits will do. */
static bool
is_priced(struct json_object *purchase)
{
	struct json_object *splits;
	int64_t price;

	return jsonr_opt_int(&price, purchase, "price") &&
	       (jsonr_opt_arr(&splits, purchase, "splits") ||
		   jsonr_opt_obj(&splits, purchase, "splits"));
}

static bool
has_price(const struct em *x, const char *key)
{
	struct json_object *v = em_value(x, key);

	if (!json_object_object_get_ex(v, "usdc_purchase", NULL))
		return true;
	return is_priced(purchase_of(x, key));
}

/* T7 (h): a purchase names who gets the money. */
static bool
has_splits(const struct em *x, const char *key)
{
	struct json_object *p = purchase_of(x, key), *splits;

	if (p == NULL)
		return true;
	if (jsonr_opt_arr(&splits, p, "splits"))
		return json_object_array_length(splits) > 0;
	return jsonr_opt_obj(&splits, p, "splits") && count(splits) > 0;
}

/* They are read again with each event that they decide about. */
static bool
is_long(struct em *x, const char *key)
{
	struct ctx k = *x->c;

	k.a = x->scratch;
	return strlen(jsonr_text(&k, em_value(x, key))) > LIM_CONDITIONS;
}

static enum rc
check_stream(struct em *x)
{
	size_t n = count(em_value(x, STREAM));

	if (n == 0)
		return em_reject(x, "T7", "stream gated without conditions");
	if (n > 1)
		return em_reject(x, "T7", "stream gated by %zu conditions", n);
	if (!em_true(x, "is_download_gated"))
		return em_reject(x, "T7", "stream but not download gated");
	if (!json_object_equal(em_value(x, STREAM), em_value(x, DOWNLOAD)))
		return em_reject(x, "T7", "stream and download differ");
	return RC_OK;
}

enum rc
em_gate_check_track(struct em *x)
{
	bool stream = em_true(x, "is_stream_gated");
	bool download = em_true(x, "is_download_gated");
	size_t n = count(em_value(x, DOWNLOAD));
	enum rc rc;

	if ((stream || download) && !format_is_empty(em_value(x, "stem_of")))
		return em_reject(x, "T7", "a stem is gated");
	if (em_since(x, SINCE_T7) &&
	    (!has_splits(x, STREAM) || !has_splits(x, DOWNLOAD)))
		return em_reject(x, "T7", "nobody gets what is paid");
	if (stream && (rc = check_stream(x)) != RC_OK)
		return rc;
	if (!stream && download && n != 1)
		return em_reject(x, "T7", "download gated by %zu conditions",
		    n);
	if (is_long(x, STREAM) || is_long(x, DOWNLOAD))
		return em_reject(x, "T7", "conditions of more than %d bytes",
		    LIM_CONDITIONS);
	if (!has_price(x, STREAM) || !has_price(x, DOWNLOAD))
		return em_reject(x, "T14", "price or splits are missing");
	return RC_OK;
}

static struct json_object *
parsed(struct em *x, const char *text)
{
	struct json_object *o = NULL;
	struct ctx k = *x->c;

	k.a = x->scratch;
	err_clear(&k.err);
	if (text == NULL || jsonr_doc(&k, &o, text, strlen(text)) != RC_OK)
		return NULL;
	return o;
}

enum rc
em_gate_check_playlist(struct em *x)
{
	size_t n = count(em_value(x, STREAM));

	if (em_true(x, "is_stream_gated") && n != 1)
		return em_reject(x, "P9", "stream gated by %zu conditions", n);
	if (is_long(x, STREAM))
		return em_reject(x, "P9", "conditions of more than %d bytes",
		    LIM_CONDITIONS);
	if (!has_price(x, STREAM))
		return em_reject(x, "P13", "price or splits are missing");
	return RC_OK;
}

enum rc
em_gate_is_open(struct em *x, const struct row *t, bool *open)
{
	const char *key[] = { x->user, NULL };
	struct row *f;
	int64_t id;
	enum rc rc;

	*open = t->cell[TR_IS_STREAM_GATED] == NULL ||
		t->cell[TR_IS_STREAM_GATED][0] != 't' ||
		t->cell[TR_STREAM_CONDITIONS] == NULL ||
		strcmp(t->cell[TR_OWNER_ID], x->user) == 0;
	if (*open ||
	    jsonv_int(&id, jsonv_member(span_str(t->cell[TR_STREAM_CONDITIONS]),
			       "follow_user_id")) != 0 ||
	    id < 0 || id > LIM_ID)
		return RC_OK;
	key[1] = rows_int(x->rows, id);
	rc = rows_get(x->c, x->rows, &f, T_FOLLOWS, key);
	if (rc == RC_OK)
		*open = f->there && f->cell[F_IS_DELETE][0] == 'f';
	return rc;
}

static void
replace_splits(const struct em *x, const char *key, int64_t owner_id)
{
	struct json_object *p = purchase_of(x, key), *splits, *all, *one;

	if (p == NULL || !jsonr_opt_obj(&splits, p, "splits"))
		return;
	one = json_object_new_object();
	json_object_object_add(one, "user_id", json_object_new_int64(owner_id));
	json_object_object_add(one, "percentage",
	    json_object_new_double_s(100, "100.0"));
	all = json_object_new_array();
	json_object_array_add(all, one);
	json_object_object_add(p, "splits", all);
}

void
em_gate_new_splits(struct em *x, int64_t owner_id)
{
	replace_splits(x, STREAM, owner_id);
	replace_splits(x, DOWNLOAD, owner_id);
}

/* The newest price: is it of an earlier block, and another one? */
static bool
is_news(struct em *x, const struct row *now, struct json_object *splits,
    const char *cents, const char *access)
{
	if (!now->there)
		return true;
	if (strcmp(now->cell[PN_TIME], x->ap->time) == 0)
		return false;
	return strcmp(now->cell[PN_CENTS], cents) != 0 ||
	       (access != NULL && strcmp(now->cell[PN_ACCESS], access) != 0) ||
	       !json_object_equal(parsed(x, now->cell[PN_SPLITS]), splits);
}

static enum rc
note_price(struct em *x, struct json_object *purchase, const char *access,
    enum table_id newest, enum table_id history)
{
	const char *const key[] = { x->entity, x->ap->time };
	struct json_object *splits;
	struct row *now, *h;
	const char *cents;
	int64_t price;
	enum rc rc;

	if (!jsonr_opt_int(&price, purchase, "price") ||
	    !jsonr_opt_arr(&splits, purchase, "splits"))
		return RC_OK;
	rc = rows_get_id(x->c, x->rows, &now, newest, x->entity_id);
	if (rc != RC_OK)
		return rc;
	cents = arena_printf(x->c->a, "%" PRId64, price);
	if (!is_news(x, now, splits, cents, access))
		return RC_OK;
	rows_know(now, PN_TIME, x->ap->time);
	rows_know(now, PN_SPLITS, jsonr_text(x->c, splits));
	rows_know(now, PN_CENTS, cents);
	if (access != NULL)
		rows_know(now, PN_ACCESS, access);
	h = rows_put(x->rows, history, key);
	rows_set(h, TP_SPLITS, now->cell[PN_SPLITS]);
	rows_set(h, TP_TOTAL_PRICE_CENTS, cents);
	rows_set(h, TP_BLOCKNUMBER, x->ap->blocknumber);
	if (access != NULL)
		rows_set(h, TP_ACCESS, access);
	rows_set(h, access != NULL ? TP_CREATED_AT : AL_CREATED_AT,
	    x->ap->time);
	return RC_OK;
}

enum rc
em_gate_track_price(struct em *x)
{
	const char *key =
	    format_is_empty(em_value(x, STREAM)) ? DOWNLOAD : STREAM;
	struct json_object *purchase = purchase_of(x, key);

	if (purchase == NULL)
		return RC_OK;
	return note_price(x, purchase,
	    strcmp(key, STREAM) == 0 ? "stream" : "download", T_TRACK_PRICE_NOW,
	    T_TRACK_PRICES);
}

enum rc
em_gate_album_price(struct em *x)
{
	struct json_object *purchase = purchase_of(x, STREAM);

	if (purchase == NULL || !em_has(x, "is_stream_gated"))
		return RC_OK;
	return note_price(x, purchase, NULL, T_ALBUM_PRICE_NOW, T_ALBUM_PRICES);
}
