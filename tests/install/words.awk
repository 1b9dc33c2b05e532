# SPDX-License-Identifier: ISC
# Blocks of commands out of a document, word for word as its reader sees them.
#
#   awk -f words.awk -v want=NAME FILE   print the block NAME
#   awk -f words.awk -v list=1 FILE      print the names of all blocks
#
# A block of a manual page is the display behind .\" @block NAME, where \(aq is
# an apostrophe, \(ha a caret and \e a backslash; one of a .md file is what is
# indented behind <!-- @block NAME -->.
/^\.\\" @block / || /^<!-- @block .* -->$/ {
	name = $3
	md = /^</
	inside = 0
	if (list)
		print name
	next
}
name == "" { next }
md && /^    / { inside = 1 }
md && inside && /^[^ ]/ { name = ""; next }
!md && /^\.Bd / { inside = 1; next }
!md && /^\.Ed/ { name = ""; next }
inside && name == want {
	if (md)
		sub(/^    /, "")
	gsub(/\\\(aq/, "'")
	gsub(/\\\(ha/, "^")
	if (!md)
		gsub(/\\e/, "\\")
	print
}
