#!/bin/sh
# SPDX-License-Identifier: ISC
# jobs/jobs.awk: what it makes of a line, and what it refuses with file and line.
srcdir=${srcdir:-$(cd "$(dirname "$0")/../.." && pwd)}
# shellcheck source=tests/lib/tap.sh
. "$srcdir/tests/lib/tap.sh"
# shellcheck source=tests/lib/guard.sh
. "$srcdir/tests/lib/guard.sh"
guard_here || exit 1
dir=$GUARDED

gen() { # MODE FILE...
	mode=$1
	shift
	"${AWK:-awk}" -v mode="$mode" -v dir="$dir" \
	    -f "$srcdir/jobs/jobs.awk" "$@"
}

# bad NAME WORDS LINE: the second line is refused, with these words
bad() {
	printf '# jobs\n%s\n' "$3" >"$dir/bad.def"
	if got=$(gen h "$dir/bad.def" 2>&1 >/dev/null); then
		got="not refused"
	fi
	tap "$1" same "$dir/bad.def:2: $2" "$got"
}

cat >"$dir/good.def" <<'EOS'
# About this file.
JOB(two-words, 10min, 3, false, what it does, in a line)
JOB(ether, 30s, 4, true, help)
JOB(daily, 1d, 5, false, help)
JOB(often, 6h, 6, false, help)
EOS
tap "a name gives a function" matches '*enum rc two_words_run(*' \
	"$(gen h "$dir/good.def")"
tap "a row has name, time, seconds, lock, kind and help" matches \
	'*{ "two-words", "10min", 600, LOCK_JOB + 3, false, two_words_run,?	  "what it does, in a line" },*' \
	"$(gen c "$dir/good.def")"
printf '%s\n' '@when@ x @job@' '#@when@ y @ethjob@' same >"$dir/cron"
tap "lines of a crontab" same \
	"*/10 * * * * x two-words
38 5 * * * x daily
45 */6 * * * x often
#* * * * * y ether
same" "$(gen fill "$dir/good.def" "$dir/cron")"
echo '@job@ @every@ @target@' >"$dir/timer"
gen each "$dir/good.def" "$dir/timer"
tap "a timer for each, which says how often and what it is part of" same \
	'daily 1d discprov-jobs.target
ether 30s discprov-jobs-ethereum.target
often 6h discprov-jobs.target
two-words 10min discprov-jobs.target' "$(cat "$dir"/*.timer)"

bad "too few fields" "want JOB(name, every, key, eth, help)" 'JOB(a, 1s)'
bad "another word" "want JOB(name, every, key, eth, help)" 'JOBS(a, 1s, 1, true, x)'
bad "a name that is none" "'A' is no name of a job" 'JOB(A, 1min, 1, true, x)'
bad "a time without unit" "'5' is no time" 'JOB(a, 5, 1, true, x)'
bad "a time that no crontab can say" "no crontab can say '7min'" \
	'JOB(a, 7min, 1, true, x)'
bad "a key that is none" "'x' is no key" 'JOB(a, 1min, x, true, x)'
bad "a kind that is none" "'yes' is neither true nor false" \
	'JOB(a, 1min, 1, yes, x)'
printf 'JOB(a, 1min, 1, true, x)\nJOB(b, 1min, 1, true, x)\n' >"$dir/twice.def"
tap "a lock that another job has" same \
	"$dir/twice.def:2: name or key is taken" "$(gen h "$dir/twice.def" 2>&1 >/dev/null)"
tap_done
