/* SPDX-License-Identifier: ISC */
#include "fcgi/serve/disk.h"

#include <stdint.h>
#include <sys/statvfs.h>

#include "common/base/limits.h"

bool
disk_is_short(const char *folder)
{
	struct statvfs s;

	if (*folder == '\0' || statvfs(folder, &s) != 0)
		return false;
	/* a file system without a table of files counts none */
	return (s.f_flag & ST_RDONLY) != 0 ||
	       (uint64_t)s.f_bavail * s.f_frsize < LIM_DISK_FREE ||
	       (s.f_files > 0 && s.f_favail < LIM_DISK_FILES);
}
