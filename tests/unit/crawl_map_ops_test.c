/* SPDX-License-Identifier: ISC */
/* What each op and each hook makes of what it is given. */
#include "crawl_map_call.h"

/* What one rule makes of an item: its target's value as text, or "none". */
static const char *
made(const char *rule, const char *item)
{
	struct json_object *v;

	if (mapped(rules(rule), item) != RC_OK)
		return arena_strdup(c->a, c->err.msg);
	if (!json_object_object_get_ex(docs[0].doc, "x", &v))
		return "none";
	return map_canonical(c, v);
}

#define MAKES(rule, item, want)                                                \
	IS(made("{'to':'x'," rule "}", item), quoted(want), "%s of %s: %s",    \
	    rule, item, want)

static void
gets(void)
{
	MAKES("'op':'get','from':'a'", "{'id':1,'a':'b'}", "'b'");
	MAKES("'op':'get','from':'a'", "{'id':1,'a':0}", "0");
	MAKES("'op':'get','from':'a'", "{'id':1,'a':false}", "false");
	MAKES("'op':'get','from':'a'", "{'id':1,'a':''}", "none");
	MAKES("'op':'get','from':'a'", "{'id':1,'a':null}", "none");
	MAKES("'op':'get','from':'a'", "{'id':1,'a':[]}", "none");
	MAKES("'op':'get','from':'a'", "{'id':1,'a':{}}", "none");
	MAKES("'op':'get','from':'a|b'", "{'id':1,'a':'','b':2}", "2");
	MAKES("'op':'get','from':'a|b'", "{'id':1,'a':0,'b':2}", "0");
	MAKES("'op':'get','from':'a.b.c'", "{'id':1,'a':{'b':{'c':1}}}", "1");
	MAKES("'op':'get','from':'[\\\"p:a|b.c\\\"]'", "{'id':1,'p:a|b.c':7}",
	    "7");
	MAKES("'op':'get','from':'a[].b'",
	    "{'id':1,'a':[{'b':1},{},{'b':null},{'b':3}]}", "[1,3]");
	MAKES("'op':'get','from':'a[].b'", "{'id':1,'a':{'b':1}}", "[1]");
	MAKES("'op':'get','from':'a[1].b'", "{'id':1,'a':[{'b':1},{'b':2}]}",
	    "2");
	MAKES("'op':'get','from':'a[t=x].b'",
	    "{'id':1,'a':[{'t':'y','b':1},{'t':'x','b':2},{'t':'x','b':3}]}",
	    "2");
	MAKES("'op':'get','from':'a','sort':true", "{'id':1,'a':['b','a']}",
	    "['a','b']");
	MAKES("'op':'get','from':'.','prefix':'T - '", "'a'", "'T - a'");
	MAKES("'op':'get','from':'a','prefix':'v-','suffix':'!','cut':3",
	    "{'id':1,'a':'äöüx'}", "'v-äöü!'");
	MAKES("'op':'get','from':'a','prefix':'v-'", "{'id':1,'a':[1]}",
	    "none");
	MAKES("'op':'get','from':'a'", "{'id':1,'a':{'b':null,'c':[null,1]}}",
	    "{'c':[1]}");
	MAKES("'op':'get','from':'$region'", "{'id':1}",
	    "'us-east-1 (N. Virginia)'");
	MAKES("'op':'get','from':'$region_name'", "{'id':1}", "'us-east-1'");
	MAKES("'op':'get','from':'$connection','suffix':'_ses'", "{'id':1}",
	    "'c-1_ses'");
}

