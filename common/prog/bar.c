/* SPDX-License-Identifier: ISC */
#include "common/prog/bar.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "common/base/clock.h"

#define DRAW_MS 100  /* on a terminal */
#define LINE_MS 5000 /* elsewhere */
#define BAR     10   /* characters */

#define DAY 86400

void
bar_begin(struct bar *b, bool on)
{
	memset(b, 0, sizeof(*b));
	b->on = on;
	b->terminal = isatty(STDERR_FILENO) == 1;
	b->begin_ms = b->shown_ms = now_ms();
}

double
bar_seconds(const struct bar *b)
{
	int64_t now = now_ms();

	return (double)(now > b->begin_ms ? now - b->begin_ms : 1) / 1000;
}

bool
bar_due(struct bar *b)
{
	int64_t now = now_ms();

	if (!b->on || now - b->shown_ms < (b->terminal ? DRAW_MS : LINE_MS))
		return false;
	b->shown_ms = now;
	return true;
}

/* A line that is too long would not be written over. */
static int
columns(void)
{
	struct winsize w;

	return ioctl(STDERR_FILENO, TIOCGWINSZ, &w) == 0 && w.ws_col > 1
		   ? w.ws_col - 1
		   : 79;
}

bool
bar_draw(struct bar *b, double part, const char *text)
{
	char bar[BAR + 1], line[256];
	int i;

	if (!b->terminal)
		return false;
	for (i = 0; i < BAR; i++)
		bar[i] = i < part * BAR ? '#' : '.';
	bar[BAR] = '\0';
	snprintf(line, sizeof(line), "[%s] %.1f%% %s", bar, part * 100, text);
	fprintf(stderr, "\r%.*s\033[K", columns(), line);
	fflush(stderr);
	b->drawn = true;
	return true;
}

void
bar_end(struct bar *b)
{
	if (b->drawn)
		fputs("\r\033[K", stderr);
	b->drawn = false;
}

const char *
bar_duration(char buf[BAR_DURATION], int64_t s)
{
	int n = 0;

	if (s >= DAY)
		n = snprintf(buf, BAR_DURATION, "%" PRId64 "d ", s / DAY);
	snprintf(buf + n, BAR_DURATION - (size_t)n, "%02d:%02d:%02d",
	    (int)(s % DAY / 3600), (int)(s / 60 % 60), (int)(s % 60));
	return buf;
}
