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
# The same by somebody who owns the database and is no superuser.
sql -c "CREATE ROLE boss LOGIN CREATEDB CREATEROLE" &&
	sql -d postgres -U boss -c "CREATE DATABASE owned" &&
	sql -d owned -U boss -f "$srcdir/sql/roles.sql" 2>"$PG_TMP/said" &&
	grep -q "only a superuser" "$PG_TMP/said" || exit 1
"${builddir:-.}/tests/sql/migrate_test" "$(pg_url discprov_writer empty)" \
	"$(pg_url discprov_writer postgres)" "$PG_TMP" \
	"$(pg_url discprov_reader empty)" \
	"$(pg_url discprov_writer owned)" "$(pg_url discprov_reader owned)"
