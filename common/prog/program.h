/* SPDX-License-Identifier: ISC */
/*
 * The shared life of programs that wake, work and exit: options,
 * configuration, signals, summary line, exit code.  They cannot differ
 * between programs.
 */
#ifndef DP_COMMON_PROG_PROGRAM_H
#define DP_COMMON_PROG_PROGRAM_H

#include <stdbool.h>

#include "common/base/ctx.h"
#include "common/conf/conf.h"
#include "common/prog/probe.h"

struct option; /* getopt.h */

struct oneshot {
	const char *prog;     /* "discprov-index" */
	const char *name;     /* "index", in log lines */
	const char *synopsis; /* what follows "[-tv] [-c FILE]"; may be "" */
	const char *help;     /* what it does and its own options; no newline */
	const char *examples; /* the end of --help; may be NULL */
	/* own long options (val >= 256), ended by a zero row; NULL: none */
	const struct option *options;
	/* takes one of them; RC_USAGE with a message otherwise; may be NULL */
	enum rc (*option)(struct ctx *c, void *arg, int val, const char *text);
	enum conf_part part; /* whose files of variables it reads */
	unsigned uses;       /* PROBE_*: what -t looks at */
	/* what -t checks besides, before the servers; may be NULL */
	enum rc (*test)(struct ctx *c, void *arg);
	/* the work; argv holds what is left after the options */
	enum rc (*run)(struct ctx *c, void *arg, int argc, char **argv);
	/* pairs for the summary line ("from=7 to=9"); may be NULL */
	void (*summary)(void *arg, char *buf, size_t cap);
	/*
	 * Was there nothing to do?  Then a run that went well gets its line
	 * at level debug only.  NULL: there always is.
	 */
	bool (*idle)(const void *arg);
	/*
	 * Before the configuration is read: the exit status of what needs
	 * none, or -1 to go on.  May be NULL.
	 */
	int (*early)(void *arg, int argc, char **argv);
	/*
	 * Then: RC_USAGE when options and arguments make no sense together.
	 * NULL: there must be no arguments.  Not asked under -t.
	 */
	enum rc (*check_line)(struct ctx *c, void *arg, int argc, char **argv);
	/*
	 * The configuration cannot be read: c->err says why, and is told
	 * behind it.  May be NULL.
	 */
	void (*no_conf)(struct ctx *c, void *arg, int argc, char **argv);
	bool quiet;   /* a run that went well needs no summary line */
	bool no_wait; /* run calls wait_hosts() itself, if at all */
	void *arg;
};

/*
 * -c FILE, -t, -v, --help and --version are understood for every program;
 * an option given twice is refused.  Tells at once when the configuration
 * looks misspelt.  Waits for WAIT_HOSTS before run.  run
 * and test have c->cf, c->a and c->log; they open c->db themselves and it is
 * closed by them.  Returns the exit status of main().
 */
int oneshot_main(const struct oneshot *o, int argc, char *argv[]);

#endif
