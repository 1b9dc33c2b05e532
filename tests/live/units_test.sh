#!/bin/sh
# SPDX-License-Identifier: ISC
# What "make install" puts in place, run as systemd and cron would: the
# command lines come from the installed files.
POOL=1
. "${srcdir:?}/tests/lib/alone.sh"
unset MAKEFLAGS MAKELEVEL MFLAGS
dir=$GUARDED
dest=$dir/root

put() {
	make -s -C "$BUILD" DESTDIR="$dest" "$@" >"$dir/make.log" 2>&1 || {
		cat "$dir/make.log"
		return 1
	}
}
# Where a file was installed: the prefix is the builder's choice.
placed() { find "$dest" -path "*/$1"; }

tap "everything is installed" put install
for f in sbin/discprov-index sbin/discprov-fcgi sbin/discprov \
    systemd/system/discprov-fcgi.socket \
    systemd/system/discprov-fcgi@.service \
    systemd/system/discprov-status.socket \
    systemd/system/discprov-status@.service \
    systemd/system/discprov-index.service \
    systemd/system/discprov-index.timer sbin/discprov-job \
    systemd/system/discprov-job@.service man8/discprov-job.8 sysusers.d/discprov.conf \
    sbin/discprov-crawl systemd/system/discprov-crawl.service \
    systemd/system/discprov-crawl.timer man8/discprov-crawl.8 \
    sbin/discprov-cloud systemd/system/discprov-cloud.socket \
    systemd/system/discprov-cloud@.service man8/discprov-cloud.8 \
    nginx/discprov_cloud.conf \
    discprov/providers/file/server-import.json \
    tmpfiles.d/discprov.conf nginx/sites-available/discprov \
    nginx/discprov_params.conf nginx/discprov_routes.conf discprov/discprov.ini \
    discprov/discprov.cron discprov/default-config.ini \
    discprov/sql/roles.sql man8/discprov-index.8 man8/discprov-fcgi.8 \
    systemd/system/discprov-catch-up.service man7/discprov-guide.7 \
    man8/discprov.8; do
	tap "$f is there" test -s "$(placed $f)"
done
tap "there is a folder for what the operator adds to the site" \
    test -d "$(placed nginx/discprov.d)"
units=$(dirname "$(placed discprov-index.timer)")
tap "no unit of the pool hides /proc/meminfo, which the health check reads" \
    same '' "$(grep -l '^ExecStart=.*/discprov-fcgi' "$units"/*.service |
	xargs grep -l '^ProcSubset=pid')"
kept=$(sed -n 's|^fastcgi_cache_path \(.*\)/l1 .*|\1|p' \
    "$(placed nginx/sites-available/discprov)")
# where it were read-only, nginx would be asked to keep nothing
tap "each unit of the pool sees the disk under nginx's cache as it is" \
    same '' "$(grep -l '^ExecStart=.*/discprov-fcgi' "$units"/*.service |
	xargs grep -Lx "ReadWritePaths=-${kept:-none}")"
ini=$(placed discprov/discprov.ini)
sbin=$(dirname "$(placed discprov-index)")
etc=${ini%/discprov/discprov.ini}
tap "no placeholder is left in an installed file" \
    sh -c "! grep -rnE '@[A-Za-z]+@' '$etc' '$units'"
echo '; mine' >"$ini"
tap "variables of make install count after make" put install \
    nginxlisten=8081 nginxname=disc.example.org nginxgroup=web
site=$(placed nginx/sites-available/discprov)
tap "the site has them" same "listen 8081; server_name disc.example.org;" \
    "$(sed -n 's/^\tlisten/listen/p; s/^\tserver_name/server_name/p' \
	"$site" | tr '\n' ' ' | sed 's/ $//')"
tap "and the socket" grep -qx 'SocketGroup=web' \
    "$units/discprov-fcgi.socket"
put install
tap "the next one without them has none" grep -qx '	listen 80;' "$site"
tap "an operator's configuration is kept" same '; mine' "$(cat "$ini")"
cp "$(placed default-config.ini)" "$ini"
tap "the sample configuration is accepted as it is" \
    "$sbin/discprov" -c "$ini" config

