# SPDX-License-Identifier: ISC
# shellcheck shell=sh
# The demo: a chain of our own, a story on it, the timer's command, answers.
# Wants dev's, progress.sh's and the stack's functions.
#
# What it has not finished it takes down again, whatever ends it.  Only SIGKILL
# leaves something, which the next one removes: $VAR/demo is empty until a demo
# is complete, and says "ready" from then on.

demo_is_whole() {
	[ "$(cat "$VAR/demo" 2>/dev/null)" = ready ] && stack_pg_alive ||
	    return 1
	for part in nginx pool memcached anvil; do
		stack_alive "$part" || return 1
	done
}

# shellcheck disable=SC2329 # called by the trap
demo_undo() {
	trap '' HUP INT TERM
	[ ! -t 2 ] || echo >&2 # the moving line stays as it was
	say "taking the unfinished demo down; its logs stay in $VAR/log"
	stack_halt
	stack_forget
}

# All that can be refused is refused here, before anything is installed.
demo_begin() {
	stack_init
	if stack_is_ours && [ ! -e "$VAR/demo" ] && [ -d "$VAR/pids" ]; then
		die "$VAR holds a stack made by serve; choose another VAR"
	fi
	stack_folders && stack_lock || exit 1
	! demo_is_whole || stack_refuse_running || exit 1
	[ ! -e "$VAR/demo" ] || stack_clear
	stack_check_port || exit 1
	stack_folders && : >"$VAR/demo" || exit 1
	trap demo_undo EXIT
	trap 'exit 129' HUP
	trap 'exit 130' INT
	trap 'exit 143' TERM
}

# shellcheck disable=SC2034 # PORT: for who calls
demo_end() {
	echo ready >"$VAR/demo"
	trap - EXIT HUP INT TERM
}

# demo_counts: how many rows each table of the totals has, in their order.  The
# books know nothing of the news that the database makes.
demo_counts() {
	news=$(tr -d '[]" \n' <"$top/tests/chain/lib/news.json")
	sed "s/ .*//; s/.*/SELECT count(*) FROM disc.&;/
s/notification;/notification WHERE type <> ALL ('{$news}');/" "$VAR/totals" |
	    stack_in sh -c 'psql -X -q -A -t -v ON_ERROR_STOP=1 \
	    "$audius_db_url_read_replica"'
}

# What was indexed, two tables a line; fails when the story's books differ.
demo_compare() {
	stack_json "$VAR/books.json" totals | tr -d '{}"' | tr ',:' '\n ' \
	    >"$VAR/totals"
	demo_counts >"$VAR/counts" || return 1
	paste -d ' ' "$VAR/totals" "$VAR/counts" | awk '
	{
		cell = sprintf("%-29s %6d", $1, $3)
		if ($2 != $3) { cell = cell " (not " $2 ")"; bad = 1 }
		cells[NR] = cell
	}
	END {
		half = int((NR + 1) / 2)
		for (i = 1; i <= half; i++) {
			line = sprintf("  %-39s%s", cells[i], cells[i + half])
			sub(/ +$/, "", line)
			print line
		}
		exit bad
	}'
}

# One line an answer; the status and time are those that curl saw.
demo_get() { # PATH
	curl -s -o "$VAR/answer" --max-time 20 \
	    -w '%{http_code} %{size_download} %{time_total}' \
	    "http://127.0.0.1:$PORT$1" | awk -v path="$1" \
	    '{ printf "  %6s %7d %7.1f  %.53s\n", $1, $2, $3 * 1000, path }'
}

demo_answers() {
	handle=$(stack_json "$VAR/books.json" tables.users.0.handle)
	printf '\n  %6s %7s %7s  %s\n' status bytes ms GET
	demo_get /health_check
	demo_get "/v1/users/handle/$handle"
	cp "$VAR/answer" "$VAR/user.json"
	user=$(stack_json "$VAR/user.json" data.id)
	demo_get "/v1/full/users/$user/tracks?limit=1"
	demo_get "/v1/users/$user/followers?limit=2"
	demo_get "/playlists?limit=1"
	[ "${ERA:-both}" = legacy ] ||
	    demo_get /v1/users/handle/ann.em # came through EntityManager
	printf '\n  %s is user %s: %s followers, %s tracks\n' "$handle" "$user" \
	    "$(stack_json "$VAR/user.json" data.follower_count)" \
	    "$(stack_json "$VAR/user.json" data.track_count)"
}

# The folder as a person would type it here.
demo_var() {
	case $VAR in
	"$top"/*) printf '%s\n' "${VAR#"$top"/}" ;;
	*) printf '%s\n' "$VAR" ;;
	esac
}

demo_try() {
	var=$(demo_var) with=
	[ "$VAR" = "$top/var" ] || with="VAR=$var "
	case $var in /*) ;; *) var=./$var ;; esac
	cat <<END

The node's page is http://127.0.0.1:$PORT/ and its API's /docs/.
Three commands to try:
  curl -s 'http://127.0.0.1:$PORT/v1/full/users/$user/tracks?limit=1'
  (. $var/env; psql "\$audius_db_url_read_replica" -c 'TABLE disc.follows')
  ${with}./dev down

END
}

demo_chain_up() {
	progress "a chain with contracts and a story" last_far \
	    "$VAR/log/story.log" stack_chain_up
}

demo() {
	timer=$TIMER
	TIMER=off
	say "starting chain, database, cache, pool and nginx in $VAR"
	stack_up demo_chain_up || exit 1
	say "indexing with the timer's command"
	stack_index_story || exit 1
	printf '\nRows in schema disc after %s blocks, as the story has them:\n\n' \
	    "$(stack_indexed)"
	demo_compare || die "the index differs from the books of the story"
	demo_answers
	demo_try
	[ "$timer" = off ] || stack_timer_start
	demo_end
	say "running in $VAR, http://127.0.0.1:$PORT"
}
