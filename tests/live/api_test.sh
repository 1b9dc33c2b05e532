#!/bin/sh
# SPDX-License-Identifier: ISC
# The pool behind nginx, with a database, a cache and rows of its own: every
# case with the cache off, cold, warm and out of reach; then what happens when
# the cache or the database goes away.
POOL=3 PGOPTS='fsync=off synchronous_commit=off'
. "${srcdir:?}/tests/lib/alone.sh"
alone_key
trap 'umount "$VAR/small" 2>/dev/null; guard_end "$GUARDED"' EXIT

# The chain is where it was a moment ago.
fresh() {
	sql -d discprov -c "UPDATE disc.keyvalue SET value = value" >/dev/null
}

# Start pool and nginx anew, nginx's own cache empty; the rest is settings.
restart() { # [NAME=VALUE...]
	stack_stop nginx
	stack_stop pool
	rm -rf "$VAR/nginx/cache"
	fresh
	stack_pool_start env "$@" discprov-fcgi && stack_nginx_start &&
	    stack_wait_healthy
}

# Number the lines of a program, MODE in front of their names.
numbered() { # MODE
	while IFS= read -r line; do
		case $line in
		ok*) tap_n=$((tap_n + 1))
			echo "ok $tap_n - $1: ${line#ok - }" ;;
		not*) tap_n=$((tap_n + 1)) tap_bad=$((tap_bad + 1))
			echo "not ok $tap_n - $1: ${line#not ok - }" ;;
		*) echo "$line" ;;
		esac
	done <"$VAR/cases"
}

# Run all cases.
cases() { # MODE
	node "$top/tests/live/api_cases.mjs" "$url" "$top/tests/live/api" \
	    >"$VAR/cases" || echo "not ok - all cases were run" >>"$VAR/cases"
	numbered "$1"
}

# Ask each route of the description whatever a client may ask.
contract() { # MODE [few]
	"$BUILD/discprov-fcgi" --openapi |
	    node "$top/tests/live/api_contract.mjs" "$url" "${2:-}" \
		>"$VAR/cases" ||
	    echo "not ok - all routes were asked" >>"$VAR/cases"
	numbered "$1"
}

# get PATH [CURL OPTION...]
get() {
	path=$1
	shift
	curl -s --max-time 20 --path-as-is "$@" "$url$path"
}
status() { get "$@" -o /dev/null -w '%{http_code}'; }
logged() { # WORDS: how many log lines of requests have them
	grep -c "m=GET .*$1" "$VAR/log/pool.log"
}
more() { [ "$2" -gt "$1" ]; }
long() { head -c "$1" /dev/zero | tr '\0' a; }

alone_up
restart audius_memcached_servers=
contract "a node without rows" few
sql -d discprov -U discprov_writer -f "$top/tests/live/api/seed.sql" ||
	exit 1

# --- the cases, in every state of the cache
restart audius_memcached_servers= && cases "cache off"
contract "as described"
tap "no answer came from the cache" same 0 "$(logged cache=hit)"
restart && cases "cache cold"
# what the second cache holds lives 5 s: ask, forget the first cache, ask again
tap "a stored answer is found again" sh -c '
	"$@" >/dev/null; "$@" >/dev/null' sh curl -s "$url/v1/users/7eP5n"
before=$(logged cache=hit)
get /v1/users/2 >/dev/null
stack_stop nginx
rm -rf "$VAR/nginx/cache"
stack_nginx_start
a=$(get /v1/users/2)
tap "the second cache answers when the first is empty" \
    more "$before" "$(logged cache=hit)"
tap "with the same bytes" same "$a" "$(get '/v1/users/2?app_name=x')"
cases "cache warm"

# --- what is no JSON
tap "audio is a redirect to the node that ranks first" \
    matches '302 https://cn1.example.com/tracks/cidstream/QmT11?id3=true&*&signature=%7B*' \
    "$(get /v1/tracks/11/stream -o /dev/null -w '%{http_code} %{redirect_url}')"
tap "a playlist for players, of what everybody may hear" same \
    '#EXTM3U #EXT-X-VERSION:3 #EXT-X-TARGETDURATION:16 #EXTINF:16,Remix /v1/tracks/KnVbn/stream #EXTINF:0,First /v1/tracks/1D9On/stream #EXTINF:0,First /v1/tracks/1D9On/stream #EXT-X-ENDLIST application/vnd.apple.mpegurl' \
    "$(get /v1/playlists/21/stream -w '%{content_type}' | xargs)"
tap "figures for a monitor, of routes, the node and the database" matches \
    '*# TYPE audius_dn_flask_route_duration_seconds histogram*audius_dn_flask_route_duration_seconds_bucket{route="/*",code="200",le="+Inf"} *audius_dn_health_check{key="latest_indexed_block_num"} 101*discprov_database_up 1*' \
    "$(get /prometheus_metrics)"
told() { # how many answers of that route every process tells
	for i in 1 2 3 4 5 6 7 8; do
		get "/prometheus_metrics?n=$i"
	done | grep '^audius_dn_flask_route_duration_seconds_count{route="/v1/genres/popular",code="200"} ' |
		sort -u
}
for i in 1 2 3 4 5 6 7 8 9; do
	get "/v1/genres/popular?limit=$i" >/dev/null
done
api_told=$(told)
tap "every process tells what all have answered" same 1 \
    "$(echo "$api_told" | wc -l)"
