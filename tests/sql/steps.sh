#!/bin/sh
# SPDX-License-Identifier: ISC
# The dearest question that a client can put to each statement of the pool
# costs no more than a bounded number of steps, however many rows there are.
# Steps are counted by the database, so nothing here depends on a clock.
srcdir=${srcdir:-$(cd "$(dirname "$0")/../.." && pwd)}
# shellcheck source=tests/sql/lib.sh
. "$srcdir/tests/sql/lib.sh"

# Paging reaches the 5000th entry of a list.  A statement may look at some times
# as many rows, but not at all 60,000 tracks or all 169,000 follows.
LIMIT=40000

gen() {
	LC_ALL=C "${AWK:-awk}" -v mode="$1" -f "$srcdir/sql/gen.awk" \
		"$srcdir"/sql/stmt/api_*.sql
}

pg_temp || exit 1
migrated d || exit 1
gen prepare >"$PG_TMP/prepare" || exit 1
gen declared | sed -n 's/^@ //p' >"$PG_TMP/names"
sql -d d -f "$srcdir/tests/sql/steps.sql" || exit 1

many="'{$(seq -s , 1 500)}'"
list="'{$(seq -s , 1 100)}'"
follows=$(sql -d d -f "$PG_TMP/prepare" \
    -c "SET plan_cache_mode = force_generic_plan" -c "EXECUTE api_followees(1)")
page="500, 4500"
places="'{1,2,3,4,5,6,7,8}'"
words="'{t,u,n,p,t1,u1,t2,u2}'"
long="'{trackmakers,tracksmaker,trackmaker,trackmakes}'"
ones="'{1,1,1,1,1,1,1,1}'"
each="'{1,1,1,1}', '{n,t,u,p}', '{1,1,1,1}', 'n'"
genres="'{Rock,Folk}'"

