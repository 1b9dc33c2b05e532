/* SPDX-License-Identifier: ISC */
/*
 * One error style for the whole product.
 *
 * Every fallible function returns enum rc.  Whoever finds the problem writes
 * the message with err_set(); callers may put a prefix in front with
 * err_add(); main() or the request loop logs it, once.  What an outcome means
 * to the outside world is rc_info[].
 */
#ifndef DP_COMMON_BASE_ERR_H
#define DP_COMMON_BASE_ERR_H

#include "common/base/attr.h"

enum rc {
	RC_OK,
	RC_NOTFOUND, /* the thing asked for does not exist */
	RC_REJECT,   /* an event breaks a rule: said and counted, no failure */
	RC_REPLIED,  /* a request has its refusal: nothing else is to be done */
	RC_INPUT,    /* a client's request breaks a rule */
	RC_USAGE,    /* wrong command line */
	RC_BUSY,     /* somebody else holds the lock */
	RC_UPSTREAM, /* chain node, gateway or peer not reachable */
	RC_DATA,     /* chain node, gateway or peer sent something invalid */
	RC_ROOM,     /* one block wants more memory than a block gets */
	RC_DB,       /* database not reachable or refused a statement */
	RC_CONFIG,   /* configuration or schema step wrong */
	RC_SYS,      /* operating system refused */
	RC_BUG,      /* our fault */
	RC__MAX
};

struct rc_info {
	const char *name; /* short word for log lines */
	int http;         /* status of an answer */
	int exit;         /* exit status of a one-shot, see sysexits.h */
	int prio;         /* syslog priority */
};

extern const struct rc_info rc_info[RC__MAX];

struct err {
	enum rc rc;    /* RC_OK while nothing failed */
	char msg[768]; /* lower-case, thing first; no control bytes, no '"' */
};

/*
 * Record a failure; the first one stays (a later err_set() only returns rc).
 * Returns rc, so that "return err_set(...)" reads well.  A message that does
 * not fit ends in "...".
 */
#define err_set(e, rc, ...) err_is(err_note((e), (rc), __VA_ARGS__), (rc))

/*
 * What err_set() is made of.  A compiler that does not look into err_note()
 * cannot know that it never returns RC_OK for a failure, and takes what a
 * function sets only in success for uninitialised in its callers.
 */
enum rc err_note(struct err *e, enum rc rc, const char *fmt, ...) PRINTF(3, 4);
static inline enum rc
err_is(enum rc noted, enum rc rc)
{
	(void)noted;
	return rc;
}

/* Put "prefix: " in front of the recorded message.  Returns e->rc. */
enum rc err_add(struct err *e, const char *fmt, ...) PRINTF(2, 3);

/* Forget what was recorded. */
void err_clear(struct err *e);

/*
 * No memory, and the like: one log line with the module's name, then exit
 * with EX_OSERR.
 */
void err_die(const char *module, const char *what) NORETURN;

#endif
