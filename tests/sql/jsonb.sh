#!/bin/sh
# SPDX-License-Identifier: ISC
# common/json/jsonb.c against PostgreSQL's jsonb.  SEED=n makes the same up.
srcdir=${srcdir:-$(cd "$(dirname "$0")/../.." && pwd)}
# shellcheck source=tests/lib/pg.sh
. "$srcdir/tests/lib/pg.sh"

pg_temp || exit 1
"$pg_bin/createdb" scratch
"${builddir:-.}/tests/sql/jsonb_test" "$(pg_url postgres scratch)" ${SEED:+"$SEED"}
