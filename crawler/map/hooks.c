/* SPDX-License-Identifier: ISC */
/*
 * What cannot be said as a rule: code by name, a provider's or everybody's.
 *
 *	aws_queues    addresses of queues: account, names and addresses
 *	flavor        of the name of a size, or of what an item says about its
 *	              own: cpu, memory (MiB), memory_gb (thousands of them)
 *	flags         of a list of words an object in which each is true
 *	az_size       of what a size of Azure can do: vcpus, memory, memory_gb
 *	os_private    of the addresses of a server
 *	os_public
 *	az_private    of the interfaces of a server, by what is known of them
 *	az_public
 *	ansible_...   hooks_ansible.c
 */
#include "crawler/map/hooks.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/limits.h"
#include "common/json/jsonv.h"

/* AWS. */

struct queues {
	struct map_run *m;
	struct json_object *urls, *names;
	const char *account;
};

/* https://sqs.REGION.amazonaws.com/ACCOUNT/NAME, wherever it is served. */
static bool
add_queue(void *arg, struct json_object *v)
{
	struct queues *q = arg;
	const char *url = map_word(q->m, v), *name, *p;

	if (url == NULL || (name = strrchr(url, '/')) == NULL) {
		map_left_out(q->m, v, "address of a queue");
		return true;
	}
	for (p = name; p > url && p[-1] != '/'; p--)
		;
	if (q->account == NULL)
		q->account = arena_memdup(q->m->c->a, p, (size_t)(name - p));
	map_push(q->names, map_text(name + 1));
	map_push(q->urls, map_copy(q->m, v, 1));
	return true;
}

static struct json_object *
aws_queues(struct map_run *m, const struct map_rule *r)
{
	struct queues q = { m, map_made(json_object_new_array()),
		map_made(json_object_new_array()), NULL };
	struct json_object *o = map_made(json_object_new_object());
	const char *region = m->context->region;

	map_each(m, &r->from, add_queue, &q);
	map_put(o, "urls", q.urls);
	map_put(o, "queues", q.names);
	if (q.account != NULL) {
		map_put(o, "name",
		    map_text(arena_printf(m->c->a, "SQS - %s", q.account)));
		/* One account has queues in many regions. */
		map_put(o, "unique_id",
		    map_text(arena_printf(m->c->a, "%s_%.*s", q.account,
			(int)strcspn(region, " "), region)));
	}
	return o;
}

/* Sizes. */

/* "4 vCPUs", "16.0 GiB", 4: the number. */
static bool
leading(double *d, struct json_object *v)
{
	struct span text;

	if (json_object_is_type(v, json_type_int) ||
	    json_object_is_type(v, json_type_double)) {
		*d = json_object_get_double(v);
		return isfinite(*d);
	}
	if (!json_object_is_type(v, json_type_string))
		return false;
	text.p = (const uint8_t *)json_object_get_string(v);
	text.len = strspn((const char *)text.p, "0123456789.");
	return jsonv_num(d, text) == 0;
}

static void
put_size(struct json_object *o, struct json_object *cpu,
    struct json_object *memory)
{
	double d;

	if (leading(&d, cpu) && d >= 0 && d < 1e6)
		map_put(o, "cpu", map_made(json_object_new_int64((int64_t)d)));
	if (!leading(&d, memory) || !(d >= 0) || d > 1e12)
		return;
	if (json_object_is_type(memory, json_type_string) &&
	    strstr(json_object_get_string(memory), "GiB") != NULL)
		d *= 1024;
	map_put(o, "memory", map_made(json_object_new_int64((int64_t)d)));
	map_put(o, "memory_gb", map_made(json_object_new_double(d / 1000)));
}

/*
 * OpenStack says the size itself, or (before its version 2.47) by its id;
 * others by its name.
 */
static struct json_object *
flavor(struct map_run *m, const struct map_rule *r)
{
	struct json_object *v = map_first(m, &r->from), *found = NULL, *o;
	const char *by = "api_name", *s;

	if (v == NULL)
		return NULL;
	o = map_made(json_object_new_object());
	if (map_member(v, "vcpus") != NULL) {
		put_size(o, map_member(v, "vcpus"), map_member(v, "ram"));
		return o;
	}
	if (json_object_is_type(v, json_type_object)) {
		v = map_member(v, "id");
		by = "unique_id";
	}
	if (v != NULL && (s = map_word(m, v)) != NULL)
		found = map_find(m, "flavors", by, s);
	put_size(o, map_member(found, "vcpus"), map_member(found, "memory"));
	return o;
}

/* Flags. */

struct flags {
	struct map_run *m;
	struct json_object *o;
};

static bool
add_flag(void *arg, struct json_object *v)
{
	struct flags *f = arg;
	const char *s = map_word(f->m, v);

	if (s != NULL && *s != '\0' && map_takes(f->m, strlen(s)))
		map_put(f->o, s, map_made(json_object_new_boolean(true)));
	return f->m->rc == RC_OK;
}

static struct json_object *
flags(struct map_run *m, const struct map_rule *r)
{
	struct flags f = { m, map_made(json_object_new_object()) };

	map_each(m, &r->from, add_flag, &f);
	return f.o;
}

/* OpenStack. */

static bool
is_v4(struct json_object *v)
{
	const char *s;

	if (!json_object_is_type(v, json_type_string))
		return false;
	s = json_object_get_string(v);
	return *s != '\0' && s[strspn(s, "0123456789.")] == '\0';
}

static bool
is_floating(struct json_object *address)
{
	struct json_object *v = map_member(address, "OS-EXT-IPS:type");

	return json_object_is_type(v, json_type_string) &&
	       strcmp(json_object_get_string(v), "floating") == 0;
}

