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

# Count what TAP says: the top level, or the runner's own summary.
tap_count() { # LOG STATUS
	awk -v st="$2" '
	/^# pass [0-9]+$/ { good = $3; summed = 1 }
	/^# (fail|cancelled|skipped|todo) [0-9]+$/ { bad += $3; summed = 1 }
	/^ok / { g++ }
	/^not ok / { b++ }
	END {
		if (!summed) { good = g; bad = b }
		if ((st != 0 || good + bad == 0) && bad == 0)
			bad = 1
		print good + 0, bad + 0
	}' "$1"
}

# node FOLDER FILE...: the chain tools, the real clients, whole stacks.
node_tests() {
	local b=$1 f log began counts
	shift
	for f; do
		began=$SECONDS
		log=$out/$(tr / . <<<"$f").log
		BUILD=$top/$b builddir=$top/$b srcdir=$top timeout -k 9 900 \
		    node --test-reporter=tap "$f" >"$log" 2>&1
		counts=$(tap_count "$log" $?)
		# shellcheck disable=SC2086 # two numbers
		record "$f" $counts "$log"
	done
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

# shellcheck disable=SC2046 # lists of names
check_all() {
	build build --enable-werror || return
	# Two lanes that share nothing: each has its own build and stacks.
	(
		automake build unit 300 $(pick $(unit build))
		automake build live 900 $(pick $(live build))
	) &
	(
		build build-asan --enable-werror --enable-sanitizers &&
		    automake build-asan unit-asan 600 $(pick $(unit build-asan))
		node_tests build $(node_files)
	) &
	wait
}

# shellcheck disable=SC2046
check_asan() {
	build build-asan --enable-werror --enable-sanitizers || return
	automake build-asan unit-asan 600 $(pick $(unit build-asan))
	automake build-asan live-asan 900 $(pick $(live build-asan))
}

# shellcheck disable=SC2046
check_cover() {
	build build-cover --enable-werror --enable-coverage || return
	find build-cover -name '*.gcda' -delete
	automake build-cover unit-cover 600 $(pick $(unit build-cover))
	automake build-cover live-cover 900 $(pick $(live build-cover))
	node_tests build-cover $(node_files)
	cover_table
}

# Lines of each product source that some test ran, least covered first.
cover_table() {
	local f
	for f in common/* abi chain indexer/* jobs jobs/* fcgi/* admin; do
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
