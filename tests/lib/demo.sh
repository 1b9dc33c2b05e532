# SPDX-License-Identifier: ISC
# shellcheck shell=sh
# The demo: a chain of our own, a story on it, the timer's command, answers.
# Wants dev's and the stack's functions.

# Each table: what the books say, what was indexed.
demo_compare() {
	stack_json "$VAR/books.json" totals | tr -d '{}"' | tr ',' '\n' |
	    tr ':' ' ' >"$VAR/totals"
	bad=0
	printf '%-32s %10s %10s\n' table books indexed
	while read -r table want; do
		# shellcheck disable=SC2016 # expanded by the inner shell
		got=$(stack_in sh -c 'psql -X -q -A -t \
		    "$audius_db_url_read_replica" -c "$1"' sh \
		    "SELECT count(*) FROM disc.$table") || got=none
		mark=
		[ "$want" = "$got" ] || {
			mark='  <-- differs'
			bad=1
		}
		printf '%-32s %10s %10s%s\n' "$table" "$want" "$got" "$mark"
	done <"$VAR/totals"
	return "$bad"
}

demo_get() { # PATH
	printf '\nGET %s\n' "$1"
	curl -s --max-time 20 -w '\n%{http_code} %{content_type}, %{size_download} bytes, %{time_total} s\n' \
	    "http://127.0.0.1:$PORT$1" |
	    awk 'length($0) > 400 { $0 = substr($0, 1, 400) " ..." } { print "  " $0 }'
}

demo_answers() {
	handle=$(stack_json "$VAR/books.json" tables.users.0.handle)
	demo_get /health_check
	demo_get "/v1/users/handle/$handle"
	curl -s "http://127.0.0.1:$PORT/v1/users/handle/$handle" >"$VAR/user.json"
	id=$(stack_json "$VAR/user.json" data.id)
	demo_get "/v1/full/users/$id/tracks?limit=1"
	demo_get "/v1/users/$id/followers?limit=2"
	demo_get "/playlists?limit=1"
	[ "${ERA:-both}" = legacy ] ||
	    demo_get /v1/users/handle/ann.em # came through EntityManager
}

demo() {
	stack_init
	if stack_is_ours; then
		[ -e "$VAR/demo" ] ||
		    die "$VAR holds a stack made by serve; choose another VAR"
		stack_refuse_running || exit 1
		stack_destroy
	fi
	timer=$TIMER
	TIMER=off
	stack_folders
	: >"$VAR/demo"
	say "starting chain, database, cache, pool and nginx in $VAR"
	stack_up stack_chain_up || exit 1
	say "indexing with the timer's command"
	stack_index_story || exit 1
	demo_compare && equal=yes || equal=no
	demo_answers
	echo
	[ "$timer" = off ] || stack_timer_start
	if [ $equal = no ]; then
		say "the index differs from the books of the story"
		exit 1
	fi
	say "indexed totals equal the story's books"
	say "running in $VAR, http://127.0.0.1:$PORT; ./dev down stops it"
}
