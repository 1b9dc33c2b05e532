# SPDX-License-Identifier: ISC
# shellcheck shell=sh
# How fast the indexer is, on a chain that is made up and served from memory;
# dev sources this, behind bench.sh.  ./dev bench index [EVENTS]
#
#   EVENTS  of the chain                       [100000]
#   GROWTH  sizes for the cost of one event    [a tenth, one, ten times];
#           one or none: that is not measured
#   ROUNDS  of each measurement                [3]
#   PGOPTS  settings of PostgreSQL             [1 GB of buffers, 8 GB of WAL]
#   BLOCKS  events of the largest blocks       [1500]
#   ONLY    digest: what the state's digest costs, and nothing else;
#           snapshot: beginning with a snapshot, against indexing
#
# The machine may have other work: beside seconds on the clock stand those of
# the processors, of the indexer and of PostgreSQL together.

# A chain; its words are in $VAR/made.json, its pid in $VAR/pids/made.
made_up() { # OPTION...
	stack_stop made
	: >"$VAR/log/made.log"
	stack_spawn made "$BUILD/tests/bench/chain" "$@"
	until [ -s "$VAR/log/made.log" ]; do
		stack_alive made || {
			stack_fail made "no chain was made"
			return 1
		}
		sleep 0.1
	done
	cp "$VAR/log/made.log" "$VAR/made.json"
}

made() { stack_json "$VAR/made.json" "$1" | tr -d '"'; }

# Milliseconds that the server and all its children have used so far.
made_pg_ms() {
	top_pid=$(head -n 1 "$(readlink -f "$VAR/pg")/data/postmaster.pid")
	cat "/proc/$top_pid/stat" /proc/[0-9]*/stat 2>/dev/null |
	    sed 's/.*) //' | awk -v p="$top_pid" -v hz="$(getconf CLK_TCK)" '
		NR == 1 { n = $14 + $15 }
		NR > 1 && $2 == p { n += $12 + $13 }
		END { printf "%d\n", n * 1000 / hz }'
}

# made_off NAMES: no triggers whose names this pattern has.
made_off() {
	sql -d discprov -c "
		SELECT format('ALTER TABLE %s DISABLE TRIGGER %I;',
			t.tgrelid::regclass, t.tgname)
		  FROM pg_trigger AS t
		 WHERE NOT t.tgisinternal AND t.tgname ~ '$1'" |
	    sql -d discprov -f -
}

# made_index [NAME=VALUE...]: a whole catch-up into an empty database, without
# the triggers that OFF names.
# Prints: seconds, ms of the indexer, of PostgreSQL, fetch, decode, write in
# ms, peak in kB.
made_index() {
	bench_empty || return 1
	[ -z "${OFF:-}" ] || made_off "$OFF" || return 1
	sql -d postgres -c CHECKPOINT || return 1
	sleep 0.3 # a session's processor time counts when it has ended
	pg=$(made_pg_ms)
	began=$(seconds)
	stack_in env audius_web3_host=127.0.0.1 \
	    audius_web3_port="$(made port)" \
	    audius_contracts_registry="$(made registry)" \
	    audius_contracts_entity_manager_address="$(made entityManager)" \
	    audius_ipfs_gateway_hosts="http://127.0.0.1:$(made port)" "$@" \
	    discprov-index --catch-up >"$VAR/log/index.out" 2>&1 || {
		cp "$VAR/log/index.out" "$VAR/log/index.log"
		stack_fail index "discprov-index --catch-up failed"
		return 1
	}
	ended=$(seconds)
	sleep 0.3
	tail -n 1 "$VAR/log/index.out" | tr ' ' '\n' |
	    awk -F= -v s="$(echo "$ended $began" | awk '{ print $1 - $2 }')" \
	    -v pg="$(($(made_pg_ms) - pg))" '
		{ v[$1] = $2 }
		END { printf "%.3f %d %d %d %d %d %d\n", s, v["cpu_ms"], pg,
		    v["fetch_ms"], v["decode_ms"], v["write_ms"],
		    v["peak_kb"] }'
}

