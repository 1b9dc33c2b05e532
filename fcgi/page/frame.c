/* SPDX-License-Identifier: ISC */
#include "fcgi/page/frame.h"

#include "fcgi/page/style.h"

void
frame_begin(struct html *h, const char *title, unsigned refresh_s)
{
	html_raw(h,
	    "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">"
	    "<meta name=\"viewport\" content=\"width=device-width\">"
	    "<meta http-equiv=\"Content-Security-Policy\" "
	    "content=\"default-src 'none'; style-src 'unsafe-inline'; "
	    "img-src data:\"><meta name=\"color-scheme\" "
	    "content=\"light dark\">");
	if (refresh_s > 0)
		html_rawf(h, "<meta http-equiv=\"refresh\" content=\"%u\">",
		    refresh_s);
	html_raw(h, "<link rel=\"icon\" href=\"data:,\"><title>");
	html_text(h, title);
	html_raw(h, " &middot; discprov</title><style>" PAGE_STYLE
		    "</style></head><body><main>");
}

void
frame_end(struct html *h)
{
	html_raw(h, "</main></body></html>\n");
}
