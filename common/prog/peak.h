/* SPDX-License-Identifier: ISC */
/* The most memory that a process had. */
#ifndef DP_COMMON_PROG_PEAK_H
#define DP_COMMON_PROG_PEAK_H

/*
 * In kilobytes; 0: not known.  getrusage() would do, if it did not count what
 * the process was before exec(): a copy of whoever started us, however large.
 */
long peak_kb(void);

#endif
