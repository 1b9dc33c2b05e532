#!/bin/sh
# SPDX-License-Identifier: ISC
# timer.sh VAR [once]: what discprov-index.timer does, without systemd.  Runs
# the command line of discprov-index.service in the environment of a stack,
# every five seconds from start to start.  A run that takes longer is followed
# at once by the next; "once" runs it one time and gives its exit status.
# Jobs that need no other chain have a turn each minute, one after the other.
set -u
unit=$(dirname "$0")/../../cron/discprov-index.service.in
line=$(sed -n 's|^ExecStart=@sbindir@/||p' "$unit")
. "$1/env"

if [ "${2:-}" = once ]; then
	# shellcheck disable=SC2086 # words of a command line
	exec $line
fi

jobs=$(sed -n 's/^JOB(\([a-z-]*\), [^,]*, [^,]*, false,.*/\1/p' \
    "$(dirname "$0")/../../jobs/jobs.def")

run='' tick='' turn=0
leave() {
	kill $run $tick 2>/dev/null
	wait
	exit 0
}
trap leave TERM INT

while :; do
	sleep 5 &
	tick=$!
	# shellcheck disable=SC2086
	$line &
	run=$!
	wait "$run"
	echo "prog=timer st=$?"
	if [ $((turn % 12)) -eq 0 ]; then
		for job in $jobs; do
			discprov-job "$job" &
			run=$!
			wait "$run"
		done
	fi
	turn=$((turn + 1)) run=''
	wait "$tick"
done
