# SPDX-License-Identifier: ISC
# What a schema step must not do while clients read: see rules.sh.  Prints what is
# broken, with the statement.
function bad(why) { print FILENAME ": " why ": " substr(s, 1, 70) }
function after(pattern,   t) { # the name behind a pattern, or ""
	if (!match(s, pattern))
		return ""
	t = substr(s, RSTART + RLENGTH)
	sub(/^ *(ONLY |IF (NOT )?EXISTS )*/, "", t)
	match(t, /^[a-z_.]+/)
	return substr(t, 1, RLENGTH)
}
function index_made(   name) {
	name = after("INDEX (CONCURRENTLY )?(IF NOT EXISTS )?")
	if (s !~ /CONCURRENTLY/) {
		if (!(after(" ON ") in made))
			bad("CREATE INDEX wants CONCURRENTLY")
	} else if (!apart)
		bad("CONCURRENTLY wants -- @apart")
	else if (!(("disc." name) in dropped))
		bad("DROP INDEX CONCURRENTLY IF EXISTS has to stand before it")
}
function altered(   table) {
	table = after("^ALTER TABLE")
	if (table in made)
		return
	if (s ~ / TYPE | DEFAULT [^,;]*\(|GENERATED|SET (UN)?LOGGED|SET TABLESPACE/)
		bad("the table is written anew")
	if (s ~ /SET NOT NULL/ || (s ~ / ADD / && s ~ /NOT NULL/ &&
	    s !~ /DEFAULT/))
		bad("NOT NULL is held against every row")
	if ((s ~ /ADD (CONSTRAINT|CHECK|FOREIGN|UNIQUE|PRIMARY)/ ||
	    s ~ /REFERENCES/) && s !~ /NOT VALID|USING INDEX/)
		bad("a rule for old rows wants NOT VALID")
	if (s ~ /RENAME|DROP COLUMN|DROP [a-z]/)
		bad("an older pool asks for it")
}
function changed(table,   from) {
	from = after(" FROM ")
	if (!(table in made) || (from != "" && !(from in made)))
		bad("each row of a table that may be large")
}
function judge() {
	gsub(/[ \t\n]+/, " ", s)
	sub(/^ /, "", s)
	if (s == "")
		return
	if (apart && s !~ /^(CREATE (UNIQUE )?|DROP |RE)INDEX/)
		bad("@apart is for indexes alone")
	if (s ~ /^CREATE (UNLOGGED )?TABLE/)
		made[after("^CREATE (UNLOGGED )?TABLE")] = 1
	else if (s ~ /^CREATE (UNIQUE )?INDEX/)
		index_made()
	else if (s ~ /^DROP INDEX/) {
		if (s !~ /CONCURRENTLY/)
			bad("DROP INDEX wants CONCURRENTLY")
		dropped[after("^DROP INDEX CONCURRENTLY ")] = 1
	} else if (s ~ /^DROP (TABLE|VIEW|FUNCTION|TYPE|SCHEMA)/)
		bad("an older pool asks for it")
	else if (s ~ /^ALTER TABLE/)
		altered()
	else if (s ~ /^(UPDATE|DELETE FROM) /)
		changed(after("^(UPDATE|DELETE FROM)"))
	else if (s ~ /^INSERT INTO .*(SELECT|FROM)/)
		changed(after("^INSERT INTO"))
	else if (s ~ /^(LOCK|CLUSTER|REINDEX|VACUUM|TRUNCATE|REFRESH)/)
		bad("it locks a table")
}
/^-- @apart$/ { apart = 1 }
/^-- @slow [^ ]+ / { slow = 1 }
slow { exit }
{
	line = $0
	n = gsub(/\$[a-z_]*\$/, "", line)
	quoted = n == 1 ? !quoted : quoted
	if (quoted || n > 0)
		next
	sub(/--.*/, "", line)
	while ((i = index(line, ";")) > 0) {
		s = all " " substr(line, 1, i - 1)
		judge()
		all = ""
		line = substr(line, i + 1)
	}
	all = all " " line
}
