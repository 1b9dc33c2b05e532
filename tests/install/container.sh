#!/bin/bash
# SPDX-License-Identifier: ISC
# Images of the packages in build/deb, made and run by podman as container/ says: a
# node of one container a role, and everything in one.  ./dev container-test
#
# Nobody but the packages' own archive is asked: the images begin with a bare Debian
# (BASE), and no container has a network but the one that they share.  Database and
# cache of the roles are those of the image "all".  Images and containers live in a
# folder of the test's own.
#
#   PODMAN  the command, with what this machine needs  [podman]
top=$(cd "$(dirname "$0")/../.." && pwd)
say() { printf 'container-test: %s\n' "$*"; }
inside=packages.sh
. "$top/tests/install/machine.sh"
. "$top/tests/lib/tap.sh"

store=$(mktemp -d /var/tmp/discprov-pods.XXXXXX)
pod() {
	# shellcheck disable=SC2086 # words
	${PODMAN:-podman} --root "$store/root" --runroot "$store/run" "$@"
}
gone() {
	local rc=$?
	set +e
	# by its first process: what was put into it by exec may hold up its stop
	for c in $(pod ps -q 2>/dev/null); do
		kill -s KILL "$(pod inspect -f '{{.State.Pid}}' "$c" 2>/dev/null)"
	done
	sleep 1
	pod rm -f -a -t 2 </dev/null >/dev/null 2>&1
	awk -v at="$store/" 'index($2, at) == 1 { print $2 }' /proc/mounts |
	    sort -r | xargs -r umount
	rm -rf --one-file-system "$store"
	leave
	exit $rc
}
trap gone EXIT

# Where more open files may not be asked for than there are, as in a container.
limits="--ulimit nofile=$(ulimit -Sn):$(ulimit -Hn) --ulimit nproc=2048:2048"
run() { # NAME ARGUMENT...
	local name=$1
	shift
	# shellcheck disable=SC2086 # words
	pod run -d --name "$name" $limits --cap-drop all \
	    --security-opt no-new-privileges "$@" >/dev/null
}

# A runtime that runs here, or why none does.
runtime() {
	for r in ${RUNTIME:-crun runc}; do
		command -v "$r" >/dev/null || continue
		PODMAN="${PODMAN:-podman} --runtime $r"
		# shellcheck disable=SC2086 # words
		if why=$(pod run --rm $limits --network none localhost/base \
		    true 2>&1); then
			say "containers are run by $r"
			return 0
		fi
		PODMAN=${PODMAN% --runtime *}
	done
	die "no container can be run here: $why"
}

images() {
	say "a bare Debian as an image"
	tar -C "$base" --exclude=./var/cache/apt/archives -cf - . |
	    pod import -q - localhost/base >/dev/null 2>&1
	runtime
	mkdir "$store/deb"
	cp build/deb/discprov_*.deb build/deb/discprov-nginx_*.deb \
	    build/deb/discprov-doc_*.deb "$store/deb"
	for target in node all; do
		say "the image $target"
		pod build -q --isolation chroot --network host --layers \
		    --build-arg BASE=localhost/base --target $target \
		    -f container/Containerfile -t "localhost/$target" \
		    "$store/deb" >"$store/build.log" 2>&1 || {
			tail -n 20 "$store/build.log"
			die "the image $target is not made"
		}
	done
}

says() { # CONTAINER STATUS PATH
	same "$2" "$(pod exec "$1" curl -s -o /dev/null -w '%{http_code}' \
	    "http://127.0.0.1:8080$3")"
}
well() { pod exec "$1" discprov-role health "${@:2}"; }

# The made-up chain, in the network of a container.
chain() { # CONTAINER
	pod cp build/tests/bench/chain "$1:/tmp/chain"
	pod exec -d "$1" sh -c '/tmp/chain -n 400 -b 20 -e em >/tmp/chain.json' \
	    >/dev/null
	within 30 pod exec "$1" test -s /tmp/chain.json
	pod exec "$1" cat /tmp/chain.json >"$store/chain.json"
	port=$(sed 's/.*"port":\([0-9]*\).*/\1/' "$store/chain.json")
	manager=$(sed 's/.*"entityManager":"\([^"]*\).*/\1/' "$store/chain.json")
}
key=ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80
wallet=0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266

