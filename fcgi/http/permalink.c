/* SPDX-License-Identifier: ISC */
#include "fcgi/http/permalink.h"

#include <string.h>

#include "fcgi/http/req.h"

bool
plink_split(struct arena *a, struct plink *l, const char *url)
{
	const char *p = strstr(url, "://"), *end;
	size_t len;

	memset(l, 0, sizeof(*l));
	/* behind the host; "://" may also stand in a query */
	if (p != NULL && strcspn(url, "/?#") == (size_t)(p + 1 - url))
		url = p + 3 + strcspn(p + 3, "/?#");
	end = url + strcspn(url, "?#");
	for (p = url; p < end; p += len) {
		p += strspn(p, "/");
		len = strcspn(p, "/");
		if (p >= end)
			break;
		if (len > (size_t)(end - p))
			len = (size_t)(end - p);
		if (l->n >= PLINK_PARTS) {
			l->n = PLINK_PARTS + 1;
			return true;
		}
		l->part[l->n] = req_decoded(a, p, len, false);
		if (l->part[l->n++] == NULL)
			return false;
	}
	return true;
}
