# SPDX-License-Identifier: ISC
# shellcheck shell=sh
# Packages: install what is missing, touch nothing else of the host.
# Wants: top.  Offers: pkg_need WORD...: Debian's packages of these words, and
# the Node packages of those that have some.
# What the installers say is kept in build/install/.

: "${top:?}"
. "$top/tests/lib/progress.sh"

pkg_logs=$top/build/install
pkg_say() { progress_say "$@"; }

# Is one of the alternatives "a|b|:cmd" there?
pkg_has() {
	for alt in $(printf '%s' "$1" | tr '|' ' '); do
		case $alt in
		:*) command -v "${alt#:}" >/dev/null 2>&1 && return 0 ;;
		*) case $(dpkg-query -W -f '${db:Status-Status} ' "$alt" \
		    2>/dev/null) in 'installed '*) return 0 ;; esac ;;
		esac
	done
	return 1
}

# The packages of some words that are not installed.
pkg_missing() {
	sed 's/[[:space:]]*#.*//; /^$/d' "$top/tests/lib/pkg/apt.txt" |
	    while read -r word package; do
		case " $* " in *" $word "*) ;; *) continue ;; esac
		pkg_has "$package" || printf '%s\n' "${package%%|*}"
	done
}

pkg_root() {
	if [ "$(id -u)" -eq 0 ]; then
		"$@"
	else
		sudo "$@"
	fi
}

# As root, in one shell, so that a password is asked for once: no service is
# started or enabled by the installation, and no database cluster created.
# Every file put down for that is gone, or as it was, afterwards.
# shellcheck disable=SC2016 # expanded by the inner shell
pkg_install_script='
set -eu
export DEBIAN_FRONTEND=noninteractive
policy=/usr/sbin/policy-rc.d
cluster=/etc/postgresql-common/createcluster.conf
made= saved= quiet=
apt() {
	apt-get -q -o DPkg::Lock::Timeout=600 -o APT::Status-Fd=1 \
	    -o APT::Keep-Downloaded-Packages=false "$@"
}
undo() {
	[ -z "$made" ] || rm -f "$policy"
	[ -z "$saved" ] || mv -f "$saved" "$cluster"
}
trap undo EXIT
trap "exit 1" HUP INT TERM
if [ ! -e "$policy" ]; then
	printf "#!/bin/sh\nexit 101\n" >"$policy"
	chmod 755 "$policy"
	made=y
fi
for s in nginx memcached prometheus patroni; do
	case " $* " in *" $s "*) quiet="$quiet $s" ;; esac
done
case " $* " in *" openssh-server "*) quiet="$quiet ssh" ;; esac
case " $* " in *" etcd-server "*) quiet="$quiet etcd" ;; esac
apt update
case " $* " in *" postgresql "*)
	apt install -y --no-install-recommends postgresql-common
	saved=$(mktemp "$cluster.XXXXXX")
	cp -p "$cluster" "$saved"
	printf "create_main_cluster = false\n" >"$cluster" ;;
esac
apt install -y --no-install-recommends "$@"
for s in $quiet; do
	update-rc.d "$s" disable >/dev/null 2>&1 || :
done
'

pkg_apt() { # WORD...
	missing=$(pkg_missing "$@" | tr '\n' ' ')
	[ -n "$missing" ] || return 0
	if ! command -v apt-get >/dev/null 2>&1; then
		pkg_say "please install: $missing"
		return 1
	fi
	if [ "$(id -u)" -ne 0 ] && ! command -v sudo >/dev/null 2>&1; then
		pkg_say "neither root nor sudo: please install: $missing"
		return 1
	fi
	pkg_say "installing with apt-get: $missing"
	# a password is asked for before a line moves over the question
	[ "$(id -u)" -eq 0 ] || sudo -v || return 1
	# shellcheck disable=SC2086 # a list of words
	progress "Debian packages" apt_far "$pkg_logs/apt.log" \
	    pkg_root sh -c "$pkg_install_script" apt $missing
}

pkg_node_is_new() {
	case $(node --version 2>/dev/null) in
	v1[89].* | v[2-9]?.*) return 0 ;;
	esac
	pkg_say "node 18 or newer is needed, found '$(node --version 2>&1)'"
	return 1
}

# The Node packages of a folder, once per state of its lock file.
pkg_npm() ( # FOLDER
	folder=$top/$1
	NPM_LOCK=$folder/package-lock.json
	stamp=$folder/node_modules/.discprov-lock
	! cmp -s "$NPM_LOCK" "$stamp" || exit 0
	pkg_node_is_new || exit 1
	exec 9<"$NPM_LOCK"
	flock 9
	! cmp -s "$NPM_LOCK" "$stamp" || exit 0
	cd "$folder" || exit 1
	set -- "Node packages of $1" npm_far "$pkg_logs/npm.log" \
	    npm ci --no-progress --no-audit --no-fund --loglevel=http
	# elsewhere ANVIL names the chain's program, see anvil.sh
	[ "$(uname -m)" = x86_64 ] || set -- "$@" --force
	# who has no cache of npm's gets none
	[ -d "${HOME:-}/.npm" ] || set -- "$@" --cache "$pkg_logs/npm"
	progress "$@" || exit 1
	rm -rf "$pkg_logs/npm"
	cp "$NPM_LOCK" "$stamp"
)

# Which words need Node packages, and in which folder they are named.
pkg_need() { # WORD...
	pkg_apt "$@" || return
	for word; do
		case $word in
		chain) pkg_npm tests || return ;;
		clients) pkg_npm tests/clients || return ;;
		esac
	done
}