# The round whose time on the clock is the median.
median_round() { sort -n "$1" | awk '{ a[NR] = $0 }
	END { print a[int((NR + 1) / 2)] }'; }

made_say() { # NAME RESULTS EVENTS
	median_round "$2" | awk -v name="$1" -v n="$3" '{
		t = $4 + $5 + $6
		printf "  %-26s %.2f s, %.0f events/s; processors %.2f s" \
		    " (indexer %.2f, PostgreSQL %.2f), %.0f us an event\n",
		    name, $1, n / $1, ($2 + $3) / 1000, $2 / 1000, $3 / 1000,
		    ($2 + $3) * 1000 / n
		printf "  %-26s waiting for answers %.0f %%, decoding %.0f %%," \
		    " database %.0f %%; peak %.0f MB\n", "", 100 * $4 / t,
		    100 * $5 / t, 100 * $6 / t, $7 / 1024 }'
}

made_download() {
	sed "s|HOST|127.0.0.1:$(made port)|" "$VAR/asked/curlrc" \
	    >"$VAR/curlrc"
	bench_download
}

# Seconds that PostgreSQL alone takes for the rows a catch-up has left: each
# once, by COPY, with the indexes but without triggers.
made_copy() {
	"$pg_bin/pg_dump" -a --disable-triggers -n disc -T disc.schema_step \
	    discprov >"$VAR/rows.sql" && bench_empty &&
	    sql -d discprov >"$VAR/truncate.sql" <<-'SQL' &&
		SELECT 'TRUNCATE ' || string_agg(c.oid::regclass::text, ', ')
		  FROM pg_class AS c
		 WHERE c.relnamespace = 'disc'::regnamespace
		   AND c.relkind = 'r' AND c.relname <> 'schema_step'
	SQL
	    sql -d discprov -f "$VAR/truncate.sql" || return 1
	began=$(seconds)
	sql -d discprov -1 -f "$VAR/rows.sql" >/dev/null || return 1
	echo "$(seconds) $began" | awk '{ printf "%.3f\n", $1 - $2 }'
	rm "$VAR/rows.sql"
}

# The same chain far from the head, near it, and only downloaded.
made_speed() { # EVENTS
	mkdir -p "$VAR/asked"
	made_up -n "$1" -r "$VAR/asked" || return 1
	made_index audius_discprov_undo_depth=1 >/dev/null || return 1
	made_up -n "$1" || return 1
	rm -f "$VAR/far" "$VAR/near" "$VAR/bare" "$VAR/copied"
	i=0
	while [ $i -lt "$ROUNDS" ]; do
		made_index audius_discprov_undo_depth=1 >>"$VAR/far" &&
		    made_copy >>"$VAR/copied" &&
		    made_index audius_discprov_undo_depth=10000000 \
			>>"$VAR/near" || return 1
		made_download >>"$VAR/bare"
		i=$((i + 1))
	done
	printf 'chain     %s events in %s blocks, %.0f MB; %s\n\n' "$1" \
	    "$(made blocks)" "$(($(made bytes) / 1048576))" \
	    "$(stack_json "$VAR/made.json" sum)"
	made_say "far from the head" "$VAR/far" "$1"
	made_say "with undo journal" "$VAR/near" "$1"
	printf '  %-26s %s requests in %s s\n' "bare download by curl" \
	    "$(grep -c ^url "$VAR/curlrc")" "$(median <"$VAR/bare")"
	printf '  %-26s %s s: no indexer into these tables takes less\n' \
	    "bare COPY of the rows" "$(median <"$VAR/copied")"
	bench_ratio "catch-up far from the head / bare download" \
	    "$(median_round "$VAR/far" | cut -d' ' -f1)" \
	    "$(median <"$VAR/bare")" '<=' 1.5
}

