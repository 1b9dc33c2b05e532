#!/bin/sh
# SPDX-License-Identifier: ISC
# The made-up network of the benches is what it says, the same each time, and
# every list that they measure runs on it.  And no index is there for nothing: a
# statement's plan has it, or a function that is named below.
srcdir=${srcdir:-$(cd "$(dirname "$0")/../.." && pwd)}
# shellcheck source=tests/sql/lib.sh
. "$srcdir/tests/sql/lib.sh"
# shellcheck source=tests/bench/fill.sh
. "$srcdir/tests/bench/fill.sh"

pg_temp || exit 1
fill() { # NAME
	migrated "$1" && fill_network "$srcdir/tests/bench" "$1" 0.02
}
# Rows of the tables that are drawn, without what the clock has said.
drawn() { # NAME
	for network_t in users tracks playlists follows reposts saves comments \
	    plays notification search_docs aggregate_user; do
		sql -d "$1" -c "SELECT '$network_t', count(*),
			sum(hashtextextended(t::text, 0)::numeric)
			FROM disc.$network_t AS t" || return
	done
}
fill d || exit 1
fill e || exit 1
drawn d >"$PG_TMP/d"
drawn e >"$PG_TMP/e"
tap "the same scale gives the same rows" same_file "$PG_TMP/d" "$PG_TMP/e"
tap "counters are those of the rows" nothing -d d \
    -c "SELECT * FROM disc.recount_check() LIMIT 3"
tap "the words of search are, too" nothing -d d \
    -c "SELECT * FROM disc.search_check() LIMIT 3"
tap "every index is there again" same_file /dev/null "$(
	migrated empty
	for network_d in d empty; do
		sql -d $network_d -c "SELECT indexdef FROM pg_indexes
			WHERE schemaname = 'disc' ORDER BY 1" \
		    >"$PG_TMP/indexes-$network_d"
	done
	diff "$PG_TMP/indexes-d" "$PG_TMP/indexes-empty" >"$PG_TMP/indexes"
	echo "$PG_TMP/indexes"
)"
tap "every trigger is there again, and on" nothing -d d -c "
	SELECT t.tgrelid::regclass, t.tgname FROM pg_trigger AS t
	 WHERE t.tgenabled = 'D' AND NOT t.tgisinternal"
tap "few are known to many, and names are of several scripts" nothing -d d -c "
	SELECT 'known' FROM disc.aggregate_user AS a
	HAVING max(a.follower_count) < 5 * avg(a.follower_count)
	UNION ALL
	SELECT script FROM (VALUES ('Cyrillic', '[А-Яа-я]'), ('Chinese', '[一-龥]'),
		('Latin', '[A-Za-z]')) AS s (script, letters)
	 WHERE (SELECT count(*) FROM disc.tracks AS t WHERE t.title ~ s.letters) < 10"

LC_ALL=C "${AWK:-awk}" -v mode=prepare -f "$srcdir/sql/gen.awk" \
    "$srcdir"/sql/stmt/api_*.sql >"$PG_TMP/prepare"
{
	echo "SET plan_cache_mode = force_generic_plan;"
	cat "$PG_TMP/prepare" "$srcdir/tests/bench/lists.sql"
	sed "s/.*/EXECUTE & \\\\g \/dev\/null/" "$srcdir/tests/bench/lists.txt"
} >"$PG_TMP/script"
tap "every list that is measured runs" sql -d d -f "$PG_TMP/script"
tap "what is typed finds something" sql -d d -f "$PG_TMP/prepare" \
    -f "$srcdir/tests/bench/lists.sql" -c "\\o /dev/null" \
    -c "SELECT * FROM bench.ask_search('prefix', 5)" \
    -c "SELECT * FROM bench.ask_search('typo', 5)" \
    -c "SELECT * FROM bench.ask_search('key', 5)"

# Which indexes plans have, when no table may be read as a whole; a plan that is
# for any parameters has all that may be of use.
LC_ALL=C "${AWK:-awk}" -v mode=sql -f "$srcdir/sql/tables.awk" \
    "$srcdir/sql/tables.def" >"$PG_TMP/rows.sql" || exit 1
gen() { # MODE
	LC_ALL=C "${AWK:-awk}" -v mode="$1" -f "$srcdir/sql/gen.awk" \
	    "$srcdir"/sql/stmt/*.sql "$PG_TMP/rows.sql"
}
gen params | sed 's/\..*//' >"$PG_TMP/params"
{
	echo "SET search_path = ''; SET enable_seqscan = off;"
	echo "SET plan_cache_mode = force_generic_plan;"
	gen prepare
	gen prepare | sed -n 's/^PREPARE "\([a-z_0-9]*\)".*/\1/p' |
	    awk -v params="$PG_TMP/params" '
		BEGIN { while ((getline name < params) > 0) n[name]++ }
		{
			printf "EXPLAIN (COSTS OFF) EXECUTE \"%s\"", $1
			for (i = 1; i <= n[$1]; i++)
				printf "%sNULL", i == 1 ? "(" : ", "
			print (n[$1] > 0 ? ");" : ";")
		}'
} >"$PG_TMP/explain"
for network_on in on off; do
	{
		echo "SET enable_bitmapscan = $network_on;"
		cat "$PG_TMP/explain"
	} | psql -XqAt -d d 2>/dev/null
done | sed -n 's/.* using \([a-z_0-9]*\) on .*/\1/p
	s/.*Bitmap Index Scan on \([a-z_0-9]*\).*/\1/p' | sort -u >"$PG_TMP/used"

# Index, and the function or statement that looks into it all the same.
cat >"$PG_TMP/inside" <<END
blocks_journaled_idx undo_prune
challenge_listen_streak_date_idx job_streaks_tell
digest_block_passing_idx digest_note
digest_bucket_empty_idx digest_add
idx_tts_genre_time_score api_trending_tracks
supporter_rank_ups_first_idx news_supporter_rank_ups
track_delist_statuses_blocknumber_idx idx_delist_back
tracks_remix_of_idx job_contests_tell
tracks_remix_parent_idx news_tracks
tracks_walk_id_idx api_lucky_tracks
user_bank_txs_slot_idx news_supporter_rank_ups
user_challenges_user_idx user_score
user_delist_statuses_blocknumber_idx idx_delist_back
END
sql -d d -c "SELECT c.relname FROM pg_index AS i
	JOIN pg_class AS c ON c.oid = i.indexrelid
	JOIN pg_class AS t ON t.oid = i.indrelid
	WHERE t.relnamespace = 'disc'::regnamespace AND NOT i.indisunique
	ORDER BY 1" >"$PG_TMP/indexes"
tap "there are indexes, and plans that have most of them" test \
    "$(wc -l <"$PG_TMP/used")" -gt 60
tap "no index is there for nothing" same '' "$(
	cut -d' ' -f1 "$PG_TMP/inside" | sort -u - "$PG_TMP/used" |
	    LC_ALL=C sort -u | LC_ALL=C comm -13 - "$PG_TMP/indexes")"
while read -r network_i network_f; do
	tap "$network_i is for $network_f" sql -d d -c "
		SELECT 1 / (count(*) > 0)::int FROM pg_indexes AS i
		 WHERE i.indexname = '$network_i'
		   AND (EXISTS (SELECT FROM pg_proc AS p
			WHERE p.proname = '$network_f'
			  AND strpos(p.prosrc, 'disc.' || i.tablename) > 0)
			OR '$(grep -c "^PREPARE \"$network_f\"" "$PG_TMP/explain")' > '0')" \
	    -o /dev/null
done <"$PG_TMP/inside"
tap_done
