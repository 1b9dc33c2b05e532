#!/bin/sh
# SPDX-License-Identifier: ISC
# What a search finds: the thing that is meant, at its place, however it is
# written, and never what nobody may see.  SEED=n draws other names.
srcdir=${srcdir:-$(cd "$(dirname "$0")/../.." && pwd)}
# shellcheck source=tests/sql/lib.sh
. "$srcdir/tests/sql/lib.sh"

seed=${SEED:-7}

pg_temp || exit 1
migrated d || exit 1
LC_ALL=C "${AWK:-awk}" -v mode=prepare -f "$srcdir/sql/gen.awk" \
	"$srcdir"/sql/stmt/api_search*.sql >"$PG_TMP/prepare" || exit 1
sql -d d -v seed="0.$seed" -f "$srcdir/tests/sql/search.sql" >/dev/null ||
	exit 1
sql -d d -c "SET jit = off" \
	-c "SET plan_cache_mode = force_generic_plan" -f "$PG_TMP/prepare" -c "
	CREATE TABLE test.answers AS
	SELECT q.*, COALESCE(array_position(test.page(q.kind, q.query),
		abs(q.want)), 0) AS at
	  FROM test.questions AS q" || exit 1

sql -d d -c "
	SELECT format('# %s: %s of %s within ten, %s of them first', class,
		count(*) FILTER (WHERE at > 0), count(*),
		count(*) FILTER (WHERE at = 1))
	  FROM test.answers GROUP BY class ORDER BY min(nr)"
sql -d d -c "
	SELECT format('# %s questions, recall@10 %s, MRR %s', count(*),
		round(avg((at > 0)::int), 3),
		round(avg(CASE WHEN at > 0 THEN 1.0 / at ELSE 0 END), 3))
	  FROM test.answers WHERE want > 0"
tap "there are 300 questions" nothing -d d -c "
	SELECT count(*) FROM test.answers WHERE want > 0 HAVING count(*) < 300"
tap "95 of 100 things that are meant are among the first ten" nothing -d d -c "
	SELECT query, want FROM test.answers WHERE want > 0 AND at = 0
	 AND (SELECT avg((at > 0)::int) < 0.95 FROM test.answers WHERE want > 0)"
tap "of each kind of question 4 of 5" nothing -d d -c "
	SELECT class FROM test.answers WHERE want > 0
	 GROUP BY class HAVING avg((at > 0)::int) < 0.8"
tap "who is called as asked is the first" nothing -d d -c "
	SELECT query, want, at FROM test.answers
	 WHERE class IN ('a name', 'a handle', 'a title', 'no blanks')
	   AND kind = 'u' AND at <> 1
	 GROUP BY query, want, at
	HAVING count(*) > 0"
tap "nobody finds what nobody may see" nothing -d d -c "
	SELECT kind, query FROM test.answers WHERE want < 0 AND at > 0"
tap "nor does a box that shows how names begin" nothing -d d \
	-c "SET plan_cache_mode = force_generic_plan" -f "$PG_TMP/prepare" -c "
	SELECT q.kind, q.query, test.begins(q.kind, q.query)
	  FROM test.questions AS q
	 WHERE q.kind <> '#' AND q.want < 0
	   AND -q.want = ANY (test.begins(q.kind, q.query))"
tap "which shows them in their order" nothing -d d \
	-c "SET plan_cache_mode = force_generic_plan" -f "$PG_TMP/prepare" -c "
	SELECT q.kind, q.query, a.ids, test.should_begin(q.kind, q.query)
	  FROM (SELECT DISTINCT q.kind, left(q.query, n) AS query
		  FROM test.questions AS q
		 CROSS JOIN generate_series(1, 8) AS n
		 WHERE q.kind <> '#') AS q
	 CROSS JOIN LATERAL (SELECT test.begins(q.kind, q.query) AS ids) AS a
	 WHERE a.ids <> test.should_begin(q.kind, q.query) LIMIT 5"
tap "and has a page for most of what is short" nothing -d d \
	-c "SET plan_cache_mode = force_generic_plan" -f "$PG_TMP/prepare" -c "
	SELECT 1 FROM test.questions AS q WHERE q.kind IN ('u', 't')
	HAVING count(*) FILTER (WHERE cardinality(test.begins(q.kind,
		left(q.query, 1))) = 10) < count(*) / 2"
tap "the words are those of the rows" nothing -d d -c "
	SELECT * FROM disc.search_check() LIMIT 5"
tap "making everything anew changes nothing" sh -c '
	sh "$1/tests/lib/dump.sh" -d d >"$2/kept" &&
	"$3/psql" -Xqc "SELECT disc.search_rebuild()" d >/dev/null &&
	sh "$1/tests/lib/dump.sh" -d d >"$2/anew" && cmp "$2/kept" "$2/anew"' \
	- "$srcdir" "$PG_TMP" "$pg_bin"
tap_done
