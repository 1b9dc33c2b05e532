#!/bin/sh
# SPDX-License-Identifier: ISC
# sql/gen.awk: what it makes, and what it refuses with file and line.
srcdir=${srcdir:-$(cd "$(dirname "$0")/../.." && pwd)}
# shellcheck source=tests/lib/tap.sh
. "$srcdir/tests/lib/tap.sh"
. "$srcdir/tests/lib/guard.sh"
guard_here || exit 1
dir=$GUARDED

gen() { # MODE FILE...
	gen_mode=$1
	shift
	"${AWK:-awk}" -v mode="$gen_mode" -f "$srcdir/sql/gen.awk" "$@"
}

# bad NAME LINE WORDS: standard input is refused there, with these words
bad() {
	cat >"$dir/bad.sql"
	if got=$(gen c "$dir/bad.sql" 2>&1 >/dev/null); then
		got="not refused"
	fi
	tap "$1" matches "$dir/bad.sql:$2: $3*" "$got"
}

cat >"$dir/good.sql" <<'EOS'
-- About this file.

-- @ one ($1 id int4, $2 name numeric(10, 2))
--   -> 0..n (a int4, b timestamp with time zone)
SELECT "a\b" -- kept
-- dropped
  FROM x;

-- @ two () -> 0
DELETE FROM x;
EOS
tap "parameters and columns are counted" matches \
	'*{ "one", 2, 2,*{ "two", 0, 0,*' "$(gen c "$dir/good.sql")"
tap "text is escaped, comment lines go, the semicolon goes" matches \
	'*"SELECT \\"a\\\\b\\" -- kept\\n"?	    "  FROM x\\n" },*' \
	"$(gen c "$dir/good.sql")"
tap "the enum has each name" matches '*SQL_ONE,?	SQL_TWO,?	SQL__MAX*' \
	"$(gen h "$dir/good.sql")"
tap "types of several words are kept" \
	same "@ one a|int4 b|timestamp with time zone @ two" \
	"$(gen declared "$dir/good.sql" | tr '\n' ' ' | sed 's/ $//')"

cat >"$dir/parts.sql" <<'EOS'
-- @part pick (rows, of)
SELECT {rows}.a -- {of}
  FROM {rows}
 {of}
-- @end
-- @ one () -> 1 (a int4)
	-- @use pick (x, WHERE f(1, 2))
UNION ALL
-- @use pick (y, )
EOS
tap "a part stands where it is used, with the words of the use" same \
    'SELECT x.a -- WHERE f(1, 2) FROM x WHERE f(1, 2) UNION ALL SELECT y.a -- FROM y ;' \
    "$(gen prepare "$dir/parts.sql" | sed 1d | xargs)"
bad "a use of no part" 2 "no part is called p" <<'EOS'
-- @ a () -> 0
-- @use p (x)
EOS
bad "a part of another file" 1 "text before the first header" <<'EOS'
-- @use pick (x, y)
EOS
bad "a use with a word too few" 5 "part p wants 2 words" <<'EOS'
-- @part p (x, y)
SELECT {x}, {y}
-- @end
-- @ a () -> 0
-- @use p (1)
EOS
bad "a use with one too many" 5 "part p wants 1 words" <<'EOS'
-- @part p (x)
SELECT {x}
-- @end
-- @ a () -> 0
-- @use p (1, 2)
EOS
bad "a part that stands twice" 3 "part p stands twice" <<'EOS'
-- @part p (x)
-- @end
-- @part p (x)
EOS
bad "a part that never ends" 3 "part p never ends" <<'EOS'
-- @part p (x)
SELECT {x}
-- @ a () -> 0
EOS
bad "an end of nothing" 1 "no part begins before this end" <<'EOS'
-- @end
EOS

bad "text before a header" 1 "text before the first header" <<'EOS'
SELECT 1;
EOS
bad "a header without a result" 2 "header never closes" <<'EOS'
-- @ a ($1 x int)
SELECT 1;
EOS
bad "a column without a type" 1 "a: column 2 wants name and type" <<'EOS'
-- @ a () -> 1 (x int, y)
SELECT 1, 2;
EOS
bad "parameters out of order" 1 "a: parameter 1 is not \$1" <<'EOS'
-- @ a ($2 x int) -> 0
DELETE FROM x;
EOS
bad "a name given twice" 3 "statement a stands twice" <<'EOS'
-- @ a () -> 0
DELETE FROM x;
-- @ a () -> 0
DELETE FROM x;
EOS
bad "a header without a statement" 1 "a: no statement under the header" <<'EOS'
-- @ a () -> 0
EOS

mkdir "$dir/schema"
echo "SELECT 1;" >"$dir/schema/0001_one.sql"
echo "SELECT 3;" >"$dir/schema/0003_three.sql"
tap "a missing step is noticed" matches '*step 2 is missing*' \
	"$(gen steps "$dir"/schema/*.sql 2>&1)"
mv "$dir/schema/0003_three.sql" "$dir/schema/two.sql"
tap "a step without a number is refused" matches '*a step is called*' \
	"$(gen steps "$dir"/schema/*.sql 2>&1)"
mv "$dir/schema/two.sql" "$dir/schema/0002_two.sql"
tap "numbered steps become an array" matches \
	'*{ 2, "0002_two",?	    "SELECT 3;\\n", false },*sql_step_count = 2;*' \
	"$(gen steps "$dir"/schema/*.sql 2>&1)"
tap_done
