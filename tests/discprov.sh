#!/bin/sh
# SPDX-License-Identifier: ISC
# The administrator's program, and with it the life that all programs share.
cd "${builddir:-.}" || exit 1
srcdir=${srcdir:-$PWD}
. "$srcdir/tests/lib/tap.sh"
. "$srcdir/tests/lib/guard.sh"

for v in $(env | sed -n 's/^\(audius_[A-Za-z_]*\)=.*/\1/p') \
    LOCAL_CONFIG WAIT_HOSTS WAIT_TIMEOUT; do
	unset "$v"
done
guard_here || exit 1
dir=$GUARDED
ini=$dir/d.ini
: >"$ini"
chmod 600 "$ini"
export LOCAL_CONFIG="$ini"

# ends STATUS PATTERN ARGUMENT...: exit status, and all output
ends() {
	want=$1
	pattern=$2
	shift 2
	out=$(./discprov "$@" 2>&1)
	same "$want" $? && matches "$pattern" "$out"
}

# splits STATUS OUT ERR ARGUMENT...: exit status, and the two outputs
splits() {
	want=$1
	on_out=$2
	on_err=$3
	shift 3
	./discprov "$@" >"$dir/out" 2>"$dir/err"
	same "$want" $? && matches "$on_out" "$(cat "$dir/out")" &&
	    matches "$on_err" "$(cat "$dir/err")"
}

hint="try 'discprov --help'"
nl='
'

tap "--help goes to standard output and ends well" \
    splits 0 'usage: discprov *examples:*' '' --help
tap "--version names program and version" splits 0 'discprov 0.*' '' --version
tap "version names the schema step" splits 0 "discprov *${nl}schema step *" '' \
    version
tap "no command is a usage error, with a hint" \
    splits 64 '' "discprov: no command$nl$hint"
tap "an unknown command" ends 64 "*unknown command 'walk'$nl$hint" walk
tap "an unknown long option" ends 64 "*unknown option '--walk'*" --walk
tap "an unknown short option" ends 64 "*unknown option '-w'*" -w config
tap "an unknown short option among others" ends 64 "*unknown option '-w'*" \
    -vw config
tap "an option without its value" ends 64 "*option '-c' needs a value*" -c
tap "an option given twice" ends 64 "*option '-v' is there twice*" -v -v config
tap "a file given twice" ends 64 "*option '-c' is there twice*" \
    -c a -c b config
tap "a long option given twice" ends 64 "*option '--sample' is there twice*" \
    config --sample --sample
tap "an argument too many" ends 64 "*'version' takes no argument 'now'*" \
    version now
tap "--sample without config" ends 64 "*option '--sample' belongs to config*" \
    migrate --sample
tap "-t takes no argument" ends 64 "*unknown argument 'config'*" -t config

printf '[discprov]\nundo_depth = many\n' >"$ini"
tap "a bad value: status 78, one log line with file and line" \
    splits 78 '' "lvl=err prog=admin run=???????? rc=config ms=* msg=\"$ini:2: discprov.undo_depth: 'many' is not a number from 0 to 10000000\"" \
    config
tap "the sample needs no configuration" splits 0 '# discprov.ini*' '' \
    config --sample
tap "the version needs no configuration" splits 0 'discprov *' '' version
tap "a file that is named and missing" ends 78 \
    "*$dir/none: No such file or directory*" -c "$dir/none" config
printf '[discprov]\nundo_depth = 5\n' >"$ini"
tap "a good file, with its line" ends 0 \
    "*discprov.undo_depth = 5  # $ini:2$nl*" config
printf '[discprov]\nundo_depth = 6\n' >"$dir/other"
chmod 600 "$dir/other"
tap "-c wins over LOCAL_CONFIG" ends 0 \
    "*discprov.undo_depth = 6  # $dir/other:2$nl*" -c "$dir/other" config
chmod 660 "$ini"
tap "a file its group may write" ends 78 "*$ini: others may write it*" config
chmod 600 "$ini"

tap "a misspelt variable stops nobody, and is told" \
    env audius_discprov_undo_dept=1 sh -c './discprov config 2>&1 >/dev/null |
    grep -q "lvl=warn .*audius_discprov_undo_dept names no setting; is"'
tap "no database: status 69" \
    env audius_db_url="postgresql:///x?host=$dir" sh -c \
    './discprov migrate 2>/dev/null; test $? -eq 69'
tap "settings without effect are no news for migrate" \
    env audius_redis_url=redis://h audius_db_url="postgresql:///x?host=$dir" \
    sh -c '! ./discprov migrate 2>&1 | grep -q "effect"'
tap "-t counts them" \
    env audius_redis_url=redis://h audius_db_url="postgresql:///x?host=$dir" \
    sh -c './discprov -t 2>&1 | grep -q "1 settings .* have no effect"'
tap "config says of each why" env audius_redis_url=redis://h \
    sh -c './discprov config | grep -q "^redis.url = \*\*\*  # audius_redis_url, no effect: memcached"'
tap "config waits for nobody" env WAIT_HOSTS=127.0.0.1:1 ./discprov config
tap "a full disk is not a success" \
    sh -c './discprov --help >/dev/full; test $? -eq 71'
tap_done
