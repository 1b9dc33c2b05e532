/* SPDX-License-Identifier: ISC */
/*
 * Files that are not what they should be are refused, with the place; items
 * that are too much are, with the rule.
 */
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/base/limits.h"
#include "crawl_map_call.h"

static void
refused(const char *text, const char *why)
{
	const struct map_command *cmd = command(text);

	OK(cmd == NULL && c->err.rc == RC_CONFIG, "refused: %s", why);
	IS(c->err.msg, why, "and why");
}

static void
bad_rule(const char *rule, const char *why)
{
	refused(arena_printf(c->a,
		    "{'task':'t','entity':'e','kind':'k','map':[%s]}", rule),
	    why);
}

static void
files(void)
{
	refused("[]", "one: an object is wanted");
	refused("{'task':'t','entity':'e','kind':'k','map':[],'colour':1}",
	    "colour: is unknown");
	refused("{'task':'t','entity':'e','map':[]}", "kind: is missing");
	refused("{'task':'t','entity':'e','kind':'k'}", "map: is missing");
	refused("{'task':7,'entity':'e','kind':'k','map':[]}",
	    "task: a text is wanted");
	refused("{'task':'t','entity':'e','kind':'k','map':{}}",
	    "map: a list is wanted");
	refused("{'task':'t','entity':'e','kind':'k','map':[],'tail':'x'}",
	    "tail: 'x' is unknown");
	refused("{'task':'t','entity':'e','kind':'k','map':[],"
		"'datacenters':'here'}",
	    "datacenters: no shape 'here'");
	refused("{'task':'t','entity':'e','kind':'k','map':[],"
		"'unique_id':{'to':'x','op':'now'}}",
	    "unique_id: 'to' is too much");
	refused("{'task':'t','entity':'e','kind':'k','map':[],"
		"'refs':[{'role':'r','to':'e'}]}",
	    "refs[0]: role, to and from are wanted");
	refused("{'task':'t','entity':'e','kind':'k','map':[],"
		"'refs':[{'role':'r','to':'e','from':'a','by':'x'}]}",
	    "refs[0]: by: is unknown");
	refused("{'task':'t','entity':'e','kind':'k','map':[],"
		"'volatile':['a..b']}",
	    "volatile[0]: no name, or more than 16");
	refused("{'task':'t','entity':'e','kind':'k','map':[],'spread':[]}",
	    "spread: 1 to 8 sources are wanted");
}

static void
rules_of_files(void)
{
	bad_rule("7", "map[0]: an object is wanted");
	bad_rule("{'to':'a'}", "map[0]: 'op' is missing");
	bad_rule("{'to':'a','op':'gett','from':'a'}",
	    "map[0].op: 'gett' is unknown");
	bad_rule("{'op':'now'}", "map[0]: 'to' is missing");
	bad_rule("{'to':'a','op':'get'}",
	    "map[0]: 'from' is missing for 'get'");
	bad_rule("{'to':'a','op':'now','from':'a'}",
	    "map[0]: 'from' is nothing for 'now'");
	bad_rule("{'to':'a','op':'get','from':'a','type':'float'}",
	    "map[0].type: 'float' is unknown");
	bad_rule("{'to':'a','op':'get','from':'a','merge':'mix'}",
	    "map[0].merge: 'mix' is unknown");
	bad_rule("{'to':'a','op':'get','from':'$secret'}",
	    "map[0].from: '$secret' is unknown");
	bad_rule("{'to':'a','op':'get','from':'a|'}",
	    "map[0].from: a source is missing");
	OK(command("{'task':'t','entity':'e','kind':'k','map':[{'to':'a',"
		   "'op':'get','from':'a|b|c|d|e|f|g|h'}],'spread':"
		   "['a','b','c','d','e','f','g','h']}") != NULL,
	    "as many sources as are allowed");
	bad_rule("{'to':'a','op':'get','from':'a|b|c|d|e|f|g|h|i'}",
	    "map[0].from: more than 8 alternatives");
	bad_rule("{'to':'a','op':'get','from':'a[x]'}",
	    "map[0].from: path 'a[x]': byte 1: neither [], [n], [name=value] "
	    "nor ['name']");
	bad_rule("{'to':'a','op':'hook','name':'shell'}",
	    "map[0].name: 'shell' is unknown");
	bad_rule("{'to':'a','op':'enum','from':'s','case':'lower',"
		 "'table':{'On':1}}",
	    "map[0]: table: 'On' is not of the case");
	bad_rule("{'to':'a','op':'enum','from':'s','case':'lower',"
		 "'table':{'A':1}}",
	    "map[0]: table: 'A' is not of the case");
	bad_rule("{'to':'a','op':'enum','from':'s','case':'upper',"
		 "'table':{'Az':1}}",
	    "map[0]: table: 'Az' is not of the case");
	bad_rule("{'to':'a','op':'get','from':'a','cut':0}",
	    "map[0].cut: 1 to 1024 is wanted");
	bad_rule("{'to':'a','op':'now'},{'to':'a','op':'now'}",
	    "map: [1].to: 'a' is made twice");
	bad_rule("{'to':'a','op':'obj','of':[{'to':'b','op':'get','from':'b',"
		 "'colour':1}]}",
	    "map[0].of[0].colour: is unknown");
}

