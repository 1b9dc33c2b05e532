/* SPDX-License-Identifier: ISC */
#include "fcgi/serve/param.h"

#include "common/base/text.h"
#include "fcgi/api/rows.h"
#include "tests/tap.h"
#include "tests/unit/fcgi_call.h"

static struct test_call t;

static const char *const words[] = { "asc", "desc", NULL };
/* clang-format off */
static const struct param params[] = {
	PATH_ID("id"), LIMIT(100, 1, 500), BOOL("flag"),
	WORD("dir", 0, words), WORD("word", PARAM_NONE, words),
	IN("text", P_TEXT, NO, .max = 4), LOWER("lower"), IDS("ids"), USER, END
};
static const struct param must[] = {
	IN("url", P_TEXT, NO, .required = true), END
};
static const struct param conditions[] = {
	PATH_ID("id"), WALLET("wallet"), ID("owner"), BLOCK("block", 0, 100),
	LIMIT(100, 1, 500), OFFSET(LIM_LIST), END
};
/* clang-format on */
static const struct route rt_cond = { .path = "/z", .params = conditions };
static const struct route rt = { .path = "/x/:id", .params = params };
static const struct route rt_must = { .path = "/y", .params = must };

static enum rc
take(unsigned on, const struct route *route, const char *id, const char *query)
{
	const char *path[] = { id };

	t.k.on = on;
	t.k.rt = route;
	t.k.me = 0;
	if (test_request(&t, "GET", arena_printf(t.app.c.a, "/x?%s", query)) !=
	    RC_OK)
		return RC_BUG;
	return param_read(&t.k, path);
}

static const struct {
	const char *name;
	unsigned on;
	const char *id, *query, *param, *want; /* NULL: not set */
} good[] = {
	{ "a hash id", ON_V1, "7eP5n", "", "id", "1" },
	{ "decimal digits too", ON_FULL, "51", "", "id", "51" },
	{ "the largest id", ON_V1, "2147483647", "", "id", "2147483647" },
	{ "the default", ON_V1, "1", "", "limit", "100" },
	{ "an empty value is none", ON_V1, "1", "limit=", "limit", "100" },
	{ "a limit", ON_V1, "1", "limit=007", "limit", "7" },
	{ "at the upper bound", ON_V1, "1", "limit=500", "limit", "500" },
	{ "above it", ON_V1, "1", "limit=501", "limit", "500" },
	{ "far above it", ON_V1, "1", "limit=99999999999999999999", "limit",
	    "500" },
	{ "below the lower one", ON_V1, "1", "limit=-1", "limit", "1" },
	{ "zero means the default", ON_V1, "1", "limit=0", "limit", "100" },
	{ "however it is written", ON_LEGACY, "1", "limit=-00", "limit",
	    "100" },
	{ "far below it", ON_V1, "1", "limit=-99999999999999999999", "limit",
	    "1" },
	{ "no number, legacy", ON_LEGACY, "1", "limit=x", "limit", "100" },
	{ "true", ON_V1, "1", "flag=True", "flag", "t" },
	{ "one", ON_V1, "1", "flag=1", "flag", "t" },
	{ "false", ON_V1, "1", "flag=false", "flag", "f" },
	{ "not given", ON_V1, "1", "", "flag", "f" },
	{ "anything, legacy", ON_LEGACY, "1", "flag=yes", "flag", "f" },
	{ "the first word is the default", ON_V1, "1", "", "dir", "asc" },
	{ "another word", ON_V1, "1", "dir=desc", "dir", "desc" },
	{ "no default", ON_V1, "1", "", "word", NULL },
	{ "text of the largest length", ON_V1, "1", "text=abcd", "text",
	    "abcd" },
	{ "lower case of any script", ON_V1, "1", "lower=%C3%89A", "lower",
	    "éa" },
	{ "ids in order, once, readable", ON_V1, "1",
	    "ids=ML51L&ids=1&ids=zz&ids=7eP5n", "ids", "{2,1}" },
	{ "raw ids, legacy", ON_LEGACY, "1", "ids=2&ids=7eP5n", "ids", "{2}" },
	{ "no readable id is an empty list", ON_V1, "1", "ids=zz", "ids",
	    "{}" },
	{ "the current user", ON_V1, "1", "user_id=7eP5n", "me", "1" },
	{ "an unreadable one is none", ON_V1, "1", "user_id=zz", "user_id",
	    NULL },
};

