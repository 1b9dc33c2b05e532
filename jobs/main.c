/* SPDX-License-Identifier: ISC */
/* discprov-job: one pass of the job that is named, then exit. */
#include <getopt.h>
#include <stdio.h>

#include "chain/eth.h"
#include "common/base/num.h"
#include "common/prog/program.h"
#include "jobs/job.h"

enum { OPT_AS_OF = 256 };
static const struct option options[] = {
	{ "as-of", required_argument, NULL, OPT_AS_OF },
	{ NULL, 0, NULL, 0 },
};

static enum rc
option(struct ctx *c, void *arg, int val, const char *text)
{
	struct job_run *r = arg;
	uint64_t n;

	(void)val;
	if (num_u64(&n, text, 0, UINT32_MAX) != 0)
		return err_set(&c->err, RC_USAGE,
		    "--as-of: '%s' is not a time in Unix seconds", text);
	r->as_of = (int64_t)n;
	return RC_OK;
}

static enum rc
check_line(struct ctx *c, void *arg, int argc, char **argv)
{
	struct job_run *r = arg;

	if (argc < 1)
		return err_set(&c->err, RC_USAGE, "name a job");
	if (argc > 1)
		return err_set(&c->err, RC_USAGE, "unexpected argument '%s'",
		    argv[1]);
	if ((r->job = job_find(argv[0])) == NULL)
		return err_set(&c->err, RC_USAGE, "unknown job '%s'", argv[0]);
	if (r->as_of >= 0 && r->job->run != trending_run)
		return err_set(&c->err, RC_USAGE,
		    "--as-of: job '%s' computes for no time", argv[0]);
	return RC_OK;
}

static enum rc
run(struct ctx *c, void *arg, int argc, char **argv)
{
	struct job_run *r = arg;

	(void)argc;
	(void)argv;
	r->c = c;
	return job_run(r);
}

static void
summary(void *arg, char *buf, size_t cap)
{
	const struct job_run *r = arg;

	if (r->job != NULL)
		snprintf(buf, cap, "job=%s read=%zu changed=%zu failed=%zu",
		    r->job->name, r->read, r->changed, r->failed);
}

/* -t: may jobs ask what they live on? */
static enum rc
test(struct ctx *c, void *arg)
{
	struct eth *e;
	enum rc rc = eth_new(c, &e);

	(void)arg;
	eth_free(e);
	return rc;
}

static bool
idle(const void *arg)
{
	const struct job_run *r = arg;

	return r->read == 0 && r->changed == 0 && r->failed == 0;
}

/* The list of --help is the table. */
static const char *
job_list(char *buf, size_t cap)
{
	size_t i, n = 0;
	int w;

	for (i = 0; i < njobs && n < cap; i++) {
		w = snprintf(buf + n, cap - n, "%s  %-18s every %-6s %s",
		    i == 0 ? "\njobs, and how often their timers start them:\n"
			   : "\n",
		    jobs[i].name, jobs[i].every, jobs[i].help);
		n += w > 0 ? (size_t)w : 0;
	}
	if (n < cap)
		snprintf(buf + n, cap - n, "\n");
	return buf;
}

int
main(int argc, char *argv[])
{
	static char list[2048];
	static struct job_run job = { .as_of = -1 };
	const struct oneshot o = {
		.prog = "discprov-job",
		.name = "job",
		.synopsis = "[--as-of SECONDS] NAME",
		.help = "Makes one pass of a job and exits.\n\n"
			"  --as-of SECONDS  trending for this time (Unix "
			"seconds), not for the hour\n"
			"                   of the newest block",
		.options = options,
		.option = option,
		.examples = job_list(list, sizeof(list)),
		.check_line = check_line,
		.part = CONF_WRITERS,
		.uses = PROBE_WRITER | PROBE_LOCKS | PROBE_ETHEREUM,
		.test = test,
		.idle = idle,
		.run = run,
		.summary = summary,
		.arg = &job,
	};

	return oneshot_main(&o, argc, argv);
}
