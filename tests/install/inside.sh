#!/bin/bash
# SPDX-License-Identifier: ISC
# Inside the booted machine: follow the installed guide block by block, and see
# what comes of it.  install.sh boots the machine twice; part says which time.
page=/usr/local/share/man/man7/discprov-guide.7
. /root/test/seen.sh
ini=/usr/local/etc/discprov/discprov.ini

set_up() {
	chain_start 1
	yours
	for b in packages users database peer settings secrets start catch-up \
	    nginx; do
		follow $b
	done
	within 60 says 200 /health_check
	follow curl
	tap "the guide's curl says 200" same 200 "$(tail -n 1 log.curl)"
	tap "the chain is indexed to its head" within 120 current
	tap "in one go, which has ended well" within 60 caught_up
	tap "nginx keeps what may be kept" within 20 kept /v1/users/handle/nobody
	tap "there are users" test "$(sql 'SELECT count(*) FROM disc.users')" -gt 0
	follow local
	tap "without a network the pool answers" within 20 current
	tap "from the cache, too" within 20 kept /v1/users/handle/nobody
	tap "its processes have none" not test \
	    "$(readlink "/proc/$(show discprov-fcgi@1 MainPID)/ns/net")" = \
	    "$(readlink /proc/1/ns/net)"
	follow monitor
	tap "nothing has gone wrong" same '' "$(tail -n +3 log.monitor)"
}

