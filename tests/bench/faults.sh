# SPDX-License-Identifier: ISC
# shellcheck shell=sh
# What many strangers at once may do to a node, on rows of a chain that is made
# up; dev sources this, behind bench.sh, index.sh, data.sh and dear.sh.
#
#   EVENTS  of the chain                          [100000]
#   ROUNDS  of 40 requests at once, of each kind  [20]
#   TIME    seconds of load while one is killed   [10]
#   POOL    processes that answer                 [4]
#   SCALE   of the network in which the dearest request is looked for  [1]

faults_stack() {
	stack_folders && stack_choose_port && stack_base_up || return 1
	PGHOST=$(stack_run) PGPORT=5432 PGUSER=postgres
	export PGHOST PGPORT PGUSER
	made_up -n "$EVENTS" || return 1
	stack_in env audius_web3_host=127.0.0.1 \
	    audius_web3_port="$(made port)" \
	    audius_contracts_registry="$(made registry)" \
	    audius_contracts_entity_manager_address="$(made entityManager)" \
	    audius_ipfs_gateway_hosts="http://127.0.0.1:$(made port)" \
	    discprov-index --catch-up >"$VAR/log/index.log" 2>&1 ||
	    stack_fail index "discprov-index --catch-up failed" || return 1
	sql -d discprov -c 'VACUUM ANALYZE' || return 1
	stack_pool_start discprov-fcgi && stack_nginx_start &&
	    stack_wait_healthy
}

# What the questions need to be about somebody.
faults_ids() {
	sql -d discprov <<-'SQL'
		SELECT json_build_object(
		    'users', (SELECT json_agg(u.user_id) FROM (
			SELECT user_id FROM disc.aggregate_user AS a
			  JOIN disc.users AS u USING (user_id)
			 WHERE NOT u.is_deactivated AND u.handle IS NOT NULL
			 ORDER BY a.track_count DESC, user_id LIMIT 500) AS u),
		    'handle', (SELECT u.handle FROM disc.aggregate_user AS a
			  JOIN disc.users AS u USING (user_id)
			 WHERE u.handle IS NOT NULL
			 ORDER BY a.track_count DESC, user_id LIMIT 1),
		    'tracks', (SELECT json_agg(t.track_id) FROM (
			SELECT track_id FROM disc.tracks WHERE NOT is_delete
			 ORDER BY track_id LIMIT 1) AS t),
		    'playlists', (SELECT json_agg(p.playlist_id) FROM (
			SELECT playlist_id FROM disc.playlists
			 WHERE NOT is_delete AND NOT is_private
			 ORDER BY length(playlist_contents::text) DESC
			 LIMIT 1) AS p),
		    'blockhash', (SELECT blockhash FROM disc.blocks
			 WHERE is_current),
		    'blocknumber', (SELECT number FROM disc.blocks
			 WHERE is_current))
	SQL
}

# The pool as systemd keeps it: who dies is started again.
faults_kept_pool() {
	stack_stop pool KILL
	rm -f "$(stack_run)/fcgi.sock"
	stack_spawn pool sh -c '. "$1"; shift; exec "$@"' kept "$VAR/env" \
	    spawn-fcgi -n -s "$(stack_run)/fcgi.sock" -M 0600 -- \
	    /bin/sh "$top/tests/lib/keep.sh" "$POOL" discprov-fcgi
	stack_wait_healthy
}

# A process of the pool, another one each time.
faults_victim() {
	sed -n 's/^\([0-9]*\) (discprov-fcgi) . [0-9]* \([0-9]*\) .*/\1 \2/p' \
	    /proc/[0-9]*/stat 2>/dev/null |
	    awk -v g="$(stack_pids pool)" '$2 == g { print $1 }' | shuf -n 1
}

faults_kill() {
	faults_kept_pool || return 1
	: >"$VAR/killed"
	(
		while sleep 1; do
			victim=$(faults_victim)
			[ -z "$victim" ] || ! kill -9 "$victim" 2>/dev/null ||
			    echo "$victim" >>"$VAR/killed"
		done
	) &
	killer=$!
	bench_load "$VAR/paths" >"$VAR/kill"
	kill "$killer"
	wait "$killer" 2>/dev/null || :
	awk -v t="$TIME" -v k="$(wc -l <"$VAR/killed")" '{
		met = ($2 == 0 && k > 0)
		printf "%-52s %d of %.0f  (budget 0: %s)\n",
		    "failures, " k " processes killed under 32 clients", $2,
		    $1 * t, met ? "met" : "MISSED"
		printf "  %.0f requests/s, p50 %s ms, p99 %s ms\n", $1, $3, $4
	}' "$VAR/kill"
}

bench_faults() {
	EVENTS=${1:-${EVENTS:-100000}}
	ROUNDS=${ROUNDS:-20}
	TIME=${TIME:-10}
	SCALE=${SCALE:-1}
	PORT=0 TIMER=off
	guard_here
	VAR=$GUARDED/var
	stack_init
	PGOPTS=${PGOPTS:-shared_buffers=1GB max_wal_size=8GB}
	say "indexing a chain of $EVENTS events"
	faults_stack || exit 1
	bench_machine
	printf 'rows      %s; %s processes\n\n' "$(sql -d discprov -c "
	    SELECT format('%s users, %s tracks, %s playlists, %s follows',
		(SELECT count(*) FROM disc.users),
		(SELECT count(*) FROM disc.tracks),
		(SELECT count(*) FROM disc.playlists),
		(SELECT count(*) FROM disc.follows))")" "$POOL"
	faults_ids >"$VAR/ids.json"
	discprov=$BUILD/discprov-fcgi
	"$discprov" --uncached >"$VAR/uncached"
	node "$top/tests/bench/faults.mjs" --url "http://127.0.0.1:$PORT" \
	    --ids "$VAR/ids.json" --uncached "$VAR/uncached" \
	    --rounds "$ROUNDS" --paths "$VAR/paths" || exit 1
	faults_kill || exit 1
	echo
	stack_stop pool
	stack_stop nginx
	data_fill "$SCALE" && dear_ask || exit 1
}
