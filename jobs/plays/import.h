/* SPDX-License-Identifier: ISC */
/* Plays from a file, by an administrator. */
#ifndef DP_JOBS_PLAYS_IMPORT_H
#define DP_JOBS_PLAYS_IMPORT_H

#include <stdint.h>

#include "common/base/ctx.h"

/* What came of it, also when it failed. */
struct plays_import {
	int64_t lines, bad; /* of this run; bad ones are left out */
	int64_t added;      /* plays that are now there */
};

/*
 * Read the file's lines, each a play, a total of an identity service, or an
 * answer of one ("listens"), from where an earlier run got to.  Opens and
 * closes c->db.
 *
 * RC_BUSY  somebody else imports; or we were asked to stop, and the next run
 *          goes on.
 * RC_DATA  there were bad lines; all others are in.
 */
enum rc plays_import(struct ctx *c, const char *path,
    struct plays_import *sum) MUST_CHECK;

#endif
