/* SPDX-License-Identifier: ISC */
#include "indexer/em/em.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "common/base/hex.h"
#include "common/base/limits.h"
#include "common/base/num.h"
#include "common/base/text.h"
#include "common/conf/conf.h"
#include "common/db/db.h"
#include "indexer/apply/signers.h"
#include "indexer/em/data.h"
#include "indexer/em/past.h"

enum { USER, SIGNER, TYPE, ENTITY, METADATA, ACTION }; /* ManageEntity */

static bool
is_text(const struct event *e, size_t i, const char *s)
{
	const struct span *v = &e->arg[i].bytes;

	return v->len == strlen(s) && memcmp(v->p, s, v->len) == 0;
}

const char *
em_bare_cid(struct ctx *c, const struct event *e)
{
	const struct span *v = &e->arg[METADATA].bytes;
	bool create = is_text(e, ACTION, "Create");
	char *s;

	if (v->len != 46 || !(create || is_text(e, ACTION, "Update")) ||
	    !(is_text(e, TYPE, "Track") || is_text(e, TYPE, "Playlist") ||
		(!create && is_text(e, TYPE, "User"))))
		return NULL;
	s = arena_memdup(c->a, v->p, v->len);
	return format_is_cid(s) ? s : NULL;
}

const char *
em_document_type(const struct event *e)
{
	if (is_text(e, TYPE, "Playlist"))
		return "playlist_data";
	return is_text(e, TYPE, "User") ? "user" : "track";
}

static const struct em_row *
row_of(const char *type, const char *action)
{
	const struct em_row *any = NULL;
	size_t i;

	for (i = 0; i < em_nrows; i++) {
		if (strcmp(em_row[i].action, action) != 0)
			continue;
		if (em_row[i].type == NULL)
			any = &em_row[i];
		else if (strcmp(em_row[i].type, type) == 0)
			return &em_row[i];
	}
	return any;
}

enum rc
em_reject(struct em *x, const char *rule, const char *fmt, ...)
{
	char why[256];
	va_list ap;

	if (x->mode == EM_NAME)
		return RC_REJECT;
	va_start(ap, fmt);
	vsnprintf(why, sizeof(why), fmt, ap);
	va_end(ap);
	x->ap->rejected++;
	log_debug(&x->c->log,
	    "block=%s tx=%s log=%" PRIu32 " event=%s type=%s action=%s "
	    "rule=%s msg=\"rejected: %s\"",
	    x->ap->blocknumber, x->txhash, x->e->logindex, x->e->abi->name,
	    x->row != NULL && x->row->type != NULL ? x->row->type : "-",
	    x->row != NULL ? x->row->action : "-", rule, why);
	return RC_REJECT;
}

static void
read_ids(struct em *x)
{
	uint64_t n;

	x->user_id = event_id(x->e, USER);
	x->user = rows_int(x->rows, x->user_id);
	x->entity_id = -1;
	if (u256_u64(&n, &x->e->arg[ENTITY].num, LIM_ID) == 0)
		x->entity_id = (int64_t)n;
	x->entity = rows_int(x->rows, x->entity_id);
}

static enum rc
open_event(struct em *x, enum em_mode mode, struct apply *ap,
    const struct event *e)
{
	const struct abi_value *m = &e->arg[METADATA];

	memset(x, 0, sizeof(*x));
	x->mode = mode;
	x->ap = ap;
	x->c = ap->c;
	x->rows = ap->rows;
	x->scratch = ap->scratch;
	x->sig = ap->sig;
	x->e = e;
	read_ids(x);
	x->type = apply_text(ap, e, TYPE);
	x->action = apply_text(ap, e, ACTION);
	x->signer = hex_text(ap->c->a, e->arg[SIGNER].address, 20);
	x->txhash = block_tx_cell(ap->c->a, e->tx);
	x->text = text_clean(x->scratch, m->bytes.p, m->bytes.len);
	x->len = strlen(x->text);
	x->row = row_of(x->type, x->action);
	return em_data_read(x);
}

/* Nothing but names of rows stays: these are copied. */
void
em_want(struct apply *ap, const struct event *e)
{
	struct ctx c = *ap->c;
	struct apply k = *ap;
	struct em x;

	c.a = ap->scratch;
	k.c = &c;
	if (e->forged == NULL && open_event(&x, EM_NAME, &k, e) == RC_OK &&
	    x.row != NULL) {
		if (e->act != NULL)
			rows_want(x.rows, T_ACTS, &e->act);
		rows_want_id(x.rows, T_USERS, x.user_id);
		if (x.row->flags & EM_S)
			em_want_signer(&x, x.user_id);
		if (x.row->want != NULL && x.entity_id >= 0)
			x.row->want(&x);
	}
	arena_reset(ap->scratch);
}

