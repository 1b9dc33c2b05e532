# SPDX-License-Identifier: ISC
# shellcheck shell=sh
# A made-up network in the database, and what lists and searches in it cost; dev
# sources this, behind bench.sh.
#
#   ./dev bench data [SCALE]       fill the database of a new stack in VAR, and
#                                  leave it running (./dev down stops it)
#   ./dev bench lists [SCALE...]   each list at each size, and how it grows
#   ./dev bench search [SCALE]     what is typed, against a look by key
#   ./dev bench trending [SCALE...]  an hour's run of trending at each size
#
#   SCALE   1: 10,000 users, 20,000 tracks, 100,000 follows, 300,000 plays
#           [lists: 1 10; else 1]
#   TIMES   calls of each statement  [200]
#
# Times are those of the server, without a network; on a machine with other work
# a ratio says more than they do.

LC_ALL=C
export LC_ALL
# shellcheck source=tests/bench/fill.sh
. "$top/tests/bench/fill.sh"

data_stack() {
	PORT=0 TIMER=off
	: "${audius_ipfs_gateway_hosts:=http://127.0.0.1:1}" # nobody is there
	stack_init
	PGOPTS=${PGOPTS:-shared_buffers=1GB max_wal_size=8GB fsync=off \
	    wal_level=minimal max_wal_senders=0}
	stack_folders && stack_pg_start && stack_env >"$VAR/env" &&
	    : >"$VAR/discprov.ini" || exit 1
	PGHOST=$(stack_run) PGPORT=5432 PGUSER=postgres
	export PGHOST PGPORT PGUSER
}

# How far the network is, by the size of its database: 287 MB for 1, and 23 that
# are always there, as measured at 0.3 and 10.  In the form of the programs' bars.
data_far() {
	sql -d postgres -c "SELECT pg_database_size('discprov') / 1048576.0" |
	    awk -v all="$data_all" -v now="$(seconds)" -v from="$began" '{
		s = now - from
		part = $1 / all > 1 ? 1 : $1 / all
		rate = s > 0 ? $1 / s : 0
		left = rate > 0 ? (all - part * all) / rate : 0
		hashes = substr("##########", 1, int(10 * part))
		printf "[%s%s] %.1f%%  %d/%d MB  %.1f/s  ETA %02d:%02d:%02d", hashes,
		    substr("..........", 1, 10 - length(hashes)), 100 * part, $1,
		    all, rate, left / 3600, left % 3600 / 60, left % 60
	}'
}

# Scores need a run of their own job.
data_fill() { # SCALE
	bench_empty || return 1
	began=$(seconds)
	data_all=$(awk -v n="$1" 'BEGIN { printf "%d", 23 + 287 * n }')
	progress "a network of $1" data_far "$VAR/log/fill.log" \
	    fill_network "$top/tests/bench" discprov "$1" || return 1
	stack_in discprov-job --as-of "$(sql -d discprov -c \
	    "SELECT EXTRACT(epoch FROM now)::int8 FROM bench.size")" trending \
	    2>"$VAR/log/trending.log" ||
	    stack_fail trending "discprov-job trending failed" || return 1
	sql -d discprov -c 'VACUUM ANALYZE' || return 1
	sql -d discprov -F ' ' -c "SELECT 'network  ', '$1:', users, 'users,',
		tracks, 'tracks,', follows, 'follows,', plays, 'plays;',
		pg_size_pretty(pg_database_size('discprov')), 'in',
		round($(seconds) - $began), 's' FROM bench.size"
}

# data_ask: SQL on stdin, in a session in which the statements are prepared as
# the pool has them.
data_ask() {
	{
		echo "SET search_path = ''; SET jit = off;"
		echo "SET plan_cache_mode = force_generic_plan;"
		awk -v mode=prepare -f "$top/sql/gen.awk" \
		    "$top"/sql/stmt/api_*.sql
		cat "$top/tests/bench/lists.sql" -
	} >"$VAR/ask.sql"
	sql -d discprov -f "$VAR/ask.sql"
}

bench_data() { # [SCALE]
	stack_down >/dev/null 2>&1 || :
	data_stack
	data_fill "${1:-1}" || exit 1
	echo "psql $(pg_url postgres discprov)"
}

