#!/bin/bash
# SPDX-License-Identifier: ISC
# Debian packages of what git knows, in build/deb/.  ./dev deb [twice]
#
# Each build is of a copy, in a folder of its own.  "twice" builds once more in
# another folder, by another clock's zone and language, and wants every package
# to be the same to the last byte.
set -eu
top=$(cd "$(dirname "$0")/../.." && pwd)
cd "$top"
. tests/lib/ours.sh
say() { printf 'deb: %s\n' "$*"; }
work=$(mktemp -d /var/tmp/discprov-deb.XXXXXX)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
unset CC CFLAGS MAKEFLAGS MAKELEVEL MFLAGS
options="parallel=$(nproc) ${DEB_BUILD_OPTIONS:-}"

# build FOLDER [NAME=VALUE...]
build() {
	local at=$work/$1/discprov
	shift
	mkdir -p "$at"
	ours | tar -cf - -T - | tar -xf - -C "$at"
	say "building, see ${at%/*}/log"
	(cd "$at" && env "$@" dpkg-buildpackage -us -uc -b) \
	    >"${at%/*}/log" 2>&1 || {
		tail -n 30 "${at%/*}/log"
		exit 1
	}
}

build one "DEB_BUILD_OPTIONS=$options"
say "lintian"
lintian --fail-on error,warning --allow-root "$work"/one/*.changes
if [ "${1:-}" = twice ]; then
	build "two/in-another-folder" "DEB_BUILD_OPTIONS=$options nocheck" \
	    TZ=Pacific/Chatham LC_ALL=C
	for p in "$work"/one/*.deb; do
		cmp "$p" "$work/two/in-another-folder/${p##*/}"
	done
	say "the second build is the same"
fi
rm -rf build/deb
mkdir -p build/deb
cp "$work"/one/*.deb build/deb
for p in build/deb/*.deb; do say "$p"; done
