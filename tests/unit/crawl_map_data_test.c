/* SPDX-License-Identifier: ISC */
/*
 * The files of all providers are read, and each makes of its page what it
 * must.
 */
#include "common/base/ctx.h"
#include "crawler/map/check.h"
#include "tests/tap.h"

#define FIXTURES SRCDIR "/tests/crawl/fixtures"

int
main(void)
{
	struct ctx c = { .a = arena_new((size_t)1 << 30) };
	struct map_checked done = { 0 };
	const struct map_set *set = NULL;
	const struct map_command *cmd;
	size_t i, k;

	OK(map_load(&c, &set, SRCDIR "/crawler/providers") == RC_OK,
	    "the files of all providers are read");
	if (set == NULL) {
		printf("Bail out! %s\n", c.err.msg);
		return 1;
	}
	for (i = 0; i < set->n; i++)
		for (k = 0; k < set->providers[i].n; k++) {
			cmd = &set->providers[i].commands[k];
			OK(map_check_one(&c, cmd, FIXTURES, &done) == RC_OK,
			    "%s/%s: its page", cmd->provider, cmd->name);
			if (c.err.rc != RC_OK)
				printf("# %s\n", c.err.msg);
			err_clear(&c.err);
		}
	OK(done.documents > done.commands, "%u commands, %u documents",
	    done.commands, done.documents);
	arena_free(c.a);
	DONE();
}
