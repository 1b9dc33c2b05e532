# SPDX-License-Identifier: ISC
#
# Statements and schema steps to C, and to psql scripts for the lint.
#
#	awk -v mode=h        -f gen.awk stmt/*.sql     enum sql_id, columns
#	awk -v mode=c        -f gen.awk stmt/*.sql     sql_stmt[]
#	awk -v mode=prepare  -f gen.awk stmt/*.sql     PREPARE of each
#	awk -v mode=describe -f gen.awk stmt/*.sql     \gdesc of each
#	awk -v mode=declared -f gen.awk stmt/*.sql     columns in the headers
#	awk -v mode=params   -f gen.awk stmt/*.sql     parameters in the headers
#	awk -v mode=steps    -f gen.awk schema/*.sql   sql_step[]
#
# A statement begins with a header; a long one goes on in further comment
# lines until its last parenthesis closes:
#
#	-- @ name ($1 what type, $2 what type) -> 0..n (column type, ...)
#	-- @ name () -> 0
#
# and ends at the next header.  Lines that are only a comment are dropped.
#
# What several statements of a file have in common is a part, which stands
# before them.  Its lines are put where it is used, {word} being what the use
# says; a line that is then empty is dropped.
#
#	-- @part name (word, word)
#	...
#	-- @end
#
#	-- @use name (words of SQL, words of SQL)

function fail(msg)
{
	printf "%s:%d: %s\n", FILENAME, FNR, msg > "/dev/stderr"
	failed = 1
	exit 1
}

# Position of the parenthesis that closes the one at the start of s, or 0.
function closing(s,    i, c, depth)
{
	for (i = 1; i <= length(s); i++) {
		c = substr(s, i, 1)
		depth += (c == "(") - (c == ")")
		if (depth == 0)
			return i
	}
	return 0
}

# Split "a, b(c, d), e" at its outer commas into item[1..n].
function items(s, item,    i, c, depth, n)
{
	split("", item)
	if (s ~ /^[ \t]*$/)
		return 0
	n = 1
	for (i = 1; i <= length(s); i++) {
		c = substr(s, i, 1)
		depth += (c == "(") - (c == ")")
		if (c == "," && depth == 0)
			n++
		else
			item[n] = item[n] c
	}
	for (i = 1; i <= n; i++)
		gsub(/^[ \t]+|[ \t]+$/, "", item[i])
	return n
}

function complete(h,    at)
{
	at = index(h, "->")
	if (at == 0)
		return 0
	h = substr(h, at + 2)
	if (h ~ /^ *0 *$/)
		return 1
	at = index(h, "(")
	return at > 0 && closing(substr(h, at)) > 0
}

function parse(h,    at, i, k, part)
{
	if (!match(h, /^[a-z][a-z0-9_]*/))
		fail("a statement's name is missing")
	count++
	name[count] = substr(h, 1, RLENGTH)
	if (name[count] in seen)
		fail("statement " name[count] " stands twice")
	seen[name[count]] = 1
	h = substr(h, RLENGTH + 1)
	sub(/^ */, "", h)
	if (substr(h, 1, 1) != "(" || (at = closing(h)) == 0)
		fail(name[count] ": no parameter list")
	nparams[count] = items(substr(h, 2, at - 2), part)
	for (i = 1; i <= nparams[count]; i++) {
		if (index(part[i], "$" i " ") != 1)
			fail(name[count] ": parameter " i " is not $" i)
		k = split(part[i], word, / +/)
		ptype[count, i] = word[k]
		pname[count, i] = word[2]
	}
	h = substr(h, at + 1)
	if (!match(h, /^ *-> *[0-9.n]+ */))
		fail(name[count] ": no result after the parameters")
	h = substr(h, RLENGTH + 1)
	if (h != "" && (substr(h, 1, 1) != "(" || closing(h) != length(h)))
		fail(name[count] ": column list not understood")
	ncols[count] = items(substr(h, 2, length(h) - 2), part)
	for (i = 1; i <= ncols[count]; i++) {
		if (split(part[i], word, / +/) < 2)
			fail(name[count] ": column " i " wants name and type")
		cname[count, i] = word[1]
		ctype[count, i] = substr(part[i], length(word[1]) + 2)
	}
}

