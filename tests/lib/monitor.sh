# SPDX-License-Identifier: ISC
# shellcheck shell=sh
# What the files of monitor/ name.  Wants to be sourced in the tree.

# Figures that the rules and the dashboard ask for, one a line: words of their
# expressions that begin as ours do, outside of quotes.
monitor_named() {
	{
		awk '/^ *expr: /{ on = 1 } on && /^ *for: /{ on = 0 } on' \
		    monitor/discprov.rules.yml
		grep '"expr": ' monitor/discprov.dashboard.json |
		    sed 's/"expr"://; s/\\"[^"]*\\"//g; s/"//g'
	} | sed 's/"[^"]*"//g' |
	    grep -oE '\b(discprov|audius_dn|process)_[a-z_]+' | LC_ALL=C sort -u
}

# Figures that a pool's answer on standard input has.
monitor_served() {
	sed -n 's/^\([a-z_]*\)[{ ].*/\1/p' | LC_ALL=C sort -u
}

# Keys of the health check's numbers that they ask for, and that an answer has.
monitor_keys() {
	sed 's/\\"/"/g' monitor/discprov.rules.yml monitor/discprov.dashboard.json |
	    grep -oE '\bkey="[a-z_]+"' | LC_ALL=C sort -u
}

monitor_alerts() {
	sed -n 's/^ *- alert: //p' monitor/discprov.rules.yml
}
