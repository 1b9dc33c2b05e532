/* SPDX-License-Identifier: ISC */
/* discprov: what an administrator does by hand. */
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "admin/digest.h"
#include "admin/nodes.h"
#include "admin/doctor/doctor.h"
#include "admin/status.h"
#include "common/base/num.h"
#include "common/conf/conf.h"
#include "common/db/db.h"
#include "common/db/lock.h"
#include "common/prog/program.h"
#include "common/prog/steps.h"
#include "common/prog/wait.h"
#include "import/import.h"
#include "jobs/plays/import.h"
#include "snapshot/snapshot.h"
#include "snapshot/verify.h"
#include "sql/steps.h"

#include "config.h"

struct admin {
	bool sample, json, watch; /* --sample, --json, --watch */
	bool recount;             /* --recount */
	const char *root;         /* --root */
	bool alone;               /* --alone */
	const char *signer;       /* --signer */
	const char *base;         /* --base */
	const char *scratch;      /* --scratch */
	unsigned jobs;            /* --jobs; 0: not said */
	int n;                    /* words behind the command */
	char *const *word;
};

struct command {
	const char *name;
	enum rc (*run)(struct ctx *c);
	enum rc (*run_with)(struct ctx *c, const char *arg);
	enum rc (*run_how)(struct ctx *c, const struct admin *how);
	/* none: early, without configuration */
	const char *wants; /* the argument, for messages */
	int least, most;   /* words that run_how may find */
};

static enum rc
migrate(struct ctx *c)
{
	enum rc rc;

	wait_hosts(c);
	if ((rc = db_open(c, &c->db, DB_WRITER)) != RC_OK)
		return rc;
	if ((rc = lock_clear(c)) == RC_OK)
		rc = steps_apply(c, true);
	db_close(c->db);
	c->db = NULL;
	return rc;
}

static void
not_waited_for(void *arg, const char *item)
{
	fprintf(arg,
	    "# WAIT_HOSTS: %s is not waited for, no setting names it as "
	    "database or chain node\n",
	    item);
}

static enum rc
config(struct ctx *c)
{
	conf_print(c->cf, stdout);
	wait_hosts_others(c, not_waited_for, stdout);
	return RC_OK;
}

static enum rc
import_plays(struct ctx *c, const char *file)
{
	struct plays_import sum;
	enum rc rc;

	wait_hosts(c);
	rc = plays_import(c, file, &sum);
	log_info(&c->log,
	    "lines=%" PRId64 " plays=%" PRId64 " bad=%" PRId64 " msg=\"%s\"",
	    sum.lines, sum.added, sum.bad,
	    rc == RC_OK || rc == RC_DATA ? "imported" : "imported so far");
	return rc;
}

static enum rc
import_database(struct ctx *c, const char *url)
{
	wait_hosts(c);
	return import(c, url);
}

static enum rc
status(struct ctx *c, const struct admin *how)
{
	const struct status_how h = { .json = how->json, .watch = how->watch };

	return status_print(c, &h);
}

static enum rc
see_doctor(struct ctx *c, const struct admin *how)
{
	const struct doctor_how h = { .json = how->json, .root = how->root };

	return doctor(c, &h);
}

static enum rc
digest(struct ctx *c, const struct admin *how)
{
	if (!how->recount)
		return digest_print(c, how->n, how->word);
	if (how->n > 0)
		return err_set(&c->err, RC_USAGE,
		    "'--recount' counts everything and takes no argument '%s'",
		    how->word[0]);
	return digest_recount(c);
}

static enum rc
nodes(struct ctx *c, const struct admin *how)
{
	return nodes_print(c, how->json);
}

static enum rc
snapshot(struct ctx *c, const struct admin *how)
{
	const struct snapshot_how h = {
		.dir = how->word[1],
		.signer = how->signer,
		.alone = how->alone,
		.jobs = how->jobs > 0 ? how->jobs : 4,
	};

	if (strcmp(how->word[0], "export") == 0)
		return snapshot_export(c, &h);
	if (strcmp(how->word[0], "import") == 0)
		return snapshot_import(c, &h);
	return err_set(&c->err, RC_USAGE,
	    "'snapshot' knows export and import, and not '%s'", how->word[0]);
}

static enum rc
verify_blocks(struct ctx *c, const struct admin *how)
{
	const struct verify_how h = {
		.from = how->word[0],
		.to = how->n > 1 ? how->word[1] : NULL,
		.base = how->base,
		.signer = how->signer,
		.scratch = how->scratch,
		.jobs = how->jobs > 0 ? how->jobs : 4,
	};

	return verify(c, &h);
}

/* Who asks the doctor wants to know what is wrong with the settings, too. */
static void
no_conf(struct ctx *c, void *arg, int argc, char **argv)
{
	const struct admin *how = arg;
	const struct doctor_how h = { .json = how->json, .root = how->root };

	if (argc > 0 && strcmp(argv[0], "doctor") == 0)
		doctor_unconfigured(c, &h);
}