# --- systemd reads the units without a word, beside its own
mkdir -p "$dest/lib/systemd"
cp -a /lib/systemd/system "$dest/lib/systemd/"
rm -rf "${dest:?}/lib"/systemd/system/*.wants
mkdir -p "$dest/bin"
cp /bin/sh "$dest/bin"
for u in discprov-index.timer discprov-index.service discprov-fcgi.socket \
    discprov-catch-up.service discprov-crawl.timer discprov-crawl.service \
    discprov-cloud.socket discprov-cloud@1.service discprov-fcgi@1.service discprov-status.socket \
    discprov-status@1.service discprov-job@service-providers.service \
    discprov-pool.target discprov-jobs.target discprov-jobs-ethereum.target \
    $(cd "$units" && ls discprov-job-*.timer); do
	tap "$u is understood" same '' \
	    "$(systemd-analyze verify --man=no --root="$dest" $u 2>&1)"
done
rm -r "${dest:?}/bin"
for u in discprov-index.service discprov-job@.service; do
	tap "$u: what systemd says of each start is left out of the journal" \
	    same notice "$(sed -n 's/^LogLevelMax=//p' "$units/$u")"
done
for u in discprov-index.service discprov-fcgi@1.service \
    discprov-catch-up.service discprov-status@1.service \
    discprov-crawl.service discprov-cloud@1.service \
    discprov-job@service-providers.service; do
	tap "$u gives away little" systemd-analyze security --offline=yes \
	    --threshold=12 --root="$dest" --no-pager $u
done

for u in discprov-fcgi discprov-status; do
	install -D -m 644 "$(placed discprov/discprov.local.conf)" \
	    "$units/$u@.service.d/local.conf"
	tap "$u: less, where database and cache are on this host" \
	    systemd-analyze security --offline=yes --threshold=6 \
	    --root="$dest" --no-pager $u@1.service
	tap "$u: which systemd understands" same '' \
	    "$(systemd-analyze verify --man=no --root="$dest" $u@1.service 2>&1 |
		grep -v 'is not executable')"
	rm -r "$units/$u@.service.d"
done

# What a unit says: value UNIT KEY, words on one line
value() { sed -n "s/^$2=//p" "$units/$1" | tr '\n' ' ' | sed 's/ $//'; }

# --- who runs what, and who is told what
mkdir -p "$dir/users/etc"
tap "systemd makes the users" systemd-sysusers --root="$dir/users" \
    "$(placed sysusers.d/discprov.conf)"
for u in $(cd "$units" && ls ./*.service); do
	case $u in
	# whoever tells nginx to read its files again is root
	./discprov-front.service)
		tap "$u: its user is root" same root "$(value "$u" User)" ;;
	*)
		tap "$u: its user is one of them" \
		    grep -q "^$(value "$u" User):" "$dir/users/etc/passwd" ;;
	esac
	tap "$u: no core is left" same 0 "$(value "$u" LimitCORE)"
	tap "$u: nothing runs before its program" same '' \
	    "$(value "$u" ExecStartPre)"
done
conf=${etc#"$dest"}/discprov
tap "the pool reads what is for all, then what is its own" same \
    "discprov -$conf/discprov.env -$conf/discprov-fcgi.env" \
    "$(value discprov-fcgi@.service User) $(value discprov-fcgi@.service \
	EnvironmentFile)"
tap "and is never given the writer's URL" same audius_db_url \
    "$(value discprov-fcgi@.service UnsetEnvironment)"
for u in discprov-index.service discprov-catch-up.service \
    discprov-job@.service; do
	tap "$u writes, with files of its own" same \
	    "discprov-index -$conf/discprov.env -$conf/discprov-index.env" \
	    "$(value $u User) $(value $u EnvironmentFile)"
done
tap "the crawler has files and a user of its own" same \
    "discprov-crawl -$conf/discprov.env -$conf/discprov-crawl.env" \
    "$(value discprov-crawl.service User) $(value discprov-crawl.service \
	EnvironmentFile)"
tap "and so has its API" same \
    "discprov-cloud -$conf/discprov.env -$conf/discprov-cloud.env" \
    "$(value discprov-cloud@.service User) $(value discprov-cloud@.service \
	EnvironmentFile)"
# A command line of a unit, in our root and a stack's environment.
run() {
	# shellcheck disable=SC2086 # words
	stack_in $dest$1
}

tap "a stack with a chain and a story starts" stack_up stack_chain_up
VAR=$(cd "$VAR" && pwd -P)
PORT=$(cat "$VAR/port")
stack_stop pool

# --- the index service
index=$(value discprov-index.service ExecStart)
tap "ExecStart of discprov-index.service succeeds" run "$index"
first=$(stack_indexed)
tap "and indexed a window" test "${first:-0}" -gt 0
tap "ExecStart succeeds again" run "$index"
tap "and goes on from there" test "$(stack_indexed)" -gt "$first"
busy=$(value discprov-index.service SuccessExitStatus)
tap "the unit takes 'somebody holds the lock' for success" same 75 "$busy"

# --- the jobs: each has a timer, as often as the program says
"$sbin/discprov-job" --help |
    sed -n 's/^  \([a-z-]*\)  *every \([^ ]*\) .*/\1 \2/p' >"$dir/jobs"
