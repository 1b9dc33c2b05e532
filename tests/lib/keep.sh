#!/bin/sh
# SPDX-License-Identifier: ISC
# keep.sh N PROGRAM [ARGUMENT...]: so many processes on the socket that is
# descriptor 0; one that ends is started again at once, as systemd would.
n=$1
shift
exec 3<&0
while [ "$n" -gt 0 ]; do
	(while :; do "$@" <&3; done) &
	n=$((n - 1))
done
wait
