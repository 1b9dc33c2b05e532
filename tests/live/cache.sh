#!/bin/sh
# SPDX-License-Identifier: ISC
# The cache against a memcached of its own.
. "${srcdir:?}/tests/lib/guard.sh"
guard_here || exit 1
"${builddir:-.}/tests/live/cache_test"
