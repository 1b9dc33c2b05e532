#!/bin/sh
# SPDX-License-Identifier: ISC
# Lists by the pool's statements, against the same lists written down without a
# thought of speed (lists.ref), in a world by chance.  SEED=n draws another one.
srcdir=${srcdir:-$(cd "$(dirname "$0")/../.." && pwd)}
# shellcheck source=tests/sql/lib.sh
. "$srcdir/tests/sql/lib.sh"

seed=${SEED:-$(($(date +%s) % 1000))}
echo "# SEED=$seed"
pg_temp || exit 1
migrated d || exit 1
sql -d d -v seed="0.$seed" -f "$srcdir/tests/sql/lists.sql" >/dev/null || exit 1
LC_ALL=C "${AWK:-awk}" -v mode=prepare -f "$srcdir/sql/gen.awk" \
    "$srcdir"/sql/stmt/api_*.sql >"$PG_TMP/prepare" || exit 1
# A list, and what is true of it, a row each.
awk '/^#/ || NF == 0 { next }
/^@ / {
	if (n++) print "$T$);"
	printf "INSERT INTO test.lists VALUES ($T$%s$T$, $T$\n", substr($0, 3)
	next
}
{ print }
END { print "$T$);" }' "$srcdir/tests/sql/lists.ref" |
    sql -d d -f - >/dev/null || exit 1
sql -d d -f "$PG_TMP/prepare" -c "
	CREATE TABLE test.found AS
	SELECT l.call, c.* FROM test.lists AS l, test.compared(l.call, l.truth)
	    AS c" >/dev/null || exit 1

sql -d d -F ' ' -c "SELECT '#', call, count(*), 'pages,', sum(rows), 'rows'
	FROM test.found GROUP BY call ORDER BY call"
sql -d d -c "SELECT DISTINCT call FROM test.found ORDER BY 1" >"$PG_TMP/lists"
while IFS= read -r list; do
	tap "$list" nothing -d d -c "SELECT asked, got, want FROM test.found
		WHERE call = \$T\$$list\$T\$ AND got IS DISTINCT FROM want LIMIT 3"
done <"$PG_TMP/lists"
tap "no list is empty for everybody" nothing -d d -c "
	SELECT call FROM test.found GROUP BY call HAVING sum(rows) = 0"
# By chance: of a small table the beginning is always seen whole.
sql -d d -f "$PG_TMP/prepare" -c "CREATE TABLE test.lucky AS
	SELECT l.id::int FROM unnest(test.said(
	    'EXECUTE api_lucky_tracks(NULL, NULL, 500)')) AS l (id);
	CREATE TABLE test.few AS SELECT l.id::int FROM unnest(test.said(
	    'EXECUTE api_lucky_tracks(20, 1, 3)')) AS l (id)" >/dev/null
tap "what comes by chance comes once, and may be seen by all" nothing -d d -c "
	SELECT id FROM test.lucky WHERE id NOT IN (SELECT track_id FROM test.seen
		WHERE is_available)
	UNION ALL SELECT id FROM test.lucky GROUP BY 1 HAVING count(*) > 1"
tap "and of few none is missing" nothing -d d -c "
	SELECT track_id FROM test.seen WHERE is_available AND track_id <= 60
	EXCEPT SELECT id FROM test.lucky"
tap "of those heard and followed as much as was asked" same 3 "$(sql -d d -c "
	SELECT count(*) FROM test.few AS f JOIN test.seen AS t ON track_id = f.id
	  JOIN disc.aggregate_user AS a ON a.user_id = owner_id
	 WHERE follower_count >= 1 AND (SELECT count(*) FROM disc.plays
		WHERE play_item_id = f.id) >= 20")"
# What is for some only takes no place of a page, however much of it is in front.
# It is old: of an artist somebody may like only so many new tracks are looked at.
sql -d d -f "$PG_TMP/prepare" -c "INSERT INTO disc.tracks (track_id, owner_id,
	title, is_delete, access_authorities, created_at, updated_at, blocknumber)
	SELECT i, 1, 'mine', i % 2 = 0, '{0x1}', '2014-01-01', '2014-01-01', 9
	  FROM generate_series(2001, 2300) AS i;
	CREATE TABLE test.walked AS
	SELECT l.n, l.id::int FROM unnest(test.said(
	    'EXECUTE api_tracks_where(NULL, NULL, NULL, NULL, false, 20, 0,
		''track_id'', true, NULL, NULL, NULL, NULL)'))
		WITH ORDINALITY AS l (id, n)" >/dev/null
tap "a page behind three hundred for some only is whole" same 20 \
	"$(sql -d d -c "SELECT count(*) FROM test.walked AS w JOIN disc.tracks
		AS t ON t.track_id = w.id WHERE t.access_authorities IS NULL")"

# What somebody may like: whom the order is for is another matter.
sql -d d -f "$PG_TMP/prepare" -c "CREATE TABLE test.liked AS
	SELECT u AS id, l.id::int AS track_id
	  FROM generate_series(1, 40) AS u, unnest(test.said(
	    'EXECUTE api_for_you(' || u || ', 2, ''pnagD'')')) AS l (id)
	 WHERE l.id IS NOT NULL" >/dev/null
tap "what one may like is neither his own, nor his already, nor hidden" \
	nothing -d d -c "
	SELECT l.* FROM test.liked AS l
	  LEFT JOIN test.seen AS t ON t.track_id = l.track_id
	  LEFT JOIN disc.users AS o ON o.user_id = t.owner_id
	 WHERE (t.is_available AND NOT o.is_deactivated AND t.owner_id <> l.id
		AND NOT EXISTS (SELECT FROM disc.saves AS s
		    WHERE s.user_id = l.id AND s.save_item_id = l.track_id
		      AND s.save_type = 'track' AND NOT s.is_delete))
	       IS NOT TRUE"
tap "once each, of an artist as many as was asked" nothing -d d -c "
	SELECT l.id, t.owner_id FROM test.liked AS l JOIN disc.tracks AS t
		USING (track_id)
	 GROUP BY 1, 2 HAVING count(*) > 2 OR count(DISTINCT track_id) < count(*)"
tap "of whom one follows something new is among it" same 0 "$(sql -d d -c "
	SELECT count(*) FROM disc.follows AS f JOIN test.seen AS t
		ON t.owner_id = f.followee_user_id
	  JOIN disc.users AS o ON o.user_id = t.owner_id
	 WHERE NOT f.is_delete AND t.is_available AND NOT o.is_deactivated
	   AND t.owner_id <> f.follower_user_id
	   AND t.created_at >= test.now() - interval '13 days'
	   AND NOT EXISTS (SELECT FROM disc.saves AS s
		WHERE s.user_id = f.follower_user_id AND s.save_type = 'track'
		  AND s.save_item_id = t.track_id AND NOT s.is_delete)
	   AND NOT EXISTS (SELECT FROM test.liked AS l JOIN disc.tracks AS x
			USING (track_id)
		WHERE l.id = f.follower_user_id AND x.owner_id = t.owner_id)")"
tap_done
