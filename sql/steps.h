/* SPDX-License-Identifier: ISC */
/* The schema steps of sql/schema/, compiled in; numbered from 1. */
#ifndef DP_SQL_STEPS_H
#define DP_SQL_STEPS_H

#include <stdbool.h>

struct sql_step {
	int number;
	const char *name; /* "0001_chain" */
	const char *text; /* a script of statements */
	bool is_apart;    /* each statement by itself, in no transaction */
};

extern const struct sql_step sql_step[];
extern const int sql_step_count;

#endif
