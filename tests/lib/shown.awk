# SPDX-License-Identifier: ISC
# Displays in documents, and what their marks say of them.  A display of a manual
# page is .Bd -literal or .Dl, one of a .md file is what is indented or fenced.
# Each stands behind a comment:
#
#   @block NAME           tests/install runs it, word for word
#   @tested FILE WORDS    that test says so, with WORDS
#   @dev                  each line is a word of ./dev, and they are tests themselves
#   @shown                it holds no command
#
# (.\" in a manual page, <!-- --> in a .md file; several lines of .Dl share one.)
# Run at the top of the tree; prints what breaks this, and fails.
function bad(why) {
	printf "%s:%d: %s\n", FILENAME, FNR, why
	wrong = 1
}
# Those of the alerts are followed one after the other, by their list.
function followed(name,   yes) {
	if (FILENAME ~ /alerts/)
		return said("tests/install/inside.sh", "discprov-alerts.7")
	if (name in known)
		return known[name]
	yes = system("grep -qE '(follow |for b in |in_folder [^ ]* |" \
	    "words [^ ]* |^[\t ]+)([a-z-]+ )*" name "( |;|$)' " \
	    "tests/install/*.sh") == 0
	return known[name] = yes
}
function said(file, text,   line, yes) {
	while ((getline line <file) > 0)
		if (index(line, text))
			yes = 1
	close(file)
	return yes
}
function judge(   part, text) {
	if (mark == "")
		return bad("nothing says which test runs this")
	split(mark, part, " ")
	if (part[1] == "@block" && !followed(part[2]))
		bad("no test follows " part[2])
	if (part[1] == "@tested") {
		text = mark
		sub(/^@tested [^ ]+ ?/, "", text)
		if (!said(part[2], text))
			bad(part[2] " does not say " text)
	}
	dev = part[1] == "@dev"
	shown = part[1] == "@shown"
}
function command(line,   part) {
	if (dev && split(line, part, " ") > 1 && part[1] == "./dev") {
		gsub(/-/, "_", part[2])
		sub(/,$/, "", part[2])
		if (!said("dev", "do_" part[2] "() {"))
			bad("./dev has no word " part[2])
	}
	if (shown && line ~ /^[ \t]*([#$] )?(\.\/dev|apt-get|make|systemctl|discprov|curl|nginx|psql|runuser|journalctl) /)
		bad("a command is shown that no test runs")
}
FNR == 1 { mark = ""; inside = last = 0; md = FILENAME ~ /\.md$/ }
/^\.\\" @/ { mark = substr($0, 5); next }
/^<!-- @.* -->$/ { mark = substr($0, 6, length($0) - 9); next }
!md && /^\.Bd -literal/ { judge(); inside = 1; next }
!md && /^\.Ed/ { inside = 0; mark = ""; next }
!md && /^\.Dl/ {
	if (last != FNR - 1)
		judge()
	last = FNR
	command(substr($0, 5))
	kept = 1
	next
}
!md && kept { kept = 0; mark = "" }
md && /^```/ {
	inside = !inside
	if (inside)
		judge()
	else
		mark = ""
	next
}
# an indented line behind a blank one, which no item of a list goes on with
md && !inside && /^    [^ ]/ && blank && !item { judge(); code = 1 }
md && code && !/^    / && !/^$/ { code = 0; mark = "" }
md && /^[-*0-9]/ { item = 1 }
md && /^[^-*0-9 ]/ { item = 0 }
{ blank = $0 == "" }
inside || code { command($0) }
END { exit wrong }
