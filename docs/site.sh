#!/bin/sh
# SPDX-License-Identifier: ISC
# The documents as a small site: README and its kin by lowdown, the manual by
# mandoc, the API from what "discprov-fcgi --openapi" prints, in one frame.
#
#   site.sh OUT     makes the folder OUT; what was there goes
#
# Wants srcdir, and builddir with the manual's pages and the pool's program.  A
# page asks nothing but its style, which lies beside it, and has no script; what
# a page links to is judged by tests/site.sh.
set -eu
out=$1
s=$srcdir/docs
table=$s/pages.txt
LC_ALL=C
export LC_ALL

name() { # SOURCE: of its page, without .html
	case $1 in
	-) echo api ;;
	README.md) echo index ;;
	*) basename "$1" .md ;;
	esac
}

rows() { # [SED]: source|title|sentence, as far as SED lets them through
	sed "${1:-/^---/d}" "$table" | sed -e '/^#/d' -e 's/ *| */|/g'
}

# items SOURCE [SED]: list items that lead to pages, and the page itself, marked.
items() {
	rows "${2:-}" | while IFS='|' read -r source title sentence; do
		here=
		[ "$source" != "$1" ] || here=' aria-current="page"'
		printf '<li><a href="%s.html"%s>%s</a> <span>%s</span></li>\n' \
		    "$(name "$source")" "$here" "$title" "$sentence"
	done
}
# The same without what they are for.
links() { items "$@" | sed 's| <span>.*</span>||'; }

frame() { # SOURCE TITLE: what is inside comes from standard input
	cat <<END
<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>$2 &middot; discprov</title>
<link rel="stylesheet" href="site.css"><link rel="icon" href="data:,">
</head><body>
<header><nav aria-label="documents"><ul>
$(links "$1" '/^---/,$d')
<li><a href="#pages">more</a></li>
</ul></nav></header>
<main>
END
	cat
	cat <<END
</main>
<footer><h2 id="pages">All pages</h2><ul>
$(items "$1")
</ul></footer>
</body></html>
END
}

# Headings of the second order, told in front.
contents() {
	awk '{ all = all $0 "\n" }
	/^<h2 id="/ {
		split($0, part, "\""); text = $0; gsub(/<[^>]*>/, "", text)
		toc = toc "<li><a href=\"#" part[2] "\">" text "</a></li>\n"
	}
	END {
		end = index(all, "</h1>") + 5
		if (toc != "")
			toc = "\n<details class=\"toc\"><summary>On this page" \
			    "</summary><ul>\n" toc "</ul></details>"
		printf "%s%s%s", substr(all, 1, end - 1), toc, substr(all, end)
	}'
}

markdown() { # FILE: links to other documents lead to their pages
	lowdown -thtml --out-no-smarty --parse-no-autolink "$srcdir/$1" |
	    sed -e 's|href="README\.md|href="index.html|g' \
	    -e 's|href="\([A-Z]*\)\.md|href="\1.html|g' | contents
}

# The page's own headings go below ours; a link to a page that is not ours is
# its name only.
manual() { # PAGE
	printf '<h1>%s</h1>\n' \
	    "$(basename "$1" | sed 's/\(.*\)\.\([0-9]\)$/\1(\2)/')"
	page=$builddir/$1
	[ -e "$page" ] || page=$srcdir/$1
	mandoc -Thtml -Ofragment,toc,man=%N.%S.html "$page" |
	    sed -e 's|\(</*\)h2|\1h3|g' -e 's|\(</*\)h1|\1h2|g' \
	    -e 's| style="[^"]*"||g' | awk -v ours="$(rows | sed -n \
	    's,^[a-z/]*/\([^|/]*[0-9]\)|.*,\1.html,p' | tr '\n' ' ')" '
	BEGIN { n = split(ours, o, " "); for (i = 1; i <= n; i++) is[o[i]] = 1 }
	{
		while (match($0, /href="[a-z][^"#:\/]*\.[0-9]\.html/)) {
			page = substr($0, RSTART + 6, RLENGTH - 6)
			printf "%s%s", substr($0, 1, RSTART - 1),
			    is[page] ? "href=\"" page : "data-page=\"" page
			$0 = substr($0, RSTART + RLENGTH)
		}
		print
	}'
}

api() {
	"$builddir/discprov-fcgi" --openapi | jq -rf "$s/api.jq" | contents
}

inside() { # SOURCE
	case $1 in
	-) api ;;
	*.md) markdown "$1" ;;
	*) manual "$1" ;;
	esac
}

rm -rf "$out.new"
mkdir -p "$out.new"
cp "$s/site.css" "$out.new"
rows >"$out.new/rows"
while IFS='|' read -r source title _; do
	inside "$source" >"$out.new/part"
	[ -s "$out.new/part" ] || {
		echo "site.sh: nothing came of $source" >&2
		exit 1
	}
	frame "$source" "$title" <"$out.new/part" \
	    >"$out.new/$(name "$source").html"
done <"$out.new/rows"
rm -rf "$out.new/rows" "$out.new/part" "$out"
mv "$out.new" "$out"
