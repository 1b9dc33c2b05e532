/* SPDX-License-Identifier: ISC */
#include "common/conf/node.h"

#include <string.h>

#include "tests/tap.h"

/* What there is behind the last one is "|". */
static const struct {
	const char *name, *in, *want;
} vec[] = {
	{ "none", "", "|" },
	{ "nothing between commas", " ,,\t, ", "|" },
	{ "one with a wallet", "https://a=0xAb", "https://a 0xAb|" },
	{ "one without", "https://a", "https://a |" },
	{ "two", "https://a=0x1,http://b:1=0x2",
	    "https://a 0x1|http://b:1 0x2|" },
	{ "blanks and empty items", " https://a=0x1 ,,\thttps://b ",
	    "https://a 0x1|https://b |" },
	{ "slashes at the end", "https://a//=0x1,https://b/c/",
	    "https://a 0x1|https://b/c |" },
	{ "a URL with an equals sign", "https://a/?b=c,https://a/?b=c=0x1",
	    "https://a/?b=c |https://a/?b=c 0x1|" },
};

static const char *
all(char *out, size_t cap, const char *in)
{
	char list[100], *rest = list;
	struct conf_node node;
	size_t n = 0;

	snprintf(list, sizeof(list), "%s", in);
	out[0] = '\0';
	while (conf_node_next(&node, &rest))
		n += (size_t)snprintf(out + n, cap - n, "%s %s|", node.url,
		    node.wallet);
	if (n == 0)
		snprintf(out, cap, "|");
	return rest == NULL ? out : "something is left";
}

int
main(void)
{
	char out[200];
	size_t i;

	for (i = 0; i < sizeof(vec) / sizeof(vec[0]); i++)
		IS(all(out, sizeof(out), vec[i].in), vec[i].want, "%s",
		    vec[i].name);
	DONE();
}