kill -9 "$(stack_pids pool | head -n 1)"
get "/v1/genres/popular?limit=99" >/dev/null
tap "also of one that was killed" same $((${api_told##* } + 1)) \
    "$(told | sed 's/.* //')"
if command -v promtool >/dev/null; then
	tap "promtool has nothing to say of it" same '' \
	    "$(get /prometheus_metrics | promtool check metrics 2>&1)"
fi
tap "as the text that monitors read" same \
    '200 text/plain; version=0.0.4; charset=utf-8' \
    "$(get /prometheus_metrics -o /dev/null -w '%{http_code} %{content_type}')"
restart audius_memcached_servers=127.0.0.1:1 && cases "cache out of reach"

# --- who may keep what
restart
etag=$(get /v1/users/7eP5n -D - -o /dev/null | tr -d '\r' | sed -n 's/^ETag: //p')
tap "what may be kept has a name" matches '"????????????????"' "$etag"
tap "who has it already is not sent it again" \
    same 304 "$(status /v1/users/7eP5n -H "If-None-Match: $etag")"
tap "who has another one is" \
    same 200 "$(status /v1/users/7eP5n -H 'If-None-Match: "0123"')"
tap "an answer for somebody has no name" \
    same '' "$(get '/v1/users/7eP5n?user_id=lebQD' -D - -o /dev/null |
	grep -i '^etag')"
tap "each answer says which request it belongs to" \
    same 32 "$(get /version -D - -o /dev/null | tr -d '\r' |
	sed -n 's/^X-Request-Id: //p' | tr -d '\n' | wc -c)"
before=$(logged cache=hit)
for i in 1 2 3; do
	get '/v1/users/7eP5n?user_id=lebQD' >/dev/null
	get /v1/users/7eP5n -H 'X-User-ID: 3' >/dev/null
done
tap "an answer for somebody is never stored" \
    same "$before" "$(logged cache=hit)"
a=$(get /v1/users/7eP5n)
tap "nor given to anybody else" \
    matches '*"does_current_user_follow":false*' "$a"

# --- configured content nodes
api_nodes=
for i in 1 2 3 4 5; do
	api_nodes=$api_nodes,https://cn$i.example.com=$audius_delegate_owner_wallet
done
restart "audius_network_content_nodes=${api_nodes#,}"
sql -d discprov -c "UPDATE disc.tracks SET cover_art_sizes =
    'QmXh1RQMpfsxVB2CcQJ9DW4vmVbHgEbnVCPfDSGVQrkF2a' WHERE track_id = 13"
tap "images are where all nodes agree that they are" \
    matches '*"artwork":{"1000x1000":"https://cn4.example.com/content/QmXh1RQMpfsxVB2CcQJ9DW4vmVbHgEbnVCPfDSGVQrkF2a/1000x1000.jpg",*"mirrors":\["https://cn2.example.com","https://cn5.example.com"\]}*' \
    "$(get '/v1/tracks/13?user_id=2')"
tap "the node tells its clients about the others" \
    matches "*\"network\":{\"content_nodes\":\\[{\"delegateOwnerWallet\":\"$audius_delegate_owner_wallet\",\"endpoint\":\"https://cn1.example.com\",*" \
    "$(get /health_check)"
restart

# --- files inspected
# a content node that has two files, and says what they are
stack_spawn blobs node -e 'const has = {
	"/internal/blobs/info/QmT11": { Size: 123, ContentType: "audio/mpeg" },
	"/internal/blobs/info/QmO11": { Size: 456, ContentType: "audio/wav" } };
    require("http").createServer((q, r) => { r.statusCode = has[q.url] ? 200 : 404;
	r.end(JSON.stringify(has[q.url] ?? {})); }).listen(0, "127.0.0.1", function () {
	require("fs").writeFileSync(process.argv[1], `${this.address().port}\n`); });' \
    "$VAR/blobs.port"
api_tries=0
until [ -s "$VAR/blobs.port" ] || [ $api_tries -ge 200 ]; do
	api_tries=$((api_tries + 1))
	sleep 0.05
done
restart "audius_network_content_nodes=http://127.0.0.1:$(cat "$VAR/blobs.port")=$audius_delegate_owner_wallet"
tap "a content node says how large a track's file is" \
    same '{"data":{"content_type":"audio/mpeg","size":123}}' \
    "$(get /v1/tracks/11/inspect)"
tap "and its original" matches '*"data":{"content_type":"audio/wav","size":456},*' \
    "$(get '/v1/full/tracks/11/inspect?original=true')"
tap "of several, null where nobody knows, nothing of a hidden one" \
    same '{"data":[null,{"content_type":"audio/mpeg","size":123}]}' \
    "$(get '/v1/tracks/inspect?id=16&id=12&id=11')"
tap "a file that nobody has is 404" same 404 "$(status /v1/tracks/16/inspect)"
tap "so is a hidden track" same 404 "$(status /v1/tracks/12/inspect)"
stack_stop blobs
tap "and one whose nodes are away" same 404 "$(status '/v1/tracks/11/inspect?user_id=2')"
restart

# --- what the jobs bring in
none=$(get /health_check)
tap "before any job ran, its fields are null and the lists empty" \
    matches '*"index_eth_age_sec":null,*"last_scanned_block_for_balance_refresh":null,*"network":{"content_nodes":\[\],"discovery_nodes":\[\],"discovery_nodes_with_owner":\[\]},"num_users_in_immediate_balance_refresh_queue":null,*"trending_playlists_age_sec":null,"trending_tracks_age_sec":null,*"user_balances_age_sec":null,*' \
    "$none"
