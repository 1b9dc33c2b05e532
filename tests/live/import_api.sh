#!/bin/sh
# SPDX-License-Identifier: ISC
# The rows that the cases of the API are about, written out as a node of the
# original would have them and taken over: every case is answered alike.  And
# while an import is on its way, or was cut off, nothing is.
POOL=2 PGOPTS='fsync=off synchronous_commit=off'
. "${srcdir:?}/tests/lib/alone.sh"
alone_key
trap 'guard_end "$GUARDED"' EXIT

alone_up

status() { curl -s --max-time 20 -o /dev/null -w '%{http_code}' "$url$1"; }
# eventually WANT PATH: within half a minute it is answered with this status
eventually() {
	i=0
	while [ "$(status "$2?n=$i")" != "$1" ]; do
		i=$((i + 1))
		[ $i -lt 300 ] || return 1
		sleep 0.1
	done
}

# serve DATABASE: it is the one that the pool answers from, at the chain's head.
serve() {
	stack_stop nginx
	stack_stop pool
	rm -rf "$VAR/nginx/cache"
	sql -d "$1" -c "DELETE FROM disc.keyvalue"
	sql -d "$1" -f "$VAR/keyvalue.sql" >/dev/null
	sql -d "$1" -c "UPDATE disc.keyvalue SET value = value"
	# What was said of another database is in memcached.
	stack_pool_start env audius_memcached_servers=off \
	    audius_db_url_read_replica="$(pg_url discprov_reader "$1")" \
	    discprov-fcgi && stack_nginx_start
}
# asked DATABASE: what each case says of it, and how many are as they should be
asked() {
	serve "$1" >&2
	BODIES=on node "$top/tests/live/api_cases.mjs" "$url" \
	    "$top/tests/live/api" >"$VAR/$1"
	grep -c '^ok' "$VAR/$1"
}

sql -d discprov -U discprov_writer -f "$top/tests/live/api/seed.sql" ||
	exit 1
"$pg_bin/pg_dump" -a -t disc.keyvalue discprov >"$VAR/keyvalue.sql"

# taken_from LAYOUT LEAST: those rows, as far as the layout can hold them, have
# the counters that they make, are written out and taken over; at least so many
# cases are as they are of all rows.
taken_from() {
	"$pg_bin/createdb" -T discprov "$1" || exit 1
	tap "$1: the rows are written out" node \
	    "$top/tests/live/import_write.mjs" "$PGHOST" "$1" "of_$1" "$1"
	sql -d "$1" -U discprov_writer >/dev/null <<'SQL'
UPDATE disc.aggregate_user SET (track_count, total_track_count, playlist_count,
	album_count, follower_count, following_count, repost_count,
	track_save_count, track_share_count) = (0, 0, 0, 0, 0, 0, 0, 0, 0);
DELETE FROM disc.aggregate_track;
DELETE FROM disc.aggregate_playlist;
SELECT disc.import_count();
SELECT disc.search_rebuild();
SQL
	right=$(asked "$1")
	tap "$1: $right cases are answered as of all rows" \
	    test "$right" -ge "$2"
	pg_database "taken_$1"
	taken_url=$(pg_url discprov_writer "taken_$1")
	tap "$1: an empty database is made" \
	    stack_in env audius_db_url="$taken_url" discprov migrate
	tap "$1: and takes them over" \
	    stack_in env audius_db_url="$taken_url" \
	    discprov import "$(pg_url postgres "of_$1")"
	asked "taken_$1" >/dev/null
	tap "$1: every case is answered alike by what was taken over" \
	    same '' "$(diff -U 3 -F 'ok - ' "$VAR/$1" "$VAR/taken_$1" |
		cut -c1-300 | head -n 60)"
}

stack_stop pool
taken_from versioned 450
taken_from final 550
sql -d taken_final -f "$top/tests/live/import/odd.sql"
asked taken_final >/dev/null
tap "whatever columns of JSON hold, no case ends a process or fails" \
    same '' "$(grep -B 3 '^# got  50' "$VAR/taken_final" | head -n 20)"
sql -d taken_final -c "UPDATE disc.import_run SET done_at = NULL"
tap "a half is shown to nobody" eventually 503 /v1/users/7eP5n
tap "nor on legacy routes" eventually 503 /users
tap "the log says why" grep -q "'discprov import' fills it" "$VAR/log/pool.log"
sql -d taken_final -c "UPDATE disc.import_run SET done_at = now()"
tap "when it is done it is shown by itself" eventually 200 /v1/users/7eP5n
tap_done
