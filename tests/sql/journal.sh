#!/bin/sh
# SPDX-License-Identifier: ISC
# Random blocks, undone and done again: the tables must come back byte for
# byte, and counters, and words to search by, must equal those made anew at
# every height.
# SEED=n repeats a run.
srcdir=${srcdir:-$(cd "$(dirname "$0")/../.." && pwd)}
# shellcheck source=tests/sql/lib.sh
. "$srcdir/tests/sql/lib.sh"

seed=${SEED:-$(od -An -N3 -tu4 /dev/urandom | tr -d ' ')}
blocks=10 fork=7 steps=60
zero=0x0000000000000000000000000000000000000000000000000000000000000000
echo "# SEED=$seed"

pg_temp || exit 1
migrated first || exit 1
sql -d first -f "$srcdir/tests/sql/random.sql" || exit 1
sql -d first -c "INSERT INTO disc.blocks VALUES ('0x0', '0x0', NULL, true)"
"$pg_bin/createdb" -T first second
"$pg_bin/createdb" -T first third

# hash BRANCH HEIGHT: the branches part after block $fork.
hash() {
	if [ "$2" -eq 0 ]; then
		echo "$zero"
	elif [ "$2" -le "$fork" ]; then
		echo "0x$2"
	else
		echo "0x$2$1"
	fi
}

# apply DB BRANCH HEIGHT [how the transaction ends]
apply() {
	of=$seed
	[ "$2" = A ] || [ "$3" -le "$fork" ] || of=$((seed + 1))
	sql -d "$1" >/dev/null <<SQL
BEGIN;
SELECT disc.block_begin($3, '$(hash "$2" "$3")',
	'$(hash "$2" $(($3 - 1)))', true);
SELECT test.block($3, (($of * 31 + $3 * 7919) % 99991) / 99991.0, $steps);
${4:-COMMIT};
SQL
}

revert() {
	sql -d "$1" -c "SELECT disc.block_revert($2)" >/dev/null
}

counted() {
	nothing -d "$1" -c "SELECT * FROM disc.recount_check() LIMIT 5" &&
		nothing -d "$1" -c "SELECT * FROM disc.search_check() LIMIT 5"
}

dump -d first >"$PG_TMP/0"
n=0
while [ $n -lt $blocks ]; do
	n=$((n + 1))
	tap "block $n of branch A is applied" apply first A $n
	tap "and counters and words equal those made anew" counted first
	dump -d first >"$PG_TMP/$n"
done
kinds=$(sql -d first -c "SELECT count(DISTINCT (tablename, op))
	FROM disc.undo_journal")
tap "the random blocks cover many kinds of change ($kinds)" test "$kinds" -ge 40
tap "JSON's null never gets into a row" nothing -d first -c "
	SELECT track_id FROM disc.tracks
	 WHERE 'null' IN (field_visibility, stem_of, remix_of, track_segments,
		stream_conditions, download_conditions, download, artists)"

while [ $n -gt 0 ]; do
	revert first $n
	n=$((n - 1))
	dump -d first >"$PG_TMP/now"
	tap "undoing block $((n + 1)) gives back the tables of block $n" \
		same_file "$PG_TMP/$n" "$PG_TMP/now"
done

while [ $n -lt $blocks ]; do
	n=$((n + 1))
	apply first A $n
	apply second A $n ROLLBACK
	apply second A $n
done
dump -d first >"$PG_TMP/now"
tap "the same blocks again give the same bytes, journal included" \
	same_file "$PG_TMP/$blocks" "$PG_TMP/now"
tap "and counters and words equal those made anew" counted first
dump -d second >"$PG_TMP/now"
tap "a node that lost each transaction once ends with the same bytes" \
	same_file "$PG_TMP/$blocks" "$PG_TMP/now"

while [ $n -gt $fork ]; do
	revert first $n
	n=$((n - 1))
done
n=0
while [ $n -lt $((blocks + 2)) ]; do
	n=$((n + 1))
	[ $n -le $fork ] || apply first B $n
	apply third B $n
done
dump -d first >"$PG_TMP/forked"
dump -d third >"$PG_TMP/never"
tap "after a fork every table equals that of a node that never saw it" \
	same_file "$PG_TMP/never" "$PG_TMP/forked"
tap "and counters and words equal those made anew" counted first
tap_done
