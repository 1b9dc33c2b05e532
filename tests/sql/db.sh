#!/bin/sh
# SPDX-License-Identifier: ISC
# common/db/db.c against a throw-away server.
srcdir=${srcdir:-$(cd "$(dirname "$0")/../.." && pwd)}
# shellcheck source=tests/lib/pg.sh
. "$srcdir/tests/lib/pg.sh"

pg_temp || exit 1
"$pg_bin/createdb" scratch
"${builddir:-.}/tests/sql/db_test" "$(pg_url postgres scratch)"
