#!/bin/bash
# SPDX-License-Identifier: ISC
# From bare Debian to a node, by the words of README and discprov-guide(7): they
# are taken out of the documents and run as they stand.  ./dev install-test
#
# First the programs are built in the machine (machine.sh).  Then it is booted
# and the guide is followed in it (inside.sh); after a second start, everything
# must run again by itself.
top=$(cd "$(dirname "$0")/../.." && pwd)
say() { printf 'install: %s\n' "$*"; }
inside=inside.sh
. "$top/tests/install/machine.sh"

# The README's words, as they stand.  The packages that the guide installs are
# fetched now, because the machine that is booted has no network.
build_in_it() {
	open_it
	{
		echo 'cd /root/discprov && apt-get -q update'
		words README.md install
	} | in_machine_bash readme
	{
		words man/discprov-guide.7.in packages |
		    sed 's/apt-get install/& --download-only/'
		words man/discprov-guide.7.in docs |
		    sed -n 's/apt-get install/& --download-only/p'
		words man/discprov-guide.7.in libraries |
		    sed 's/apt-get install/& --simulate/'
	} | in_machine_bash guide
	close_it
}

make_base
cp -a "$base/." "$machine"
say "building in it, by the words of README.md"
bring_sources
build_in_it
boots set-up again
