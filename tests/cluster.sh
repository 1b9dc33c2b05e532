#!/bin/sh
# SPDX-License-Identifier: ISC
# discprov-cluster: what it prints of a table, what it refuses, and whom a front
# asks.  No server is started; a "curl" of ours says who is ready.
. "${srcdir:?}/tests/lib/tap.sh"
. "$srcdir/tests/lib/guard.sh"
guard_here || exit 1
dir=$GUARDED
mkdir -p "$dir/share" "$dir/bin" "$dir/up"
ln -s "$srcdir/cluster" "$dir/share/cluster"
sed -e "s|@pkgdatadir@|$dir/share|" -e "s|@sysconfdir@|$dir|" \
    -e "s|@runstatedir@|$dir|" "$srcdir/cluster/discprov-cluster.in" >"$dir/it"
chmod 755 "$dir/it"
cat >"$dir/cluster.conf" <<'END'
machine a 10.0.0.1 etcd database memcached web
machine b 10.0.0.2 etcd database memcached web
machine c 10.0.0.3 etcd database memcached web
network 10.0.0.0/24
port database 5433
END
printf 'secrets %s\nupstream %s\nreload echo told >>%s\n' "$dir/secrets" \
    "$dir/hosts.conf" "$dir/told" >>"$dir/cluster.conf"
it() { "$dir/it" -c "$dir/cluster.conf" "$@"; }

tap "passwords are made" it secrets
tap "once" same 78 "$(it secrets 2>/dev/null; echo $?)"
tap "and nobody else reads them" same 600 "$(stat -c %a "$dir/secrets")"
writer=$(awk '$1 == "writer" { print $2 }' "$dir/secrets")
tap "a writer has all hosts, its own first" same \
    "audius_db_url=postgresql://discprov_writer:$writer@10.0.0.2:5433,10.0.0.3:5433,10.0.0.1:5433/discprov?target_session_attrs=read-write&connect_timeout=2" \
    "$(it writer b)"
reader=$(awk '$1 == "reader" { print $2 }' "$dir/secrets")
tap "who has no database has them in their order" same \
    "audius_db_url_read_replica=postgresql://discprov_reader:$reader@10.0.0.1:5433,10.0.0.2:5433,10.0.0.3:5433/discprov?target_session_attrs=prefer-standby&connect_timeout=2" \
    "$(it reader elsewhere)"
tap "the cache is all of memcached" same \
    "audius_memcached_servers=10.0.0.1:11211,10.0.0.2:11211,10.0.0.3:11211" \
    "$(it env a)"
tap "etcd knows the others" same \
    'ETCD_INITIAL_CLUSTER="a=http://10.0.0.1:2380,b=http://10.0.0.2:2380,c=http://10.0.0.3:2380"' \
    "$(it etcd b | grep INITIAL_CLUSTER=)"
tap "nothing of Patroni's is left to fill in" same '' \
    "$(it patroni a | grep -o '@[A-Z_]*@')"
tap "and of the front's" same '' "$(it site | grep -o '@[A-Z_]*@')"
tap "Patroni's lease outlives two tries" awk '
    /^ *(ttl|loop_wait|retry_timeout):/ { v[$1] = $2 }
    END { exit !(v["ttl:"] >= v["loop_wait:"] + 2 * v["retry_timeout:"]) }' \
    "$srcdir/cluster/patroni.yml"
tap "the sample is a table" "$dir/it" -c "$srcdir/cluster/cluster.conf.sample" web

# refused LINE WORD: the table with that line
refused() {
	printf '%s\n' "$1" >"$dir/bad"
	said=$("$dir/it" -c "$dir/bad" web 2>&1)
	st=$?
	[ "$st" -eq 78 ] && case $said in *"$dir/bad:1: "*"$2"*) ;; *) false ;; esac || {
		echo "# status $st: $said"
		return 1
	}
}
tap "refused: a machine with nothing" refused "machine a 10.0.0.1" "what runs"
tap "refused: a name with a sign" refused "machine a/b 10.0.0.1 web" "a-z"
tap "refused: an address with a sign" refused "machine a 10.0.0.1;x web" "address"
tap "refused: a part there is not" refused "machine a 10.0.0.1 redis" "redis"
tap "refused: a port there is not" refused "port database 70000" "port NAME"
tap "refused: a word there is not" refused "networks 10.0.0.0/8" "networks"
tap "refused: a machine that is not in it" same 78 \
    "$(it patroni z 2>/dev/null; echo $?)"

# The front.  A host is ready when a file with its address is there.
cat >"$dir/bin/curl" <<END
#!/bin/sh
for url; do :; done
[ -e "$dir/up/\$(echo "\$url" | cut -d/ -f3)" ]
END
chmod 755 "$dir/bin/curl"
PATH=$dir/bin:$PATH
asked() { sed -n 's/.*server \(.*\):80 .*/\1/p' "$dir/hosts.conf" | xargs; }
touch "$dir/up/10.0.0.1:80" "$dir/up/10.0.0.2:80" "$dir/up/10.0.0.3:80"
it front 2>/dev/null
tap "all are asked" same "10.0.0.1 10.0.0.2 10.0.0.3" "$(asked)"
rm "$dir/up/10.0.0.2:80"
it front 2>/dev/null
tap "one bad look is none" same "10.0.0.1 10.0.0.2 10.0.0.3" "$(asked)"
it front 2>/dev/null
tap "after two nobody asks it" same "10.0.0.1 10.0.0.3" "$(asked)"
touch "$dir/up/10.0.0.2:80"
it front 2>/dev/null
rm "$dir/up/10.0.0.2:80"
it front 2>/dev/null
touch "$dir/up/10.0.0.2:80"
it front 2>/dev/null
it front 2>/dev/null
tap "it has to be ready three times in a row" same "10.0.0.1 10.0.0.3" "$(asked)"
it front 2>/dev/null
tap "then it is asked again" same "10.0.0.1 10.0.0.2 10.0.0.3" "$(asked)"
tap "nginx was told of each change and of nothing else" same 3 \
    "$(wc -l <"$dir/told")"
rm "$dir"/up/*
it front 2>/dev/null
it front 2>/dev/null
tap "when nobody is ready all are asked" same "10.0.0.1 10.0.0.2 10.0.0.3" \
    "$(asked)"
touch "$dir/up/10.0.0.1:80" "$dir/up/10.0.0.2:80" "$dir/up/10.0.0.3:80"
it front 2>/dev/null
it front 2>/dev/null
it front 2>/dev/null
sed -i '/^machine b/s/ web//' "$dir/cluster.conf"
it front 2>/dev/null
tap "who leaves the table is asked no more" same "10.0.0.1 10.0.0.3" "$(asked)"
sed -i '/^machine b/s/$/ web/' "$dir/cluster.conf"
it front 2>/dev/null
it front 2>/dev/null
tap "who comes waits outside" same "10.0.0.1 10.0.0.3" "$(asked)"
it front 2>/dev/null
tap "until it was ready three times" same "10.0.0.1 10.0.0.2 10.0.0.3" "$(asked)"
tap_done
