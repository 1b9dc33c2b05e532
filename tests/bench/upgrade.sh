# SPDX-License-Identifier: ISC
# shellcheck shell=sh
# An upgrade under readers: schema steps of a later version, of each kind that the
# rules (tests/sql/rules.sh) let through, then the pool process by process.  No
# request may fail, and no reader wait for a lock longer than 100 ms.  dev sources
# this, behind bench.sh, data.sh, faults.sh and storm.sh.  ./dev bench upgrade [SCALE]
#
#   SCALE    of the made-up network  [10]
#   READERS  connections             [32]
#   STEPS    files of steps          [made up: a column, a rule, indexes, a table]
#
# Who waits, for what and since when is asked of PostgreSQL 100 times a second.

upgrade_steps() {
	cat >"$VAR/1-column" <<END
ALTER TABLE disc.tracks ADD COLUMN probe int;
ALTER TABLE disc.users ADD COLUMN probe bool NOT NULL DEFAULT false;
END
	cat >"$VAR/2-rule" <<END
ALTER TABLE disc.reposts ADD CONSTRAINT probe CHECK (user_id >= 0) NOT VALID;
END
	cat >"$VAR/3-index" <<END
-- The largest tables there are.
-- @apart
DROP INDEX CONCURRENTLY IF EXISTS disc.plays_probe_idx;
CREATE INDEX CONCURRENTLY plays_probe_idx ON disc.plays (play_item_id, id);
DROP INDEX CONCURRENTLY IF EXISTS disc.follows_probe_idx;
CREATE INDEX CONCURRENTLY follows_probe_idx ON disc.follows (follower_user_id);
END
	cat >"$VAR/4-index-gone" <<END
-- And away.
-- @apart
DROP INDEX CONCURRENTLY IF EXISTS disc.follows_probe_idx;
END
	cat >"$VAR/5-table" <<END
CREATE TABLE disc.probe (id int PRIMARY KEY, track_id int);
CREATE INDEX probe_track_idx ON disc.probe (track_id);
CREATE OR REPLACE FUNCTION disc.probe() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE TRIGGER probe AFTER TRUNCATE ON disc.tracks
	EXECUTE FUNCTION suppress_redundant_updates_trigger();
END
	STEPS="$VAR/1-column $VAR/2-rule $VAR/3-index $VAR/4-index-gone $VAR/5-table"
}

# One line for each wait seen: milliseconds, role, table, mode.
upgrade_watch() {
	{
		echo "SELECT round(1000 * EXTRACT(epoch FROM
			clock_timestamp() - l.waitstart)), a.usename,
			COALESCE(l.relation::regclass::text, l.locktype), l.mode
		  FROM pg_locks AS l JOIN pg_stat_activity AS a USING (pid)
		 WHERE NOT l.granted AND l.waitstart IS NOT NULL"
		echo '\watch 0.01'
	} | stdbuf -oL psql -XAtq -d discprov -F ' ' |
	    grep --line-buffered '^[0-9]' >>"$VAR/waits"
}

upgrade_did() { # NAME: what readers waited since the last one, and how long it took
	longest=$(awk '$2 == "discprov_reader" && $1 > n { n = $1 }
	    END { print n + 0 }' "$VAR/waits")
	mine=$(awk '$2 != "discprov_reader" && $4 ~ /Exclusive/ && $1 > n { n = $1 }
	    END { print n + 0 }' "$VAR/waits")
	printf '  %-28s %6s s; a reader waited %s ms at most, the step %s ms\n' \
	    "$1" "$(awk -v a="$2" -v b="$3" 'BEGIN { printf "%.1f", b - a }')" \
	    "$longest" "$mine"
	[ "$longest" -le 100 ] || storm_bad=y
	: >"$VAR/waits"
}

# The process by process of a package: the next one when this one is there again.
upgrade_pool() {
	for old in $(storm_pool); do
		kill -s TERM "$old"
		upgrade_i=0
		while kill -0 "$old" 2>/dev/null ||
		    [ "$(storm_pool | wc -l)" -lt "$POOL" ]; do
			upgrade_i=$((upgrade_i + 1))
			[ $upgrade_i -lt 600 ] || return 1
			sleep 0.05
		done
	done
}

# What locks for 0.3 s is seen, or nothing that is said here means anything.
upgrade_sees() {
	sql -d discprov -c "BEGIN; LOCK TABLE disc.tracks; SELECT pg_sleep(0.3);
	    COMMIT" >/dev/null
	sleep 0.2
	awk '$2 == "discprov_reader" && $1 > 100 { n++ } END { exit !n }' \
	    "$VAR/waits" || {
		echo "a table that is locked for 0.3 s is not seen"
		storm_bad=y
	}
	: >"$VAR/waits"
}

upgrade_all() {
	done_steps=
	for step in $STEPS; do
		done_steps="$done_steps $step"
		upgrade_at=$(date +%s.%N)
		# shellcheck disable=SC2086 # words
		"$top/build/tests/sql/next_step" "$(pg_url discprov_writer \
		    discprov)" $done_steps 2>"$VAR/log/step.log" || {
			cat "$VAR/log/step.log"
			storm_bad=y
			return
		}
		upgrade_did "${step##*/}" "$upgrade_at" "$(date +%s.%N)"
	done
	for upgrade_round in 1 2 3; do
		upgrade_at=$(date +%s.%N)
		upgrade_pool || storm_bad=y
		upgrade_did "the pool, one by one" "$upgrade_at" "$(date +%s.%N)"
	done
	touch "$VAR/upgraded"
}

bench_upgrade() { # [SCALE]
	READERS=${READERS:-32} TIME=600 storm_bad=
	guard_here
	VAR=$GUARDED/var
	data_stack
	bench_machine
	data_fill "${1:-10}" || exit 1
	[ -n "${STEPS:-}" ] || upgrade_steps
	stack_choose_port && stack_memcached_start &&
	    stack_pool_start discprov-fcgi || exit 1
	stack_nginx_conf
	stack_nginx_run && faults_kept_pool || exit 1
	storm_paths >"$VAR/storm.paths"
	storm_mjs learn || exit 1
	printf '%s readers of %s answers, %s processes\n' "$READERS" \
	    "$(wc -l <"$VAR/storm.paths")" "$POOL"
	: >"$VAR/waits"
	upgrade_watch 2>/dev/null &
	upgrade_watcher=$!
	storm_mjs --until "$VAR/upgraded" load >"$VAR/storm.told" &
	storm_reader=$!
	sleep 3
	upgrade_sees
	upgrade_all
	touch "$VAR/upgraded"
	wait "$storm_reader" || storm_bad=y
	sql -d discprov -c "SELECT pg_terminate_backend(pid)
	    FROM pg_stat_activity WHERE query ~ 'waitstart'
	    AND pid <> pg_backend_pid()" >/dev/null
	wait "$upgrade_watcher" 2>/dev/null || :
	storm_judge "readers meanwhile" 1 "" || storm_bad=y
	[ -z "$storm_bad" ] || exit 1
}
