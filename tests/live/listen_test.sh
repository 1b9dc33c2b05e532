#!/bin/sh
# SPDX-License-Identifier: ISC
# Listens that clients post: through nginx and the pool into the file of the
# host, from there by the job into plays.  Each counts once, whoever is killed.
POOL=4 PGOPTS='fsync=off synchronous_commit=off'
. "${srcdir:?}/tests/lib/alone.sh"
alone_key
trap 'guard_end "$GUARDED"' EXIT
spool=$GUARDED/spool
mkdir "$spool"
heard='{"data":{},*"success":true*} 200'
few='audius_discprov_listens_per_address=1000 2000 2000'

alone_up
sql -d discprov -U discprov_writer -f "$top/tests/live/api/seed.sql" ||
	exit 1

restart() { # [NAME=VALUE...]
	stack_stop pool
	stack_pool_start env "$@" discprov-fcgi && stack_wait_healthy
}
# post PATH BODY [CURL OPTION...]: body and status
post() {
	path=$1 body=$2
	shift 2
	curl -s --max-time 20 -w ' %{http_code}' -d "$body" "$@" "$url$path"
}
job() { stack_in env audius_discprov_listens_dir="$spool" discprov-job listens; }
plays() { # WHERE
	sql -d discprov -c "SELECT count(*) FROM disc.plays WHERE $1"
}
lines() { cat "$spool"/* 2>/dev/null | wc -l; }

# --- nobody asked for it
tap "without a folder there is no such route" \
    matches '*"Route does not exist"*404' "$(post /tracks/11/listen '{}')"
tap "and the job has nothing to do" stack_in discprov-job listens
restart audius_discprov_listens_dir="$spool" \
    audius_discprov_identity_service_url=http://127.0.0.1:1
tap "nor where an identity service tells plays: none counts twice" \
    matches '*404' "$(post /tracks/11/listen '{}')"

# --- one listen
restart audius_discprov_listens_dir="$spool" "$few"
before=$(plays true)
tap "a listen of a user" matches "$heard" "$(post /tracks/11/listen '{"userId":2}')"
tap "whose id may be text" \
    matches "$heard" "$(post /tracks/11/listen '{"userId":"2"}')"
tap "under /v1, by hash ids" same '{"data":{}} 200' \
    "$(post /v1/tracks/1D9On/listen '{"userId":"ML51L"}')"
tap "nobody listens, by the name that a client made up" matches "$heard" \
    "$(post /tracks/11/listen '{"userId":"5a1c2c57-9d8e-4b0f-8d5e-0a8f4b4a4b0c"}')"
tap "or by an id that is nobody's, or without a body" matches "$heard$heard" \
    "$(post /tracks/11/listen '{"userId":999999}')$(post /tracks/11/listen '')"
tap "no row is written for it" same "$before" "$(plays true)"
tap "what is asked for wrongly" same '400 400 404 404 404 405' "$(
	for one in '/tracks/11/listen no' '/tracks/11/listen [1]' \
	    '/tracks/999/listen {}' '/tracks/x/listen {}' \
	    '/v1/tracks/!!/listen {}'; do
		# shellcheck disable=SC2086 # a path and a body
		post $one -o /dev/null | tr -d ' \n'
		printf ' '
	done
	curl -s -o /dev/null -w '%{http_code}' "$url/tracks/11/listen")"
tap "the job makes plays of them" job
tap "at the time when they were told, each with a name" same '6 6 3 3' "$(sql -d discprov -A -F' ' \
    -c "SELECT count(*), count(DISTINCT source_id),
	count(*) FILTER (WHERE user_id = 2), count(*) FILTER (WHERE user_id IS NULL)
	FROM disc.plays WHERE source = 'relay' AND play_item_id = 11
	 AND created_at > timezone('UTC', now()) - interval '5 minutes'")"
tap "the file is gone" same 0 "$(lines)"
tap "the next run has nothing to do" job

# --- many at once, while the job runs and dies
restart audius_discprov_listens_dir="$spool" "$few" \
    'audius_discprov_listens_per_track=1000 2000 2000'
before=$(plays true)
seq 1 600 | sed "s|.*|url = \"$url/tracks/11/listen\"\\noutput = /dev/null|" |
    curl -s -K - -d '{}' -w '%{http_code} %{errormsg}\n' --parallel \
	--parallel-max 16 >"$VAR/codes" 2>/dev/null &
many=$!
i=0
while kill -0 "$many" 2>/dev/null || [ "$i" -lt 10 ]; do
	stack_in env audius_discprov_listens_dir="$spool" \
	    timeout -s KILL "0.0$((i % 9 + 1))" discprov-job listens \
	    >/dev/null 2>&1
	i=$((i + 1))
done
wait "$many"
tap "many clients at once are all heard" \
    same '600 200' "$(sort "$VAR/codes" | uniq -c | xargs)"
# a killed run's session lasts until its statement ends
tries=0
until job >/dev/null 2>&1 || [ $tries -ge 100 ]; do
	tries=$((tries + 1))
	sleep 0.1
done
job
tap "each counts once, however often the job was killed" \
    same $((before + 600)) "$(plays true)"

# --- limits
restart audius_discprov_listens_dir="$spool" \
    'audius_discprov_listens_per_address=8 8 8' \
    'audius_discprov_listens_per_track=3 3 3'
stack_stop memcached
stack_memcached_start
sleep 1.1 # processes leave a server that failed alone for a second
code() { post "$@" -o /dev/null | tr -d ' '; }
tap "one address may not tell of one track for ever" same 200200200429 \
    "$(for i in 1 2 3 4; do code /tracks/11/listen '{}'; done)"
tap "whatever it says where it comes from" same 429 \
    "$(code /tracks/11/listen '{}' -H 'X-Forwarded-For: 192.0.2.7')"
tap "it is told when to come again" matches '[1-9]*' \
    "$(curl -s -d '{}' -D - -o /dev/null "$url/tracks/11/listen" |
	tr -d '\r' | sed -n 's/^Retry-After: //p')"
tap "other tracks go on" matches "$heard" "$(post /tracks/13/listen '{"userId":2}')"
tap "but no more than an address has" same 200200200200429 \
    "$(for t in 13 13 16 16 15; do code /tracks/$t/listen '{}'; done)"
stack_stop memcached
tap "without memcached none is taken, and the client told to come again" \
    same 503 "$(code /tracks/16/listen '{}')"
stack_memcached_start
rm -f "$spool"/*

# --- the file
restart audius_discprov_listens_dir="$spool" "$few"
sleep 1.1
before=$(plays true)
printf '{"play_item_id":11,"created_' >"$spool/added"
chown "$(stat -c %u "$VAR")" "$spool/added"
tap "behind a line that was cut" matches "$heard" "$(post /tracks/16/listen '{}')"
tap "a new one begins" same 2 "$(lines)"
job >"$VAR/cut" 2>&1
tap "the cut one is told and left out" grep -q 'a listen is left out' "$VAR/cut"
tap "the other one counts" same $((before + 1)) "$(plays true)"
truncate -s 64M "$spool/added"
tap "a file that nobody takes away does not grow for ever" \
    same 503 "$(code /tracks/16/listen '{}')"
rm -f "$spool/added"
mkfifo "$spool/added"
tap "what is no file holds nobody up" same 503 "$(code /tracks/16/listen '{}')"
rm -f "$spool/added"
ln -s "$VAR/elsewhere" "$spool/added"
tap "nor is a link followed" same 503 "$(code /tracks/16/listen '{}')"
tap "to anywhere" test ! -e "$VAR/elsewhere"
rm -f "$spool/added"
mv "$spool" "$spool.away"
tap "a folder that is gone is told" same 503 "$(code /tracks/16/listen '{}')"
tap "in the log, with its name" grep -q "a listen is lost: $spool" "$VAR/log/pool.log"
job >"$VAR/gone" 2>&1
tap "and by the job" same 71 $?
tap_done
