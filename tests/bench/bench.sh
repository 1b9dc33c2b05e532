# SPDX-License-Identifier: ISC
# shellcheck shell=sh
# The budgets as ratios inside one run; dev sources this.
#   STORY   size of the story     [large]
#   ROUNDS  of each measurement   [3]
#   TIME    seconds of each load  [4]

median() { sort -n | awk '{ a[NR] = $1 } END { print a[int((NR + 1) / 2)] }'; }

seconds() { date +%s.%N; }

bench_machine() {
	awk -F ': ' '/^model name/ { m = $2; n++ }
	END { printf "machine   %d x %s\n", n, m }' /proc/cpuinfo
	awk '/^MemTotal/ { printf "memory    %.1f GiB\n", $2 / 1048576 }' \
	    /proc/meminfo
	printf 'software  %s, %s, %s, Linux %s\n' \
	    "$(/usr/sbin/nginx -v 2>&1 | sed 's/.*: //')" \
	    "$("$pg_bin/postgres" --version | sed 's/ (.*) / /; s/ (.*//')" \
	    "$(memcached -V)" "$(uname -r)"
}

bench_story() {
	printf 'story     %s: %s\n' "$STORY" \
	    "$(stack_json "$VAR/books.json" totals | tr -d '{}"' |
	    sed 's/,/, /g; s/:/ /g')"
}

# load PATHS-FILE: requests per second, errors, median and p99 in ms
bench_load() {
	wrk -t 2 -c 32 -d "$TIME" -s "$top/tests/bench/paths.lua" \
	    "http://127.0.0.1:$PORT" -- "$1" | sed -n 's/^RESULT //p'
}

# One round of each in turn, so that a slow moment hits both; the medians.
bench_pair() { # NAME-A PATHS-A NAME-B PATHS-B
	: >"$VAR/a"
	: >"$VAR/b"
	i=0
	while [ $i -lt "$ROUNDS" ]; do
		bench_load "$2" >>"$VAR/a"
		bench_load "$4" >>"$VAR/b"
		i=$((i + 1))
	done
	bench_say "$1" "$VAR/a"
	bench_say "$3" "$VAR/b"
}

bench_say() { # NAME RESULTS
	awk -v name="$1" '{ e += $2; p50[NR] = $3; p99[NR] = $4 }
	END { printf "  %-34s p50 %s ms, p99 %s ms, %d errors", name,
	    p50[NR], p99[NR], e }' "$2"
	printf ', %.0f requests/s\n' "$(cut -d' ' -f1 "$2" | median)"
}

bench_ratio() { # NAME A B OPERATOR BUDGET
	awk -v n="$1" -v a="$2" -v b="$3" -v op="$4" -v want="$5" 'BEGIN {
		r = b > 0 ? a / b : 0
		met = op == ">=" ? r >= want : r <= want
		printf "%-52s %.2f  (budget %s %s: %s)\n\n", n, r, op, want,
		    met ? "met" : "MISSED"
	}'
}

rate() { cut -d' ' -f1 "$1" | median; }

# Public ids of up to fifty users.
bench_ids() {
	node -e 'const b = JSON.parse(require("fs").readFileSync(process.argv[1]));
		for (const u of b.tables.users.filter((u) => u.handle &&
		    !u.is_deactivated).slice(0, 50))
			console.log(encodeURIComponent(u.handle));' \
	    "$VAR/books.json" | while read -r handle; do
		curl -s "http://127.0.0.1:$PORT/v1/users/handle/$handle" |
		    node -e 'let s = ""; process.stdin.on("data", (d) => s += d)
			.on("end", () => { const d = JSON.parse(s).data;
			if (d) console.log("/v1/users/" + (d.id ?? d[0].id)); })'
	done
}

bench_cached() {
	head -n 1 "$VAR/users" >"$VAR/one"
	curl -s "http://127.0.0.1:$PORT$(cat "$VAR/one")" >"$VAR/nginx/same.json"
	echo /same.json >"$VAR/static"
	cat >>"$VAR/nginx/gateway.conf" <<END
location = /same.json {
	alias $VAR/nginx/same.json;
}
END
	stack_reload_nginx
	bench_pair "cached answer, $(wc -c <"$VAR/nginx/same.json") bytes" \
	    "$VAR/one" "static file of the same bytes" "$VAR/static"
	bench_ratio "cached answer / static file" "$(rate "$VAR/a")" \
	    "$(rate "$VAR/b")" '>=' 0.75
}

# nginx keeps its running configuration's files; only we change them here.
stack_reload_nginx() {
	kill -s HUP "$(stack_pids nginx)"
	sleep 0.5
}

