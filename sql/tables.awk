# SPDX-License-Identifier: ISC
#
# Tables of the indexer's rows to C, and to the statements that load and write
# them.
#
#	awk -v mode=h   -f tables.awk tables.def    enum table_id, columns
#	awk -v mode=c   -f tables.awk tables.def    tables[]
#	awk -v mode=sql -f tables.awk tables.def    statements for gen.awk
#
# A table is a line, and a line for each column:
#
#	table NAME PREFIX RELATION LOAD PUT
#		COLUMN TYPE [key] [or VALUE] [as WORD]
#		block
#
# NAME gives T_NAME; a column PREFIX_COLUMN, or PREFIX_WORD.  "or": what is
# written for a null.  "block" stands for the three columns that say which
# block wrote the row.  Two tables may share a PREFIX when their columns have
# the same words.
#
# LOAD and PUT: "row" for a statement made here (idx_NAME_load, idx_NAME_put,
# which overwrites), "new" for one that leaves rows that are there alone, "-"
# for none, else the name of a statement in stmt/.

function fail(msg)
{
	printf "%s:%d: %s\n", FILENAME, FNR, msg > "/dev/stderr"
	failed = 1
	exit 1
}

function column(name, type, word)
{
	col[n, ++ncols[n]] = name
	coltype[n, ncols[n]] = type
	colword[n, ncols[n]] = word
}

function attribute(i)
{
	if ($i == "key") {
		if (nkeys[n] != ncols[n] - 1)
			fail("keys come first")
		nkeys[n]++
		return i + 1
	}
	if (i + 1 > NF)
		fail("'" $i "' wants a word behind it")
	if ($i == "or")
		colnull[n, ncols[n]] = $(i + 1)
	else if ($i == "as")
		colword[n, ncols[n]] = $(i + 1)
	else
		fail("unknown word '" $i "'")
	return i + 2
}