# "name (a, b)": its name; item is what stands in the parenthesis.
function called(h, item,    at)
{
	at = index(h, " (")
	if (at < 2 || substr(h, length(h)) != ")")
		fail("wanted: name (word, word)")
	items(substr(h, at + 2, length(h) - at - 2), item)
	return substr(h, 1, at - 1)
}

function part_begin(h,    i, item)
{
	in_part = called(h, item)
	if (in_part in part_text)
		fail("part " in_part " stands twice")
	part_text[in_part] = ""
	for (i = 1; i in item; i++)
		part_word[in_part, i] = item[i]
	part_words[in_part] = i - 1
}

# Its lines, each {word} replaced, which a regular expression could not do.
function part_use(h,    id, i, at, item, rest, out, word)
{
	id = called(h, item)
	if (!(id in part_text))
		fail("no part is called " id)
	rest = part_text[id]
	for (i = 1; i <= part_words[id]; i++) {
		if (!(i in item))
			fail("part " id " wants " part_words[id] " words")
		word = "{" part_word[id, i] "}"
		out = ""
		while ((at = index(rest, word)) > 0) {
			out = out substr(rest, 1, at - 1) item[i]
			rest = substr(rest, at + length(word))
		}
		rest = out rest
	}
	if (i in item)
		fail("part " id " wants " part_words[id] " words")
	while (gsub(/\n[ \t]*\n/, "\n", rest) > 0)
		;
	return rest
}