sql -d discprov -c "
    INSERT INTO disc.job_runs (job, began_at, good_at, late_after)
    SELECT j, t.at, t.at, t.at
      FROM unnest(ARRAY['availability', 'balances', 'transfers']) AS j,
	(SELECT now() - interval '1010 seconds' AS at) AS t;
    INSERT INTO disc.keyvalue (key, value)
    SELECT k.key, (EXTRACT(epoch FROM now())::int8 - k.age)::text
      FROM (VALUES ('trending:tracks:last-completion', 2010),
	('trending-playlists:last-completion', 3010)) AS k (key, age);
    INSERT INTO disc.eth_blocks VALUES (18000000, now(), now());
    INSERT INTO disc.balance_refresh (user_id) VALUES (1), (2);
    INSERT INTO disc.service_providers VALUES
	('content-node', 2, '0xo', 'https://cn.example/', 1, '0xd', now()),
	('content-node', 3, '0xo', 'no.scheme.example', 1, '0xd', now()),
	('discovery-node', 1, '0xo', 'https://dn.example', 1, '0xd', now())"
tap "ages, the last block looked at, and who waits for a balance" \
    matches '*"index_eth_age_sec":10[0-9][0-9],*"last_scanned_block_for_balance_refresh":18000000,*"num_users_in_immediate_balance_refresh_queue":2,*"trending_playlists_age_sec":30[0-9][0-9],"trending_tracks_age_sec":20[0-9][0-9],*"user_balances_age_sec":10[0-9][0-9],*' \
    "$(get /health_check)"
tap "when tracks were last looked for" \
    matches '*"last_track_unavailability_job_end_time":"20[0-9][0-9]-*","last_track_unavailability_job_start_time":"20*' \
    "$(get /health_check)"
tap "nodes that the registry names, those that are URLs" \
    matches '*"network":{"content_nodes":\[{"delegateOwnerWallet":"0xd","endpoint":"https://cn.example","ownerWallet":"0xo"}\],"discovery_nodes":\["https://dn.example"\],"discovery_nodes_with_owner":\[{"delegateOwnerWallet":"0xd","endpoint":"https://dn.example","ownerWallet":"0xo"}\]},*' \
    "$(get /health_check)"

# --- heights
# Every process of the pool has answered before, and answers again.
heights() { # PATTERN PATH: how many of 12 answers have it
	for i in 1 2 3 4 5 6 7 8 9 10 11 12; do
		get "$2"
		echo
	done | grep -c "$1"
}
heights x /health_check >/dev/null
heights x '/v1/full/users/1?user_id=2' >/dev/null
api_next() { # SQL: the next block, which is 102
	sql -d discprov -c "BEGIN;
	    UPDATE disc.blocks SET is_current = false WHERE is_current;
	    INSERT INTO disc.blocks (blockhash, parenthash, is_current, number)
	    VALUES ('0xnext', '0xprev', true, 102); $1 COMMIT" >/dev/null
}
api_back() {
	sql -d discprov -c "BEGIN; DELETE FROM disc.blocks WHERE number = 102;
	    UPDATE disc.blocks SET is_current = true WHERE number = 101; COMMIT"
}
api_next ''
tap "no process remembers an older height in the health check" \
    same 12 "$(heights '"latest_indexed_block_num":102' /health_check)"
tap "nor around an answer" same 12 \
    "$(heights '"latest_indexed_block":102' '/v1/full/users/1?user_id=2')"
api_back
# Blocks of a core chain go by its heights, not by the numbers we store.
core_hash=$(printf 'c%.0s' $(seq 64))
core_tx=$(printf 'D%.0s' $(seq 64))
sql -d discprov -c "CREATE TABLE public.kept AS SELECT * FROM disc.keyvalue
    WHERE key LIKE 'latest_block%';
    INSERT INTO disc.core_chains VALUES (1, 'openaudio-devnet', 94, 3);
    UPDATE disc.blocks SET core = 1, height = 7, blockhash = '$core_hash'
     WHERE number = 101;
    INSERT INTO disc.skipped_transactions (id, blocknumber, blockhash, txhash,
	created_at, updated_at) VALUES (99, 101, '$core_hash', '$core_tx',
	'2024-01-01', '2024-01-01');
    INSERT INTO disc.keyvalue (key, value) VALUES
	('latest_block_from_chain', '9'),
	('latest_blockhash_from_chain', '$core_hash'),
	('latest_block_time_from_chain', '1700000009'),
	('most_recently_indexed_block_time_from_db', '1700000007')
    ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value" >/dev/null
restart
tap "an answer tells heights of the core chain" \
    matches '*"latest_chain_block":9,*"latest_indexed_block":7,*' \
    "$(get '/v1/full/users/1?user_id=2')"
tap "so does the health check" matches \
    '*"block_difference":2,*"core":{"health":{"chain_id":"openaudio-devnet","indexing_entity_manager":true,"indexing_plays":true,"latest_chain_block":9,"latest_chain_block_ts":1700000009,"latest_indexed_block":7},"listens":{"core_block_cutover":3,"is_unhealthy":false,"latest_chain_slot":9,"latest_indexed_slot":7,"slot_diff":2,"sol_slot_cutover":null,"time_diff":2,*"web":{"blockhash":"'"$core_hash"'","blocknumber":9}*' \
    "$(get /health_check)"
tap "a block is confirmed by its hash and its height" \
    matches '*{"block_found":true,"block_passed":true}*' \
    "$(get "/block_confirmation?blockhash=$core_hash&blocknumber=7")"
tap "one that is not there yet is not" \
    matches '*{"block_found":false,"block_passed":false}*' \
    "$(get "/block_confirmation?blockhash=0xabc&blocknumber=8")"
