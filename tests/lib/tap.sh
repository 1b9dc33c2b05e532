# SPDX-License-Identifier: ISC
# shellcheck shell=sh
# The shell half of TAP: what a test does is a sentence and a command.

tap_n=0
tap_bad=0

# tap NAME COMMAND...: passes when the command succeeds.
tap() {
	tap_name=$1
	shift
	tap_n=$((tap_n + 1))
	if tap_out=$("$@" 2>&1); then
		printf 'ok %d - %s\n' "$tap_n" "$tap_name"
	else
		printf 'not ok %d - %s\n' "$tap_n" "$tap_name"
		tap_bad=$((tap_bad + 1))
		printf '%s\n' "$*" "$tap_out" | sed 's/^/# /'
	fi
}

# same WANT GOT
same() {
	[ "$1" = "$2" ] || {
		printf 'want: %s\ngot:  %s\n' "$1" "$2"
		return 1
	}
}

# matches PATTERN TEXT: a shell pattern over the whole text
matches() {
	# shellcheck disable=SC2254 # a pattern is meant
	case $2 in
	$1) ;;
	*) printf 'want: %s\ngot:  %s\n' "$1" "$2"
		return 1 ;;
	esac
}

# within SECONDS COMMAND...: it succeeds before long; else what it says
within() {
	within_left=$(($1 * 4))
	shift
	until "$@" >/dev/null 2>&1; do
		within_left=$((within_left - 1))
		[ $within_left -gt 0 ] || {
			"$@"
			return
		}
		sleep 0.25
	done
}

tap_done() {
	printf '1..%d\n' "$tap_n"
	[ "$tap_bad" -eq 0 ] && [ "$tap_n" -gt 0 ]
}
