# SPDX-License-Identifier: ISC
# What comments of C name and no code has: functions, as name(), and limits and
# outcomes.  One line each, FILE:LINE: NAME.  Code of all files is looked at.
function words(text) {
	while (match(text, /[A-Za-z_][A-Za-z_0-9]*/)) {
		has[substr(text, RSTART, RLENGTH)] = 1
		text = substr(text, RSTART + RLENGTH)
	}
}
function names(text) {
	while (match(text, /[a-z_][a-z_0-9]*\(\)|(LIM|RC)_[A-Z_0-9]*[A-Z0-9]/)) {
		name = substr(text, RSTART, RLENGTH)
		text = substr(text, RSTART + RLENGTH)
		if (text ~ /^_/) # a family, LIM_X_*
			continue
		sub(/\(\)$/, "", name)
		said[++n] = name
		at[n] = FILENAME ":" FNR
	}
}
FNR == 1 { inside = 0 }
FILENAME !~ /\.[ch]$/ {
	words($0)
	next
}
{
	left = $0
	while (left != "")
		if (inside) {
			end = index(left, "*/")
			names(end ? substr(left, 1, end - 1) : left)
			left = end ? substr(left, end + 2) : ""
			inside = !end
		} else {
			begin = index(left, "/*")
			words(begin ? substr(left, 1, begin - 1) : left)
			left = begin ? substr(left, begin + 2) : ""
			inside = begin > 0
		}
}
END {
	for (i = 1; i <= n; i++)
		if (!(said[i] in has))
			print at[i] ": " said[i]
}
