#!/bin/sh
# SPDX-License-Identifier: ISC
# X-Min-Block: no answer is of a lower block than the request names, whatever
# stands in nginx's cache, in memcached or in a standby that hangs behind.
POOL=2
. "${srcdir:?}/tests/lib/alone.sh"
alone_no_chain
alone_up
main=$(readlink -f "$VAR/pg")
hang=$main/standby
sql -d discprov -U discprov_writer -f "$top/tests/live/api/seed.sql" || exit 1

user=/v1/full/users/7eP5n brief=/v1/users/7eP5n
get() { # PATH [CURL OPTION...]
	path=$1
	shift
	curl -s --max-time 20 "$@" "$url$path"
}
from() { get "$2" -H "X-Min-Block: $1"; }
header() { # NAME PATH [CURL OPTION...]
	name=$1
	shift
	get "$@" -o /dev/null -D - | tr -d '\r' | sed -n "s/^$name: //Ip"
}
# what came: status and height
came() {
	get "$@" -o /dev/null -D - | tr -d '\r' |
	    sed -n 's,^HTTP/[^ ]* \([0-9]*\).*,\1,p;s/^X-Block-Height: //Ip' |
	    xargs
}
# The next block is there; chain and index are at the same height.
block=101
newest() {
	block=$(sql -d discprov -c 'SELECT number FROM disc.blocks
	    WHERE is_current')
}
advance() {
	newest
	block=$((block + 1))
	sql -d discprov -U discprov_writer >/dev/null <<SQL
BEGIN;
UPDATE disc.blocks SET is_current = false WHERE is_current;
INSERT INTO disc.blocks (blockhash, parenthash, number, is_current)
VALUES ('0x' || lpad('$block', 64, '0'),
        (SELECT blockhash FROM disc.blocks WHERE number = $block - 1), $block,
        true);
UPDATE disc.keyvalue SET value = '$block'
 WHERE key = 'latest_block_from_chain';
COMMIT;
SQL
}
restart() { # [NAME=VALUE...]
	stack_stop pool
	stack_pool_start env "$@" discprov-fcgi && stack_wait_healthy
}

# --- one database
restart audius_memcached_servers=
tap "an answer with an envelope says at which height it was read" \
    same '200 101 200 101' "$(came /v1/full/users/7eP5n) $(came '/users?limit=1')"
tap "another one when it is asked, a 404 too" same '200 101 404 101' \
    "$(came $brief -H 'X-Min-Block: 0') $(came /v1/users/handle/nobody \
    -H 'X-Min-Block: 0')"
tap "a browser may read that" same X-Block-Height \
    "$(header Access-Control-Expose-Headers $user)"
tap "the height that is there is enough" \
    same '200 101' "$(came $user -H 'X-Min-Block: 101')"
for bad in -1 1.5 0x65 1e3 '1 2' x 18446744073709551615; do
	tap "'$bad' is no block" same '400' "$(came $user -H "X-Min-Block: $bad")"
done
tap "which the answer says" same \
    '{"code":400,"message":"X-Min-Block: '\''x'\'' is not the number of a block."}' \
    "$(from x $user)"
tap "a higher one is not there" \
    same '503 101' "$(came $user -H 'X-Min-Block: 102')"
tap "which says what there is" same \
    '{"code":503,"message":"Service Unavailable: block 102 is not here yet; the newest is 101"}' \
    "$(from 102 $user)"
tap "and when to come again, once" \
    same 1 "$(header Retry-After $user -H 'X-Min-Block: 102')"
tap "nor is one that no chain has" \
    same '503 101' "$(came $user -H 'X-Min-Block: 99999999999')"
tap "what is about the node needs no height" \
    same 200 "$(get /version -o /dev/null -w '%{http_code}' \
    -H 'X-Min-Block: 99999999999')"
# on a busy machine the block may come when the waiting is over
arrives() {
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		came $user -H "X-Min-Block: $((block + 1))" >"$VAR/came" &
		asked=$!
		sleep 0.1
		advance
		wait $asked
		[ "$(cat "$VAR/came")" != "200 $block" ] || return 0
	done
	return 1
}
tap "a block that comes meanwhile is waited for" arrives
newest

# --- both caches
restart
kept() { # both have it: until nginx and, behind it, memcached give it
	for _ in 1 2 3 4 5; do
		get $user >/dev/null
		[ "$(header X-Cache $user)" != HIT ] || return 0
	done
	return 1
}
stored=$VAR/log/pool.log
tap "an answer is kept in nginx" kept
advance
tap "a height that is demanded is not answered by it" \
    same "200 $block" "$(came $user -H "X-Min-Block: $block")"
tap "what was answered is kept instead" \
    same "200 $block" "$(came $user)"
tap "memcached had an older one, and did not give it" \
    same miss "$(grep "p=/v1/full/users/:id " "$stored" | tail -n 1 |
	sed 's/.* cache=\([a-z]*\).*/\1/')"
