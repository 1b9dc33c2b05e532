/* SPDX-License-Identifier: ISC */
#include "fcgi/model/followees.h"

#include "common/db/db.h"

enum rc
followees_read(struct call *k, const char **ids)
{
	const char *p[1];
	PGresult *res;
	enum rc rc;

	*ids = k->followees;
	if (*ids != NULL)
		return RC_OK;
	p[0] = param_me(k);
	if ((rc = db_run(k->c, &res, SQL_API_FOLLOWEES, p)) != RC_OK)
		return rc;
	*ids = k->followees = db_text(res, 0, 0);
	return RC_OK;
}
