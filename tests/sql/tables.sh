#!/bin/sh
# SPDX-License-Identifier: ISC
# sql/tables.awk: what it makes of a table, and what it refuses with file and
# line.
srcdir=${srcdir:-$(cd "$(dirname "$0")/../.." && pwd)}
# shellcheck source=tests/lib/tap.sh
. "$srcdir/tests/lib/tap.sh"
# shellcheck source=tests/lib/guard.sh
. "$srcdir/tests/lib/guard.sh"
guard_here || exit 1
dir=$GUARDED

gen() { # MODE FILE
	"${AWK:-awk}" -v mode="$1" -f "$srcdir/sql/tables.awk" "$2"
}

# bad NAME LINE WORDS: standard input is refused there, with these words
bad() {
	cat >"$dir/bad.def"
	if got=$(gen h "$dir/bad.def" 2>&1 >/dev/null); then
		got="not refused"
	fi
	tap "$1" matches "$dir/bad.def:$2: $3*" "$got"
}

cat >"$dir/good.def" <<'EOS'
# About this file.
table likes L likes row row
	user_id int4 key
	item_id int4 key as ITEM # a word of its own
	block
	tags text[] or '{}'

table pins L pins - new
	user_id int4 key
	thing_id int4 key as ITEM

table count C likes likes_count -
	user_id int4 key
	n int8
EOS
tap "columns get the prefix, or the word given" matches \
	'*L_USER_ID,?	L_ITEM,?	L_BLOCKHASH,?	L_BLOCKNUMBER,?	L_TXHASH,?	L_TAGS,?	L__MAX*' \
	"$(gen h "$dir/good.def")"
tap "the longest key and the widest table are known" matches \
	'*TABLE_KEYS 2 *TABLE_COLS 6 *' "$(gen h "$dir/good.def")"
tap "a table names relation, columns, integer keys and statements" matches \
	'*[[]T_LIKES] = { "likes", 2, 6, 3, SQL_IDX_LIKES_LOAD, SQL_IDX_LIKES_PUT, likes, likes_nulls },*' \
	"$(gen c "$dir/good.def")"
tap "what is written for a null is known in C, too" matches \
	"*likes_nulls[[]] = { NULL, NULL, NULL, NULL, NULL, \"'{}'\" };*" \
	"$(gen c "$dir/good.def")"
tap "none and own statements" matches \
	'*"pins", 2, 2, 3, SQL__MAX, SQL_IDX_PINS_PUT, pins, pins_nulls },*"likes", 1, 2, 1, SQL_LIKES_COUNT, SQL__MAX, count, count_nulls },*' \
	"$(gen c "$dir/good.def")"
tap "an array travels as text, and a null is replaced" matches \
	"*COALESCE(n.tags::text\\[], '{}')*\$6::text\\[])*" \
	"$(gen sql "$dir/good.def")"
tap "rows that are there are overwritten" matches \
	'*DO UPDATE SET (blockhash, blocknumber, txhash, tags) =*' \
	"$(gen sql "$dir/good.def")"
tap "or left alone" matches \
	'*INSERT INTO disc.pins*ON CONFLICT (user_id, thing_id) DO NOTHING;*' \
	"$(gen sql "$dir/good.def")"
tap "what is made here is what the statements' generator reads" \
	sh -c "$(printf '%s' "${AWK:-awk}") -v mode=sql -f '$srcdir/sql/tables.awk' \
	    '$dir/good.def' >'$dir/rows.sql' &&
	    $(printf '%s' "${AWK:-awk}") -v mode=c -f '$srcdir/sql/gen.awk' '$dir/rows.sql'"

bad "a column without a type" 2 "column a wants a type" <<'EOS'
table t T t row row
	a
EOS
bad "a column before a table" 1 "a column before the first table" <<'EOS'
	a int4
EOS
bad "a key behind other columns" 3 "keys come first" <<'EOS'
table t T t row row
	a int4
	b int4 key
EOS
bad "a table given twice" 3 "table t stands twice" <<'EOS'
table t T t row row
	a int4 key
table t T t row row
EOS
bad "a word nobody knows" 2 "unknown word 'maybe'" <<'EOS'
table t T t row row
	a int4 maybe 3
EOS
bad "a prefix with other words" 4 "u: X_B is not the word of X" <<'EOS'
table t X t row row
	a int4 key
table u X u row row
	b int4 key
EOS
tap_done
