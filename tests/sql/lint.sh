#!/bin/sh
# SPDX-License-Identifier: ISC
# Every statement is prepared against a fresh schema with an empty
# search_path; its columns and parameters must be the declared ones.
srcdir=${srcdir:-$(cd "$(dirname "$0")/../.." && pwd)}
# shellcheck source=tests/sql/lib.sh
. "$srcdir/tests/sql/lib.sh"

gen() {
	LC_ALL=C "${AWK:-awk}" -v mode="$1" -f "$srcdir/sql/gen.awk" \
		"$srcdir"/sql/stmt/*.sql "$PG_TMP/rows.sql"
}

# Each statement's own line, "@ name", goes before what belongs to it.
under() { # NAME FILE
	awk -v want="@ $1" '/^@ / { on = $0 == want; next } on' "$2"
}

# The server's long names of types, and declared short ones, as one.
plain_types() {
	sed 's/|bigint/|int8/
		s/|integer/|int4/
		s/|smallint/|int2/
		s/|boolean/|bool/
		s/|double precision/|float8/
		s/|character varying/|varchar/
		s/|int\(\[\]\)*$/|int4\1/
		s/|timestamp without time zone/|timestamp/
		s/|timestamp with time zone/|timestamptz/'
}

pg_temp || exit 1
migrated d || exit 1
LC_ALL=C "${AWK:-awk}" -v mode=sql -f "$srcdir/sql/tables.awk" \
	"$srcdir/sql/tables.def" >"$PG_TMP/rows.sql" || exit 1
{
	echo "SET search_path = '';"
	gen describe
} >"$PG_TMP/script" || exit 1
# Without ON_ERROR_STOP: every statement gets its say.
sql -v ON_ERROR_STOP=0 -d d -U discprov_writer -f "$PG_TMP/script" \
	>"$PG_TMP/out" 2>&1
plain_types <"$PG_TMP/out" |
	sed '/^The command has no result, or the result has no columns.$/d' \
		>"$PG_TMP/got"
gen declared | plain_types >"$PG_TMP/want"

for name in $(sed -n 's/^@ //p' "$PG_TMP/want"); do
	tap "statement $name has the declared columns" \
		same "$(under "$name" "$PG_TMP/want")" \
		"$(under "$name" "$PG_TMP/got")"
done
gen prepare >"$PG_TMP/prepare"
tap "all of them prepare in one session" \
	sql -d d -U discprov_writer -c "SET search_path = ''" \
	-f "$PG_TMP/prepare"
sql -d d -U discprov_writer -c "SET search_path = ''" -f "$PG_TMP/prepare" \
	-c "SELECT p.name || '.' || t.nr, t.type
	      FROM pg_prepared_statements AS p
	     CROSS JOIN unnest(p.parameter_types) WITH ORDINALITY
		AS t (type, nr)" | plain_types | sort >"$PG_TMP/got"
gen params | plain_types | sort >"$PG_TMP/want"
tap "parameters have the declared types" \
	same_file "$PG_TMP/want" "$PG_TMP/got"
tap_done