tap "a transaction that was left out is known by its height" \
    matches '*"data":"FAILED"*' \
    "$(get "/indexing/transaction_status?blocknumber=7&blockhash=$core_hash&transactionhash=$core_tx")"
tap "others of the block have passed" matches '*"data":"PASSED"*' \
    "$(get "/indexing/transaction_status?blocknumber=7&blockhash=$core_hash&transactionhash=0x1")"
tap "no stored number is" matches '*"data":"NOT_FOUND"*' \
    "$(get "/indexing/transaction_status?blocknumber=101&blockhash=$core_hash&transactionhash=$core_tx")"
sql -d discprov -c "DELETE FROM disc.core_chains;
    UPDATE disc.blocks SET core = NULL, height = NULL,
	blockhash = '0x' || repeat('b', 64) WHERE number = 101;
    DELETE FROM disc.skipped_transactions WHERE id = 99;
    DELETE FROM disc.keyvalue WHERE key LIKE 'latest_block%'
	OR key = 'most_recently_indexed_block_time_from_db';
    INSERT INTO disc.keyvalue SELECT * FROM public.kept;
    DROP TABLE public.kept" >/dev/null
restart
# An answer whose heights have to wait until the next block is there.
api_next "LOCK disc.keyvalue;
    UPDATE disc.users SET bio = 'of 102' WHERE user_id = 3;
    SELECT pg_sleep(3);" &
api_pid=$!
sleep 1
api_answer=$(get '/v1/full/users/3?user_id=2')
wait "$api_pid"
api_told() {
	case $1 in
	*'"bio":"of 102"'*) matches '*"latest_indexed_block":102,*' "$1" ;;
	*) matches '*"latest_indexed_block":101,*' "$1" ;;
	esac
}
tap "an answer names the height of its rows" api_told "$api_answer"
sql -d discprov -c "UPDATE disc.users SET bio = NULL WHERE user_id = 3"
api_back
sql -d discprov -c "CREATE TABLE public.kept AS SELECT * FROM disc.keyvalue
    WHERE key LIKE 'latest_block%'; DELETE FROM disc.keyvalue
    WHERE key LIKE 'latest_block%'"
tap "an unknown height is not called far behind" \
    matches '*"discovery_provider_healthy":false,"errors":\["the height of the chain is not known*' \
    "$(get /health_check)"
tap "but is no reason to be trusted" same 500 "$(status /block_check)"
sql -d discprov -c "INSERT INTO disc.keyvalue SELECT * FROM public.kept;
    DROP TABLE public.kept"
tap "back again" same 200 "$(status /block_check)"
sql -d discprov -c "CREATE TABLE public.kept AS SELECT * FROM disc.keyvalue
	WHERE key = 'latest_block_from_chain';
    UPDATE disc.keyvalue SET value = '101'
     WHERE key = 'latest_block_from_chain';
    INSERT INTO disc.keyvalue VALUES
	('most_recently_indexed_block_time_from_db',
	 extract(epoch FROM now() - interval '61 min')::int8::text)"
tap "a head that stands still is named" \
    matches '*"discovery_provider_healthy":false,"errors":\["the chain stands still, or the node that is asked: its newest block, 101, is 61 minutes old"\],*' \
    "$(get /health_check)"
tap "and no reason to ask another node" same 200 "$(status /block_check)"
sql -d discprov -c "DELETE FROM disc.keyvalue
     WHERE key = 'most_recently_indexed_block_time_from_db';
    UPDATE disc.keyvalue AS v SET value = k.value FROM public.kept AS k
     WHERE v.key = k.key;
    DROP TABLE public.kept"
tap "memory and disks are known" \
    matches '*"filesystem_size":[0-9]*"number_of_cpus":[0-9]*"total_memory":[0-9]*"used_memory":[0-9]*' \
    "$(get /health_check)"

# --- texts without bound
sql -d discprov -c "
    SET session_replication_role = replica;
    INSERT INTO disc.users (user_id, handle, handle_lc, wallet, name, bio,
	location, website, donation, blocknumber, created_at, updated_at)
    SELECT i, 'L' || i, 'l' || i, '0x' || i, x.t, x.t, x.t, x.t, x.t, 100,
	   now(), now()
      FROM generate_series(5001, 5030) AS i,
	   (SELECT string_agg(md5(n::text), '') FROM generate_series(1, 3750)
	       AS n) AS x (t);
    INSERT INTO disc.tracks (track_id, owner_id, is_delete, title,
	description, genre, mood, tags, license, orig_filename, track_segments,
	blocknumber, created_at, updated_at)
    SELECT i, 5001 + i % 30, false, u.name, u.name, u.name, u.name, u.name,
	   u.name, u.name, jsonb_build_object('x', u.name || i), 100, now(),
	   now()
      FROM generate_series(5001, 5500) AS i, disc.users AS u
     WHERE u.user_id = 5001"
api_count() { # how many entries an answer's list has
	node -e 'let s = ""; process.stdin.on("data", (d) => { s += d; }).on(
	    "end", () => console.log(JSON.parse(s).data.length));'
}
ids() { # NAME FROM TO
	seq "$2" "$3" | sed "s/^/$1=/" | paste -s -d '&'
}
tap "thirty users with texts of 120 kB are a list of thirty" same 30 \
    "$(get "/users?$(ids id 5001 5030)" | api_count)"
tap "and so are thirty tracks" same 30 \
    "$(get "/tracks?$(ids id 5001 5030)" | api_count)"
