/* SPDX-License-Identifier: ISC */
/* How many blocks are asked for at once, when the node has a limit. */
#include "chain/stride.h"

#include "tests/tap.h"

/* Ask a node that answers up to limit blocks; returns how often it refused. */
static unsigned
ask(struct stride *s, uint64_t limit, unsigned times)
{
	unsigned refused = 0;

	while (times-- > 0)
		if (s->now > limit) {
			refused++;
			stride_shorten(s, s->now / 2);
		} else {
			stride_well(s, s->now);
		}
	return refused;
}

int
main(void)
{
	struct stride s;
	unsigned n;

	stride_init(&s, 250);
	OK(s.now == 250, "as many as there may be, to begin with");
	OK(ask(&s, 10, 9) == 5 && s.now <= 10,
	    "five refusals find a limit of ten");
	n = ask(&s, 10, 5000);
	OK(n < 15 && s.now <= 11, "5000 questions later: %u more", n);
	OK(ask(&s, 250, 30000) == 0 && s.now == 250,
	    "when the limit is gone, all is asked again");
	stride_shorten(&s, 0);
	OK(s.now == 1, "never less than one block");
	stride_well(&s, 1);
	stride_shorten(&s, 7);
	OK(s.now == 1, "a refusal of more blocks than that says nothing");
	for (n = 0; n < 100; n++)
		stride_well(&s, 0);
	OK(s.now == 1, "short ranges that go well prove nothing");
	stride_init(&s, 0);
	OK(s.now == 1, "a window of no blocks is one");
	DONE();
}
