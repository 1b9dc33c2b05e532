/* SPDX-License-Identifier: ISC */
/* discprov-crawl: one pass over what is due, or one thing by hand, then exit.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "common/base/clock.h"
#include "common/conf/conf.h"
#include "common/db/db.h"
#include "common/db/lock.h"
#include "common/db/migrate.h"
#include "common/net/http.h"
#include "common/prog/peak.h"
#include "common/prog/program.h"
#include "crawler/map/check.h"
#include "crawler/run/hand.h"
#include "crawler/run/run.h"
#include "crawler/wire/wire.h"

enum {                  /* what a word needs */
	NEEDS_SLOT = 1, /* one of [crawl] slots */
	NEEDS_SET = 2,  /* the files of commands */
	NEEDS_KEY = 4,
	NEEDS_DB = 8,
	NEEDS_ALL = 15
};

static enum rc
do_run(struct run *r, int argc, char **argv)
{
	enum rc rc;

	(void)argc;
	(void)argv;
	if ((rc = run_reap(r)) != RC_OK || (rc = run_try(r)) != RC_OK ||
	    (rc = run_plan(r)) != RC_OK || (rc = run_sweep(r)) != RC_OK ||
	    (rc = run_work(r)) != RC_OK)
		return rc;
	return run_send(r);
}

#define DO(word)                                                               \
	static enum rc do_##word(struct run *r, int argc, char **argv)         \
	{                                                                      \
		(void)argc;                                                    \
		(void)argv;                                                    \
		return run_##word(r);                                          \
	}
DO(plan)
DO(sweep)
DO(send)
DO(reap)
DO(try)

/* What asks providers has files to read, too. */
static enum rc
check_provider(struct ctx *c, const struct map_provider *p)
{
	enum rc rc;
	size_t i;

	if (p->json == NULL)
		return RC_OK;
	if ((rc = wire_check_provider(c, p->json)) != RC_OK)
		return err_add(&c->err, "%s/provider.json", p->name);
	for (i = 0; i < p->n; i++)
		if ((rc = wire_check_command(c, p->json,
			 p->commands[i].json)) != RC_OK)
			return err_add(&c->err, "%s/%s.json", p->name,
			    p->commands[i].name);
	return RC_OK;
}

/* Do the files of commands do what they say?  Pages stand in the folder. */
static enum rc
do_check(struct run *r, int argc, char **argv)
{
	struct map_checked n = { 0 };
	enum rc rc = RC_OK;
	size_t i;

	for (i = 0; rc == RC_OK && i < r->set->n; i++)
		rc = check_provider(r->c, &r->set->providers[i]);
	if (rc == RC_OK && argc > 0)
		rc = map_check(r->c, r->set, argv[0], &n);
	if (rc == RC_OK && argc > 0)
		printf("%u commands give the %u documents that they should\n",
		    n.commands, n.documents);
	return rc;
}

static const struct word {
	const char *name;
	enum rc (*fn)(struct run *r, int argc, char **argv);
	int least, most; /* arguments */
	unsigned needs;
	const char *help;
} words[] = {
	{ "run", do_run, 0, 0, NEEDS_ALL,
	    "all of the next five, and steps until none is due; what the "
	    "timer does" },
	{ "plan", do_plan, 0, 0, NEEDS_SET | NEEDS_DB,
	    "tasks that are due become runs" },
	{ "sweep", do_sweep, 0, 0, NEEDS_DB,
	    "what complete listings have not seen vanishes" },
	{ "send", do_send, 0, 0, NEEDS_DB, "letters to other services" },
	{ "reap", do_reap, 0, 0, NEEDS_DB,
	    "takes back the work of processes that are no more" },
	{ "try", do_try, 0, 0, NEEDS_SET | NEEDS_KEY | NEEDS_DB,
	    "looks at what credentials allow, where somebody has asked" },
	{ "check", do_check, 0, 1, NEEDS_SET,
	    "[FOLDER]: reads the files of commands, and tries them on pages" },
	{ "connect", hand_connect, 1, 1, NEEDS_SET | NEEDS_KEY | NEEDS_DB,
	    "FILE: registers a connection, or changes it" },
	{ "forget", hand_forget, 1, 1, NEEDS_DB,
	    "CONNECTION: with all that was found by it" },
	{ "list", hand_list, 0, 0, NEEDS_DB, "connections and their tasks" },
	{ "now", hand_now, 1, 2, NEEDS_DB,
	    "CONNECTION [TASK]: is due at once, also when it was paused" },
	{ "stop", hand_stop, 1, 2, NEEDS_DB,
	    "CONNECTION [TASK]: ends its run, and pauses it" },
	{ "trust", hand_trust, 1, 1, NEEDS_DB,
	    "CONNECTION: its host may have a new key" },
	{ "confirm", hand_confirm, 1, 1, NEEDS_DB,
	    "CONNECTION: what was held may vanish" },
};

struct pass {
	const struct word *word;
	struct run run;
};

