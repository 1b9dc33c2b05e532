#!/bin/sh
# SPDX-License-Identifier: ISC
# Alert rules, their tests, their page and the dashboard agree with each other.
# That a pool has the figures is tests/live/monitor_test.sh's.
cd "${srcdir:-.}" || exit 1
. tests/lib/tap.sh
. tests/lib/monitor.sh
rules=monitor/discprov.rules.yml
page=man/discprov-alerts.7.in
alerts=$(monitor_alerts)

sections() {
	sed -n '/^\.Sh ALERTS/,/^\.Sh FILES/ s/^\.Ss //p' $page
}
# Every alert has each of these, and says which section is its own.
complete() {
	for word in severity: summary: description: expr: for:; do
		same "$(echo "$alerts" | wc -l)" "$(grep -c "^ *$word ." $rules)" ||
		    return 1
	done
	same "$(echo "$alerts" | sed 's/^/discprov-alerts(7), /')" \
	    "$(sed -n 's/^ *runbook: //p' $rules)"
}
# Alerts that a test of the rules sees silent, and those that it sees told.
tried() {
	awk '$1 == "alertname:" { a = $2 }
		$1 == "exp_alerts:" { print a, $2 == "[]" ? "silent" : "told" }' \
	    monitor/discprov.rules.test.yml | LC_ALL=C sort -u
}
wanted() {
	for a in $alerts; do
		printf '%s silent\n%s told\n' "$a" "$a"
	done | LC_ALL=C sort
}
# shellcheck disable=SC2016 # JavaScript
panels='
const { panels, templating } = JSON.parse(require("fs").readFileSync(process.argv[1]));
const bad = [], taken = new Map(), ids = new Set();
for (const p of panels) {
	const { x, y, w, h } = p.gridPos;
	if (ids.has(p.id)) bad.push("id twice: " + p.id);
	ids.add(p.id);
	if (x < 0 || w < 1 || x + w > 24) bad.push("outside: " + p.title);
	for (let i = x; i < x + w; i++)
		for (let j = y; j < y + h; j++) {
			const at = i + "," + j;
			if (taken.has(at) && taken.get(at) !== p.id)
				bad.push(p.title + " lies on panel " + taken.get(at));
			taken.set(at, p.id);
		}
	if (!p.targets.length) bad.push("asks nothing: " + p.title);
	for (const t of p.targets)
		if (!t.expr || t.datasource.uid !== "${datasource}")
			bad.push("no question: " + p.title);
}
if (!templating.list.some((v) => v.name === "datasource")) bad.push("no datasource");
if (panels.length < 10) bad.push("too few panels");
for (const line of new Set(bad)) console.log(line);
'
mentioned() { # alerts that the dashboard speaks of
	grep -oE '\bDiscprov[A-Za-z]+' monitor/discprov.dashboard.json |
	    LC_ALL=C sort -u
}

tap "there are alerts" test "$(echo "$alerts" | wc -l)" -gt 9
tap "each has a section of the page, in the same order" \
    same "$alerts" "$(sections)"
tap "each has all that is read in the night, and names its section" complete
tap "each has a test in which it is silent, and one in which it is told" \
    same "$(wanted)" "$(tried)"
tap "the dashboard speaks of alerts that there are" same '' \
    "$(mentioned | grep -vxF "$alerts")"
if command -v node >/dev/null; then
	tap "panels have numbers and places of their own" same '' \
	    "$(node -e "$panels" monitor/discprov.dashboard.json 2>&1)"
fi
if command -v promtool >/dev/null; then
	tap "promtool understands the rules" promtool check rules $rules
	tap "and the sample configuration" \
	    promtool check config monitor/prometheus.yml
	tap "what each alert waits for" \
	    promtool test rules monitor/discprov.rules.test.yml
fi
tap_done
