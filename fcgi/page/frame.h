/* SPDX-License-Identifier: ISC */
/*
 * What stands around each page of ours: its head, with our style, and nothing
 * that is loaded from anywhere or could run.
 */
#ifndef DP_FCGI_PAGE_FRAME_H
#define DP_FCGI_PAGE_FRAME_H

#include "fcgi/page/html.h"

/* Up to and with <main>; refresh_s: seconds, 0: it stays as it is. */
void frame_begin(struct html *h, const char *title, unsigned refresh_s);
void frame_end(struct html *h);

#endif
