/* SPDX-License-Identifier: ISC */
#include "common/base/log.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/base/err.h"
#include "tests/tap.h"

static char line[16384]; /* what the last call wrote */
static int out_fd, err_fd;

static void
catch_begin(void)
{
	if (ftruncate(out_fd, 0) != 0 || lseek(out_fd, 0, SEEK_SET) != 0)
		exit(1);
	dup2(out_fd, STDERR_FILENO);
}

static void
catch_end(void)
{
	ssize_t n;

	dup2(err_fd, STDERR_FILENO);
	n = pread(out_fd, line, sizeof(line) - 1, 0);
	line[n > 0 ? n : 0] = '\0';
}

static void
test_lines(void)
{
	struct log l = { .prog = "t", .run = "", .level = LOG_LEVEL_INFO };
	char big[6000];

	catch_begin();
	log_info(&l, "a=%d msg=\"%s\"", 1, "done");
	catch_end();
	IS(line, "lvl=info prog=t a=1 msg=\"done\"\n", "a line");
	snprintf(l.run, sizeof(l.run), "8f2c");
	catch_begin();
	log_err(&l, "rc=bug");
	catch_end();
	IS(line, "lvl=err prog=t run=8f2c rc=bug\n", "a line with its run");
	catch_begin();
	log_debug(&l, "a=1");
	catch_end();
	IS(line, "", "a line below the level is not written");
	l.level = LOG_LEVEL_DEBUG;
	catch_begin();
	log_debug(&l, "a=1");
	catch_end();
	IS(line, "lvl=debug prog=t run=8f2c a=1\n", "at its level it is");
	catch_begin();
	log_info(&l, "msg=\"%s\"", "a\nlvl=err\tb\x7f\x1b[31m\xc3\xa9");
	catch_end();
	IS(line,
	    "lvl=info prog=t run=8f2c msg=\"a\\nlvl=err\\x09b\\x7f\\x1b[31m"
	    "\xc3\xa9\"\n",
	    "foreign bytes make no second line and move no cursor");

	memset(big, 'x', sizeof(big) - 1);
	big[sizeof(big) - 1] = '\0';
	catch_begin();
	log_info(&l, "%s", big);
	catch_end();
	OK(strlen(line) == 4096 && strcmp(line + 4096 - 4, "...\n") == 0,
	    "a line too long is cut to 4096 bytes and says so");
	memset(big, '\n', sizeof(big) - 1);
	catch_begin();
	log_info(&l, "%s", big);
	catch_end();
	OK(strlen(line) <= 4096 && strchr(line, '\n') == strrchr(line, '\n'),
	    "so is one that grows by escaping");
}

/* JOURNAL_STREAM names stderr, or something else. */
static void
test_journal(void)
{
	struct log l;
	struct stat st;
	char name[64];

	fstat(out_fd, &st);
	snprintf(name, sizeof(name), "%ju:%ju", (uintmax_t)st.st_dev,
	    (uintmax_t)st.st_ino);
	setenv("JOURNAL_STREAM", name, 1);
	catch_begin();
	log_init(&l, "t", LOG_LEVEL_DEBUG);
	l.run[0] = '\0';
	log_err(&l, "a=1");
	log_warn(&l, "a=2");
	log_info(&l, "a=3");
	log_debug(&l, "msg=\"%s\"", "\n<0>x");
	catch_end();
	IS(line,
	    "<3>lvl=err prog=t a=1\n<4>lvl=warn prog=t a=2\n"
	    "<5>lvl=info prog=t a=3\n<7>lvl=debug prog=t msg=\"\\n<0>x\"\n",
	    "in the journal each line has its priority");
	snprintf(name, sizeof(name), "%ju:%ju", (uintmax_t)st.st_dev,
	    (uintmax_t)st.st_ino + 1);
	setenv("JOURNAL_STREAM", name, 1);
	catch_begin();
	log_init(&l, "t", LOG_LEVEL_WARN);
	l.run[0] = '\0';
	log_warn(&l, "a=2");
	log_info(&l, "a=3");
	catch_end();
	IS(line, "lvl=warn prog=t a=2\n",
	    "no priority when stderr goes elsewhere");
	unsetenv("JOURNAL_STREAM");
}

static void
test_levels(void)
{
	static const struct {
		const char *word;
		int want;
	} vec[] = {
		{ "err", LOG_LEVEL_ERR },
		{ "ERROR", LOG_LEVEL_ERR },
		{ "CRITICAL", LOG_LEVEL_ERR },
		{ "WARNING", LOG_LEVEL_WARN },
		{ "warn", LOG_LEVEL_WARN },
		{ "INFO", LOG_LEVEL_INFO },
		{ "info", LOG_LEVEL_INFO },
		{ "DEBUG", LOG_LEVEL_DEBUG },
		{ "", -1 },
		{ "infos", -1 },
	};
	enum log_level level;
	size_t i;
	int got;

	for (i = 0; i < sizeof(vec) / sizeof(vec[0]); i++) {
		got =
		    log_level_parse(&level, vec[i].word) == 0 ? (int)level : -1;
		OK(got == vec[i].want, "level '%s'", vec[i].word);
	}
}

static void
test_run(void)
{
	struct log a, b;

	log_init(&a, "t", LOG_LEVEL_INFO);
	log_init(&b, "t", LOG_LEVEL_INFO);
	OK(strlen(a.run) == 8 && strspn(a.run, "0123456789abcdef") == 8,
	    "a run has a name of 8 digits");
	OK(strcmp(a.run, b.run) != 0, "two runs have two names");
}

int
main(void)
{
	FILE *f = tmpfile();

	if (f == NULL)
		return 1;
	out_fd = fileno(f);
	err_fd = dup(STDERR_FILENO);
	test_lines();
	test_journal();
	test_levels();
	test_run();
	DONE();
}
