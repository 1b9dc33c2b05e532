# SPDX-License-Identifier: ISC
# shellcheck shell=sh
# How fast the database of a node of the original is taken over; dev sources
# this, behind bench.sh.  ./dev bench import [TRACKS]
#
#   TRACKS  of the source, and what goes with them  [200000]
#   PGOPTS  settings of PostgreSQL      [1 GB of buffers, 8 GB of WAL]

# Half as many users, and what they do, as PostgreSQL makes it up: rows of the
# width that those of a large network have, keys in the order of their blocks.
bench_source() { # TRACKS
	"$pg_bin/createdb" original &&
	    sql -d original -f "$top/tests/live/import/final.sql" &&
	    sql -d original -v n="$1" <<-'SQL'
	SELECT setseed(0.5) \g /dev/null
	INSERT INTO blocks (blockhash, parenthash, is_current, number)
	SELECT '0x' || lpad(to_hex(i), 64, '0'),
	       '0x' || lpad(to_hex(i - 1), 64, '0'), i = :n, i
	  FROM generate_series(1, :n) AS i;
	INSERT INTO users (blockhash, blocknumber, txhash, is_current, user_id,
		handle, handle_lc, wallet, name, bio, location, created_at,
		updated_at, metadata_multihash, cover_photo_sizes,
		profile_picture_sizes, playlist_library)
	SELECT '0x' || lpad(to_hex(i), 64, '0'), i, '0x' || lpad(to_hex(i * 7), 64, '0'),
	       true, i, 'Artist' || i, 'artist' || i,
	       '0x' || lpad(to_hex(i), 40, '0'), 'Artist No. ' || i,
	       repeat('I make music. ', 1 + i % 9), 'Anywhere', '2020-01-01'::timestamp
		+ i * interval '1 second', '2021-01-01', 'Qm' || md5(i::text),
	       'Qm' || md5('c' || i), 'Qm' || md5('p' || i),
	       '{"contents": []}'
	  FROM generate_series(1, :n / 2) AS i;
	INSERT INTO tracks (blockhash, blocknumber, txhash, is_current,
		is_delete, track_id, owner_id, title, tags, genre, mood,
		created_at, updated_at, description, license, track_cid,
		duration, cover_art_sizes, field_visibility, route_id,
		is_unlisted, orig_filename, orig_file_cid, metadata_multihash,
		audio_upload_id, preview_cid)
	SELECT '0x' || lpad(to_hex(i), 64, '0'), i,
	       '0x' || lpad(to_hex(i * 11), 64, '0'), true, i % 50 = 0, i,
	       1 + i % (:n / 2), 'Song ' || i || ' of ' || md5(i::text),
	       'loud,quiet,' || left(md5(i::text), 4), 'Electronic', 'Fiery',
	       '2020-01-01'::timestamp + i * interval '1 second', '2021-01-01',
	       repeat('What the song is about. ', 1 + i % 12),
	       'All rights reserved', 'baeaaaiqse' || md5(i::text), 200,
	       'Qm' || md5('a' || i),
	       '{"mood": true, "tags": true, "genre": true, "share": true,
		"remixes": true, "play_count": true}',
	       'artist' || (1 + i % (:n / 2)) || '/song-' || i, i % 20 = 0,
	       'song ' || i || '.wav', 'baeaaaiqse' || md5('o' || i),
	       'Qm' || md5('m' || i), md5('u' || i), 'baeaaaiqse' || md5('v' || i)
	  FROM generate_series(1, :n) AS i;
	INSERT INTO track_routes
	SELECT 'song-' || i, 'song-' || i, 0, 1 + i % (:n / 2), i, true,
	       '0x' || lpad(to_hex(i), 64, '0'), i, '0x' || lpad(to_hex(i * 11), 64, '0')
	  FROM generate_series(1, :n) AS i;
	INSERT INTO playlists (blockhash, blocknumber, txhash, is_current,
		is_delete, playlist_id, playlist_owner_id, is_album, is_private,
		playlist_name, playlist_contents, created_at, updated_at)
	SELECT '0x' || lpad(to_hex(i), 64, '0'), i, '0x' || i, true, false, i,
	       1 + i % (:n / 2), i % 3 = 0, i % 5 = 0, 'List ' || i,
	       jsonb_build_object('track_ids', (SELECT jsonb_agg(
			jsonb_build_object('track', 1 + (i * 31 + k) % :n,
			'time', 1600000000, 'metadata_time', 1600000000))
		FROM generate_series(1, 12) AS k)), '2020-06-01', '2020-06-01'
	  FROM generate_series(1, :n / 5) AS i;
	INSERT INTO playlist_tracks
	SELECT i, 1 + (i * 31 + k) % :n, false, '2020-06-01', '2020-06-01'
	  FROM generate_series(1, :n / 5) AS i, generate_series(1, 12) AS k
	ON CONFLICT DO NOTHING;
	INSERT INTO follows (blockhash, blocknumber, txhash, is_current,
		is_delete, follower_user_id, followee_user_id, created_at)
	SELECT DISTINCT ON (i, j) '0x' || lpad(to_hex(i), 64, '0'), i,
	       '0x' || lpad(to_hex(i * 13), 64, '0'), true, i % 20 = 0, i, j,
	       '2020-06-01'::timestamp
	  FROM generate_series(1, :n / 2) AS i, generate_series(1, 6) AS k,
	       LATERAL (SELECT 1 + floor((:n / 2) * power(random(), 3) + 0 * k)::int
			AS j) AS x;
	INSERT INTO reposts (blockhash, blocknumber, txhash, is_current,
		is_delete, user_id, repost_item_id, repost_type, created_at)
	SELECT DISTINCT ON (i, j) '0x' || lpad(to_hex(i), 64, '0'), i,
	       '0x' || lpad(to_hex(i * 17), 64, '0'), true, i % 20 = 0, i, j,
	       'track'::reposttype, '2020-06-01'::timestamp
	  FROM generate_series(1, :n / 2) AS i, generate_series(1, 4) AS k,
	       LATERAL (SELECT 1 + floor(:n * power(random(), 3) + 0 * k)::int
			AS j) AS x;
	INSERT INTO saves (blockhash, blocknumber, txhash, is_current,
		is_delete, user_id, save_item_id, save_type, created_at)
	SELECT DISTINCT ON (i, j) '0x' || lpad(to_hex(i), 64, '0'), i,
	       '0x' || lpad(to_hex(i * 19), 64, '0'), true, i % 20 = 0, i, j,
	       'track'::savetype, '2020-06-01'::timestamp
	  FROM generate_series(1, :n / 2) AS i, generate_series(1, 6) AS k,
	       LATERAL (SELECT 1 + floor(:n * power(random(), 3) + 0 * k)::int
			AS j) AS x;
	INSERT INTO notification (specifier, group_id, type, blocknumber,
		timestamp, data, user_ids)
	SELECT f.follower_user_id::text, 'follow:' || f.followee_user_id,
	       'follow', f.blocknumber, f.created_at, jsonb_build_object(
		'followee_user_id', f.followee_user_id, 'follower_user_id',
		f.follower_user_id), ARRAY[f.followee_user_id]
	  FROM follows AS f;
	INSERT INTO plays (user_id, source, play_item_id, created_at, updated_at,
		slot, signature, country)
	SELECT CASE WHEN i % 3 > 0 THEN 1 + i % (:n / 2) END, 'relay',
	       1 + floor(:n * power(random(), 3))::int, '2022-01-01'::timestamp
		+ i * interval '3 seconds', '2022-01-01', i, md5(i::text), 'Ghana'
	  FROM generate_series(1, :n * 5) AS i;
	INSERT INTO aggregate_plays
	SELECT play_item_id, count(*) FROM plays GROUP BY 1;
	INSERT INTO aggregate_user (user_id, dominant_genre, score)
	SELECT user_id, 'Electronic', 10 FROM users;
	ANALYZE;
	SQL
}