{ sub(/[ \t]*#.*/, "") }

/^[ \t]*$/ { next }

$1 == "table" {
	if (NF != 6)
		fail("table NAME PREFIX RELATION LOAD PUT")
	if ($2 in seen)
		fail("table " $2 " stands twice")
	seen[$2] = 1
	name[++n] = $2
	prefix[n] = $3
	relation[n] = $4
	load[n] = $5
	put[n] = $6
	nkeys[n] = ncols[n] = 0
	next
}

n == 0 { fail("a column before the first table") }

$1 == "block" {
	column("blockhash", "text", "BLOCKHASH")
	column("blocknumber", "int4", "BLOCKNUMBER")
	column("txhash", "text", "TXHASH")
	next
}

{
	if (NF < 2)
		fail("column " $1 " wants a type")
	column($1, $2, toupper($1))
	for (i = 3; i <= NF; )
		i = attribute(i)
}

function banner(c)
{
	print (c ? "/*" : "--") " Made by sql/tables.awk; do not edit." \
	    (c ? " */" : "")
}

# The columns of a prefix once; those of a second table must be its first.
function enum(t,    i, word, line)
{
	for (i = 1; i <= ncols[t]; i++) {
		word = prefix[t] "_" colword[t, i]
		if ((prefix[t], i) in word_at) {
			if (word_at[prefix[t], i] != word)
				fail(name[t] ": " word " is not the word of " \
				    prefix[t])
			continue
		}
		if (prefix[t] in done)
			fail(name[t] ": has more columns than " prefix[t])
		word_at[prefix[t], i] = word
		line = line "\t" word ",\n"
	}
	if (!(prefix[t] in done))
		printf "enum {\n%s\t%s__MAX\n};\n", line, prefix[t]
	done[prefix[t]] = 1
}

function out_h(    t)
{
	banner(1)
	print "#ifndef DP_SQL_TABLES_H\n#define DP_SQL_TABLES_H\n"
	print "#include \"sql/stmts.h\"\n"
	print "enum table_id {"
	for (t = 1; t <= n; t++)
		print "\tT_" toupper(name[t]) ","
	print "\tT__MAX\n};\n"
	for (t = 1; t <= n; t++) {
		enum(t)
		keys = nkeys[t] > keys ? nkeys[t] : keys
		cols = ncols[t] > cols ? ncols[t] : cols
	}
	print "\n#define TABLE_KEYS " keys " /* columns of the longest key */"
	print "#define TABLE_COLS " cols " /* of the widest table */\n"
	print "struct table {"
	print "\tconst char *name; /* of the relation */"
	print "\tunsigned nkeys, ncols;"
	print "\tunsigned int_keys; /* bit i: key column i is an integer */"
	print "\tenum sql_id load;  /* SQL__MAX: never loaded */"
	print "\tenum sql_id put;   /* SQL__MAX: never written */"
	print "\tconst char *const *cols;"
	print "\tconst char *const *nulls; /* what is written for a null, as SQL */"
	print "};\n"
	print "extern const struct table tables[T__MAX];\n"
	print "#endif"
}

function sql_id(t, how, what)
{
	if (how == "-")
		return "SQL__MAX"
	if (how == "row" || how == "new")
		return "SQL_IDX_" toupper(name[t]) "_" what
	return "SQL_" toupper(how)
}

function int_keys(t,    i, bits)
{
	for (i = nkeys[t]; i > 0; i--)
		bits = 2 * bits + (coltype[t, i] == "int4")
	return bits + 0
}

function null_word(t, i)
{
	return (t, i) in colnull ? "\"" colnull[t, i] "\"" : "NULL"
}

function out_c(    t, i)
{
	banner(1)
	print "#include <stddef.h>\n\n#include \"sql/tables.h\"\n"
	for (t = 1; t <= n; t++) {
		printf "static const char *const %s[] = {", name[t]
		for (i = 1; i <= ncols[t]; i++)
			printf "%s \"%s\"", (i > 1 ? "," : ""), col[t, i]
		print " };"
		printf "static const char *const %s_nulls[] = {", name[t]
		for (i = 1; i <= ncols[t]; i++)
			printf "%s %s", (i > 1 ? "," : ""), null_word(t, i)
		print " };"
	}
	print "\nconst struct table tables[T__MAX] = {"
	for (t = 1; t <= n; t++)
		printf "\t[T_%s] = { \"%s\", %d, %d, %d, %s, %s, %s, %s_nulls },\n",
		    toupper(name[t]), relation[t], nkeys[t], ncols[t],
		    int_keys(t), sql_id(t, load[t], "LOAD"),
		    sql_id(t, put[t], "PUT"), name[t], name[t]
	print "};"
}

# An array cannot hold arrays of differing length: they travel as text.
function wire(type)
{
	return type ~ /\[\]$/ ? "text" : type
}

function value(t, i,    v)
{
	v = "n." col[t, i]
	if (coltype[t, i] ~ /\[\]$/)
		v = v "::" coltype[t, i]
	if ((t, i) in colnull)
		v = "COALESCE(" v ", " colnull[t, i] ")"
	return v
}

# FORMAT for columns a to b: "%c" the column, "%t" its type, "%w" the type it
# travels as, "%v" its value, "%i" its number.
function list(t, a, b, fmt, sep,    i, s, one)
{
	for (i = a; i <= b; i++) {
		one = fmt
		gsub(/%c/, col[t, i], one)
		gsub(/%t/, coltype[t, i], one)
		gsub(/%w/, wire(coltype[t, i]), one)
		gsub(/%i/, i, one)
		if (one == "%v")
			one = value(t, i)
		s = s ((i > a) ? sep : "") one
	}
	return s
}

function out_load(t,    k, m)
{
	k = nkeys[t]
	m = ncols[t]
	printf "\n-- @ idx_%s_load (%s) -> 0..n (%s)\n", name[t],
	    list(t, 1, k, "$%i %c %w[]", ", "), list(t, 1, m, "%c %t", ", ")
	printf "SELECT %s\n  FROM disc.%s AS r\n", list(t, 1, m, "r.%c", ", "),
	    relation[t]
	if (k == 1)
		printf " WHERE r.%s = ANY ($1);\n", col[t, 1]
	else
		printf "  JOIN unnest(%s) AS k (%s)\n    ON %s;\n",
		    list(t, 1, k, "$%i::%w[]", ", "),
		    list(t, 1, k, "%c", ", "),
		    list(t, 1, k, "r.%c = k.%c", " AND ")
}

function out_put(t,    k, m)
{
	k = nkeys[t]
	m = ncols[t]
	printf "\n-- @ idx_%s_put (%s) -> 0\n", name[t],
	    list(t, 1, m, "$%i %c %w[]", ", ")
	printf "INSERT INTO disc.%s (%s)\nSELECT %s\n", relation[t],
	    list(t, 1, m, "%c", ", "), list(t, 1, m, "%v", ", ")
	printf "  FROM unnest(%s)\n    AS n (%s)\n",
	    list(t, 1, m, "$%i::%w[]", ", "), list(t, 1, m, "%c", ", ")
	printf "ON CONFLICT (%s) ", list(t, 1, k, "%c", ", ")
	if (put[t] == "new" || m == k)
		print "DO NOTHING;"
	else
		printf "DO UPDATE SET (%s) =\n\tROW (%s);\n",
		    list(t, k + 1, m, "%c", ", "),
		    list(t, k + 1, m, "EXCLUDED.%c", ", ")
}

function out_sql(    t)
{
	banner(0)
	for (t = 1; t <= n; t++) {
		if (load[t] == "row")
			out_load(t)
		if (put[t] == "row" || put[t] == "new")
			out_put(t)
	}
}

END {
	if (failed)
		exit 1
	if (mode == "h")
		out_h()
	else if (mode == "c")
		out_c()
	else
		out_sql()
}
