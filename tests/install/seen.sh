# SPDX-License-Identifier: ISC
# shellcheck shell=bash
# Inside a booted machine: following the words of a document, asking the node.
# Wants: page, the guide as it is installed.  Whoever sources it is in $t.
set -uE
t=/root/test
cd $t || exit 1
. ./tap.sh
exec 3>&1 # while a block's output goes to its log
pool=$(echo discprov-fcgi@{1..4})

failed() {
	exec >&3
	printf 'not ok %d - %s\n' $((tap_n + 1)) "the words of $block"
	tail -n 30 "$t/log.$block" | sed 's/^/# /'
	exit 1
}

# follow BLOCK: its words, in this shell, as a reader would type them.  The
# first command that fails ends it all.
follow() {
	block=$1
	awk -f $t/words.awk -v want="$block" "$page" >"$t/block.$block"
	set -e
	trap failed ERR
	test -s "$t/block.$block"
	# shellcheck source=/dev/null
	. "$t/block.$block" >"$t/log.$block" 2>&1
	set +e
	trap - ERR
	cd $t || exit 1
	tap_n=$((tap_n + 1))
	echo "ok $tap_n - the words of $block"
}

not() { ! "$@"; }
get() { curl -ks -o /dev/null -w '%{http_code}' --max-time 20 "$1"; }
says() { same "$1" "$(get "http://127.0.0.1$2")"; }
says_tls() { same "$1" "$(get "https://127.0.0.1$2")"; }
# At the head of the chain, and able to say so.
current() { says 200 '/health_check?enforce_block_diff=true'; }
# nginx has kept it, so it was allowed to.
kept() {
	curl -s -o /dev/null -D - --max-time 20 "http://127.0.0.1$1" |
	    tr -d '\r' | grep -qx 'X-Cache: HIT'
}
sql() {
	(cd / && runuser -u postgres -- psql -XAtq -d audius_discovery -c "$1")
}
show() { systemctl show -p "$2" --value "$1"; }
state() { same "$2" "$(systemctl is-active "$1")"; }

# The chain: made up, served from memory, on another port at each start.
chain_start() {
	rm -f chain.json
	systemd-run -q --unit="chain$1" -p StandardOutput=file:/root/test/chain.json \
	    /root/discprov/tests/bench/chain -n 400 -b 20 -e em
	within 20 test -s chain.json
	port=$(sed 's/.*"port":\([0-9]*\).*/\1/' chain.json)
}

caught_up() {
	same "inactive success 0" "$(show discprov-catch-up ActiveState) $(show \
	    discprov-catch-up Result) $(show discprov-catch-up \
	    ExecMainStatus)" || {
		journalctl -q -n 20 -u discprov-catch-up
		return 1
	}
}

# What the guide asks the reader for: a node of the chain that is made up.
yours() {
	tap "the guide asks for what this test knows" same \
	    'url chain entity_manager gateways wallet key ' \
	    "$(awk -f words.awk -v want=yours "$page" | sed 's/=.*//' |
		tr '\n' ' ')"
	url=https://disc.example.org
	chain=127.0.0.1:$port
	gateways=http://127.0.0.1:$port
	entity_manager=$(sed 's/.*"entityManager":"\([^"]*\).*/\1/' chain.json)
	# the first account of every development chain
	wallet=0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266
	key=ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80
}