/* Folders. */

static char folder[200];

static void
put_file(const char *name, const char *text)
{
	char path[300];
	FILE *f;

	snprintf(path, sizeof(path), "%s/p/%s", folder, name);
	if ((f = fopen(path, "we")) == NULL || fputs(text, f) == EOF ||
	    fclose(f) != 0)
		printf("Bail out! %s\n", path);
}

static bool
loads(const struct map_set **set, const char *text)
{
	err_clear(&c->err);
	put_file("b.json", text);
	return map_load(c, set, folder) == RC_OK;
}

static void
folders(void)
{
	static char big[LIM_MAP_FILE + 2];
	const char *good =
	    quoted("{'task':'t','entity':'e','kind':'k','map':[]}");
	const struct map_set *set = NULL;
	const char *tmp = getenv("TMPDIR");
	char path[300];

	OK(map_load(c, &set, "/nowhere") == RC_CONFIG, "no folder");
	snprintf(folder, sizeof(folder), "%s/map.XXXXXX",
	    tmp != NULL ? tmp : "/tmp");
	snprintf(path, sizeof(path), "%s/p", mkdtemp(folder));
	if (mkdir(path, 0700) != 0)
		printf("Bail out! %s\n", path);
	put_file("a.json", good);
	put_file("notes.txt", "x");
	OK(loads(&set, good) && set->n == 1 && set->providers[0].n == 2,
	    "a folder with two commands: %s", c->err.msg);
	OK(map_provider(set, "q") == NULL &&
		map_command(map_provider(set, "p"), "notes") == NULL,
	    "nothing else is there");
	IS(map_task(map_provider(set, "p"), "t", 1)->name, "b",
	    "the second of a task");
	OK(map_task(map_provider(set, "p"), "t", 2) == NULL, "and the last");
	OK(!loads(&set, "{"), "what is no JSON");
	OK(strstr(c->err.msg, "/p/b.json: json: byte 1") != NULL &&
		c->err.rc == RC_CONFIG,
	    "is told with its file: %s", c->err.msg);
	OK(!loads(&set, "{}") && strstr(c->err.msg, "/p/b.json: task: is "
						    "missing") != NULL,
	    "and so is what is no command");
	memset(big, ' ', LIM_MAP_FILE);
	memcpy(big, good, strlen(good));
	OK(loads(&set, big), "the longest file");
	big[LIM_MAP_FILE] = ' ';
	OK(!loads(&set, big) && strstr(c->err.msg, "more than 262144") != NULL,
	    "and a longer one");
}

static void
away(void)
{
	static const char *const names[] = { "/p/a.json", "/p/b.json",
		"/p/notes.txt", "/p", "" };
	char path[300];
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		snprintf(path, sizeof(path), "%s%s", folder, names[i]);
		remove(path);
	}
}

/* Items. */

static char *
repeated(const char *s, size_t n)
{
	char *out = arena_alloc(c->a, strlen(s) * n + 1);
	size_t i;

	*out = '\0';
	for (i = 0; i < n; i++)
		memcpy(out + i * strlen(s), s, strlen(s));
	out[n * strlen(s)] = '\0';
	return out;
}

static void
rejected(const char *rule, const char *item, const char *why)
{
	OK(mapped(rules(rule), item) == RC_REJECT && n_docs == 0,
	    "rejected: %s", why);
	IS(c->err.msg, why, "and why");
}

static void
fits(const char *rule, const char *item, const char *what)
{
	OK(mapped(rules(rule), item) == RC_OK && n_docs == 1, "%s fits: %s",
	    what, c->err.msg);
}

#define GET "{'to':'x','op':'get','from':'a'}"
#define ALL "{'to':'x','op':'get','from':'a[]'}"

static const char *
deep(size_t n)
{
	return arena_printf(c->a, "{'id':1,'a':%s1%s}", repeated("[", n),
	    repeated("]", n));
}

static const char *
many(const char *one, size_t n)
{
	return arena_printf(c->a, "{'id':1,'a':[%s%s]}",
	    repeated(arena_printf(c->a, "%s,", one), n - 1), one);
}

static const char *
text(size_t n)
{
	return arena_printf(c->a, "{'id':1,'a':'%s'}", repeated("x", n));
}

static void
bounds(void)
{
	fits(GET, deep(LIM_MAP_DEPTH - 1), "the depth that is allowed");
	rejected(GET, deep(LIM_MAP_DEPTH),
	    "test/one: x: nested deeper than 16");
	/* The list is a value itself, and so is the key. */
	fits(GET, many("1", LIM_MAP_VALUES - 2), "as many as are allowed");
	rejected(GET, many("1", LIM_MAP_VALUES),
	    "test/one: x: more than 20000 values");
	rejected(ALL, many("1", LIM_MAP_VALUES + 2),
	    "test/one: x: more than 20000 values");
	fits(GET, text(LIM_MAP_TEXT), "the longest text");
	rejected(GET, text(LIM_MAP_TEXT + 1),
	    "test/one: x: a text of more than 65536 bytes");
	rejected(GET,
	    many(arena_printf(c->a, "'%s'", repeated("x", LIM_MAP_TEXT)), 17),
	    "test/one: x: more than 1048576 bytes");
}

