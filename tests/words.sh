#!/bin/sh
# SPDX-License-Identifier: ISC
# The tree holds nothing unfinished, nothing of one machine, and no file
# without its licence line.
cd "${srcdir:-.}" || exit 1
. tests/lib/tap.sh

. tests/lib/ours.sh
. tests/lib/guard.sh
guard_here || exit 1
list=$GUARDED/list

# Our text files: everything but vectors and corpora.
ours | grep -vE '^tests/(vectors|corpus)/' | grep -E \
    '\.([ch]|sh|mjs|sql|awk|mk|sol|md|in|inc)$|^dev$' >"$list"

none() { # PATTERN: in no file of ours
	bad=$(grep -vxF tests/words.sh "$list" | xargs grep -nE "$1")
	[ -z "$bad" ] || {
		printf '%s\n' "$bad" | head -n 20
		return 1
	}
}

licensed() {
	bad=$(grep -E '\.(c|h|sh|mjs|awk|sol|in|inc)$|^dev$' "$list" |
	    while read -r f; do
		head -n 3 "$f" | grep -q 'SPDX-License-Identifier: ISC' ||
		    echo "$f"
	    done)
	[ -z "$bad" ] || {
		echo "$bad"
		return 1
	}
}

short() {
	bad=$(grep -E '\.[ch]$' "$list" | xargs wc -l |
	    awk '$1 > 700 && $2 != "total"')
	[ -z "$bad" ] || {
		echo "$bad"
		return 1
	}
}

# Names of other programs and of libraries.
strange='strip|exec'
named() {
	bad=$(grep -E '\.([ch]|sql|inc)$' "$list" | xargs awk -f \
	    tests/lib/named.awk | grep -vE ": ($strange)\$")
	[ -z "$bad" ] || {
		echo "$bad"
		return 1
	}
}

tap "there are files to judge" test "$(wc -l <"$list")" -gt 300
tap "nothing is marked as unfinished" \
    none '(^|[^[:alnum:]_])(TODO|FIXME|XXX|HACK)([^[:alnum:]_]|$)'
tap "no path of somebody's home" none '/(home|Users)/[a-z]+/'
tap "no line ends in white space" none '[[:blank:]]$'
tap "every source names its licence" licensed
tap "what a comment names is there" named
tap "no source is longer than 700 lines" short
for lock in tests/package-lock.json tests/clients/package-lock.json \
    tests/crawl/rigs/package-lock.json; do
	tap "$lock names no host" sh -c "! grep -n '\"resolved\"' $lock"
done
tap_done
