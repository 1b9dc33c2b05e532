# SPDX-License-Identifier: ISC
# shellcheck shell=sh
# The dearest request that a client may send to any route, on a made-up network
# that is larger than a page; dev sources this, behind bench.sh and data.sh.
#
#   ./dev bench dear [SCALE] ["WORD..."]   routes with one of the words alone
#
# One process answers, without memcached, so that each question reaches the
# database in a session whose statements have been planned.

# The first account of every development chain, who is here the best known.
dear_wallet=0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266
dear_key=0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80

# Whom and what questions are about: who and what has most of something.
dear_ids() {
	sql -d discprov <<-SQL
		SET session_replication_role = replica;
		UPDATE disc.users SET wallet = '$dear_wallet'
		 WHERE user_id = (SELECT user_id FROM disc.aggregate_user
			ORDER BY follower_count DESC, user_id LIMIT 1);
	SQL
	sql -d discprov <<-'SQL'
		WITH shown AS (
			SELECT t.track_id, a.repost_count, a.save_count, p.count
			  FROM disc.tracks AS t
			  JOIN disc.aggregate_track AS a USING (track_id)
			  LEFT JOIN disc.aggregate_plays AS p
			    ON p.play_item_id = t.track_id
			 WHERE NOT t.is_delete AND NOT t.is_unlisted),
		lists AS (
			SELECT p.*, a.repost_count, a.save_count
			  FROM disc.playlists AS p
			  JOIN disc.aggregate_playlist AS a USING (playlist_id)
			 WHERE NOT p.is_delete AND NOT p.is_private)
		SELECT json_build_object(
		    'who', (SELECT json_agg(DISTINCT w) FROM unnest(ARRAY[
			(SELECT user_id FROM disc.aggregate_user
			  ORDER BY follower_count DESC, user_id LIMIT 1),
			(SELECT user_id FROM disc.aggregate_user
			  ORDER BY following_count DESC, user_id LIMIT 1),
			(SELECT user_id FROM disc.aggregate_user
			  ORDER BY track_count DESC, user_id LIMIT 1),
			(SELECT user_id FROM disc.saves
			  GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1),
			(SELECT user_id FROM disc.plays WHERE user_id > 0
			  GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1)]) AS w),
		    'what', (SELECT json_agg(DISTINCT w) FROM unnest(ARRAY[
			(SELECT track_id FROM shown
			  ORDER BY repost_count DESC, track_id LIMIT 1),
			(SELECT track_id FROM shown
			  ORDER BY count DESC NULLS LAST, track_id LIMIT 1),
			(SELECT s.track_id FROM disc.remixes AS r JOIN shown AS s
			     ON s.track_id = r.parent_track_id
			  GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1)]) AS w),
		    'lists', (SELECT json_agg(DISTINCT w) FROM unnest(ARRAY[
			(SELECT playlist_id FROM lists
			  ORDER BY repost_count DESC, playlist_id LIMIT 1),
			(SELECT playlist_id FROM lists ORDER BY
			  length(playlist_contents::text) DESC, 1 LIMIT 1)]) AS w),
		    'users', (SELECT json_agg(u.user_id) FROM (
			SELECT user_id FROM disc.aggregate_user
			 ORDER BY follower_count DESC, user_id LIMIT 500) AS u),
		    'tracks', (SELECT json_agg(t.track_id) FROM (
			SELECT track_id FROM shown ORDER BY repost_count DESC,
			       track_id LIMIT 500) AS t),
		    'playlists', (SELECT json_agg(p.playlist_id) FROM (
			SELECT playlist_id FROM lists
			 ORDER BY length(playlist_contents::text) DESC,
			       playlist_id LIMIT 500) AS p),
		    'handle', (SELECT u.handle FROM disc.aggregate_user AS a
			  JOIN disc.users AS u USING (user_id)
			 ORDER BY a.track_count DESC, user_id LIMIT 1),
		    'slug', (SELECT r.slug FROM disc.aggregate_user AS a
			  JOIN disc.playlist_routes AS r ON r.owner_id = a.user_id
			  JOIN lists USING (playlist_id)
			 ORDER BY a.track_count DESC, user_id,
			       length(playlist_contents::text) DESC LIMIT 1),
		    'permalinks', (SELECT json_agg('/' || u.handle || '/'
				|| r.slug) FROM (
			SELECT slug, owner_id FROM disc.track_routes
			 ORDER BY track_id LIMIT 500) AS r
			  JOIN disc.users AS u ON u.user_id = r.owner_id),
		    'wallet', (SELECT wallet FROM disc.users WHERE user_id =
			(SELECT user_id FROM disc.aggregate_user
			  ORDER BY follower_count DESC, user_id LIMIT 1)))
	SQL
}

# In a network that data_fill has made, with nobody of the pool alive.
dear_ask() { # ["WORD..."]
	echo "export audius_memcached_servers=''" >>"$VAR/env"
	dear_ids >"$VAR/dear.json" || return 1
	"$BUILD/discprov-fcgi" --openapi >"$VAR/api.json"
	POOL=1 stack_pool_start discprov-fcgi && stack_nginx_start || return 1
	node "$top/tests/bench/dear.mjs" --url "http://127.0.0.1:$PORT" \
	    --ids "$VAR/dear.json" --api "$VAR/api.json" --key "$dear_key" \
	    --postmaster "$(head -n 1 "$VAR/pg/data/postmaster.pid")" \
	    --pool "$(stack_pids pool | xargs | tr ' ' ,)" ${1:+--only "$1"}
}

bench_dear() { # [SCALE] ["WORD..."]
	guard_here
	VAR=$GUARDED/var
	data_stack
	stack_choose_port || exit 1
	stack_env >"$VAR/env"
	bench_machine
	data_fill "${1:-1}" || exit 1
	dear_ask "${2:-}" || exit 1
}
