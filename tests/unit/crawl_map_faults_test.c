/* SPDX-License-Identifier: ISC */
/*
 * What the crawler that this one takes after got wrong, fault by fault, as
 * far as it is made here of items and documents; with the files of commands
 * as they are installed.
 */
#include <stdlib.h>

#include "common/base/limits.h"
#include "crawl_map_call.h"

static const struct map_set *set;

static const struct map_command *
of(const char *provider, const char *name)
{
	const struct map_provider *p = map_provider(set, provider);
	const struct map_command *cmd = p != NULL ? map_command(p, name) : NULL;

	if (cmd == NULL)
		printf("Bail out! no %s/%s\n", provider, name);
	return cmd;
}

static struct json_object *
at(struct json_object *o, const char *member)
{
	struct json_object *v = NULL;

	json_object_object_get_ex(o, member, &v);
	return v;
}

static const char *
value(const char *member)
{
	return map_canonical(c, at(docs[0].doc, member));
}

static void
a_row_each(void)
{
	OK(mapped(of("azure", "server-list"),
	       "{'id':'/subscriptions/s/resourceGroups/g/providers/"
	       "Microsoft.Compute/virtualMachines/v','name':'v'}") == RC_OK &&
		n_docs == 1,
	    "1: a server of Azure is a row, without a private address");
	IS(docs[0].unique_id, "ca6d69efa72643d61bb872cd461525256c16029f",
	    "1: by its id");
	OK(mapped(of("aws", "dynamodb-list"), "'Orders'") == RC_OK &&
		n_docs == 1,
	    "2: a table's name, which is a text, is a row");
	IS(value("name"), "\"DynamoDB - Orders\"", "2: with its name");
	OK(mapped(of("aws", "serverless-support-list"),
	       "{'LayerName':'l','LatestMatchingVersion':"
	       "{'LayerVersionArn':'arn:x','Version':3}}") == RC_OK,
	    "5: a layer is a row");
	IS(docs[0].unique_id, "arn:x", "5: by its ARN");
	OK(mapped(of("aws", "search-list"),
	       "{'DomainId':'d','DomainName':'n','Created':'true'}") == RC_OK,
	    "5: a search domain is a row");
	OK(mapped(of("digitalocean", "container-orchestration-list"),
	       "{'id':'k','status':{'state':'running'}}") == RC_OK,
	    "5: a cluster, whose status is an object, is a row");
	IS(docs[0].status, "running", "5: with its state");
}

static void
identity(void)
{
	const struct map_command *cmd = of("aws", "server-list");
	const char *first;

	OK(mapped(cmd, "{'instanceId':'i-1','privateIpAddress':'10.0.0.5'}") ==
		RC_OK,
	    "6: a server");
	first = docs[0].unique_id;
	OK(mapped(cmd, "{'instanceId':'i-2','privateIpAddress':'10.0.0.5'}") ==
		    RC_OK &&
		strcmp(first, docs[0].unique_id) != 0,
	    "6: another with the same private address is another");
	OK(mapped(cmd, "{'instanceId':'i-3'}") == RC_OK,
	    "6: and one without an address is one");
	OK(mapped(of("file", "server-import"),
	       "{'name':'a','ipv4_private':'10.0.0.5'}") == RC_OK,
	    "6: of a file");
	IS(docs[0].unique_id, "a", "6: the name tells them apart");
	OK(mapped(of("aws", "brokers-list"),
	       "{'QueueUrl':['https://sqs.us-east-1.amazonaws.com/1234/q',"
	       "'https://sqs.cn-north-1.amazonaws.com.cn/1234/r']}") == RC_OK,
	    "17: queues");
	IS(docs[0].unique_id, "1234_us-east-1",
	    "17: of one account are told apart by region");
}

/* Stored: what map_merge() makes of what is there and the document. */
static const char *
merged(const struct map_command *cmd, const char *old, const char *item,
    const char *member)
{
	struct json_object *o;

	if (mapped(cmd, item) != RC_OK)
		return c->err.msg;
	o = at(map_merge(c, cmd, json(old), docs[0].doc, false), member);
	return map_canonical(c, o);
}

