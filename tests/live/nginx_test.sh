#!/bin/sh
# SPDX-License-Identifier: ISC
# The site as it is installed, in front of a pool that shows what it was given.
set -u
top=${srcdir:?}
BUILD=${builddir:?}
PORT=0 POOL=2
. "$top/tests/lib/tap.sh"
. "$top/tests/lib/pg.sh"
. "$top/tests/lib/stack.sh"
guard_here
VAR=$GUARDED/var

stack_init
stack_folders
echo ":" >"$VAR/env"
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
tap "HEAD is answered as GET, without the body" \
    same '200 0' "$(body /users -I -o /dev/null -w '%{http_code} %{size_download}')"

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

# --- many at once, and trouble behind
seq 8 | xargs -P 8 -I @ curl -s "$url/v1/herd?ttl=30&ms=300" |
    grep -c serial >"$VAR/herd.n"
seq 8 | xargs -P 8 -I @ curl -s "$url/v1/herd2?ttl=30&ms=300" |
    grep serial | sort -u | wc -l >"$VAR/herd.u"
tap "eight requests for one cold key all get an answer" \
    same 8 "$(cat "$VAR/herd.n")"
tap "and the pool is asked once" same 1 "$(cat "$VAR/herd.u")"
# ms= is part of the key, so the pool is slow each time
old=$(serial '/v1/stale?ttl=1&ms=900')
sleep 2.1
serial '/v1/stale?ttl=1&ms=900' >"$VAR/first" &
first=$!
sleep 0.4
tap "while one refreshes an answer past its life, others get the old copy" \
    same "$old UPDATING" "$(serial '/v1/stale?ttl=1&ms=900') $(header X-Cache \
    '/v1/stale?ttl=1&ms=900')"
wait $first
tap "and the one who refreshes it gets the new one" \
    test "$old" != "$(cat "$VAR/first")"
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

# --- the log, after its buffer was written
sleep 1.2
tap "a request is one line of key=value" matches \
    '*lvl=info prog=nginx req=* m=PUT p="/v1/x" st=405 *' \
    "$(grep -m 1 'm=PUT' "$VAR/log/discprov.log")"
tap "arguments are not logged" same '' "$(grep -c 'ttl=30' \
    "$VAR/log/discprov.log" | sed 's/^0$//')"
tap_done
