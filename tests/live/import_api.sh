#!/bin/sh
# SPDX-License-Identifier: ISC
# The rows that the cases of the API are about, written out as a node of the
# original would have them and taken over: every case is answered alike.  And
# while an import is on its way, or was cut off, nothing is.
POOL=2 PGOPTS='fsync=off synchronous_commit=off'
. "${srcdir:?}/tests/lib/alone.sh"
alone_key
export audius_memcached_servers=
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

# asked NAME: what each case says, kept as NAME
asked() {
	node "$top/tests/live/api_cases.mjs" "$url" "$top/tests/live/api" \
	    >"$VAR/$1"
	grep -c '^ok' "$VAR/$1"
}

# The chain is where it was a moment ago.
fresh() { sql -d "$1" -c "UPDATE disc.keyvalue SET value = value"; }

sql -d discprov -U discprov_writer -f "$top/tests/live/api/seed.sql" ||
	exit 1
# Those rows have counters of rows that are not there, and two columns that the
# final layout has not: what is taken over has what rows say.
sql -d discprov -U discprov_writer >/dev/null <<'SQL' || exit 1
UPDATE disc.aggregate_user SET (track_count, total_track_count, playlist_count,
	album_count, follower_count, following_count, repost_count,
	track_save_count, track_share_count) = (0, 0, 0, 0, 0, 0, 0, 0, 0);
DELETE FROM disc.aggregate_track;
DELETE FROM disc.aggregate_playlist;
SELECT disc.import_count();
UPDATE disc.tracks SET length = 0, download = jsonb_build_object('cid', NULL,
	'is_downloadable', is_downloadable, 'requires_follow', false);
SQL
fresh discprov
before=$(asked indexed)
tap "the cases are answered by what was indexed" test "$before" -gt 100
tap "it is written out as the original has it" node \
    "$top/tests/live/import_write.mjs" "$PGHOST" discprov original
pg_database taken
in_taken() { stack_in env audius_db_url="$(pg_url discprov_writer taken)" "$@"; }
tap "an empty database is made" in_taken discprov migrate
tap "and takes it over" in_taken discprov import "$(pg_url postgres original)"

stack_stop nginx
stack_stop pool
rm -rf "$VAR/nginx/cache"
# What a run of the indexer would publish.
"$pg_bin/pg_dump" -a -t disc.keyvalue discprov >"$VAR/keyvalue.sql"
sql -d taken -c "DELETE FROM disc.keyvalue"
sql -d taken -f "$VAR/keyvalue.sql" >/dev/null
fresh taken
stack_pool_start env \
    audius_db_url_read_replica="$(pg_url discprov_reader taken)" discprov-fcgi &&
    stack_nginx_start
asked taken >/dev/null
tap "every case is answered alike by what was taken over" \
    same '' "$(diff "$VAR/indexed" "$VAR/taken" | cut -c1-300)"

sql -d taken -c "UPDATE disc.import_run SET done_at = NULL"
tap "a half is shown to nobody" eventually 503 /v1/users/7eP5n
tap "nor on legacy routes" eventually 503 /users
tap "the log says why" grep -q "'discprov import' fills it" "$VAR/log/pool.log"
sql -d taken -c "UPDATE disc.import_run SET done_at = now()"
tap "when it is done it is shown by itself" eventually 200 /v1/users/7eP5n
tap_done