# Both caches off; the pool and the hello take turns on the same socket.
bench_uncached() {
	bytes=$(curl -s "http://127.0.0.1:$PORT$(cat "$VAR/one")" | wc -c)
	sed -i '/fastcgi_cache discprov;/d' "$VAR/nginx/discprov.conf"
	stack_reload_nginx
	echo "export audius_memcached_servers=''" >>"$VAR/env"
	: >"$VAR/a"
	: >"$VAR/b"
	i=0
	while [ $i -lt "$ROUNDS" ]; do
		stack_stop pool
		stack_pool_start discprov-fcgi
		bench_load "$VAR/users" >/dev/null
		bench_load "$VAR/users" >>"$VAR/a"
		stack_stop pool
		stack_pool_start "$BUILD/tests/bench/hello" "$bytes"
		bench_load "$VAR/users" >>"$VAR/b"
		i=$((i + 1))
	done
	stack_stop pool
	bench_say "one user from the database, $POOL processes" "$VAR/a"
	bench_say "FastCGI hello of $bytes bytes" "$VAR/b"
	bench_ratio "uncached single entity / FastCGI hello" \
	    "$(rate "$VAR/a")" "$(rate "$VAR/b")" '>=' 0.6
}

# An empty database again.
bench_empty() {
	sql -d postgres -c 'DROP DATABASE discprov WITH (FORCE)'
	pg_database discprov
	stack_in discprov migrate >>"$VAR/log/migrate.log" 2>&1 ||
	    stack_fail migrate "discprov migrate failed"
}

bench_catch_up() { # [NAME=VALUE...]: seconds of a whole catch-up
	bench_empty
	began=$(seconds)
	stack_in env "$@" discprov-index --catch-up >>"$VAR/log/index.log" 2>&1 ||
	    stack_fail index "discprov-index --catch-up failed" || return 1
	echo "$(seconds) $began" | awk '{ printf "%.3f\n", $1 - $2 }'
}

bench_download() { # seconds of fetching the recorded answers
	began=$(seconds)
	curl -s --parallel --parallel-max 16 -K "$VAR/curlrc" >/dev/null \
	    2>"$VAR/log/curl.log"
	echo "$(seconds) $began" | awk '{ printf "%.3f\n", $1 - $2 }'
}

bench_index() {
	chain=http://127.0.0.1:$(cat "$VAR/chain.port")
	stack_spawn recorder node "$top/tests/bench/recorder.mjs" \
	    --to "$chain" --dir "$VAR/asked"
	until [ -s "$VAR/log/recorder.log" ]; do sleep 0.1; done
	bench_catch_up audius_web3_port="$(cat "$VAR/log/recorder.log")" \
	    >/dev/null || return 1
	stack_stop recorder
	for f in "$VAR"/asked/*; do
		printf 'next\nurl = "%s"\nheader = "Content-Type: application/json"\ndata-binary = "@%s"\noutput = "/dev/null"\n' \
		    "$chain" "$f"
	done | sed 1d >"$VAR/curlrc"
	# Far behind the head no journal is written, and a long catch-up is
	# that nearly all the way; a whole story lies within the journal.
	i=0
	while [ $i -lt "$ROUNDS" ]; do
		bench_catch_up audius_discprov_undo_depth=50 >>"$VAR/far" &&
		    bench_catch_up >>"$VAR/near" || return 1
		bench_download >>"$VAR/bare"
		i=$((i + 1))
	done
	bench_blocks "catching up, far from the head" "$VAR/far"
	bench_blocks "catching up, undo journal written" "$VAR/near"
	printf '  %-34s %s requests in %s s\n' "the same RPC answers, curl" \
	    "$(find "$VAR/asked" -type f | wc -l)" "$(median <"$VAR/bare")"
	bench_ratio "catch-up far from the head / bare download" \
	    "$(median <"$VAR/far")" "$(median <"$VAR/bare")" '<=' 1.5
	bench_ratio "catch-up with undo journal / bare download" \
	    "$(median <"$VAR/near")" "$(median <"$VAR/bare")" '<=' 1.5
}

bench_blocks() { # NAME SECONDS-FILE
	blocks=$(stack_json "$VAR/books.json" head.number)
	median <"$2" | awk -v name="$1" -v n="$blocks" '{
		printf "  %-34s %d blocks in %s s, %.0f blocks/s\n",
		    name, n, $1, n / $1 }'
}

bench() {
	STORY=${STORY:-large}
	ROUNDS=${ROUNDS:-3}
	TIME=${TIME:-4}
	PORT=0 TIMER=off
	guard_here
	VAR=$GUARDED/var
	say "starting a stack and telling a $STORY story"
	stack_up stack_chain_up || exit 1
	PGHOST=$(stack_run) PGPORT=5432 PGUSER=postgres
	export PGHOST PGPORT PGUSER
	bench_machine
	bench_story
	echo
	bench_index || exit 1
	bench_ids >"$VAR/users"
	bench_cached
	bench_uncached
}
