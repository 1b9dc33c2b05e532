# SPDX-License-Identifier: ISC
# shellcheck shell=sh
# A private stack for somebody else's chain: it is started, the timer's command
# is run once, and what came of it is told with the setting that decides it.
# Wants dev's and the stack's functions.

serve_begin() {
	stack_init
	stack_folders && stack_lock && stack_refuse_running || exit 1
	[ ! -e "$VAR/demo" ] || {
		say "$VAR holds what a demo left: removed"
		stack_clear
	}
	stack_check_port || exit 1
}

# What the last run has said in msg="..."
serve_message() {
	sed -n 's/.* msg="\(.*\)".*/\1/p' "$VAR/log/timer.log" | tail -n 1
}

serve_settings() { # NAME...: as they are in force
	for name; do
		stack_in discprov config | grep -F "$name = " | sed 's/^/  /'
	done
}

# Which settings an exit status of discprov-index speaks of, see its manual.
serve_hint() { # STATUS
	case $1 in
	69) serve_settings web3.host web3.port ;;
	78) serve_settings web3.host contracts.registry \
		    contracts.entity_manager_address ;;
	esac
	say "set by the environment, as audius_web3_host and so on, or in" \
	    "$VAR/discprov.ini"
}

# What will not get better by itself ends the stack again.
serve_trouble() { # STATUS
	say "discprov-index ends with status $1: $(serve_message)"
	serve_hint "$1" >&2
	[ "$1" -ne 78 ] || {
		stack_halt
		say "nothing is running: set it, then start again"
		exit 78
	}
	say "the stack answers, but nothing is indexed until this is mended;" \
	    "it is tried every 5 s"
}

serve() {
	timer=$TIMER
	TIMER=off
	stack_up || exit 1
	[ "$timer" = off ] || {
		say "reading the first window of blocks"
		st=0
		sh "$top/tests/lib/timer.sh" "$VAR" once >>"$VAR/log/timer.log" \
		    2>&1 || st=$?
		[ "$st" -eq 0 ] || serve_trouble "$st"
		stack_timer_start
	}
	[ "$timer" = off ] || [ "$st" -ne 0 ] ||
	    say "indexed up to block $(stack_indexed)"
	say "running in $VAR, http://127.0.0.1:$PORT; ./dev down stops it"
	say "by hand: . $VAR/env; discprov-index --catch-up"
}
