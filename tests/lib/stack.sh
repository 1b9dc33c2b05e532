# SPDX-License-Identifier: ISC
# shellcheck shell=sh
# A private stack in one folder: PostgreSQL and memcached on unix sockets, the
# pool, nginx on loopback, the indexer's timer.  ./dev and the live tests use
# these functions; nothing here knows about the host's own servers.
#
# In:  top    the source folder
#      BUILD  where the programs were built  [$top/build]
#      VAR    the stack's folder             [$top/var]
#      PORT   nginx; 0 finds a free one      [8080]
#      POOL   pool processes                 [4]
#      TIMER  off: nobody indexes            [on]
#      LIMITS on: nginx limits its clients   [off: tests are one address]
#      PGOPTS settings of PostgreSQL, like fsync=off []
# Out: stack_up, stack_down, stack_destroy, and the parts they are made of.

stack_say() { printf '%s\n' "stack: $*" >&2; }

# Names.  The servers of a stack must be reachable for the user who runs
# PostgreSQL and their socket paths are bounded, so the folder they live in is
# $VAR itself only when that works; else one under /var/tmp (or a test's folder), which $VAR/run
# and $VAR/pg then point to.  Either way nobody else gets at the sockets.
stack_init() {
	VAR=${VAR:-$top/var}
	BUILD=${BUILD:-$top/build}
	PORT=${PORT:-8080}
	POOL=${POOL:-4}
	TIMER=${TIMER:-on}
	PGOPTS=${PGOPTS:-}
	case $VAR in /*) ;; *) VAR=$PWD/$VAR ;; esac
	# the caller's own database and proxy have no part in this
	unset PGDATABASE PGOPTIONS PGSERVICE PGPASSWORD PGSSLMODE PGAPPNAME
	no_proxy=127.0.0.1,localhost${no_proxy:+,$no_proxy}
	export no_proxy
}

# Where the sockets are, by a path short enough for them.
stack_run() { readlink -f "$VAR/run"; }

stack_is_ours() { [ -e "$VAR/stack.lock" ]; }

stack_folders() {
	# what nginx, a shell or make would read as a sign of theirs
	case $VAR in *[[:space:]\"\'\`\\\$\&\#\;\|\{\}]*)
		stack_say "$VAR: a blank or a sign in the name of the folder;" \
		    "choose another one with VAR=folder"
		return 1 ;;
	esac
	if [ -d "$VAR" ] && [ -n "$(ls -A "$VAR")" ] && ! stack_is_ours; then
		stack_say "$VAR: not empty, and not the folder of a stack"
		return 1
	fi
	mkdir -p "$VAR" && VAR=$(cd "$VAR" && pwd -P) && chmod 700 "$VAR" &&
	    : >>"$VAR/stack.lock" || return 1
	mkdir -p "$VAR/log" "$VAR/pids" "$VAR/nginx" "$VAR/ipfs" "$VAR/lock"
	if [ "$(id -u)" -ne 0 ] && [ ${#VAR} -le 80 ]; then
		mkdir -p "$VAR/run" "$VAR/pg"
		return
	fi
	base=$(cat "$VAR/base" 2>/dev/null) || base=
	if [ -z "$base" ] || [ ! -d "$base" ]; then
		base=$(mktemp -d "${DISCPROV_TEST:-/var/tmp}/discprov.XXXXXX") || return
		printf '%s\n' "$base" >"$VAR/base"
	fi
	mkdir -p "$base/run" "$base/pg"
	# on a bare machine nobody of that name is there yet: it is done again
	[ "$(id -u)" -ne 0 ] || ! id postgres >/dev/null 2>&1 ||
	    chown postgres: "$base" "$base/run" "$base/pg"
	ln -sfn "$base/run" "$VAR/run"
	ln -sfn "$base/pg" "$VAR/pg"
}

# --- processes -----------------------------------------------------------
# $VAR/pids/NAME has one line per process: its id, when it was started and in
# which boot.  A number that now belongs to somebody else is not ours.

stack_started() { # PID: its start time, or nothing
	sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f20
}

stack_remember() { # NAME PID...
	remember_as=$1
	shift
	for pid; do
		printf '%s %s %s\n' "$pid" "$(stack_started "$pid")" \
		    "$(cat /proc/sys/kernel/random/boot_id)"
	done >>"$VAR/pids/$remember_as"
}

stack_pids() { # NAME: those still alive
	[ -e "$VAR/pids/$1" ] || return 0
	while read -r pid started boot; do
		[ "$boot" = "$(cat /proc/sys/kernel/random/boot_id)" ] &&
		    [ -n "$started" ] &&
		    [ "$started" = "$(stack_started "$pid")" ] || continue
		case $(sed 's/.*) //' "/proc/$pid/stat" 2>/dev/null) in
		Z*) ;;
		*) printf '%s\n' "$pid" ;;
		esac
	done <"$VAR/pids/$1"
}

stack_alive() { [ -n "$(stack_pids "$1")" ]; }

# Start a server that outlives us and holds nothing of ours open.  Its
# environment says whose it is, in case we die before it is written down.
stack_spawn() { # NAME COMMAND...
	spawn_as=$1
	shift
	DISCPROV_STACK=$VAR setsid nohup "$@" </dev/null >>"$VAR/log/$spawn_as.log" 2>&1 \
	    3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&- &
	stack_remember "$spawn_as" $!
}

# A server leads its own group: those it started go with it.
stack_signal() { # SIGNAL PID...
	sig=$1
	shift
	for pid; do
		kill -s "$sig" -- "-$pid" 2>/dev/null ||
		    kill -s "$sig" "$pid" 2>/dev/null || :
	done
}

stack_stop() { # NAME [SIGNAL]
	pids=$(stack_pids "$1")
	if [ -n "$pids" ]; then
		# shellcheck disable=SC2086 # a list of numbers
		stack_signal "${2:-TERM}" $pids
		tries=0
		while stack_alive "$1"; do
			tries=$((tries + 1))
			if [ "$tries" -gt 200 ]; then
				stack_say "$1 does not stop: killed"
				# shellcheck disable=SC2086
				stack_signal KILL $pids
				tries=100
			fi
			sleep 0.05
		done
		# shellcheck disable=SC2086
		stack_signal KILL $pids
	fi
	stack_sweep "$1"
}

# After a crash of its leader a group may have members left.  As long as it
# has, nobody else can get its number.
stack_sweep() { # NAME
	[ -e "$VAR/pids/$1" ] || return 0
	while read -r pid started boot; do
		[ "$boot" = "$(cat /proc/sys/kernel/random/boot_id)" ] || continue
		case $(stack_started "$pid") in
		'' | "$started") kill -s KILL -- "-$pid" 2>/dev/null || : ;;
		esac
	done <"$VAR/pids/$1"
	rm -f "$VAR/pids/$1"
}

# Who was started for this stack and stands in no list.
stack_strays() {
	grep -lszxF "DISCPROV_STACK=$VAR" /proc/[0-9]*/environ 2>/dev/null |
	    cut -d/ -f3
}