static void
merging(void)
{
	const struct map_command *cmd = of("aws", "server-list");

	IS(merged(cmd,
	       "{'storage':[{'unique_id':'v1','mount':'/data','status':'old'},"
	       "{'unique_id':'v0','mount':'/'}]}",
	       "{'instanceId':'i','blockDeviceMapping':["
	       "{'ebs':{'volumeId':'v1','status':'attached'}},"
	       "{'ebs':{'volumeId':'v2','status':'attaching'}}]}",
	       "storage"),
	    quoted("[{'mount':'/data','status':'attached','unique_id':'v1'},"
		   "{'status':'attaching','unique_id':'v2'}]"),
	    "7: a newly attached volume is there, and a known one keeps what "
	    "was added to it");
	IS(merged(cmd,
	       "{'tags':[{'key':'a','value':'1'},"
	       "{'key':'b','value':'2'}]}",
	       "{'instanceId':'i','tagSet':[{'key':'a','value':'9'}]}", "tags"),
	    quoted("[{'key':'a','value':'9'}]"),
	    "8: a changed tag is there once, a removed one is not");
	IS(merged(cmd, "{'tags':[{'key':'a','value':'1'}]}",
	       "{'instanceId':'i'}", "tags"),
	    "null", "8: without any tag there is none");
	IS(merged(cmd, "{'metas':{'security_groups':['a','b'],'mine':1}}",
	       "{'instanceId':'i','groupSet':['c']}", "metas"),
	    quoted("{'mine':1,'security_groups':['c']}"),
	    "8: lists inside objects are replaced, not mixed by position");
	IS(merged(cmd,
	       "{'storage':[{'unique_id':'v0'},{'unique_id':'v1','mount':'/"
	       "'}]}",
	       "{'instanceId':'i','blockDeviceMapping':["
	       "{'ebs':{'volumeId':'v1'}}]}",
	       "storage"),
	    quoted("[{'mount':'/','unique_id':'v1'}]"),
	    "7: wherever it stands");
	IS(merged(cmd,
	       "{'metas':{'security_groups':['a'],"
	       "'iam_instance_profile':{'arn':'x'}}}",
	       "{'instanceId':'i'}", "metas"),
	    "null", "8: an object of which nothing is left is none");
	IS(merged(cmd, "{'system':[{'_id':'s'}],'name':'x'}",
	       "{'instanceId':'i'}", "system"),
	    quoted("[{'_id':'s'}]"), "what no rule makes is its owner's");
	IS(merged(cmd, "{'applications':[{'_id':'a','name':'by hand'}]}",
	       "{'instanceId':'i'}", "applications"),
	    quoted("[{'_id':'a','name':'by hand'}]"), "and so are links");
	IS(merged(of("aws", "security-list"), "{'description':'ours'}",
	       "{'groupId':'g','groupDescription':'theirs'}", "description"),
	    "\"ours\"", "a description that is there stays");
	IS(merged(of("aws", "security-list"), "{}",
	       "{'groupId':'g','groupDescription':'theirs'}", "description"),
	    "\"theirs\"", "and is taken where there is none");
}

/* Pages without end bring no list without end. */
static void
grown(const struct map_command *cmd)
{
	struct json_object *old, *list, *out;
	size_t i;

	old = json("{'domain':[]}");
	list = at(old, "domain");
	for (i = 0; i < LIM_MAP_VALUES - 1; i++)
		json_object_array_add(list, json_object_new_int64((int64_t)i));
	out = at(map_merge(c, cmd, old, docs[0].doc, true), "domain");
	OK(json_object_array_length(out) == LIM_MAP_VALUES,
	    "but no more than is allowed");
}

static void
gathering(void)
{
	const struct map_command *cmd = of("aws", "smtp-list");
	struct json_object *old = json("{'domain':['a','b']}");

	OK(mapped(cmd, "{'Identities':['b','c']}") == RC_OK, "a second page");
	IS(map_canonical(c,
	       at(map_merge(c, cmd, old, docs[0].doc, true), "domain")),
	    quoted("['a','b','c']"), "joins the first of its run");
	IS(map_canonical(c,
	       at(map_merge(c, cmd, old, docs[0].doc, false), "domain")),
	    quoted("['b','c']"), "and replaces what an earlier run has seen");
	grown(cmd);
	IS(map_canonical(c, old), quoted("{'domain':['a','b']}"),
	    "what was stored is as it was");
	IS(map_canonical(c,
	       at(map_merge(c, cmd, NULL, docs[0].doc, false), "domain")),
	    quoted("['b','c']"), "without one stored it is the document");
}

