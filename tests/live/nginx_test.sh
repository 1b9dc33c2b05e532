#!/bin/sh
# SPDX-License-Identifier: ISC
# The site as it is installed, in front of a pool that shows what it was given.
POOL=2
. "${srcdir:?}/tests/lib/alone.sh"

stack_init
stack_folders
ECHO_DIR=$VAR/hang
mkdir "$ECHO_DIR"
printf 'export ECHO_DIR=%s\n' "$ECHO_DIR" >"$VAR/env"
PORT=$(stack_port_free)
if ! stack_pool_start "$BUILD/tests/live/echo" || ! stack_nginx_start; then
	echo "Bail out! the stack did not start"
	exit 1
fi
url=http://127.0.0.1:$PORT

# body PATH [CURL OPTION...]
body() {
	path=$1
	shift
	curl -s --max-time 20 --path-as-is "$@" "$url$path"
}
# status PATH [CURL OPTION...]
status() { body "$@" -o /dev/null -w '%{http_code}'; }
# header NAME PATH [CURL OPTION...]
header() {
	name=$1
	shift
	body "$@" -o /dev/null -D - | tr -d '\r' | sed -n "s/^$name: //Ip"
}
# var NAME PATH [CURL OPTION...]: what the pool was given
var() {
	name=$1
	shift
	body "$@" | sed -n "s/^\"$name\": \"\(.*\)\".*/\1/p"
}
serial() { var serial "$@"; }
# hung NAME: who of the pool is held by a request with hang=NAME
hung() {
	tries=0
	until [ -s "$ECHO_DIR/$1" ]; do
		tries=$((tries + 1))
		[ "$tries" -le 400 ] || return 1
		sleep 0.05
	done
	cat "$ECHO_DIR/$1"
}
# ask NAME PATH [CURL OPTION...]: in the background; what comes of it goes to
# the file NAME, body and status
ask() {
	ask_file=$VAR/$1
	shift
	body "$@" -w ' %{http_code}' >"$ask_file" &
	asked=$!
}
# a whole pool again, after some of it was held or killed
pool_anew() {
	stack_stop pool KILL
	stack_pool_start "$BUILD/tests/live/echo"
}
workers() { # of nginx: their process ids
	for p in /proc/[0-9]*; do
		{ read -r _ _ _ parent _ <"$p/stat"; } 2>/dev/null &&
		    [ "$parent" = "$(stack_pids nginx)" ] &&
		    tr '\0' ' ' <"$p/cmdline" | grep -q 'worker process' &&
		    echo "${p#/proc/}"
	done
}
long() { head -c "$1" /dev/zero | tr '\0' a; }

# --- what reaches the pool
tap "the request line reaches the pool as it was sent" \
    same '/v1//a%2Fb?x=%41&y=+' "$(var REQUEST_URI '/v1//a%2Fb?x=%41&y=+')"
tap "a header of the closed list reaches the pool" \
    same 7 "$(var HTTP_X_USER_ID /users -H 'X-User-ID: 7')"
tap "a header outside the list does not" \
    same '' "$(var HTTP_COOKIE /users -H 'Cookie: a=b')"
tap "an absent header is an absent variable" \
    same '' "$(body /users | grep HTTP_X_USER_ID)"

# --- the first cache
a=$(serial '/v1/a?ttl=30')
tap "an answer with a life is kept" same "$a" "$(serial '/v1/a?ttl=30')"
tap "app_name does not matter" \
    same "$a" "$(serial '/v1/a?app_name=x&ttl=30')"
tap "api_key does not matter, wherever it stands" \
    same "$a" "$(serial '/v1/a?ttl=30&api_key=0x1')"
b=$(serial '/v1/a?ttl=30&q=1&app_name=y&api_key=z')
tap "both at once do not matter" \
    same "$b" "$(serial '/v1/a?ttl=30&q=1&api_key=k&app_name=n')"
tap "another argument does" test "$a" != "$b"
tap "letter case in the path matters" test "$a" != "$(serial '/v1/A?ttl=30')"
tap "an escape in the path is not its letter" \
    test "$a" != "$(serial '/v1/%61?ttl=30')"
tap "an answer without a life is not kept" \
    test "$(serial /v1/b)" != "$(serial /v1/b)"
tap "a life of zero is not kept" \
    test "$(serial '/v1/b?ttl=0')" != "$(serial '/v1/b?ttl=0')"
