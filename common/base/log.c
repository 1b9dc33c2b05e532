/* SPDX-License-Identifier: ISC */
#include "common/base/log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <unistd.h>

#define LINE 4096 /* bytes with the newline */

static const char *const level_names[] = {
	[LOG_LEVEL_ERR] = "err",
	[LOG_LEVEL_INFO] = "info",
	[LOG_LEVEL_DEBUG] = "debug",
};

void
log_init(struct log *l, const char *prog, enum log_level level)
{
	struct timespec ts = { 0, 0 };
	uint64_t x;

	clock_gettime(CLOCK_REALTIME, &ts);
	/* splitmix64: near pids and near times give unlike names */
	x = ((uint64_t)ts.tv_sec << 30) ^ (uint64_t)ts.tv_nsec ^
	    ((uint64_t)getpid() << 40);
	x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
	l->prog = prog;
	l->level = level;
	snprintf(l->run, sizeof(l->run), "%08x", (unsigned)(x >> 32));
}

int
log_level_parse(enum log_level *level, const char *s)
{
	static const struct {
		const char *word;
		enum log_level level;
	} words[] = {
		{ "err", LOG_LEVEL_ERR },
		{ "error", LOG_LEVEL_ERR },
		{ "critical", LOG_LEVEL_ERR },
		{ "fatal", LOG_LEVEL_ERR },
		{ "warn", LOG_LEVEL_INFO },
		{ "warning", LOG_LEVEL_INFO },
		{ "info", LOG_LEVEL_INFO },
		{ "debug", LOG_LEVEL_DEBUG },
		{ "trace", LOG_LEVEL_DEBUG },
		{ "notset", LOG_LEVEL_DEBUG },
	};
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcasecmp(s, words[i].word) == 0) {
			*level = words[i].level;
			return 0;
		}
	return -1;
}

static void
write_all(const char *p, size_t len)
{
	ssize_t n;

	while (len > 0) {
		n = write(STDERR_FILENO, p, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return; /* nobody left to tell */
		p += n;
		len -= (size_t)n;
	}
}

/* Copy text, control bytes as \n or \x1b; false when it did not fit. */
static int
put_escaped(char *out, size_t cap, size_t *len, const char *in)
{
	char esc[5];
	size_t n;

	for (; *in != '\0'; in++) {
		if (*in == '\n')
			n = (size_t)snprintf(esc, sizeof(esc), "\\n");
		else if ((unsigned char)*in < 0x20 || *in == 0x7f)
			n = (size_t)snprintf(esc, sizeof(esc), "\\x%02x",
			    (unsigned char)*in);
		else
			n = (size_t)snprintf(esc, sizeof(esc), "%c", *in);
		if (n > cap - *len)
			return 0;
		memcpy(out + *len, esc, n);
		*len += n;
	}
	return 1;
}

static void PRINTF(3, 0) put_line(const struct log *l, enum log_level level,
    const char *fmt, va_list ap)
{
	char pairs[LINE], line[LINE];
	size_t len, room = sizeof(line) - 4; /* "..." and newline */
	int n, fits;

	if (level > l->level)
		return;
	n = snprintf(line, room, "lvl=%s prog=%s%s%s ", level_names[level],
	    l->prog, l->run[0] != '\0' ? " run=" : "", l->run);
	len = n < 0 || (size_t)n >= room ? 0 : (size_t)n;
	n = vsnprintf(pairs, sizeof(pairs), fmt, ap);
	if (n < 0)
		snprintf(pairs, sizeof(pairs),
		    "msg=\"line cannot be printed\"");
	fits = put_escaped(line, room, &len, pairs) && n < LINE;
	if (!fits) {
		memcpy(line + len, "...", 3);
		len += 3;
	}
	line[len++] = '\n';
	write_all(line, len); /* one write: lines of processes do not mix */
}

void
log_err(const struct log *l, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	put_line(l, LOG_LEVEL_ERR, fmt, ap);
	va_end(ap);
}

void
log_info(const struct log *l, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	put_line(l, LOG_LEVEL_INFO, fmt, ap);
	va_end(ap);
}

void
log_debug(const struct log *l, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	put_line(l, LOG_LEVEL_DEBUG, fmt, ap);
	va_end(ap);
}
