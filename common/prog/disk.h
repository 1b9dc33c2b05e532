/* SPDX-License-Identifier: ISC */
/*
 * How much room a disk has.  nginx writes what it keeps, and the end of long
 * answers, while it sends them; when it cannot write it cuts the answer off.
 * So the pool looks first, and asks it to do neither.
 */
#ifndef DP_COMMON_PROG_DISK_H
#define DP_COMMON_PROG_DISK_H

#include <stdbool.h>
#include <stdint.h>

struct disk {
	uint64_t total, free; /* bytes; free for who is not root */
	bool short_of_files, read_only;
};

/* The disk under a folder; -1 when it cannot be looked at, or is "". */
int disk_look(struct disk *d, const char *folder);

/*
 * Is there less than LIM_DISK_FREE at the folder, are files running out, or
 * may nobody write there?  A folder that cannot be looked at is not short;
 * nor is "".
 */
bool disk_is_short(const char *folder);

#endif
