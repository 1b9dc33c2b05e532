/* SPDX-License-Identifier: ISC */
/* How far the node was behind the chain in the last day, as a drawing. */
#ifndef DP_FCGI_PAGE_PLOT_H
#define DP_FCGI_PAGE_PLOT_H

#include "fcgi/page/html.h"

#define PLOT_SLOTS  288 /* of a day, the last one is now */
#define PLOT_SILENT (-1)

struct plot {
	int64_t behind[PLOT_SLOTS]; /* blocks, or PLOT_SILENT: nobody looked */
};

/* An SVG, with what it shows in words beside it. */
void plot_write(struct html *h, const struct plot *p);

#endif
