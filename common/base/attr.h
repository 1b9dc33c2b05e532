/* SPDX-License-Identifier: ISC */
/* Promises about functions that the compiler can check. */
#ifndef DP_COMMON_BASE_ATTR_H
#define DP_COMMON_BASE_ATTR_H

#define MUST_CHECK   __attribute__((warn_unused_result))
#define PRINTF(f, a) __attribute__((format(printf, f, a)))
#define NORETURN     __attribute__((noreturn))

#endif
