/* SPDX-License-Identifier: ISC */
#include "indexer/em/data.h"

#include <string.h>

#include "common/base/iso_time.h"
#include "common/base/limits.h"
#include "common/base/text.h"
#include "common/json/jsonr.h"
#include "indexer/apply/metadata.h"
#include "indexer/docs/docs.h"
#include "indexer/em/format.h"

enum body { WRAPPED, RAW, TEXT };

static bool
is_one_of(const char *s, const char *const *list)
{
	for (; *list != NULL; list++)
		if (strcmp(s, *list) == 0)
			return true;
	return false;
}

static enum body
body_of(const struct em *x)
{
	static const char *const raw_types[] = { "Notification", "Grant",
		"DeveloperApp", "DashboardWalletUser", NULL };
	static const char *const raw_actions[] = { "Repost", "Unrepost", "Save",
		"Unsave", "Follow", "Unfollow", "Subscribe", "Unsubscribe",
		"Approve", "Reject", NULL };

	if (x->len == 0 || strcmp(x->type, "UserReplicaSet") == 0 ||
	    (strcmp(x->type, "User") == 0 &&
		strcmp(x->action, "Create") == 0) ||
	    (strcmp(x->type, "Event") == 0 && strcmp(x->action, "Delete") == 0))
		return TEXT;
	return is_one_of(x->type, raw_types) ||
		       is_one_of(x->action, raw_actions)
		   ? RAW
		   : WRAPPED;
}

static bool
parse(struct em *x, struct json_object **o, const char *text, size_t len)
{
	struct ctx k = *x->c;

	k.a = x->scratch;
	err_clear(&k.err);
	return jsonr_user_doc(&k, o, text, len) == RC_OK &&
	       docs_has_sane_numbers(text, len);
}

/* M7: of a track, who may see it can stand beside its data. */
static void
take_authorities(struct em *x, struct json_object *o, struct json_object *data)
{
	static const char key[] = "access_authorities";
	struct json_object *v;

	if (strcmp(x->type, "Track") == 0 &&
	    json_object_is_type(data, json_type_object) &&
	    json_object_object_get_ex(o, key, &v) &&
	    json_object_object_get(data, key) == NULL)
		json_object_object_add(data, key, json_object_get(v));
}

/* The two members of a wrapper; *data may be NULL (null). */
static bool
unwrap(struct em *x, struct json_object *o, struct json_object **data)
{
	struct json_object *cid;

	if (!json_object_is_type(o, json_type_object) ||
	    !json_object_object_get_ex(o, "cid", &cid) ||
	    !json_object_object_get_ex(o, "data", data))
		return false;
	if (!jsonr_opt_text(x->c, &x->cid, cid, NULL))
		x->cid = NULL;
	take_authorities(x, o, *data);
	return true;
}

struct json_object *
em_data_any(struct em *x)
{
	struct json_object *o, *data;

	if (!parse(x, &o, x->text, x->len) ||
	    !json_object_is_type(o, json_type_object))
		return NULL;
	return jsonr_opt_obj(&data, o, "data") ? data : o;
}

bool
em_data_wrapped(struct em *x)
{
	struct json_object *o, *data;

	if (!parse(x, &o, x->text, x->len) || !unwrap(x, o, &data))
		return false;
	if (json_object_is_type(data, json_type_object))
		x->data = data;
	return true;
}

static enum rc
apply_format(struct em *x)
{
	x->format = em_format(x->type, x->action, &x->nformat);
	if (x->format == NULL)
		return em_reject(x, "M4", "this type has no metadata format");
	if (format_is_default(x->format, x->nformat, x->data))
		return em_reject(x, "M3", "metadata says nothing");
	return RC_OK;
}

static enum rc
read_wrapper(struct em *x)
{
	struct json_object *o, *data;

	if (!parse(x, &o, x->text, x->len))
		return em_reject(x, "M1", "metadata is not JSON");
	if (!unwrap(x, o, &data) ||
	    !json_object_is_type(data, json_type_object))
		return em_reject(x, "M2", "metadata has no cid and data");
	x->data = data;
	return strcmp(x->action, "Update") != 0 ? apply_format(x) : RC_OK;
}

/* L2: the document that the CID names; it is complete, so defaults count. */
static enum rc
read_document(struct em *x)
{
	const struct meta *m = x->e->meta;

	x->is_document = true;
	x->cid = m->doc->cid;
	if (m->why != NULL)
		return em_reject(x, "M1", "%s", m->why);
	if (!parse(x, &x->data, m->doc->text, m->doc->len) ||
	    !json_object_is_type(x->data, json_type_object))
		return em_reject(x, "M1",
		    "its metadata document is not an object");
	if ((x->format = em_format_l2(x->type, &x->nformat)) == NULL)
		return em_reject(x, "M4", "this type has no metadata format");
	if (format_is_default(x->format, x->nformat, x->data))
		return em_reject(x, "M3", "its metadata document says nothing");
	return RC_OK;
}

enum rc
em_data_read(struct em *x)
{
	if (x->e->meta != NULL)
		return read_document(x);
	switch (body_of(x)) {
	case WRAPPED:
		return read_wrapper(x);
	case RAW:
		if (!parse(x, &x->data, x->text, x->len))
			x->data = NULL;
		break;
	case TEXT:
		break;
	}
	return RC_OK;
}

/* Keys. */

static bool
is_in_format(const struct em *x, const char *key)
{
	size_t i;

	if (x->format == NULL)
		return true;
	for (i = 0; i < x->nformat; i++)
		if (strcmp(x->format[i].key, key) == 0)
			return true;
	return false;
}

bool
em_has(const struct em *x, const char *key)
{
	if (x->format != NULL)
		return is_in_format(x, key);
	return json_object_object_get_ex(x->data, key, NULL);
}

struct json_object *
em_value(const struct em *x, const char *key)
{
	return is_in_format(x, key) ? format_value(x->data, key) : NULL;
}

const char *
em_text(struct em *x, const char *key)
{
	const char *s;

	return jsonr_opt_text(x->c, &s, em_value(x, key), NULL) ? s : NULL;
}

bool
em_is_text(const struct em *x, const char *key)
{
	return json_object_is_type(em_value(x, key), json_type_string);
}

bool
em_get_id(const struct em *x, const char *key, int64_t *id)
{
	int64_t n;

	if (!jsonr_opt_int(&n, em_value(x, key), NULL) || n < 0 || n > LIM_ID)
		return false;
	*id = n;
	return true;
}

const char *
em_id(struct em *x, const char *key)
{
	int64_t id;

	return em_get_id(x, key, &id) ? rows_int(x->rows, id) : NULL;
}

bool
em_true(const struct em *x, const char *key)
{
	bool b;

	return jsonr_opt_bool(&b, em_value(x, key), NULL) && b;
}

size_t
em_chars(const char *s)
{
	size_t n = 0;

	for (; *s != '\0'; s++)
		n += ((unsigned char)*s & 0xc0) != 0x80;
	return n;
}

const char *
em_lower(struct em *x, const char *s)
{
	char *low = arena_strdup(x->c->a, s), *p;

	for (p = low; *p != '\0'; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p - 'A' + 'a');
	return low;
}
