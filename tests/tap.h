/* SPDX-License-Identifier: ISC */
/* TAP for C tests: OK(condition, "what it proves %d", n); DONE(); */
#ifndef DP_TESTS_TAP_H
#define DP_TESTS_TAP_H

#include <stdio.h>
#include <string.h>

static int tap_run, tap_failed;

#define OK(cond, ...)                                                          \
	do {                                                                   \
		int tap_ok_ = (cond) ? 1 : 0;                                  \
		tap_run++;                                                     \
		tap_failed += !tap_ok_;                                        \
		printf("%s %d - ", tap_ok_ ? "ok" : "not ok", tap_run);        \
		printf(__VA_ARGS__);                                           \
		printf("\n");                                                  \
		fflush(stdout); /* a child must not print it again */          \
		if (!tap_ok_)                                                  \
			printf("# %s:%d: %s\n", __FILE__, __LINE__, #cond);    \
	} while (0)

#define IS(got, want, ...)                                                     \
	do {                                                                   \
		const char *tap_g_ = (got), *tap_w_ = (want);                  \
		OK(strcmp(tap_g_, tap_w_) == 0, __VA_ARGS__);                  \
		if (strcmp(tap_g_, tap_w_) != 0)                               \
			printf("# got  '%s'\n# want '%s'\n", tap_g_, tap_w_);  \
	} while (0)

#define DONE() return printf("1..%d\n", tap_run), tap_failed != 0

#endif
