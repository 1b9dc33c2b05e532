# SPDX-License-Identifier: ISC
# shellcheck shell=sh
# The routes that clients need first, on a made-up network: requests per second
# and times, cached and not; how it grows; a worker's memory; the dearest request.
# dev sources this, behind bench.sh and data.sh.
#
#   ./dev bench api [SCALE...]   [1]
#
#   TIME   seconds of each load            [2]
#   MIXED  requests that a worker answers before its memory is read  [100000]
#   PARTS  which: load, hello, list, dear, memory                    [all]
#
# What is printed is kept in build/bench/, with all figures as lines of text.
# On a machine with other work times are upper bounds; "cpu" is not.

api_out=$top/build/bench

# Somebody who can sign, and applications.
api_rows() {
	sql -d discprov -v wallet="$1" <<-'SQL'
		UPDATE disc.users SET wallet = lower(:'wallet') WHERE user_id = 2;
		INSERT INTO disc.developer_apps (address, user_id, name, created_at,
			updated_at, txhash)
		SELECT '0x' || lpad(to_hex(i + 1000000), 40, 'a'), i, 'app ' || i,
		       now(), now(), 't'
		  FROM generate_series(1, 50) AS i;
	SQL
}

# Those that many know first.
api_ids() {
	sql -d discprov <<-'SQL'
		SELECT json_build_object(
		    'users', (SELECT json_agg(u.user_id) FROM (
			SELECT user_id FROM disc.aggregate_user AS a
			  JOIN disc.users AS u USING (user_id)
			 WHERE NOT u.is_deactivated
			 ORDER BY a.follower_count DESC, user_id LIMIT 500) AS u),
		    'handles', (SELECT json_agg(u.handle) FROM (
			SELECT handle FROM disc.aggregate_user AS a
			  JOIN disc.users AS u USING (user_id)
			 WHERE NOT u.is_deactivated
			 ORDER BY a.track_count DESC, user_id LIMIT 500) AS u),
		    'wallets', (SELECT json_agg(u.wallet) FROM (
			SELECT wallet FROM disc.users ORDER BY user_id
			 LIMIT 500) AS u),
		    'tracks', (SELECT json_agg(t.track_id) FROM (
			SELECT track_id FROM disc.aggregate_track
			  JOIN disc.tracks USING (track_id)
			 WHERE NOT is_delete AND NOT is_unlisted
			   AND NOT is_stream_gated
			 ORDER BY repost_count DESC, track_id LIMIT 500) AS t),
		    'playlists', (SELECT json_agg(p.playlist_id) FROM (
			SELECT playlist_id FROM disc.playlists
			 WHERE NOT is_delete AND NOT is_private
			 ORDER BY length(playlist_contents::text) DESC,
			       playlist_id LIMIT 500) AS p),
		    'links', (SELECT json_agg(r.link) FROM (
			SELECT u.handle || '/' || r.slug AS link
			  FROM disc.playlist_routes AS r
			  JOIN disc.users AS u ON u.user_id = r.owner_id
			  JOIN disc.playlists AS p USING (playlist_id)
			 WHERE r.is_current AND NOT p.is_delete
			   AND NOT p.is_private
			 ORDER BY playlist_id LIMIT 200) AS r),
		    'words', (SELECT json_agg(w.word) FROM (
			SELECT split_part(title, ' ', 1) AS word FROM disc.tracks
			 GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 200) AS w),
		    'apps', (SELECT json_agg(address)
			FROM disc.developer_apps))
	SQL
}

# {wallet, headers} of a name; the key depends on nothing else.
# shellcheck disable=SC2016 # of JavaScript
api_signed() {
	node --input-type=module -e '
		const { keyOf } = await import(process.argv[1]);
		const { Wallet } = await import(process.argv[2]);
		const wallet = new Wallet(keyOf("bench", "me"));
		const text = `signature:${Date.now()}`;
		console.log(JSON.stringify({ wallet: wallet.address.toLowerCase(),
			headers: `Encoded-Data-Message: ${text}; ` +
			    `Encoded-Data-Signature: ${wallet.signMessageSync(text)}` }));
	' "$top/tests/chain/lib/accounts.mjs" \
	    "$top/tests/node_modules/ethers-6/lib.esm/index.js"
}

api_mjs() { # WORD [ARGUMENT]
	node "$top/tests/bench/api.mjs" --url "http://127.0.0.1:$PORT" \
	    --ids "$VAR/ids.json" --dir "$VAR/api" --out "$api_lines" \
	    --time "$TIME" --api "$VAR/api.json" \
	    --log "$(readlink -f "$VAR/pg")/data/log" \
	    --postmaster "$(head -n 1 "$VAR/pg/data/postmaster.pid")" \
	    --pool "$(stack_pids pool | xargs | tr ' ' ,)" "$@"
}

# A content node stands for those that have the audio.
api_stack() { # SCALE
	api_node=https://node.invalid=0x90f8bf6a479f320ead074411a4b0e7944ea8c9c1
	grep -q content_nodes "$VAR/env" || stack_export \
	    audius_network_content_nodes "$api_node" >>"$VAR/env"
	data_fill "$1" || return 1
	api_signed >"$VAR/signed.json" || return 1
	api_rows "$(stack_json "$VAR/signed.json" wallet)" || return 1
	api_ids | node -e 'const fs = require("fs");
		console.log(JSON.stringify({ ...JSON.parse(fs.readFileSync(0)),
		signed: JSON.parse(fs.readFileSync(process.argv[1])) }));' \
	    "$VAR/signed.json" >"$VAR/ids.json" || return 1
	"$BUILD/discprov-fcgi" --openapi >"$VAR/api.json"
	mkdir -p "$VAR/api"
	stack_choose_port && stack_memcached_start &&
	    stack_pool_start discprov-fcgi && stack_nginx_start &&
	    stack_wait_healthy
}