stack_fail() { # NAME MESSAGE: and the end of its log
	stack_say "$2; the end of $VAR/log/$1.log:"
	tail -n 15 "$VAR/log/$1.log" >&2 || :
	return 1
}

# Is somebody listening on a TCP port?
stack_port_taken() { # PORT
	cat /proc/net/tcp /proc/net/tcp6 2>/dev/null |
	    awk -v p="$(printf ':%04X$' "$1")" \
	    '$2 ~ p && $4 == "0A" { n = 1 } END { exit !n }'
}

stack_port_free() {
	while :; do
		port=$(od -An -N2 -tu2 /dev/urandom)
		port=$((20000 + port % 12000))
		stack_port_taken "$port" || break
	done
	printf '%s\n' "$port"
}

# --- the environment of the programs -------------------------------------

stack_quote() {
	printf "'%s'" "$(printf '%s' "$1" | sed "s/'/'\\\\''/g")"
}

stack_export() { # NAME VALUE
	printf 'export %s=%s\n' "$1" "$(stack_quote "$2")"
}

# The caller's own settings first, then what makes the stack private.
stack_env() {
	awk 'BEGIN {
		for (k in ENVIRON)
			if (k ~ /^audius_[A-Za-z0-9_]+$/ || k == "WAIT_HOSTS" ||
			    k == "LOCAL_CONFIG")
				print k
	}' | sort | while read -r k; do
		eval "stack_export \"\$k\" \"\$$k\""
	done
	[ -n "${LOCAL_CONFIG:-}" ] || stack_export LOCAL_CONFIG "$VAR/discprov.ini"
	if [ -z "${audius_delegate_private_key:-}" ]; then
		# the first account of every development chain
		stack_export audius_delegate_owner_wallet \
		    0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266
		stack_export audius_delegate_private_key \
		    ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80
	fi
	[ -n "${audius_ipfs_gateway_hosts:-}" ] ||
	    stack_export audius_ipfs_gateway_hosts "http://127.0.0.1:$PORT"
	stack_export audius_db_url "$(pg_url discprov_writer discprov)"
	stack_export audius_db_url_read_replica "$(pg_url discprov_reader discprov)"
	stack_export audius_memcached_servers "$(stack_run)/memcached.sock"
	stack_export audius_discprov_run_dir "$VAR/lock"
	stack_export audius_discprov_web_cache_dir "$VAR/nginx"
	stack_export DISCPROV_PORT "$PORT"
	stack_export no_proxy "$no_proxy"
	stack_export PATH "$BUILD/indexer:$BUILD/fcgi:$BUILD:$PATH"
}

