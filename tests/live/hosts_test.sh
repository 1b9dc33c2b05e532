#!/bin/sh
# SPDX-License-Identifier: ISC
# Two pools with one memcached, as two hosts have: what both are asked for at
# once is made by one of them.
POOL=1
. "${srcdir:?}/tests/lib/alone.sh"
alone_no_chain
# shellcheck disable=SC2119 # nothing to run first
stack_up || exit 1

# A port, unlike a socket, may be asked by others.
MEMCACHED_PORT_FILENAME=$VAR/memcached.ports
export MEMCACHED_PORT_FILENAME
set -- memcached -l 127.0.0.1 -p -1 -U 0 -m 16
[ "$(id -u)" -ne 0 ] || set -- "$@" -u root
stack_spawn memcached "$@"
for _ in $(seq 200); do
	port=$(sed -n 's/^TCP INET: //p' "$MEMCACHED_PORT_FILENAME" 2>/dev/null)
	[ -z "$port" ] || break
	sleep 0.05
done
for host in one two; do
	stack_pool_spawn 1 $host env \
	    "audius_memcached_servers=127.0.0.1:$port" discprov-fcgi
done
ask() { # PATH
	node "$top/tests/live/hosts.mjs" "$1" "$(stack_run)/one.sock" \
	    "$(stack_run)/two.sock"
}
# How often the answer was made, and how often it was found.
told() {
	for word in miss hit; do
		grep -c "p=/v1/users/:id st=404 .*cache=$word" "$VAR/log/pool.log"
	done | tr '\n' ' '
}

tap "both answer" same '200 200' "$(ask /version)"

# shellcheck disable=SC2016 # expanded by the inner shell
url=$(stack_in sh -c 'echo "$audius_db_url"')

# Nobody is there, which is found out when the table is free again.
psql -X -q "$url" >/dev/null <<'SQL' &
BEGIN;
LOCK TABLE disc.users IN ACCESS EXCLUSIVE MODE;
SELECT pg_sleep(1.5);
COMMIT;
SQL
locks=$!
until psql -X -A -t "$url" -c \
    "SELECT count(*) FROM pg_locks WHERE mode = 'AccessExclusiveLock'
     AND relation = 'disc.users'::regclass" | grep -qx 1; do
	sleep 0.05
done
tap "both are asked for what has to be looked up" same '404 404' \
    "$(ask /v1/users/7eP5n)"
wait "$locks"
tap "one of them has made the answer, the other one was given it" \
    same '1 1 ' "$(told)"
stack_destroy
tap_done