tap "HEAD first, then GET: the body is whole" \
    matches '?*' "$(body '/v1/h?ttl=30' -I -o /dev/null; serial '/v1/h?ttl=30')"
tap "a refusal with a life is kept, with its status" \
    same '404 404 HIT' "$(status '/v1/n?ttl=30&status=404') $(status \
    '/v1/n?ttl=30&status=404') $(header X-Cache '/v1/n?ttl=30&status=404')"

# --- signed-in users
for h in 'X-User-ID: 1' 'X-User-ID: 0' 'Encoded-Data-Message: m' \
    'Encoded-Data-Signature: 0x1' 'Authorization: Bearer x' \
    'X-Solana-Wallet: w'; do
	tap "with '$h' the public answer is not given" \
	    test "$a" != "$(serial '/v1/a?ttl=30' -H "$h")"
	tap "with '$h' the answer is not kept" \
	    same "$a" "$(serial '/v1/a?ttl=30')"
done
for q in user_id=abc user_id=0 user_id= user_id 'x=1&user_id=7' \
    user_data=a user_signature=b 'user%5Fid=7' 'u%73er_id=7' '+user_id=7'; do
	tap "'$q' is never kept" test "$(serial "/v1/a?ttl=30&$q")" != \
	    "$(serial "/v1/a?ttl=30&$q")"
done

# --- many at once
seq 8 | xargs -P 8 -I @ curl -s "$url/v1/herd?ttl=30&ms=100" |
    grep -c serial >"$VAR/herd.n"
tap "eight requests for one cold key all get an answer" \
    same 8 "$(cat "$VAR/herd.n")"
tap "and then it is kept" \
    same HIT "$(header X-Cache '/v1/herd?ttl=30&ms=100')"
for path in /users /v1/storable /v1/resolve; do
	name=equal$(echo "$path" | tr -cd a-z)
	ask first "$path?ttl=30&hang=$name"
	pid=$(hung "$name")
	# the lock of nginx would let the second wait for 10 s
	tap "$path: a request does not wait for an equal one" \
	    same 200 "$(status "$path?ttl=30&hang=$name" --max-time 8)"
	kill -9 "$pid"
	wait "$asked"
	pool_anew
done
tap "what the route table calls uncached passes by the cache" \
    same 'BYPASS BYPASS MISS' "$(header X-Cache '/users?ttl=30') $(header \
    X-Cache '/v1/full/resolve?ttl=30') $(header X-Cache '/v1/new?ttl=30')"
tap "and is never kept" test "$(serial '/tracks?ttl=30')" != \
    "$(serial '/tracks?ttl=30')"

# --- a worker of nginx dies while it fetches what is past its life
echo nobody >"$ECHO_DIR/dies"
old=$(serial '/v1/dies?ttl=1&hang=dies')
sleep 2.1
rm "$ECHO_DIR/dies"
ask first '/v1/dies?ttl=1&hang=dies'
hung dies >/dev/null
workers | xargs kill -9
wait "$asked"
kill -9 "$(cat "$ECHO_DIR/dies")"
new=$(serial '/v1/dies?ttl=1&hang=dies' --retry 20 --retry-connrefused \
    --retry-delay 1)
tap "a worker dies over an old answer, and the next one gets a new one" \
    test -n "$new" -a "$new" != "$old"
pool_anew

# --- a process of the pool dies over a request
ask first '/v1/killed?hang=killed'
kill -9 "$(hung killed)"
wait "$asked"
tap "it is killed, and another one answers" matches '*serial* 200' \
    "$(cat "$VAR/first")"
pool_anew
ask first '/v1/posted?hang=posted' -d x=y
kill -9 "$(hung posted)"
wait "$asked"
tap "what may have been done is not asked for again: a POST is 502" \
    same '{"code":502,"message":"Bad Gateway"} 502' "$(cat "$VAR/first")"
pool_anew

# --- the pool is busy, or nginx reads its configuration again
ask one '/v1/one?hang=one'
first=$asked
ask two '/v1/two?hang=two'
hung one >/dev/null
hung two >/dev/null
tap "while all processes are busy, those for health answer" \
    same '200 200 200 200' "$(for path in /health_check /block_check /version \
    /ready; do status "$path?verbose=true" --max-time 8; echo; done | xargs)"
