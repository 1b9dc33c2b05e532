/* SPDX-License-Identifier: ISC */
/*
 * Our rows are those of one moment, which lasts until the end.  The other
 * database begins with nothing, or with a snapshot, and discprov-index fills it
 * up to the same block.
 */
#include "snapshot/verify.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "common/base/clock.h"
#include "common/base/num.h"
#include "common/conf/conf.h"
#include "common/db/db.h"
#include "common/db/migrate.h"
#include "common/prog/steps.h"
#include "snapshot/compare.h"
#include "snapshot/sign.h"
#include "snapshot/snapshot.h"

#define LOOK_NS 100000000

struct place {
	int64_t number, height; /* as it is stored, and on its chain */
	const char *hash;
};

struct work {
	struct ctx *c; /* ours */
	const struct verify_how *how;
	struct conf cf;   /* of the other one */
	struct ctx other; /* it */
	int64_t from;
	struct place now; /* ours */
	struct place to;  /* what is compared */
	bool is_now;      /* which are the same */
};

static enum rc
read_place(struct ctx *c, struct place *p)
{
	PGresult *res;
	enum rc rc;

	if ((rc = db_run(c, &res, SQL_SNAPSHOT_BLOCK, NULL)) != RC_OK)
		return rc;
	if (PQntuples(res) == 0)
		return err_set(&c->err, RC_NOTFOUND,
		    "database: nothing is indexed yet");
	p->hash = db_text(res, 0, SNAPSHOT_BLOCK_blockhash);
	if ((rc = db_i64(c, &p->number, res, 0, SNAPSHOT_BLOCK_number)) !=
	    RC_OK)
		return rc;
	p->height = p->number;
	if (PQgetisnull(res, 0, SNAPSHOT_BLOCK_height))
		return RC_OK;
	return db_i64(c, &p->height, res, 0, SNAPSHOT_BLOCK_height);
}

/* What is asked for. */

static enum rc
height_of(struct ctx *c, int64_t *n, const char *text)
{
	if (num_i64(n, text, 0, INT32_MAX) == 0)
		return RC_OK;
	return err_set(&c->err, RC_USAGE, "'%s' is not the number of a block",
	    text);
}

static enum rc
read_range(struct work *w)
{
	const struct verify_how *how = w->how;
	struct ctx *c = w->c;
	enum rc rc;

	w->to = w->now;
	if ((rc = height_of(c, &w->from, how->from)) != RC_OK ||
	    (how->to != NULL &&
		(rc = height_of(c, &w->to.height, how->to)) != RC_OK))
		return rc;
	w->to.number -= w->now.height - w->to.height;
	w->is_now = w->to.height == w->now.height;
	if (w->to.height <= w->now.height && w->from <= w->to.height)
		return RC_OK;
	return err_set(&c->err, RC_CONFIG,
	    "blocks %" PRId64 " to %" PRId64 ": there is no such range, and "
	    "our newest block is %" PRId64,
	    w->from, w->to.height, w->now.height);
}

static enum rc
base_is_needed(struct work *w, const char *why)
{
	return err_set(&w->c->err, RC_CONFIG,
	    "a re-index from block %" PRId64 " on needs the state behind block "
	    "%" PRId64
	    ", which is not known: %s. Name a snapshot of it: --base "
	    "DIR",
	    w->from, w->from - 1, why);
}

/* Without a snapshot only the beginning is known: there is nothing. */
static enum rc
check_beginning(struct work *w)
{
	const char *source;
	struct ctx *c = w->c;
	int64_t first;
	PGresult *res;
	enum rc rc;

	if ((rc = db_run(c, &res, SQL_IMPORT_KNOWN, NULL)) != RC_OK)
		return rc;
	source = PQntuples(res) > 0 ? db_text(res, 0, 0) : "snapshot";
	if (strncmp(source, "snapshot", 8) != 0)
		return base_is_needed(w,
		    "ours began with another node's database ('discprov "
		    "import')");
	if ((rc = db_run(c, &res, SQL_VERIFY_FIRST, NULL)) != RC_OK ||
	    (rc = db_i64(c, &first, res, 0, 0)) != RC_OK)
		return rc;
	if (w->from <= first)
		return RC_OK;
	return base_is_needed(w,
	    arena_printf(c->a, "ours begins with block %" PRId64, first));
}

