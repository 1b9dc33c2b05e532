# SPDX-License-Identifier: ISC
# shellcheck shell=sh
# Long work that says nothing by itself: how far it is, and why it failed.  On
# a terminal one line moves; elsewhere a plain line comes every ten seconds.
# The work runs in the foreground, so that Ctrl-C ends it and not us alone.
# Offers: progress LABEL FAR LOG COMMAND...; the FARs below.
#
#   FAR   a function that makes a few words of the log so far
#   LOG   the file that gets all that the command says

progress_say() { printf '%s\n' "dev: $*" >&2; }

# Until it is ended, or left alone by a killed parent.
progress_watch() { # LABEL FAR LOG
	every=20 ticks=0
	[ ! -t 2 ] || every=1
	while sleep 0.5 >/dev/null 2>&1 && kill -0 $$ 2>/dev/null; do
		ticks=$((ticks + 1))
		[ $((ticks % every)) -eq 0 ] || continue
		far=$("$2" "$3" 2>/dev/null)
		line="dev: $1: ${far:-at work}, $((ticks / 2)) s"
		if [ -t 2 ]; then
			printf '\r\033[K%.79s' "$line" >&2
		else
			printf '%.200s\n' "$line" >&2
		fi
	done
}

# The status of the command; when it failed, with the end of what it said.
progress() { # LABEL FAR LOG COMMAND...
	progress_label=$1 progress_log=$3
	mkdir -p "${3%/*}" && : >"$3" || return
	progress_watch "$1" "$2" "$3" &
	progress_watcher=$!
	shift 3
	progress_from=$(date +%s) progress_st=0
	"$@" >>"$progress_log" 2>&1 || progress_st=$?
	kill "$progress_watcher" 2>/dev/null
	wait "$progress_watcher" 2>/dev/null || :
	[ ! -t 2 ] || printf '\r\033[K' >&2
	if [ "$progress_st" -eq 0 ]; then
		progress_say "$progress_label: done in" \
		    "$(($(date +%s) - progress_from)) s"
	else
		progress_say "$progress_label failed; the end of $progress_log:"
		tail -n 30 "$progress_log" >&2
	fi
	return "$progress_st"
}

last_far() { tail -n 1 "$1"; }

# apt-get with APT::Status-Fd: kind:package:percent:sentence
apt_far() {
	awk -F: '/^(dl|pm)status:/ {
		for (i = 3; i < NF && $i !~ /^[0-9.]+$/; i++)
			;
		far = sprintf("%s %d %%, %s", /^dl/ ? "download" : "installation",
		    $i, $(i + 1))
	}
	END { print far == "" ? "asking for the newest lists" : far }' "$1"
}

# npm with --loglevel=http; NPM_LOCK: the lock file
npm_far() {
	printf '%s of %s packages' "$(grep -c 'http .*\.tgz' "$1")" \
	    "$(grep -c '"integrity"' "$NPM_LOCK")"
}

# automake's short lines
make_far() {
	awk '$1 ~ /^(CC|CCLD|AR|GEN)$/ { n++; at = $2 }
	END { print n + 0 " files, now " (at == "" ? "the first" : at) }' "$1"
}