static const struct word *
find(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(words[i].name, name) == 0)
			return &words[i];
	return NULL;
}

static enum rc
check_line(struct ctx *c, void *arg, int argc, char **argv)
{
	struct pass *p = arg;

	p->word = find(argc > 0 ? argv[0] : "run");
	if (p->word == NULL)
		return err_set(&c->err, RC_USAGE, "unknown word '%s'", argv[0]);
	if (argc > 0 && (argc - 1 < p->word->least || argc - 1 > p->word->most))
		return err_set(&c->err, RC_USAGE,
		    "%s: takes %d to %d arguments", p->word->name,
		    p->word->least, p->word->most);
	return RC_OK;
}

/* One of some processes of this host. */
static enum rc
slot(struct ctx *c)
{
	uint64_t i;
	enum rc rc = RC_BUSY;

	for (i = 1; rc == RC_BUSY && i <= c->cf->crawl_slots; i++) {
		err_clear(&c->err);
		rc = lock_file(c, arena_printf(c->a, "crawl-%" PRIu64, i));
	}
	return rc;
}

static enum rc
get_ready(struct ctx *c, struct pass *p)
{
	unsigned needs = p->word->needs;
	enum rc rc;

	if ((needs & NEEDS_SLOT) != 0 && (rc = slot(c)) != RC_OK)
		return rc;
	if ((needs & NEEDS_SET) != 0 &&
	    (rc = map_load_installed(c, &p->run.set)) != RC_OK)
		return rc;
	if ((needs & NEEDS_KEY) != 0 &&
	    (rc = seal_read(c, &p->run.seal)) != RC_OK)
		return rc;
	if ((needs & NEEDS_DB) == 0)
		return RC_OK;
	if ((rc = db_open(c, &c->db, DB_WRITER)) == RC_OK &&
	    (rc = migrate_check(c)) == RC_OK)
		rc = db_exec(c, SQL_CRAWL_SESSION, NULL);
	return rc;
}

static enum rc
run(struct ctx *c, void *arg, int argc, char **argv)
{
	struct pass *p = arg;
	enum rc rc;

	p->run.c = c;
	p->run.end_ms = now_ms() + (int64_t)c->cf->run_seconds * 1000;
	if ((rc = get_ready(c, p)) == RC_OK)
		rc = p->word->fn(&p->run, argc > 0 ? argc - 1 : 0,
		    argc > 0 ? argv + 1 : argv);
	if (rc == RC_OK && c->db != NULL)
		rc = stages_write(c, &p->run.stages);
	explicit_bzero(&p->run.seal, sizeof(p->run.seal));
	http_free(p->run.http);
	db_close(c->db);
	c->db = NULL;
	return rc;
}

static enum rc
test(struct ctx *c, void *arg)
{
	const struct map_set *set;
	struct seal seal;
	enum rc rc = map_load_installed(c, &set);

	(void)arg;
	if (rc == RC_OK)
		rc = seal_read(c, &seal);
	explicit_bzero(&seal, sizeof(seal));
	return rc;
}

static void
summary(void *arg, char *buf, size_t cap)
{
	const struct run *r = &((const struct pass *)arg)->run;

	snprintf(buf, cap,
	    "planned=%zu reaped=%zu steps=%zu pages=%zu seen=%zu created=%zu "
	    "changed=%zu vanished=%zu failed=%zu sent=%zu tried=%zu "
	    "fetch_ms=%" PRId64 " translate_ms=%" PRId64 " store_ms=%" PRId64
	    " peak_kb=%ld",
	    r->planned, r->reaped, r->steps, r->pages, r->seen, r->created,
	    r->changed, r->vanished, r->failed, r->sent, r->tried,
	    r->fetch_us / 1000, r->translate_us / 1000, r->store_us / 1000,
	    peak_kb());
}

static bool
idle(const void *arg)
{
	const struct run *r = &((const struct pass *)arg)->run;

	return r->planned + r->reaped + r->steps + r->sent + r->vanished +
		   r->tried ==
	       0;
}

/* The list of --help is the table. */
static const char *
word_list(char *buf, size_t cap)
{
	size_t i, n = 0;
	int w;

	for (i = 0; i < sizeof(words) / sizeof(words[0]) && n < cap; i++) {
		w = snprintf(buf + n, cap - n, "%s  %-8s %s",
		    i == 0 ? "\nwords:\n" : "\n", words[i].name, words[i].help);
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
	static struct pass pass;
	const struct oneshot o = {
		.prog = "discprov-crawl",
		.name = "crawl",
		.synopsis = "[WORD [ARGUMENT ...]]",
		.help = "Reads what providers of infrastructure have, keeps it "
			"in the database, and exits.",
		.examples = word_list(list, sizeof(list)),
		.check_line = check_line,
		.part = CONF_CRAWLER,
		.uses = PROBE_WRITER | PROBE_LOCKS,
		.test = test,
		.idle = idle,
		.run = run,
		.summary = summary,
		.arg = &pass,
	};

	return oneshot_main(&o, argc, argv);
}