# Both caches off, with so many processes.
api_uncached() { # POOL
	stack_stop pool
	POOL=$1
	grep -q '^export audius_memcached_servers=..$' "$VAR/env" ||
	    echo "export audius_memcached_servers=''" >>"$VAR/env"
	sed -i '/fastcgi_cache discprov;/d' "$VAR/nginx/discprov.conf"
	stack_pool_start discprov-fcgi
	stack_reload_nginx
	stack_wait_healthy
}

# One entity against a process that says as many bytes.
api_hello() {
	for name in /v1/users/:x /v1/full/users/:x /v1/tracks/:x \
	    /v1/full/tracks/:x /v1/playlists/:x; do
		n=$(grep -n "^$(printf '%s' "$name" | sed 's/:x$/{[utp]}/')\$" \
		    "$VAR/templates" | cut -d: -f1)
		file=$VAR/api/$((n - 1))
		bytes=$(curl -s "http://127.0.0.1:$PORT$(head -n 1 "$file" |
		    cut -f1)" | wc -c)
		: >"$VAR/a"
		: >"$VAR/b"
		for round in 1 2 3; do
			stack_stop pool
			stack_pool_start discprov-fcgi
			bench_load "$file" >/dev/null
			bench_load "$file" >>"$VAR/a"
			stack_stop pool
			stack_pool_start "$BUILD/tests/bench/hello" "$bytes"
			bench_load "$file" >>"$VAR/b"
		done
		stack_stop pool
		stack_pool_start discprov-fcgi
		bench_ratio "$name / hello of $bytes bytes" "$(rate "$VAR/a")" \
		    "$(rate "$VAR/b")" '>=' 0.5
	done
}

# A list of full tracks for somebody who has signed in, against its statements
# alone in a session that has prepared them: processor time of both.
api_list() {
	api_uncached 1
	api_took=$(api_mjs list) || return 1
	data_ask <"$VAR/api/list.sql" | awk -v took="$api_took" '
	{ ns[NR] = $1 }
	END {
		split(took, list, " ")
		if (NR == 2)
			printf "%.3f %.3f\n", list[1],
			    (ns[2] - ns[1]) / 1e6 / list[2]
	}' >"$VAR/list" || return 1
	read -r api_took api_bare <"$VAR/list" || return 1
	printf '  100 full tracks, signed in: %s ms; their statements alone: %s ms\n' \
	    "$api_took" "$api_bare"
	bench_ratio "100 full tracks, signed in / bare statements" \
	    "$api_took" "$api_bare" '<=' 1.3
}

# resident kilobytes of the one process that answers
api_resident() {
	for p in $(stack_pids pool); do
		sed -n 's/^VmRSS:[[:space:]]*\([0-9]*\) kB/\1/p' "/proc/$p/status"
	done | sort -n | tail -n 1
}

api_memory() {
	api_uncached 1
	api_mjs mixed 1000
	api_before=$(api_resident)
	api_mjs mixed "$MIXED"
	printf 'memory of a worker after 1000 mixed requests %s kB, after %s more %s kB\n' \
	    "$api_before" "$MIXED" "$(api_resident)"
}

api_part() { # NAME: wanted?
	case " ${PARTS:-load hello list dear memory} " in *" $1 "*) ;; *) return 1 ;; esac
}

api_scale() { # SCALE
	api_lines=$api_out/api-$1.tsv
	: >"$api_lines"
	api_stack "$1" || exit 1
	grep '^/' "$top/tests/bench/api.txt" >"$VAR/templates"
	api_mjs requests
	! api_part load || api_mjs load cached
	api_uncached 4
	! api_part load || { api_mjs load uncached && api_mjs table; }
	! api_part dear || api_mjs dear
	! api_part hello || api_hello
	! api_part list || api_list
	! api_part memory || api_memory
	stack_stop nginx
	stack_stop pool
	stack_stop memcached
}

# What has become slower, from one size to the next.
api_growth() { # LINES LINES
	printf '\ngrowth of p99 and of processor time, uncached, the ten largest\n'
	awk -F '\t' '$2 != "uncached" { next }
	NR == FNR { p[$1] = $5; c[$1] = $6; next }
	$1 in p && p[$1] > 0 && c[$1] > 0 {
		printf "%s\t%.2f\t%.2f\n", $1, $5 / p[$1], $6 / c[$1]
	}' "$1" "$2" | sort -t "$(printf '\t')" -k 3,3 -rn | tee "$api_out/growth.tsv" |
	    awk -F '\t' 'NR <= 10 { printf "  %-60.60s %6.2f %6.2f\n", $1, $2, $3 }
	{ n += $2 > 2; m += $3 > 2 }
	END { printf "%d of %d routes: p99 more than twice; %d: processor time\n",
	    n, NR, m }'
}

bench_api() { # [SCALE...]
	[ $# -gt 0 ] || set -- 1
	TIME=${TIME:-2} MIXED=${MIXED:-100000}
	guard_here
	VAR=$GUARDED/var
	mkdir -p "$api_out"
	data_stack
	bench_machine
	api_last=
	for scale; do
		api_scale "$scale"
		[ -z "$api_last" ] || api_growth "$api_last" "$api_lines"
		api_last=$api_lines
	done
}