# Run a command in that environment.
stack_in() {
	(
		# shellcheck source=/dev/null
		. "$VAR/env"
		exec "$@"
	)
}

# --- the servers ---------------------------------------------------------

# Its own pid file outlives a crash: the number counts only while it belongs
# to a process that works in that folder.
stack_pg_alive() {
	[ -f "$VAR/pg/data/postmaster.pid" ] || return 1
	[ "$(readlink "/proc/$(head -n 1 "$VAR/pg/data/postmaster.pid")/cwd")" \
	    = "$(readlink -f "$VAR/pg/data")" ]
}

# After a crash: its backends leave by themselves when they notice, and a lock
# file that names a stranger would keep the next server from starting.
stack_pg_settle() { # DATADIR
	tries=0
	while readlink /proc/[0-9]*/cwd 2>/dev/null | grep -qxF "$1"; do
		tries=$((tries + 1))
		[ "$tries" -le 100 ] || return 1
		sleep 0.1
	done
	rm -f "$1/postmaster.pid" "$(stack_run)"/.s.PGSQL.*
}

stack_pg_start() {
	real=$(readlink -f "$VAR/pg")/data
	stack_pg_settle "$real" || return 1
	if [ ! -f "$real/PG_VERSION" ]; then
		rm -rf "$real"
		pg_init "$real" || return 1
	fi
	# shellcheck disable=SC2086 # words
	pg_start "$real" "$(stack_run)" $PGOPTS \
	    3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&- || return 1
	[ "$(sql -d postgres -c "SELECT count(*) FROM pg_catalog.pg_database
	    WHERE datname = 'discprov'")" -eq 1 ] || pg_database discprov
}

stack_pg_stop() {
	stack_pg_alive || return 0
	pg_stop "$(readlink -f "$VAR/pg")/data" ||
	    pg_kill "$(readlink -f "$VAR/pg")/data"
}

stack_memcached_start() {
	stack_alive memcached && return 0
	rm -f "$(stack_run)/memcached.sock"
	set -- memcached -s "$(stack_run)/memcached.sock" -a 0600 \
	    -m 64 -c 1024
	[ "$(id -u)" -ne 0 ] || set -- setpriv --reuid=postgres \
	    --regid=postgres --init-groups -- "$@"
	stack_spawn memcached "$@"
	tries=0
	until [ -S "$(stack_run)/memcached.sock" ]; do
		tries=$((tries + 1))
		if [ "$tries" -gt 100 ] || ! stack_alive memcached; then
			stack_fail memcached "memcached did not start"
			return 1
		fi
		sleep 0.05
	done
}

