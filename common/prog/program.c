/* SPDX-License-Identifier: ISC */
#include "common/prog/program.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "common/base/clock.h"
#include "common/base/limits.h"
#include "common/conf/conf.h"
#include "common/prog/wait.h"

#include "config.h"

enum { OPT_HELP = 1, OPT_VERSION, OPT_OWN = 256, OPTS_MAX = 32 };

/* What the command line said. */
struct line {
	const char *file;
	bool test, verbose;
	uint64_t seen; /* bit per option, see option_bit() */
	int status;    /* exit status, or -1 to go on */
};

static void
help_print(const struct oneshot *o)
{
	printf("usage: %s [-tv] [-c FILE]%s%s\n\n%s\n\n"
	       "options of every program:\n"
	       "  -c FILE     read this configuration file\n"
	       "  -t          check configuration and servers, then exit\n"
	       "  -v          log more\n"
	       "  --help      print this\n"
	       "  --version   print the version\n%s",
	    o->prog, o->synopsis[0] != '\0' ? " " : "", o->synopsis, o->help,
	    o->examples != NULL ? o->examples : "");
}

/* People read these, so they are no log lines. */
static int
usage(const struct oneshot *o, const char *msg)
{
	fprintf(stderr, "%s: %s\ntry '%s --help'\n", o->prog, msg, o->prog);
	return EX_USAGE;
}

/* Common long options, then the program's own. */
static void
options_join(struct option all[OPTS_MAX], const struct oneshot *o)
{
	static const struct option common[] = {
		{ "help", no_argument, NULL, OPT_HELP },
		{ "version", no_argument, NULL, OPT_VERSION },
	};
	size_t n = sizeof(common) / sizeof(common[0]), i;

	memset(all, 0, OPTS_MAX * sizeof(all[0]));
	memcpy(all, common, sizeof(common));
	for (i = 0; o->options != NULL && o->options[i].name != NULL; i++)
		if (n < OPTS_MAX - 1)
			all[n++] = o->options[i];
}

static uint64_t
option_bit(int val)
{
	int n = val >= OPT_OWN ? val - OPT_OWN : 63 - val % 32;

	return UINT64_C(1) << (n & 63);
}

/* One option; usage faults go to c->err. */
static enum rc
option_take(struct ctx *c, const struct oneshot *o, struct line *l, int val,
    const char *said)
{
	if (val == '?')
		return err_set(&c->err, RC_USAGE, "unknown option '%s'", said);
	if (val == ':')
		return err_set(&c->err, RC_USAGE, "option '%s' needs a value",
		    said);
	if ((l->seen & option_bit(val)) != 0)
		return err_set(&c->err, RC_USAGE, "option '%s' is there twice",
		    said);
	l->seen |= option_bit(val);
	switch (val) {
	case OPT_HELP:
		help_print(o);
		l->status = EX_OK;
		return RC_OK;
	case OPT_VERSION:
		printf("%s %s\n", o->prog, PACKAGE_VERSION);
		l->status = EX_OK;
		return RC_OK;
	case 'c':
		l->file = optarg;
		return RC_OK;
	case 't':
		l->test = true;
		return RC_OK;
	case 'v':
		l->verbose = true;
		return RC_OK;
	default:
		return o->option(c, o->arg, val, optarg);
	}
}

static enum rc
line_parse(struct ctx *c, const struct oneshot *o, struct line *l, int argc,
    char *argv[])
{
	struct option all[OPTS_MAX];
	char shortopt[] = "-x";
	const char *said;
	enum rc rc;
	int val;

	options_join(all, o);
	opterr = 0;
	while (l->status == -1 &&
	       (val = getopt_long(argc, argv, ":c:tv", all, NULL)) != -1) {
		said = argv[optind - 1];
		if (val < OPT_OWN && val > OPT_VERSION) {
			shortopt[1] = (char)(val == '?' || val == ':'
						 ? optopt
						 : val); /* an ASCII letter */
			if (shortopt[1] != '\0' && optopt < OPT_OWN)
				said = shortopt;
		}
		if ((rc = option_take(c, o, l, val, said)) != RC_OK)
			return rc;
	}
	return RC_OK;
}

static enum rc
line_check(struct ctx *c, const struct oneshot *o, const struct line *l,
    int argc, char **argv)
{
	if (o->check_line != NULL && !l->test)
		return o->check_line(c, o->arg, argc, argv);
	if (argc > 0)
		return err_set(&c->err, RC_USAGE, "unknown argument '%s'",
		    argv[0]);
	return RC_OK;
}

