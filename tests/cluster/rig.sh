# SPDX-License-Identifier: ISC
# shellcheck shell=sh
# A node of three machines on one: each "machine" is a folder and an address of
# loopback, with an etcd, a PostgreSQL under Patroni, a memcached and a web host
# of its own, all as discprov-cluster(8) prints it; before them a front.  The
# demo's chain is beside.  Sourced by ./dev, behind stack.sh; or run:
#
#   VAR=... sh rig.sh FUNCTION [ARGUMENT...]
#
# In:  top BUILD VAR as stack.sh takes them
# Out: rig_up, rig_down, and what ends, starts and asks single parts.

# Machines that databases, etcd and memcached are on from the beginning; m4 is
# there to join.
RIG_MACHINES='m1 m2 m3'
RIG_WEB='m1 m2'

rig_say() { printf '%s\n' "cluster: $*" >&2; }

# on MACHINE COMMAND...: with VAR and PORT of the machine
rig_on() {
	(
		rig_m=$1
		shift
		rig_top=$VAR
		[ ! -e "$VAR/table" ] || PORT=$(rig_port web)
		VAR=$VAR/$rig_m stack_locked=
		"$@"
	)
}
rig_address() { printf '127.77.%s.%s\n' "$(cat "$VAR/net")" "${1#m}"; }
rig_port() { awk -v n="$1" '$1 == "port" && $2 == n { print $3 }' "$VAR/table"; }
rig_cluster() { # MACHINE WORD...: the installed program, with the machine's table
	rig_m=$1
	shift
	"$VAR/share/discprov-cluster" -c "$VAR/$rig_m/cluster.conf" "$@"
}
rig_base() { readlink -f "$VAR/$1/pg"; }

# --- the table -------------------------------------------------------------

rig_ports() {
	for what in etcd etcd-peer patroni database memcached web front gateway; do
		echo "port $what $(stack_port_free)"
	done
}

# rig_table: what all machines have; "join MACHINE WHAT..." adds a line
rig_table() {
	[ -e "$VAR/net" ] || echo $((1 + $$ % 250)) >"$VAR/net"
	[ -e "$VAR/table" ] || {
		for m in $RIG_MACHINES; do
			has='etcd database memcached'
			case " $RIG_WEB " in *" $m "*) has="$has web" ;; esac
			echo "machine $m $(rig_address "$m") $has"
		done
		rig_ports
		echo "network 127.0.0.0/8"
		echo "token discprov-$(cat "$VAR/net")"
	} >"$VAR/table"
}
rig_machine_table() { # MACHINE
	base=$(rig_base "$1")
	{
		grep -v '^port gateway' "$VAR/table"
		echo "data $base"
		echo "sockets $base"
		echo "binaries $pg_bin"
		echo "secrets $VAR/share/secrets"
		echo "upstream $VAR/front/hosts.conf"
		echo "reload kill -s HUP \$(cat $VAR/front/nginx.pid)"
	} >"$VAR/$1/cluster.conf"
}
rig_machine() { # MACHINE: its folders and its table
	rig_on "$1" stack_folders || return
	base=$(rig_base "$1")
	mkdir -p "$base/etcd" "$base/postgresql" "$VAR/front"
	pg_give "$base" && pg_give "$base/etcd" && pg_give "$base/postgresql"
}
rig_tables() {
	for m in m1 m2 m3 m4; do
		[ ! -e "$VAR/$m" ] || rig_machine_table "$m"
	done
}

# What an installation puts down, where PostgreSQL's user can read it.
rig_share() {
	base=$(rig_base m1)/share
	mkdir -p "$base/cluster" "$base/sql"
	cp "$top"/cluster/*.yml "$top"/cluster/front.conf "$base/cluster"
	cp "$top/sql/roles.sql" "$base/sql"
	sed -e "s|@pkgdatadir@|$base|" -e "s|@sysconfdir@|$VAR|" \
	    -e "s|@runstatedir@|$VAR/front|" "$top/cluster/discprov-cluster.in" \
	    >"$base/discprov-cluster"
	chmod -R a+rX "$base"
	chmod 755 "$base/discprov-cluster"
	ln -sfn "$base" "$VAR/share"
}
# PostgreSQL's user runs Patroni, which makes the database of the same table.
rig_give_table() { # MACHINE
	base=$(rig_base "$1")
	sed "s|^secrets .*|secrets $(rig_base m1)/share/secrets|" \
	    "$VAR/$1/cluster.conf" >"$base/cluster.conf"
	# the machine under it does not fall
	"$(readlink -f "$VAR/share")/discprov-cluster" -c "$base/cluster.conf" \
	    patroni "$1" | sed 's/^    password_encryption:.*/&\n    fsync: "off"/' \
	    >"$base/patroni.yml" && chmod 600 "$base/patroni.yml" &&
	    pg_give "$base/patroni.yml"
}

