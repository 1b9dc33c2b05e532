/* SPDX-License-Identifier: ISC */
#include "fcgi/page/plot.h"

#include <inttypes.h>

#define HEIGHT 96 /* of the drawing, in its own units; a slot is 2 wide */
#define LEAST  10 /* blocks that fill it at least: a ripple is no storm */

static int64_t
highest(const struct plot *p)
{
	int64_t top = LEAST;
	size_t i;

	for (i = 0; i < PLOT_SLOTS; i++)
		if (p->behind[i] > top)
			top = p->behind[i];
	return top;
}

static size_t
silent_slots(const struct plot *p)
{
	size_t n = 0, i;

	for (i = 0; i < PLOT_SLOTS; i++)
		n += p->behind[i] == PLOT_SILENT;
	return n;
}

static double
y_of(int64_t behind, int64_t top)
{
	return HEIGHT - (double)behind * (HEIGHT - 2) / (double)top;
}

/* One piece of the line, and the area below it, from slot a to slot b. */
static void
piece(struct html *h, const struct plot *p, size_t a, size_t b, int64_t top)
{
	size_t i;

	html_rawf(h, "<path class=\"area\" d=\"M%zu %d", 2 * a, HEIGHT);
	for (i = a; i < b; i++)
		html_rawf(h, "L%zu %.1fH%zu", 2 * i, y_of(p->behind[i], top),
		    2 * i + 2);
	html_rawf(h, "V%dZ\"/><path class=\"line\" d=\"M%zu %.1f", HEIGHT,
	    2 * a, y_of(p->behind[a], top));
	for (i = a; i < b; i++)
		html_rawf(h, "L%zu %.1fH%zu", 2 * i, y_of(p->behind[i], top),
		    2 * i + 2);
	html_raw(h, "\"/>");
}

static void
pieces(struct html *h, const struct plot *p, int64_t top)
{
	size_t a, b;

	for (a = 0; a < PLOT_SLOTS; a = b + 1) {
		for (b = a; b < PLOT_SLOTS && p->behind[b] != PLOT_SILENT; b++)
			continue;
		if (b > a)
			piece(h, p, a, b, top);
	}
}

static void
words(struct html *h, const struct plot *p, int64_t top)
{
	size_t silent = silent_slots(p), hours = silent * 24 / PLOT_SLOTS;

	if (silent == PLOT_SLOTS) {
		html_raw(h, "The indexer has not looked at the chain in the "
			    "last day.");
		return;
	}
	if (top > LEAST) {
		html_raw(h, "At most ");
		html_count(h, top);
		html_raw(h, " blocks behind");
	} else {
		html_rawf(h, "Never more than %d blocks behind", LEAST);
	}
	if (silent == 0)
		html_raw(h, ".");
	else if (hours < 2)
		html_rawf(h, "; for %zu minutes nobody looked.",
		    silent * 1440 / PLOT_SLOTS);
	else
		html_rawf(h, "; for %zu hours nobody looked.", hours);
}

void
plot_write(struct html *h, const struct plot *p)
{
	int64_t top = highest(p);

	html_rawf(h,
	    "<figure><svg viewBox=\"0 0 %d %d\" preserveAspectRatio=\"none\" "
	    "role=\"img\" aria-label=\"blocks behind the chain in the last "
	    "day\">",
	    2 * PLOT_SLOTS, HEIGHT);
	html_rawf(h, "<path class=\"rule\" d=\"M0 1H%d\"/>", 2 * PLOT_SLOTS);
	pieces(h, p, top);
	html_raw(h, "</svg><figcaption><span>24 h ago</span><span>");
	words(h, p, top);
	html_raw(h, "</span><span>now</span></figcaption></figure>");
}
