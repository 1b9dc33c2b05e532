#!/bin/sh
# SPDX-License-Identifier: ISC
# Schema steps of a later version, while sessions read and write what they change:
# nobody waits for a step that waits, an index is made beside those who write, and
# what was killed half way is made again.
srcdir=${srcdir:-$(cd "$(dirname "$0")/../.." && pwd)}
b=${builddir:-$PWD}
# shellcheck source=tests/lib/pg.sh
. "$srcdir/tests/lib/pg.sh"
. "$srcdir/tests/lib/tap.sh"

pg_temp || exit 1
pg_database later || exit 1
cd "$PG_TMP" || exit 1
url=$(pg_url discprov_writer later)
one() { sql -d later -c "$1"; }
next() { "$b/tests/sql/next_step" "$url" "$@" 2>>next.log; }
steps() { one 'SELECT max(number) FROM disc.schema_step'; }

# A session of its own, which does what is written to it.
session() { # NUMBER
	mkfifo "in.$1"
	sql -d later <"in.$1" >"out.$1" 2>&1 &
	eval "exec $1>'in.$1'"
}
told() { grep -qx "$2" "out.$1"; }
tell() { # NUMBER WORD SQL: and wait until it is done
	echo "$3; SELECT '$2';" >&"$1"
	within 60 told "$1" "$2"
}
waits() { # KIND: somebody waits for a lock of this kind
	[ "$(one "SELECT count(*) > 0 FROM pg_locks
	    WHERE NOT granted AND locktype = '$1'")" = t ]
}

cat >column.sql <<END
ALTER TABLE disc.users ADD COLUMN probe int;
END
cat >index.sql <<END
-- What finds by the new column.
-- @apart
DROP INDEX CONCURRENTLY IF EXISTS disc.users_probe_idx;
CREATE INDEX CONCURRENTLY users_probe_idx ON disc.users (probe);
END
tap "the database is made" next
now=$(steps)

session 7
session 8
tell 7 reads 'BEGIN; SELECT count(*) FROM disc.users'
next column.sql &
step=$!
tap "a step has tried, and tries again" within 60 grep -q 'in use for long' next.log
readers() {
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		one "SET statement_timeout = '20s'; SELECT count(*) FROM disc.users" \
		    >/dev/null || return 1
	done
}
tap "others read on while somebody is read for long" readers
tap "and it is not done" same "$now" "$(steps)"
tell 7 left COMMIT
wait $step
tap "it is done when the table is free" same "0 $((now + 1))" "$? $(steps)"

tell 8 writes 'BEGIN; DELETE FROM disc.users WHERE user_id = 1'
"$b/tests/sql/next_step" "$url" column.sql index.sql 2>>next.log &
step=$!
tap "an index waits for who wrote before it" within 60 waits virtualxid
tap "who comes then writes on" one "SET statement_timeout = '20s';
    DELETE FROM disc.users WHERE user_id = 2"
kill -s KILL $step
wait $step 2>/dev/null
one "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE query ~ 'INDEX CONCURRENTLY' AND pid <> pg_backend_pid()" >/dev/null
gone() { [ "$(one "SELECT count(*) FROM pg_stat_activity
	WHERE query ~ 'CONCURRENTLY' AND pid <> pg_backend_pid()")" = 0 ]; }
tell 8 left COMMIT
tap "killed, it has ended" within 60 gone
tap "and has left half an index" same f "$(one "SELECT indisvalid FROM pg_index
    WHERE indexrelid = 'disc.users_probe_idx'::regclass")"
tap "which is not on record" same $((now + 1)) "$(steps)"
next column.sql index.sql &
step=$!
next column.sql index.sql
rc=$?
wait $step
tap "two that begin again both end well" same "0 0" "$? $rc"
tap "the index is one, and whole" same t "$(one "SELECT bool_and(indisvalid)
    FROM pg_index WHERE indexrelid = 'disc.users_probe_idx'::regclass
    HAVING count(*) = 1")"
tap "each step was done once" same "$((now + 2))" \
    "$(one 'SELECT count(*) FROM disc.schema_step')"
exec 7>&- 8>&-
tap_done
