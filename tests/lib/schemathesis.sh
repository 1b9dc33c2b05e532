# SPDX-License-Identifier: ISC
# shellcheck shell=sh
# What a stranger's tester finds: schemathesis draws requests from our own
# description, for so many seconds without and as many with a signature; dev
# sources this, with the stack's functions.
#
#   SEED   draws the same requests again   [one of the clock]
#   WAYS   unsigned, signed or both        [both]
#
# No 5xx, no answer outside the description, no process lost; what it asked
# and found is in build/schemathesis/.

st_out=$top/build/schemathesis

# Pinned, in a folder of its own, made once a state of the list.
st_install() {
	st_venv=$top/build/venv st_list=$top/tests/schemathesis/requirements.txt
	cmp -s "$st_list" "$st_venv/installed" || {
		rm -rf "$st_venv"
		progress "Python packages" last_far "$pkg_logs/pip.log" \
		    st_packages || exit 1
		cp "$st_list" "$st_venv/installed"
	}
}

st_packages() {
	python3 -m venv "$st_venv" &&
	    "$st_venv/bin/pip" install --no-input --no-deps \
	    --disable-pip-version-check -r "$st_list"
}

# Values of the story that a route may be asked about.
st_known() {
	sql -d discprov -c "SELECT string_agg($1, ' ') FROM (
	    SELECT * FROM disc.users WHERE handle IS NOT NULL
	     ORDER BY user_id LIMIT 12) AS u"
}

st_ids() {
	sql -d discprov -c "SELECT string_agg(i::text, ' ') FROM (
	    (SELECT user_id AS i FROM disc.users ORDER BY 1 LIMIT 12) UNION
	    (SELECT track_id FROM disc.tracks ORDER BY 1 LIMIT 12) UNION
	    (SELECT playlist_id FROM disc.playlists ORDER BY 1 LIMIT 12) UNION
	    (SELECT comment_id FROM disc.comments ORDER BY 1 LIMIT 6)) AS x"
}

# shellcheck disable=SC2016 # of JavaScript
st_hashed() {
	node --input-type=module -e '
		const { hashId } = await import(process.argv[1]);
		console.log(process.argv.slice(2).map((i) => hashId(Number(i)))
			.join(" "));' "$top/tests/chain/lib/model/text.mjs" "$@"
}

# The two headers of somebody whom the story knows, an hour old.
# shellcheck disable=SC2016 # of JavaScript
st_signature() {
	node --input-type=module -e '
		const [lib, ethers, books] = process.argv.slice(1);
		const { keyOf } = await import(lib);
		const { Wallet } = await import(ethers);
		const { readFileSync } = await import("node:fs");
		const { seed } = JSON.parse(readFileSync(books, "utf8"));
		const text = `signature:${Date.now() - 3600000}`;
		console.log(`Encoded-Data-Message: ${text}`);
		console.log(`Encoded-Data-Signature: ${new Wallet(
			keyOf(seed, "ann")).signMessageSync(text)}`);
	' "$top/tests/chain/lib/accounts.mjs" \
	    "$top/tests/node_modules/ethers-6/lib.esm/index.js" \
	    "$VAR/books.json"
}

st_chain() {
	progress "a chain with contracts and a story" last_far \
	    "$VAR/log/story.log" stack_chain_up
}

st_run() { # WAY SECONDS HEADER...
	st_way=$1 st_seconds=$2
	shift 2
	for header; do
		set -- "$@" -H "$header"
		shift
	done
	st_pool=$(stack_pids pool)
	st_status=0
	: >"$VAR/log/pool.log"
	say "$st_way requests for $st_seconds s"
	(
		cd "$st_out" && SCHEMATHESIS_HOOKS=hooks PYTHONPATH=. \
		    "$st_venv/bin/st" --config-file \
		    "$top/tests/schemathesis/schemathesis.toml" \
		    run api.json -u "http://127.0.0.1:$PORT" -w 1 \
		    --max-time "$st_seconds" --phases coverage,fuzzing \
		    --checks not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,unsupported_method,allow_header_conformance \
		    --continue-on-failure --max-redirects 0 --no-color \
		    --suppress-health-check all --request-timeout 30 \
		    ${SEED:+--seed "$SEED"} "$@"
	) >"$st_out/$st_way.log" 2>&1 || st_status=$?
	st_told || st_bad=y
}

# Counts of the answers as the pool logged them, and whether all is well.
st_told() {
	sed -n 's/.* st=\([0-9]*\) .*/\1/p' "$VAR/log/pool.log" | sort |
	    uniq -c | awk -v way="$st_way" '{ n += $1; s = s ", " $1 " of " $2 }
	END { printf "%s: %d requests reached the pool: %s\n", way, n,
	    substr(s, 3) }'
	grep -E '^Test cases:|generated,|^Seed:' "$st_out/$st_way.log" | xargs
	[ "$st_pool" = "$(stack_pids pool)" ] || {
		say "processes of the pool were lost"
		return 1
	}
	[ "$st_status" -eq 0 ] || {
		sed -n '/^=* FAILURES/,/^=* SUMMARY/p; /^Failures:/,/^$/p' \
		    "$st_out/$st_way.log" | cut -c1-300 | head -n 100
		say "more of it in $st_out/$st_way.log"
		return 1
	}
}

schemathesis() { # [SECONDS]
	st_for=${1:-600} st_bad=
	PORT=0 TIMER=off
	guard_here
	VAR=$GUARDED/var
	st_install
	say "starting a stack"
	stack_up st_chain && stack_index_story || exit 1
	PGHOST=$(stack_run) PGPORT=5432 PGUSER=postgres
	export PGHOST PGPORT PGUSER
	rm -rf "$st_out"
	mkdir -p "$st_out"
	cp "$top/tests/schemathesis/hooks.py" "$st_out"
	"$BUILD/discprov-fcgi" --openapi >"$st_out/api.json"
	KNOWN_PLAIN=$(st_ids)
	# shellcheck disable=SC2086 # a list of numbers
	KNOWN_HASHED=$(st_hashed $KNOWN_PLAIN)
	KNOWN_HANDLES=$(st_known handle)
	KNOWN_WALLETS=$(st_known wallet)
	export KNOWN_PLAIN KNOWN_HASHED KNOWN_HANDLES KNOWN_WALLETS
	case ${WAYS:-both} in both | unsigned) st_run unsigned "$st_for" ;; esac
	case ${WAYS:-both} in
	both | signed)
		st_signature >"$VAR/signature" || exit 1
		st_run signed "$st_for" "$(sed -n 1p "$VAR/signature")" \
		    "$(sed -n 2p "$VAR/signature")"
		;;
	esac
	[ -z "$st_bad" ] || exit 1
	say "nothing was found"
}