# --- single parts ----------------------------------------------------------

rig_until() { # SECONDS WHAT COMMAND...
	rig_left=$(($1 * 10)) rig_what=$2
	shift 2
	until "$@" >/dev/null 2>&1; do
		rig_left=$((rig_left - 1))
		[ "$rig_left" -gt 0 ] || {
			rig_say "$rig_what: waited in vain"
			return 1
		}
		sleep 0.1
	done
}
rig_spawn() { # NAME COMMAND...: on the machine, as PostgreSQL's user
	rig_name=$1
	shift
	[ "$(id -u)" -ne 0 ] || set -- setpriv --reuid=postgres \
	    --regid=postgres --init-groups -- env HOME="$base" "$@"
	(cd "$base" && stack_spawn "$rig_name" "$@")
}
rig_etcd_start() { # MACHINE
	base=$(rig_base "$1")
	eval "set -- $1 $(rig_cluster "$1" etcd "$1" | tr '\n' ' ')"
	rig_m=$1
	shift
	rig_on "$rig_m" rig_spawn etcd env "$@" ETCD_HEARTBEAT_INTERVAL=250 \
	    ETCD_ELECTION_TIMEOUT=2500 etcd --log-level=warn
}
rig_patroni_start() { # MACHINE
	base=$(rig_base "$1")
	rig_on "$1" rig_spawn patroni patroni "$base/patroni.yml"
}
rig_memcached_start() { # MACHINE
	base=$(rig_base "$1")
	rig_on "$1" rig_spawn memcached memcached -l "$(rig_address "$1")" \
	    -p "$(rig_port memcached)" -U 0 -m 32 -c 512
}

# rig_patroni MACHINE: as it sees itself, "role state"
rig_patroni() {
	curl -s --noproxy '*' --max-time 2 \
	    "http://$(rig_address "$1"):$(rig_port patroni)/patroni" |
	    sed -n 's/.*"state": "\([a-z ]*\)", .*"role": "\([a-z_]*\)".*/\2 \1/p'
}
rig_is() { # MACHINE WORDS
	[ "$(rig_patroni "$1")" = "$2" ]
}
rig_primary() { # the machine that is it, or nothing
	for m in m1 m2 m3 m4; do
		[ -e "$VAR/$m" ] || continue
		case $(rig_patroni "$m") in master* | primary*) printf '%s\n' "$m" ;; esac
	done
}
rig_has_primary() { [ -n "$(rig_primary)" ]; }
rig_etcd_healthy() {
	etcdctl --endpoints="http://$(rig_address "$1"):$(rig_port etcd)" \
	    --command-timeout=1s get x
}
# As PostgreSQL's own superuser: rig_sql MACHINE SQL
rig_sql() {
	PGPASSWORD=$(awk '$1 == "superuser" { print $2 }' "$VAR/share/secrets") \
	    PGCONNECT_TIMEOUT=2 psql -X -q -A -t -v ON_ERROR_STOP=1 \
	    -h "$(rig_address "$1")" -p "$(rig_port database)" -U postgres \
	    -d "${3:-discprov}" -c "$2"
}
rig_height() { rig_sql "$1" 'SELECT number FROM disc.blocks WHERE is_current'; }

rig_env() { # MACHINE: the environment of its programs
	base=$(rig_base "$1")
	(
		stack_locked=y
		PGHOST=$base PGPORT=5432
		audius_ipfs_gateway_hosts=http://127.0.0.1:$(rig_port gateway)
		export audius_ipfs_gateway_hosts
		rig_on "$1" stack_env
		rig_cluster "$1" writer "$1" | rig_exported
		rig_cluster "$1" reader "$1" | rig_exported
		rig_cluster "$1" env "$1" | rig_exported
	) >"$VAR/$1/env"
	[ -e "$VAR/$1/discprov.ini" ] || echo "; see env" >"$VAR/$1/discprov.ini"
}
rig_exported() { # lines NAME=VALUE
	while IFS='=' read -r name text; do
		stack_export "$name" "$text"
	done
}

