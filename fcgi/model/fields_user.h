/* SPDX-License-Identifier: ISC */
/* The insides of users, for the field table. */
#ifndef DP_FCGI_MODEL_FIELDS_USER_H
#define DP_FCGI_MODEL_FIELDS_USER_H

#include <libpq-fe.h>

#include "common/base/span.h"
#include "fcgi/model/field.h"
#include "fcgi/model/user.h"

/* Those who were read at once; view.set of the field table. */
struct users_part {
	struct users_part *before; /* read earlier; others than these */
	PGresult *res;             /* api_users */
	struct idmap *rows;
	PGresult *me; /* api_users_me; NULL without current user */
	struct idmap *me_rows;
	PGresult *legacy; /* api_users_legacy; NULL under /v1 */
	struct idmap *legacy_rows;
	const char *library; /* of the current user, if he is here */
	struct span *text;   /* one per row, once written */
};

struct users {
	struct call *k;
	struct users_part *last; /* NULL: nobody was asked for */
};

#endif
