/* SPDX-License-Identifier: ISC */
#include "jobs/peers/phi.h"

#include <math.h>
#include <string.h>

/*
 * The least deviation: an even heart alone is no reason to be impatient with
 * it.  A quarter of the usual gap, and half a second.
 */
#define FLOOR_PART 4
#define FLOOR_MS   500

void
phi_heard(struct phi *p, int64_t gap_ms)
{
	if (p->n == PHI_WINDOW) {
		memmove(p->gap_ms, p->gap_ms + 1,
		    (PHI_WINDOW - 1) * sizeof(p->gap_ms[0]));
		p->n--;
	}
	p->gap_ms[p->n++] = gap_ms < 0           ? 0
			    : gap_ms > INT32_MAX ? INT32_MAX
						 : (int32_t)gap_ms;
}

static double
mean_of(const struct phi *p, double usual)
{
	double sum = 0;
	size_t i;

	for (i = 0; i < p->n; i++)
		sum += p->gap_ms[i];
	return p->n > 0 ? sum / (double)p->n : usual;
}

static double
deviation_of(const struct phi *p, double mean)
{
	double sum = 0, least = mean / FLOOR_PART, d;
	size_t i;

	for (i = 0; i < p->n; i++)
		sum += (p->gap_ms[i] - mean) * (p->gap_ms[i] - mean);
	if (least < FLOOR_MS)
		least = FLOOR_MS;
	d = p->n > 0 ? sqrt(sum / (double)p->n) : 0;
	return d > least ? d : least;
}

/* -log10 of the upper tail of the normal distribution; where erfc() is 0, what
   it comes near to. */
static double
minus_log_tail(double z)
{
	double tail = erfc(z / sqrt(2)) / 2;

	if (tail > 1e-300)
		return -log10(tail);
	return z * z / 2 * log10(exp(1)) + log10(z * sqrt(2 * acos(-1)));
}

double
phi_of(const struct phi *p, int64_t silent_ms, int64_t usual_ms)
{
	double mean = mean_of(p, (double)usual_ms), phi;

	phi =
	    minus_log_tail(((double)silent_ms - mean) / deviation_of(p, mean));
	return phi < PHI_MAX ? phi : PHI_MAX;
}
