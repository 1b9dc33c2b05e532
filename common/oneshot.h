/* SPDX-License-Identifier: ISC */
/*
 * The shared life of programs that wake, work and exit: options,
 * configuration, signals, summary line, exit code.  They cannot differ
 * between programs.
 */
#ifndef DP_COMMON_ONESHOT_H
#define DP_COMMON_ONESHOT_H

#include <stdbool.h>
#include <stdint.h>

#include "common/ctx.h"

struct option; /* getopt.h */

struct oneshot {
	const char *prog;     /* "discprov-index" */
	const char *name;     /* "index", in log lines */
	const char *synopsis; /* arguments, for usage */
	const char *help;     /* what it does and its own options */
	/* own long options (val >= 256), ended by a zero row; NULL: none */
	const struct option *options;
	/* takes one of them; RC_USAGE with a message otherwise; may be NULL */
	enum rc (*option)(struct ctx *c, void *arg, int val, const char *text);
	/* the check behind -t: schema step and the like; may be NULL */
	enum rc (*test)(struct ctx *c, void *arg);
	/* the work; argv holds what is left after the options */
	enum rc (*run)(struct ctx *c, void *arg, int argc, char **argv);
	void *arg;
};

/*
 * -c FILE, -t, -v, --help and --version are understood for every program.
 * Waits for WAIT_HOSTS before run.  Returns the exit status of main().
 */
int oneshot_main(const struct oneshot *o, int argc, char *argv[]);

/* Has SIGTERM or SIGINT arrived?  The one mutable flag of the product. */
bool stop_asked(void);
void stop_install(void);

int64_t now_ms(void); /* monotonic */
int64_t wall_s(void); /* Unix time */

#endif