tap "the program names its jobs" test -s "$dir/jobs"
tap "each job has a timer and no timer is without a job" same \
    "$(sed 's/\(.*\) .*/discprov-job-\1.timer/' "$dir/jobs" | sort)" \
    "$(cd "$units" && ls discprov-job-*.timer)"
while read -r job every; do
	tap "$job: its timer starts it every $every" same \
	    "$every discprov-job@$job.service" \
	    "$(value "discprov-job-$job.timer" OnUnitActiveSec) $(value \
		"discprov-job-$job.timer" Unit)"
	tap "$job: one target starts and stops it" same \
	    "$(cd "$units" && grep -lx "Wants=discprov-job-$job.timer" \
		discprov-jobs.target discprov-jobs-ethereum.target)" \
	    "$(value "discprov-job-$job.timer" PartOf)"
	tap "$job: the crontab has a line for it" same 1 \
	    "$(grep -c "discprov-job $job " "$(placed discprov.cron)")"
done <"$dir/jobs"
job=$(value discprov-job@.service ExecStart)
run "${job%\%i}service-providers" >"$dir/job.log" 2>&1
tap "ExecStart of a job says what it lacks without an Ethereum chain" \
    same "78 1" "$? $(grep -c 'are both set' "$dir/job.log")"

# --- the pool
serve=$(value discprov-fcgi@.service ExecStart)
tap "a wrong configuration ends a process with 78" sh -c \
    'audius_discprov_undo_depth=many "$1" </dev/null; test $? -eq 78' - \
    "$dest$serve"
tap "after which systemd does not try again" matches '*78*' \
    "$(value discprov-fcgi@.service RestartPreventExitStatus)"
# systemd gives the socket as descriptor 0; spawn-fcgi -n does that too
serve() { # [NAME=VALUE...]: pool is its process
	rm -f "$(stack_run)/fcgi.sock"
	(
		# shellcheck source=/dev/null
		. "$VAR/env"
		exec env "$@" spawn-fcgi -n -s "$(stack_run)/fcgi.sock" -M 0600 \
		    -- "$dest$serve" >>"$VAR/log/pool.log" 2>&1
	) &
	pool=$!
	until [ -S "$(stack_run)/fcgi.sock" ] || ! kill -0 "$pool"; do
		sleep 0.1
	done
}
get() { curl -s -o /dev/null -w '%{http_code}' "http://127.0.0.1:$PORT$1"; }
serve audius_db_url_read_replica="postgresql:///x?host=$dir"
tap "without a database the pool starts, and says so" \
    same 503 "$(get /v1/users/handle/nobody)"
tap "and is there for who comes next" same 503 "$(get /v1/users/handle/noone)"
kill "$pool"
wait "$pool"
serve
tap "ExecStart of the pool answers on the socket it was given" \
    same 200 "$(get /version)"
tap "and where no pool for health was started it is asked for that, too" \
    same 200 "$(get /ready)"
kill "$pool"
wait "$pool"
tap "SIGTERM ends it with 0" same 0 $?

# --- nginx reads the site as it was installed
mkdir -p "$dir/ngx"
cat >"$dir/ngx/nginx.conf" <<END
pid $dir/ngx/pid;
error_log stderr;
events { }
http {
	include $dir/ngx/site;
}
END
sed -e "s|include .*/nginx/|include $etc/nginx/|; s|/var/log/nginx|$dir/ngx|" \
    -e "s|/var/cache/discprov|$dir/ngx|; s|listen 80;|listen 127.0.0.1:$PORT;|" \
    "$etc/nginx/sites-available/discprov" >"$dir/ngx/site"
tap "nginx accepts the installed site" \
    /usr/sbin/nginx -t -q -c "$dir/ngx/nginx.conf" -e stderr

# --- cron's line, for a little more than two of its runs
line=$(sed -n 's/^\* \* \* \* \* discprov-index //p' \
    "$(placed discprov.cron)" |
    sed "s|${sbin#"$dest"}|$sbin|; s|${etc#"$dest"}/|$etc/|g; s/| logger .*//")
tap "the crontab's line is found" test -n "$line"
stack_in env audius_discprov_loglevel=debug timeout 12 sh -c "$line" \
    >"$dir/cron.log" 2>&1
tap "cron's line runs the indexer every five seconds" \
    matches '[23]' "$(grep -c 'rc=ok' "$dir/cron.log")"

# --- and away again
rm -rf "${dest:?}/lib"
tap "uninstalling succeeds" put uninstall
tap "and leaves no file" same '' "$(find "$dest" -type f)"
tap "nor a folder of its own" same '' "$(find "$dest" -name 'discprov*')"
tap_done