static void
values(void)
{
	OK(mapped(of("aws", "volumes-list"),
	       "{'volumeId':'v','encrypted':'false','size':'0','tagSet':["
	       "{'key':'Name','value':'Web-DB-01'}]}") == RC_OK,
	    "12: a volume");
	IS(value("encrypted"), "false", "12: that is not encrypted says so");
	IS(value("size"), "0", "12: nothing is a number");
	IS(value("name"), "\"Web-DB-01\"", "12: a name is as it is tagged");
	OK(mapped(of("ansible", "volumes-list"),
	       "{'ansible_machine_id':'m','ansible_devices':{"
	       "'loop0':{'size':'0.00 Bytes','sectors':'0',"
	       "'links':{'ids':[]},'partitions':{}},"
	       "'sda':{'size':'20.00 GB','links':{'ids':['ata-X','wwn-0x5']}},"
	       "'sdb':{'size':'512.00 KB'}}}") == RC_OK &&
		n_docs == 3,
	    "13: disks of a host that is no EC2");
	IS(docs[0].unique_id, "m_0_loop0", "13: a loop device has an id");
	IS(docs[1].unique_id, "wwn-0x5", "13: a disk that of its links");
	IS(value("size"), "0", "13: no bytes are 0 GB");
	OK(mapped(of("ansible", "server-list"),
	       "{'ansible_machine_id':'m','ansible_default_ipv4':{'address':"
	       "'10.0.0.1'},'ansible_default_ipv6':{'address':'fe80::1'}}") ==
		RC_OK,
	    "14: a host with IPv6");
	IS(value("ipv4_public"), "null", "14: has no IPv4 of it");
	IS(value("ipv6_public"), "\"fe80::1\"", "14: but an IPv6");
}

static void
same_facts(void)
{
	static const char facts[] =
	    "{'ansible_machine_id':'m','ansible_memtotal_mb':1995,"
	    "'ansible_memfree_mb':%d,'ansible_uptime_seconds':%d,"
	    "'ansible_date_time':{'epoch':'%d'},'ansible_env':{'SHLVL':'%d'},"
	    "'ansible_mounts':[{'uuid':'u','mount':'/','size_available':%d}],"
	    "'ansible_devices':{'sda':{'partitions':{'sda1':{'uuid':'u'}}}}}";
	const struct map_command *cmd = of("ansible", "server-list");
	char was[65];

	OK(mapped(cmd, arena_printf(c->a, facts, 1, 2, 3, 4, 5)) == RC_OK,
	    "13: facts");
	memcpy(was, docs[0].checksum, sizeof(was));
	OK(mapped(cmd, arena_printf(c->a, facts, 6, 7, 8, 9, 10)) == RC_OK,
	    "13: and again, a little later");
	IS(docs[0].checksum, was, "13: are the same");
}

static struct json_object *
find_none(void *arg, const char *entity, const char *by, const char *id)
{
	(void)entity, (void)by, (void)id;
	++*(int *)arg;
	return NULL;
}

static void
owners(void)
{
	struct map_context was = context;
	int asked = 0;

	context.find = find_none;
	context.arg = &asked;
	OK(mapped(of("openstack", "server-list"),
	       "{'id':'s','metadata':{'applications_id':'theirs'}}") == RC_OK &&
		asked == 1,
	    "16: a link is asked for");
	IS(value("applications"), "null",
	    "16: and is none where the owner has no such application");
	context.connection = "c-2";
	context.region = "RegionTwo";
	OK(mapped(of("openstack", "server-list"), "{'id':'s'}") == RC_OK,
	    "16: another connection's item");
	IS(map_canonical(c, at(at(docs[0].doc, "owner"), "_id")), "\"c-2\"",
	    "16: is its own");
	IS(map_canonical(c, at(at(docs[0].doc, "datacenters"), "region")),
	    "\"RegionTwo\"", "16: in its region");
	context = was;
}

static void
sizes(void)
{
	OK(mapped(of("openstack", "server-list"),
	       "{'id':'s','flavor':{'vcpus':4,'ram':8192,"
	       "'original_name':'m1'}}") == RC_OK,
	    "18: a flavor without an id");
	IS(value("cpu"), "4", "18: says its processors");
	IS(value("memory"), "8192", "18: and its memory");
	IS(map_canonical(c, at(at(docs[0].doc, "datacenters"), "instance")),
	    "\"m1\"", "18: and its name");
}

int
main(void)
{
	c->a = arena_new((size_t)256 << 20);
	OK(map_load(c, &set, SRCDIR "/crawler/providers") == RC_OK,
	    "the files of all providers are read");
	if (set == NULL) {
		printf("Bail out! %s\n", c->err.msg);
		return 1;
	}
	a_row_each();
	identity();
	merging();
	gathering();
	values();
	same_facts();
	owners();
	sizes();
	arena_free(c->a);
	DONE();
}
