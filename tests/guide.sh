#!/bin/sh
# SPDX-License-Identifier: ISC
# The words of README and discprov-guide(7) that install and run a node, as far
# as they can be judged without doing what they say; ./dev install-test does.
b=${builddir:-$PWD}
cd "${srcdir:-.}" || exit 1
. tests/lib/tap.sh
. tests/lib/guard.sh
guard_here || exit 1
dir=$GUARDED
page=man/discprov-guide.7.in

words() { awk -f tests/install/words.awk "$@"; }
blocks=$(words -v list=1 $page)

parses() { # BLOCK
	words -v want="$1" $page >"$dir/block"
	test -s "$dir/block" && bash -n "$dir/block"
}

# What troff would turn into other signs, and lines that a terminal breaks.
plain() {
	awk '/^\.Bd -literal/, /^\.Ed/' $page | tee "$dir/text" |
	    grep -n "['\`^~]" && return 1
	! sed 's/\\([ah][qa]/x/g; s/\\e/x/g' "$dir/text" | grep -nE '\\|.{75}'
}

# Packages behind apt-get install in a block, one a line.
packages() { # FILE BLOCK
	words -v want="$2" "$1" | sed -n '/^apt-get install/,/[^\\]$/ {
		s/apt-get install//; s/ -[-a-z]*//g; s/\\//; p; }' |
	    tr -s ' ' '\n' | sed '/^$/d' | sort
}
listed() { # WORD...
	for w; do
		sed -n "s/^$w *\([^ |]*\).*/\1/p" tests/lib/pkg/apt.txt
	done | sort
}

# Units that a block names, with {a,b} taken apart, are made.
units() {
	for n in $blocks; do
		words -v want="$n" $page
	done >"$dir/all"
	bash -c "echo $(grep -v '<<' "$dir/all" |
	    grep -oE "discprov-[a-z-]*(@|@?[{][a-z0-9.,-]*[}])?(\.(timer|socket|target))?" |
	    grep -E 'fcgi[@.]|index|job|catch' | tr '\n' ' ')" | tr ' ' '\n' |
	    sed 's/@.*/@/' | sort -u >"$dir/units"
	test "$(wc -l <"$dir/units")" -gt 5 || return 1
	bad=
	while read -r u; do
		case $u in
		*.timer | *.socket | *.target) ;;
		*) u=$u.service ;;
		esac
		[ -e "$b/cron/$u" ] || bad="$bad $u"
	done <"$dir/units"
	same '' "$bad"
}

tap "the guide has its blocks" test "$(echo "$blocks" | wc -w)" -gt 18
for n in $blocks; do
	tap "$n: bash understands it" parses "$n"
done
tap "blocks read as they are written, on 80 columns" plain
tap "the README names the packages to build with" same \
    "$(listed build)" "$(packages README.md install)"
tap "the guide names packages that the stack is made of" same '' \
    "$(packages $page packages | comm -23 - "$(listed stack >"$dir/stack";
	echo "$dir/stack")")"
tap "every unit that it names is made" units
tap_done
