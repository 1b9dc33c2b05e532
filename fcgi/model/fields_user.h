/* SPDX-License-Identifier: ISC */
/* The insides of struct users, for the field table. */
#ifndef DP_FCGI_MODEL_FIELDS_USER_H
#define DP_FCGI_MODEL_FIELDS_USER_H

#include <libpq-fe.h>

#include "common/base/span.h"
#include "fcgi/model/field.h"
#include "fcgi/model/user.h"

struct users {
	struct call *k;
	PGresult *res; /* api_users; NULL: nobody was asked for */
	struct idmap *rows;
	PGresult *me; /* api_users_me; NULL without current user */
	struct idmap *me_rows;
	PGresult *legacy; /* api_users_legacy; NULL under /v1 */
	struct idmap *legacy_rows;
	const char *library; /* of the current user, if he is here */
	struct span *text;   /* one per row, once written */
};

#endif
