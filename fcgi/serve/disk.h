/* SPDX-License-Identifier: ISC */
/*
 * The disk under the web server's cache.  nginx writes what it keeps, and the
 * end of long answers, while it sends them; when it cannot write it cuts the
 * answer off.  So the pool looks first, and asks it to do neither.
 */
#ifndef DP_FCGI_SERVE_DISK_H
#define DP_FCGI_SERVE_DISK_H

#include <stdbool.h>

/*
 * Is there less than LIM_DISK_FREE at the folder, are files running out, or
 * may nobody write there?  A folder that cannot be looked at is not short;
 * nor is "".
 */
bool disk_is_short(const char *folder);

#endif
