/* SPDX-License-Identifier: ISC */
/*
 * Metadata of EntityManager, from the text of the event to values: of every
 * type and action, read in every way a column can ask for it.
 *
 * The first byte of the input says which type and action, the rest is the
 * text.  Types behind the last are documents named by a CID.
 */
#include <math.h>
#include <string.h>

#include "common/base/fuzz.h"
#include "common/base/limits.h"
#include "common/base/num.h"
#include "common/base/text.h"
#include "common/conf/conf.h"
#include "common/json/jsonv.h"
#include "indexer/apply/metadata.h"
#include "indexer/em/data.h"
#include "indexer/em/field.h"
#include "indexer/em/format.h"
#include "indexer/em/user_document.h"

#define KINDS EM_KIND__MAX

static const struct {
	const char *type, *action;
	bool document;
} acts[] = {
	{ "User", "Create", false },
	{ "User", "Update", false },
	{ "User", "Verify", false },
	{ "Track", "Create", false },
	{ "Track", "Update", false },
	{ "Track", "Download", false },
	{ "Track", "Mute", false },
	{ "Playlist", "Create", false },
	{ "Playlist", "Update", false },
	{ "Comment", "Create", false },
	{ "Comment", "Mute", false },
	{ "Event", "Create", false },
	{ "EncryptedEmail", "AddEmail", false },
	{ "AssociatedWallet", "Create", false },
	{ "Collectibles", "Update", false },
	{ "Tip", "Update", false },
	{ "Grant", "Create", false },
	{ "DeveloperApp", "Create", false },
	{ "Notification", "Create", false },
	{ "Track", "Save", false },
	{ "Nobody", "Create", false },
	{ "User", "Update", true },
	{ "Track", "Create", true },
	{ "Track", "Update", true },
	{ "Playlist", "Create", true },
	{ "Playlist", "Update", true },
};

static void
want(bool ok)
{
	if (!ok)
		__builtin_trap();
}

static void
is_number(const char *cell, int64_t min)
{
	int64_t n;

	want(num_i64(&n, cell, min, LIM_ID) == 0);
}

static void
is_json(const char *cell, char first)
{
	struct jsonv_fault f;

	want(cell[0] == first &&
	     jsonv_check(&f, cell, strlen(cell), LIM_JSON_DEPTH) == 0);
}

/* Not NULL; does the column of this kind take it? */
static void
check_cell(unsigned kind, const char *cell)
{
	want(text_is_clean(cell, strlen(cell)));
	switch (kind) {
	case EM_BOOL:
	case EM_BOOL_ELSE:
	case EM_BOOL_KEPT:
	case EM_FILLED:
		want(!strcmp(cell, "t") || !strcmp(cell, "f"));
		break;
	case EM_ID:
		is_number(cell, 0);
		break;
	case EM_INT:
		is_number(cell, INT32_MIN);
		break;
	case EM_OBJECT:
	case EM_VISIBILITY:
	case EM_REMIX_OF:
	case EM_STEM_OF:
	case EM_DOWNLOAD:
		is_json(cell, '{');
		break;
	case EM_OBJECTS:
	case EM_SEGMENTS:
		is_json(cell, '[');
		break;
	case EM_KEYS:
	case EM_TRIMMED:
	case EM_TERRITORY:
	case EM_IDS:
		want(cell[0] == '{' && cell[strlen(cell) - 1] == '}');
		break;
	default:
		break;
	}
}

/* The key in every way that there is. */
static void
read_key(struct em *x, struct row *r, const char *key)
{
	struct em_field f = { key, TR_TITLE, 0 };
	int64_t id;

	for (f.kind = 0; f.kind < KINDS; f.kind++) {
		r->cell[TR_TITLE] = NULL;
		em_fields(x, r, &f, 1, true);
		if (r->cell[TR_TITLE] != NULL)
			check_cell(f.kind, r->cell[TR_TITLE]);
	}
	want(!em_get_id(x, key, &id) || (id >= 0 && id <= LIM_ID));
	want(!em_true(x, key) || em_value(x, key) != NULL);
	if (em_text(x, key) != NULL)
		want(em_is_text(x, key) &&
		     em_chars(em_text(x, key)) <= strlen(em_text(x, key)));
}

static void
read_all(struct em *x)
{
	const char *const track[] = { "1" };
	struct row *r = rows_put(x->rows, T_TRACKS, track);
	const struct format_key *keys = x->format;
	size_t i, n = x->nformat;

	if (keys == NULL)
		keys = em_format("Track", "Create", &n);
	for (i = 0; i < n; i++)
		read_key(x, r, keys[i].key);
	em_user_document(x, rows_put(x->rows, T_USERS, track));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static struct conf cf;
	struct ctx c = { .cf = &cf, .a = arena_new((size_t)256 << 20) };
	static struct rule_dates dates;
	static struct chain_block b;
	struct apply ap = { .c = &c, .scratch = c.a, .dates = &dates, .b = &b };
	struct doc d = { .cid = "Qm", .asked = "" };
	struct meta m = { .kind = META_OTHER, .doc = &d };
	static struct chain_tx tx;
	struct event e = { .meta = NULL, .tx = &tx };
	struct em x = { .ap = &ap, .c = &c, .scratch = c.a, .e = &e };
	size_t i = len > 0 ? data[0] % (sizeof(acts) / sizeof(acts[0])) : 0;
	enum rc rc;

	ap.rows = x.rows = rows_new(&c);
	e.abi = &abi_event[ABI_ENTITYMANAGER_MANAGEENTITY];
	x.type = acts[i].type;
	x.action = acts[i].action;
	x.text = text_clean(c.a, data + (len > 0), len - (len > 0));
	x.len = strlen(x.text);
	d.text = x.text;
	d.len = x.len;
	if (acts[i].document)
		e.meta = &m;
	rc = em_data_read(&x);
	want(rc == RC_OK || rc == RC_REJECT);
	want(x.data != NULL || x.format == NULL);
	if (rc == RC_OK && x.data != NULL)
		read_all(&x);
	if (em_data_wrapped(&x))
		want(json_object_is_type(x.data, json_type_object));
	arena_free(c.a);
	return 0;
}
