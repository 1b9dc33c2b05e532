#!/bin/sh
# SPDX-License-Identifier: ISC
# The made-up network of the benches is what it says, the same each time, and
# every list that they measure runs on it.
srcdir=${srcdir:-$(cd "$(dirname "$0")/../.." && pwd)}
# shellcheck source=tests/sql/lib.sh
. "$srcdir/tests/sql/lib.sh"

pg_temp || exit 1
fill() { # NAME
	migrated "$1" && sql -d "$1" -v scale=0.02 \
	    -f "$srcdir/tests/bench/data.sql" >/dev/null
}
# Rows of the tables that are drawn, without what the clock has said.
drawn() { # NAME
	for network_t in users tracks playlists follows reposts saves comments \
	    plays notification search_docs aggregate_user; do
		sql -d "$1" -c "SELECT '$network_t', count(*),
			sum(hashtextextended(t::text, 0)::numeric)
			FROM disc.$network_t AS t" || return
	done
}
fill d || exit 1
fill e || exit 1
drawn d >"$PG_TMP/d"
drawn e >"$PG_TMP/e"
tap "the same scale gives the same rows" same_file "$PG_TMP/d" "$PG_TMP/e"
tap "counters are those of the rows" nothing -d d \
    -c "SELECT * FROM disc.recount_check() LIMIT 3"
tap "the words of search are, too" nothing -d d \
    -c "SELECT * FROM disc.search_check() LIMIT 3"
tap "every index is there again" same_file /dev/null "$(
	migrated empty
	for network_d in d empty; do
		sql -d $network_d -c "SELECT indexdef FROM pg_indexes
			WHERE schemaname = 'disc' ORDER BY 1" \
		    >"$PG_TMP/indexes-$network_d"
	done
	diff "$PG_TMP/indexes-d" "$PG_TMP/indexes-empty" >"$PG_TMP/indexes"
	echo "$PG_TMP/indexes"
)"
tap "few are known to many, and names are of several scripts" nothing -d d -c "
	SELECT 'known' FROM disc.aggregate_user AS a
	HAVING max(a.follower_count) < 5 * avg(a.follower_count)
	UNION ALL
	SELECT script FROM (VALUES ('Cyrillic', '[А-Яа-я]'), ('Chinese', '[一-龥]'),
		('Latin', '[A-Za-z]')) AS s (script, letters)
	 WHERE (SELECT count(*) FROM disc.tracks AS t WHERE t.title ~ s.letters) < 10"

LC_ALL=C "${AWK:-awk}" -v mode=prepare -f "$srcdir/sql/gen.awk" \
    "$srcdir"/sql/stmt/api_*.sql | grep -v '^PREPARE api_begin' \
    >"$PG_TMP/prepare"
{
	echo "SET plan_cache_mode = force_generic_plan;"
	cat "$PG_TMP/prepare" "$srcdir/tests/bench/lists.sql"
	sed "s/.*/EXECUTE & \\\\g \/dev\/null/" "$srcdir/tests/bench/lists.txt"
} >"$PG_TMP/script"
tap "every list that is measured runs" sql -d d -f "$PG_TMP/script"
tap "what is typed finds something" sql -d d -f "$PG_TMP/prepare" \
    -f "$srcdir/tests/bench/lists.sql" -c "\\o /dev/null" \
    -c "SELECT * FROM bench.ask_search('prefix', 5)" \
    -c "SELECT * FROM bench.ask_search('typo', 5)" \
    -c "SELECT * FROM bench.ask_search('key', 5)"
tap_done