bench_lists() { # [SCALE...]
	[ $# -gt 0 ] || set -- 1 10
	guard_here
	VAR=$GUARDED/var
	data_stack
	bench_machine
	for scale; do
		data_fill "$scale" || exit 1
		# The pool plans those that may be asked by anything as asked.
		sed "s/'/''/g; s/.*/SELECT '&', round(a.median::numeric, 3), \
round(a.p99::numeric, 3) FROM bench.ask('&', ${TIMES:-200}) AS a;/
			/_where(/s/^/SET plan_cache_mode = force_custom_plan; /
			/_where(/!s/^/SET plan_cache_mode = force_generic_plan; /" \
		    "$top/tests/bench/lists.txt" |
		    data_ask | grep '^api_' >"$VAR/took-$scale" || exit 1
	done
	data_growth "$@"
}

# Each list with its median and p99 at each size; a star where it has grown
# more than twofold.
data_growth() { # SCALE...
	printf '\n%-84s' "ms: median p99"
	printf ' %15s' "$@"
	printf '  growth of p99\n'
	for scale; do set -- "$@" "$VAR/took-$scale"; shift; done
	paste -d '|' "$@" | awk -F '|' '{
		printf "%-84s", substr($1, 1, 84)
		for (i = 1; i < NF; i += 3)
			printf " %7.2f %7.2f", $(i + 1), $(i + 2)
		grown = $3 > 0 ? $NF / $3 : 1
		# what takes no tenth of a millisecond has not grown
		star = grown > 2 && $NF > 0.5
		over += star
		printf "  %.2f%s\n", grown, star ? " *" : ""
	}
	END { printf "\n%d of %d lists have grown more than twofold\n", over, NR }'
}

# The same hour at each size: what its run costs must not grow with what was
# there before.  HOURS runs each, of which the median by processor time counts;
# those before the first hour and after it are of the same kind.
bench_trending() { # [SCALE...]
	[ $# -gt 0 ] || set -- 1 10
	guard_here
	VAR=$GUARDED/var
	data_stack
	. "$top/tests/bench/index.sh" # what the server's processors have done
	bench_machine
	for scale; do
		data_fill "$scale" && trending_hours "$scale" || exit 1
	done
	for scale; do cat "$VAR/hour-$scale"; done |
	    awk '{ a[NR] = $1 } END { print a[1], a[NR] }' >"$VAR/hours"
	bench_ratio "an hour's run, processors, largest / smallest" \
	    "$(cut -d' ' -f2 "$VAR/hours")" "$(cut -d' ' -f1 "$VAR/hours")" \
	    '<=' 2
}

trending_hours() { # SCALE
	rm -f "$VAR/hours-$1"
	i=0
	while [ $i -lt "${HOURS:-5}" ]; do
		sql -d discprov -f "$top/tests/bench/hour.sql" || return 1
		sleep 0.3 # a session's processor time counts when it has ended
		before=$(made_pg_ms)
		stack_in discprov-job trending 2>"$VAR/log/trending.log" ||
		    stack_fail trending "discprov-job trending failed" ||
		    return 1
		sleep 0.3
		echo "$(($(made_pg_ms) - before)) $(sed -n \
		    's/.*read=\([0-9]*\).*/\1/p' "$VAR/log/trending.log")" \
		    >>"$VAR/hours-$1"
		i=$((i + 1))
	done
	sort -n "$VAR/hours-$1" | awk '{ a[NR] = $0 }
		END { print a[int((NR + 1) / 2)] }' >"$VAR/hour-$1"
	awk -v scale="$1" '{ printf "  scale %-6s an hour: %d ms of processor," \
	    " %d tracks and playlists looked at\n", scale, $1, $2 }' \
	    "$VAR/hour-$1"
}

bench_search() { # [SCALE]
	guard_here
	VAR=$GUARDED/var
	data_stack
	bench_machine
	data_fill "${1:-1}" || exit 1
	for what in key prefix typo; do
		echo "SELECT '$what', a.median, a.p99 FROM bench.ask_search('$what',
			${TIMES:-1000}) AS a;"
	done | data_ask | grep '^[kpt]' >"$VAR/search" || exit 1
	awk -F '|' '{ printf "  %-26s median %.3f ms, p99 %.3f ms\n", $1, $2, $3 }' \
	    "$VAR/search"
	bench_ratio "typeahead / look by key, median" \
	    "$(bench_took prefix 2)" "$(bench_took key 2)" '<=' 2
	bench_ratio "typeahead / look by key, p99" \
	    "$(bench_took prefix 3)" "$(bench_took key 3)" '<=' 4
	bench_ratio "a typo / look by key, p99" \
	    "$(bench_took typo 3)" "$(bench_took key 3)" '<=' 10
}

bench_took() { # WHAT COLUMN
	awk -F '|' -v what="$1" -v n="$2" '$1 == what { print $n }' "$VAR/search"
}