hit() {
	for _ in 1 2 3 4 5; do
		from "$block" $user >/dev/null
		! grep "p=/v1/full/users/:id " "$stored" | tail -n 1 |
		    grep -q cache=hit || return 0
	done
	return 1
}
tap "memcached gives one that is new enough" hit
tap "with its height" same "200 $block" \
    "$(came $user -H "X-Min-Block: $block")"
advance
tap "behind an empty nginx memcached's is older" sh -c '
	[ "$1" -ge "$2" ]' sh "$(header X-Block-Height $user \
    -H "X-Min-Block: $block")" "$block"

tap "one that was kept without its height" same 200 "$(came "$brief?a=9")"
tap "is made anew for who asks for it" \
    same "200 $block" "$(came "$brief?a=9" -H 'X-Min-Block: 0')"

# --- a standby that hangs
stack_standby() {
	pg_as "$pg_bin/pg_basebackup" -D "$hang" -h "$(stack_run)" -U postgres \
	    -R -c fast --no-sync >"$VAR/log/standby.log" 2>&1 &&
	    (pg_start "$hang" "$hang/run" fsync=off) \
		3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-
}
on_standby() { (
	PGHOST=$hang/run
	sql -d discprov -c "$1"
); }
# until it has what the primary has
caught_up() {
	lsn=$(sql -d discprov -c 'SELECT pg_current_wal_lsn()')
	for _ in $(seq 200); do
		[ "$(on_standby "SELECT pg_last_wal_replay_lsn() >= '$lsn'")" \
		    != t ] || return 0
		sleep 0.05
	done
	return 1
}
tap "a standby runs" stack_standby
tap "and has caught up" caught_up
first=$block
on_standby 'SELECT pg_wal_replay_pause()' >/dev/null
advance
reader="postgresql:///discprov?host=$hang/run&port=5432&user=discprov_reader"
off=audius_memcached_servers=
restart $off audius_db_url_read_replica="$reader"
tap "it answers with what it has" same "200 $first" "$(came $user)"
tap "and has no more" \
    same "503 $first" "$(came $user -H "X-Min-Block: $block")"
restart $off audius_db_url_read_replica="$reader" \
    audius_db_url_primary="$(pg_url discprov_reader discprov)"
tap "the primary has" \
    same "200 $block" "$(came $user -H "X-Min-Block: $block")"
tap "it is asked by nobody else" same "200 $first" "$(came "$user?a=1")"
tap "what it has not either is not there" \
    same "503 $block" "$(came $user -H "X-Min-Block: $((block + 1))")"
restart $off audius_db_url_read_replica="$(printf %s "$reader" |
    sed "s|host=[^&]*|host=$hang/run,$(stack_run)|;s|port=5432|port=5432,5432|")"
tap "of several hosts one is the primary" \
    same "200 $block" "$(came $user -H "X-Min-Block: $block")"
tap "and one the standby" same "200 $first" "$(came "$user?a=2")"
restart $off audius_db_url_read_replica="$reader" \
    audius_db_url_primary='postgresql:///discprov?host=/nowhere'
tap "a primary that is away has no block" \
    same "503 $first" "$(came $user -H "X-Min-Block: $block")"
tap "all else is answered" same "200 $first" "$(came "$user?a=3")"
on_standby 'SELECT pg_wal_replay_resume()' >/dev/null
caught_up
tap "until the standby has it" \
    same "200 $block" "$(came $user -H "X-Min-Block: $block")"
pg_stop "$hang"
stack_destroy
tap_done