tap "a name is cut, and nothing else" matches '*"name":"c4ca4238a0b9*' \
    "$(get /v1/users/5001)"
# peak kilobytes of the largest process of the pool
peak() {
	for p in $(stack_pids pool); do
		sed -n 's/^VmHWM:[[:space:]]*\([0-9]*\) kB/\1/p' "/proc/$p/status"
	done | sort -n | tail -n 1
}
api_some=$(get "/v1/full/tracks?$(ids id 5001 5400)" | api_count)
tap "four hundred such tracks are answered in part: $api_some" \
    [ "$api_some" -gt 20 ]
if ! grep -q __asan_init "$BUILD/discprov-fcgi"; then
	api_peak=$(peak)
	tap "and took less than 96 MB: $api_peak kB" [ "$api_peak" -lt 98304 ]
fi
sql -d discprov -c "
    SET session_replication_role = replica;
    DELETE FROM disc.tracks WHERE track_id > 5000;
    DELETE FROM disc.users WHERE user_id > 5000"
restart

# --- how far is looked for a track's album depends on the whole answer
sql -d discprov -c "
    SET session_replication_role = replica;
    INSERT INTO disc.tracks (track_id, owner_id, is_delete, title, blocknumber,
	created_at, updated_at)
    SELECT i, 1, false, 'T', 100, now(), now()
      FROM generate_series(6001, 6500) AS i;
    INSERT INTO disc.playlists (playlist_id, playlist_owner_id, is_album,
	is_private, is_delete, playlist_name, playlist_contents, blocknumber,
	created_at, updated_at)
    SELECT i, 1, i = 6030, false, false, 'P', '{\"track_ids\": []}', 100,
	   now(), now()
      FROM generate_series(6001, 6030) AS i;
    INSERT INTO disc.playlist_routes (slug, title_slug, collision_id, owner_id,
	playlist_id, is_current, blockhash, blocknumber, txhash)
    VALUES ('p6030', 'p6030', 0, 1, 6030, true, '0x', 100, '0x');
    INSERT INTO disc.playlist_tracks (playlist_id, track_id, is_removed,
	created_at, updated_at)
    SELECT i, 6001, false, timestamp '2023-01-01' + i * interval '1 min', now()
      FROM generate_series(6001, 6030) AS i"
api_album() { # FROM TO: the album of the first of these tracks
	get "/v1/full/tracks?$(ids id "$1" "$2")" | node -e 'let s = "";
	    process.stdin.on("data", (d) => s += d).on("end", () => {
	    const { data } = JSON.parse(s); console.log(data.length,
	    data[0].album_backlink?.playlist_name ?? null); });'
}
tap "the thirtieth list that took a track up is looked at for few" \
    same '60 P' "$(api_album 6001 6060)"
tap "and not for four hundred, although these are loaded in portions" \
    same '400 null' "$(api_album 6001 6400)"

# --- what has to be looked for is told of the first hundred
sql -d discprov -c "
    SET session_replication_role = replica;
    INSERT INTO disc.playlist_tracks (playlist_id, track_id, is_removed,
	created_at, updated_at)
    VALUES (6030, 6002, false, now(), now());
    INSERT INTO disc.follows (follower_user_id, followee_user_id, is_current,
	is_delete, created_at, blocknumber)
    VALUES (7777, 1, true, false, now(), 100);
    INSERT INTO disc.reposts (user_id, repost_item_id, repost_type, is_current,
	is_delete, created_at, blocknumber)
    VALUES (1, 6002, 'track', true, false, now(), 100),
	(7777, 6002, 'track', true, false, now(), 100)"
api_told() { # BEFORE: of a track behind so many others
	get "/v1/full/tracks?$(ids user_id 7777 7777)&$(ids id 6101 \
	    $((6100 + $1)))&$(ids id 6002 6002)" | node -e 'let s = "";
	    process.stdin.on("data", (d) => s += d).on("end", () => {
	    const t = JSON.parse(s).data.at(-1); console.log(t.track_id,
	    t.album_backlink?.playlist_name ?? null, t.followee_reposts.length,
	    t.has_current_user_reposted); });'
}
tap "the hundredth track has its album, and who reposted it" \
    same '6002 P 1 true' "$(api_told 99)"
tap "the next one has what the user himself did" \
    same '6002 null 0 true' "$(api_told 100)"
sql -d discprov -c "
    SET session_replication_role = replica;
    DELETE FROM disc.tracks WHERE track_id > 6000;
    DELETE FROM disc.playlists WHERE playlist_id > 6000;
    DELETE FROM disc.playlist_routes WHERE playlist_id > 6000;
    DELETE FROM disc.playlist_tracks WHERE playlist_id > 6000;
    DELETE FROM disc.follows WHERE follower_user_id = 7777;
    DELETE FROM disc.reposts WHERE repost_item_id = 6002"

# --- tracks of lists: one that is in all of them is written as often
sql -d discprov -c "
    SET session_replication_role = replica;
    INSERT INTO disc.playlists (playlist_id, playlist_owner_id, is_album,
	is_private, is_delete, playlist_name, playlist_contents, blocknumber,
	created_at, updated_at)
    SELECT i, 1, false, false, false, 'P', jsonb_build_object('track_ids',
	(SELECT jsonb_agg(jsonb_build_object('track', 11, 'time', n))
	   FROM generate_series(1, 10) AS n)), 100, now(), now()
      FROM generate_series(6001, 6300) AS i"