static void
types(void)
{
	MAKES("'op':'get','from':'a','type':'int'", "{'id':1,'a':'12'}", "12");
	MAKES("'op':'get','from':'a','type':'int'", "{'id':1,'a':'-0'}", "0");
	MAKES("'op':'get','from':'a','type':'int'", "{'id':1,'a':12.0}", "12");
	MAKES("'op':'get','from':'a','type':'int'", "{'id':1,'a':12.5}",
	    "none");
	MAKES("'op':'get','from':'a','type':'int'", "{'id':1,'a':'12x'}",
	    "none");
	MAKES("'op':'get','from':'a','type':'int'",
	    "{'id':1,'a':18446744073709551615}", "18446744073709551615");
	MAKES("'op':'get','from':'a','type':'num'", "{'id':1,'a':'1.50'}",
	    "1.5");
	MAKES("'op':'get','from':'a','type':'num'", "{'id':1,'a':'1e999'}",
	    "none");
	MAKES("'op':'get','from':'a','type':'num'", "{'id':1,'a':'0x10'}",
	    "none");
	MAKES("'op':'get','from':'a','type':'bool'", "{'id':1,'a':'false'}",
	    "false");
	MAKES("'op':'get','from':'a','type':'bool'", "{'id':1,'a':'True'}",
	    "true");
	MAKES("'op':'get','from':'a','type':'bool'", "{'id':1,'a':'no'}",
	    "none");
	MAKES("'op':'get','from':'a','type':'text'", "{'id':1,'a':7}", "'7'");
	MAKES("'op':'get','from':'a','type':'time'",
	    "{'id':1,'a':'2019-10-01T16:47:28.490+0000'}",
	    "'2019-10-01T16:47:28.49Z'");
	MAKES("'op':'get','from':'a','type':'time'",
	    "{'id':1,'a':'2020-02-29T12:00:00+02:00'}",
	    "'2020-02-29T10:00:00Z'");
	MAKES("'op':'get','from':'a','type':'time'", "{'id':1,'a':1475106117}",
	    "'2016-09-28T23:41:57Z'");
	MAKES("'op':'get','from':'a','type':'time'", "{'id':1,'a':'soon'}",
	    "none");
	MAKES("'op':'get','from':'a','type':'time'", "{'id':1,'a':1e300}",
	    "none");
	OK(mapped(rules("{'to':'x','op':'get','from':'a','type':'int'}"),
	       "{'id':1,'a':'many'}") == RC_OK &&
		docs[0].n_left_out == 1,
	    "a value that cannot be read is left out and counted");
	IS(docs[0].left_out, "x: 'many' is no whole number", "and named");
}

static void
words(void)
{
	MAKES("'op':'cap','from':'a'", "{'id':1,'a':'in-use'}", "'In-use'");
	MAKES("'op':'cap','from':'a'", "{'id':1,'a':'ACTIVE'}", "'Active'");
	MAKES("'op':'cap','from':'a'", "{'id':1,'a':{'b':1}}", "none");
	MAKES("'op':'cap','from':'a'", "{'id':1}", "none");
	MAKES("'op':'const','value':1", "{'id':1}", "1");
	MAKES("'op':'const','value':true", "{'id':1}", "true");
#define ENUM "'op':'enum','from':'s','table':{'on':'Active','off':false}"
	MAKES(ENUM, "{'id':1,'s':'on'}", "'Active'");
	MAKES(ENUM, "{'id':1,'s':'off'}", "false");
	MAKES(ENUM, "{'id':1,'s':'else'}", "none");
	MAKES(ENUM ",'else':true", "{'id':1,'s':'else'}", "true");
	MAKES(ENUM ",'else':true", "{'id':1}", "true");
	MAKES(ENUM ",'else':true", "{'id':1,'s':{}}", "true");
	MAKES(ENUM ",'case':'lower'", "{'id':1,'s':'On'}", "'Active'");
	MAKES(ENUM, "{'id':1,'s':'On'}", "none");
	MAKES("'op':'count','from':'a'", "{'id':1,'a':[1,2]}", "2");
	MAKES("'op':'count','from':'a'", "{'id':1,'a':{'x':1}}", "1");
	MAKES("'op':'count','from':'a'", "{'id':1,'a':7}", "none");
	MAKES("'op':'div1000','from':'a'", "{'id':1,'a':2048}", "2.048");
	MAKES("'op':'div1000','from':'a','round':true", "{'id':1,'a':1995}",
	    "2");
	MAKES("'op':'div1000','from':'a'", "{'id':1,'a':'much'}", "none");
	MAKES("'op':'now'", "{'id':1}", "'2023-11-14T22:13:20Z'");
	MAKES("'op':'auth','from':'k'", "{'id':1,'k':'ops'}",
	    "[{'name':'ops','type':'PKI'}]");
	MAKES("'op':'auth','from':'k'", "{'id':1,'k':''}", "none");
}