# Planned for the parameters given, or not; one call a line.
cat >"$PG_TMP/calls" <<END
custom api_users_where(NULL, NULL, NULL, $page, NULL)
custom api_users_where(NULL, NULL, 1, $page, NULL)
custom api_users_where(NULL, NULL, 19000, $page, NULL)
custom api_users_where(NULL, 'u7', NULL, $page, NULL)
custom api_users_where('0x7', NULL, NULL, $page, NULL)
custom api_users_where(NULL, 'u7', 1, $page, $many)
custom api_users_where(NULL, NULL, 1, $page, $many)
custom api_tracks_where(NULL, 1, NULL, NULL, false, $page, 'release_date', true, 'created_at', false, NULL, NULL)
custom api_tracks_where(NULL, NULL, 'u1', NULL, true, $page, 'create_date', true, NULL, NULL, NULL, NULL)
custom api_tracks_where($many, NULL, NULL, NULL, false, $page, NULL, NULL, NULL, NULL, NULL, NULL)
custom api_tracks_where(NULL, NULL, NULL, 16000, true, $page, 'created_at', false, NULL, NULL, NULL, NULL)
custom api_tracks_where(NULL, NULL, NULL, 16000, false, $page, 'release_date', true, 'track_id', true, NULL, NULL)
custom api_playlists_where(NULL, NULL, NULL, $page)
custom api_playlists_where(NULL, 1, NULL, $page)
custom api_playlists_where($many, NULL, NULL, $page)
custom api_skipped_transactions(NULL, NULL, NULL)
generic api_users($many)
generic api_users_me($list, 1, '$follows')
generic api_users_me($many, 1, '$follows')
generic api_users_legacy($many)
generic api_followees(1)
generic api_user_followers(1, $page)
generic api_user_followers(19999, $page)
generic api_user_following(1, $page)
generic api_user_following(200, $page)
generic api_user_library(1)
generic api_user_by_handle('u1')
generic api_users_by_handle('u1')
generic api_user_by_wallet('0x1')
generic api_auth('0x1', 7)
generic api_users_named($many)
generic api_user_subscribers(1, $page)
generic api_subscribers_of($many)
generic api_subscribers_of('{1}')
generic api_user_mutuals(2, 1, $page)
generic api_user_muted(1, 1, $page)
generic api_user_remixers(1, NULL, $page)
generic api_user_related(1, 2, true, $page)
generic api_user_related(200, 1, true, 10, 0)
generic api_followees_who(2, 1, 'follow', $page)
generic api_followees_who(2, 1, 'track', $page)
generic api_followees_who(2, 1, 'playlist', $page)
generic api_user_reposts(9999, true, $page)
generic api_feed(1, 'all', false, NULL, true, 500)
generic api_feed(1, 'repost', false, $many, false, 500)
generic api_for_you(9999, 10, 'pnagD')
generic api_for_you(1, 10, 'pnagD')
generic api_feed_tracks($list)
generic api_user_feed(1, 'all', false, $many, 100, 4900)
generic api_user_favorites(9999, 'track', $page)
generic api_user_library_tracks(9999, NULL, 'all', 't', 'artist_name', 'desc', $page)
generic api_user_library_tracks(9999, NULL, 'all', NULL, 'plays', 'desc', $page)
generic api_user_library_lists(9999, NULL, false, 'all', 't', 'reposts', 'asc', $page)
generic api_user_history(1, 1, 't', 'artist_name', 'desc', $page)
generic api_user_history(1, 1, NULL, NULL, NULL, $page)
generic api_user_playlists(1, NULL, false, 'all', NULL, 'popular', 'recent', 'desc', $page)
generic api_user_tags(1, 500)
generic api_user_wallets(1)
generic api_user_associated(1)
generic api_user_of_wallet('w1')
generic api_users_of_addresses('{0x1,w2,0x3}')
generic api_users_top($page)
generic api_users_genre_top(NULL, $page)
generic api_users_genre_top('{Rock,Jazz,Pop,Folk}', $page)
generic api_gates_met($many, $many, $many, $many, 1)
generic api_supporters(1, $page)
generic api_supporting(1, 100, 4900)
generic api_supporting_one(1, 2)
custom api_tips(NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, $page)
custom api_tips(1, true, 'sender_or_receiver', 1, 'receiver', 1, 100000, NULL, NULL, $many, $page)
generic api_purchases(1, 1, NULL, NULL, NULL, NULL, 'content_title', $page)
generic api_sales(1, 1, 2, $many, 'track', 'asc', 'buyer_name', $page)
generic api_purchases_number(1, 1, NULL, NULL, NULL)
generic api_sales_number(1, 1, 2, $many, 'track')
generic api_sales_by_item(1, 1, $page)
generic api_purchasers(1, 1, NULL, NULL, $page)
generic api_purchasers_number(1, 1, 'track', 1)
generic api_tracks($list, 1, 20, 100)
generic api_tracks($many, 1, 20, 100)
generic api_tracks_stored($many)
generic api_track_acts($list, 1, '$follows', 200, 100)
generic api_track_acts($many, 1, '$follows', 200, 100)
generic api_remix_parents($many)
generic api_user_tracks(1, 1, 'all', 't', NULL, 'plays', 'desc', $page)
generic api_user_tracks(1, NULL, 'public', NULL, NULL, 'date', 'desc', $page)
generic api_user_tracks(1, 1, 'all', 't', 'title', 'date', 'asc', $page)
generic api_user_tracks(1, 1, 'all', NULL, 'saves', 'date', 'desc', $page)
generic api_tracks_by_slug('{u1,u2}', '{a,b}')
generic api_tracks_known($many, '{a,b}', true, $page)
generic api_track_by_route_id(1, 'x')
generic api_resolve_track('u1', 'x')
generic api_item_there(1, 'track')
generic api_item_there(1, 'playlist')
generic api_reposters(1, 'track', $page)
generic api_reposters(1, 'playlist', $page)
generic api_savers(1, 'track', $page)
generic api_reposters(2, 'track', $page)
generic api_savers(1, 'playlist', $page)
generic api_remixes(1, NULL, false, false, true, $page)
generic api_remixes(1, 'recent', true, true, true, $page)
generic api_remixes(1, 'plays', false, false, false, $page)
generic api_remixing(9000, true, $page)
generic api_stems(1)
generic api_lucky_tracks(250, 100, 100)
generic api_latest_tracks('none', $page)
generic api_latest('track', $page)
generic api_latest('playlist', $page)
generic api_latest('user', $page)
generic api_subsequent(1, 500)
generic api_most_shared('allTime', $page)
generic api_recent_comments($page)
generic api_recent_premium($page)
generic api_remixables(100)
generic api_best_new_releases(1, 'year', 100)
generic api_most_loved(1, 100)
generic api_top_listeners(1, $page)
generic api_download_count(1)
generic api_download_counts($many)
generic api_popular_genres(0, 1, $page)
generic api_access(1, 'track', NULL)
generic api_access(1, 'playlist', NULL)
generic api_stem_wholes($many)
generic api_free_id('tracks', 1, 60000)
generic api_playlist_stream(1, NULL)
generic api_search_terms('$(seq -s ' ' 1 100)')
generic api_search_typos($places, $words)
generic api_search_typos('{1,2,3,4}', $long)
generic api_search_ahead('t', 't', 1, 'relevant', NULL, NULL, NULL, NULL, NULL, false, false, false, false, $page)
generic api_search_ahead('u', 'u', 1, 'relevant', NULL, NULL, NULL, NULL, NULL, false, false, false, false, $page)
generic api_search_users($places, $words, $ones, 'u', 1, NULL, false, 'relevant', false, 1000, $page)
generic api_search_users($each, 1, $genres, true, 'recent', true, 1000, $page)
generic api_all_users(1, NULL, false, 'recent', $page)
generic api_all_users(1, NULL, true, 'relevant', $page)
generic api_all_users(1, $genres, false, 'popular', $page)
generic api_search_tracks($places, $words, $ones, 't', 1, NULL, NULL, NULL, NULL, NULL, false, false, false, false, 'relevant', false, 1000, $page)
generic api_search_tracks('{1,1,1,1,1,1}', '{t,u,u1,t1,t2,t3}', '{1,1,1,1,1,1}', 't', 1, NULL, NULL, NULL, NULL, NULL, false, false, false, false, 'relevant', false, 1000, $page)
generic api_search_tracks($each, 1, $genres, NULL, NULL, 1, 2, true, true, true, true, 'recent', true, 1000, $page)
generic api_all_tracks(1, NULL, NULL, NULL, NULL, NULL, false, false, false, false, 'relevant', false, 1000, $page)
generic api_all_tracks(1, NULL, NULL, NULL, NULL, NULL, false, false, true, false, 'recent', true, 1000, $page)
generic api_all_tracks(1, $genres, NULL, NULL, NULL, NULL, false, false, true, false, 'plays', true, 1000, $page)
generic api_search_playlists($places, $words, $ones, 'p', 'p', 1, NULL, NULL, false, 'relevant', false, 1000, $page)
generic api_search_playlists($each, 'p', 1, $genres, NULL, true, 'recent', true, 1000, $page)
generic api_all_playlists('p', 1, $genres, NULL, true, 'recent', false, $page)
generic api_all_playlists('p', 1, NULL, NULL, false, 'popular', true, $page)
generic api_search_tag_users('#ta', 1, 1, $genres, true, 'recent', $page)
generic api_search_tag_playlists('#ta', 'p', 1, $genres, NULL, false, 'recent', $page)
generic api_playlists($list)
generic api_playlists($many)
generic api_play_counts($many)
generic api_playlist_acts($list, 1, '$follows', 200, 100)
generic api_playlist_acts($many, 1, '$follows', 200, 100)
generic api_playlist_tracks(1, NULL)
generic api_playlist_by_slug('u1', 'x')
generic api_top_playlists(false, NULL, NULL, NULL, 100)
generic api_top_playlists(false, NULL, NULL, 'x', 100)
generic api_top_playlists(false, 1, 'followees', NULL, 100)
generic api_account('0x1')
generic api_account_playlists(9999, NULL)
generic api_playlists_bulk($many, '{x,y}', '{u1,u2}', '{a,b}')
generic api_resolve_playlist('u1', 'x', 7)
generic api_user_challenges(1, false)
generic api_undisbursed(1, NULL, NULL, 100, 0)
generic api_undisbursed(NULL, 'e', 5, 100, 0)
generic api_developer_app('0x1')
generic api_user_apps(1)
generic api_authorized_apps(1, $page)
generic api_user_managers(1, NULL, false)
generic api_managed_users(1, NULL, false)
generic api_grantee_users('0x1', NULL, false, $page)
generic api_trending_tracks('pnagD', 'week', NULL, true, false, $page)
generic api_trending_tracks('pnagD', 'week', 'g1', true, false, $page)
generic api_trending_tracks('pnagD', 'week', NULL, false, true, $page)
generic api_trending_underground('pnagD', 'week', NULL, $page)
generic api_trending_underground('pnagD', 'week', 'g1', $page)
generic api_trending_list_tracks('UNDERGROUND_TRACKS', 'EJ57D', 'week', NULL, $page)
generic api_trending_playlists('PLAYLISTS', 'pnagD', 'week', $page)
generic api_trending_winners('TrendingType.TRACKS', 'TrendingVersion.pnagD', NULL)
generic api_notices(1, NULL, NULL, NULL, 100)
generic api_notices(1, '{tip_send}', '1700000000', 'x', 100)
generic api_playlist_updates(9999)
generic api_monthly_plays(1, '-infinity', 'infinity')
generic api_now_playing(1)
generic api_now_playing(2)
generic api_listen(1, 2)
generic api_recommended_for(2, 'pnagD', 'week', 100)
generic api_user_track_count(1, 1, 'all', '{follow,tip}')
generic api_remixed_tracks(1, 100, 4900)
generic api_attributed_tracks(1, 1, 'all', 't', NULL, 'plays', 'desc', $page)
generic api_event_followers(1, $page)
generic api_event_follow_state(1, 2)
generic api_new_playlists(false, $page)
generic api_reactions('{$(seq -s , 1 500)}', NULL)
generic api_recommended('pnagD', 'week', NULL, $many, false, $page)
generic api_recommended('pnagD', 'week', 'g1', $many, true, $page)
generic api_comments_on(1, 2, 'Track', 'newest', 100, 900)
generic api_comments_on(1, 2, 'Track', 'top', 100, 900)
generic api_comments_on(1, 2, 'Track', 'timestamp', 100, 900)
generic api_comment_count(1, 2)
generic api_comment(1)
generic api_user_comments(1, 1, $page)
generic api_comment_replies(1, 2, 100, 900)
generic api_first_replies($list, 2)
generic api_comments($list, 2)
generic api_comment_setting(1, 2)
custom api_events(NULL, NULL, NULL, NULL, true, 100, 4900)
custom api_events($many, NULL, NULL, NULL, true, 100, 0)
custom api_events(NULL, $many, 'track', 'remix_contest', true, 100, 0)
custom api_remix_contests(NULL, 'all', 100, 4900)
custom api_remix_contests(1, 'ended', 100, 0)
generic api_plan('auto')
generic api_heights
generic api_head_age
generic api_ready
generic api_block_confirmation('x', 7)
generic api_transaction_status(7, 'x', 'y')
generic api_digest(7)
generic api_digest(NULL)
generic api_peer_heights
generic api_peers
generic api_peers_diverged
generic api_confirmed
generic api_digest_buckets('users', '')
generic api_digest_rows('tracks', '1', NULL)
generic api_monitor
generic api_jobs
generic api_height_history
generic api_totals
generic api_job_runs
generic api_newest_play
generic api_core
generic api_nodes('content-node')
generic api_ready
END
# Every order of legacy /tracks, alone and with others behind it.
for key in created_at create_date release_date blocknumber track_id; do
	for down in true false; do
		for live in true false; do
			echo "custom api_tracks_where(NULL, NULL, NULL, NULL, $live, $page, '$key', $down, NULL, NULL, NULL, NULL)"
			echo "custom api_tracks_where(NULL, NULL, NULL, NULL, $live, $page, '$key', $down, 'release_date', true, 'created_at', false)"
		done
	done