api_held() { # FROM TO: how many lists, tracks in all, and in the first
	get "/v1/full/playlists?with_tracks=true&$(ids id "$1" "$2")" | node -e '
	    let s = ""; process.stdin.on("data", (d) => s += d).on("end", () => {
	    const n = JSON.parse(s).data.map((p) => p.tracks.length);
	    console.log(n.length, n.reduce((a, b) => a + b, 0), n[0]); });'
}
api_lists() { # FROM TO: how many without their tracks
	get "/v1/full/playlists?$(ids id "$1" "$2")" | node -e '
	    let s = ""; process.stdin.on("data", (d) => s += d)
	    .on("end", () => console.log(JSON.parse(s).data.length));'
}
tap "with their tracks there are fifty lists, together two hundred and fifty" \
    same '50 201 10' "$(api_held 6001 6300)"
tap "of fewer lists all tracks are there" \
    same '15 150 10' "$(api_held 6001 6015)"
tap "without tracks there are two hundred" same 200 "$(api_lists 6001 6300)"
sql -d discprov -c "
    SET session_replication_role = replica;
    DELETE FROM disc.playlists WHERE playlist_id > 6000"

# --- a page of several kinds holds 120, a legacy one 400: the longest are cut
sql -d discprov -c "
    INSERT INTO disc.users (user_id, handle, handle_lc, wallet, name,
	blocknumber, created_at, updated_at)
    SELECT i, 'Manyfold' || i, 'manyfold' || i, '0x' || i, 'Manyfold', 100,
	   now(), now()
      FROM generate_series(6001, 6200) AS i;
    INSERT INTO disc.tracks (track_id, owner_id, is_delete, title, blocknumber,
	created_at, updated_at)
    SELECT i, i, false, 'Manyfold', 100, now(), now()
      FROM generate_series(6001, 6200) AS i;
    INSERT INTO disc.playlists (playlist_id, playlist_owner_id, is_album,
	is_private, is_delete, playlist_name, playlist_contents, blocknumber,
	created_at, updated_at)
    SELECT i, i, i > 6180, false, false, 'Manyfold', '{\"track_ids\": []}', 100,
	   now(), now()
      FROM generate_series(6001, 6200) AS i"
api_found() { # PATH: how many are found of each kind
	get "$1" | node -e 'let s = ""; process.stdin.on("data", (d) => s += d)
	    .on("end", () => { const { data } = JSON.parse(s);
	    console.log(Array.isArray(data) ? data.length : ["users", "tracks",
	    "playlists", "albums"].map((k) => data[k]?.length ?? 0).join()); });'
}
tap "of four kinds together there are 120 at most" \
    same '33,33,33,20 33,33,33,20' \
    "$(api_found '/v1/search/full?query=manyfold&limit=500') $(api_found \
	'/v1/full/search/autocomplete?query=manyfold&limit=100')"
tap "of legacy ones four hundred" same 127,125,127,20 \
    "$(api_found '/search/full?query=manyfold&limit=500')"
tap "of one kind one hundred, or five" same '100,0,0,0 100 200,0,0,0' \
    "$(api_found '/v1/full/search/full?query=manyfold&limit=500&kind=users'
	) $(api_found '/v1/users/search?query=manyfold&limit=500') $(api_found \
	'/search/full?query=manyfold&limit=500&kind=users')"
tap "a smaller page is as asked" same 7,7,7,7 \
    "$(api_found '/v1/search/full?query=manyfold&limit=7')"
sql -d discprov -c "DELETE FROM disc.tracks WHERE track_id > 6000;
    DELETE FROM disc.playlists WHERE playlist_id > 6000;
    DELETE FROM disc.users WHERE user_id > 6000;
    DELETE FROM disc.aggregate_user WHERE user_id > 6000"

# --- memory
# many REQUESTS
many() {
	seq 1 "$1" | sed "s|.*|url = \"$url/v1/full/users/1/tracks?user_id=3\&n=&\"\\noutput = /dev/null|" |
	    curl -s -K -
}
# resident kilobytes of the largest process of the pool
resident() {
	for p in $(stack_pids pool); do
		sed -n 's/^VmRSS:[[:space:]]*\([0-9]*\) kB/\1/p' "/proc/$p/status"
	done | sort -n | tail -n 1
}
# the sanitizers keep what is freed, so only the real program is measured
if ! grep -q __asan_init "$BUILD/discprov-fcgi"; then
	many 300
	api_before=$(resident)
	many 2000
	api_after=$(resident)
	tap "a process does not grow: $api_before kB, then $api_after kB" \
	    [ "$api_after" -le $((api_before + 512)) ]
	tap "and stays below 30 MB" [ "$api_after" -lt 30720 ]
fi

# --- the door
tap "a path of 10 kB is 414, from nginx or from us" \
    same 414 "$(status "/v1/users/$(long 10000)")"
tap "with a body of the prefix" \
    matches '{"code":414,"message":"URI Too Long"}' \
    "$(get "/v1/users/$(long 10000)")"
tap "a path of 20 kB too" same 414 "$(status "/v1/users/$(long 20000)")"