# What the proofs cost: the same catch-up with each level of [web3] verify, one
# after the other in each round, by the processor time of indexer and
# PostgreSQL together.  The chain is the one that made_speed has left.
made_proofs() { # EVENTS
	for level in links headers receipts transactions; do
		rm -f "$VAR/proof-$level"
	done
	i=0
	while [ $i -lt "$ROUNDS" ]; do
		for level in links headers receipts transactions; do
			made_index audius_discprov_undo_depth=1 \
			    audius_web3_verify=$level >>"$VAR/proof-$level" ||
			    return 1
		done
		i=$((i + 1))
	done
	for level in links headers receipts transactions; do
		made_say "verify = $level" "$VAR/proof-$level" "$1"
		sort -k2n "$VAR/proof-$level" | awk '{ a[NR] = $2 + $3 }
			END { print a[int((NR + 1) / 2)] / 1000 }' \
		    >"$VAR/cost-$level"
	done
	bench_ratio "processors, headers proven / nothing proven" \
	    "$(cat "$VAR/cost-headers")" "$(cat "$VAR/cost-links")" '<=' 1.05
	printf '  %-26s receipts %s, transactions %s times nothing proven\n' \
	    "" "$(ratio "$VAR/cost-receipts" "$VAR/cost-links")" \
	    "$(ratio "$VAR/cost-transactions" "$VAR/cost-links")"
}

# What counters, notices and search cost, together and each: the same catch-up
# without them, one after the other in each round, by processor time.
made_triggers() { # EVENTS
	rm -f "$VAR"/off-*
	i=0
	while [ $i -lt "$ROUNDS" ]; do
		for off in nothing counter news search counter\|news\|search; do
			OFF=
			[ $off = nothing ] || OFF="^($off)"
			made_index audius_discprov_undo_depth=1 \
			    >>"$VAR/off-$off" || return 1
		done
		i=$((i + 1))
	done
	OFF=
	for off in nothing counter news search counter\|news\|search; do
		sort -k2n "$VAR/off-$off" | awk '{ a[NR] = $2 + $3 }
			END { print a[int((NR + 1) / 2)] }' >"$VAR/cost-$off"
		awk -v n="$1" -v off="$off" '{
			printf "  %-26s %.0f us an event\n", "without " off,
			    $1 * 1000 / n }' "$VAR/cost-$off"
	done
	bench_ratio "processors, with triggers / without" \
	    "$(cat "$VAR/cost-nothing")" \
	    "$(cat "$VAR/cost-counter|news|search")" '<=' 1.2
}

# What the state's digest costs: the same catch-up with it and without, far from
# the head and near it, one after the other in each round, by processor time.
made_digest() { # EVENTS
	rm -f "$VAR"/digest-*
	i=0
	while [ $i -lt "$ROUNDS" ]; do
		for depth in 1 10000000; do
			for kept in true false; do
				made_index audius_discprov_undo_depth=$depth \
				    audius_discprov_digest=$kept \
				    >>"$VAR/digest-$depth-$kept" || return 1
			done
		done
		i=$((i + 1))
	done
	for depth in 1 10000000; do
		for kept in true false; do
			sort -k2n "$VAR/digest-$depth-$kept" |
			    awk '{ a[NR] = $2 + $3 }
				END { print a[int((NR + 1) / 2)] }' \
			    >"$VAR/cost-$depth-$kept"
		done
	done
	printf '  %-26s %s times without it\n' "digest, with undo journal" \
	    "$(ratio "$VAR/cost-10000000-true" "$VAR/cost-10000000-false")"
	bench_ratio "processors, with the digest / without" \
	    "$(cat "$VAR/cost-1-true")" "$(cat "$VAR/cost-1-false")" \
	    '<=' 1.05
}

# Another node begins: with the files of this one, or with the chain.
made_snapshot() { # EVENTS
	made_index audius_discprov_undo_depth=1 >"$VAR/again" || return 1
	began=$(seconds)
	stack_in discprov snapshot export "$VAR/snapshot" \
	    >"$VAR/log/export.log" 2>&1 ||
	    stack_fail export "the export failed" || return 1
	exported=$(seconds)
	made_bytes=$(du -sk "$VAR/snapshot" | cut -f1)
	bench_empty || return 1
	pg=$(made_pg_ms)
	import_began=$(seconds)
	stack_in discprov snapshot --alone import "$VAR/snapshot" \
	    >"$VAR/log/import.log" 2>&1 ||
	    stack_fail import "the import failed" || return 1
	imported=$(seconds)
	sleep 0.3
	echo "$exported $began $imported $import_began $(($(made_pg_ms) - pg))" |
	    awk -v n="$1" -v kb="$made_bytes" '{
		printf "  %-26s %d MB, written in %.1f s, taken over in %.1f s" \
		    " (2 s of it waiting; PostgreSQL %.1f s)\n", "snapshot",
		    kb / 1024, $1 - $2, $3 - $4, $5 / 1000
		print $3 - $4 >"'"$VAR"'/began" }'
	bench_ratio "beginning with a snapshot / with the chain" \
	    "$(cat "$VAR/began")" "$(cut -d' ' -f1 "$VAR/again")" '<=' 0.5
	rm -r "$VAR/snapshot"
}