/* The first address of a network that is, or is not, a floating one. */
static struct json_object *
address_of(struct json_object *network, bool floating)
{
	size_t i, n = json_object_is_type(network, json_type_array)
			  ? json_object_array_length(network)
			  : 0;
	struct json_object *one;

	for (i = 0; i < n; i++) {
		one = json_object_array_get_idx(network, i);
		if (is_v4(map_member(one, "addr")) &&
		    is_floating(one) == floating)
			return map_member(one, "addr");
	}
	return NULL;
}

static bool
says_public(const char *network)
{
	return map_within(network, "internet") != NULL ||
	       map_within(network, "public") != NULL;
}

static struct json_object *
os_address(struct map_run *m, const struct map_rule *r, bool is_public)
{
	struct json_object *nets = map_first(m, &r->from), *v = NULL,
			   *floating = NULL;

	if (!json_object_is_type(nets, json_type_object))
		return NULL;
	json_object_object_foreach(nets, name, network)
	{
		if (floating == NULL)
			floating = address_of(network, true);
		if (v == NULL && (!is_public || says_public(name)))
			v = address_of(network, false);
	}
	if (is_public && v == NULL)
		v = floating;
	return map_typed(m, v, T_TEXT);
}

static struct json_object *
os_private(struct map_run *m, const struct map_rule *r)
{
	return os_address(m, r, false);
}

static struct json_object *
os_public(struct map_run *m, const struct map_rule *r)
{
	return os_address(m, r, true);
}

/* Azure. */

static bool
add_capability(void *arg, struct json_object *v)
{
	struct flags *f = arg;
	const char *name = map_word(f->m, map_member(v, "name"));
	struct json_object *value = map_member(v, "value");
	double d;

	if (name == NULL || !leading(&d, value) || !(d >= 0) || d > 1e6)
		return f->m->rc == RC_OK;
	if (strcmp(name, "vCPUs") == 0)
		map_put(f->o, "vcpus",
		    map_made(json_object_new_int64((int64_t)d)));
	if (strcmp(name, "MemoryGB") != 0)
		return true;
	d *= 1024;
	map_put(f->o, "memory", map_made(json_object_new_int64((int64_t)d)));
	map_put(f->o, "memory_gb", map_made(json_object_new_double(d / 1000)));
	return true;
}

static struct json_object *
az_size(struct map_run *m, const struct map_rule *r)
{
	struct flags f = { m, map_made(json_object_new_object()) };

	map_each(m, &r->from, add_capability, &f);
	return f.o;
}

struct nic_seek {
	struct map_run *m;
	bool is_public;
	struct json_object *v; /* the address, borrowed */
};

/* What is known of the one with this id. */
static struct json_object *
known(struct map_run *m, struct json_object *id, const char *arm)
{
	const char *s = id != NULL ? map_word(m, id) : NULL;
	const char *key = s != NULL ? map_arm_key(m, s, arm) : NULL;

	return key != NULL ? map_find(m, "networks", "unique_id", key) : NULL;
}

static struct json_object *
configured(struct nic_seek *k, struct json_object *config)
{
	struct json_object *p = map_member(config, "properties");

	if (!k->is_public)
		return map_member(p, "privateIPAddress");
	p = map_member(map_member(p, "publicIPAddress"), "id");
	return map_member(known(k->m, p, "Microsoft.Network/publicIPAddresses"),
	    "ip_address");
}

static bool
look_at_nic(void *arg, struct json_object *nic)
{
	struct nic_seek *k = arg;
	struct json_object *list;
	size_t i, n;

	list = map_member(known(k->m, map_member(nic, "id"),
			      "Microsoft.Network/networkInterfaces"),
	    "ip_configurations");
	n = json_object_is_type(list, json_type_array)
		? json_object_array_length(list)
		: 0;
	for (i = 0; i < n && !is_v4(k->v); i++)
		k->v = configured(k, json_object_array_get_idx(list, i));
	return !is_v4(k->v);
}

static struct json_object *
az_address(struct map_run *m, const struct map_rule *r, bool is_public)
{
	struct nic_seek k = { m, is_public, NULL };

	map_each(m, &r->from, look_at_nic, &k);
	return is_v4(k.v) ? map_typed(m, k.v, T_TEXT) : NULL;
}

static struct json_object *
az_private(struct map_run *m, const struct map_rule *r)
{
	return az_address(m, r, false);
}

static struct json_object *
az_public(struct map_run *m, const struct map_rule *r)
{
	return az_address(m, r, true);
}

/* clang-format off */
static const struct {
	const char *name;
	map_op_fn *fn;
	bool finds; /* documents of others */
} hooks[] = {
	{ "aws_queues",      aws_queues,      false },
	{ "flavor",          flavor,          true },
	{ "flags",           flags,           false },
	{ "os_private",      os_private,      false },
	{ "os_public",       os_public,       false },
	{ "az_size",         az_size,         false },
	{ "az_private",      az_private,      true },
	{ "az_public",       az_public,       true },
	{ "ansible_disks",   ansible_disks,   false },
	{ "ansible_disk_id", ansible_disk_id, false },
	{ "ansible_size_gb", ansible_size_gb, false },
};
/* clang-format on */

map_op_fn *
map_hook_find(const char *name, bool *finds)
{
	size_t i;

	for (i = 0; i < sizeof(hooks) / sizeof(hooks[0]); i++)
		if (strcmp(hooks[i].name, name) == 0) {
			*finds = hooks[i].finds;
			return hooks[i].fn;
		}
	return NULL;
}
