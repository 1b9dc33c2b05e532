#!/bin/sh
# SPDX-License-Identifier: ISC
# What the benchmark of the indexer stands on: its chain is one that the
# indexer believes, and what was asked can be asked again.
srcdir=${srcdir:-$(cd "$(dirname "$0")/../.." && pwd)}
builddir=${builddir:-.}
# shellcheck source=tests/sql/lib.sh
. "$srcdir/tests/sql/lib.sh"
. "$srcdir/tests/lib/tap.sh"

pg_temp || exit 1
pg_database made || exit 1
mkdir "$PG_TMP/asked"
"$builddir/tests/bench/chain" -n 1000 -r "$PG_TMP/asked" >"$PG_TMP/made" &
made=$!
until [ -s "$PG_TMP/made" ]; do
	kill -0 "$made" || exit 1
	sleep 0.1
done

told() { # MEMBER
	sed "s/.*\"$1\":\"\{0,1\}\([^\",}]*\).*/\1/" "$PG_TMP/made"
}

indexed() {
	env audius_db_url="$(pg_url discprov_writer made)" \
	    audius_web3_host=127.0.0.1 audius_web3_port="$(told port)" \
	    audius_contracts_registry="$(told registry)" \
	    audius_contracts_entity_manager_address="$(told entityManager)" \
	    audius_ipfs_gateway_hosts="http://127.0.0.1:$(told port)" \
	    audius_discprov_run_dir="$PG_TMP" \
	    "$builddir/discprov-index" --catch-up >"$PG_TMP/log" 2>&1 || {
		cat "$PG_TMP/log"
		return 1
	}
}

summary() { # KEY
	tail -n 1 "$PG_TMP/log" | tr ' ' '\n' | sed -n "s/^$1=//p"
}

value() { sql -d made -c "$1"; }

again() {
	sed "s|HOST|127.0.0.1:$(told port)|; s|/dev/null|$PG_TMP/answer|" \
	    "$PG_TMP/asked/curlrc" >"$PG_TMP/curlrc"
	curl -sf -K "$PG_TMP/curlrc" && [ -s "$PG_TMP/answer" ]
}

tap "the indexer believes a chain that was made up" indexed
tap "it counts the events that were told" same 1000 "$(summary events)"
tap "hardly any of them break a rule" [ "$(summary rejected)" -lt 20 ]
tap "both eras are in it" same t "$(value "SELECT count(*) > 1
	FROM disc.users AS u GROUP BY u.user_id > 3000000 LIMIT 1")"
tap "its documents are found and kept" same t "$(value "SELECT count(*) > 10
	FROM disc.cid_data")"
tap "the summary says where the time went" matches '[0-9]*' \
    "$(summary fetch_ms)$(summary decode_ms)$(summary write_ms)"
tap "counters stand as a recount gives them" same 0 \
    "$(value 'SELECT count(*) FROM disc.recount_check()')"
tap "curl can ask again what was asked" again
tap_done