static const struct {
	const char *name;
	unsigned on;
	const char *id, *query;
	int status;
	const char *body;
} bad[] = {
	{ "a bad path id", ON_V1, "zz", "", 404,
	    "{\"code\":404,\"message\":\"Invalid ID: 'zz'.\"}" },
	{ "a path id that is too large", ON_V1, "2147483648", "", 404,
	    "{\"code\":404,\"message\":\"Invalid ID: '2147483648'.\"}" },
	{ "a negative path id", ON_V1, "-1", "", 404,
	    "{\"code\":404,\"message\":\"Invalid ID: '-1'.\"}" },
	{ "no number", ON_V1, "1", "limit=1x", 400,
	    "{\"code\":400,\"errors\":{\"limit\":\"invalid literal for int() "
	    "with base 10: '1x'\"},\"message\":\"Input payload validation "
	    "failed\"}" },
	{ "a lone sign", ON_FULL, "1", "limit=-", 400,
	    "{\"code\":400,\"errors\":{\"limit\":\"invalid literal for int() "
	    "with base 10: '-'\"},\"message\":\"Input payload validation "
	    "failed\"}" },
	{ "no boolean", ON_V1, "1", "flag=yes", 400,
	    "{\"code\":400,\"errors\":{\"flag\":\"Not a valid boolean: "
	    "'yes'\"},\"message\":\"Input payload validation failed\"}" },
	{ "a word that is not offered", ON_V1, "1", "dir=up", 400,
	    "{\"code\":400,\"errors\":{\"dir\":\"The value 'up' is not a "
	    "valid choice for 'dir'.\"},\"message\":\"Input payload "
	    "validation failed\"}" },
	{ "text that is too long", ON_V1, "1", "text=abcde", 400,
	    "{\"code\":400,\"errors\":{\"text\":\"longer than 4 "
	    "bytes\"},\"message\":\"Input payload validation failed\"}" },
};

#define ADDRESS "0x90F8bf6A479f320ead074411a4B0e7944Ea8c9C1"

static const struct {
	const char *name, *query, *param, *want; /* NULL: 400; "": none */
} conds[] = {
	{ "a wallet", "wallet=" ADDRESS, "wallet",
	    "0x90f8bf6a479f320ead074411a4b0e7944ea8c9c1" },
	{ "a short wallet", "wallet=0x90", "wallet", NULL },
	{ "a wallet without 0x",
	    "wallet=ff90F8bf6A479f320ead074411a4B0e7944E"
	    "a8c9C1",
	    "wallet", NULL },
	{ "a wallet with another letter",
	    "wallet=0x90F8bf6A479f320ead074411a4B0e7944Ea8c9Cg", "wallet",
	    NULL },
	{ "a longer wallet", "wallet=" ADDRESS "0", "wallet", NULL },
	{ "an owner", "owner=7", "owner", "7" },
	{ "an owner that is no id is ignored", "owner=abc", "owner", "" },
	{ "an owner beyond ids too", "owner=2147483648", "owner", "" },
	{ "a block", "block=7", "block", "7" },
	{ "a block that is none", "block=7x", "block", NULL },
	{ "a block out of range", "block=-7", "block", "0" },
	{ "a limit that is none is ignored", "limit=x", "limit", "100" },
	{ "a page within the list", "limit=50&offset=4900", "limit", "50" },
	{ "a page at its end", "limit=500&offset=4900", "limit", "100" },
	{ "a page behind it", "limit=500&offset=99999999999", "limit", "0" },
};