# COUNT SOCKET PROGRAM [ARGUMENT...]
stack_pool_spawn() {
	count=$1 sock=$(stack_run)/$2.sock pids=$VAR/pids/pool.spawned
	shift 2
	rm -f "$pids" "$sock"
	# spawn-fcgi sends what a process writes to /dev/null; the shell in
	# between gives it a log again.
	# shellcheck disable=SC2016 # expanded by the inner shell
	if ! DISCPROV_STACK=$VAR stack_in setsid nohup spawn-fcgi -s "$sock" \
	    -M 0600 -F "$count" -P "$pids" -- /bin/sh -c \
	    'log=$1; shift; exec "$@" 2>>"$log"' pool "$VAR/log/pool.log" "$@" \
	    </dev/null >>"$VAR/log/pool.log" 2>&1 \
	    3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-; then
		stack_fail pool "the pool did not start"
		return 1
	fi
	# shellcheck disable=SC2046 # a list of numbers
	stack_remember pool $(cat "$pids")
	rm -f "$pids"
}

# PROGRAM [ARGUMENT...]: POOL processes on one socket, and one on the socket
# for health and version.
stack_pool_start() {
	stack_alive pool && return 0
	stack_pool_spawn "$POOL" fcgi "$@" && stack_pool_spawn 1 status "$@"
}

# Fill in the site as an installation does.  EXTRA: more lines for the server.
stack_site() { # EXTRA-FILE
	limits='/^[[:blank:]]*limit_\(req\|conn\) /d'
	[ "${LIMITS:-off}" = off ] || limits=
	sed -e "$limits" -e "s|@POOLSOCK@|$(stack_run)/fcgi.sock|" \
	    -e "s|@STATUSSOCK@|$(stack_run)/status.sock|" \
	    -e "s|@CACHEDIR@|$VAR/nginx/cache|" -e "s|@LOGDIR@|$VAR/log|" \
	    -e "s|@PARAMS@|$top/nginx/discprov_params.conf|" \
	    -e "s|@ROUTES@|$top/nginx/discprov_routes.conf|" \
	    -e "s|@DOCS@|$VAR/nginx/docs.conf|" \
	    -e "s|@LISTEN@|127.0.0.1:$PORT|" -e 's|@SERVERNAME@|_|' \
	    -e "s|@EXTRA@|include $1;|" "$top/nginx/discprov.conf.in"
}

stack_nginx_conf() {
	cat >"$VAR/nginx/gateway.conf" <<END
# The development gateway: metadata documents by CID.
location /ipfs/ {
	alias $VAR/ipfs/;
	default_type application/octet-stream;
}
location /content/ {
	alias $VAR/ipfs/;
	default_type application/octet-stream;
}
END
	sed -e "s|@SWAGGERUI@|$top/tests/node_modules/swagger-ui-dist|" \
	    -e "s|@DOCSDIR@|${BUILD:-$top/build}/docs/html|" \
	    "$top/nginx/discprov_docs.conf.in" >"$VAR/nginx/docs.conf"
	stack_site "$VAR/nginx/gateway.conf" >"$VAR/nginx/discprov.conf"
	mkdir -p "$VAR/nginx/tmp" "$VAR/nginx/cache"
	{
		# as root the folder may be out of everybody else's reach
		[ "$(id -u)" -ne 0 ] || echo "user root;"
		cat <<END
daemon off;
worker_processes 2;
pcre_jit on;
pid $VAR/nginx/nginx.pid;
error_log $VAR/log/nginx.log warn;
events {
	worker_connections 2048;
}
http {
	client_body_temp_path $VAR/nginx/tmp/body;
	fastcgi_temp_path $VAR/nginx/tmp/fastcgi;
	proxy_temp_path $VAR/nginx/tmp/proxy;
	scgi_temp_path $VAR/nginx/tmp/scgi;
	uwsgi_temp_path $VAR/nginx/tmp/uwsgi;
	sendfile on;
	tcp_nopush on;
	access_log off;
	include $VAR/nginx/discprov.conf;
}
END
	} >"$VAR/nginx/nginx.conf"
}

stack_nginx_start() {
	stack_alive nginx && return 0
	stack_nginx_conf
	stack_nginx_run
}

# With the configuration that is there.
stack_nginx_run() {
	stack_spawn nginx /usr/sbin/nginx -p "$VAR/nginx/" \
	    -c "$VAR/nginx/nginx.conf" -e "$VAR/log/nginx.log"
	tries=0
	until stack_port_taken "$PORT" && stack_alive nginx; do
		tries=$((tries + 1))
		if [ "$tries" -gt 100 ] || ! stack_alive nginx; then
			rm -f "$VAR/pids/nginx"
			stack_fail nginx "nginx did not start"
			return 1
		fi
		sleep 0.05
	done
}