# everything in one
one() {
	run net --network none --entrypoint sleep localhost/all infinity
	chain net
	run all --network container:net -e audius_web3_host="127.0.0.1:$port" \
	    -e audius_contracts_entity_manager_address="$manager" \
	    -e audius_ipfs_gateway_hosts="http://127.0.0.1:$port" \
	    -e audius_delegate_owner_wallet=$wallet \
	    -e audius_delegate_private_key=$key localhost/all
	tap "all in one: it answers" within 120 says all 200 /version
	tap "the chain is indexed to its head" within 120 says all 200 \
	    '/health_check?enforce_block_diff=true'
	tap "it is well" within 60 well all
	tap "the documents are served" says all 200 /docs/
	tap "nothing in it is root's" same '' \
	    "$(pod exec all sh -c 'for p in /proc/[0-9]*; do
		stat -c %u "$p"; done' | grep -x 0)"
	pod stop -t 20 all >/dev/null
	tap "it ends when it is told to" same 0 \
	    "$(pod inspect -f '{{.State.ExitCode}}' all)"
	pod start all >/dev/null
	tap "and begins again with what it had" within 120 says all 200 /version
	pod rm -f -t 5 all >/dev/null
}

# a role each, as compose.yaml starts them
roles() {
	local dir=$store/shared db="host=/run/discprov/db dbname=audius_discovery"
	mkdir -p "$dir" "$dir.cache" && chmod 1777 "$dir" "$dir.cache"
	role() { # NAME ARGUMENT...
		run "$1" --network container:net --read-only --tmpfs /tmp \
		    -v "$dir:/run/discprov" -v "$dir.cache:/var/cache/discprov" \
		    "${@:2}"
	}
	role db --tmpfs /var/lib/discprov --entrypoint bash localhost/all -c '
		mkdir -m 700 /tmp/db && mkdir /run/discprov/db && cd /tmp &&
		b=$(echo /usr/lib/postgresql/*/bin) &&
		$b/initdb -D /tmp/db -U postgres -A trust -E UTF8 \
		    --locale=C.UTF-8 && exec $b/postgres -D /tmp/db \
		    -k /run/discprov/db -c listen_addresses='
	role memcached --entrypoint memcached localhost/all -l 127.0.0.1
	within 30 pod exec db createdb -h /run/discprov/db -U postgres \
	    -T template0 audius_discovery ||
	    die "no database: $(pod logs db 2>&1 | tail -n 5)"
	tap "setup: roles and tables" pod run --rm --network container:net \
	    --read-only -v "$dir:/run/discprov" --tmpfs /tmp \
	    -e "setup_url=$db user=postgres" -e writer_password=two \
	    -e reader_password=three -e "audius_db_url=$db user=discprov_writer" \
	    --ulimit nofile=1024:1024 --ulimit nproc=2048:2048 \
	    localhost/node setup
	for r in index jobs; do
		role $r -e "audius_db_url=$db user=discprov_writer" \
		    -e audius_web3_host="127.0.0.1:$port" \
		    -e audius_contracts_entity_manager_address="$manager" \
		    -e audius_ipfs_gateway_hosts="http://127.0.0.1:$port" \
		    -e audius_delegate_owner_wallet=$wallet localhost/node $r
	done
	for r in pool status; do
		role $r -e "audius_db_url_read_replica=$db user=discprov_reader" \
		    -e audius_delegate_owner_wallet=$wallet \
		    -e audius_delegate_private_key=$key localhost/node $r
	done
	role web localhost/node web
	tap "roles: the chain is indexed to its head" within 120 says web 200 \
	    '/health_check?enforce_block_diff=true'
	tap "and answers are kept" within 20 pod exec web sh -c 'curl -s -o /dev/null -D - \
	    http://127.0.0.1:8080/v1/users/handle/nobody | grep -q "X-Cache: HIT"'
	for r in index jobs pool status web; do
		tap "$r is well" within 90 well $r "$r"
	done
	pod rm -f -t 5 pool >/dev/null
	tap "without the pool health is answered" within 10 says web 200 \
	    /health_check
	tap "and of what only it knows nginx says that it is away" \
	    says web 502 /v1/users/handle/somebody
}

make_base
images
tap "no key and no password is in an image" same '' "$(pod run --rm $limits \
    --network none --entrypoint sh localhost/all -c \
    'ls /etc/discprov/*.env /var/lib/discprov/* 2>/dev/null')"
one
roles
tap_done
