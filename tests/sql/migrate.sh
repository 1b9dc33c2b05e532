#!/bin/sh
# SPDX-License-Identifier: ISC
# common/db/migrate.c and lock.c against a throw-away server.
srcdir=${srcdir:-$(cd "$(dirname "$0")/../.." && pwd)}
# shellcheck source=tests/lib/pg.sh
. "$srcdir/tests/lib/pg.sh"

pg_temp || exit 1
pg_database empty || exit 1
# What a database's owner may have set; two migrations at once mind it most.
sql -c "ALTER ROLE discprov_writer
	SET default_transaction_isolation = 'repeatable read'" || exit 1
"${builddir:-.}/tests/sql/migrate_test" "$(pg_url discprov_writer empty)" \
	"$(pg_url discprov_writer postgres)" "$PG_TMP"