static void
warn_log(void *arg, const char *text)
{
	log_warn(arg, "msg=\"%s\"", text);
}

static enum rc
conf_take(struct ctx *c, struct conf *cf, const struct oneshot *o,
    const struct line *l)
{
	const struct conf_from from = { .file = l->file, .part = o->part };
	enum rc rc;

	if ((rc = conf_load(&c->err, cf, &from)) != RC_OK)
		return rc;
	c->cf = cf;
	/* programs that this one starts read the same */
	if (l->file != NULL && *l->file != '\0')
		(void)setenv("LOCAL_CONFIG", l->file, 1);
	if (log_level_parse(&c->log.level, cf->loglevel) != 0)
		return err_set(&c->err, RC_BUG, "log level '%s'", cf->loglevel);
	if (l->verbose)
		c->log.level = LOG_LEVEL_DEBUG;
	conf_warnings(cf, warn_log, &c->log);
	return RC_OK;
}

/* -t: each thing that is looked at has its line, whatever came of others. */
static enum rc
check_all(struct ctx *c, const struct oneshot *o)
{
	size_t n = conf_idle(c->cf);
	struct ctx own = *c;
	enum rc rc = RC_OK, servers;

	if (n > 0)
		log_info(&c->log,
		    "msg=\"%zu settings that are set have no effect, "
		    "'discprov config' says why\"",
		    n);
	if (o->test != NULL && (rc = o->test(&own, o->arg)) != RC_OK)
		log_err(&c->log, "look=%s msg=\"%s\"", o->name, own.err.msg);
	servers = probe_servers(c, o->uses);
	if (rc == RC_OK)
		return servers;
	err_clear(&c->err);
	return err_set(&c->err, rc, "this program cannot work so, see above");
}

static enum rc
work(struct ctx *c, const struct oneshot *o, const struct line *l, int argc,
    char **argv)
{
	if (l->test)
		return check_all(c, o);
	stop_catch();
	if (!o->no_wait)
		wait_hosts(c);
	return stop_asked() ? RC_OK : o->run(c, o->arg, argc, argv);
}

/* The one line of this run. */
static void
summarise(struct ctx *c, const struct oneshot *o, const struct line *l,
    enum rc rc, int64_t ms)
{
	bool idle = !l->test && o->idle != NULL && o->idle(o->arg);
	char own[1024] = "";

	if (o->summary != NULL && !l->test)
		o->summary(o->arg, own, sizeof(own));
	if (own[0] != '\0')
		strncat(own, " ", sizeof(own) - strlen(own) - 1);
	if (rc == RC_OK && (!o->quiet || l->test))
		(idle ? log_debug : log_info)(&c->log,
		    "%src=ok ms=%" PRId64 "%s", own, ms,
		    l->test ? " msg=\"configuration and servers are fine\""
			    : "");
	if (rc != RC_OK)
		(rc == RC_BUSY ? log_info : log_err)(&c->log,
		    "%src=%s ms=%" PRId64 " msg=\"%s\"", own, rc_info[rc].name,
		    ms, c->err.msg);
}

int
oneshot_main(const struct oneshot *o, int argc, char *argv[])
{
	struct line l = { .status = -1 };
	int64_t begin_ms = now_ms();
	struct ctx c = { 0 };
	struct conf cf;
	enum rc rc;

	memset(&cf, 0, sizeof(cf));
	log_init(&c.log, o->name, LOG_LEVEL_INFO);
	c.a = arena_new(LIM_ARENA_BLOCK);
	rc = line_parse(&c, o, &l, argc, argv);
	if (rc == RC_OK && l.status == -1 && o->early != NULL)
		l.status = o->early(o->arg, argc - optind, argv + optind);
	if (rc == RC_OK && l.status == -1)
		rc = line_check(&c, o, &l, argc - optind, argv + optind);
	if (rc == RC_OK && l.status == -1) {
		rc = conf_take(&c, &cf, o, &l);
		if (rc == RC_OK)
			rc = work(&c, o, &l, argc - optind, argv + optind);
		else if (o->no_conf != NULL && !l.test)
			o->no_conf(&c, o->arg, argc - optind, argv + optind);
		if (rc != RC_USAGE)
			summarise(&c, o, &l, rc, now_ms() - begin_ms);
		l.status = rc_info[rc].exit;
	}
	if (rc == RC_USAGE)
		l.status = usage(o, c.err.msg);
	arena_free(c.a);
	conf_free(&cf);
	if (fflush(stdout) != 0 && l.status == EX_OK)
		l.status = EX_OSERR; /* a full disk behind --help > file */
	return l.status;
}
