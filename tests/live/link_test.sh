#!/bin/sh
# SPDX-License-Identifier: ISC
# discprov-link@.service: its command line against a real sshd.  What the key may
# be used for, what it may not, and that a link that is lost is seen.
. "${srcdir:?}/tests/lib/tap.sh"
. "$srcdir/tests/lib/pg.sh"
. "$srcdir/tests/lib/stack.sh"
guard_here || exit 1
dir=$GUARDED
[ "$(id -u)" -ne 0 ] || mkdir -p /run/sshd # of root sshd wants that there is one
near=$(stack_port_free) far=$(stack_port_free) other=$(stack_port_free)
door=$(stack_port_free)

for key in host other-host key; do
	ssh-keygen -q -t ed25519 -N '' -f "$dir/$key"
done
# As the manual has it: the key opens one port and nothing else.
printf 'restrict,port-forwarding,permitopen="127.0.0.1:%s",command="/bin/false" %s\n' "$far" \
    "$(cat "$dir/key.pub")" >"$dir/allowed"
chmod 600 "$dir/allowed"
cat >"$dir/sshd" <<END
Port $door
ListenAddress 127.0.0.1
HostKey $dir/host
AuthorizedKeysFile $dir/allowed
PidFile none
UsePAM no
StrictModes no
PasswordAuthentication no
KbdInteractiveAuthentication no
END
sshd_start() {
	/usr/sbin/sshd -D -e -f "$dir/sshd" 2>>"$dir/sshd.log" &
	sshd=$!
	until_true stack_port_taken "$door"
}
until_true() {
	tries=0
	until "$@"; do
		tries=$((tries + 1))
		[ "$tries" -lt 600 ] || return 1
		sleep 0.1
	done
}
knows() { # HOST-KEY
	printf '[127.0.0.1]:%s %s\n' "$door" "$(cut -d' ' -f1,2 "$dir/$1.pub")" \
	    >"$dir/known_hosts"
}
config() { # PORT THERE
	cat >"$dir/db.conf" <<END
Host link
	HostName 127.0.0.1
	Port $door
	User $(id -un)
	IdentityFile $dir/key
	IdentitiesOnly yes
	UserKnownHostsFile $dir/known_hosts
	LocalForward 127.0.0.1:$near 127.0.0.1:$1
END
}
# The unit's own line, with its file here.
line=$(sed -n 's/^ExecStart=//p' "$srcdir/cron/discprov-link@.service.in" |
    sed "s|@sysconfdir@/discprov/link/%i.conf|$dir/db.conf|")
link_start() {
	# shellcheck disable=SC2086 # words of a command line
	$line </dev/null >>"$dir/link.log" 2>&1 &
	link=$!
}
# ended: with which status it ends by itself
link_ends() {
	until_true eval "! guard_alive $link" || kill -s KILL "$link"
	wait "$link"
	ended=$?
}
# What answers at the far end: a server of HTTP is enough.
serve() { # PORT WORD
	node -e 'require("http").createServer((q, r) => r.end(process.argv[2]))
	    .listen(+process.argv[1], "127.0.0.1")' "$1" "$2" &
	until_true stack_port_taken "$1"
}
get() { curl -s --noproxy '*' --max-time 10 "http://127.0.0.1:$near/"; }

serve "$far" permitted
serve "$other" another
sshd_start
knows host
config "$far"
link_start
tap "the link is up" until_true stack_port_taken "$near"
tap "what it leads to answers" same permitted "$(get)"
# shellcheck disable=SC2029 # it is to be expanded here
said=$(ssh -F "$dir/db.conf" -o BatchMode=yes -o ClearAllForwardings=yes link \
    "echo in" 2>/dev/null </dev/null)
tap "the key runs no command" same '' "$said"

# The server ends, as when the other machine is lost.
for pid in $(pgrep -P "$sshd") "$sshd"; do kill -s KILL "$pid"; done
wait "$sshd" 2>/dev/null
link_ends
tap "a link whose other end is lost ends, so that it is started again" same 255 "$ended"
sshd_start
link_start
tap "and is there again with the other machine" \
    until_true stack_port_taken "$near"
tap "and leads there" same permitted "$(get)"

# A machine that stands still says nothing; the session is stopped, not ended.
for pid in $(pgrep -P "$sshd"); do
	kill -s STOP "$pid" $(pgrep -P "$pid")
done
link_ends
tap "a link that hears nothing ends" same 255 "$ended"
for pid in $(pgrep -P "$sshd"); do
	kill -s KILL "$pid" $(pgrep -P "$pid")
done

config "$other"
link_start
until_true stack_port_taken "$near"
tap "the key opens no other port" same '' "$(get)"
kill "$link"
wait "$link"

knows other-host
config "$far"
link_start
link_ends
tap "a machine with another host key is not spoken to" same 255 "$ended"
knows host
: >"$dir/allowed"
link_start
link_ends
tap "a key that was taken back opens nothing" same 255 "$ended"

# systemd starts such a link again and again: it must be seen all the same.
mkdir "$dir/bin"
cat >"$dir/bin/systemctl" <<'END'
#!/bin/sh
[ "$1" = list-units ] || exit 0
echo "discprov-link@db.service loaded activating auto-restart discprov: link db"
echo "discprov-link@cache.service loaded active running discprov: link cache"
END
chmod 755 "$dir/bin/systemctl"
: >"$dir/empty.ini"
said=$(PATH=$dir/bin:$PATH LOCAL_CONFIG=$dir/empty.ini \
    audius_db_url="postgresql:///x?host=$dir" \
    "${builddir:?}/discprov" status 2>&1)
tap "status names the link that is down" matches "*discprov-link@db.service*" "$said"
case $said in *discprov-link@cache*) seen=yes ;; *) seen=no ;; esac
tap "and not the one that is up" same no "$seen"
tap_done
