/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "common/db/db.h"
#include "fcgi/api/answers.h"
#include "fcgi/model/answer.h"

/* The user of the path, by id or by handle; NULL when nobody has it. */
static enum rc
path_user(struct call *k, const char **id)
{
	const struct value *handle = param_get(k, "handle");
	const char *p[] = { handle->text };
	PGresult *res;
	enum rc rc;

	*id = param_get(k, "id")->text;
	if (!handle->set)
		return RC_OK;
	if ((rc = db_run(k->c, &res, SQL_API_USER_BY_HANDLE, p)) != RC_OK)
		return rc;
	if (PQntuples(res) == 1)
		*id = db_text(res, 0, 0);
	return RC_OK;
}

static enum rc
user_tracks(struct call *k, const char *id)
{
	const struct value *method = param_get(k, "sort_method");
	const char *p[PARAM_MAX] = { id };
	int64_t *ids;
	size_t n;
	enum rc rc;

	param_bind(k, p + 1,
	    "auth filter_tracks query sort sort_direction limit offset");
	p[5] = strcmp(p[5], "desc") == 0 ? "t" : "f";
	p[8] = method->set ? "f" : "t";
	if (method->set)
		p[4] = method->text;
	if ((rc = list_ids(k, &ids, &n, SQL_API_USER_TRACKS, p)) != RC_OK)
		return rc;
	return list_finish(k, ids, n, SHAPE_LIST, RULE_ALL);
}

enum rc
user_tracks_get(struct call *k)
{
	const char *id;
	enum rc rc;

	if ((rc = path_user(k, &id)) != RC_OK)
		return rc;
	if (id == NULL)
		return list_finish(k, NULL, 0, SHAPE_LIST, RULE_ALL);
	return user_tracks(k, id);
}

enum rc
legacy_users_get(struct call *k)
{
	const struct value *id = param_get(k, "id");
	const char *p[PARAM_MAX];
	int64_t *ids;
	size_t n;
	enum rc rc;

	if (id->set && !param_get(k, "wallet")->set &&
	    !param_get(k, "handle")->set &&
	    !param_get(k, "min_block_number")->set)
		return list_finish(k, id->ids, id->len, SHAPE_LIST, RULE_SHOWN);
	param_bind(k, p, "wallet handle min_block_number limit offset id");
	if ((rc = list_ids(k, &ids, &n, SQL_API_USERS_WHERE, p)) != RC_OK)
		return rc;
	return list_finish(k, ids, n, SHAPE_LIST, RULE_ALL);
}
