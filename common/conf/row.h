/* SPDX-License-Identifier: ISC */
/* One setting, as conf.c, type.c and print.c see it. */
#ifndef DP_COMMON_CONF_ROW_H
#define DP_COMMON_CONF_ROW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "common/base/arena.h"
#include "common/conf/conf.h"

enum conf_type {
	CONF_TEXT,
	CONF_U64,         /* min..max */
	CONF_I64,         /* min..max, "" is -1 */
	CONF_SEC,         /* "10", "10s", "2m", "1h" */
	CONF_MS,          /* "500", "500ms", "10s" */
	CONF_BOOL,        /* true false yes no 1 0 */
	CONF_ADDR,        /* 20 bytes of hexadecimal */
	CONF_KEY,         /* a private key */
	CONF_URL,         /* http or https */
	CONF_URLS,        /* comma list of them */
	CONF_CHAIN,       /* comma list of host, host:port or URL */
	CONF_DB,          /* libpq: URL or keywords */
	CONF_BLOCK,       /* hash or number */
	CONF_SKIP,        /* comma list of hashes and numbers */
	CONF_NODES,       /* comma list of url=wallet */
	CONF_HOSTS,       /* comma list of host:port */
	CONF_LEVEL,       /* a log level */
	CONF_VERIFY,      /* how much of a chain is proven */
	CONF_PLAYS,       /* whose plays of a core chain count */
	CONF_CORE_VERIFY, /* whether its headers are asked for */
	CONF_RATE,        /* how many in an hour, a day and a week */
	CONF_SEMVER,
	CONF_NOTIFIER, /* a number, or the original's word for none */
	CONF__MAX
};

enum {
	CONF_SECRET = 1, /* never shown */
	CONF_OURS = 2,   /* the original has no such setting */
	CONF_MAPPED = 4, /* another row answers for it; text says which */
	CONF_DEAD = 8    /* accepted without effect; text says why */
};

struct conf_row {
	const char *section; /* "": only in the environment, as key says */
	const char *key;     /* "*": whatever else this section holds */
	enum conf_type type;
	int flags;
	size_t off; /* in struct conf; SIZE_MAX: not kept */
	const char *def;
	uint64_t min, max;
	const char *text; /* for the manual page and the sample file */
};

extern const struct conf_row conf_rows[];
extern const size_t conf_nrows;

/*
 * Put the value text has into cf, when the row has a place there.  0, or -1
 * when it has not the form that conf_type_want() describes.  Empty text is
 * always fine: unset.
 */
int conf_type_set(struct conf *cf, struct arena *a, const struct conf_row *row,
    const char *text) MUST_CHECK;
const char *conf_type_want(struct arena *a, const struct conf_row *row);
/* What to do about a value that was refused; "" when nothing comes to mind. */
const char *conf_type_hint(const struct conf_row *row, const char *text);
/* Are values lists, whose lines are joined by commas? */
int conf_type_is_list(enum conf_type type);
/* Is the field a const char *? */
int conf_type_is_text(enum conf_type type);

/* The row of a setting, the catch-all row of its section, or conf_nrows. */
size_t conf_row_find(const char *section, const char *key);

/*
 * Whoever can write a file of ours can make us sign with another key.
 * RC_CONFIG when it is no regular file, or when its mode has a bit of refused;
 * what says what others may do then.
 */
enum rc conf_file_check(struct err *e, const char *path, FILE *f,
    mode_t refused, const char *what) MUST_CHECK;
/* Without the blanks around it; arena memory. */
char *conf_trimmed(struct arena *a, const char *s);

/* Name of the environment variable; arena memory. */
const char *conf_row_env(struct arena *a, const struct conf_row *row);

/* A variable that begins with "audius_" and names no setting. */
struct conf_stray {
	const char *name, *src;
	const char *near; /* the setting that may be meant, or NULL */
	bool ours;        /* it names a section of ours */
};

/* Where the values came from: conf.impl. */
struct conf_impl {
	struct arena *a;
	struct {
		char *text;        /* trimmed; the default when unset */
		const char *src;   /* NULL: default */
		const char *shown; /* what is in force, when text is not */
		const struct conf_row *from; /* stands in for it; or NULL */
		const char *where; /* as conf_where() said it, or NULL */
	} * v;                     /* conf_nrows of them */
	struct conf_stray *stray;
	size_t nstray;
	const char *odd; /* the first oddity of the files of variables */
};

/* "F:2" or "variable" or NULL of a row, or of the row that stands in. */
const char *conf_row_src(const struct conf_impl *im, size_t row);
/* "section.key", or the name of a variable of its own; arena memory. */
const char *conf_row_name(struct arena *a, const struct conf_row *row);
/*
 * The name in list[0..n-1] that differs from name by at most two letters
 * added, left out, changed or swapped; NULL when there is none, or when name
 * is too short or too long to say.
 */
const char *conf_near(const char *name, const char *const *list, size_t n);
/*
 * RC_CONFIG when a private key stands in a file that everybody may read.  The
 * user or group of the programs may; whether that is theirs alone is the
 * operator's business.
 */
enum rc conf_secret_check(struct err *e, struct conf_impl *im) MUST_CHECK;

#endif
