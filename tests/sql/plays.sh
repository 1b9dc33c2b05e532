#!/bin/sh
# SPDX-License-Identifier: ISC
# Counters of plays follow each row that comes and goes; one writes at a time.
srcdir=${srcdir:-$(cd "$(dirname "$0")/../.." && pwd)}
# shellcheck source=tests/sql/lib.sh
. "$srcdir/tests/sql/lib.sh"

pg_temp || exit 1
migrated d || exit 1

# What is kept and what a count of the rows gives, without what both have.
counted() {
	nothing -d d -c "
	WITH kept (what, key, count) AS (
	SELECT 'track', (a.play_item_id)::text, a.count
	  FROM disc.aggregate_plays AS a
	UNION ALL
	SELECT 'month', (a.play_item_id, a.timestamp, a.country)::text, a.count
	  FROM disc.aggregate_monthly_plays AS a
	UNION ALL
	SELECT 'hour', (a.hourly_timestamp)::text, a.play_count
	  FROM disc.hourly_play_counts AS a
	), counted (what, key, count) AS (
	SELECT 'track', (p.play_item_id)::text, count(*)
	  FROM disc.plays AS p GROUP BY 2
	UNION ALL
	SELECT 'month', (p.play_item_id, date_trunc('month', p.created_at)::date,
		COALESCE(p.country, ''))::text, count(*)
	  FROM disc.plays AS p GROUP BY 2
	UNION ALL
	SELECT 'hour', date_trunc('hour', p.created_at)::text, count(*)
	  FROM disc.plays AS p GROUP BY 2)
	(TABLE kept EXCEPT TABLE counted)
	UNION ALL (TABLE counted EXCEPT TABLE kept)"
}

sql -d d -U discprov_writer -c "
	INSERT INTO disc.plays (user_id, play_item_id, country, created_at,
		updated_at)
	SELECT nullif(i % 4, 0), i % 7, nullif(left('GP', i % 3), 'GP'),
	       '2025-10-30'::timestamp + i * interval '20 min', '2025-11-30'
	  FROM generate_series(1, 300) AS i"
tap "each play is counted for its track, its month and country, its hour" counted
kept=$(sql -d d -c "TABLE disc.aggregate_monthly_plays ORDER BY 1, 2, 4")
sql -d d -c "INSERT INTO disc.plays (play_item_id, created_at, updated_at)
	VALUES (9, '2025-12-01', '2025-12-01'), (1, '2025-10-30', '2025-12-01')"
tap "those of later statements are added" counted
sql -d d -c "DELETE FROM disc.plays WHERE id > 300"
tap "those that go are taken off" counted
tap "and leave nothing behind" same "$kept" "$(sql -d d \
	-c "TABLE disc.aggregate_monthly_plays ORDER BY 1, 2, 4")"
tap "nothing changes what was counted" refused "no longer be" -d d -c "
	UPDATE disc.plays SET created_at = '2025-01-01' WHERE id = 7"
sql -d d -c "SET discprov.prune = on" -c "DELETE FROM disc.plays" >/dev/null
tap "plays that are only put away stay counted" same 300 "$(sql -d d \
	-c "SELECT sum(count) FROM disc.aggregate_plays")"

one="INSERT INTO disc.plays (source, source_id, play_item_id, created_at,
	updated_at) VALUES ('a', '1', 2, '2025-11-01', '2025-11-01')"
sql -d d -c "$one"
tap "what a source tells again is no second play" \
	refused plays_source_id_idx -d d -c "$one"
tap "a name without a source is none" refused plays_check -d d -c "
	INSERT INTO disc.plays (source_id, play_item_id, created_at, updated_at)
	VALUES ('1', 2, '2025-11-01', '2025-11-01')"

# The second writer has to wait for the first one's end, so it gives up soon.
other() { # NUMBER
	echo "$one" | sed "s/'1'/'$1'/"
}
cat >"$PG_TMP/two" <<SQL
BEGIN;
$(other 2);
\\! psql -d d -v VERBOSITY=verbose -c "SET lock_timeout = 1" -c "$(other 3 |
	tr '\n' ' ')" 2>&1
SQL
tap "two do not write plays at once" matches "*55P03*" \
	"$(sql -d d -f "$PG_TMP/two")"
tap_done