ratio() { # FILE FILE
	cat "$1" "$2" | awk '{ a[NR] = $1 } END { printf "%.2f", a[1] / a[2] }'
}

# Does an event cost more when there is more?
made_growth() { # EVENTS...
	[ $# -gt 1 ] || return 0 # nothing to compare
	for n; do
		made_up -n "$n" && rm -f "$VAR/grown" || return 1
		i=0
		while [ $i -lt "$ROUNDS" ]; do
			made_index audius_discprov_undo_depth=1 \
			    >>"$VAR/grown" || return 1
			i=$((i + 1))
			[ "$n" -lt 500000 ] || break # one round is long enough
		done
		made_say "$n events" "$VAR/grown" "$n" >&3
		median_round "$VAR/grown" |
		    awk -v n="$n" '{ print ($2 + $3) * 1000 / n }'
	done 3>&1 >"$VAR/costs"
	sort -n "$VAR/costs" | awk 'NR == 1 { a = $1 } END { print $1, a }' \
	    >"$VAR/cost"
	bench_ratio "dearest event / cheapest, by processor time" \
	    "$(cut -d' ' -f1 "$VAR/cost")" "$(cut -d' ' -f2 "$VAR/cost")" \
	    '<=' 1.2
}

# One block after the other as full as gas allows, with long documents.
made_memory() {
	made_up -n "$((60 * BLOCKS))" -b "$((BLOCKS / 2))" -i 0 -t 900 ||
	    return 1
	made_index audius_discprov_undo_depth=1 >"$VAR/large" || return 1
	made_say "blocks up to $(($(made longest) / 1024)) kB" \
	    "$VAR/large" "$((60 * BLOCKS))"
	bench_ratio "peak memory with the largest blocks, MB" \
	    "$(awk '{ print $7 / 1024 }' "$VAR/large")" 1 '<=' 200
}

# A stack without an indexer, in a folder of its own.
made_begin() {
	PORT=0 TIMER=off
	guard_here
	VAR=$GUARDED/var
	stack_init
	PGOPTS=${PGOPTS:-shared_buffers=1GB max_wal_size=8GB}
	: "${audius_ipfs_gateway_hosts:=http://127.0.0.1:1}" # nobody is there
	stack_folders && stack_pg_start && stack_env >"$VAR/env" &&
	    : >"$VAR/discprov.ini" || exit 1
	PGHOST=$(stack_run) PGPORT=5432 PGUSER=postgres
	export PGHOST PGPORT PGUSER
}

# Microseconds of the indexer's processor an event of an EVM chain takes: what
# another kind of chain is compared with.
made_beside() { # EVENTS
	(
		made_begin
		made_up -n "$1" &&
		    made_index audius_discprov_undo_depth=1 |
		    awk -v n="$1" '{ printf "%.0f\n", $2 * 1000 / n }'
	)
}

bench_made() { # [EVENTS]
	EVENTS=${1:-${EVENTS:-100000}}
	BLOCKS=${BLOCKS:-1500}
	ROUNDS=${ROUNDS:-3}
	made_begin
	bench_machine
	[ "${ONLY:-}" != digest ] || {
		made_up -n "$EVENTS" && made_digest "$EVENTS"
		exit
	}
	[ "${ONLY:-}" != snapshot ] || {
		made_up -n "$EVENTS" && made_snapshot "$EVENTS"
		exit
	}
	made_speed "$EVENTS" && made_snapshot "$EVENTS" &&
	    made_proofs "$EVENTS" &&
	    made_triggers "$EVENTS" && made_digest "$EVENTS" || exit 1
	# shellcheck disable=SC2086 # a list of numbers
	made_growth ${GROWTH-$((EVENTS / 10)) $EVENTS $((EVENTS * 10))} ||
	    exit 1
	made_memory || exit 1
}
