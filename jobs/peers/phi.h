/* SPDX-License-Identifier: ISC */
/*
 * Phi accrual: how suspicious a silence is, by the gaps between former answers.
 * phi is -log10 of the chance that who is alive is silent for so long: 1 is one
 * in ten, 8 one in a hundred million.  So who always was slow or unsteady is
 * waited for longer than who never was.
 */
#ifndef DP_JOBS_PEERS_PHI_H
#define DP_JOBS_PEERS_PHI_H

#include <stddef.h>
#include <stdint.h>

#define PHI_WINDOW 100 /* gaps that are remembered */
#define PHI_MAX    300.0

struct phi {
	int32_t gap_ms[PHI_WINDOW]; /* the oldest first */
	size_t n;
};

/* An answer came so long after the one before. */
void phi_heard(struct phi *p, int64_t gap_ms);

/*
 * 0 to PHI_MAX, after a silence.  usual_ms is the gap to expect as long as none
 * is known.
 */
double phi_of(const struct phi *p, int64_t silent_ms, int64_t usual_ms);

#endif
