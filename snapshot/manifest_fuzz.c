/* SPDX-License-Identifier: ISC */
/* A list that is taken is written again as it was, and names no file outside.
 */
#include <string.h>

#include "common/base/fuzz.h"
#include "snapshot/manifest.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct ctx c = { .a = arena_new((size_t)256 << 20) };
	struct buf again = { .a = c.a };
	struct manifest m;
	size_t i;

	if (len < 65536 &&
	    manifest_parse(&c, &m, (const char *)data, len) == RC_OK) {
		for (i = 0; i < m.nparts; i++)
			if (strchr(m.part[i].file, '/') != NULL ||
			    m.part[i].table >= m.ntables ||
			    m.part[i].bytes < 0 || m.part[i].rows < 0)
				__builtin_trap();
		manifest_print(&m, &again);
		if (manifest_parse(&c, &m, again.p, again.len) != RC_OK)
			__builtin_trap();
	}
	arena_free(c.a);
	return 0;
}
