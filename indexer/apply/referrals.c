/* SPDX-License-Identifier: ISC */
#include "indexer/apply/referrals.h"

#include "common/base/limits.h"
#include "common/json/jsonr.h"

void
user_events_read(struct user_events *e, struct json_object *o)
{
	int64_t id;

	e->told = json_object_is_type(o, json_type_object);
	e->referrer = -1;
	e->is_mobile = false;
	if (!e->told)
		return;
	if (jsonr_opt_int(&id, o, "referrer") && id >= 0 && id <= LIM_ID)
		e->referrer = id;
	if (!jsonr_opt_bool(&e->is_mobile, o, "is_mobile_user"))
		e->is_mobile = false;
}

enum rc
user_events_apply(struct apply *ap, int64_t user_id,
    const struct user_events *e)
{
	struct row *r;
	bool news;
	enum rc rc;

	if (!e->told)
		return RC_OK;
	rc = rows_get_id(ap->c, ap->rows, &r, T_USER_EVENTS, user_id);
	if (rc != RC_OK)
		return rc;
	news = !r->there;
	if (news)
		rows_set(r, UE_IS_MOBILE_USER, "f");
	if (r->cell[UE_REFERRER] == NULL && e->referrer >= 0 &&
	    e->referrer != user_id) {
		rows_set(r, UE_REFERRER, rows_int(ap->rows, e->referrer));
		news = true;
	}
	if (r->cell[UE_IS_MOBILE_USER][0] != 't' && e->is_mobile) {
		rows_set(r, UE_IS_MOBILE_USER, "t");
		news = true;
	}
	if (news) {
		rows_set(r, UE_BLOCKHASH, ap->blockhash);
		rows_set(r, UE_BLOCKNUMBER, ap->blocknumber);
	}
	return RC_OK;
}