# --- HEAD, as clients ask for it through nginx, and as the pool is asked by a
# web server that hands it on
stack_stop nginx
cat >"$VAR/nginx/gateway.conf" <<END
location /pool/ {
	rewrite ^/pool(/.*) \$1 break;
	include $top/nginx/discprov_params.conf;
	fastcgi_param REQUEST_METHOD \$request_method;
	fastcgi_param REQUEST_URI \$uri;
	fastcgi_pass discprov;
}
END
stack_nginx_run
# head PATH: status, type and length that HEAD tells, and the bytes that came
head_of() {
	get "$1" -I -o /dev/null \
	    -w '%{http_code} %{content_type} %header{content-length} %{size_download}'
}
got_of() { # PATH: the same of GET
	get "$1" -o /dev/null \
	    -w '%{http_code} %{content_type} %header{content-length} 0'
}
for p in /version /v1/users/7eP5n /v1/users/nobody /no/such/path \
    '/users?id=1&limit=x'; do
	tap "HEAD $p tells what GET does, without the body" \
	    same "$(got_of "$p")" "$(head_of "$p")"
	tap "HEAD $p by the pool itself, too" \
	    same "$(got_of "/pool$p")" "$(head_of "/pool$p")"
done
a=$(get '/v1/full/users/7eP5n/followers?limit=7' -I -o /dev/null
	get '/v1/full/users/7eP5n/followers?limit=7')
tap "a HEAD first does not leave half an answer in the cache" \
    matches '{"data":*}' "$a"

# --- an answer that many want is made once
# waiting: connections of the pool that wait for a row lock
waiting() {
	sql -d postgres -c "SELECT count(*) FROM pg_stat_activity
	    WHERE application_name = 'discprov-fcgi'
	      AND wait_event_type = 'Lock'"
}
# leaders: processes of the pool that hold the lock on an answer
leaders() {
	for p in $(stack_pids pool); do
		grep -c "POSIX.*WRITE $p " /proc/locks
	done | grep -c 1
}
soon() { # VALUE COMMAND...: it comes to that
	tries=0 want=$1
	shift
	until [ "$("$@")" = "$want" ]; do
		tries=$((tries + 1))
		[ "$tries" -le 200 ] || return 1
		sleep 0.05
	done
}
# Readers of users wait from here to the end of the session.
hold() {
	mkfifo "$VAR/fifo"
	"$pg_bin/psql" -X -q -d discprov <"$VAR/fifo" >/dev/null &
	exec 9>"$VAR/fifo"
	rm "$VAR/fifo"
	echo 'BEGIN; LOCK disc.users;' >&9
	soon t sql -d postgres -c "SELECT EXISTS (SELECT FROM pg_locks
	    WHERE relation = 'disc.users'::regclass AND granted
	      AND mode = 'AccessExclusiveLock')" -d discprov
}
let_go() {
	echo 'ROLLBACK;' >&9
	exec 9>&-
}
# The same answer three times at once, in the background; one that the cache
# does not have: three HANDLE.
three() {
	many_pids=
	for i in 1 2 3; do
		get "/v1/full/users/handle/$1?app_name=$i" -w ' %{http_code}' \
		    >"$VAR/many$i" &
		many_pids="$many_pids $!"
	done
}
# What they got, once for each kind.
got() {
	# shellcheck disable=SC2086 # a list of numbers
	wait $many_pids
	sed 's/^{"data":.*}/{"data":*}/' "$VAR"/many[123] | sort -u
}
restart audius_db_statement_timeout_ms=60000
hold
three ann
tap "of three who want one answer one makes it" soon 1 leaders
sleep 0.5
tap "and asks the database alone" same '1 1' "$(waiting) $(leaders)"
let_go
got >"$VAR/got"
tap "all three get it" same '{"data":*} 200' "$(cat "$VAR/got")"
restart audius_db_statement_timeout_ms=60000
hold
three bob
soon 1 leaders
soon 1 waiting
for p in $(stack_pids pool); do
	if grep -q "POSIX.*WRITE $p " /proc/locks; then
		kill -9 "$p"
		break # another one may lead now
	fi
done
# its session stays in the database until it is let go
another() { [ "$(waiting)" -gt 1 ] && echo yes; }
tap "who makes it is killed: at once another one makes it" soon yes another
let_go
got >"$VAR/got"
tap "and all three get it" same '{"data":*} 200' "$(cat "$VAR/got")"
restart audius_memcached_servers=
hold
three nowallet
tap "without memcached nobody waits for another one" soon 3 waiting
let_go
got >/dev/null

# --- the disk under nginx's cache
restart audius_discprov_web_cache_dir=/proc
get /v1/users/7eP5n >/dev/null
tap "a disk without room: nginx is asked to keep nothing" same MISS \
    "$(get /v1/users/7eP5n -o /dev/null -D - | tr -d '\r' |
	sed -n 's/^X-Cache: //p')"
tap "which each process says in the log, once a minute at most" \
    test "$(grep -c 'lvl=warn .*folder=/proc .*nearly full' \
    "$VAR/log/pool.log")" -gt 0
if mkdir "$VAR/small" && mount -t tmpfs -o size=1m none "$VAR/small" \
    2>/dev/null; then
	restart "audius_discprov_web_cache_dir=$VAR/small"
	stack_stop nginx
	sed -i "s|$VAR/nginx/cache|$VAR/small|" "$VAR/nginx/discprov.conf"
	stack_nginx_run
	cat /dev/zero >"$VAR/small/full" 2>/dev/null
	tap "a disk that is full does not cut answers off" same '200 200 200' \
	    "$(for i in 1 2 3; do status "/v1/full/users/7eP5n?n=$i"; echo
	    done | xargs)"
	stack_stop nginx
	umount "$VAR/small"
fi
restart

# --- the log
get '/v1/users/7eP5n/followers?limit=1' >/dev/null
line=$(grep 'followers' "$VAR/log/pool.log" | tail -n 1)
tap "one line for a request, with the route and not the id" \
    matches 'lvl=info prog=fcgi run=* req=* m=GET p=/v1/users/:id/followers st=200 ms=* cache=* bytes=*' \
    "$line"
