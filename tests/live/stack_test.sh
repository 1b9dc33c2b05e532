#!/bin/sh
# SPDX-License-Identifier: ISC
# Private stacks: several side by side, each stopped by itself, nothing left.
POOL=2
. "${srcdir:?}/tests/lib/alone.sh"
alone_no_chain
dir=$GUARDED
one=$dir/one
# the second one's path is too long for sockets
two=$dir/$(printf '%090d' 2)/two

# Each in a process of its own, as ./dev would be.
at() { # VAR COMMAND...
	(
		VAR=$1
		shift
		"$@"
	)
}
up() { at "$1" stack_up; }
port() { cat "$1/port"; }
asked() { # VAR PATH: the status
	curl -s -o /dev/null -w '%{http_code}' --max-time 10 \
	    "http://127.0.0.1:$(port "$1")$2"
}
alive() { # VAR: the names of what runs
	(
		VAR=$1
		stack_init
		for p in timer nginx pool memcached; do
			! stack_alive $p || printf '%s ' $p
		done
		! stack_pg_alive || printf 'postgres'
	)
}
fails_saying() { # PATTERN COMMAND...
	pattern=$1
	shift
	! said=$("$@" 2>&1) && matches "$pattern" "$said"
}
# What runs with a word in its command line.
mentions() {
	for p in /proc/[0-9]*; do
		{ tr '\0' ' ' <"$p/cmdline"; } 2>/dev/null | grep -qF "$1" &&
		    ! grep -q "^State:.Z" "$p/status" 2>/dev/null &&
		    tr '\0' ' ' <"$p/cmdline"
	done
}

tap "a stack starts" up "$one"
mkdir -p "$(dirname "$two")"
tap "a second one starts beside it, in a folder with a long name" up "$two"
tap "each has its own port" test "$(port "$one")" != "$(port "$two")"
tap "both answer" same '200 200' \
    "$(asked "$one" /version) $(asked "$two" /version)"
tap "everything but the timer runs" \
    same 'nginx pool memcached postgres' "$(alive "$one")"

tap "the same folder again is refused, with the way out" \
    fails_saying "*$one: a stack is running already*./dev down*" up "$one"
tap "a folder with other things in it is refused" \
    fails_saying '*not the folder of a stack*' up "$top/tests"
PORT=$(port "$one")
tap "and so is a port that is taken" \
    fails_saying "*port $PORT is taken*PORT=*" up "$dir/three"
PORT=0

# shellcheck disable=SC1091 # made by the stack
tap "its env file is all that a program needs" sh -c \
    ". '$one/env' && discprov config | grep -q '^db.url = .*audius_db_url'"
tap "the reader may not write" fails_saying '*read-only*' sh -c \
    ". '$one/env' && psql -X \"\$audius_db_url_read_replica\" \
    -c 'DELETE FROM disc.blocks'"
tap "nobody else may enter the folder of the sockets" same 700 \
    "$(stat -c %a "$(cat "$one/base" 2>/dev/null || echo "$one")")"

# --- a crash, and numbers that others have now
ask() { sql -U postgres -h "$(readlink -f "$one/run")" -d discprov -c "$1"; }
ask "INSERT INTO disc.keyvalue (key, value) VALUES ('test', 'kept')"
old=$(port "$one")
for p in nginx pool memcached; do
	while read -r pid _; do
		kill -9 "$pid"
	done <"$one/pids/$p"
done
kill -9 "$(head -n 1 "$one/pg/data/postmaster.pid")"
sleep 0.5
sleep 300 &
stranger=$!
printf '%s 1 %s\n' $stranger "$(cat /proc/sys/kernel/random/boot_id)" \
    >>"$one/pids/nginx"
printf '%s %s %s\n' $stranger "$(at "$one" stack_started $stranger)" other-boot \
    >>"$one/pids/pool"
tap "after a crash nothing counts as running" same '' "$(alive "$one")"
tap "and the stack starts again" up "$one"
tap "what the crash left over is gone" \
    sh -c "! curl -s http://127.0.0.1:$old/version"
tap "the data are kept" same kept \
    "$(ask "SELECT value FROM disc.keyvalue WHERE key = 'test'")"
tap "a process that has an old number was left alone" kill -0 $stranger
kill $stranger

# --- down
tap "down stops one" at "$one" stack_down
tap "nothing of it runs" same '' "$(alive "$one")$(mentions "$one/")"
tap "the other still answers" same 200 "$(asked "$two" /version)"
tap "down again is fine" at "$one" stack_down
tap "starting holds nothing of the caller open" same over \
    "$(up "$one" 2>&1 | cat >/dev/null; echo over)"

# --- the timer
at "$one" stack_down
TIMER=on
up "$one"
ran_twice() {
	tries=0
	until [ "$(grep -c 'prog=timer' "$one/log/timer.log")" -ge 2 ]; do
		tries=$((tries + 1))
		[ "$tries" -le 600 ] || return 1
		sleep 0.1
	done
}
tap "the timer runs the indexer, and again" ran_twice
tap "no chain node is exit status 69" \
    grep -q 'prog=timer st=69' "$one/log/timer.log"
tap "and the pool answers all the same" same 200 "$(asked "$one" /version)"

base=$(cat "$one/base" 2>/dev/null)
at "$one" stack_destroy
at "$two" stack_destroy
tap "destroying leaves nothing" test ! -e "$one" -a ! -e "$two" -a \
    ! -e "${base:-$one}"
tap "no process is left" same '' "$(mentions "$dir/")"
tap_done
