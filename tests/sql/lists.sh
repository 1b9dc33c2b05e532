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
	SELECT call FROM test.found GROUP BY call HAVING sum(rows) < 10"
tap_done
