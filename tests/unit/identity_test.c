/* SPDX-License-Identifier: ISC */
/* How it is written down which chain the blocks are of, and read again. */
#include "chain/identity.h"

#include "common/base/hex.h"
#include "tests/tap.h"

#define HASH                                                                   \
	"0x39f02c003dde5b073b3f6e1700fc0b84b4877f6839bb23edadd3d2d82a488634"

int
main(void)
{
	static const struct {
		const char *text;
		int want;
	} vec[] = {
		{ "99 " HASH, 0 },
		{ "0 " HASH, 0 },
		{ "18446744073709551615 -", 0 },
		{ "99 -", 0 },
		{ "99 " HASH " proven", 0 },
		{ "99 " HASH " ", -1 },
		{ "99 " HASH " proved", -1 },
		{ "99 - proven", -1 },
		{ "99", -1 },
		{ "", -1 },
		{ " -", -1 },
		{ "-1 -", -1 },
		{ "99 0x12", -1 },
		{ "99 " HASH "0", -1 },
		{ "18446744073709551616 -", -1 },
		{ "1234567890123456789012345678901234567890 -", -1 },
		{ "99  -", -1 },
	};
	struct arena *a = arena_new(1 << 16);
	struct identity k;
	size_t i;

	for (i = 0; i < sizeof(vec) / sizeof(vec[0]); i++) {
		OK(identity_parse(&k, vec[i].text) == vec[i].want, "'%s'",
		    vec[i].text);
		if (vec[i].want == 0)
			IS(identity_text(a, &k), vec[i].text,
			    "is written as it was read");
	}
	arena_free(a);
	DONE();
}
