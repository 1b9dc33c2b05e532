#!/bin/sh
# SPDX-License-Identifier: ISC
# The table of settings, the sample file and the manual pages agree.
b=${builddir:-$PWD}
cd "${srcdir:-.}" || exit 1
. tests/lib/tap.sh
. tests/lib/guard.sh
guard_here || exit 1
dir=$GUARDED

"$b/discprov" config --sample >"$dir/sample"

# "section key = default" of every row, and the variables of their own
sed -n -e 's/^\[\(.*\)\]$/\1/;t s' -e 's/^#\([a-zA-Z_]* =\)/\1/;t k' \
    -e '/^# These have no place/,$ { s/^# \([A-Za-z0-9_]*\( = .*\)\{0,1\}\)$/environment \1/p; }' \
    -e 'd' -e ':s' -e 'h;d' -e ':k' -e 'G;s/\(.*\)\n\(.*\)/\2 \1/p' \
    "$dir/sample" >"$dir/rows"
sed -n -e 's/^\.Ss Section \(.*\)$/\1/;t s' \
    -e 's/^\.It Ic \([a-zA-Z_]* =\)/\1/;t k' \
    -e '/^\.Ss Only from/,/^\.Sh/ s/^\.It Ev /environment /p' \
    -e 'd' -e ':s' -e 'h;d' -e ':k' -e 'G;s/\(.*\)\n\(.*\)/\2 \1/p' \
    man/discprov.ini.5.in >"$dir/told"

many() { # FILE: did the reading of the rows work at all?
	[ "$(grep -c . "$1")" -gt 90 ]
}

# The options that --help prints are those that the page has.
options_agree() { # PROGRAM
	"$b/$1" --help | sed -n 's/^  \(--*[a-z-]*\).*/\1/p' |
	    sort >"$dir/help"
	sed -n -e 's/^\.It Fl -\([a-z-]*\).*/--\1/p' \
	    -e 's/^\.It Fl \([a-z]\).*/-\1/p' "man/$1.8.in" |
	    sort >"$dir/page"
	diff "$dir/help" "$dir/page"
}

sections() { # PAGE: the order of its sections
	got=$(sed -n 's/^\.Sh //p' "$1" | tr '\n' ',')
	case $1 in
	*.8.in) want="NAME,SYNOPSIS,DESCRIPTION,ENVIRONMENT,FILES,EXIT STATUS,EXAMPLES,DIAGNOSTICS,SEE ALSO,CAVEATS," ;;
	*alerts.7.in) want="NAME,DESCRIPTION,SETTING UP,ALERTS,FILES,SEE ALSO," ;;
	*.7.in) want="NAME,DESCRIPTION,SETTING UP,FROM PACKAGES,IN CONTAINERS,KEEPING IT RUNNING,FILES,SEE ALSO," ;;
	*) want="NAME,DESCRIPTION,SETTINGS,ENVIRONMENT,FILES,EXAMPLES,DIAGNOSTICS,SEE ALSO,CAVEATS," ;;
	esac
	same "$want" "$got"
}

statuses() { # PAGE: every exit status it names is one of the product's
	bad=$(sed -n '/^\.Sh EXIT STATUS/,/^\.Sh EX/ s/^\.It //p' "$1" |
	    grep -vxE '0|64|65|69|70|71|75|78')
	[ -z "$bad" ] || {
		echo "$bad"
		return 1
	}
}

filled() { # PAGE: no path is left to fill in
	! grep -n '@[a-z]*@' "$1"
}

# Paths in the tree that the documents name; stars are patterns.
paths_exist() { # DOCUMENT
	grep -oE '`(abi|admin|chain|common|container|crawler|cron|docs|fcgi|import|indexer|jobs|man|monitor|nginx|sql|tests)/[A-Za-z0-9_./*-]*`' \
	    "$1" | tr -d '`' | sort -u | while read -r named; do
		# shellcheck disable=SC2086 # a pattern
		ls -d $named >/dev/null 2>&1 || echo "$named"
	done >"$dir/lost"
	! [ -s "$dir/lost" ] || {
		cat "$dir/lost"
		return 1
	}
}

# Each row of what is written by hand: files that are there, what, and why.
by_hand() {
	sed -n '/^### Written by hand/,/^## /p' ARCHITECTURE.md |
	    grep '^| `' >"$dir/kept"
	[ "$(grep -c . "$dir/kept")" -gt 20 ] &&
	    ! grep -nvE '^\| `[^|]*[^| ] \| [^|]+[^| ] \| [^|]{12,} \|$' "$dir/kept" &&
	    cut -d '|' -f 2 "$dir/kept" | tr -d ' `' | tr ',' '\n' |
	    while read -r f; do
		[ -f "$f" ] || echo "$f is not there"
	done >"$dir/lost" && same '' "$(cat "$dir/lost")"
}

for d in *.md; do
	tap "$d: the paths that it names are there" paths_exist "$d"
done
tap "what is written by hand is there, each with its reason" by_hand
tap "default-config.ini is what the program prints" \
    diff default-config.ini "$dir/sample"
"$b/discprov-fcgi" --uncached >"$dir/uncached"
tap "nginx/discprov_routes.conf is what the program prints" \
    diff nginx/discprov_routes.conf "$dir/uncached"
tap "the sample has rows" many "$dir/rows"
tap "discprov.ini(5) has every setting, with the same default, in order" \
    diff "$dir/rows" "$dir/told"
for p in discprov discprov-index discprov-job discprov-fcgi discprov-crawl \
    discprov-cloud; do
	tap "$p: --help and the page have the same options" options_agree $p
	tap "$p: exit statuses of the page" statuses man/$p.8.in
done
"$b/discprov-job" --help | sed -n 's/^  \([a-z-]*\)  *every .*/\1/p' \
    >"$dir/jobs"
tap "discprov-job: --help and the page have the same jobs" same \
    "$(tr '\n' ' ' <"$dir/jobs")" \
    "$(sed -n 's/^\.It Cm //p' man/discprov-job.8.in | tr '\n' ' ')"
for p in man/*.in; do
	tap "$p: sections in order" sections "$p"
	tap "$p: paths are filled in" filled "$b/${p%.in}"
done
if command -v mandoc >/dev/null; then
	for p in "$b"/man/*.[578]; do
		tap "${p##*/}: mandoc has nothing to say" \
		    mandoc -Tlint -W warning "$p"
	done
fi
tap_done
