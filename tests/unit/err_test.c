/* SPDX-License-Identifier: ISC */
#include "common/base/err.h"

#include "tests/tap.h"

int
main(void)
{
	static struct err e;
	char big[2000];
	int i;

	OK(err_set(&e, RC_DATA, "log %d: %s", 3, "bad") == RC_DATA,
	    "err_set returns the outcome");
	IS(e.msg, "log 3: bad", "the message is formatted");
	OK(err_set(&e, RC_DB, "later") == RC_DB && e.rc == RC_DATA,
	    "the first failure stays");
	OK(err_add(&e, "block %d", 9) == RC_DATA, "err_add keeps the outcome");
	IS(e.msg, "block 9: log 3: bad", "err_add puts its text in front");
	err_clear(&e);
	OK(e.rc == RC_OK && e.msg[0] == '\0', "err_clear forgets");
	memset(big, 'x', sizeof(big) - 1);
	big[sizeof(big) - 1] = '\0';
	err_set(&e, RC_BUG, "%s", big);
	OK(strlen(e.msg) == sizeof(e.msg) - 1 &&
		strcmp(e.msg + sizeof(e.msg) - 4, "...") == 0,
	    "a message that does not fit ends in dots");
	err_add(&e, "%s", big);
	OK(strcmp(e.msg + sizeof(e.msg) - 4, "...") == 0,
	    "a prefix that does not fit ends in dots");
	err_clear(&e);
	err_set(&e, RC_DATA, "a\nb\x1b[31m\x7f");
	IS(e.msg, "a?b?[31m?", "control bytes are made harmless");
	err_clear(&e);
	err_set(&e, RC_DATA, "\"k\" rc=ok");
	err_add(&e, "\"");
	IS(e.msg, "': 'k' rc=ok", "a message cannot end its own quotes");
	for (i = 0; i < RC__MAX; i++)
		OK(rc_info[i].name != NULL && rc_info[i].http >= 200,
		    "outcome %d has a row", i);
	DONE();
}
