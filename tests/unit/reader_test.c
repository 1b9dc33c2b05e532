/* SPDX-License-Identifier: ISC */
/* What is held of one window has a bound, and crossing it says so. */
#include "chain/reader.h"

#include "common/base/limits.h"
#include "tests/tap.h"

int
main(void)
{
	struct reader rd = { .from = 11, .to = 60 };
	struct ctx c = { .a = NULL };

	OK(reader_hold(&c, &rd, LIM_WINDOW_READ) == RC_OK && !rd.too_much,
	    "as much as the limit is held");
	OK(reader_hold(&c, &rd, 0) == RC_OK, "nothing more is nothing");
	OK(reader_hold(&c, &rd, 1) == RC_DATA && rd.too_much,
	    "one byte more is too much");
	OK(strstr(c.err.msg, "blocks 11 to 60 hold more than") != NULL,
	    "the message names the blocks: %s", c.err.msg);
	DONE();
}