static const struct command commands[] = {
	{ .name = "migrate", .run = migrate },
	{ .name = "config", .run = config },
	{ .name = "status", .run_how = status },
	{ .name = "doctor", .run_how = see_doctor },
	{ .name = "nodes", .run_how = nodes },
	{ .name = "digest", .run_how = digest, .most = 2 },
	{ .name = "import", .run_with = import_database, .wants = "a URL" },
	{ .name = "snapshot",
	    .run_how = snapshot,
	    .wants = "export or import, and a folder",
	    .least = 2,
	    .most = 2 },
	{ .name = "verify",
	    .run_how = verify_blocks,
	    .wants = "the number of a block",
	    .least = 1,
	    .most = 2 },
	{ .name = "import-plays", .run_with = import_plays, .wants = "a file" },
	{ .name = "version" },
};

static const struct command *
command_find(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (strcmp(commands[i].name, name) == 0)
			return &commands[i];
	return NULL;
}

enum {
	OPT_SAMPLE = 256,
	OPT_JSON,
	OPT_WATCH,
	OPT_ROOT,
	OPT_RECOUNT,
	OPT_ALONE,
	OPT_SIGNER,
	OPT_BASE,
	OPT_SCRATCH,
	OPT_JOBS
};

static enum rc
option(struct ctx *c, void *arg, int val, const char *text)
{
	struct admin *ad = arg;
	uint64_t n;

	ad->sample |= val == OPT_SAMPLE;
	ad->json |= val == OPT_JSON;
	ad->watch |= val == OPT_WATCH;
	ad->recount |= val == OPT_RECOUNT;
	ad->alone |= val == OPT_ALONE;
	if (val == OPT_ROOT)
		ad->root = text;
	if (val == OPT_SIGNER)
		ad->signer = text;
	if (val == OPT_BASE)
		ad->base = text;
	if (val == OPT_SCRATCH)
		ad->scratch = text;
	if (val != OPT_JOBS)
		return RC_OK;
	if (num_u64(&n, text, 1, SNAPSHOT_JOBS) != 0)
		return err_set(&c->err, RC_USAGE,
		    "--jobs '%s' is not a number from 1 to %d", text,
		    SNAPSHOT_JOBS);
	ad->jobs = (unsigned)n;
	return RC_OK;
}

/* What must work however broken the configuration is. */
static int
early(void *arg, int argc, char **argv)
{
	const struct admin *ad = arg;

	if (argc == 1 && ad->sample && strcmp(argv[0], "config") == 0) {
		conf_sample(stdout);
		return EX_OK;
	}
	if (argc == 1 && !ad->sample && strcmp(argv[0], "version") == 0) {
		printf("discprov %s\nschema step %d\n", PACKAGE_VERSION,
		    sql_step_count);
		return EX_OK;
	}
	return -1;
}

/* Each option belongs to some commands. */
static enum rc
options_fit(struct ctx *c, const struct admin *ad, const struct command *cmd)
{
	const struct {
		bool is_there;
		const char *name, *belongs;
		enum rc (*to[3])(struct ctx *c, const struct admin *how);
	} all[] = {
		{ ad->sample, "sample", "config", { NULL, NULL } },
		{ ad->json, "json", "status, doctor and nodes",
		    { status, see_doctor, nodes } },
		{ ad->watch, "watch", "status", { status, NULL } },
		{ ad->recount, "recount", "digest", { digest, NULL } },
		{ *ad->root != '\0', "root", "doctor", { see_doctor, NULL } },
		{ ad->alone, "alone", "snapshot", { snapshot, NULL } },
		{ *ad->signer != '\0', "signer", "snapshot and verify",
		    { snapshot, verify_blocks } },
		{ *ad->base != '\0', "base", "verify",
		    { verify_blocks, NULL } },
		{ *ad->scratch != '\0', "scratch", "verify",
		    { verify_blocks, NULL } },
		{ ad->jobs > 0, "jobs", "snapshot and verify",
		    { snapshot, verify_blocks } },
	};
	size_t i;

	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (all[i].is_there &&
		    (cmd->run_how == NULL || (cmd->run_how != all[i].to[0] &&
						 cmd->run_how != all[i].to[1] &&
						 cmd->run_how != all[i].to[2])))
			return err_set(&c->err, RC_USAGE,
			    "option '--%s' belongs to %s", all[i].name,
			    all[i].belongs);
	return RC_OK;
}

/* Before the configuration is read, so that a slip is called a slip. */
static enum rc
check_line(struct ctx *c, void *arg, int argc, char **argv)
{
	const struct admin *ad = arg;
	const struct command *cmd;
	int least, most;

	if (argc == 0)
		return err_set(&c->err, RC_USAGE, "no command");
	if ((cmd = command_find(argv[0])) == NULL)
		return err_set(&c->err, RC_USAGE, "unknown command '%s'",
		    argv[0]);
	least = (cmd->run_with != NULL ? 2 : 1) + cmd->least;
	most = (cmd->run_with != NULL ? 2 : 1) + cmd->most;
	if (argc > most)
		return err_set(&c->err, RC_USAGE, "'%s' takes no argument '%s'",
		    argv[0], argv[most]);
	if (argc < least)
		return err_set(&c->err, RC_USAGE, "'%s' wants %s", argv[0],
		    cmd->wants);
	return options_fit(c, ad, cmd);
}

