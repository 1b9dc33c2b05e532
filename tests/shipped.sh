#!/bin/sh
# SPDX-License-Identifier: ISC
# The tarball holds what the repository holds, and nothing that a build made.
b=${builddir:-$PWD}
cd "${srcdir:-.}" || exit 1
. tests/lib/tap.sh
. tests/lib/ours.sh
. tests/lib/guard.sh
guard_here || exit 1
dir=$GUARDED

ours | LC_ALL=C sort >"$dir/ours"
ours_shipped "$b/tests/shipped" | LC_ALL=C sort >"$dir/shipped"

# Without a clone both lists are the same one.
tap "there is something to ship" test "$(wc -l <"$dir/shipped")" -gt 500
tap "every file of the repository is shipped" same '' \
    "$(LC_ALL=C comm -23 "$dir/ours" "$dir/shipped")"
tap "and nothing else" same '' "$(LC_ALL=C comm -13 "$dir/ours" "$dir/shipped")"
tap_done
