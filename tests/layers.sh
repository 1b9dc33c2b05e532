#!/bin/sh
# SPDX-License-Identifier: ISC
# Includes only go down, name their folder, and start with the own header.
cd "${srcdir:-.}" || exit 1
. tests/lib/tap.sh

# may FOLDER ALLOWED...: no quoted include from anywhere else
may() {
	folder=$1
	allowed=$(printf '%s' "$*" | tr ' ' '|')
	bad=$(grep -n '^#include "' "$folder"/*.[ch] |
	    grep -vE "\"(config\.h|($allowed)/)" || :)
	[ -z "$bad" ] || {
		printf '%s\n' "$bad"
		return 1
	}
}

# A source with a header of the same name includes it before all others.
own_first() {
	bad=
	for c in "$1"/*.c; do
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
	for h in "$1"/*.h; do
		[ -e "$h" ] || continue
		name=DP_$(printf '%s' "${h%.h}" | tr 'a-z/' 'A-Z_')_H
		grep -q "^#ifndef $name\$" "$h" && grep -q "^#define $name\$" \
		    "$h" || bad="$bad $h"
	done
	[ -z "$bad" ] || {
		echo "$bad"
		return 1
	}
}

# The table of the few who may call a library that is easy to misuse.
only() { # PATTERN FILE...
	pattern=$1
	shift
	bad=$(grep -nE "$pattern" common/*.[ch] abi/*.[ch] fcgi/*.[ch] \
	    indexer/*.[ch] jobs/*.[ch])
	for f; do
		bad=$(printf '%s\n' "$bad" | grep -v "^$f:")
	done
	[ -z "$bad" ] || {
		printf '%s\n' "$bad"
		return 1
	}
}

tap "common includes common and the statements" may common sql
tap "abi includes common" may abi common
tap "fcgi includes common and the statements" may fcgi common sql
tap "indexer includes common, abi and the statements" \
    may indexer common sql abi
tap "jobs include common, abi and the statements" may jobs common sql abi
for d in common abi fcgi indexer jobs; do
	tap "$d: a source includes its own header first" own_first "$d"
	tap "$d: headers are guarded" guarded "$d"
done
tap "numbers are never read with atoi and its kin" \
    only '(^|[^_[:alnum:]])(atoi|atol|atoll|strtok|sprintf|strcpy|strcat|gets|alloca)\('
tap_done
