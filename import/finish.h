/* SPDX-License-Identifier: ISC */
/*
 * Behind the last row: what is made of the rows, and the one transaction with
 * which the database is there for everybody.
 */
#ifndef DP_IMPORT_FINISH_H
#define DP_IMPORT_FINISH_H

#include "import/state.h"

enum rc finish(struct import *im) MUST_CHECK;

#endif