static void
keys(void)
{
	rejected(GET, "{'a':1}", "test/one: unique_id: there is none");
	OK(mapped(rules(GET), "null") == RC_REJECT, "null is no item");
	OK(mapped(rules(GET), "'name'") == RC_OK, "a text is an item");
	IS(docs[0].unique_id, "name", "with itself as its key");
	rejected(GET,
	    arena_printf(c->a, "{'id':'%s'}", repeated("k", LIM_MAP_KEY + 1)),
	    "test/one: unique_id: 1025 bytes, of 1 to 1024");
	OK(mapped(rules(GET), arena_printf(c->a, "{'id':'%s'}",
				  repeated("k", LIM_MAP_KEY))) == RC_OK,
	    "the longest key");
	OK(mapped(rules(GET), "{'id':12345678901}") == RC_OK, "a number");
	IS(docs[0].unique_id, "12345678901", "as a key");
}

static void
others(void)
{
	const struct map_command *cmd;

	rejected("{'to':'x','op':'link','from':'t','entity':'applications'}",
	    arena_printf(c->a, "{'id':1,'t':{'applications':'%s'}}",
		repeated("a,", LIM_MAP_LINKS + 1)),
	    "test/one: x: more than 100 links");
	cmd = command("{'task':'t','entity':'e','kind':'k','unique_id':'id',"
		      "'map':[],'refs':[{'role':'r','to':'e','from':'a[]'}]}");
	OK(mapped(cmd, "{'id':1,'a':[1,2,2,'',null,'2',{}]}") == RC_OK &&
		docs[0].n_refs == 2,
	    "references are there once");
	OK(strcmp(docs[0].refs[1].unique_id, "2") == 0 &&
		strcmp(docs[0].refs[1].role, "r") == 0,
	    "with role and id");
	cmd = command("{'task':'t','entity':'e','kind':'k','unique_id':'_key',"
		      "'map':[{'to':'up','op':'get','from':'^n'}],"
		      "'spread':'d'}");
	OK(mapped(cmd, "{'n':'host','d':{'a':{'x':1},'b':7,'c':{}}}") ==
		    RC_OK &&
		n_docs == 2,
	    "an item is spread: one document a member that is an object");
	IS(docs[1].unique_id, "c", "which knows its name");
	IS(map_canonical(c, docs[0].doc),
	    quoted("{'accountant':['c-1'],'owner':{'_id':'c-1','name':'Lab',"
		   "'refs':'connections'},'unique_id':'a','up':'host'}"),
	    "and the whole item");
	OK(mapped(cmd, arena_printf(c->a, "{'d':[%s{}]}",
			   repeated("{},", LIM_MAP_SPREAD))) == RC_REJECT,
	    "not into more than is allowed");
	OK(mapped(cmd, "{'d':[]}") == RC_OK && n_docs == 0, "nor into none");
}

/* What enters a document is text that can be stored. */
static void
clean(void)
{
	struct json_object *item = json("{'id':1,'a':['x\\u0000y']}"), *v;

	err_clear(&c->err);
	OK(map_item(c, rules(GET), item, &context, &docs, &n_docs) == RC_OK,
	    "a text with NUL");
	json_object_object_get_ex(docs[0].doc, "x", &v);
	IS(map_canonical(c, v), quoted("['xy']"), "is stored without");
}

static void
checksums(void)
{
	const struct map_command *cmd = command(
	    "{'task':'t','entity':'e','kind':'k','unique_id':'id',"
	    "'map':[{'to':'a','op':'get','from':'a'},"
	    "{'to':'m.p','op':'get','from':'p'},{'to':'at','op':'now'}],"
	    "'volatile':['m.p','none.there']}");
	char was[65];

	OK(mapped(cmd, "{'id':1,'a':{'x':1,'y':2},'p':1}") == RC_OK, "mapped");
	memcpy(was, docs[0].checksum, sizeof(was));
	context.now_s += 10;
	OK(mapped(cmd, "{'p':2,'a':{'y':2.0,'x':1},'id':1}") == RC_OK,
	    "mapped again");
	IS(docs[0].checksum, was,
	    "neither order nor time nor what is volatile is a change");
	OK(mapped(cmd, "{'id':1,'a':{'x':1,'y':3},'p':1}") == RC_OK &&
		strcmp(docs[0].checksum, was) != 0,
	    "another value is");
	OK(mapped(cmd, "{'id':1,'a':{'x':1},'p':1}") == RC_OK &&
		strcmp(docs[0].checksum, was) != 0,
	    "a missing one is");
}

int
main(void)
{
	c->a = arena_new((size_t)512 << 20);
	files();
	rules_of_files();
	folders();
	away();
	bounds();
	keys();
	others();
	clean();
	checksums();
	arena_free(c->a);
	DONE();
}
