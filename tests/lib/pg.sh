# SPDX-License-Identifier: ISC
# shellcheck shell=sh
#
# PostgreSQL clusters of our own, on a unix socket, without TCP.  Source it.
#
#   pg_init DATADIR            initdb: superuser postgres, UTF-8, C.UTF-8
#   pg_start DATADIR SOCKDIR [OPTION=VALUE ...]
#                              start and wait; exports PGHOST=SOCKDIR,
#                              PGPORT=5432, PGUSER=postgres
#   pg_stop DATADIR            stop, fast; fine when it is not running
#   pg_kill DATADIR            stop as a power cut would (immediate)
#   pg_database NAME           createdb, then roles.sql in it
#   pg_url ROLE NAME           print a connection string for it
#
#   pg_temp                    a cluster for one test: in the folder of guard.sh,
#                              without fsync, gone at exit; sets PG_TMP
#   sql [psql options]         psql that stops at the first error, bare output
#
# PostgreSQL refuses to run as root: then the server runs as the user postgres
# and owns DATADIR; every folder above it must let that user through.
# SOCKDIR must be short (a socket's path has at most 107 bytes).

srcdir=${srcdir:-$(cd "$(dirname "$0")/../.." && pwd)}
pg_top=$srcdir
. "$pg_top/tests/lib/guard.sh"

if command -v pg_config >/dev/null 2>&1 &&
	[ -x "$(pg_config --bindir)/initdb" ]; then
	pg_bin=$(pg_config --bindir)
else
	pg_bin=
	for pg_d in /usr/lib/postgresql/*/bin; do
		[ ! -x "$pg_d/initdb" ] || pg_bin=$pg_d
	done
fi

# pg_as COMMAND...: as a user PostgreSQL accepts.
pg_as() {
	if [ "$(id -u)" -eq 0 ]; then
		(cd / && setpriv --reuid=postgres --regid=postgres \
			--init-groups -- "$@")
	else
		"$@"
	fi
}

pg_give() {
	if [ "$(id -u)" -eq 0 ]; then
		chown postgres "$1"
	fi
}

pg_init() {
	[ -n "$pg_bin" ] || {
		echo "# no PostgreSQL server programs found" >&2
		return 1
	}
	mkdir -p "$1" && chmod 700 "$1" && pg_give "$1" || return
	pg_as "$pg_bin/initdb" -D "$1" -U postgres -A trust -E UTF8 \
		--locale=C.UTF-8 --no-sync --no-instructions >/dev/null
}

pg_start() {
	pg_data=$1
	PGHOST=$2 PGPORT=5432 PGUSER=postgres
	export PGHOST PGPORT PGUSER
	shift 2
	mkdir -p "$PGHOST" && chmod 755 "$PGHOST" && pg_give "$PGHOST" ||
		return
	pg_opts="-c listen_addresses='' -c unix_socket_directories='$PGHOST'"
	for pg_o in "$@"; do
		pg_opts="$pg_opts -c $pg_o"
	done
	pg_as "$pg_bin/pg_ctl" -D "$pg_data" -l "$pg_data/log" -o "$pg_opts" \
		-w -t 60 start >/dev/null || {
		tail -n 20 "$pg_data/log" >&2
		return 1
	}
}

pg_stop() {
	[ -f "$1/postmaster.pid" ] || return 0
	pg_as "$pg_bin/pg_ctl" -D "$1" -m fast -w -t 60 stop >/dev/null 2>&1
}

pg_kill() {
	[ -f "$1/postmaster.pid" ] || return 0
	pg_as "$pg_bin/pg_ctl" -D "$1" -m immediate -w -t 60 stop \
		>/dev/null 2>&1
}

pg_database() {
	"$pg_bin/createdb" "$1" && sql -d "$1" -f "$pg_top/sql/roles.sql"
}

pg_url() {
	echo "postgresql:///$2?host=$PGHOST&port=$PGPORT&user=$1"
}

pg_temp() {
	guard_here || return
	PG_TMP=$GUARDED
	pg_init "$PG_TMP/data" &&
		pg_start "$PG_TMP/data" "$PG_TMP/run" fsync=off \
			synchronous_commit=off full_page_writes=off \
			autovacuum=off
}

sql() {
	"$pg_bin/psql" -X -q -A -t -v ON_ERROR_STOP=1 "$@"
}