/* An update looks at what was before. */
void
em_want_more(struct apply *ap, const struct event *e)
{
	struct ctx c = *ap->c;
	uint64_t id;
	size_t i;

	if (e->forged != NULL || !is_text(e, ACTION, "Update"))
		return;
	c.a = ap->scratch;
	for (i = 0; i < em_nmore; i++)
		if (is_text(e, TYPE, em_more[i].type) &&
		    u256_u64(&id,
			&e->arg[em_more[i].of_user ? USER : ENTITY].num,
			LIM_ID) == 0)
			em_more[i].want(&c, ap->rows, (int64_t)id);
	arena_reset(ap->scratch);
}

/*
 * On a core chain nothing forbids that a signature comes again, from anybody
 * who has read it.  What was once accepted is done once.
 */
static enum rc
first_time(struct em *x)
{
	struct row *act;
	enum rc rc;

	if (x->e->forged != NULL)
		return em_reject(x, "S", "%s", x->e->forged);
	if (x->e->act == NULL)
		return RC_OK;
	rc = rows_get(x->c, x->rows, &act, T_ACTS, &x->e->act);
	if (rc == RC_OK && act->there)
		return em_reject(x, "S", "it was done before");
	return rc;
}

/*
 * What was before the chain says itself when it was made; its block has a time
 * of no meaning.
 */
static enum rc
apply_row(struct em *x)
{
	const char *of_block = x->ap->time;
	const char *own = em_past_time(x, em_past_value(x, "created_at"));
	enum rc rc;

	if (own != NULL)
		x->ap->time = own;
	rc = x->row->apply(x);
	x->ap->time = of_block;
	return rc;
}

static enum rc
handle(struct em *x)
{
	enum rc rc;

	if (x->row == NULL)
		return RC_OK;
	if ((rc = first_time(x)) != RC_OK)
		return rc;
	if (x->entity_id < 0 && !(x->row->flags & EM_NO_ENTITY))
		return apply_reject(x->ap, x->e,
		    "_entityId is above 2147483647");
	if (x->row->flags & EM_S) {
		rc = em_authorise(x, &x->actor, x->user_id);
		if (rc != RC_OK)
			return rc;
	}
	if ((rc = apply_row(x)) != RC_OK || x->e->act == NULL)
		return rc;
	/* Rows may have been written meanwhile, and forgotten. */
	rows_touch(rows_put(x->rows, T_ACTS, &x->e->act));
	return RC_OK;
}

enum rc
em_apply(struct apply *ap, const struct event *e)
{
	struct em x;
	enum rc rc;

	if ((rc = open_event(&x, EM_APPLY, ap, e)) == RC_OK)
		rc = handle(&x);
	arena_reset(ap->scratch);
	return rc == RC_REJECT ? RC_OK : rc;
}

/* Rules S. */

void
em_want_signer(struct em *x, int64_t user_id)
{
	const char *const grant[] = { x->signer, rows_int(x->rows, user_id) };

	rows_want_id(x->rows, T_USERS, user_id);
	rows_want(x->rows, T_GRANTS, grant);
	rows_want(x->rows, T_APPS, &x->signer);
}

static bool
is(const struct row *r, unsigned col)
{
	return r->cell[col] != NULL && r->cell[col][0] == 't';
}

/*
 * S3: does the signer hold a grant of this user that is in force?  *rule is
 * NULL then, else what is missing, as *why says.
 */
static enum rc
find_grant(struct em *x, int64_t id, const char **rule, const char **why)
{
	const char *const key[] = { x->signer, rows_int(x->rows, id) };
	struct row *grant, *app, *manager;
	bool is_app;
	enum rc rc;

	*rule = "S4";
	*why = "the signer may not act for the user";
	rc = rows_get(x->c, x->rows, &grant, T_GRANTS, key);
	if (rc != RC_OK || !grant->there)
		return rc;
	rc = rows_get(x->c, x->rows, &app, T_APPS, &x->signer);
	if (rc != RC_OK ||
	    (rc = wallets_user(x->ap, &manager, x->signer)) != RC_OK)
		return rc;
	*rule = "S3";
	is_app = app->there && !is(app, AP_IS_DELETE);
	if (!is_app && (manager == NULL || is(manager, U_IS_DEACTIVATED)))
		*why = "the signer is neither app nor manager";
	else if (is(grant, GR_IS_REVOKED))
		*why = "the grant is revoked";
	else if (!is_app && !is(grant, GR_IS_APPROVED))
		*why = "the grant is not approved";
	else
		*rule = NULL;
	return RC_OK;
}

