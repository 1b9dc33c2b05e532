# SPDX-License-Identifier: ISC
# shellcheck shell=sh
# What the tests of sql/ share.  Wants srcdir.
# shellcheck source=tests/lib/pg.sh
. "$srcdir/tests/lib/pg.sh"
# shellcheck source=tests/lib/tap.sh
. "$srcdir/tests/lib/tap.sh"

# same_file WANT GOT
same_file() {
	cmp -s "$1" "$2" || {
		diff "$1" "$2" | cut -c 1-200 | head -n 20
		return 1
	}
}

# refused WORDS [psql options]: psql fails, and says WORDS.
refused() {
	sql_words=$1
	shift
	if sql_out=$(sql -v VERBOSITY=verbose "$@" 2>&1); then
		echo "not refused"
		return 1
	fi
	matches "*$sql_words*" "$sql_out"
}

# nothing [psql options]: the query returns no row.
nothing() {
	sql_out=$(sql "$@") && same "" "$sql_out"
}

# migrated NAME: a database at our last step, as the writer would make it.
migrated() {
	pg_database "$1" || return
	for sql_f in "$srcdir"/sql/schema/*.sql; do
		sql -d "$1" -U discprov_writer -1 -f "$sql_f" >/dev/null || return
	done
}

dump() {
	sh "$srcdir/tests/lib/dump.sh" "$@"
}
