#!/bin/sh
# SPDX-License-Identifier: ISC
# The cache against a memcached of its own.
exec "${builddir:-.}/tests/live/cache_test"