static enum rc
check_base(struct work *w)
{
	struct manifest m;
	uint8_t sum[32];
	enum rc rc;

	if (*w->how->base == '\0')
		return check_beginning(w);
	if ((rc = manifest_read(w->c, &m, w->how->base, sum)) != RC_OK)
		return rc;
	if (manifest_height(&m) == w->from - 1)
		return RC_OK;
	return base_is_needed(w,
	    arena_printf(w->c->a, "%s is of block %" PRId64, w->how->base,
		manifest_height(&m)));
}

/* The other database. */

static enum rc
identity(struct ctx *c, const char **name)
{
	PGresult *res;
	enum rc rc = db_run(c, &res, SQL_IMPORT_IDENTITY, NULL);

	*name = rc == RC_OK ? db_text(res, 0, 0) : "";
	return rc;
}

static enum rc
open_other(struct work *w)
{
	const char *a, *b;
	enum rc rc;

	if ((rc = db_open(&w->other, &w->other.db, DB_WRITER)) != RC_OK ||
	    (rc = identity(&w->other, &b)) != RC_OK) {
		w->c->err = w->other.err;
		return err_add(&w->c->err, "of --scratch");
	}
	if ((rc = identity(w->c, &a)) != RC_OK)
		return rc;
	if (strcmp(a, b) != 0)
		return RC_OK;
	return err_set(&w->c->err, RC_CONFIG,
	    "--scratch: that is our own database; it must be another one "
	    "(createdb, roles.sql)");
}

static void
close_other(struct work *w)
{
	db_close(w->other.db);
	w->other.db = NULL;
}

/* Steps, and what it begins with. */
static enum rc
fill_base(struct work *w)
{
	const struct snapshot_how h = {
		.dir = w->how->base,
		.signer = w->how->signer,
		.alone = true,
		.jobs = w->how->jobs,
	};
	enum rc rc;

	if ((rc = open_other(w)) != RC_OK)
		return rc;
	rc = steps_apply(&w->other, true);
	close_other(w);
	if (rc == RC_OK && *h.dir != '\0')
		rc = snapshot_import(&w->other, &h);
	if (rc != RC_OK)
		w->c->err = w->other.err;
	return rc;
}

/* discprov-index beside this program. */
static const char *
indexer(struct ctx *c)
{
	char self[4096];
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);
	char *slash;

	if (n <= 0)
		return "discprov-index";
	self[n] = '\0';
	if ((slash = strrchr(self, '/')) != NULL)
		*slash = '\0';
	return arena_printf(c->a, "%s/discprov-index", self);
}

static NORETURN void
become_indexer(const struct work *w, const char *program, const char *until)
{
	setenv("audius_db_url", w->how->scratch, 1);
	setenv("audius_discprov_run_dir", w->cf.run_dir, 1);
	setenv("audius_discprov_digest", "true", 1);
	execlp(program, program, "--catch-up", "--until", until, (char *)NULL);
	fprintf(stderr, "%s: %s\n", program, strerror(errno));
	_exit(127);
}

static enum rc
run_indexer(struct work *w)
{
	const struct timespec nap = { 0, LOOK_NS };
	const char *until = arena_printf(w->c->a, "%" PRId64, w->to.number);
	const char *program = indexer(w->c);
	struct ctx *c = w->c;
	int status = 0;
	pid_t pid;

	log_info(&c->log, "to=%s msg=\"indexing them again\"", until);
	if (mkdir(w->cf.run_dir, 0700) != 0 && errno != EEXIST)
		return err_set(&c->err, RC_SYS, "%s: %s", w->cf.run_dir,
		    strerror(errno));
	fflush(NULL);
	if ((pid = fork()) == -1)
		return err_set(&c->err, RC_SYS, "fork: %s", strerror(errno));
	if (pid == 0)
		become_indexer(w, program, until);
	while (waitpid(pid, &status, WNOHANG) == 0) {
		if (stop_asked())
			(void)kill(pid, SIGTERM);
		(void)nanosleep(&nap, NULL);
	}
	if (stop_asked())
		return err_set(&c->err, RC_BUSY,
		    "asked to stop; the next run goes on with that database");
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return RC_OK;
	return err_set(&c->err, RC_UPSTREAM,
	    "%s ended with status %d: its lines say why; the next run goes on "
	    "with that database",
	    program, WIFEXITED(status) ? WEXITSTATUS(status) : -1);
}

