/* SPDX-License-Identifier: ISC */
/* discprov-index: turns blocks of the chain into rows, then exits. */
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/resource.h>

#include "common/base/limits.h"
#include "common/base/num.h"
#include "common/prog/peak.h"
#include "common/prog/program.h"
#include "indexer/docs/refetch.h"
#include "indexer/run/run.h"

enum { OPT_CATCH_UP = 256, OPT_UNTIL, OPT_DRY_RUN, OPT_RECEIPTS, OPT_REFETCH };

/* What this program does: one or the other. */
struct work {
	struct run run;
	struct refetch refetch;
};

static const struct option options[] = {
	{ "catch-up", no_argument, NULL, OPT_CATCH_UP },
	{ "until", required_argument, NULL, OPT_UNTIL },
	{ "dry-run", no_argument, NULL, OPT_DRY_RUN },
	{ "receipts", no_argument, NULL, OPT_RECEIPTS },
	{ "refetch", no_argument, NULL, OPT_REFETCH },
	{ NULL, 0, NULL, 0 },
};

static enum rc
take_option(struct ctx *c, void *arg, int val, const char *text)
{
	struct work *w = arg;
	struct run *r = &w->run;

	switch (val) {
	case OPT_CATCH_UP:
		r->catch_up = true;
		break;
	case OPT_UNTIL:
		r->has_until = true;
		if (num_u64(&r->until, text, 0, LIM_ID) != 0)
			return err_set(&c->err, RC_USAGE,
			    "--until '%s' is not a block number", text);
		break;
	case OPT_DRY_RUN:
		r->dry = true;
		break;
	case OPT_RECEIPTS:
		r->receipts = true;
		break;
	default:
		w->refetch.asked = true;
		break;
	}
	return RC_OK;
}

static enum rc
check_line(struct ctx *c, void *arg, int argc, char **argv)
{
	const struct work *w = arg;
	const struct run *r = &w->run;

	if (argc > 0)
		return err_set(&c->err, RC_USAGE, "unexpected argument '%s'",
		    argv[0]);
	if (r->dry && r->catch_up)
		return err_set(&c->err, RC_USAGE,
		    "--dry-run looks at one window; leave --catch-up out");
	if (w->refetch.asked &&
	    (r->dry || r->catch_up || r->has_until || r->receipts))
		return err_set(&c->err, RC_USAGE,
		    "--refetch reads no blocks; leave the other options out");
	return RC_OK;
}

static enum rc
run(struct ctx *c, void *arg, int argc, char **argv)
{
	struct work *w = arg;

	return w->refetch.asked ? refetch_job(c, &w->refetch)
				: run_job(c, &w->run, argc, argv);
}

static enum rc
test(struct ctx *c, void *arg)
{
	(void)arg;
	return contracts_are_set(c);
}

static bool
idle(const void *arg)
{
	const struct work *w = arg;

	return !w->refetch.asked && !w->run.dry && w->run.res.blocks == 0;
}

static long
ms_of(const struct timeval *t)
{
	return t->tv_sec * 1000 + t->tv_usec / 1000;
}

static void
summary(void *arg, char *buf, size_t cap)
{
	const struct work *w = arg;
	const struct run *r = &w->run;
	struct rusage u;
	int n = 0;

	if (w->refetch.asked) {
		snprintf(buf, cap, "named=%zu kept=%zu missing=%zu useless=%zu",
		    w->refetch.named, w->refetch.kept, w->refetch.missing,
		    w->refetch.useless);
		return;
	}
	if (r->began)
		n = snprintf(buf, cap, "from=%" PRIu64 " to=%" PRIu64 " ",
		    r->from, r->to);
	if (n < 0 || (size_t)n >= cap)
		return;
	n += snprintf(buf + n, cap - (size_t)n,
	    "head=%" PRIu64
	    " blocks=%zu logs=%zu events=%zu rows=%zu rejected=%zu",
	    r->head, r->res.blocks, r->res.logs, r->res.events, r->res.rows,
	    r->res.rejected);
	if ((size_t)n >= cap || getrusage(RUSAGE_SELF, &u) != 0)
		return;
	snprintf(buf + n, cap - (size_t)n,
	    " fetch_ms=%" PRId64 " decode_ms=%" PRId64 " write_ms=%" PRId64
	    " cpu_ms=%ld peak_kb=%ld",
	    r->fetch_us / 1000, r->decode_us / 1000, r->write_us / 1000,
	    ms_of(&u.ru_utime) + ms_of(&u.ru_stime), peak_kb());
}

int
main(int argc, char *argv[])
{
	static struct work work;
	static const struct oneshot job = {
		.prog = "discprov-index",
		.name = "index",
		.synopsis = "[--catch-up] [--until N] [--dry-run] "
			    "[--receipts] | [--refetch]",
		.help =
		    "Indexes one window of blocks and exits.\n\n"
		    "  --catch-up  window after window, until the head\n"
		    "  --until N   not further than block N\n"
		    "  --dry-run   everything but COMMIT; prints what would "
		    "be written\n"
		    "  --receipts  read receipts instead of eth_getLogs\n"
		    "  --refetch   no blocks: fetch the documents that rows "
		    "name and that are not kept",
		.examples =
		    "\nexamples:\n"
		    "  discprov-index             what the timer runs\n"
		    "  discprov-index --catch-up  the first days of a node\n",
		.options = options,
		.option = take_option,
		.check_line = check_line,
		.part = CONF_WRITERS,
		.uses =
		    PROBE_WRITER | PROBE_LOCKS | PROBE_CHAIN | PROBE_ETHEREUM,
		.test = test,
		.idle = idle,
		.run = run,
		.summary = summary,
		.arg = &work,
	};

	return oneshot_main(&job, argc, argv);
}