bench_import() { # [TRACKS]
	TRACKS=${1:-200000}
	PORT=1 TIMER=off # nothing listens
	guard_here
	VAR=$GUARDED/var
	stack_init
	PGOPTS=${PGOPTS:-shared_buffers=1GB max_wal_size=8GB}
	stack_folders && stack_pg_start && stack_env >"$VAR/env" &&
	    : >"$VAR/discprov.ini" || exit 1
	PGHOST=$(stack_run) PGPORT=5432 PGUSER=postgres
	export PGHOST PGPORT PGUSER
	bench_machine
	bench_empty && bench_source "$TRACKS" || exit 1
	printf 'source    %s tracks, %s\n\n' "$TRACKS" "$(sql -d original \
	    -c "SELECT pg_size_pretty(pg_database_size('original'))")"
	began=$(seconds)
	stack_in discprov import "postgresql:///original?host=$PGHOST&user=postgres" \
	    >"$VAR/log/import.out" 2>"$VAR/log/import.log" || {
		stack_fail import "discprov import failed"
		exit 1
	}
	ended=$(seconds)
	sed -n 's/.* table=\([a-z_]*\) rows=\([0-9]*\) ms=\([0-9]*\) rows_s=\([0-9]*\) msg="taken"/\1 \2 \3 \4/p
	    s/.* ms=\([0-9]*\) msg="done: \(.*\)"/\2 - \1 -/p' "$VAR/log/import.log" |
	    awk '{
		ms = $(NF - 1); rows = $(NF - 2); rate = $NF
		NF -= 3
		printf "  %-34s %10s rows  %8.1f s  %8s rows/s\n", $0, rows,
		    ms / 1000, rate
	    }'
	echo "$ended $began $TRACKS" | awk '{
		printf "\nin all                      %.1f s, %.0f tracks/s with all that goes with them\n",
		    $1 - $2, $3 / ($1 - $2)
		printf "two million tracks at this pace: %.0f min\n",
		    2000000 / $3 * ($1 - $2) / 60
	}'
}
