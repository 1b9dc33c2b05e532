/* SPDX-License-Identifier: ISC */
/*
 * A command with every op and hook, and an item that anybody may have made:
 * it becomes documents or is rejected with a reason; a document can be stored
 * (clean text, within bounds), is the same when it is made again, and over
 * itself is itself.
 */
#include <string.h>

#include "common/base/fuzz.h"
#include "common/base/limits.h"
#include "common/base/text.h"
#include "common/json/jsonr.h"
#include "crawler/map/map.h"

static const char everything[] =
    "{'task':'t','entity':'e','kind':'k','unique_id':'id|.','spread':'all',"
    "'map':["
    "{'to':'a','op':'get','from':'a|b.c'},"
    "{'to':'o.l','op':'get','from':'l[].x|l[k=v].x','sort':true},"
    "{'to':'o.i','op':'get','from':'i','type':'int'},"
    "{'to':'o.n','op':'get','from':'i','type':'num'},"
    "{'to':'o.b','op':'get','from':'i','type':'bool'},"
    "{'to':'o.t','op':'get','from':'i','type':'time'},"
    "{'to':'o.s','op':'get','from':'i','type':'text'},"
    "{'to':'cut','op':'get','from':'a','cut':2,'prefix':'<','suffix':'>'},"
    "{'to':'status','op':'cap','from':'s'},"
    "{'to':'active','op':'enum','from':'s','case':'lower',"
    "'table':{'off':false},'else':true},"
    "{'to':'name','op':'tag','from':'tags[]','key':'name'},"
    "{'to':'tags','op':'tags','from':'tags'},"
    "{'to':'auth','op':'auth','from':'a'},"
    "{'to':'applications','op':'link','from':'tags','entity':'applications',"
    "'merge':'union'},"
    "{'to':'storage','op':'obj','each':['l[]','all'],'merge':'by_id','of':["
    "{'to':'unique_id','op':'get','from':'id'}]},"
    "{'to':'count','op':'count','from':'l'},"
    "{'to':'gb','op':'div1000','from':'i','round':true},"
    "{'to':'at','op':'now'},"
    "{'to':'arm','op':'azid','from':'a','azid':'M/d'},"
    "{'to':'name2|urls|queues','op':'hook','name':'aws_queues','from':'l[]',"
    "'merge':'gather'},"
    "{'to':'cpu|memory|memory_gb','op':'hook','name':'flavor','from':'f'},"
    "{'to':'x|y','op':'hook','name':'flags','from':'l[]'},"
    "{'to':'ip','op':'hook','name':'os_private','from':'net'},"
    "{'to':'ip2','op':'hook','name':'os_public','from':'net'},"
    "{'to':'ip3','op':'hook','name':'az_private','from':'l[]'},"
    "{'to':'ip4','op':'hook','name':'az_public','from':'l[]'},"
    "{'to':'disks','op':'hook','name':'ansible_disks','from':'net|all'},"
    "{'to':'disk','op':'hook','name':'ansible_disk_id'},"
    "{'to':'size','op':'hook','name':'ansible_size_gb','from':'a'}],"
    "'refs':[{'role':'r','to':'e','from':'l[].id'},"
    "{'role':'z','to':'e','from':'l[]','azid':'M/d'}],'volatile':['o.i']}";

static struct json_object *known; /* what find() finds; of this run */

static struct json_object *
find(void *arg, const char *entity, const char *by, const char *value)
{
	(void)arg, (void)entity, (void)by;
	return *value == 'k' ? known : NULL;
}

static void
command(struct ctx *c, struct map_command *cmd)
{
	char *text = arena_strdup(c->a, everything), *p;
	struct json_object *o;

	for (p = text; *p != '\0'; p++)
		if (*p == '\'')
			*p = '"';
	*cmd = (struct map_command){ .provider = "fuzz", .name = "all" };
	if (jsonr_doc(c, &o, text, strlen(text)) != RC_OK ||
	    map_read(c, cmd, o, NULL) != RC_OK)
		__builtin_trap();
}

/* As documents of the inventory are. */
static void
storable(struct ctx *c, const struct map_command *cmd, const struct map_doc *d)
{
	const char *text = map_canonical(c, d->doc);
	struct json_object *over;

	if (!text_is_clean(text, strlen(text)) || *d->unique_id == '\0' ||
	    strlen(d->unique_id) > LIM_MAP_KEY || d->n_refs > LIM_MAP_REFS ||
	    strlen(d->checksum) != 64)
		__builtin_trap();
	over = map_merge(c, cmd, d->doc, d->doc, true);
	if (strcmp(map_canonical(c, over), text) != 0)
		__builtin_trap();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct ctx c = { .a = arena_new((size_t)1 << 30) };
	struct map_context x = { "c", "dc", "d", "p", "r one", NULL, 1, find,
		NULL };
	const struct map_doc *docs, *again;
	struct map_command cmd;
	struct json_object *item;
	size_t i, n, m;
	enum rc rc;

	command(&c, &cmd);
	if (jsonr_doc(&c, &item, data, len) != RC_OK) {
		arena_free(c.a);
		return 0;
	}
	known = item;
	rc = map_item(&c, &cmd, item, &x, &docs, &n);
	if ((rc != RC_OK && rc != RC_REJECT) ||
	    (rc == RC_REJECT && (n > 0 || *c.err.msg == '\0')))
		__builtin_trap();
	for (i = 0; i < n; i++)
		storable(&c, &cmd, &docs[i]);
	if (rc == RC_OK) {
		x.now_s++;
		if (map_item(&c, &cmd, item, &x, &again, &m) != RC_OK || m != n)
			__builtin_trap();
		for (i = 0; i < n; i++)
			if (strcmp(docs[i].checksum, again[i].checksum) != 0)
				__builtin_trap();
	}
	arena_free(c.a);
	return 0;
}
