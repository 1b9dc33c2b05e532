/* SPDX-License-Identifier: ISC */
/* A private key in a file that everybody may read is refused. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/conf/conf.h"
#include "tests/tap.h"

#define KEY "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"

static const struct {
	const char *name, *text;
	mode_t mode;
	enum rc want;
} vec[] = {
	{ "everybody", "[delegate]\nprivate_key = " KEY "\n", 0644, RC_CONFIG },
	{ "everybody, not the group", "[delegate]\nprivate_key = " KEY "\n",
	    0604, RC_CONFIG },
	{ "group", "[delegate]\nprivate_key = " KEY "\n", 0640, RC_OK },
	{ "owner", "[delegate]\nprivate_key = " KEY "\n", 0600, RC_OK },
	{ "everybody, no key", "[delegate]\nprivate_key =\n", 0644, RC_OK },
	{ "everybody, another setting", "[discprov]\nundo_depth = 5\n", 0644,
	    RC_OK },
};

int
main(void)
{
	char path[] = "/tmp/conf-secret.XXXXXX";
	int fd = mkstemp(path);
	const struct conf_from from = { .file = path };
	struct conf cf;
	size_t i;

	unsetenv("audius_delegate_private_key");
	for (i = 0; i < sizeof(vec) / sizeof(vec[0]); i++) {
		struct err e = { 0 };

		if (ftruncate(fd, 0) != 0 ||
		    pwrite(fd, vec[i].text, strlen(vec[i].text), 0) < 0 ||
		    fchmod(fd, vec[i].mode) != 0)
			return 71;
		OK(conf_load(&e, &cf, &from) == vec[i].want, "%s: %s",
		    vec[i].name, e.msg);
		OK((e.rc != RC_OK) ==
			(strstr(e.msg, ":2: delegate.private_key: everybody") !=
			    NULL),
		    "%s: the message names line and setting", vec[i].name);
		OK(strstr(e.msg, KEY) == NULL, "%s: and not the key",
		    vec[i].name);
		conf_free(&cf);
	}
	fchmod(fd, 0644);
	setenv("audius_delegate_private_key", KEY, 1);
	{
		struct err e = { 0 };

		OK(conf_load(&e, &cf, &from) == RC_OK,
		    "the environment is nobody's file: %s", e.msg);
		conf_free(&cf);
	}
	close(fd);
	unlink(path);
	DONE();
}
