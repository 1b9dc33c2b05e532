/* SPDX-License-Identifier: ISC */
#include "common/prog/peak.h"

#include <stdio.h>
#include <sys/resource.h>

long
peak_kb(void)
{
	FILE *f = fopen("/proc/self/status", "re");
	struct rusage u = { 0 };
	char line[128];
	long kb = 0;

	if (getrusage(RUSAGE_SELF, &u) == 0)
		kb = u.ru_maxrss;
	if (f == NULL)
		return kb;
	while (fgets(line, sizeof(line), f) != NULL)
		if (sscanf(line, "VmHWM: %ld kB", &kb) == 1)
			break;
	fclose(f);
	return kb;
}
