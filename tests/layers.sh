#!/bin/sh
# SPDX-License-Identifier: ISC
# Includes only go down, name their room, and start with the own header.
# "layers.sh show" prints the table of rooms and what they may include.
cd "${srcdir:-.}" || exit 1

# A room, and the rooms that it may include beside itself.
rooms='
common/base
common/json      common/base
common/net       common/base common/json
common/conf      common/base common/json common/net
common/db        common/base common/conf sql
common/prog      common/base common/json common/net common/conf common/db sql
abi              common/base common/json
chain            common/* abi
chain/core       common/* abi chain
indexer/rows     common/* abi chain sql
indexer/docs     common/* abi chain sql
indexer/apply    common/* abi chain chain/core indexer/rows indexer/docs sql
indexer/legacy   common/* abi chain indexer/rows indexer/docs indexer/apply sql
indexer/em       common/* abi chain indexer/rows indexer/docs indexer/apply sql
indexer/music    common/* abi chain indexer/rows indexer/docs indexer/apply indexer/em sql
indexer/talk     common/* abi chain indexer/rows indexer/docs indexer/apply indexer/em indexer/music sql
indexer/run      common/* abi chain chain/core indexer/* sql
jobs             common/* abi chain sql
jobs/eth         common/* abi chain jobs sql
jobs/keep        common/* abi chain jobs sql
jobs/notifier    common/* abi chain jobs sql
jobs/peers       common/* abi chain jobs sql
jobs/plays       common/* abi chain jobs sql
jobs/rank        common/* abi chain jobs sql
watch            common/* sql
fcgi/http        common/*
fcgi/serve       common/* fcgi/http sql
fcgi/model       common/* fcgi/http fcgi/serve sql
fcgi/page        common/* watch
fcgi/api         common/* fcgi/http fcgi/serve fcgi/model sql
fcgi/user        common/* fcgi/http fcgi/serve fcgi/model fcgi/api sql
fcgi/node        common/* fcgi/http fcgi/serve fcgi/model fcgi/api fcgi/page watch sql
crawler/base     common/*
crawler/tree     common/* crawler/base
crawler/map      common/* crawler/base crawler/tree
crawler/wire     common/* crawler/base crawler/tree
crawler/file     common/* crawler/base crawler/tree crawler/wire
crawler/store    common/* crawler/base crawler/tree crawler/map sql
crawler/queue    common/* crawler/base crawler/map crawler/store crawler/wire sql
crawler/run      common/* crawler/* sql
crawler/face     common/* fcgi/page
crawler/rest     common/* crawler/base crawler/map crawler/store crawler/queue crawler/face fcgi/http fcgi/serve fcgi/page sql
import           common/* jobs sql
snapshot         common/* jobs/peers import sql
admin/doctor     common/* watch sql
admin            common/* admin/doctor jobs jobs/plays watch import snapshot sql
'
[ "${1:-}" != show ] || {
	printf 'room             may include\n%s' "$rooms"
	exit 0
}
. tests/lib/tap.sh
. tests/lib/ours.sh
# What a build has made in here is nobody's handwriting.
product=$(ours | grep -E \
    '^(common|abi|chain|indexer|jobs|watch|fcgi|crawler|import|snapshot|admin)/.*\.[ch]$') || exit 1

files() { # ROOM EXTENSION
	printf '%s\n' "$product" | grep "^$1/[^/]*\.$2\$"
}

# may ROOM ALLOWED...: no quoted include from anywhere else
may() {
	room=$1
	allowed=$(printf '%s' "$*" | sed 's/\*/[a-z]+/g; s/ /|/g')
	bad=$(files "$room" '[ch]' | xargs grep -Hn '^#include "' |
	    grep -vE "\"(config\.h|($allowed)/[a-z0-9_]+\.h)\"" || :)
	[ -z "$bad" ] || {
		printf '%s\n' "$bad"
		return 1
	}
}

# Every folder with sources of the product has a row in the table.
in_table() {
	bad=
	for d in $(printf '%s\n' "$product" | sed 's|/[^/]*$||' | sort -u); do
		printf '%s' "$rooms" | grep -q "^$d\( \|\$\)" || bad="$bad $d"
	done
	[ -z "$bad" ] || {
		echo "$bad"
		return 1
	}
}

# A source with a header of the same name includes it before all others.
own_first() {
	bad=
	for c in $(files "$1" c); do
		[ -e "${c%.c}.h" ] || continue
		grep -m 1 '^#include' "$c" | grep -qF "\"${c%.c}.h\"" ||
		    bad="$bad $c"
	done
	[ -z "$bad" ] || {
		echo "$bad"
		return 1
	}
}

# Every header is guarded by a name made from its path.
guarded() {
	bad=
	for h in $(files "$1" h); do
		name=DP_$(printf '%s' "${h%.h}" | tr 'a-z/' 'A-Z_')_H
		grep -q "^#ifndef $name\$" "$h" && grep -q "^#define $name\$" \
		    "$h" || bad="$bad $h"
	done
	[ -z "$bad" ] || {
		echo "$bad"
		return 1
	}
}

# A room that one can keep in mind.
small() {
	n=$(files "$1" '[ch]' | xargs cat | wc -l)
	[ "$n" -lt 5000 ] || {
		echo "$n lines"
		return 1
	}
}

# The table of the few who may call a library that is easy to misuse.
only() { # PATTERN FILE...
	pattern=$1
	shift
	bad=$(printf '%s\n' "$product" | xargs grep -nE "$pattern")
	for f; do
		bad=$(printf '%s\n' "$bad" | grep -v "^$f:")
	done
	[ -z "$bad" ] || {
		printf '%s\n' "$bad"
		return 1
	}
}

tap "every folder is a room of the table" in_table
# A room may include itself and generated headers of a room it may include.
set -f
while read -r room allowed; do
	[ -n "$room" ] || continue
	set +f
	tap "$room: includes go down" may "$room" "$allowed"
	tap "$room: a source includes its own header first" own_first "$room"
	tap "$room: headers are guarded" guarded "$room"
	tap "$room: under 5000 lines" small "$room"
	set -f
done <<END
$rooms
END
set +f
tap "numbers are never read with atoi and its kin" \
    only '(^|[^_[:alnum:]])(atoi|atol|atoll|strtok|sprintf|strcpy|strcat|gets|alloca)\('
tap "who finds no memory ends in one place, with a log line" \
    only 'exit\(EX_OSERR|exit\(71' common/base/err.c
tap_done
