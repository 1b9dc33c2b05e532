/* SPDX-License-Identifier: ISC */
#include "common/base/err.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <syslog.h>

/* clang-format off */
const struct rc_info rc_info[RC__MAX] = {
	/*                name        HTTP  exit            syslog       */
	[RC_OK]       = { "ok",       200,  EX_OK,          LOG_DEBUG   },
	[RC_NOTFOUND] = { "notfound", 404,  EX_DATAERR,     LOG_DEBUG   },
	[RC_REJECT]   = { "reject",   500,  EX_SOFTWARE,    LOG_DEBUG   },
	[RC_REPLIED]  = { "replied",  500,  EX_SOFTWARE,    LOG_DEBUG   },
	[RC_INPUT]    = { "input",    400,  EX_DATAERR,     LOG_INFO    },
	[RC_USAGE]    = { "usage",    400,  EX_USAGE,       LOG_ERR     },
	[RC_BUSY]     = { "busy",     503,  EX_TEMPFAIL,    LOG_INFO    },
	[RC_UPSTREAM] = { "upstream", 502,  EX_UNAVAILABLE, LOG_WARNING },
	[RC_DATA]     = { "data",     502,  EX_DATAERR,     LOG_ERR     },
	[RC_ROOM]     = { "room",     500,  EX_DATAERR,     LOG_ERR     },
	[RC_DB]       = { "db",       503,  EX_UNAVAILABLE, LOG_ERR     },
	[RC_CONFIG]   = { "config",   500,  EX_CONFIG,      LOG_ERR     },
	[RC_SYS]      = { "sys",      500,  EX_OSERR,       LOG_CRIT    },
	[RC_BUG]      = { "bug",      500,  EX_SOFTWARE,    LOG_CRIT    },
};
/* clang-format on */

/*
 * Messages quote foreign bytes: keep a terminal and a log line safe, where the
 * message stands between double quotes.
 */
static void
tame(char *s)
{
	for (; *s != '\0'; s++)
		if ((unsigned char)*s < 0x20 || *s == 0x7f)
			*s = '?';
		else if (*s == '"')
			*s = '\'';
}

static void
mark_cut(char *buf, size_t cap, int n)
{
	if (n < 0)
		snprintf(buf, cap, "message could not be formatted");
	else if ((size_t)n >= cap)
		memcpy(buf + cap - 4, "...", 4);
}

enum rc
err_note(struct err *e, enum rc rc, const char *fmt, ...)
{
	va_list ap;
	int n;

	assert(rc != RC_OK);
	if (e->rc != RC_OK)
		return rc;
	e->rc = rc;
	va_start(ap, fmt);
	n = vsnprintf(e->msg, sizeof(e->msg), fmt, ap);
	va_end(ap);
	mark_cut(e->msg, sizeof(e->msg), n);
	tame(e->msg);
	return rc;
}

enum rc
err_add(struct err *e, const char *fmt, ...)
{
	char old[sizeof(e->msg)];
	va_list ap;
	size_t len;
	int n;

	memcpy(old, e->msg, sizeof(old));
	va_start(ap, fmt);
	n = vsnprintf(e->msg, sizeof(e->msg), fmt, ap);
	va_end(ap);
	mark_cut(e->msg, sizeof(e->msg), n);
	len = strlen(e->msg);
	n = snprintf(e->msg + len, sizeof(e->msg) - len, ": %s", old);
	mark_cut(e->msg, sizeof(e->msg), n < 0 ? n : n + (int)len);
	tame(e->msg);
	return e->rc;
}

void
err_clear(struct err *e)
{
	e->rc = RC_OK;
	e->msg[0] = '\0';
}

void
err_die(const char *module, const char *what)
{
	fprintf(stderr, "lvl=err rc=sys msg=\"%s: %s\"\n", module, what);
	exit(EX_OSERR);
}
