/* SPDX-License-Identifier: ISC */
#include "import/report.h"

#include <inttypes.h>
#include <stdio.h>

#include "import/mapping.h"

static void
print_reasons(const struct part *p)
{
	size_t i;

	for (i = 0; i < p->nreasons; i++)
		printf("    %10" PRId64 "  %s\n", p->reason[i].count,
		    p->reason[i].text);
}

void
report_print(const struct import *im)
{
	const struct part *p;
	size_t i;

	printf("%-30s %12s %12s %12s\n", "table", "rows read", "taken",
	    "left out");
	for (i = 0; i < nmappings; i++) {
		p = &im->part[i];
		if (p->read == 0)
			continue;
		printf("%-30s %12" PRId64 " %12" PRId64 " %12" PRId64 "\n",
		    p->name, p->read, p->taken, p->read - p->taken);
		print_reasons(p);
	}
}
