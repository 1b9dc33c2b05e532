#!/bin/bash
# SPDX-License-Identifier: ISC
# The packages of build/deb in a bare Debian that is booted, by the words of
# discprov-guide(7).  ./dev deb-test
#
# They are installed, configured, upgraded while clients ask, removed, installed
# where all answers are there, and purged (packages.sh).  The version to upgrade
# to is the same one by a higher number.
top=$(cd "$(dirname "$0")/../.." && pwd)
say() { printf 'deb-test: %s\n' "$*"; }
inside=packages.sh
. "$top/tests/install/machine.sh"

# What the packages need is fetched now, because the machine that is booted has
# no network: installing it later is what the words do, without the download.
bring_packages() {
	mkdir -p "$machine/root/one" "$machine/root/two" \
	    "$machine/root/discprov/tests/bench"
	cp build/deb/*.deb "$machine/root/one"
	cp build/tests/bench/chain "$machine/root/discprov/tests/bench"
	for p in build/deb/*.deb; do
		case $p in *-dbgsym_*) continue ;; esac
		rm -rf "$machine/root/parts"
		dpkg-deb -R "$p" "$machine/root/parts"
		sed -i 's/^Version: .*/&+1/' "$machine/root/parts/DEBIAN/control"
		dpkg-deb --root-owner-group -b "$machine/root/parts" \
		    "$machine/root/two" >/dev/null
	done
	rm -rf "$machine/root/parts"
	open_it
	{
		echo 'apt-get -q update && cd /root/one'
		words man/discprov-guide.7.in deb |
		    sed 's/apt-get install/& --download-only/'
	} | in_machine_bash packages
	close_it
}

make_base
cp -a "$base/." "$machine"
say "fetching what the packages need"
bring_sources
bring_packages
boots set-up again
