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

# A page that is cut of what is sorted by something that two rows may share
# shows one of them twice, or never: what a page ends with is one row's alone.
last_keys() {
	LC_ALL=C "${AWK:-awk}" '
	/^PREPARE / { gsub(/"/, "", $2); name = $2; key = "" }
	name !~ /^api_/ { next }
	/^ ORDER BY / { key = $0; open = 1; next }
	/^ (LIMIT|OFFSET)/ && key != "" {
		sub(/.*(,|ORDER BY) */, "", key)
		print name, key
		name = ""
	}
	open && /^       / { key = key " " $0; next }
	{ open = 0 }' "$PG_TMP/prepare"
}
last_keys >"$PG_TMP/keys"
# Not by an id: by chance; the newest time; what is behind an id, or there once;
# a signature of the other chain behind its slot.
tap "each page that is sorted ends with an id" same \
	"api_lucky_tracks pg_catalog.random()
api_newest_play p.created_at DESC
api_popular_genres g.name COLLATE \"C\"
api_purchases k.signature
api_recommended_for pg_catalog.random()
api_sales k.signature
api_sales_by_item p.content_type
api_tips t.signature
api_tracks_known pg_catalog.min(w.nr)
api_undisbursed m.specifier
api_user_reposts r.repost_type" \
	"$(grep -Ev '[._](id|address|place|rank|nr)( DESC)?$| g.tag COLLATE "C" DESC$| (r.job|p.endpoint)$| 1$' "$PG_TMP/keys" | sort)"
tap "and most are" [ "$(wc -l <"$PG_TMP/keys")" -gt 50 ]
tap_done