/* What a client relies on is not left out, on legacy routes either. */
static void
conditions_count(void)
{
	size_t i;

	for (i = 0; i < sizeof(conds) / sizeof(conds[0]); i++) {
		enum rc want = conds[i].want != NULL ? RC_OK : RC_REPLIED;

		t.out = (struct reply){ 0 };
		OK(take(ON_LEGACY, &rt_cond, "1", conds[i].query) == want,
		    "%s: read", conds[i].name);
		if (conds[i].want == NULL)
			OK(t.k.out->status == 400, "%s: 400", conds[i].name);
		else if (*conds[i].want == '\0')
			OK(!param_get(&t.k, conds[i].param)->set, "%s",
			    conds[i].name);
		else
			IS(param_get(&t.k, conds[i].param)->text, conds[i].want,
			    "%s", conds[i].name);
	}
}

static void
values(void)
{
	size_t i;

	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		const struct value *v;

		OK(take(good[i].on, &rt, good[i].id, good[i].query) == RC_OK &&
			t.out.status == 0,
		    "taken: %s", good[i].name);
		v = param_get(&t.k, good[i].param);
		if (good[i].want == NULL)
			OK(!v->set && v->text == NULL, "%s", good[i].name);
		else
			IS(v->text != NULL ? v->text : "(null)", good[i].want,
			    "%s", good[i].name);
	}
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		OK(take(bad[i].on, &rt, bad[i].id, bad[i].query) ==
			    RC_REPLIED &&
			t.out.status == bad[i].status,
		    "%s is %d", bad[i].name, bad[i].status);
		IS(test_body(&t), bad[i].body, "its body");
	}
}

static const char *
many(size_t n)
{
	char *out = arena_alloc(t.app.c.a, n * 6 + 1);
	size_t i;

	for (i = 0; i < n; i++)
		memcpy(out + 6 * i, "ids=1&", 6);
	out[6 * n] = '\0';
	return out;
}

/* A body is JSON in UTF-8 however long the path was. */
static void
long_texts(void)
{
	char id[6001];
	size_t i;

	for (i = 0; i < sizeof(id) - 1; i += 2)
		memcpy(id + i, "é", 2);
	id[sizeof(id) - 1] = '\0';
	OK(take(ON_V1, &rt, id, "") == RC_REPLIED && t.out.status == 404,
	    "a long id is refused");
	OK(text_is_clean(t.out.body.p, t.out.body.len) &&
		t.out.body.len > sizeof(id),
	    "with all its characters");
}

static void
others(void)
{
	const char *p[3];

	OK(take(ON_V1, &rt, "1", many(LIM_IDS)) == RC_OK && t.out.status == 0,
	    "LIM_IDS ids are taken");
	OK(take(ON_V1, &rt, "1", many(LIM_IDS + 1)) == RC_REPLIED &&
		t.out.status == 400,
	    "one more is refused");
	OK(take(ON_V1, &rt_must, NULL, "a=b") == RC_REPLIED &&
		t.out.status == 400,
	    "a missing required parameter is refused");
	OK(strstr(test_body(&t), "Missing required parameter") != NULL,
	    "in the words of the original");
	OK(take(ON_V1, &rt, "51", "user_id=ML51L") == RC_OK, "taken");
	OK(t.k.me == 2 && t.k.personal, "a current user makes it personal");
	param_bind(&t.k, p, SQL_API_PLAYLIST_TRACKS);
	OK(strcmp(p[0], "51") == 0 && p[1] == NULL,
	    "bound by name; nobody is null");
	IS(param_me(&t.k), "2", "the current user as text");
	OK(take(ON_V1, &rt, "51", "user_id=zz") == RC_OK && t.k.me == 0 &&
		t.k.personal,
	    "an unreadable current user still keeps it out of caches");
	OK(take(ON_V1, &rt, "51", "app_name=x") == RC_OK && !t.k.personal,
	    "a name of an app does not");
}

int
main(void)
{
	test_begin(&t);
	values();
	conditions_count();
	long_texts();
	others();
	test_end(&t);
	DONE();
}