get '/v1/us%22ers/%0Aevil' >/dev/null
tap "a request cannot write lines of its own" \
    same '' "$(grep '^evil' "$VAR/log/pool.log")"

# --- the cache goes away under load
# load SECONDS: statuses other than 200, counted
load() {
	end=$(($(date +%s) + $1))
	while [ "$(date +%s)" -lt "$end" ]; do
		for i in 1 2 3 4 5; do
			status "/v1/users/$i?n=$(date +%N)&user_id=$i" \
			    -H "Connection: close"
			status "/v1/tracks/11?limit=$(date +%N)"
			echo
		done
	done | grep -cv -e '^200200$' -e '^404200$'
}
restart
load 3 >"$VAR/load" &
api_pid=$!
sleep 1
stack_stop memcached KILL
sleep 1
stack_memcached_start
wait "$api_pid"
tap "memcached stopped and started: answers go on" same 0 "$(cat "$VAR/load")"

# --- the database goes away
restart
stack_pg_stop
tap "no database: 503" same 503 "$(status '/v1/users/3?user_id=1')"
tap "with the reason, under /v1" \
    same '{"code":503,"message":"Service Unavailable: the database does not answer"}' \
    "$(get '/v1/users/3?user_id=1')"
tap "and on legacy routes" \
    same '{"error":["Service Unavailable: the database does not answer"],"success":false}' \
    "$(get '/users?id=1')"
tap "health says so too" same 503 "$(status /health_check)"
tap "and why, with all that is known without it" matches \
    '*"database_size":null,*"discovery_provider_healthy":false,"errors":@"the database does not answer"],*"latest_indexed_block_num":null,*"number_of_cpus":[1-9]*' \
    "$(get /health_check | tr '[' @)"
tap "the node's page is there, and says so" \
    matches '*class="verdict red">Not well: database<*the database does not answer*' "$(get /)"
tap "and it is not ready" same 503 "$(status /ready)"
tap "what needs no database is answered" same 200 "$(status /version)"
tap "a monitor is told that it is away" \
    matches '*process_cpu_seconds_total*discprov_database_up 0*' \
    "$(get /prometheus_metrics)"
tap "a pool without database starts" \
    sh -c '. "$1"; discprov-fcgi -t; [ $? -eq 69 ]' sh "$VAR/env"
stack_pg_start >/dev/null
sleep 1.2
fresh
tap "back again: the pool recovers by itself" \
    same '200 200 200 200 200 200' \
    "$(for i in 1 2 3 4 5 6; do status "/v1/users/3?user_id=$i"; echo; done |
	xargs)"
sql -d postgres -c "SELECT pg_terminate_backend(pid)
    FROM pg_stat_activity WHERE application_name = 'discprov-fcgi'" >/dev/null
tap "connections that were cut are made anew within the request" \
    same '200 200 200 200 200 200' \
    "$(for i in 1 2 3 4 5 6; do status "/v1/users/3?user_id=$i"; echo; done |
	xargs)"
# set_config is how a connection is told to keep plans
may_plan() { sql -d discprov -c "$1 EXECUTE ON FUNCTION
    pg_catalog.set_config(text, text, boolean) $2 PUBLIC"; }
may_plan REVOKE FROM
sql -d postgres -c "SELECT pg_terminate_backend(pid)
    FROM pg_stat_activity WHERE application_name = 'discprov-fcgi'" >/dev/null
tap "a connection that cannot be set up is not used" \
    same '503 503 503 503 503 503 503 503 503' \
    "$(for i in 1 2 3 4 5 6 7 8 9; do
	status "/v1/users/3?user_id=$i"; echo; done | xargs)"
may_plan GRANT TO
sleep 1.2
tap "it is set up later, and used" same '200 200 200 200 200 200' \
    "$(for i in 1 2 3 4 5 6; do status "/v1/users/3?user_id=$i"; echo; done |
	xargs)"
restart audius_db_statement_timeout_ms=300
sql -d discprov -c "BEGIN; LOCK disc.users; SELECT pg_sleep(3); COMMIT" \
    >/dev/null &
api_pid=$!
sleep 1
tap "a statement that takes too long is 503" \
    same 503 "$(status '/v1/users/3?user_id=2')"
wait "$api_pid"
tap "and the next one is answered again" \
    same 200 "$(status '/v1/users/3?user_id=2')"
restart

# --- starting
tap "-t: a key that does not belong to the wallet is refused" \
    sh -c '. "$1"; export audius_delegate_owner_wallet=0x'"$(long 40)"'
	discprov-fcgi -t; [ $? -eq 78 ]' sh "$VAR/env"
tap "-t: so is no key" \
    sh -c '. "$1"; export audius_delegate_private_key=
	discprov-fcgi -t; [ $? -eq 78 ]' sh "$VAR/env"
tap "-t: all is well" sh -c '. "$1"; discprov-fcgi -t' sh "$VAR/env"
tap "without a socket it does not start" \
    sh -c '. "$1"; discprov-fcgi </dev/null; [ $? -eq 71 ]' sh "$VAR/env"
api_pids=$(stack_pids pool)
tap "SIGTERM ends a process" sh -c 'kill -TERM $1; i=0
	while kill -0 $1 2>/dev/null && [ "$(sed "s/.*) //" /proc/$1/stat |
	    cut -c1)" != Z ]; do i=$((i + 1)); [ $i -lt 100 ] || exit 1
	sleep 0.05; done' sh "${api_pids%%
*}"
tap_done
