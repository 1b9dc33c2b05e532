/* SPDX-License-Identifier: ISC */
/*
 * Which name was meant?  The distance of two words is the number of letters
 * to add, leave out, change, or swap with their neighbour.
 */
#include <string.h>

#include "common/conf/row.h"

#define LONGEST  64 /* bytes of a name that is looked at */
#define SHORTEST 5  /* two letters are too much of a shorter one */
#define FAR      3

static unsigned
least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/* Both are at most LONGEST bytes. */
static unsigned
distance(const char *a, size_t n, const char *b, size_t m)
{
	unsigned rows[3][LONGEST + 1] = { { 0 } }, *two = rows[0],
				   *one = rows[1];
	unsigned *now = rows[2], *spare, cost;
	size_t i, j;

	for (j = 0; j <= m; j++)
		one[j] = (unsigned)j; /* at most LONGEST */
	for (i = 1; i <= n; i++) {
		now[0] = (unsigned)i;
		for (j = 1; j <= m; j++) {
			cost = a[i - 1] != b[j - 1];
			now[j] = least(one[j - 1] + cost,
			    least(one[j], now[j - 1]) + 1);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1])
				now[j] = least(now[j], two[j - 2] + 1);
		}
		spare = two;
		two = one;
		one = now;
		now = spare;
	}
	return one[m];
}

const char *
conf_near(const char *name, const char *const *list, size_t n)
{
	size_t i, len = strlen(name), m;
	const char *best = NULL;
	unsigned d, least_d = FAR;

	if (len < SHORTEST || len > LONGEST)
		return NULL;
	for (i = 0; i < n; i++) {
		m = strlen(list[i]);
		if (m > LONGEST || m + 2 < len || len + 2 < m)
			continue;
		d = distance(name, len, list[i], m);
		if (d < least_d) {
			least_d = d;
			best = list[i];
		}
	}
	return best;
}
