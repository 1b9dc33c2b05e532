/* SPDX-License-Identifier: ISC */
#include "common/prog/disk.h"

#include <sys/statvfs.h>

#include "common/base/limits.h"

int
disk_look(struct disk *d, const char *folder)
{
	struct statvfs s;

	if (*folder == '\0' || statvfs(folder, &s) != 0)
		return -1;
	d->total = (uint64_t)s.f_blocks * s.f_frsize;
	d->free = (uint64_t)s.f_bavail * s.f_frsize;
	/* a file system without a table of files counts none */
	d->short_of_files = s.f_files > 0 && s.f_favail < LIM_DISK_FILES;
	d->read_only = (s.f_flag & ST_RDONLY) != 0;
	return 0;
}

bool
disk_is_short(const char *folder)
{
	struct disk d;

	return disk_look(&d, folder) == 0 &&
	       (d.read_only || d.free < LIM_DISK_FREE || d.short_of_files);
}