rig_ready() { # MACHINE
	curl -s -f -o /dev/null --noproxy '*' --max-time 2 \
	    "http://$(rig_address "$1"):$(rig_port web)/ready"
}
rig_web_start() { # MACHINE
	rig_on "$1" rig_web_here "$(rig_address "$1")" &&
	    rig_until 30 "web host $1" rig_ready "$1"
}
rig_web_here() { # ADDRESS; in the machine's folder
	POOL=${RIG_POOL:-4}
	stack_pool_start discprov-fcgi || return
	stack_nginx_conf
	sed -i "s/listen 127.0.0.1:/listen $1:/" "$VAR/nginx/discprov.conf"
	sed -i 's/worker_processes .*/worker_processes 1;/' "$VAR/nginx/nginx.conf"
	"$rig_top/share/discprov-cluster" -c "$VAR/cluster.conf" web \
	    >>"$VAR/nginx/gateway.conf"
	stack_spawn nginx /usr/sbin/nginx -p "$VAR/nginx/" \
	    -c "$VAR/nginx/nginx.conf" -e "$VAR/log/nginx.log"
}
rig_web_stop() { # MACHINE
	rig_on "$1" stack_stop nginx QUIT
	rig_on "$1" stack_stop pool
}

# The front, and beside it the gateway of the demo's documents.
rig_front_start() {
	rig_cluster m1 site >"$VAR/front/site.conf"
	sed -i "s/listen \([0-9]*\);/listen 127.0.0.1:\1;/" "$VAR/front/site.conf"
	mkdir -p "$VAR/front/tmp"
	{
		[ "$(id -u)" -ne 0 ] || echo "user root;"
		cat <<END
daemon off;
worker_processes 1;
pid $VAR/front/nginx.pid;
error_log $VAR/log/front.log warn;
events { worker_connections 1024; }
http {
	client_body_temp_path $VAR/front/tmp/body;
	fastcgi_temp_path $VAR/front/tmp/fastcgi;
	proxy_temp_path $VAR/front/tmp/proxy;
	scgi_temp_path $VAR/front/tmp/scgi;
	uwsgi_temp_path $VAR/front/tmp/uwsgi;
	access_log off;
	server {
		listen 127.0.0.1:$(rig_port gateway);
		location ~ ^/(ipfs|content)/(.*)\$ {
			alias $VAR/ipfs/\$2;
			default_type application/octet-stream;
		}
	}
	include $VAR/front/site.conf;
}
END
	} >"$VAR/front/nginx.conf"
	[ -e "$VAR/front/hosts.conf" ] ||
	    echo 'upstream discprov_hosts { server 127.0.0.1:1; }' \
		>"$VAR/front/hosts.conf"
	stack_spawn front /usr/sbin/nginx -p "$VAR/front/" \
	    -c "$VAR/front/nginx.conf" -e "$VAR/log/front.log"
	rig_until 10 "the front" test -s "$VAR/front/nginx.pid"
}
# What discprov-front.timer does.
rig_looks_start() {
	# shellcheck disable=SC2016 # expanded by the inner shell
	stack_spawn looks sh -c 'while :; do "$0" -c "$1" front; sleep 2; done' \
	    "$VAR/share/discprov-cluster" "$VAR/m1/cluster.conf"
}
# What discprov-index.timer does, oftener; on all machines one may run, here one
# does.
rig_indexer_start() {
	# shellcheck disable=SC2016 # expanded by the inner shell
	stack_spawn indexer sh -c '. "$0/m1/env"; while :; do
		discprov-index; echo "prog=timer st=$?"; sleep 0.2; done' "$VAR"
}

# --- a machine is lost, stands still, comes back ----------------------------

