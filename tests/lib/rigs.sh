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

# Node packages, likewise: 500 MB.
rigs_node() {
	RIGS_NODE=$top/build/rigs-node
	export RIGS_NODE
	mkdir -p "$RIGS_NODE"
	cp "$top/tests/crawl/rigs/package.json" "$RIGS_NODE/"
	cmp -s "$top/tests/crawl/rigs/package-lock.json" \
	    "$RIGS_NODE/package-lock.json" ||
	    rm -rf "$RIGS_NODE/node_modules"
	cp "$top/tests/crawl/rigs/package-lock.json" "$RIGS_NODE/"
	pkg_npm build/rigs-node || exit 1
}

rigs_wanted() { # FILE
	[ -n "${TESTS:-}" ] || return 0
	for word in $TESTS; do
		case $1 in *"$word"*) return 0 ;; esac
	done
	return 1
}

# A Debian of its own with OpenStack's packages, made once (2.4 GB): only root can.
rigs_machine() {
	RIGS_MACHINE=${RIGS_MACHINE:-$top/build/openstack}
	export RIGS_MACHINE
	[ ! -e "$RIGS_MACHINE/installed" ] || return 0
	[ "$(id -u)" -eq 0 ] || {
		unset RIGS_MACHINE
		return 0
	}
	mkdir -p "$pkg_logs"
	progress "a Debian with OpenStack" last_far "$pkg_logs/rigs-machine.log" \
	    unshare --mount --uts sh -eu -c "$rigs_machine_script" sh \
	    "$RIGS_MACHINE" || exit 1
}

# Nothing is started in it; what its packages want to know is there: a host's
# name, and processes.
rigs_machine_script='
m=$1
rm -rf --one-file-system "$m"
hostname localhost
debootstrap --variant=minbase bookworm "$m"
printf "#!/bin/sh\nexit 101\n" >"$m/usr/sbin/policy-rc.d"
chmod 755 "$m/usr/sbin/policy-rc.d"
cp /etc/resolv.conf "$m/etc/resolv.conf"
printf "127.0.0.1 localhost\n" >"$m/etc/hosts"
echo localhost >"$m/etc/hostname"
mount -t proc proc "$m/proc"
env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TERM=dumb \
    DEBIAN_FRONTEND=noninteractive ${http_proxy:+http_proxy="$http_proxy"} \
    chroot "$m" sh -eu -c "apt-get -q update
apt-get -q install -y --no-install-recommends mariadb-server rabbitmq-server \
    keystone glance-api placement-api nova-api nova-conductor nova-scheduler \
    nova-compute neutron-server cinder-api cinder-scheduler cinder-volume \
    python3-pymysql procps
apt-get clean"
umount "$m/proc"
touch "$m/installed"
'

# The machine has fixed ports, so it gets a network of its own, and so do we.
rigs_run() { # FILE
	case $1 in
	*/openstack.test.mjs)
		rigs_machine
		[ -z "${RIGS_MACHINE:-}" ] || {
			unshare --net sh -c 'ip link set lo up && exec "$@"' sh \
			    timeout -k 9 1800 node --test-reporter=spec "$1"
			return
		}
		;;
	esac
	timeout -k 9 1800 node --test-reporter=spec "$1"
}

rigs() {
	rigs_install
	rigs_node
	compile build tests/live/crawl_wire
	BUILD=$top/build
	export BUILD
	failed=0
	for f in "$top"/tests/crawl/rigs/*.test.mjs; do
		rigs_wanted "$f" || continue
		rigs_run "$f" || failed=1
	done
	exit "$failed"
}
