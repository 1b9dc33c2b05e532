# SPDX-License-Identifier: ISC
# shellcheck shell=sh
# Fills an empty database with the made-up network; sourced by dev and tests,
# behind tests/lib/pg.sh.  Says nothing but what goes wrong.

# Two at a time, which take about as long.  The first one's failure is not to
# hide behind the second one's end.
fill_both() { # FOLDER DATABASE NAME NAME
	sql -d "$2" -f "$1/data_$3.sql" >/dev/null &
	fill_pid=$!
	sql -d "$2" -f "$1/data_$4.sql" >/dev/null
	fill_rc=$?
	wait "$fill_pid" && return "$fill_rc"
}

fill_network() { # FOLDER DATABASE SCALE
	sql -d "$2" -v scale="$3" -f "$1/data.sql" >/dev/null &&
	    fill_both "$1" "$2" things acts &&
	    fill_both "$1" "$2" counts heard &&
	    sql -d "$2" -f "$1/data_end.sql" >/dev/null
}
