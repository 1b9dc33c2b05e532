#!/bin/sh
# SPDX-License-Identifier: ISC
# Whatever a test starts or puts down ends with the test, however that ends:
# at its last line, by an error, by a signal, also by SIGKILL.
#
# Everything of a test is below one folder, and what runs for it says so: its
# environment names the folder (DISCPROV_TEST), or its command line or one of
# its open files does.  A watcher in a session of its own outlives the test,
# ends those processes and removes the folder.
#
# Source it, with srcdir set:
#   guard_here          a folder for this shell, GUARDED, which is TMPDIR too;
#                       from now on all ends with the shell.  Twice is once.
#   guard_pids FOLDER   who runs for it
#   guard_end FOLDER    end them, remove the folder
# Run it (guard.mjs does):
#   guard.sh watch FOLDER PID [PARENT]    wait until PID has ended, then end;
#                       a PID that its PARENT has left alone is ended as well
#   guard.sh end FOLDER
#
# A process with a terminal belongs to a person who looks at the folder: it is
# ours only when its environment says so.

guard_alive() { # PID: running, and not merely unburied
	read -r guard_stat 2>/dev/null <"/proc/$1/stat" || return 1
	case ${guard_stat##*) } in
	[ZX]*) return 1 ;;
	esac
}

guard_field() { # PID N: a field of its stat, counted from the state
	sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f"$2"
}

# This shell, and those who wait for it.
guard_line() {
	guard_up=$$
	while [ "${guard_up:-0}" -gt 1 ]; do
		printf '%s\n' "$guard_up"
		guard_up=$(guard_field "$guard_up" 2)
	done
}

guard_found() { # FOLDER: paths below /proc of who names it
	grep -lszF "DISCPROV_TEST=$1" /proc/[0-9]*/environ
	{
		grep -lszF "$1/" /proc/[0-9]*/cmdline
		find /proc/[0-9]*/fd /proc/[0-9]*/cwd \( -lname "$1" -o \
		    -lname "$1/*" \) 2>/dev/null
	} | while IFS=/ read -r _ _ guard_pid _; do
		[ "$(guard_field "$guard_pid" 5)" != 0 ] || echo "//$guard_pid"
	done
}

guard_pids() { # FOLDER
	guard_own=" $(guard_line | tr '\n' ' ') "
	guard_found "$1" | cut -d/ -f3 | sort -un | while read -r guard_pid; do
		case $guard_own in *" $guard_pid "*) continue ;; esac
		! guard_alive "$guard_pid" || printf '%s\n' "$guard_pid"
	done
}

# Politely for five seconds, so that servers tidy up; then not.
guard_end_pids() { # FOLDER
	guard_tries=0
	while guard_all=$(guard_pids "$1") && [ -n "$guard_all" ]; do
		guard_tries=$((guard_tries + 1))
		guard_signal=
		case $guard_tries in
		1 | 10) guard_signal=TERM ;;
		*) [ "$guard_tries" -lt 50 ] || guard_signal=KILL ;;
		esac
		# shellcheck disable=SC2086 # a list of numbers
		[ -z "$guard_signal" ] ||
		    kill -s "$guard_signal" $guard_all 2>/dev/null
		[ "$guard_tries" -lt 200 ] || return 1
		sleep 0.1
	done
}

guard_end() { # FOLDER
	unset DISCPROV_TEST # what this shell starts from now on is no part of it
	guard_end_pids "$1"
	rm -rf "$1" 2>/dev/null || {
		chmod -R u+w "$1" # as distcheck makes its folder
		rm -rf "$1"
	}
}

guard_watch() { # FOLDER PID [PARENT]
	while guard_alive "$2"; do
		[ -z "${3:-}" ] || [ "$(guard_field "$2" 2)" = "$3" ] ||
		    kill -s KILL "$2"
		sleep 0.3
	done
	guard_end "$1"
}

guard_here() {
	[ -z "${GUARDED:-}" ] || return 0
	GUARDED=$(mktemp -d "${TMPDIR:-/tmp}/dp.XXXXXX") &&
	    chmod 755 "$GUARDED" || return
	setsid sh "$guard_top/tests/lib/guard.sh" watch "$GUARDED" $$ \
	    </dev/null >/dev/null 2>&1 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&- &
	TMPDIR=$GUARDED DISCPROV_TEST=$GUARDED
	export TMPDIR DISCPROV_TEST
	trap 'guard_end "$GUARDED"' EXIT
	trap 'exit 1' HUP INT TERM
}

guard_top=${srcdir:-$PWD}
case ${0##*/} in
guard.sh)
	guard_word=$1
	shift
	"guard_$guard_word" "$@"
	;;
esac
