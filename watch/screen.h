/* SPDX-License-Identifier: ISC */
/* What was looked at, written for people or for programs. */
#ifndef DP_WATCH_SCREEN_H
#define DP_WATCH_SCREEN_H

#include "common/json/jsonw.h"
#include "watch/watch.h"

/* One line, and what stands below it, as wide as the terminal (else 80). */
void screen_sight(const struct sight *s);
/* The line that says how all of it is. */
void screen_verdict(const struct watch *w, const char *about);
/* Coloured when standard output is a terminal and nobody minds. */
bool screen_colours(void);

/* {"name":"disk","light":"good","word":"ok","text":"...","why":null,
   "help":["..."],"facts":{"free_bytes":7}} */
void screen_json(struct jsonw *w, const struct sight *s);
/* "good", "off", "amber", "red" */
const char *screen_light(enum light light);

#endif
