/* SPDX-License-Identifier: ISC */
/* What was taken and what was left out, as a table on standard output. */
#ifndef DP_IMPORT_REPORT_H
#define DP_IMPORT_REPORT_H

#include "import/state.h"

void report_print(const struct import *im);

#endif
