#!/bin/sh
# SPDX-License-Identifier: ISC
# Schema steps that a node meets while it is asked: what may stand in them.  The
# steps before FIRST are older than the rules, and than any node that is upgraded.
#
# "-- @slow WHY" in a step says that it breaks them, and what the operator is told
# (CHANGELOG).  "-- @apart" makes each statement run by itself (migrate.h).
cd "${srcdir:-.}" || exit 1
. tests/lib/tap.sh
. tests/lib/guard.sh
guard_here || exit 1
FIRST=54
rules=tests/sql/rules.awk

# broken STEP: what it breaks, one a line
broken() { awk -f $rules "$1"; }
kept() { same '' "$(broken "$1")"; }

for f in sql/schema/[0-9]*.sql; do
	n=${f#sql/schema/}
	n=$(echo "${n%%_*}" | sed 's/^0*//')
	[ "$n" -lt $FIRST ] || tap "$f: clients read on meanwhile" kept "$f"
done

# The rules themselves: what is refused, and what is not.
refuses() { # WHY SQL
	printf '%s\n' "$2" >"$GUARDED/step.sql"
	broken "$GUARDED/step.sql" >"$GUARDED/why"
	grep -q -- "$1" "$GUARDED/why" || {
		cat "$GUARDED/why"
		return 1
	}
}
lets() { # SQL
	printf '%s\n' "$1" >"$GUARDED/step.sql"
	kept "$GUARDED/step.sql"
}
tap "an index of a table that is in use" refuses CONCURRENTLY \
    'CREATE INDEX a_idx ON disc.users (a);'
tap "an index over two lines" refuses CONCURRENTLY \
    'CREATE UNIQUE INDEX a_idx
	ON disc.users (a);'
tap "a table that is written anew" refuses 'written anew' \
    'ALTER TABLE disc.users ALTER COLUMN a TYPE bigint;'
tap "a column whose default is computed for each row" refuses 'written anew' \
    'ALTER TABLE disc.users ADD COLUMN a uuid DEFAULT gen_random_uuid();'
tap "a column that no row has" refuses 'NOT NULL' \
    'ALTER TABLE disc.users ADD COLUMN a int NOT NULL;'
tap "a rule that every row is held against" refuses 'NOT VALID' \
    'ALTER TABLE disc.users ADD CONSTRAINT a CHECK (b > 0);'
tap "a key to another table" refuses 'NOT VALID' \
    'ALTER TABLE disc.users ADD COLUMN a int REFERENCES disc.tracks;'
tap "a column that an older pool asks for" refuses 'older pool' \
    'ALTER TABLE disc.users DROP COLUMN a;'
tap "a name that an older pool asks for" refuses 'older pool' \
    'ALTER TABLE disc.users RENAME COLUMN a TO b;'
tap "a table that an older pool asks" refuses 'older pool' \
    'DROP TABLE disc.users;'
tap "a function that an older pool calls" refuses 'older pool' \
    'DROP FUNCTION disc.clip(text);'
tap "all rows of a table" refuses 'each row' \
    'UPDATE disc.users SET a = 1;'
tap "all rows of another table" refuses 'each row' \
    'INSERT INTO disc.x SELECT a FROM disc.users;'
tap "an index that goes" refuses CONCURRENTLY 'DROP INDEX disc.a_idx;'
tap "what locks by itself" refuses 'locks' 'LOCK TABLE disc.users;'
tap "what makes a table anew" refuses 'locks' 'CLUSTER disc.users;'
tap "beside what runs apart, what does not" refuses 'alone' '-- @apart
DROP INDEX CONCURRENTLY IF EXISTS disc.a_idx;
ALTER TABLE disc.users ADD COLUMN a int;'
tap "an index that half of may be there already" refuses 'DROP INDEX' '-- @apart
CREATE INDEX CONCURRENTLY a_idx ON disc.users (a);'
tap "what runs apart, in a transaction" refuses '@apart' \
    'CREATE INDEX CONCURRENTLY a_idx ON disc.users (a);'
tap "a new table, its indexes and rows" lets 'CREATE TABLE disc.x (
	a int PRIMARY KEY,
	b int NOT NULL CHECK (b > 0)
);
CREATE INDEX x_b_idx ON disc.x (b);
INSERT INTO disc.x SELECT 1, 2;
ALTER TABLE disc.x ADD CONSTRAINT x CHECK (a > 0);'
tap "a new column" lets 'ALTER TABLE disc.users ADD COLUMN a int;
ALTER TABLE disc.users ADD COLUMN b bool NOT NULL DEFAULT false;'
tap "a rule for rows to come" lets \
    'ALTER TABLE disc.users ADD CONSTRAINT a CHECK (b > 0) NOT VALID;'
tap "what a function holds is no matter" lets 'CREATE FUNCTION disc.f()
RETURNS void LANGUAGE sql AS $$
	UPDATE disc.users SET a = 1;
$$;'
tap "an index beside those who write" lets '-- @apart
DROP INDEX CONCURRENTLY IF EXISTS disc.a_idx;
CREATE INDEX CONCURRENTLY a_idx ON disc.users (a);'
tap "a step that says why it is slow" lets '-- @slow each track once: 4 s for a million
UPDATE disc.tracks SET a = 1;'
tap_done
