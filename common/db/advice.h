/* SPDX-License-Identifier: ISC */
/*
 * What to do about a database that refuses: the words for the administrator
 * that follow the server's own.
 */
#ifndef DP_COMMON_DB_ADVICE_H
#define DP_COMMON_DB_ADVICE_H

#include "common/db/db.h"

/* "db.url (F:2)": the setting that a role's connection is made of. */
const char *db_setting(const struct ctx *c, enum db_role role);

/*
 * About a connection that failed with this message: what is set where, and
 * what helps.  Arena memory.
 */
const char *db_advice_connect(struct ctx *c, const struct db *db,
    const char *msg);

/*
 * About a statement that was refused with this SQLSTATE; "" when the server's
 * words say it all.  Arena memory.
 */
const char *db_advice_refused(struct ctx *c, const struct db *db,
    const char *state);

#endif
