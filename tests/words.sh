#!/bin/sh
# SPDX-License-Identifier: ISC
# The tree holds nothing unfinished, nothing of one machine, and no file
# without its licence line.
cd "${srcdir:-.}" || exit 1
. tests/lib/tap.sh

# Our text files: everything but vectors, corpora and what npm writes.
ours() {
	find . \( -name node_modules -o -name '.git' -o -name 'build*' -o -name '_*' -o \
	    -name autom4te.cache -o -name vectors -o -name corpus -o \
	    -name out -o -path ./var \) -prune -o -type f \( \
	    -name '*.[ch]' -o -name '*.sh' -o -name '*.mjs' -o \
	    -name '*.sql' -o -name '*.awk' -o -name '*.mk' -o -name '*.sol' -o \
	    -name '*.md' -o -name '*.in' -o -name '*.[58]' -o -name dev \) \
	    -print | grep -vE '^\./(config\.h|Makefile)\.in$'
}

none() { # PATTERN: in no file of ours
	bad=$(ours | grep -vxF ./tests/words.sh | xargs grep -nE "$1")
	[ -z "$bad" ] || {
		printf '%s\n' "$bad" | head -n 20
		return 1
	}
}

licensed() {
	bad=$(ours | grep -E '\.(c|h|sh|mjs|awk|sol)$|/dev$|\.in$' |
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
	bad=$(ours | grep -E '\.[ch]$' | xargs wc -l |
	    awk '$1 > 700 && $2 != "total"')
	[ -z "$bad" ] || {
		echo "$bad"
		return 1
	}
}

tap "nothing is marked as unfinished" \
    none '(^|[^[:alnum:]_])(TODO|FIXME|XXX|HACK)([^[:alnum:]_]|$)'
tap "no path of somebody's home" none '/(home|Users)/[a-z]+/'
tap "no line ends in white space" none '[[:blank:]]$'
tap "every source names its licence" licensed
tap "no source is longer than 700 lines" short
for lock in tests/package-lock.json tests/clients/package-lock.json; do
	tap "$lock names no host" sh -c "! grep -n '\"resolved\"' $lock"
done
tap_done
