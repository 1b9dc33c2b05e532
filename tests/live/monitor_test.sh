#!/bin/sh
# SPDX-License-Identifier: ISC
# A real pool has every figure that rules and dashboard ask for, and Prometheus
# itself reads them and works the rules out.
POOL=2
. "${srcdir:?}/tests/lib/alone.sh"
cd "$srcdir" || exit 1
. tests/lib/monitor.sh
alone_no_chain
alone_up
dir=$GUARDED

# A run that has seen the chain, and a job that has failed.
sql -d discprov -c "INSERT INTO disc.keyvalue AS k (key, value, updated_at)
    VALUES ('latest_block_from_chain', '7', now() + interval '1 hour')
    ON CONFLICT (key) DO UPDATE
    SET value = EXCLUDED.value, updated_at = EXCLUDED.updated_at"
sql -d discprov -c "INSERT INTO disc.blocks (blockhash, number, is_current)
    SELECT '0xb7', 5, true
     WHERE NOT EXISTS (SELECT FROM disc.blocks WHERE is_current)"
sql -d discprov -c "INSERT INTO disc.job_runs (job, began_at, ended_at, took_ms,
    good_at, error, error_at, late_after)
    SELECT 'plays', t, t, 12, t - interval '1 day', 'away', t,
           t - interval '1 hour' FROM now() AS t"
sql -d discprov -c "INSERT INTO disc.peer_pass (at, took_ms, bytes, live, known_height)
    VALUES (now(), 1, 1, 1, 9)"
sql -d discprov -c "INSERT INTO disc.peers (endpoint, state, since, differs)
    VALUES ('https://b.example', 'diverged', now(), '[{\"table\":\"users\",\"keys\":[\"7\"]}]')"
get() { curl -sS --max-time 20 "$url$1"; }

get '/users?limit=1' >/dev/null
figures=$(get /prometheus_metrics)
printf '%s\n' "$figures" | monitor_served >"$dir/served"
monitor_named | while read -r f; do
	grep -qxF "$f" "$dir/served" || echo "$f"
done >"$dir/missing"
monitor_keys | while read -r k; do
	printf '%s\n' "$figures" | grep -qF "audius_dn_health_check{$k}" || echo "$k"
done >>"$dir/missing"
tap "rules and dashboard name figures" \
    test "$(monitor_named | wc -l)" -gt 12 -a "$(monitor_keys | wc -l)" -gt 2
tap "the pool has all of them" same '' "$(cat "$dir/missing")"

if command -v promtool >/dev/null; then
	tap "promtool has nothing to say of the answer" same '' \
	    "$(printf '%s\n' "$figures" | promtool check metrics 2>&1)"
fi

prometheus_start() {
	mkdir "$dir/prometheus"
	cp monitor/discprov.rules.yml "$dir/prometheus/"
	sed -e "s/127.0.0.1:80$/127.0.0.1:$PORT/" -e 's/ 30s$/ 1s/' \
	    monitor/prometheus.yml >"$dir/prometheus/prometheus.yml"
	at=$(stack_port_free)
	stack_spawn prometheus prometheus --web.listen-address="127.0.0.1:$at" \
	    --config.file="$dir/prometheus/prometheus.yml" \
	    --storage.tsdb.path="$dir/prometheus/data" --log.level=warn
}
api() { # PATH [CURL-ARGUMENT...]
	api_path=$1
	shift
	curl -sS --max-time 10 "$@" "http://127.0.0.1:$at/api/v1/$api_path"
}
# ask EXPRESSION: value and labels of what it gives, until there is something
ask() {
	for _ in $(seq 300); do
		said=$(api query -G --data-urlencode "query=$1" 2>&1)
		case $said in *'"result":[{'*) break ;; esac
		sleep 0.2
	done
	printf '%s\n' "$said"
}
# How many rules are well and how many not, when all have been worked out.
worked_out() {
	for _ in $(seq 300); do
		rules=$(api rules)
		case $rules in
		*'"health":"unknown"'*) sleep 0.2 ;;
		*) break ;;
		esac
	done
	for word in '"health":"ok"' '"lastError"'; do
		printf '%s\n' "$rules" | grep -oF "$word" | wc -l
	done | xargs
}
if command -v prometheus >/dev/null; then
	prometheus_start
	tap "Prometheus reads the pool's figures" \
	    matches '*"__name__":"up"*"value":\[*,"1"\]*' "$(ask 'up == 1')"
	tap "it calls a job of ours as the rules do" \
	    matches '*"exported_job":"plays","instance":*"job":"discprov"}*,"1"\]*' \
	    "$(ask 'discprov_job_late == 1')"
	tap "an alert is on its way, the one for what is not well" \
	    matches '*"alertname":"DiscprovJobLate"*' \
	    "$(ask 'ALERTS{alertname="DiscprovJobLate"}')"
	tap "every rule is worked out, and none fails" same \
	    "$(monitor_alerts | wc -l) 0" "$(worked_out)"
	stack_stop prometheus
fi
tap_done