xargs kill -9 <"$ECHO_DIR/one"
xargs kill -9 <"$ECHO_DIR/two"
wait "$first" "$asked"
pool_anew
ask one '/v1/slow?hang=reload'
hung reload >/dev/null
kill -s HUP "$(stack_pids nginx)"
seq 40 | xargs -P 4 -I @ curl -s -o /dev/null -w '%{http_code}\n' \
    --max-time 20 "$url/v1/reload?n=@" | sort | uniq -c | xargs >"$VAR/reload"
tap "while nginx reads its configuration again, all get an answer" \
    same '40 200' "$(cat "$VAR/reload")"
kill -9 "$(cat "$ECHO_DIR/reload")"
wait "$asked"
tap "and who had asked before as well" matches '*serial* 200' \
    "$(cat "$VAR/one")"
pool_anew

# --- trouble behind
kept=$(serial '/v1/down?ttl=1')
stack_stop pool
sleep 2.1
tap "without a pool the old copy is given" \
    same "$kept" "$(serial '/v1/down?ttl=1')"
tap "and what was never asked for is 502" same 502 "$(status /v1/never)"
tap "502 under /v1 in its shape" \
    same '{"code":502,"message":"Bad Gateway"}' "$(body /v1/never)"
tap "502 elsewhere in its shape" \
    same '{"error":["Bad Gateway"],"success":false}' "$(body /users)"
tap "with a word when to come again" same 1 "$(header Retry-After /v1/never)"
tap "errors allow other origins too" \
    same '*' "$(header Access-Control-Allow-Origin /v1/never)"
tap "errors are JSON" \
    same application/json "$(header Content-Type /v1/never)"
stack_pool_start "$BUILD/tests/live/echo"
tap "the pool comes back" same 200 "$(status /v1/never)"

# --- methods and sizes
tap "PUT is refused" same '405 {"code":405,"message":"Method Not Allowed"}' \
    "$(status /v1/x -X PUT) $(body /v1/x -X PUT)"
tap "DELETE elsewhere is refused in the other shape" \
    same '{"error":["Method Not Allowed"],"success":false}' \
    "$(body /users -X DELETE)"
tap "TRACE is refused" same 405 "$(status /v1/x -X TRACE)"
tap "a refusal says which methods there are" same 'GET, HEAD, OPTIONS' \
    "$(header Allow /v1/x -X PUT)"
tap "of TRACE, too, and of what takes a POST only" same 'OPTIONS, POST' \
    "$(header Allow /tracks_including_unlisted -X TRACE)"
tap "OPTIONS says it, once" same 'GET, HEAD, OPTIONS, POST' \
    "$(header Allow /v1/users/subscribers -X OPTIONS)"
tap "POST reaches the pool" same POST "$(var REQUEST_METHOD /v1/x -d a=b)"
head -c 1100000 /dev/zero >"$VAR/big"
tap "a body above the limit is 413 in JSON" \
    same '{"code":413,"message":"Payload Too Large"}' \
    "$(body /v1/x -H Expect: --data-binary "@$VAR/big")"
tap "a path of 10 kB reaches the pool" same 200 "$(status "/v1/$(long 10000)")"
tap "a path of 20 kB is 414" same 414 "$(status "/v1/$(long 20000)")"
tap "in JSON" matches '{"error":\["URI Too Long"\],"success":false}' \
    "$(body "/v1/$(long 20000)")"
tap "an argument of 10 kB reaches the pool" \
    same 200 "$(status "/v1/x?q=$(long 10000)")"
tap "a header of 20 kB is 431 in JSON" \
    same '431 {"code":431,"message":"Request Header Fields Too Large"}' \
    "$(status /v1/x -H "X-Long: $(long 20000)") $(body /v1/x \
    -H "X-Long: $(long 20000)")"
tap "a NUL in the path is 400 in JSON" \
    matches '400 {*}' "$(status '/v1/%00') $(body '/v1/%00')"
tap "a path above the root is 400" same 400 "$(status '/v1/../../etc/passwd')"
tap "a broken escape is 400" same 400 "$(status '/v1/%zz')"

# --- other origins, compression, names
tap "an answer allows every origin, once" \
    same '*' "$(header Access-Control-Allow-Origin /v1/x)"
tap "a preflight is answered without the pool" same 204 \
    "$(status /v1/x -X OPTIONS -H 'Origin: https://a.example')"
