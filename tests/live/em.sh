#!/bin/sh
# SPDX-License-Identifier: ISC
# em.sh [FILE...]: the rules of EntityManager, case by case, on a throw-away
# server; all cases, or those of the files.
srcdir=${srcdir:-$(cd "$(dirname "$0")/../.." && pwd)}
# shellcheck source=tests/sql/lib.sh
. "$srcdir/tests/sql/lib.sh"

pg_temp || exit 1
migrated em || exit 1
sql -d em -f "$srcdir/tests/live/em.sql" >/dev/null || exit 1
[ $# -gt 0 ] || set -- "$srcdir/tests/vectors/chain.json" \
    "$srcdir/tests/vectors/em2025.json" \
    "$srcdir/tests/live/em_cases.json" "$srcdir/tests/live/em_main_cases.json" \
    "$srcdir/tests/live/em_key_cases.json"
"${builddir:-.}/tests/live/em_test" "$(pg_url postgres em)" "$@"
