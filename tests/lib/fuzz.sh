#!/bin/sh
# SPDX-License-Identifier: ISC
# fuzz.sh [NAME]: run one fuzz target, or each, with libFuzzer for TIME seconds.
# New inputs stay in build-fuzz/corpus; what broke a target is kept beside it.
set -eu
cd "$(dirname "$0")/../.."
top=$PWD
b=build-fuzz
seconds=${TIME:-60}
[ -x configure ] || autoreconf -fi >/dev/null
[ -e $b/Makefile ] || {
	mkdir -p $b
	(cd $b && "$top/configure" -q CC=clang-14 --enable-fuzz \
	    --enable-sanitizers >config.out)
}
targets=$(sed -n 's/^fuzz_\([a-z0-9_]*\)_SOURCES.*/\1/p' ./*/local.mk ./*/*/local.mk)
bad=0
for name in $targets; do
	[ $# -eq 0 ] || [ "$1" = "$name" ] || continue
	ran=y
	make -C $b -s ARFLAGS=cr built-sources >/dev/null
	make -C $b -s -j"$(nproc)" ARFLAGS=cr "fuzz_$name" >/dev/null
	mkdir -p "$b/corpus/$name" "$b/broken"
	echo "fuzz: $name for $seconds s"
	"$b/fuzz_$name" -max_total_time="$seconds" -print_final_stats=1 \
	    -artifact_prefix="$b/broken/$name-" "$b/corpus/$name" \
	    "tests/corpus/$name" >"$b/$name.log" 2>&1 || {
		bad=1
		tail -n 20 "$b/$name.log"
	}
	grep -E 'number_of_executed|average_exec' "$b/$name.log" || :
done
[ -n "${ran:-}" ] || {
	echo "fuzz: no target '${1:-}'; there are:" "$targets"
	exit 64
}
exit $bad
