# SPDX-License-Identifier: ISC
# shellcheck shell=sh
# The crawler against servers that we did not write, "./dev check rigs": heavy,
# and so outside of the everyday check.  dev sources this.
#
#   TESTS   words in the names of the rigs   [all]

: "${top:?}" "${pkg_logs:?}"

# Pinned, in a folder of its own, made once a state of the list.
rigs_install() {
	RIGS_VENV=$top/build/rigs-venv
	export RIGS_VENV
	rigs_list=$top/tests/crawl/rigs/requirements.txt
	cmp -s "$rigs_list" "$RIGS_VENV/installed" || {
		rm -rf "$RIGS_VENV"
		mkdir -p "$pkg_logs"
		progress "Python packages" last_far "$pkg_logs/rigs-pip.log" \
		    rigs_packages || exit 1
		cp "$rigs_list" "$RIGS_VENV/installed"
	}
}

rigs_packages() {
	python3 -m venv "$RIGS_VENV" &&
	    "$RIGS_VENV/bin/pip" install --no-input --no-deps \
	    --disable-pip-version-check -r "$rigs_list"
}

rigs_wanted() { # FILE
	[ -n "${TESTS:-}" ] || return 0
	for word in $TESTS; do
		case $1 in *"$word"*) return 0 ;; esac
	done
	return 1
}

rigs() {
	rigs_install
	compile build tests/live/crawl_wire
	BUILD=$top/build
	export BUILD
	failed=0
	for f in "$top"/tests/crawl/rigs/*.test.mjs; do
		rigs_wanted "$f" || continue
		timeout -k 9 1800 node --test-reporter=spec "$f" || failed=1
	done
	exit "$failed"
}