static void
tags(void)
{
#define NAME "'op':'tag','from':'t[]','key':'name'"
	MAKES(NAME, "{'id':1,'t':[{'Key':'Name','Value':'Web-DB-01'}]}",
	    "'Web-DB-01'"); /* no case is lost */
	MAKES(NAME,
	    "{'id':1,'t':[{'key':'name','value':''},"
	    "{'key':'NAME','value':'b'}]}",
	    "'b'");
	MAKES(NAME, "{'id':1,'t':[1,{'key':'x','value':'y'}]}", "none");
	MAKES(NAME, "{'id':1,'t':{'Key':'Name','Value':'one'}}", "'one'");
#define TAGS "'op':'tags','from':'t[]'"
	MAKES(TAGS,
	    "{'id':1,'t':[{'Key':'b','Value':'1'},"
	    "{'Key':'a','Value':'2','PropagateAtLaunch':'true'}]}",
	    "[{'key':'a','value':'2'},{'key':'b','value':'1'}]");
	MAKES(TAGS,
	    "{'id':1,'t':[{'Key':'b','Value':''},"
	    "{'Key':'','Value':'2'},7]}",
	    "none");
	MAKES(TAGS, "{'id':1,'t':[{'TagKey':'b','TagValue':'c'}]}",
	    "[{'key':'b','value':'c'}]");
	MAKES("'op':'tags','from':'t'", "{'id':1,'t':{'b':'','a':'1'}}",
	    "[{'key':'a','value':'1'},{'key':'b','value':''}]");
	MAKES("'op':'tags','from':'t'", "{'id':1,'t':null}", "none");
	MAKES("'op':'tags','from':'t'", "{'id':1,'t':{'':'a','b':null}}",
	    "none");
}

/* Of the owner's applications one is known. */
static struct json_object *
find(void *arg, const char *entity, const char *by, const char *value)
{
	char *log = arg;

	snprintf(log + strlen(log), 400 - strlen(log), "%s.%s=%s;", entity, by,
	    value);
	if (strcmp(value, "shop") == 0)
		return json("{'_id':'a-1','name':'shop','family':'Application',"
			    "'secret':'x'}");
	if (strcmp(value, "m1") == 0)
		return json("{'vcpus':'4 vCPUs','memory':'16.0 GiB'}");
	if (strcmp(value, "f-1") == 0)
		return json("{'vcpus':2,'memory':4096}");
	return NULL;
}

static void
links(void)
{
	char log[400] = "";

	context.find = find;
	context.arg = log;
#define LINK "'op':'link','entity':'applications','from':"
	MAKES(LINK "'tags'",
	    "{'id':1,'tags':{'applications':' shop , none,,shop2 '}}",
	    "[{'_id':'a-1','family':'Application','name':'shop'}]");
	IS(log,
	    "applications.name=shop;applications.name=none;"
	    "applications.name=shop2;",
	    "link: blanks around a name are none of it");
	*log = '\0';
	MAKES(LINK "'t[]'",
	    "{'id':1,'t':[{'Key':'applications_id','Value':'shop'}]}",
	    "[{'_id':'a-1','family':'Application','name':'shop'}]");
	IS(log, "applications._id=shop;", "link: by id");
	MAKES(LINK "'t'", "{'id':1,'t':{'applications':'none'}}", "none");
	MAKES(LINK "'t'", "{'id':1}", "none");
	OK(rules("{'to':'x'," LINK "'t'}")->wants,
	    "a command with links wants others' documents");
	OK(!rules("{'to':'x','op':'now'}")->wants, "others do not");
	OK(!rules("{'to':'x','op':'hook','name':'flags','from':'a'}")->wants,
	    "nor those with hooks that look at the item alone");
	OK(rules("{'to':'x','op':'obj','of':[{'to':'cpu','op':'hook',"
		 "'name':'flavor','from':'a'}]}")
		->wants,
	    "one that asks inside of an object does");
	context.find = NULL;
	MAKES(LINK "'t'", "{'id':1,'t':{'applications':'shop'}}", "none");
}