# Everybody who runs on it.  PostgreSQL's servers have no environment to read.
rig_pids() { # MACHINE all|database|server|web|etcd|memcached
	base=$(rig_base "$1")
	{
		case $2 in
		all) (VAR=$VAR/$1 && stack_strays) ;;
		database) rig_on "$1" stack_pids patroni ;;
		web) rig_web_pids "$1" ;;
		server) ;;
		*) rig_on "$1" stack_pids "$2" ;;
		esac
		case $2 in
		all | database | server)
			find /proc/[0-9]*/cwd -lname "$base/postgresql/discprov" 2>/dev/null |
			    cut -d/ -f3 ;;
		esac
	} | sort -un
}
# nginx's and the pool's with those whom they have started
rig_web_pids() { # MACHINE
	for pid in $(rig_on "$1" stack_pids nginx) $(rig_on "$1" stack_pids pool); do
		printf '%s\n' "$pid"
		pgrep -P "$pid" || :
	done
}
rig_signal() { # MACHINE PART SIGNAL
	# shellcheck disable=SC2046 # numbers
	kill -s "$3" $(rig_pids "$1" "$2") 2>/dev/null || :
}

# --- what the tests ask -----------------------------------------------------

rig_conf() { printf '%s\n' "$(rig_base m1)/patroni.yml"; }
rig_switch() { # FROM TO
	patronictl -c "$(rig_conf)" switchover discprov --master "$1" \
	    --candidate "$2" --force
}
# How many standbys have all but the newest of this primary's.
rig_following() { # MACHINE
	rig_sql "$1" "SELECT count(*) FROM pg_stat_replication
	    WHERE state = 'streaming'
		AND pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn) < 65536"
}
rig_blocks() { # MACHINE
	rig_sql "$1" "SELECT number, blockhash, parenthash FROM disc.blocks
	    WHERE number IS NOT NULL ORDER BY number"
}
# What readers ask: lists and things, with an envelope and without.
rig_paths() {
	rig_sql m1 "SELECT format(f, user_id) FROM (SELECT user_id FROM disc.users
		WHERE NOT is_deactivated AND is_available ORDER BY 1 LIMIT 8) u,
		unnest(ARRAY['/v1/full/users/%s', '/v1/full/users/%s/tracks',
		    '/v1/users/%s/followers', '/v1/users/%s']) f
	    UNION ALL SELECT format(f, track_id) FROM (SELECT track_id
		FROM disc.tracks WHERE NOT is_delete AND NOT is_unlisted
		    AND is_available ORDER BY 1 LIMIT 8) t,
		unnest(ARRAY['/v1/tracks/%s', '/v1/full/tracks/%s']) f"
}

rig_join_database() { # MACHINE: what the manual's first command does
	grep -q "^machine $1 " "$VAR/table" ||
	    echo "machine $1 $(rig_address "$1") database" >>"$VAR/table"
	rig_machine "$1" && rig_tables && rig_give_table "$1"
}
rig_edit_table() { # MACHINE SED-EXPRESSION: and all machines get it
	sed -i "/^machine $1 /$2" "$VAR/table"
	rig_tables
}
rig_has() { rig_edit_table "$1" "s/\$/ $2/"; }     # MACHINE WHAT
rig_has_not() { rig_edit_table "$1" "s/ $2//"; } # MACHINE WHAT

# The front asks these hosts only, and nobody looks whether they are ready.
rig_ask_only() { # MACHINE...
	stack_stop looks
	{
		echo "upstream discprov_hosts {"
		for m; do
			echo "server $(rig_address "$m"):$(rig_port web) max_fails=0;"
		done
		echo "keepalive 64; }"
	} >"$VAR/front/hosts.conf"
	kill -s HUP "$(cat "$VAR/front/nginx.pid")"
	sleep 1
}
# Who works for a GET: fronts, web hosts, and servers of databases.
rig_asked_pids() {
	front=$(cat "$VAR/front/nginx.pid")
	pgrep -P "$front"
	for m in m1 m2 m3; do
		rig_web_pids "$m"
		rig_pids "$m" server
	done
}

# The same blocks, indexed by a node of one machine: has it the same digest?
rig_reindexed() {
	rig_in m1 discprov-index --catch-up >>"$VAR/log/indexer.log" 2>&1
	p=$(rig_primary)
	cluster=$(rig_in m1 discprov digest | head -n 3)
	rig_sql "$p" 'CREATE DATABASE alone' postgres
	rig_sql "$p" "\\i $(readlink -f "$VAR/share")/sql/roles.sql" alone
	(
		# shellcheck source=/dev/null
		. "$VAR/m1/env"
		secret=$(awk '$1 == "superuser" { print $2 }' "$VAR/share/secrets")
		audius_db_url=postgresql://postgres:$secret@$(rig_address "$p"):$(
		    rig_port database)/alone
		audius_db_url_read_replica=$audius_db_url
		audius_discprov_run_dir=$VAR/lock
		discprov-index --catch-up >>"$VAR/log/alone.log" 2>&1
		alone=$(discprov digest | head -n 3)
		if [ "$alone" = "$cluster" ]; then
			echo "same: $alone"
		else
			echo "cluster: $cluster; alone: $alone"
		fi
	)
}