/* The verdict. */

static enum rc
judge(struct work *w, const struct compared *sum)
{
	struct ctx *c = w->c;

	if (sum->buckets == 0) {
		printf("blocks %" PRId64 " to %" PRId64
		       ": ours is what the chain gives; the fault is not "
		       "ours\n",
		    w->from, w->to.height);
		return RC_OK;
	}
	if (!w->is_now)
		return err_set(&c->err, RC_DATA,
		    "%" PRId64 " tables are not what the chain gives: the "
		    "fault is ours. Rows are named at our newest block: leave "
		    "the last number out",
		    sum->buckets);
	return err_set(&c->err, RC_DATA,
	    "%" PRId64 " rows are not what the chain gives: the fault is ours; "
	    "%s. Nothing is mended: import a snapshot into a new database, or "
	    "index anew",
	    sum->rows,
	    sum->hidden == sum->buckets
		? "they were right when they were written, and were changed "
		  "while triggers were off, or files of the database are "
		  "damaged"
	    : sum->hidden == 0
		? "they were written so, by hand, by an older version, or from "
		  "a node that lied"
		: "some were right when they were written");
}

static enum rc
same_block(struct work *w)
{
	struct place there = { 0 };
	enum rc rc;

	if ((rc = read_place(&w->other, &there)) != RC_OK) {
		w->c->err = w->other.err;
		return rc;
	}
	if (there.height != w->to.height)
		return err_set(&w->c->err, RC_UPSTREAM,
		    "the re-index has got to block %" PRId64 " of %" PRId64
		    "; the chain's node has no more",
		    there.height, w->to.height);
	if (!w->is_now || strcmp(there.hash, w->now.hash) == 0)
		return RC_OK;
	return err_set(&w->c->err, RC_DATA,
	    "block %" PRId64 " is %s in ours and %s on the chain: ours is of a "
	    "branch that was left; let the indexer run",
	    w->to.height, w->now.hash, there.hash);
}

static enum rc
compare(struct work *w)
{
	struct compared sum = { 0 };
	enum rc rc;

	if ((rc = open_other(w)) != RC_OK || (rc = same_block(w)) != RC_OK)
		return rc;
	rc = w->is_now
		 ? compare_rows(w->c, &w->other, &sum)
		 : compare_sums(w->c, &w->other,
		       arena_printf(w->c->a, "%" PRId64, w->to.height), &sum);
	if (rc != RC_OK && w->c->err.rc == RC_OK)
		w->c->err = w->other.err;
	return rc == RC_OK ? judge(w, &sum) : rc;
}

static enum rc
run(struct work *w)
{
	enum rc rc;

	if ((rc = migrate_check(w->c)) != RC_OK ||
	    (rc = db_begin_frozen(w->c)) != RC_OK ||
	    (rc = read_place(w->c, &w->now)) != RC_OK ||
	    (rc = read_range(w)) != RC_OK || (rc = check_base(w)) != RC_OK ||
	    (rc = fill_base(w)) != RC_OK || (rc = run_indexer(w)) != RC_OK)
		return rc;
	return compare(w);
}

enum rc
verify(struct ctx *c, const struct verify_how *how)
{
	struct work w = { .c = c, .how = how, .cf = *c->cf };
	enum rc rc;

	if (*how->scratch == '\0')
		return err_set(&c->err, RC_USAGE,
		    "'verify' wants --scratch URL: another database, empty but "
		    "for roles.sql, in which the blocks are indexed again");
	w.cf.db_url = how->scratch;
	w.cf.run_dir = arena_printf(c->a, "%s/verify", c->cf->run_dir);
	if ((rc = db_open(c, &c->db, DB_WRITER)) != RC_OK)
		return rc;
	w.other = *c;
	w.other.cf = &w.cf;
	w.other.db = NULL;
	rc = run(&w);
	close_other(&w);
	db_close(c->db);
	c->db = NULL;
	return rc;
}