stack_timer_start() {
	stack_alive timer && return 0
	stack_spawn timer sh "$top/tests/lib/timer.sh" "$VAR"
}

# --- a development chain -------------------------------------------------

# The value of a member of a JSON file: stack_json FILE MEMBER
stack_json() {
	node -e 'const [file, path] = process.argv.slice(1);
		let v = JSON.parse(require("fs").readFileSync(file, "utf8"));
		for (const k of path.split("."))
			v = v[k];
		console.log(typeof v === "object" ? JSON.stringify(v) : v);
	' "$1" "$2"
}

stack_rpc() { # METHOD: the answer's text
	curl -s --max-time 10 -H 'Content-Type: application/json' --data \
	    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"$1\",\"params\":[]}" \
	    "http://127.0.0.1:$(cat "$VAR/chain.port")"
}

stack_chain_start() {
	stack_port_free >"$VAR/chain.port"
	stack_spawn anvil "$top/tests/chain/anvil.sh" "$(cat "$VAR/chain.port")"
	tries=0
	until stack_rpc eth_chainId | grep -q result; do
		tries=$((tries + 1))
		if [ "$tries" -gt 200 ] || ! stack_alive anvil; then
			stack_fail anvil "the chain did not start"
			return 1
		fi
		sleep 0.1
	done
}

# A chain with the contracts and a story of STORY size in its blocks, told in
# the way of ERA, and named in our environment as an operator would.
stack_chain_up() {
	era=${ERA:-both} kind=first
	[ "$era" != entity-manager ] || kind=second
	stack_chain_start || return 1
	node "$top/tests/chain/deploy.mjs" --out "$VAR/chain.json" \
	    --rpc "http://127.0.0.1:$(cat "$VAR/chain.port")" \
	    --chain "$kind" >&2 &&
	    node "$top/tests/chain/story.mjs" --chain "$VAR/chain.json" \
	    --size "${STORY:-small}" --era "$era" --ipfs "$VAR/ipfs" \
	    --books "$VAR/books.json" ${SEED:+--seed "$SEED"} >&2 || return 1
	audius_web3_host=127.0.0.1
	audius_web3_port=$(cat "$VAR/chain.port")
	audius_contracts_registry=
	[ "$kind" = second ] ||
	    audius_contracts_registry=$(stack_json "$VAR/chain.json" registry)
	audius_contracts_entity_manager_address=$(stack_json \
	    "$VAR/chain.json" entityManager)
	audius_contracts_verified_address=$(stack_json "$VAR/chain.json" verifier)
	audius_contracts_ddex_apps=$(stack_json "$VAR/chain.json" ddexApps)
	audius_discprov_start_block=$(stack_json "$VAR/chain.json" startBlockHash)
	# The chain begins in 2021, its people speak as those of today do.
	audius_discprov_rule_dates=all=0
	export audius_web3_host audius_web3_port audius_contracts_registry \
	    audius_contracts_entity_manager_address \
	    audius_contracts_verified_address audius_contracts_ddex_apps \
	    audius_discprov_start_block audius_discprov_rule_dates
}

# The highest indexed block, or nothing.
stack_indexed() {
	# shellcheck disable=SC2016 # expanded by the inner shell
	stack_in sh -c 'psql -X -q -A -t "$audius_db_url_read_replica" -c "$1"' \
	    sh 'SELECT number FROM disc.blocks WHERE is_current'
}

# Run the timer's command until the head that the books name.
stack_index_story() {
	goal=$(stack_json "$VAR/books.json" head.number)
	while :; do
		sh "$top/tests/lib/timer.sh" "$VAR" once >>"$VAR/log/timer.log" 2>&1 || {
			st=$?
			stack_fail timer "discprov-index ended with $st"
			return 1
		}
		at=$(stack_indexed)
		[ "${at:-0}" -lt "$goal" ] || return 0
		[ "$at" != "${before:-}" ] || {
			stack_fail timer "the index stays at block ${at:-none}"
			return 1
		}
		before=$at
	done
}

# --- all of them ---------------------------------------------------------

stack_parts='timer nginx pool memcached anvil'

stack_running() {
	for part in $stack_parts; do
		stack_alive "$part" && return 0
	done
	stack_pg_alive
}

