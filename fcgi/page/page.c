/* SPDX-License-Identifier: ISC */
#include "fcgi/page/page.h"

#include <string.h>

#include "fcgi/page/frame.h"

#define PEERS_SHOWN 200

static const char *const light_class[] = { [LIGHT_GOOD] = "good",
	[LIGHT_OFF] = "off",
	[LIGHT_AMBER] = "amber",
	[LIGHT_RED] = "red" };

static void
verdict(struct html *h, const struct page *p)
{
	const char *red = watch_red(p->watch);

	html_raw(h, "<header><h1>");
	html_text(h, p->host);
	html_raw(h, "</h1><p>discprov ");
	html_text(h, p->version);
	html_raw(h, ", an Audius discovery provider</p></header>");
	html_rawf(h, "<p class=\"verdict %s\">", *red == '\0' ? "good" : "red");
	html_raw(h, *red == '\0' ? "All is well" : "Not well: ");
	html_text(h, red);
	html_raw(h, "</p>");
}

static void
figure(struct html *h, const char *name, int64_t n, const char *note)
{
	html_raw(h, "<div><dt>");
	html_raw(h, name);
	html_raw(h, "</dt><dd>");
	if (n == PAGE_UNKNOWN)
		html_raw(h, "unknown");
	else
		html_count(h, n);
	html_raw(h, "<small>");
	html_raw(h, note);
	html_raw(h, "</small></dd></div>");
}

static int64_t
lag(const struct page *p)
{
	if (p->indexed == PAGE_UNKNOWN || p->chain == PAGE_UNKNOWN)
		return PAGE_UNKNOWN;
	return p->chain > p->indexed ? p->chain - p->indexed : 0;
}

static void
heights(struct html *h, const struct page *p)
{
	html_raw(h, "<section><h2>Height</h2><dl class=\"figures\">");
	figure(h, "indexed block", p->indexed, "");
	figure(h, "block of the chain", p->chain, "");
	figure(h, "behind", lag(p), " blocks");
	html_raw(h, "</dl>");
	if (p->plot != NULL)
		plot_write(h, p->plot);
	html_raw(h, "</section>");
}

static void
totals(struct html *h, const struct page *p)
{
	size_t i;

	if (p->ntotals == 0)
		return;
	html_raw(h, "<section><h2>Indexed</h2><dl class=\"figures\">");
	for (i = 0; i < p->ntotals; i++)
		figure(h, p->totals[i].name, p->totals[i].n,
		    p->totals[i].about ? " or so" : "");
	html_raw(h, "</dl></section>");
}

static void
sight(struct html *h, const struct sight *s)
{
	size_t i;

	html_rawf(h, "<tr class=\"%s\"><th scope=\"row\">",
	    light_class[s->light]);
	html_text(h, s->name);
	html_raw(h, "</th><td><b>");
	html_text(h, s->word);
	html_raw(h, "</b></td><td>");
	html_text(h, s->text);
	for (i = 0; i < s->nbelow; i++) {
		html_raw(h, "<p>");
		html_text(h, s->below[i]);
		html_raw(h, "</p>");
	}
	html_raw(h, "</td></tr>");
}

/* What wants a hand comes first. */
static void
sights(struct html *h, const struct page *p)
{
	static const enum light first[] = { LIGHT_RED, LIGHT_AMBER, LIGHT_GOOD,
		LIGHT_OFF };
	size_t l, i;

	html_raw(h, "<section><h2>Parts</h2><table><thead><tr>"
		    "<th scope=\"col\">part</th><th scope=\"col\">is</th>"
		    "<th scope=\"col\">last run, and what helps</th></tr>"
		    "</thead><tbody>");
	for (l = 0; l < sizeof(first) / sizeof(first[0]); l++)
		for (i = 0; i < p->watch->n; i++)
			if (p->watch->v[i].light == first[l])
				sight(h, &p->watch->v[i]);
	html_raw(h, "</tbody></table></section>");
}

static void
cell(struct html *h, int64_t n)
{
	html_raw(h, "<td class=\"n\">");
	if (n != WATCH_UNKNOWN)
		html_count(h, n);
	html_raw(h, "</td>");
}

static void
bytes_cell(struct html *h, int64_t n)
{
	html_raw(h, "<td class=\"n\">");
	if (n != WATCH_UNKNOWN)
		html_rawf(h, "%.*f GB", n < 10000000000 ? 1 : 0,
		    (double)n / 1e9);
	html_raw(h, "</td>");
}

static void
text_cell(struct html *h, const char *s)
{
	html_raw(h, "<td>");
	html_text(h, s != NULL ? s : "");
	html_raw(h, "</td>");
}

static enum light
peer_light(const struct peer_seen *n)
{
	return strcmp(n->state, "up") == 0     ? LIGHT_GOOD
	       : strcmp(n->state, "left") == 0 ? LIGHT_OFF
					       : LIGHT_AMBER;
}

static void
peer(struct html *h, const struct peer_seen *n)
{
	html_rawf(h, "<tr class=\"%s\"><th scope=\"row\">",
	    light_class[peer_light(n)]);
	html_text(h, n->endpoint);
	html_raw(h, "</th><td><b>");
	html_text(h, n->state);
	html_raw(h, "</b></td>");
	text_cell(h, n->since);
	text_cell(h, n->version);
	cell(h, n->height);
	cell(h, n->behind);
	text_cell(h, n->verdict);
	cell(h, n->latency_ms);
	cell(h, n->cpus);
	bytes_cell(h, n->memory);
	bytes_cell(h, n->database);
	bytes_cell(h, n->disk);
	text_cell(h, n->meets == WATCH_UNKNOWN ? ""
		     : n->meets != 0           ? "yes"
					       : "no");
	html_raw(h, "</tr>");
}

/* Their own words are for operators: "discprov nodes" has them. */
static void
peers(struct html *h, const struct page *p)
{
	static const char *const columns[] = { "node", "is", "since", "version",
		"block", "behind", "digest", "ms", "CPUs", "memory", "database",
		"disk", "minimum" };
	size_t i;

	if (p->peers == NULL || p->peers->n == 0)
		return;
	html_raw(h, "<section><h2>Other nodes</h2><dl class=\"figures\">");
	figure(h, "known block", p->peers->heights.known, "");
	figure(h, "confirmed block", p->peers->heights.most, "");
	html_raw(h, "</dl><div class=\"wide\"><table><thead><tr>");
	for (i = 0; i < sizeof(columns) / sizeof(columns[0]); i++)
		html_rawf(h, "<th scope=\"col\">%s</th>", columns[i]);
	html_raw(h, "</tr></thead><tbody>");
	for (i = 0; i < p->peers->n && i < PEERS_SHOWN; i++)
		peer(h, &p->peers->v[i]);
	html_raw(h, "</tbody></table></div></section>");
}

struct span
page_html(struct arena *a, const struct page *p)
{
	struct html h = { .b.a = a };

	frame_begin(&h, p->host, 60);
	verdict(&h, p);
	heights(&h, p);
	totals(&h, p);
	sights(&h, p);
	peers(&h, p);
	html_raw(&h, "<footer><a href=\"/docs/\">documents</a> "
		     "<a href=\"/v1/swagger.json\">API</a> <a "
		     "href=\"/health_check\">health</a> "
		     "<a href=\"/block_check\">block check</a> "
		     "<a href=\"/version\">version</a></footer>");
	frame_end(&h);
	return html_done(&h);
}
