#!/bin/sh
# SPDX-License-Identifier: ISC
# What a reader should not have to look for.  ./dev lint calls it.
set -u
cd "$(dirname "$0")/../.." || exit 1
bad=0
step() { # NAME COMMAND...
	name=$1
	shift
	if "$@"; then
		echo "lint: $name: ok"
	else
		echo "lint: $name: FAILED"
		bad=1
	fi
}

files() { git ls-files -co --exclude-standard "$@" | while read -r f; do
	[ ! -e "$f" ] || printf '%s\n' "$f"
done; }

c_format() { files '*.c' '*.h' | xargs clang-format-14 --dry-run -Werror; }
shell() { files '*.sh' dev .ci/run | xargs shellcheck -S warning -e SC1090,SC1091,SC2034,SC2154; }
manuals() {
	for m in $(files 'man/*.[1-8]' 'man/*.[1-8].in'); do
		mandoc -Tlint -Wwarning "$m" || return 1
	done
}
javascript() {
	files '*.mjs' | while read -r f; do
		node --check "$f" || exit 1
	done
}

step "C is formatted" c_format
step "shell" shell
step "manual pages" manuals
step "JavaScript parses" javascript
step "includes" sh tests/layers.sh
step "words" sh tests/words.sh
exit $bad
