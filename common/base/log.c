/* SPDX-License-Identifier: ISC */
#include "common/base/log.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#define LINE 4096 /* bytes with the newline */

static const struct {
	const char *name;
	int prio; /* in the journal */
} levels[] = {
	[LOG_LEVEL_ERR] = { "err", LOG_ERR },
	[LOG_LEVEL_WARN] = { "warn", LOG_WARNING },
	[LOG_LEVEL_INFO] = { "info", LOG_NOTICE },
	[LOG_LEVEL_DEBUG] = { "debug", LOG_DEBUG },
};

/* "device:inode" of the stream that systemd gave us, if stderr is still it. */
static bool
stderr_is_journal(void)
{
	const char *said = getenv("JOURNAL_STREAM");
	char is[64];
	struct stat st;

	if (said == NULL || fstat(STDERR_FILENO, &st) != 0)
		return false;
	snprintf(is, sizeof(is), "%ju:%ju", (uintmax_t)st.st_dev,
	    (uintmax_t)st.st_ino);
	return strcmp(said, is) == 0;
}

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
	l->journal = stderr_is_journal();
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
		{ "warn", LOG_LEVEL_WARN },
		{ "warning", LOG_LEVEL_WARN },
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

/* "<3>lvl=err prog=index run=0123abcd "; its length. */
static size_t
put_head(const struct log *l, enum log_level level, char *out, size_t cap)
{
	char prio[8] = "";
	int n;

	if (l->journal)
		snprintf(prio, sizeof(prio), "<%d>", levels[level].prio);
	n = snprintf(out, cap, "%slvl=%s prog=%s%s%s ", prio,
	    levels[level].name, l->prog, l->run[0] != '\0' ? " run=" : "",
	    l->run);
	return n < 0 || (size_t)n >= cap ? 0 : (size_t)n;
}

static void PRINTF(3, 0) put_line(const struct log *l, enum log_level level,
    const char *fmt, va_list ap)
{
	char pairs[LINE], line[LINE];
	size_t len, room = sizeof(line) - 4; /* "..." and newline */
	int n, fits;

	if (level > l->level)
		return;
	len = put_head(l, level, line, room);
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
log_warn(const struct log *l, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	put_line(l, LOG_LEVEL_WARN, fmt, ap);
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
