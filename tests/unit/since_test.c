/* SPDX-License-Identifier: ISC */
/* The first days of rules, and how a list changes them. */
#include "indexer/apply/since.h"
#include "tests/tap.h"

static struct ctx c;

/* What a list makes of one rule; -1: it is refused. */
static int64_t
from(const char *list, enum rule_date rule)
{
	struct rule_dates d;

	err_clear(&c.err);
	return rule_dates_read(&c, &d, list) == RC_OK ? d.from[rule] : -1;
}

int
main(void)
{
	c.a = arena_new(1 << 20);
	OK(from("", SINCE_A5) == 1713830400, "the network's first day");
	OK(from("", SINCE_G) == 1782864000, "the day of the take-over");
	OK(from("", SINCE_T21E) == 1738886400,
	    "the end of a rule is a day, too");
	OK(from("U13=2020-01-02", SINCE_U13) == 1577923200, "a day moves");
	OK(from("U13=2020-01-02", SINCE_AW3) == from("", SINCE_AW3),
	    "others stay");
	OK(from("G=7, A5=8", SINCE_G) == 7 && from("G=7, A5=8", SINCE_A5) == 8,
	    "a list in Unix seconds");
	OK(from("all=0", SINCE_C17) == 0, "all of them");
	OK(from("all=0,G=5", SINCE_G) == 5 && from("all=0,G=5", SINCE_U14) == 0,
	    "the last word counts");
	OK(from("U99=2020-01-01", SINCE_G) == -1 &&
		strstr(c.err.msg, "no rule 'U99'") != NULL,
	    "an unknown rule is refused by its name");
	OK(from("G=yesterday", SINCE_G) == -1 &&
		strstr(c.err.msg, "'yesterday' is no day") != NULL,
	    "what is no day is refused");
	OK(from("G", SINCE_G) == -1 &&
		strstr(c.err.msg, "'G' is not RULE=DAY") != NULL,
	    "a rule without a day is refused");
	OK(c.err.rc == RC_CONFIG, "as a setting");
	arena_free(c.a);
	DONE();
}
