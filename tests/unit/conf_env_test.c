/* SPDX-License-Identifier: ISC */
/* Files of variables as systemd reads them, and names that were nearly right.
 */
#include "common/conf/env_file.h"

#include <stdio.h>
#include <string.h>

#include "common/conf/row.h"
#include "tests/tap.h"

static const struct {
	const char *what, *text, *want; /* "line:name=value;" each */
} vec[] = {
	{ "nothing", "", "" },
	{ "one line", "a=b\n", "1:a=b;" },
	{ "no end of line", "a=b", "1:a=b;" },
	{ "empty values", "a=\nb=''\nc=\"\"\n", "1:a=;2:b=;3:c=;" },
	{ "comments and empty lines", "# x=y\n; x=y\n\n  # x\na=b\n",
	    "5:a=b;" },
	{ "a comment goes on behind a backslash", "# x\\\na=b\nc=d\n",
	    "3:c=d;" },
	{ "blanks around name and value", " \ta = b c \t\nd=e\r\n",
	    "1:a=b c;2:d=e;" },
	{ "an equals sign in the value", "a=b=c\n", "1:a=b=c;" },
	{ "a number sign in the value is no comment", "a=b # c\n",
	    "1:a=b # c;" },
	{ "single quotes keep all", "a='b \\\" # c '\n", "1:a=b \\\" # c ;" },
	{ "double quotes keep blanks, backslashes too",
	    "a=\" b \\\\ \\\" \\$ \\n \"\n", "1:a= b \\ \" $ \\n ;" },
	{ "quotes over lines", "a=\"b\nc\"\nd='e\nf'\ng=h\n",
	    "1:a=b\nc;3:d=e\nf;5:g=h;" },
	{ "quotes behind quotes are joined", "a=\"b\" 'c'\n", "1:a=bc;" },
	{ "quotes inside a word are letters", "a=b\"c\"\n", "1:a=b\"c\";" },
	{ "text behind quotes", "a=\"b \"c d\n", "1:a=b c d;" },
	{ "a line goes on behind a backslash", "a=b\\\nc\nd=e\n",
	    "1:a=bc;3:d=e;" },
	{ "one inside quotes does", "a=\"b\\\nc\"\nd=e\n", "1:a=bc;3:d=e;" },
	{ "a backslash takes the next byte as it is", "a=b\\ c\\\\\\\"\\ \n",
	    "1:a=b c\\\" ;" },
	{ "a quote without end", "a='b\nc=d\n", "1:a=b\nc=d\n;" },
	{ "a backslash at the end", "a=b\\", "1:a=b;" },
	{ "one between quotes", "a=\"b\\", "1:a=b;" },
	{ "no assignment", "export a\nb=c\n", "1:-=export a;2:b=c;" },
	{ "a name with blanks is the caller's to judge", "export a=b\n",
	    "1:export a=b;" },
	{ "no name", "=b\n", "1:=b;" },
};

struct sink {
	char text[512];
	size_t len;
};

static void
take(void *arg, unsigned line, const char *name, const char *value)
{
	struct sink *s = arg;

	s->len += (size_t)snprintf(s->text + s->len, sizeof(s->text) - s->len,
	    "%u:%s=%s;", line, name != NULL ? name : "-", value);
}

static void
test_near(void)
{
	static const char *const list[] = { "url", "undo_depth", "run_dir",
		"skip", "loglevel" };
	static const struct {
		const char *name, *want;
	} near[] = {
		{ "undo_dept", "undo_depth" },
		{ "undo_deptth", "undo_depth" },
		{ "undo_depht", "undo_depth" },
		{ "undodepth", "undo_depth" },
		{ "Run_dir", "run_dir" },
		{ "loglevels", "loglevel" },
		{ "loggles", NULL },
		{ "urk", NULL },
		{ "", NULL },
		{ "something_else", NULL },
		{ "a_name_of_more_than_64_bytes_is_never_near_to_anything_at_"
		  "all_1234",
		    NULL },
	};
	const char *got;
	size_t i;

	for (i = 0; i < sizeof(near) / sizeof(near[0]); i++) {
		got = conf_near(near[i].name, list,
		    sizeof(list) / sizeof(list[0]));
		IS(got != NULL ? got : "none",
		    near[i].want != NULL ? near[i].want : "none",
		    "near to '%s'", near[i].name);
	}
}

int
main(void)
{
	struct arena *a = arena_new((size_t)1 << 20);
	size_t i;

	for (i = 0; i < sizeof(vec) / sizeof(vec[0]); i++) {
		struct sink s = { .len = 0 };

		env_file_read(a, vec[i].text, take, &s);
		IS(s.text, vec[i].want, "%s", vec[i].what);
	}
	test_near();
	arena_free(a);
	DONE();
}
