#!/bin/bash
# SPDX-License-Identifier: ISC
# Inside the booted machine: the packages, by the guide's words for them.
# deb_test.sh boots the machine twice; part says which time.
# The guide is read from the package: there is none before it is installed.
page=/root/test/page
. /root/test/seen.sh
ini=/etc/discprov/discprov.ini

guide() {
	dpkg-deb --fsys-tarfile /root/one/discprov_*.deb |
	    tar -xO ./usr/share/man/man7/discprov-guide.7.gz | zcat >"$page"
}
versions() {
	dpkg-query -W -f '${Package} ${Version}\n' 'discprov*' | sort
}
# in FOLDER BLOCK
in_folder() {
	cd "$1" || exit 1
	follow "$2"
}
ask_all_the_time() {
	while [ -e asking ]; do
		printf '%s\n' \
		    "$(get "http://127.0.0.1/v1/users/handle/nobody?is=$RANDOM")"
	done >>answers
}
fresh() {
	local before=$SECONDS
	in_folder /root/one deb
	tap "it answers at once" within 20 says 200 /version
	echo "# from apt-get to the first 200: $((SECONDS - before)) s"
	for u in $pool discprov-status@1 discprov-fcgi.socket nginx; do
		tap "$u is up" same active "$(systemctl is-active "$u")"
	done
	tap "no chain is known, so nobody indexes" \
	    same inactive "$(systemctl is-active discprov-index.timer)"
	tap "the database has its tables" test \
	    "$(sql "SELECT count(*) FROM pg_tables WHERE schemaname = 'disc'")" \
	    -gt 50
	tap "it is set up once" discprov-db setup
	tap "the documents are served" says 200 /docs/
	tap "each page" says 200 /docs/discprov-guide.7.html
	follow deb-settings
	tap "the chain is indexed to its head" within 120 current
	for u in discprov-index.timer discprov-jobs.target; do
		tap "$u is up" same active "$(systemctl is-active "$u")"
	done
	tap "there are users" test "$(sql 'SELECT count(*) FROM disc.users')" -gt 0
	tap "others cannot read the key" not runuser -u nobody -- \
	    cat /etc/discprov/discprov-fcgi.env
}

upgrade() {
	local before site=/etc/nginx/sites-available/discprov
	before=$(sql 'SELECT count(*) FROM disc.users')
	echo '# mine' >>"$ini"
	echo '# mine' >>$site
	touch asking
	for _ in 1 2 3 4; do ask_all_the_time & done
	in_folder /root/two deb-upgrade
	sleep 2
	rm asking
	wait
	tap "the new version is there" same "$(versions | grep -c '+1$')" 4
	tap "requests were answered meanwhile" test "$(wc -l <answers)" -gt 20
	tap "and each as before" same '404' "$(sort -u answers)"
	tap "each process of the pool is new" same '' "$(for u in $pool; do
		[ "$(stat -c %Y "/proc/$(show "$u" MainPID)")" -ge \
		    "$(stat -c %Y /usr/sbin/discprov-fcgi)" ] || echo "$u"
	done)"
	tap "what was changed has stayed" same 2 \
	    "$(grep -lx '# mine' "$ini" $site | wc -l)"
	tap "what was there is there" test \
	    "$(sql 'SELECT count(*) FROM disc.users')" -ge "$before"
	tap "and the node goes on" within 60 current
}

away_and_back() {
	follow deb-removal
	tap "nothing of it runs" same '' "$(systemctl list-units --no-legend \
	    --plain --state=active 'discprov*')"
	tap "nginx runs without it" same active "$(systemctl is-active nginx)"
	tap "with its default site" test -e /etc/nginx/sites-enabled/default
	tap "the data are there" test \
	    "$(sql 'SELECT count(*) FROM disc.users')" -gt 0
	in_folder /root/one deb
	tap "installed again it goes on" within 60 current
}

set_up() {
	guide
	chain_start 1
	yours
	fresh
	upgrade
	away_and_back
}

answers_there() {
	local before
	mkdir -p /etc/discprov
	sed "s/127\.0\.0\.1:[0-9]*/127.0.0.1:$port/" settings/discprov.ini >"$ini"
	cp -p settings/discprov-fcgi.env /etc/discprov/
	before=$SECONDS
	in_folder /root/one deb
	tap "with all answers there it indexes by itself" within 60 current
	echo "# from apt-get to the head of the chain: $((SECONDS - before)) s"
}

nothing_left() {
	tap "nothing is left of it" same '' "$(find / -xdev \( -path /root -o \
	    -path /proc -o -path /sys -o -path /var/cache/apt -o \
	    -path /var/lib/apt -o -path /var/log \) -prune -o \
	    -name '*discprov*' -print)"
	tap "no user" not grep -q '^discprov' /etc/passwd
	tap "no role and no line about one" same '' "$(cd / && runuser -u postgres \
	    -- psql -Atc "SELECT rolname FROM pg_roles WHERE rolname ~ 'disc'"
	    grep -rhE 'discprov|audius_disc' /etc/postgresql)"
	tap "nginx runs without it" same active "$(systemctl is-active nginx)"
}

again() {
	for u in discprov-fcgi.socket $pool discprov-index.timer nginx; do
		tap "after a start $u is active" within 30 state "$u" active
	done
	tap "and the node answers" within 60 says 200 /health_check
	chain_start 2
	sed -i "s/127\.0\.0\.1:[0-9]*/127.0.0.1:$port/" "$ini"
	tap "and goes on indexing" within 60 current
	mkdir settings
	cp -p "$ini" settings
	(umask 077 && grep private_key /etc/discprov/discprov-fcgi.env \
	    >settings/discprov-fcgi.env)
	follow deb-purge
	nothing_left
	answers_there
	follow deb-purge
	nothing_left
}

case $(cat part) in
set-up) set_up ;;
again) again ;;
esac
tap_done
