# SPDX-License-Identifier: ISC
# shellcheck shell=bash
# check.sh [asan|cover]: run the tests, count them, say so in the last line.
# ./dev calls it, with the packages in place.  TESTS: words; a test runs when
# its name holds one of them.
set -u
top=$(cd "$(dirname "$0")/../.." && pwd)
cd "$top" || exit 1
mode=${1:-all}
words=${TESTS:-}
unset TESTS VAR PORT POOL TIMER STORY ERA MAKEFLAGS
export NOBUILD=y # for tests that call ./dev themselves
jobs=$(nproc)
out=$top/build/check
rm -rf "$out"
mkdir -p "$out"

say() { printf 'check: %s\n' "$*"; }

wanted() { # NAME
	local w
	[ -n "$words" ] || return 0
	for w in $words; do
		[[ $1 == *"$w"* ]] && return 0
	done
	return 1
}

pick() { # NAME...: those that are wanted
	local t
	for t; do
		! wanted "$t" || printf '%s ' "$t"
	done
}

# failures LOG: what failed, and what its YAML says is wrong
failures() {
	awk '/^ *not ok|Bail out/ { sub(/^ */, ""); print "check:   " $0; n = 0 }
	/^ *error: / { n = 9 }
	/^ *code: |^ *\.\.\.$/ { n = 0 }
	n-- > 0 { sub(/^ */, ""); print "check:     " $0 }' "$1"
}

# record SUITE PASSED FAILED LOG
record() {
	printf '%s %s\n' "$2" "$3" >>"$out/counts"
	printf 'check: %-34s %5s passed, %s failed, %d s\n' "$1" "$2" "$3" \
	    $((SECONDS - began))
	[ "$3" -eq 0 ] || {
		failures "$4" | head -n 60 | cut -c1-300
		say "  see $4"
	}
}

# build FOLDER SWITCH...
build() {
	local b=$1 began=$SECONDS
	shift
	if { [ -e "$b/Makefile" ] || { mkdir -p "$b" && (cd "$b" &&
	    "$top/configure" -q "$@"); }; } >"$out/$b.log" 2>&1 &&
	    make -C "$b" -s -j"$jobs" ARFLAGS=cr all >>"$out/$b.log" 2>&1 &&
	    make -C "$b" -s -j"$jobs" check TESTS= >>"$out/$b.log" 2>&1; then
		say "built $b in $((SECONDS - began)) s"
		return 0
	fi
	tail -n 30 "$out/$b.log"
	record "build of $b" 0 1 "$out/$b.log"
	return 1
}