static enum rc
run(struct ctx *c, void *arg, int argc, char **argv)
{
	const struct command *cmd = command_find(argv[0]);
	struct admin *ad = arg;

	ad->n = argc - 1;
	ad->word = argv + 1;
	if (cmd->run_how != NULL)
		return cmd->run_how(c, ad);
	return argc > 1 ? cmd->run_with(c, argv[1]) : cmd->run(c);
}

static const char help[] =
    "The administrator's program of the discovery provider.\n"
    "\n"
    "commands:\n"
    "  migrate     bring the database schema up to date\n"
    "  config      print every setting with its value and where that is from\n"
    "  status      say how the node is, on one screen, and what helps\n"
    "  doctor      try all that the node needs; cause and command of what is "
    "wrong\n"
    "  nodes       list the other discovery nodes, as they were found last\n"
    "  digest [BLOCK | TABLE [BUCKET]]\n"
    "              print the digest of the state and its tables, behind a "
    "block or now;\n"
    "              of a table its buckets, of a bucket its rows\n"
    "  import URL  take over the database of a node of the original, which "
    "is only\n"
    "              read; ours must be empty, or hold a part of it\n"
    "  snapshot export DIR\n"
    "              the state as files, signed, for another node to begin "
    "with\n"
    "  snapshot import DIR\n"
    "              take such files over; ours must be empty, or hold a part "
    "of them\n"
    "  verify FROM [TO]\n"
    "              index these blocks again, in another database, and compare "
    "our rows\n"
    "              with what comes of them; nothing is changed\n"
    "  import-plays FILE\n"
    "              read plays from a file, one JSON object a line; the next "
    "run\n"
    "              goes on where this one got to\n"
    "  version     print the version and the schema step it needs\n"
    "\n"
    "options:\n"
    "  --sample    with config: print a configuration file of all defaults\n"
    "  --recount   with digest: count all rows, and compare with what is "
    "kept\n"
    "  --json      with status, doctor and nodes: for programs\n"
    "  --root DIR  with doctor: look for installed files below it\n"
    "  --watch     with status: again every two seconds\n"
    "  --jobs N    with snapshot: so many processes at once (4)\n"
    "  --signer ADDRESS\n"
    "              with snapshot import: who else may have signed it\n"
    "  --alone     with snapshot import: do not ask other nodes whether they "
    "hold\n"
    "              the same\n"
    "  --scratch URL\n"
    "              with verify: the other database\n"
    "  --base DIR  with verify: a snapshot of the block before the first one";

static const char examples[] =
    "\nexamples:\n"
    "  discprov config --sample >discprov.ini\n"
    "  discprov -c discprov.ini config\n"
    "  audius_db_url=postgresql:///audius_discovery discprov migrate\n";

int
main(int argc, char *argv[])
{
	static const struct option options[] = {
		{ "sample", no_argument, NULL, OPT_SAMPLE },
		{ "json", no_argument, NULL, OPT_JSON },
		{ "watch", no_argument, NULL, OPT_WATCH },
		{ "recount", no_argument, NULL, OPT_RECOUNT },
		{ "root", required_argument, NULL, OPT_ROOT },
		{ "alone", no_argument, NULL, OPT_ALONE },
		{ "signer", required_argument, NULL, OPT_SIGNER },
		{ "jobs", required_argument, NULL, OPT_JOBS },
		{ "base", required_argument, NULL, OPT_BASE },
		{ "scratch", required_argument, NULL, OPT_SCRATCH },
		{ NULL, 0, NULL, 0 },
	};
	struct admin ad = { .root = "",
		.signer = "",
		.base = "",
		.scratch = "" };
	const struct oneshot o = {
		.prog = "discprov",
		.name = "admin",
		.synopsis =
		    "migrate | config [--sample] | "
		    "status [--json] [--watch] | "
		    "doctor [--json] [--root DIR] | nodes [--json] | "
		    "digest [--recount] [BLOCK | TABLE [BUCKET]] | "
		    "import URL | import-plays FILE | "
		    "snapshot export DIR | "
		    "snapshot [--alone] [--signer ADDRESS] import DIR | "
		    "verify --scratch URL [--base DIR] FROM [TO] | "
		    "version",
		.help = help,
		.examples = examples,
		.options = options,
		.option = option,
		.early = early,
		.check_line = check_line,
		.part = CONF_EVERY,
		.uses = PROBE_WRITER | PROBE_READER | PROBE_CHAIN |
			PROBE_ETHEREUM | PROBE_CACHE,
		.run = run,
		.no_conf = no_conf,
		.quiet = true,
		.no_wait = true,
		.arg = &ad,
	};

	return oneshot_main(&o, argc, argv);
}
