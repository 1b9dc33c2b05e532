#!/bin/sh
# SPDX-License-Identifier: ISC
# The documents as a site: each page is made, leads only to what is there, asks
# nobody else for anything and holds no script; and each command that a document
# shows is one that a test runs.
b=${builddir:-$PWD}
cd "${srcdir:-.}" || exit 1
srcdir=$PWD builddir=$b
export srcdir builddir
. tests/lib/tap.sh
. tests/lib/guard.sh
guard_here || exit 1
dir=$GUARDED
site=$dir/site

# Which displays there are, and how each is marked.
tap "every command of a document is run by a test" \
    awk -f tests/lib/shown.awk man/*.in debian/database/*.8 ./*.md

# Who builds for himself needs no site, and need not have what makes it.
command -v lowdown >/dev/null && command -v mandoc >/dev/null &&
    command -v jq >/dev/null || {
	echo "# lowdown, mandoc or jq is missing: no site is made"
	tap_done
	exit
}

# Every source of the table has its page, and every document is in the table.
complete() {
	sed -e '/^#/d' -e '/^---/d' -e 's/ *|.*//' docs/pages.txt | sort >"$dir/in"
	{ ls ./*.md man/*.in debian/database/*.8; echo -; } |
	    sed -e 's|^\./||' -e 's|\.in$||' | sort >"$dir/there"
	diff "$dir/in" "$dir/there" &&
	    test "$(ls "$site"/*.html | wc -l)" -eq "$(wc -l <"$dir/in")"
}

# href targets: pages of the site, places in them, paths of the node itself.
links_lead() {
	cd "$site" || return 1
	for p in *.html; do
		grep -oE ' id="[^"]*"' "$p" | sed "s|.* id=\"\(.*\)\"|$p#\1|"
		echo "$p"
		echo "$p#"
	done | sort -u >"$dir/places"
	for p in *.html; do
		grep -oE '<a [^>]*href="[^"]*"' "$p" |
		    sed -e 's/.*href="//' -e 's/"$//' -e "s|^#|$p#|"
	done | sort -u >"$dir/links"
	test "$(wc -l <"$dir/links")" -gt 100 || return 1
	grep -vE '^(https?:|mailto:)' "$dir/links" |
	    grep -vxE '/v1/(full/)?swagger\.json|/docs/swagger/' |
	    comm -23 - "$dir/places" >"$dir/lost"
	! test -s "$dir/lost" || {
		head -n 20 "$dir/lost"
		return 1
	}
}

# Nothing is fetched but the style beside the page, and nothing runs.
alone() {
	! grep -nE ' (src|srcset|action|on[a-z]+|style|background)=|<(script|iframe|form|img|object|embed|base)|@import|url\(' \
	    "$site"/*.html "$site/site.css" &&
	    ! grep -ohE '<link [^>]*>' "$site"/*.html | sort -u | grep -vxE \
	    '<link rel="(stylesheet" href="site\.css|icon" href="data:,)">'
}

# Each id once, tags closed as they were opened: what a browser need not mend.
well_made() {
	for p in "$site"/*.html; do
		grep -oE ' id="[^"]*"' "$p" | sort | uniq -d | sed "s|^|${p##*/}|"
		for t in ul ol li table details section h1 h2 h3 pre code dl div; do
			o=$(grep -oE "<${t}[ >]" "$p" | wc -l)
			c=$(grep -o "</$t>" "$p" | wc -l)
			[ "$o" -eq "$c" ] || echo "${p##*/}: $o <$t>, $c closed"
		done
	done >"$dir/made"
	! test -s "$dir/made" || {
		head -n 20 "$dir/made"
		return 1
	}
}

# The description names a route; the page has it.
routes_told() {
	"$b/discprov-fcgi" --openapi | jq -r '.paths | to_entries[] |
	    (.value | keys[] | ascii_upcase) + " " +
	    (.key | sub("^/v1(/full)?/"; "/"))' | sort -u >"$dir/routes"
	test "$(wc -l <"$dir/routes")" -gt 150 &&
	    sed -n 's|^<h3><code>\(.*\)</code></h3>$|\1|p' "$site/api.html" |
	    sort -u | diff "$dir/routes" -
}

tap "the site is made" sh docs/site.sh "$site"
tap "every document is a page of it" complete
tap "every link leads to something" links_lead
tap "nothing is asked of anybody else, and nothing runs" alone
tap "pages are well made" well_made
tap "the API's page has each route of the description" routes_told
tap_done