done >>"$PG_TMP/calls"

{
	echo "SET search_path = ''; SET jit = off;"
	cat "$PG_TMP/prepare"
	sed "s/'/''/g; s/^\([a-z]*\) \(.*\)/SET plan_cache_mode = force_\1_plan; SELECT public.steps('\2');/" \
	    "$PG_TMP/calls"
} >"$PG_TMP/script"
sql -d d -f "$PG_TMP/script" >"$PG_TMP/steps" || exit 1
tap "every call was counted" same "$(wc -l <"$PG_TMP/calls")" \
    "$(wc -l <"$PG_TMP/steps")"
paste -d ' ' "$PG_TMP/steps" "$PG_TMP/calls" >"$PG_TMP/both"
while read -r steps _ call; do
	tap "$steps steps: $(echo "$call" | sed 's/{[0-9,]*}/{..}/g')" \
	    [ "$steps" -le $LIMIT ]
done <"$PG_TMP/both"

# A function of SQL that a plan has to call is read, parsed and planned once a
# statement: thirteen calls cost a track more than all its joins.
tap "what cuts long values short is part of the plan" same "" "$({
	echo "SET search_path = ''; SET plan_cache_mode = force_generic_plan;"
	cat "$PG_TMP/prepare"
	sed -n 's/^generic \(api_\(users\|tracks\|playlists\)(.*)\)$/EXPLAIN (VERBOSE, COSTS OFF) EXECUTE \1;/p' \
	    "$PG_TMP/calls"
} | sql -d d -f - | grep -o 'disc\.clip(.*' | head -n 3)"
tap "every statement of the pool is among them" same "" "$(
	sed 's/^[a-z]* //; s/(.*//' "$PG_TMP/calls" | sort -u >"$PG_TMP/called"
	sort "$PG_TMP/names" | comm -23 - "$PG_TMP/called")"
tap_done
