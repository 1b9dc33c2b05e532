# SPDX-License-Identifier: ISC
# shellcheck shell=sh
# Servers are ended under readers, and what the readers saw is counted: no wrong
# answer, and errors only of the kinds that are documented.  dev sources this,
# behind bench.sh, data.sh and faults.sh.   ./dev bench storm [SCALE]
#
#   SCALE    of the made-up network       [0.1]
#   TIME     seconds of each storm        [10]
#   READERS  connections                  [64]
#   IDLE     connections that only wait   [10000]

# What is the same whenever it is asked, kept and not kept.
storm_paths() {
	sql -d discprov -c "
	    WITH u AS (SELECT user_id AS id FROM disc.aggregate_user
			JOIN disc.users USING (user_id) WHERE NOT is_deactivated
			ORDER BY follower_count DESC, 1 LIMIT 20),
		t AS (SELECT track_id AS id FROM disc.tracks
			WHERE NOT is_delete AND NOT is_unlisted
			ORDER BY 1 LIMIT 20),
		p AS (SELECT playlist_id AS id FROM disc.playlists
			WHERE NOT is_delete AND NOT is_private
			ORDER BY 1 LIMIT 20)
	    SELECT format(f, id) || a FROM u, unnest(ARRAY['/v1/users/%s',
		'/v1/users/%s/followers', '/v1/users/%s/tracks',
		'/v1/users/%s/reposts']) AS f,
		unnest(ARRAY['', '?user_id=1']) AS a
	    UNION ALL
	    SELECT format(f, id) || a FROM t, unnest(ARRAY['/v1/tracks/%s',
		'/v1/tracks/%s/reposts']) AS f,
		unnest(ARRAY['', '?user_id=1']) AS a
	    UNION ALL
	    SELECT format('/v1/playlists/%s', id) || a FROM p,
		unnest(ARRAY['', '?user_id=1']) AS a
	    UNION ALL
	    SELECT '/v1/tracks/trending?limit=10'"
}

storm_mjs() { # WORD...
	node "$top/tests/bench/storm.mjs" --url "http://127.0.0.1:$PORT" \
	    --paths "$VAR/storm.paths" --answers "$VAR/storm.answers" \
	    --connections "$READERS" --seconds "$TIME" "$@"
}

# --- what is done to the servers, again and again

storm_nothing() { sleep 1; }
storm_reload() {
	kill -s HUP "$(stack_pids nginx)"
	sleep 1
}
# Of the pool, those of one keeper; the unit's restart is a SIGTERM for each,
# while systemd keeps the socket.
storm_pool() {
	sed -n 's/^\([0-9]*\) (discprov-fcgi) . [0-9]* \([0-9]*\) .*/\1 \2/p' \
	    /proc/[0-9]*/stat 2>/dev/null |
	    awk -v g="$(stack_pids pool | head -n 1)" '$2 == g { print $1 }'
}
storm_restart() {
	# shellcheck disable=SC2046 # numbers
	kill -s TERM $(storm_pool) 2>/dev/null || :
	sleep 2
}
storm_kill() {
	kill -s KILL "$(storm_pool | shuf -n 1)" 2>/dev/null || :
	sleep 1
}
storm_memcached() {
	stack_stop memcached KILL
	sleep 2
	stack_memcached_start
	sleep 2
}
storm_database() {
	stack_pg_stop
	sleep 1
	stack_pg_start >/dev/null
	sleep 4
}

# storm NAME WHAT ALLOWED: errors of these statuses are documented.
storm() {
	storm_mjs load >"$VAR/storm.told" &
	storm_reader=$!
	storm_n=0
	while kill -0 "$storm_reader" 2>/dev/null; do
		"storm_$2"
		storm_n=$((storm_n + 1))
	done
	wait "$storm_reader" || {
		storm_bad=y
		return 0
	}
	storm_judge "$1" "$storm_n" "$3" || storm_bad=y
}

storm_judge() { # NAME TIMES ALLOWED
	# shellcheck disable=SC2016 # of JavaScript
	node -e 'const [name, times, allowed, file] = process.argv.slice(1);
		const t = JSON.parse(require("fs").readFileSync(file, "utf8"));
		const errors = Object.entries(t.errors);
		const bad = t.wrong + errors.filter(([why]) =>
			!allowed.split(" ").includes(why))
			.reduce((n, [, m]) => n + m, 0);
		console.log(`${name}, ${times} times`.padEnd(40),
			`${t.right} right, ${t.wrong} wrong, asked again ${t.again}`);
		console.log(`  ${errors.map(([why, n]) => `${n} of ${why}`)
			.join(", ") || "no errors"}; longest ${t.longest} ms: ` +
			(bad ? "MISSED" : "met"));
		process.exit(bad ? 1 : 0);' \
	    "$1" "$2" "$3" "$VAR/storm.told"
}

# Processor time of nginx and the pool for a request, beside those who wait.
storm_cost() {
	storm_mjs load --cpu "$(pgrep -d, -g "$(stack_pids nginx)" nginx),$(
	    storm_pool | xargs | tr ' ' ,)" |
	    node -e 'const t = JSON.parse(require("fs").readFileSync(0, "utf8"));
		console.log(t.cpu_ms / t.right);'
}

storm_idle() {
	: >"$VAR/alone"
	: >"$VAR/beside"
	for round in 1 2 3; do
		storm_cost >>"$VAR/alone"
		rm -f "$VAR/idle.in"
		mkfifo "$VAR/idle.in"
		: >"$VAR/idle"
		storm_mjs idle "$IDLE" <"$VAR/idle.in" >"$VAR/idle" &
		storm_waits=$!
		exec 9>"$VAR/idle.in"
		until [ -s "$VAR/idle" ]; do
			kill -0 "$storm_waits" || return 1
			sleep 0.2
		done
		storm_cost >>"$VAR/beside"
		exec 9>&-
		wait "$storm_waits"
	done
	bench_ratio "processor time beside $(cat "$VAR/idle") idle connections" \
	    "$(median <"$VAR/beside")" "$(median <"$VAR/alone")" '<=' 1.05
}

bench_storm() { # [SCALE]
	TIME=${TIME:-10} READERS=${READERS:-64} IDLE=${IDLE:-10000} storm_bad=
	guard_here
	VAR=$GUARDED/var
	# shellcheck disable=SC3045 # every shell has it
	ulimit -n "$(ulimit -H -n)"
	data_stack
	bench_machine
	data_fill "${1:-0.1}" || exit 1
	stack_choose_port && stack_memcached_start &&
	    stack_pool_start discprov-fcgi || exit 1
	stack_nginx_conf
	sed -i 's/worker_connections.*/worker_connections 9000;/
		s/^worker_processes.*/&\nworker_rlimit_nofile 18000;/' \
	    "$VAR/nginx/nginx.conf"
	stack_nginx_run && faults_kept_pool || exit 1
	storm_paths >"$VAR/storm.paths"
	storm_mjs learn || exit 1
	printf '%s readers of %s answers for %s s each, %s processes\n\n' \
	    "$READERS" "$(wc -l <"$VAR/storm.paths")" "$TIME" "$POOL"
	storm "nothing" nothing ""
	storm "nginx -s reload" reload ""
	storm "restart of the pool" restart "502 503"
	storm "a process of the pool killed" kill "502"
	storm "memcached killed and started" memcached ""
	storm "restart of the database" database "503"
	storm "nothing, afterwards" nothing ""
	storm_idle
	[ -z "$storm_bad" ] || exit 1
}
