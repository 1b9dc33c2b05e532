/* SPDX-License-Identifier: ISC */
/* The one function of a fuzz target; traps when its property is broken. */
#ifndef DP_COMMON_BASE_FUZZ_H
#define DP_COMMON_BASE_FUZZ_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

#endif