static enum rc
authority(struct em *x, struct row **user, int64_t id, const char **rule,
    const char **why)
{
	enum rc rc;

	if ((rc = em_find(x, user, T_USERS, id)) != RC_OK)
		return rc;
	*rule = "S1";
	*why = "no such user";
	if (*user == NULL)
		return RC_OK;
	*rule = NULL;
	if ((*user)->cell[U_WALLET] != NULL &&
	    strcasecmp((*user)->cell[U_WALLET], x->signer) == 0)
		return RC_OK;
	return find_grant(x, id, rule, why);
}

enum rc
em_authorise(struct em *x, struct row **user, int64_t id)
{
	const char *rule, *why;
	enum rc rc;

	rc = authority(x, user, id, &rule, &why);
	if (rc == RC_OK && rule != NULL)
		rc = em_reject(x, rule, "user %" PRId64 ": %s", id, why);
	return rc;
}

enum rc
em_may_act(struct em *x, bool *may, int64_t id)
{
	const char *rule, *why;
	struct row *user;
	enum rc rc;

	rc = authority(x, &user, id, &rule, &why);
	*may = rc == RC_OK && rule == NULL;
	return rc;
}

bool
em_since(const struct em *x, enum rule_date rule)
{
	return x->ap->b != NULL &&
	       (int64_t)x->ap->b->time >= x->ap->dates->from[rule];
}

bool
em_is_ddex(const struct em *x)
{
	const char *list = x->c->cf->ddex_apps, *digits = x->signer + 2;
	const size_t len = strlen(digits);

	if (em_since(x, SINCE_T12))
		return false;
	for (; *list != '\0'; list++)
		if (strncasecmp(list, digits, len) == 0)
			return true;
	return false;
}

bool
em_may_deliver(const struct em *x, const char *ddex_app)
{
	if (ddex_app == NULL || *ddex_app == '\0')
		return true;
	return strcasecmp(ddex_app, x->signer) == 0 &&
	       (em_since(x, SINCE_T12) || em_is_ddex(x));
}

/* Rows. */

enum rc
em_find(struct em *x, struct row **r, enum table_id t, int64_t id)
{
	enum rc rc;

	*r = NULL;
	if (id < 0)
		return RC_OK;
	rc = rows_get_id(x->c, x->rows, r, t, id);
	if (rc == RC_OK && !(*r)->there)
		*r = NULL;
	return rc;
}

void
em_times(struct em *x, struct row *r, unsigned created_col)
{
	if (!r->there)
		rows_set(r, created_col, x->ap->time);
	rows_set(r, created_col + 1, x->ap->time);
}

void
em_put(struct em *x, struct row *r, unsigned created_col)
{
	unsigned k = r->t->nkeys;

	if (created_col != 0)
		em_times(x, r, created_col);
	r->batch = x->ap->batch;
	rows_set(r, k, x->ap->blockhash);
	rows_set(r, k + 1, x->ap->blocknumber);
	rows_set(r, k + 2, x->txhash);
}

/* Writing forgets the memory it was made in. */
enum rc
em_write(struct em *x)
{
	struct arena *keep;
	enum rc rc;

	keep = ctx_in(x->c, arena_new(LIM_ARENA_BLOCK));
	rc = rows_write(x->c, x->rows);
	arena_free(x->c->a);
	ctx_back(x->c, keep);
	return rc == RC_OK ? db_flush(x->c) : rc;
}

void
em_note(struct em *x, enum table_id t, const char *key, const char *value)
{
	rows_know(rows_put(x->rows, t, &key), tables[t].nkeys, value);
}

int64_t
em_cell_id(const char *cell)
{
	int64_t id;

	return cell != NULL && num_i64(&id, cell, 0, LIM_ID) == 0 ? id : -1;
}

const char *
em_time(struct em *x, int64_t seconds)
{
	return apply_time(x->c->a, seconds);
}

void
em_notify(struct em *x, const char *type, const char *group_id,
    const char *specifier, const char *data, const char *user_ids)
{
	const char *const key[] = { group_id, specifier };
	struct row *r = rows_put(x->rows, T_NOTIFICATIONS, key);

	if (r->there)
		return;
	rows_set(r, NO_TYPE, type);
	rows_set(r, NO_BLOCKNUMBER, x->ap->blocknumber);
	rows_set(r, NO_TIMESTAMP, x->ap->time);
	rows_set(r, NO_DATA, data);
	rows_set(r, NO_USER_IDS, user_ids);
}

enum rc
em_tell(struct em *x, enum sql_id id, const char *const *param)
{
	enum rc rc;

	if ((rc = em_write(x)) != RC_OK)
		return rc;
	return db_exec(x->c, id, param);
}