# --- all of it --------------------------------------------------------------

rig_databases_up() {
	for m in $RIG_MACHINES; do
		rig_etcd_start "$m"
		rig_memcached_start "$m"
	done
	rig_until 30 "etcd" rig_etcd_healthy m1 || return
	rig_patroni_start m1
	rig_until 60 "the first database" rig_is m1 'master running' || return
	for m in m2 m3; do rig_patroni_start "$m"; done
	for m in m2 m3; do
		rig_until 60 "the database of $m" rig_is "$m" 'replica running' ||
		    return
	done
}

rig_up() {
	stack_init
	stack_folders && stack_lock || return
	for m in $RIG_MACHINES; do rig_machine "$m" || return; done
	rig_table && rig_tables && rig_share || return
	rig_cluster m1 secrets && pg_give "$VAR/share/secrets" || return
	for m in $RIG_MACHINES; do rig_give_table "$m" || return; done
	stack_chain_up || return
	for m in $RIG_MACHINES; do rig_env "$m"; done
	rig_front_start && rig_databases_up && rig_story_up
}
rig_story_up() {
	rig_in m1 discprov migrate >>"$VAR/log/migrate.log" 2>&1 ||
	    stack_fail migrate "no schema" || return
	rig_index_story || return
	for m in $RIG_WEB; do rig_web_start "$m" || return; done
	rig_looks_start
	rig_until 20 "the front's answer" rig_front_ready
}
rig_front_ready() {
	curl -s -f --noproxy '*' --max-time 2 "http://127.0.0.1:$(rig_port front)/ready"
}
rig_in() { # MACHINE COMMAND...
	rig_m=$1
	shift
	(
		# shellcheck source=/dev/null
		. "$VAR/$rig_m/env"
		exec "$@"
	)
}
rig_index_story() {
	goal=$(stack_json "$VAR/books.json" head.number)
	rig_in m1 discprov-index --catch-up >>"$VAR/log/indexer.log" 2>&1 ||
	    stack_fail indexer "the story was not indexed" || return
	[ "$(rig_height m1)" -ge "$goal" ]
}

rig_down() {
	stack_init
	VAR=$(cd "$VAR" && pwd -P)
	for part in looks indexer front; do stack_stop "$part"; done
	for m in m1 m2 m3 m4; do
		[ -e "$VAR/$m" ] || continue
		rig_signal "$m" all CONT
		rig_on "$m" stack_stop nginx
		rig_on "$m" stack_stop pool
	done
	# no standby is promoted on the way
	for m in m1 m2 m3 m4; do
		[ ! -e "$VAR/$m" ] || rig_signal "$m" all KILL
	done
	stack_stop anvil
}
# ./dev cluster: what there is, and what to try.
rig() {
	stack_init
	stack_folders && stack_lock || exit 1
	! stack_running && [ ! -e "$VAR/table" ] || {
		rig_say "$VAR: something is there already; ./dev down ends it"
		exit 1
	}
	progress "a chain, three databases, web hosts and a front" last_far \
	    "$VAR/log/up.log" rig_up || {
		rig_down
		rig_forget
		exit 1
	}
	rig_indexer_start
	cat <<END

The front is http://127.0.0.1:$(rig_port front)/, its hosts are:
$(sed 's/^/  /' "$VAR/table")

Three commands to try:
  patronictl -c $(rig_conf) list
  curl -si -H 'X-Min-Block: 1' http://127.0.0.1:$(rig_port front)/v1/tracks/trending | grep X-Block
  VAR=$VAR ./dev down

END
}
rig_forget() {
	for m in m1 m2 m3 m4; do
		[ ! -s "$VAR/$m/base" ] || rm -rf "$(cat "$VAR/$m/base")"
		rm -rf "${VAR:?}/$m"
	done
	rm -rf "$VAR/share" "$VAR/table" "$VAR/net" "$VAR/front"
	stack_forget
}

case ${0##*/} in
rig.sh)
	set -eu
	. "$top/tests/lib/pg.sh"
	. "$top/tests/lib/stack.sh"
	stack_init
	"$@"
	;;
esac