static void
objects(void)
{
#define OF "'of':[{'to':'n','op':'get','from':'a'}]"
	MAKES("'op':'obj'," OF, "{'id':1,'a':1}", "{'n':1}");
	MAKES("'op':'obj'," OF, "{'id':1}", "none");
	MAKES("'op':'obj','list':true," OF, "{'id':1,'a':1}", "[{'n':1}]");
	MAKES("'op':'obj','each':'l[]'," OF,
	    "{'id':1,'l':[{'a':1},{},{'a':0}]}", "[{'n':1},{'n':0}]");
	MAKES("'op':'obj','each':['l[]','m']," OF,
	    "{'id':1,'l':[{'a':1}],'m':{'a':2}}", "[{'n':1},{'n':2}]");
	IS(made("{'to':'x','op':'obj','each':'l[]'," OF
		"},{'to':'x','op':'obj','list':true,"
		"'of':[{'to':'n','op':'const','value':'built'}]}",
	       "{'id':1,'l':[{'a':1}]}"),
	    quoted("[{'n':1},{'n':'built'}]"),
	    "lists of two rules are one behind the other");
	IS(made("{'to':'x','op':'obj','each':'l[]'," OF
		"},{'to':'x','op':'obj','each':'m[]'," OF "}",
	       "{'id':1,'l':[{'a':1}],'m':[{'a':2},{'a':3},{'a':4}]}"),
	    quoted("[{'n':1},{'n':2},{'n':3},{'n':4}]"), "whole lists of both");
	IS(made("{'to':'x.b.c','op':'get','from':'a'},"
		"{'to':'x.b.d','op':'get','from':'b'}",
	       "{'id':1,'a':1,'b':2}"),
	    quoted("{'b':{'c':1,'d':2}}"), "targets inside objects");
}

static void
azure(void)
{
#define ID  "'op':'azid','azid':'Microsoft.Compute/disks','from':'a'"
#define SUB "/subscriptions/s1/resourceGroups/rg/providers/Microsoft.Compute/"
	/* printf s1_rg_d1 | sha1sum */
	MAKES(ID, "{'id':1,'a':'" SUB "disks/d1'}",
	    "'26c32f85d5b629a4aacc7c04a3d8153f3418a6a8'");
	MAKES(ID,
	    "{'id':1,'a':'/SUBSCRIPTIONS/S1/resourcegroups/RG/Providers/"
	    "microsoft.compute/Disks/D1'}",
	    "'26c32f85d5b629a4aacc7c04a3d8153f3418a6a8'");
	MAKES(ID, "{'id':1,'a':'" SUB "snapshots/d1'}", "none");
	MAKES(ID, "{'id':1,'a':'/subscriptions/'}", "none");
	MAKES(ID, "{'id':1,'a':7}", "none");
}