tap "it echoes the method" same PUT "$(header Access-Control-Allow-Methods \
    /v1/x -X OPTIONS -H 'Access-Control-Request-Method: PUT')"
tap "it echoes the headers" same 'x-user-id, encoded-data-message' \
    "$(header Access-Control-Allow-Headers /v1/x -X OPTIONS \
    -H 'Access-Control-Request-Headers: x-user-id, encoded-data-message')"
tap "it holds for a day" same 86400 "$(header Access-Control-Max-Age /v1/x \
    -X OPTIONS)"
tap "and allows every origin, once" \
    same '*' "$(header Access-Control-Allow-Origin /v1/x -X OPTIONS)"
tap "JSON is compressed for those who ask" same gzip \
    "$(header Content-Encoding '/v1/x?a=1' -H 'Accept-Encoding: gzip')"
tap "and not for others" same '' "$(header Content-Encoding /v1/x)"
tap "the server does not tell its version" same nginx "$(header Server /v1/x)"
tap "inner locations cannot be asked for" \
    same '404 404' "$(status /discprov-error) $(status /discprov-preflight)"

# --- limits: a client is an address, or a network of IPv6
cat >"$VAR/nginx/gateway.conf" <<END
set_real_ip_from 127.0.0.1;
real_ip_header X-Client;
END
limited() { # SED-EXPRESSION...: nginx anew, with limits
	stack_stop nginx
	LIMITS=on stack_site "$VAR/nginx/gateway.conf" |
	    sed "$@" >"$VAR/nginx/discprov.conf"
	stack_nginx_run
}
# until_refused PATH [CURL OPTION...]: what is let through meanwhile stays
until_refused() {
	tries=0
	until [ "$(status "$@" --max-time 1)" = 429 ]; do
		tries=$((tries + 1))
		[ "$tries" -le 60 ] || return 1
	done
}
limited 's/discprov_conn 64/discprov_conn 4/'
# both processes are held, so whatever nginx lets through stays with it
ask one '/v1/one?hang=lone' -H 'X-Client: 192.0.2.9'
ask two '/v1/two?hang=ltwo' -H 'X-Client: 192.0.2.9'
hung lone >/dev/null
hung ltwo >/dev/null
left=
for i in 1 2 3 4; do
	ask "conn$i" "/users?n=$i" -d a=b -H 'X-Client: 192.0.2.1' --max-time 4
	left="$left $asked"
done
tap "a client has so many requests on their way; the next is refused" \
    until_refused /users -d a=b -H 'X-Client: 192.0.2.1'
tap "in JSON, with a word when to come again" \
    same '{"code":429,"message":"Too Many Requests"} 1' \
    "$(body /v1/conn -H 'X-Client: 192.0.2.1') $(header Retry-After \
    /v1/conn -H 'X-Client: 192.0.2.1')"
tap "health is counted apart" same 200 \
    "$(status /health_check -H 'X-Client: 192.0.2.1')"
# shellcheck disable=SC2086 # a list of numbers
wait $left
tap "who leaves is counted until what he asked for is done" same 429 \
    "$(status /users -d a=b -H 'X-Client: 192.0.2.1')"
for i in 1 2 3 4; do
	ask "net$i" "/v1/net?n=$i" -H "X-Client: 2001:db8:1:2:$i::4"
done
tap "in IPv6 a network is one client" \
    until_refused /v1/net -H 'X-Client: 2001:db8:1:2:9::9'
tap "another network is not refused, and waits for the busy pool" same 000 \
    "$(status /v1/other -H 'X-Client: 2001:db8:1:3::4' --max-time 2)"
pool_anew
limited -e 's/rate=500r/rate=1r/; s|r/s;|r/m;|; s/burst=1000/burst=2/'
tap "who asks too often is refused" same '200 200 200 429' "$(for _ in 1 2 3 4
	do status /v1/x; echo; done | xargs)"
stack_stop nginx
stack_nginx_start

# --- the log, after its buffer was written
sleep 1.2
tap "a request is one line of key=value" matches \
    '*lvl=info prog=nginx req=* m=PUT p="/v1/x" st=405 *' \
    "$(grep -m 1 'm=PUT' "$VAR/log/discprov.log")"
tap "arguments are not logged" same '' "$(grep -c 'ttl=30' \
    "$VAR/log/discprov.log" | sed 's/^0$//')"
tap_done
