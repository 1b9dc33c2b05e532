#!/bin/sh
# SPDX-License-Identifier: ISC
# Built as others would: by the README's words in a copy of the tree, by other
# compilers and with other flags, out of tree, from the tarball; no warning.
set -u
top=${srcdir:?}
cd "$top" || exit 1
. tests/lib/tap.sh
. tests/lib/ours.sh
. tests/lib/guard.sh
unset MAKEFLAGS MAKELEVEL MFLAGS TESTS DESTDIR CFLAGS LDFLAGS CC
MAKEFLAGS=-j$(nproc)
export MAKEFLAGS

TMPDIR=/var/tmp guard_here || exit 1 # not in memory: it is several builds
dir=$GUARDED

copy() { # FOLDER
	mkdir -p "$1" && ours | tar -cf - -T - | tar -xf - -C "$1"
}

# quietly NAME COMMAND...: its log is shown when it fails
quietly() {
	log=$dir/$1.log
	shift
	"$@" >"$log" 2>&1 || {
		grep -E '(warning|error): |^(FAIL|ERROR)|\*\*\* ' "$log" | head -n 20
		tail -n 5 "$log"
		return 1
	}
}

silent() { # NAME: no compiler, linker or tool of the build warned
	! grep -E 'warning: |Warnung' "$dir/$1.log"
}

# --- the README's words, in a copy of the tree
recipe=$(awk -f tests/install/words.awk -v want=install README.md |
    grep autoreconf)
copy "$dir/tree"
in_tree() { (cd "$dir/tree" && DESTDIR=$dir/root bash -ec "$recipe"); }
tap "the README has a recipe" matches "autoreconf*make check*" "$recipe"
tap "$recipe" quietly recipe in_tree
tap "it warns of nothing" silent recipe
tap "and installs the programs" test -x "$dir/root/usr/local/sbin/discprov-index"

# --- other compilers and flags, out of tree; warnings are errors
copy "$dir/src"
for f in configure Makefile.in aclocal.m4 config.h.in build-aux; do
	cp -a "$dir/tree/$f" "$dir/src"
done
rm -rf "$dir/tree"
clang=$(command -v clang-14 || command -v clang || echo clang)

# name | compiler | CFLAGS | LDFLAGS | tests to build and run
cat >"$dir/matrix" <<END
clang|$clang|-g -O2||unit
gcc -O0|gcc|-g -O0||unit
gcc -O3 -flto, hardened|gcc|-g -O3 -flto=auto -fPIE -D_FORTIFY_SOURCE=2 \
-Wformat -Werror=format-security|-pie -Wl,-z,relro,-z,now|none
END
built() { # COMPILER CFLAGS LDFLAGS
	(cd "$dir/b" && "$dir/src/configure" -q --enable-werror CC="$1" \
	    CFLAGS="$2" LDFLAGS="$3" && make -s all)
}
unit_tests() {
	(cd "$dir/b" && make -s check TESTS='$(UNIT_TESTS)' \
	    check_PROGRAMS='$(UNIT_TESTS)')
}
while IFS='|' read -r name cc cflags ldflags tests; do
	rm -rf "$dir/b"
	mkdir "$dir/b"
	step=$(printf '%s' "$name" | tr -dc 'a-zA-Z0-9')
	tap "$name: all programs" quietly "$step" built "$cc" "$cflags" "$ldflags"
	tap "$name: no warning" silent "$step"
	[ "$tests" = none ] || tap "$name: unit tests" quietly "$step.unit" unit_tests
done <"$dir/matrix"
for p in discprov-fcgi discprov-index discprov-job discprov; do
	tap "$p: relocations are read-only from the start" sh -c \
	    'readelf -lW "$1" | grep -q GNU_RELRO &&
	    readelf -dW "$1" | grep -q BIND_NOW' - "$dir/b/$p"
	tap "$p starts" "$dir/b/$p" --version
done

# --- the tarball: built (in a hurry: flags have had their turn), tested,
# installed and uninstalled from a read-only folder, made again and cleaned
rm -rf "$dir/b"
mkdir "$dir/b"
dist() {
	(cd "$dir/b" && "$dir/src/configure" -q && make -s distcheck \
	    DISTCHECK_CONFIGURE_FLAGS='CFLAGS="-g -O0"')
}
tap "make distcheck" quietly dist dist
tar -tf "$dir"/b/discprov-*.tar.xz | sed 's|^[^/]*/||' >"$dir/list"
for f in configure dev tests/chain/story.mjs tests/clients/clients.test.mjs \
    tests/live/made_chain.mjs tests/live/build_test.sh .ci/run; do
	tap "the tarball holds $f" grep -qxF "$f" "$dir/list"
done
tap_done
