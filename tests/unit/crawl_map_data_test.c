/* SPDX-License-Identifier: ISC */
/*
 * The files of all providers are read, each can be asked for, and each makes
 * of its page what it must.
 */
#include "common/base/ctx.h"
#include "crawler/map/check.h"
#include "crawler/wire/wire.h"
#include "tests/tap.h"

#define FIXTURES SRCDIR "/tests/crawl/fixtures"

/* What is read from files has no request. */
static void
asked_for(struct ctx *c, const struct map_provider *p,
    const struct map_command *cmd)
{
	bool is_asked = json_object_object_get_ex(cmd->json, "request", NULL);

	if (p->json == NULL) {
		OK(!is_asked, "%s/%s: comes of a file", p->name, cmd->name);
		return;
	}
	OK(wire_check_command(c, p->json, cmd->json) == RC_OK,
	    "%s/%s: can be asked for: %s", p->name, cmd->name, c->err.msg);
	err_clear(&c->err);
}

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
			asked_for(&c, &set->providers[i], cmd);
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