# Who can read what.
separate() {
	local dir=${ini%/*} pid
	tap "the pool's user cannot read the writer's URL" \
	    not runuser -u discprov -- cat "$dir/discprov-index.env"
	tap "the indexer's user cannot read the key" \
	    not runuser -u discprov-index -- cat "$dir/discprov-fcgi.env"
	tap "nor can anybody else" not runuser -u nobody -- \
	    cat "$dir/discprov-fcgi.env"
	tap "the pool's user is not the writer for the database" \
	    not runuser -u discprov -- psql "$writer" -c 'SELECT 1'
	(umask 077 && echo "audius_db_url='$writer'" >"$dir/discprov.env")
	systemctl restart discprov-fcgi@1
	pid=$(show discprov-fcgi@1 MainPID)
	within 10 test -s "/proc/$pid/environ"
	tap "a process of the pool is not given the writer's URL" \
	    not grep -qz '^audius_db_url=' "/proc/$pid/environ"
	tap "but the reader's" \
	    grep -qz '^audius_db_url_read_replica=' "/proc/$pid/environ"
	tap "nor says that it could not read root's file" same '' "$(journalctl \
	    -q -u discprov-fcgi@1 | grep 'discprov.env: ')"
	rm "$dir/discprov.env"
	for u in discprov-fcgi@1 discprov-index discprov-catch-up \
	    discprov-job@delist; do
		tap "$u leaves no core" same 0 "$(show "$u" LimitCORE)"
	done
	tap "the reader cannot take the indexer's lock" not runuser -u discprov \
	    -- psql -q "$reader" -c 'SELECT pg_advisory_lock(1684632432, 1)'
}

# A wrong configuration ends the pool, a database that is away does not.
troubles() {
	cp -p "$ini" ini.good
	printf '[discprov]\nundo_depth = many\n' >"$ini"
	systemctl restart discprov-fcgi@1
	tap "a wrong configuration ends a process" \
	    within 20 state discprov-fcgi@1 failed
	sleep 3
	tap "with status 78, and for good" same "78 failed 0" "$(show \
	    discprov-fcgi@1 ExecMainStatus) $(show discprov-fcgi@1 \
	    ActiveState) $(show discprov-fcgi@1 NRestarts)"
	cp -p ini.good "$ini"
	systemctl stop discprov-index.timer postgresql
	# shellcheck disable=SC2086 # words
	systemctl restart $pool
	# nobody has asked for it yet, so nginx has no older answer
	tap "without the database the pool starts" \
	    within 20 says 503 /v1/users/handle/somebody
	for u in $pool; do
		tap "$u is up" same "active 0" \
		    "$(systemctl is-active "$u") $(show "$u" NRestarts)"
	done
	systemctl start postgresql discprov-index.timer
	tap "and answers when it is back" within 60 current
}

years() {
	# the database by TCP, so with the network
	rm -r /etc/systemd/system/discprov-{fcgi,status}@.service.d
	systemctl daemon-reload
	follow password
	follow secrets
	# shellcheck disable=SC2086 # words
	systemctl restart $pool
	systemctl restart discprov-index
	tap "with passwords the indexer runs" same success "$(show discprov-index Result)"
	tap "and the pool answers" within 30 current

	cp /etc/ssl/certs/ssl-cert-snakeoil.pem /etc/ssl/disc.crt
	cp /etc/ssl/private/ssl-cert-snakeoil.key /etc/ssl/private/disc.key
	follow tls
	tap "TLS" within 20 says_tls 200 /health_check
	follow hand
	tap "by hand the writer's settings are in force" \
	    grep -q '^db.url = .*audius_db_url' log.hand
	follow inventory
	page=/usr/local/share/man/man8/discprov-crawl.8 follow crawl-key
	page=/usr/local/share/man/man8/discprov-cloud.8 follow cloud
	systemctl enable -q --now discprov-crawl.timer
	tap "owners of connections are answered" within 2 says 401 /cloud/connections
	systemctl start discprov-crawl
	tap "and providers read, as soon as there are some" \
	    same success "$(show discprov-crawl Result)"
	follow jobs
	tap "each job has a timer" same "$(discprov-job --help |
	    grep -c '^  [a-z-]*  *every ')" \
	    "$(systemctl is-active 'discprov-job-*.timer' | grep -c '^active')"

	before=$(sql 'SELECT count(*), sum(user_id) FROM disc.users')
	follow backup
	follow restore
	tap "what was there is there again" same "$before" \
	    "$(sql 'SELECT count(*), sum(user_id) FROM disc.users')"
	tap "and the node goes on" within 60 current
	cd /root/discprov || exit 1
	follow docs
	tap "the documents are served" within 20 says 200 /docs/
	tap "each page" within 20 says 200 /docs/discprov-guide.7.html
	cd /root/discprov || exit 1
	follow upgrade
	tap "after an upgrade it goes on" within 60 current
	tap "with its own settings" within 20 says_tls 200 /health_check
}

# What the page of alerts says, each block as it stands.  That a unit which it
# looks at does not run, or that a node is not all well, is no failure of the words.
alerts() (
	page=/usr/local/share/man/man7/discprov-alerts.7
	systemctl() { command systemctl "$@" || [ "$1 $?" = "status 3" ]; }
	discprov() { command discprov "$@" || case "$1 $?" in
		"status 69" | "nodes 69") ;;
		*) false ;;
		esac }
	for b in $(awk -f words.awk -v list=1 $page); do
		follow "$b"
	done
	echo "$tap_n" >alerts
)

again() {
	for u in discprov-fcgi.socket $pool discprov-index.timer nginx; do
		tap "after a start $u is active" within 30 state "$u" active
	done
	tap "and the node answers" within 60 says 200 /health_check
	chain_start 2
	sed -i "s/127\.0\.0\.1:[0-9]*/127.0.0.1:$port/" "$ini"
	tap "and goes on indexing" within 60 current
	alerts
	tap_n=$(cat alerts)
	tap "which leave it well" within 60 current
	writer="postgresql:///audius_discovery?user=discprov_writer"
	systemctl stop discprov-index.timer discprov-index discprov-jobs.target
	page=/usr/local/share/man/man8/discprov.8 follow anew
	systemctl start discprov-index.timer
	tap "begun anew it indexes all again" within 120 current
	cd /root/discprov || exit 1
	follow removal
	tap "nothing is left of it" same '' "$(find / -xdev \( -path /root -o \
	    -path /proc -o -path /var/backups \) -prune -o -name '*discprov*' \
	    -print)"
	tap "no unit" same '' \
	    "$(systemctl list-unit-files --no-legend 'discprov*')"
	tap "no user" not grep -q '^discprov' /etc/passwd
	tap "no role and no line about one" same '' "$(cd / && runuser -u postgres \
	    -- psql -Atc "SELECT rolname FROM pg_roles WHERE rolname ~ 'disc'"
	    grep -rhE 'discprov|audius_disc' /etc/postgresql)"
	tap "nginx runs without it" state nginx active
}

case $(cat part) in
set-up)
	set_up
	separate
	troubles
	years ;;
again) again ;;
esac
tap_done