# automake FOLDER SUITE SECONDS NAME...: through the TAP driver, one result
# file each; a test without one did not run, and a skipped one proves nothing.
automake() {
	local b=$1 suite=$2 limit=$3 began=$SECONDS log t n
	local -i good=0 bad=0
	shift 3
	[ $# -gt 0 ] || return 0
	log=$out/$suite.log
	for t; do
		rm -f "$b/${t%.sh}.trs" "$b/${t%.sh}.log"
	done
	make -C "$b" -k -s check TESTS="$*" LOG_COMPILER="timeout -k 9 $limit" \
	    SH_LOG_COMPILER="timeout -k 9 $limit sh" >"$log" 2>&1
	for t; do
		if ! [ -e "$b/${t%.sh}.trs" ]; then
			bad+=1
			echo "not ok - $t did not run" >>"$log"
			continue
		fi
		n=$(grep -cE '^:test-result: X?FAIL|^:test-result: (ERROR|SKIP|XPASS)' \
		    "$b/${t%.sh}.trs")
		good+=$(grep -c '^:test-result: PASS' "$b/${t%.sh}.trs")
		bad+=$n
		[ "$n" -eq 0 ] || {
			echo "not ok - $t: $n, see $b/${t%.sh}.log"
			grep -E '^not ok|Bail out' "$b/${t%.sh}.log"
		} >>"$log"
	done
	record "$suite ($# programs)" $good $bad "$log"
}

# Count what TAP says: the runner's own summary, or the top level, where a plan
# has to be kept and what was skipped proves nothing.
tap_count() { # LOG STATUS
	awk -v st="$2" '
	/^# pass [0-9]+$/ { good = $3; summed = 1 }
	/^# (fail|cancelled|skipped|todo) [0-9]+$/ { bad += $3; summed = 1 }
	/^ok / { if (/ # SKIP/) b++; else g++ }
	/^not ok / { b++ }
	/^1\.\.[0-9]+/ { plan = substr($1, 4); planned = 1 }
	END {
		if (!summed) { good = g; bad = b + (planned && plan != g + b) }
		if ((st != 0 || good + bad == 0) && bad == 0)
			bad = 1
		print good + 0, bad + 0
	}' "$1"
}

# tap NAME BUILD COMMAND...: one test that speaks TAP
tap() {
	local name=$1 b=$2 began=$SECONDS log counts
	shift 2
	log=$out/$(tr / . <<<"$name").log
	BUILD=$top/$b builddir=$top/$b srcdir=$top timeout -k 9 900 "$@" \
	    >"$log" 2>&1 9>&-
	counts=$(tap_count "$log" $?)
	# shellcheck disable=SC2086 # two numbers
	record "$name" $counts "$log"
}

unit() { make -s --no-print-directory -C "$1" list-tests; }
live() { make -s --no-print-directory -C "$1" list-live-tests; }
node_files() {
	local f
	for f in tests/chain/*.test.mjs tests/clients/*.test.mjs \
	    tests/live/*.test.mjs tests/recorded/*.test.mjs; do
		! [ -e "$f" ] || ! wanted "$f" || printf '%s ' "$f"
	done
}

# one KIND BUILD NAME: one line of the queue
one() {
	case $1 in
	unit) # shellcheck disable=SC2046 # names
		automake "$2" "$3" 600 $(pick $(unit "$2")) ;;
	asan) build build-asan --enable-werror --enable-sanitizers &&
	    one unit build-asan unit-asan ;;
	live) (cd "$2" && tap "$3" "$2" sh "$top/$3") ;;
	node) tap "$3" "$2" node --test-reporter=tap "$3" ;;
	esac
}

# What takes longest begins first, so that nobody is waited for alone.
long='index_fork build_test demo clients write index_kill stack_test bench'

# in_turn: tests, a line each, in the order in which they begin
in_turn() {
	awk -v long="$long" '
	BEGIN { n = split(long, w, " ") }
	{
		at = n + 1
		for (i = n; i > 0; i--)
			if (index($3, w[i]))
				at = i
		print at, $0
	}' | sort -s -n -k 1,1 | cut -d " " -f 2-
}

next_one() {
	(
		flock 8
		head -n 1 "$out/queue"
		sed -i 1d "$out/queue"
	) 8>"$out/queue.lock"
}

worker() {
	local kind b name
	while read -r kind b name < <(next_one) && [ -n "$kind" ]; do
		one "$kind" "$b" "$name"
	done
}

# run_queue: the lines of standard input, by two workers more than there are
# processors: tests wait now and then.  They share nothing but the programs.
run_queue() {
	local i
	cat >"$out/queue"
	for ((i = 0; i <= jobs + 1; i++)); do
		worker &
	done
	wait
}

servers() { # BUILD: tests that start servers
	local t
	# shellcheck disable=SC2046 # names
	for t in $(pick $(live "$1")); do
		echo "live $1 $t"
	done
	for t in $(node_files); do
		echo "node $1 $t"
	done
}

check_all() {
	build build --enable-werror || return
	{
		echo asan
		echo unit build unit
		servers build | in_turn
	} | run_queue
}

check_asan() {
	build build-asan --enable-werror --enable-sanitizers || return
	{
		echo unit build-asan unit-asan
		servers build-asan | grep '^live' | in_turn
	} | run_queue
}

check_cover() {
	build build-cover --enable-werror --enable-coverage || return
	find build-cover -name '*.gcda' -delete
	{
		echo unit build-cover unit-cover
		servers build-cover | in_turn
	} | run_queue
	cover_table
}

# Lines of each product source that some test ran, least covered first.
cover_table() {
	local f
	for f in common/* abi chain indexer/* jobs jobs/* fcgi/* import admin; do
		(cd build-cover && gcov -n -r -s "$top" "$f"/*.gcda 2>/dev/null)
	done | awk -v top="$top/" '
	/^File / { f = $2; gsub("\047", "", f); sub(top, "", f) }
	/^Lines executed:/ && f ~ /\.c$/ && f !~ /_fuzz|^sql/ {
		split($0, a, /[:% ]+/)
		p = a[3]; n = $NF
		if (!(f in best) || p > best[f]) { best[f] = p; size[f] = n }
		f = ""
	}
	END {
		for (f in best) {
			printf "%6.1f%% %5d %s\n", best[f], size[f], f | "sort -n"
			hit += best[f] * size[f] / 100; all += size[f]
		}
		close("sort -n")
		if (all) printf "%6.1f%% %5d all lines\n", 100 * hit / all, all
	}'
}

[ -x configure ] && [ -e Makefile.in ] || autoreconf -fi >"$out/autoreconf.log" 2>&1
"check_$mode"

awk '{ good += $1; bad += $2 }
END {
	printf "%d passed, %d failed\n", good, bad
	exit bad > 0 || good == 0
}' "$out/counts"