/* Of a list with what does not belong there, the rest. */
static void
mixed(void)
{
	IS(made(
	       "{'to':'x|queues','op':'hook','name':'aws_queues','from':'a[]'},"
	       "{'to':'x','op':'const','value':1}",
	       "{'id':1,'a':['nothing','https://h/12/q','https://h/12/r']}"),
	    "1", "queues, and what is none");
	IS(map_canonical(c, docs[0].doc),
	    quoted("{'accountant':['c-1'],'queues':['q','r'],'unique_id':1,"
		   "'x':1}"),
	    "the others are told");
	OK(docs[0].n_left_out == 1, "the one is left out");
	IS(made("{'to':'a|b','op':'hook','name':'flags','from':'l[]'},"
		"{'to':'x','op':'const','value':1}",
	       "{'id':1,'l':['a',{},['b'],'c']}"),
	    "1", "flags, and what is none");
	IS(map_canonical(c, docs[0].doc),
	    quoted("{'a':true,'accountant':['c-1'],'unique_id':1,'x':1}"),
	    "those that are named");
	IS(made("{'to':'vcpus|memory|memory_gb','op':'hook','name':'az_size',"
		"'from':'l[]'},{'to':'x','op':'const','value':1}",
	       "{'id':1,'l':[{'name':'MemoryGB','value':'0.75'},{'name':'x'},"
	       "{'name':'MaxDisks','value':'9'},{'name':'vCPUs','value':'2'}]"
	       "}"),
	    "1", "what a size can do");
	IS(map_canonical(c, docs[0].doc),
	    quoted("{'accountant':['c-1'],'memory':768,'memory_gb':0.768,"
		   "'unique_id':1,'vcpus':2,'x':1}"),
	    "in any order");
	MAKES("'op':'hook','name':'ansible_disk_id'", "{'id':1,'_key':'sda'}",
	    "'_0_sda'");
	MAKES("'op':'hook','name':'az_size','from':'l[]'",
	    "{'id':1,'l':[{'name':'vCPUs','value':'1e9'},"
	    "{'name':'MemoryGB','value':'9999999'}]}",
	    "{'vcpus':1}"); /* digits end before the "e" */
	OK(rules("{'to':'x','op':'hook','name':'az_public','from':'a'}")->wants,
	    "addresses of Azure are asked for");
	OK(mapped(rules("{'to':'x','op':'get','from':'a','type':'bool'}"),
	       "{'id':1,'a':'no'}") == RC_OK,
	    "no boolean");
	IS(docs[0].left_out, "x: 'no' is no true or false", "says so");
}

static void
hooks(void)
{
	char log[400] = "";

	MAKES("'op':'hook','name':'os_private','from':'a'",
	    "{'id':1,'a':{'n':[{'addr':'fe80::1','version':6},"
	    "{'addr':'203.0.113.9','OS-EXT-IPS:type':'floating'},"
	    "{'addr':'10.0.0.5','version':4}]}}",
	    "'10.0.0.5'");
	MAKES("'op':'hook','name':'os_public','from':'a'",
	    "{'id':1,'a':{'n':[{'addr':'10.0.0.5'}],"
	    "'My-Internet':[{'addr':'198.51.100.4'}]}}",
	    "'198.51.100.4'");
	MAKES("'op':'hook','name':'os_public','from':'a'",
	    "{'id':1,'a':{'n':[{'addr':'10.0.0.5'},"
	    "{'addr':'203.0.113.9','OS-EXT-IPS:type':'floating'}]}}",
	    "'203.0.113.9'");
	MAKES("'op':'hook','name':'os_public','from':'a'", "{'id':1,'a':[]}",
	    "none");
	context.find = find;
	context.arg = log;
	IS(made("{'to':'cpu|memory|memory_gb','op':'hook','name':'flavor',"
		"'from':'f'},{'to':'x','op':'get','from':'f'}",
	       "{'id':1,'f':'m1'}"),
	    quoted("'m1'"), "flavor by name");
	IS(map_canonical(c, docs[0].doc),
	    quoted("{'accountant':['c-1'],'cpu':4,'memory':16384,"
		   "'memory_gb':16.384,'unique_id':1,'x':'m1'}"),
	    "of a price list: vCPUs and GiB");
	OK(mapped(rules("{'to':'cpu|memory','op':'hook','name':'flavor',"
			"'from':'f'}"),
	       "{'id':1,'f':{'id':'f-1'}}") == RC_OK,
	    "flavor by id");
	IS(map_canonical(c, docs[0].doc),
	    quoted("{'accountant':['c-1'],'cpu':2,'memory':4096,"
		   "'unique_id':1}"),
	    "of a stored flavor, only the members that are named");
	OK(mapped(rules("{'to':'cpu|memory','op':'hook','name':'flavor',"
			"'from':'f'}"),
	       "{'id':1,'f':{'vcpus':1,'ram':512}}") == RC_OK,
	    "flavor inside the item");
	IS(map_canonical(c, docs[0].doc),
	    quoted("{'accountant':['c-1'],'cpu':1,'memory':512,"
		   "'unique_id':1}"),
	    "as the item says it");
	context.find = NULL;
}

int
main(void)
{
	c->a = arena_new((size_t)64 << 20);
	gets();
	types();
	words();
	tags();
	links();
	objects();
	azure();
	mixed();
	hooks();
	arena_free(c->a);
	DONE();
}