# Nobody else may start or stop the same stack at the same moment.  Held
# until this shell ends; who holds it already need not ask again.
stack_lock() {
	[ -z "${stack_locked:-}" ] || return 0
	exec 8>"$VAR/stack.lock"
	flock -n 8 || {
		stack_say "$VAR: somebody else is starting or stopping it, waiting"
		flock -w 120 8 || {
			stack_say "$VAR: still not free"
			return 1
		}
	}
	stack_locked=y
}

stack_refuse_running() {
	stack_running || return 0
	stack_say "$VAR: a stack is running already, nginx on port" \
	    "$(cat "$VAR/port" 2>/dev/null); stop it with: VAR=$VAR ./dev down"
	return 1
}

# The pool is asked until it has an opinion about its health.
stack_wait_healthy() {
	tries=0
	while :; do
		st=$(curl -s -o /dev/null -w '%{http_code}' --max-time 10 \
		    "http://127.0.0.1:$PORT/health_check") || :
		case $st in
		000 | 502 | 503 | 504) ;;
		*) return 0 ;;
		esac
		tries=$((tries + 1))
		if [ "$tries" -gt 150 ] || ! stack_alive pool; then
			stack_fail pool "/health_check does not answer ($st)"
			return 1
		fi
		sleep 0.2
	done
}

# Database, cache and configuration: all that the programs need.
stack_base_up() {
	stack_pg_start || return 1
	stack_memcached_start || return 1
	[ -e "$VAR/discprov.ini" ] ||
	    echo "; this stack is configured by $VAR/env" >"$VAR/discprov.ini"
	stack_env >"$VAR/env.new"
	mv "$VAR/env.new" "$VAR/env"
	stack_in discprov migrate >>"$VAR/log/migrate.log" 2>&1 ||
	    stack_fail migrate "the schema was not brought up to date"
}

stack_check_port() {
	[ "$PORT" -ne 0 ] && stack_port_taken "$PORT" || return 0
	stack_say "port $PORT is taken by another program; choose one" \
	    "with PORT=n (0: any free one)"
	return 1
}

stack_choose_port() {
	stack_check_port || return 1
	[ "$PORT" -ne 0 ] || PORT=$(stack_port_free)
	printf '%s\n' "$PORT" >"$VAR/port"
}

stack_servers() {
	stack_base_up && stack_pool_start discprov-fcgi && stack_nginx_start &&
	    stack_wait_healthy || return 1
	[ "$TIMER" = off ] || stack_timer_start
}

# stack_up [FUNCTION]: which runs first, to start a chain or set audius_*.
stack_up() {
	stack_init
	stack_folders || return 1
	(
		stack_lock && stack_refuse_running && stack_choose_port || exit 1
		for part in $stack_parts; do
			stack_sweep "$part"
		done
		"${1:-:}" && stack_servers || {
			stack_halt
			exit 1
		}
	) || return 1
	PORT=$(cat "$VAR/port")
}

stack_halt() {
	for part in timer nginx pool memcached; do
		stack_stop "$part"
	done
	stack_pg_stop
	stack_stop anvil
	# shellcheck disable=SC2046 # a list of numbers
	stack_signal KILL $(stack_strays)
}

# Stop exactly this stack; its data stay.
stack_down() {
	stack_init
	if ! stack_is_ours; then
		stack_say "$VAR: no stack was ever started here"
		return 0
	fi
	VAR=$(cd "$VAR" && pwd -P)
	(
		stack_lock || exit 1
		stack_halt
	)
}

# The database of a chain that is gone helps nobody.
stack_forget() {
	stack_is_ours || return 0
	[ ! -s "$VAR/base" ] || rm -rf "$(cat "$VAR/base")"
	rm -rf "$VAR/base" "$VAR/run" "$VAR/pg"
}

# As it was before the first start; who holds the lock keeps it.
stack_clear() {
	stack_halt
	stack_forget
	find "$VAR" -mindepth 1 -maxdepth 1 ! -name stack.lock \
	    -exec rm -rf {} +
}

# Stop it and leave nothing behind.
stack_destroy() {
	stack_down 2>/dev/null || return 1
	stack_is_ours || return 0
	stack_forget
	rm -rf "$VAR"
}