function cstr(s)
{
	gsub(/[\\"]/, "\\\\&", s)
	return "\"" s "\\n\""
}

function step_begin(    base, part)
{
	split(FILENAME, part, "/")
	for (base = 1; base + 1 in part; base++)
		;
	base = part[base]
	if (base !~ /^[0-9][0-9][0-9][0-9]_[a-z0-9_]+\.sql$/)
		fail("a step is called 0001_words.sql")
	count++
	if (substr(base, 1, 4) + 0 != count)
		fail("step " count " is missing before this one")
	name[count] = substr(base, 1, length(base) - 4)
}

mode == "steps" {
	if (FNR == 1)
		step_begin()
	if ($0 == "-- @apart")
		apart[count] = 1
	text[count] = text[count] "\n\t    " cstr($0)
	next
}

FNR == 1 && header != "" { fail("header above this file never closes") }

header != "" {
	if ($0 !~ /^--/)
		fail("header never closes")
	sub(/^-- */, "")
	header = header " " $0
}

FNR == 1 { split("", part_text) }

/^-- @part / { part_begin(substr($0, 10)); next }

/^-- @end$/ {
	if (in_part == "")
		fail("no part begins before this end")
	in_part = ""
	next
}

in_part != "" && /^-- @ / { fail("part " in_part " never ends") }

in_part != "" {
	if ($0 !~ /^[ \t]*(--.*)?$/)
		part_text[in_part] = part_text[in_part] $0 "\n"
	next
}

/^[ \t]*-- @use / {
	if (count == 0)
		fail("text before the first header")
	sub(/^[ \t]*-- @use /, "")
	sql[count] = sql[count] part_use($0)
	next
}

/^-- @ / { header = substr($0, 6); opened = 1 }

header != "" {
	if (complete(header)) {
		sub(/ +$/, "", header)
		parse(header)
		header = ""
	}
	next
}

/^[ \t]*(--.*)?$/ { next }

{
	if (count == 0)
		fail("text before the first header")
	sql[count] = sql[count] $0 "\n"
}

function banner()
{
	print "/* Made by sql/gen.awk; do not edit. */"
}

function out_h(    i)
{
	banner()
	print "#ifndef DP_SQL_STMTS_H"
	print "#define DP_SQL_STMTS_H\n"
	print "enum sql_id {"
	for (i = 1; i <= count; i++)
		print "\tSQL_" toupper(name[i]) ","
	print "\tSQL__MAX\n};\n"
	print "/* Columns of each statement, by their number: NAME_column. */"
	for (i = 1; i <= count; i++)
		out_columns(i)
	print "\n/* Names and types of params and cols as in the header; NULL: none. */"
	print "struct sql_stmt {"
	print "\tconst char *name;"
	print "\tint nparams, ncols;"
	print "\tconst char *const *params, *const *cols, *const *types;"
	print "\tconst char *text;\n};\n"
	print "extern const struct sql_stmt sql_stmt[SQL__MAX];\n"
	print "#endif"
}

function out_columns(i,    j)
{
	if (ncols[i] == 0)
		return
	print "enum {"
	for (j = 1; j <= ncols[i]; j++)
		print "\t" toupper(name[i]) "_" cname[i, j] ","
	print "\t" toupper(name[i]) "__MAX\n};"
}

# The names of one list as a C expression.
function names(of, n, i,    j, list)
{
	if (n == 0)
		return "NULL"
	for (j = 1; j <= n; j++)
		list = list (j > 1 ? ", " : "") "\"" of[i, j] "\""
	return "(const char *const[]){ " list " }"
}

function out_c(    i, j, n, line)
{
	banner()
	print "#include \"sql/stmts.h\"\n"
	print "#include <stddef.h>\n"
	print "const struct sql_stmt sql_stmt[SQL__MAX] = {"
	for (i = 1; i <= count; i++) {
		printf "\t[SQL_%s] = { \"%s\", %d, %d,\n\t    %s,\n\t    %s,\n\t    %s,\n",
		    toupper(name[i]), name[i], nparams[i], ncols[i],
		    names(pname, nparams[i], i), names(cname, ncols[i], i),
		    names(ctype, ncols[i], i)
		n = split(sql[i], line, "\n") - 1
		for (j = 1; j <= n; j++)
			print "\t    " cstr(line[j]) (j == n ? " }," : "")
	}
	print "};"
}

function out_steps(    i)
{
	banner()
	print "#include \"sql/steps.h\"\n"
	print "const struct sql_step sql_step[] = {"
	for (i = 1; i <= count; i++)
		printf "\t{ %d, \"%s\",%s, %s },\n", i, name[i], text[i],
		    apart[i] ? "true" : "false"
	print "};"
	print "const int sql_step_count = " count ";"
}

function out_psql(    i, j)
{
	for (i = 1; i <= count; i++) {
		# What begins a transaction is prepared by the protocol alone.
		if (mode == "prepare" && sql[i] ~ /^BEGIN /)
			continue
		else if (mode == "prepare")
			printf "PREPARE \"%s\" AS\n%s;\n", name[i], sql[i]
		else if (mode == "describe")
			printf "\\echo @ %s\n%s\\gdesc\n", name[i], sql[i]
		else if (mode == "params") {
			for (j = 1; j <= nparams[i]; j++)
				printf "%s.%d|%s\n", name[i], j, ptype[i, j]
		} else {
			printf "@ %s\n", name[i]
			for (j = 1; j <= ncols[i]; j++)
				printf "%s|%s\n", cname[i, j], ctype[i, j]
		}
	}
}

END {
	if (failed)
		exit 1
	if (header != "")
		fail("header never closes")
	if (in_part != "")
		fail("part " in_part " never ends")
	for (i = 1; i <= count && mode != "steps"; i++) {
		sub(/;[ \t\n]*$/, "\n", sql[i])
		if (sql[i] ~ /^[ \t\n]*$/)
			fail(name[i] ": no statement under the header")
	}
	if (mode == "h")
		out_h()
	else if (mode == "c")
		out_c()
	else if (mode == "steps")
		out_steps()
	else
		out_psql()
}
