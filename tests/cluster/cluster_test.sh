#!/bin/sh
# SPDX-License-Identifier: ISC
# ./dev cluster-test: a rig of its own, each part of it lost, and nothing left
# behind.  ONLY=words: the parts with these words in their names.
set -u
top=${srcdir:?}
BUILD=${builddir:?}
export top BUILD
. "$top/tests/lib/pg.sh"
. "$top/tests/lib/stack.sh"
. "$top/tests/cluster/rig.sh"
guard_here
VAR=$GUARDED/var
export VAR
rig_up >"$GUARDED/up.log" 2>&1 || {
	tail -n 20 "$GUARDED/up.log"
	echo "Bail out! the cluster did not start"
	exit 1
}
node "$top/tests/cluster/cluster.mjs"
st=$?
[ -z "${KEEP_LOGS:-}" ] || {
	mkdir -p "$KEEP_LOGS"
	cp -r "$VAR/log" "$KEEP_LOGS/"
	for m in m1 m2 m3; do cp -r "$VAR/$m/log" "$KEEP_LOGS/$m"; done
}
rig_down
exit "$st"
