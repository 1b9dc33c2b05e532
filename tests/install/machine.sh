# SPDX-License-Identifier: ISC
# shellcheck shell=bash
# A bare Debian that is entered by chroot, with the network of this host, and
# then booted without one by systemd-nspawn.  Nothing of this host changes.
#
# Wants: top; say; inside, which of tests/install is run in it when it is up
#   BASE  a bare Debian made earlier; made when it is not there
#         [build/debian]
#   KEEP  not empty: the machine stays, for looking at it
set -eu
cd "$top"
. tests/lib/ours.sh

die() {
	say "$*"
	exit 1
}

[ "$(id -u)" -eq 0 ] || die "only root can make and boot a machine"
base=${BASE:-$top/build/debian}
machine=$(mktemp -d /var/tmp/discprov-install.XXXXXX)
name=${machine##*.}

leave() {
	[ -z "${KEEP:-}" ] || {
		say "kept: $machine"
		return
	}
	! mountpoint -q "$machine/proc" || umount -l "$machine/proc"
	rm -rf --one-file-system "$machine"
}
trap leave EXIT
trap 'exit 1' HUP INT TERM

words() { # FILE BLOCK: as the reader sees them
	awk -f tests/install/words.awk -v want="$2" "$1"
}

# What an installation from the first disk has beside the least: an init.
make_base() {
	[ ! -e "$base/etc/debian_version" ] || return 0
	say "making a bare Debian in $base"
	mkdir -p "${base%/*}"
	rm -rf "$base.new"
	debootstrap --variant=minbase --include=systemd-sysv,dbus \
	    bookworm "$base.new" >"$base.log" 2>&1 || {
		tail -n 20 "$base.log"
		die "debootstrap failed"
	}
	mv "$base.new" "$base"
}

# The sources as somebody would get them, and the words of this version.
bring_sources() {
	mkdir -p "$machine/root/discprov" "$machine/root/test"
	ours | tar -cf - -T - | tar -xf - -C "$machine/root/discprov"
	cp "tests/install/$inside" "$machine/root/test/inside.sh"
	cp tests/install/seen.sh tests/install/words.awk tests/lib/tap.sh \
	    "$machine/root/test"
	cp tests/install/*.service tests/install/*.target \
	    "$machine/etc/systemd/system"
	systemctl --root="$machine" set-default install-test.target \
	    >/dev/null 2>&1
}

in_machine() { # COMMAND...
	env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TERM=dumb \
	    DEBIAN_FRONTEND=noninteractive ${http_proxy:+http_proxy="$http_proxy"} \
	    chroot "$machine" "$@"
}

in_machine_bash() { # NAME: commands from standard input
	cat >"$machine/root/test/$1.sh"
	in_machine bash -e "/root/test/$1.sh" >"$machine/root/test/$1.log" \
	    2>&1 || {
		grep -E '^(not ok|FAIL|ERROR|E:)|[Ee]rror' \
		    "$machine/root/test/$1.log" | tail -n 20
		tail -n 20 "$machine/root/test/$1.log"
		die "the words of the $1 failed"
	}
}

# Nothing starts in here, and it has the network of this host.
open_it() {
	printf '#!/bin/sh\nexit 101\n' >"$machine/usr/sbin/policy-rc.d"
	chmod 755 "$machine/usr/sbin/policy-rc.d"
	cp /etc/resolv.conf "$machine/etc/resolv.conf"
	mount -t proc proc "$machine/proc"
}
close_it() {
	umount "$machine/proc"
	rm "$machine/usr/sbin/policy-rc.d"
}

# Boot; the machine follows inside.sh PART and goes off by itself.
boot() { # PART
	echo "$1" >"$machine/root/test/part"
	: >"$machine/root/test/out"
	timeout -k 20 900 systemd-nspawn -q --register=no --keep-unit \
	    --private-network -M "install-$name" -D "$machine" -b \
	    </dev/null >"$machine/root/test/console" 2>&1 || :
	tee "$machine/root/test/out.$1" <"$machine/root/test/out"
	grep -q "^1\.\." "$machine/root/test/out" &&
	    ! grep -q "^not ok" "$machine/root/test/out" || {
		tail -n 15 "$machine/root/test/console"
		bad=1
	}
}

# boots PART...: one after the other, while all is well; then the last line
boots() {
	bad=0
	for part in "$@"; do
		[ "$bad" -ne 0 ] || {
			say "booting it: $part"
			boot "$part"
		}
	done
	ok=$(cat "$machine"/root/test/out.* | grep -c '^ok' || :)
	no=$(cat "$machine"/root/test/out.* | grep -c '^not ok' || :)
	[ "$bad" -eq 0 ] || [ "$no" -gt 0 ] || no=1
	printf '%s passed, %s failed\n' "$ok" "$no"
	exit "$bad"
}
