#!/bin/sh
# SPDX-License-Identifier: ISC
# Who hears of what: each scenario gives the rows that it says, its blocks are
# undone and done again, and counters are what a recount gives.  A line of
# news.json is a scenario.
srcdir=${srcdir:-$(cd "$(dirname "$0")/../.." && pwd)}
# shellcheck source=tests/sql/lib.sh
. "$srcdir/tests/sql/lib.sh"

pg_temp || exit 1
migrated d || exit 1
sql -d d -f "$srcdir/tests/sql/news.sql" || exit 1

while read -r scenario; do
	name=$(expr "$scenario" : '{"name":"\([^"]*\)"')
	about=$(expr "$scenario" : '{"name":"[^"]*","about":"\([^"]*\)"')
	printf '%s\n' "$scenario" >"$PG_TMP/scenario"
	# What a scenario writes is gone with its transaction.
	printf '%s\n' 'BEGIN;' "\\set scenario \`cat $PG_TMP/scenario\`" \
	    "SELECT * FROM test.play(:'scenario');" 'ROLLBACK;' >"$PG_TMP/play"
	tap "$name: $about" nothing -d d -f "$PG_TMP/play"
done <"$srcdir/tests/sql/news.json"
tap_done
