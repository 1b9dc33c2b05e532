/* SPDX-License-Identifier: ISC */
/* CLIENTS.md has every row of the route table, and no other. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fcgi/serve/route.h"
#include "tests/tap.h"

#define PAGE_MAX ((size_t)256 << 10)
#define ROW_MAX  256

/* The page, with a line feed in front so that every line has one. */
static const char *
page(void)
{
	static char text[PAGE_MAX];
	FILE *f = fopen(SRCDIR "/CLIENTS.md", "r");
	size_t n;

	if (f == NULL)
		return "";
	text[0] = '\n';
	n = fread(text + 1, 1, sizeof(text) - 2, f);
	text[n + 1] = '\0';
	fclose(f);
	return text;
}

/* The first two columns, as the page has them. */
static void
first_columns(char row[ROW_MAX], const struct route *rt)
{
	static const struct {
		unsigned on;
		const char *name;
	} forms[] = { { ON_SERVICE, "node" }, { ON_LEGACY, "legacy" },
		{ ON_V1, "v1" }, { ON_FULL, "full" } };
	size_t i, len;

	snprintf(row, ROW_MAX, "\n| `%s%s` |", rt->post ? "POST " : "",
	    rt->path);
	for (i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		len = strlen(row);
		if ((rt->on & forms[i].on) != 0)
			snprintf(row + len, ROW_MAX - len, " %s",
			    forms[i].name);
	}
	len = strlen(row);
	snprintf(row + len, ROW_MAX - len, " |");
}

static size_t
count(const char *text, const char *what)
{
	size_t n = 0;

	for (; (text = strstr(text, what)) != NULL; text++)
		n++;
	return n;
}

int
main(void)
{
	const char *text = page();
	const struct route *rt = NULL;
	char row[ROW_MAX];
	size_t n = 0;

	for (; (rt = route_next(rt)) != NULL; n++) {
		first_columns(row, rt);
		OK(count(text, row) == 1, "CLIENTS.md has the row: %s",
		    row + 1);
	}
	OK(count(text, "\n| `/") + count(text, "\n| `POST /") == n,
	    "and no other rows");
	DONE();
}
