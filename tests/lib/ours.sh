# SPDX-License-Identifier: ISC
# shellcheck shell=sh
# Which files are ours, one a line; source it in the top folder.  A folder that
# was built in, or an unpacked tarball, holds more: what tools have made.
#
#   ours    in a clone what git knows or would add, else what "make" would put
#           into a tarball (tests/shipped in the build folder); nothing and a
#           word on standard error when there is neither

ours() {
	if [ "$(git rev-parse --show-cdup 2>/dev/null)" = '' ] &&
	    git rev-parse --git-dir >/dev/null 2>&1; then
		git ls-files -co --exclude-standard
	elif [ -r "${builddir:-build}/tests/shipped" ]; then
		ours_shipped "${builddir:-build}/tests/shipped"
	else
		echo "neither a clone nor a build folder: run make check" >&2
		return 1
	fi | while read -r ours_f; do
		[ ! -f "$ours_f" ] || printf '%s\n' "$ours_f"
	done
}

# Autotools' own files are shipped and not ours; programs and logs lie among
# the sources when the build folder is this one.
ours_shipped() { # LIST
	while read -r ours_f; do
		[ ! -d "$ours_f" ] || find "$ours_f" -type f
		[ ! -f "$ours_f" ] || printf '%s\n' "$ours_f"
	done <"$1" | grep -vE '^build-aux/|^tests/chain/out/|/\.deps/' |
	    grep -vE '(^|/)(configure|aclocal\.m4|config\.h\.in|Makefile\.in|\.dirstamp)$' |
	    grep -vE '\.(o|log|trs)$' | LC_ALL=C sort -u
}
