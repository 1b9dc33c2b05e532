/* SPDX-License-Identifier: ISC */
/*
 * jsonb_add() against PostgreSQL itself: the cases of the unit test, and JSON
 * that is made up.  jsonb_test URL [SEED]
 */
#include <stdlib.h>
#include <time.h>

#include "common/base/pgarr.h"
#include "common/json/jsonb.h"
#include "tests/sql/conn.h"
#include "tests/tap.h"
#include "tests/unit/jsonb_cases.h"

#define MADE_UP 2000

static uint32_t state;

static unsigned
below(unsigned n)
{
	state = state * 1664525u + 1013904223u;
	return (state >> 8) % n;
}

static void
some(struct buf *b, const char *const *words, size_t n)
{
	buf_str(b, words[below((unsigned)n)]);
}

static void
make(struct buf *b, unsigned depth)
{
	static const char *const texts[] = { "\"\"", "\"a\"", "\"b\"", "\"ab\"",
		"\"\\u00e9\"", "\"\xc3\xa9\"", "\"\\n\\u0007\"",
		"\"\\ud83c\\udfb5\"", "\"\\/\\\\\\\"\"", "\"zz\"" };
	static const char *const blanks[] = { "", "", " ", "\n\t" };
	static const char *const signs[] = { "", "-" };
	static const char *const wholes[] = { "0", "7", "10", "123456789",
		"900000000000000000000" };
	static const char *const parts[] = { "", ".0", ".5", ".00", ".120" };
	static const char *const powers[] = { "", "", "e0", "E+3", "e-4",
		"e12" };
	static const char *const words[] = { "true", "false", "null" };
	unsigned kind = below(depth == 0 ? 3 : 5), n, i;

	some(b, blanks, 4);
	if (kind == 0) {
		some(b, texts, 10);
	} else if (kind == 1) {
		some(b, signs, 2);
		some(b, wholes, 5);
		some(b, parts, 5);
		some(b, powers, 6);
	} else if (kind == 2) {
		some(b, words, 3);
	} else {
		buf_str(b, kind == 3 ? "[" : "{");
		for (i = 0, n = below(5); i < n; i++) {
			if (i > 0)
				buf_str(b, ",");
			if (kind == 4) {
				some(b, texts, 10);
				buf_str(b, ":");
			}
			make(b, depth - 1);
		}
		buf_str(b, kind == 3 ? "]" : "}");
	}
	some(b, blanks, 4);
}

/* PostgreSQL's text, or NULL when it refuses. */
static const char *
asked(struct ctx *c, const char *text)
{
	struct pgarr *list = pgarr_new(c->a);
	const char *param;
	PGresult *res;

	pgarr_text(list, text);
	param = pgarr_done(list);
	if (db_run(c, &res, SQL_IDX_JSON_NORMAL, &param) == RC_OK)
		return db_text(res, 0, 0);
	err_clear(&c->err);
	return NULL;
}

static const char *
made(struct ctx *c, const char *text)
{
	struct buf b = { .a = c->a };

	return jsonb_add(&b, text) ? arena_memdup(c->a, b.p, b.len) : NULL;
}

static bool
same(struct ctx *c, const char *text)
{
	const char *got = made(c, text), *want = asked(c, text);

	if ((got == NULL) == (want == NULL) &&
	    (got == NULL || strcmp(got, want) == 0))
		return true;
	printf("# of %s\n# got  %s\n# want %s\n", text,
	    got != NULL ? got : "none", want != NULL ? want : "none");
	return false;
}

int
main(int argc, char *argv[])
{
	struct conn n;
	unsigned i, bad = 0;
	size_t k;

	if (argc < 2)
		return 2;
	state = argc > 2 ? (uint32_t)atoi(argv[2]) : (uint32_t)time(NULL);
	printf("# SEED=%u\n", state);
	conn_open(&n, argv[1], DB_WRITER);
	for (k = 0; k < JSONB_CASES; k++)
		OK(same(&n.c, jsonb_cases[k].in), "as PostgreSQL has it: %s",
		    jsonb_cases[k].name);
	for (i = 0; i < MADE_UP; i++) {
		struct buf b = { .a = n.c.a };

		make(&b, 4);
		bad += !same(&n.c, arena_memdup(n.c.a, b.p, b.len));
		arena_reset(n.c.a);
	}
	OK(bad == 0, "%d that were made up", MADE_UP);
	conn_free(&n);
	DONE();
}
