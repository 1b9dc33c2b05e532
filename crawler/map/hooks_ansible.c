/* SPDX-License-Identifier: ISC */
/* What Ansible's facts say about a host's disks. */
#include <ctype.h>
#include <string.h>

#include "common/base/limits.h"
#include "common/json/jsonv.h"
#include "crawler/map/hooks.h"

#define VOLUME_DIGITS 8 /* of an id of EC2, at least */

static size_t
length(struct json_object *list)
{
	return json_object_is_type(list, json_type_array)
		   ? json_object_array_length(list)
		   : 0;
}

static const char *
word(struct map_run *m, struct json_object *v)
{
	const char *s = v != NULL ? map_word(m, v) : NULL;

	return s != NULL && *s != '\0' ? s : NULL;
}

/* EC2 shows a volume's id without its hyphen, behind other words. */
static const char *
volume_id(struct map_run *m, const char *s)
{
	size_t n;

	for (; (s = strstr(s, "vol")) != NULL; s++) {
		const char *id = s + 3 + (s[3] == '-');

		for (n = 0; isxdigit((unsigned char)id[n]) != 0; n++)
			;
		if (n >= VOLUME_DIGITS)
			return arena_printf(m->c->a, "vol-%.*s", (int)n, id);
	}
	return NULL;
}

static const char *
of_links(struct map_run *m, struct json_object *links)
{
	struct json_object *ids = map_member(links, "ids");
	const char *s, *last = NULL, *id;
	size_t i;

	for (i = 0; i < length(ids); i++) {
		s = word(m, json_object_array_get_idx(ids, i));
		if (s == NULL)
			continue;
		if ((id = volume_id(m, s)) != NULL)
			return id;
		last = s;
	}
	return last;
}

/* Of the partition whose name comes first: their order is nobody's. */
static const char *
of_partitions(struct map_run *m, struct json_object *partitions)
{
	const char *first = NULL, *uuid = NULL, *s;

	if (!json_object_is_type(partitions, json_type_object))
		return NULL;
	json_object_object_foreach(partitions, name, p)
	{
		s = word(m, map_member(p, "uuid"));
		if (s != NULL && (first == NULL || strcmp(name, first) < 0)) {
			first = name;
			uuid = s;
		}
	}
	return uuid;
}

/* What tells this host's disk from one that is like it elsewhere. */
static const char *
host_of(struct map_run *m)
{
	static const char *const names[] = { "ansible_machine_id",
		"ansible_product_uuid", "ansible_nodename" };
	const char *s;
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if ((s = word(m, map_member(m->whole, names[i]))) != NULL)
			return s;
	return "";
}

static const char *
disk_id(struct map_run *m, struct json_object *device, const char *key)
{
	struct json_object *links = map_member(device, "links"), *uuids;
	const char *s, *sectors;

	if ((s = of_links(m, links)) != NULL ||
	    (s = of_partitions(m, map_member(device, "partitions"))) != NULL)
		return s;
	uuids = map_member(links, "uuids");
	if (length(uuids) > 0 &&
	    (s = word(m, json_object_array_get_idx(uuids, 0))) != NULL)
		return s;
	sectors = word(m, map_member(device, "sectors"));
	return arena_printf(m->c->a, "%s_%s_%s", host_of(m),
	    sectors != NULL ? sectors : "0", key);
}

struct json_object *
ansible_disk_id(struct map_run *m, const struct map_rule *r)
{
	const char *key = word(m, map_member(m->item, "_key"));

	(void)r;
	return map_text(disk_id(m, m->item, key != NULL ? key : ""));
}

struct json_object *
ansible_size_gb(struct map_run *m, const struct map_rule *r)
{
	static const struct {
		const char *unit;
		double gb;
	} units[] = {
		{ "KB", 1e-6 },
		{ "MB", 1e-3 },
		{ "GB", 1 },
		{ "TB", 1e3 },
		{ "PB", 1e6 },
	};
	struct json_object *v = map_first(m, &r->from);
	const char *s = word(m, v);
	struct span num;
	double d, gb = 0; /* "0.00 Bytes" */
	size_t i;

	if (s == NULL)
		return NULL;
	num.p = (const uint8_t *)s;
	num.len = strspn(s, "0123456789.");
	if (jsonv_num(&d, num) != 0) {
		map_left_out(m, v, "size");
		return NULL;
	}
	for (i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (strstr(s + num.len, units[i].unit) != NULL)
			gb = d * units[i].gb;
	if (gb > 1e12) {
		map_left_out(m, v, "size");
		return NULL;
	}
	return map_made(json_object_new_int64((int64_t)gb));
}

/* Disks. */

static void
take(struct map_run *m, struct json_object *o, const char *as,
    struct json_object *from, const char *name)
{
	map_put(o, as, map_typed(m, map_member(from, name), T_ANY));
}

static bool
is_same(struct json_object *x, struct json_object *y)
{
	return json_object_is_type(x, json_type_string) &&
	       json_object_is_type(y, json_type_string) &&
	       strcmp(json_object_get_string(x), json_object_get_string(y)) ==
		   0;
}

/* Where the filesystem of this uuid is, or NULL. */
static struct json_object *
mount_of(struct map_run *m, struct json_object *uuid)
{
	struct json_object *mounts = map_member(m->whole, "ansible_mounts");
	struct json_object *one;
	size_t i;

	for (i = 0; i < length(mounts) && i < LIM_MAP_SPREAD; i++) {
		one = json_object_array_get_idx(mounts, i);
		if (is_same(map_member(one, "uuid"), uuid))
			return one;
	}
	return NULL;
}

static struct json_object *
partition(struct map_run *m, const char *name, struct json_object *p)
{
	struct json_object *o, *mount;

	if (!map_takes(m, strlen(name)))
		return NULL;
	o = map_made(json_object_new_object());
	map_put(o, "name", map_text(name));
	take(m, o, "size", p, "size");
	take(m, o, "uuid", p, "uuid");
	mount = mount_of(m, map_member(p, "uuid"));
	take(m, o, "device", mount, "device");
	take(m, o, "mount", mount, "mount");
	take(m, o, "ftype", mount, "fstype");
	take(m, o, "options", mount, "options");
	return o;
}

static struct json_object *
disk(struct map_run *m, const char *name, struct json_object *device)
{
	struct json_object *o = map_made(json_object_new_object()), *list,
			   *parts = map_member(device, "partitions");

	map_put(o, "name", map_text(name));
	map_put(o, "unique_id", map_text(disk_id(m, device, name)));
	map_put(o, "status", map_text("attached"));
	list = map_made(json_object_new_array());
	if (json_object_is_type(parts, json_type_object)) {
		json_object_object_foreach(parts, key, p)
		{
			if (m->rc == RC_OK)
				map_push(list, partition(m, key, p));
		}
	}
	map_sort(m->c, list);
	map_put(o, "partitions", list);
	return o;
}

struct json_object *
ansible_disks(struct map_run *m, const struct map_rule *r)
{
	struct json_object *devices = map_first(m, &r->from), *list;

	if (!json_object_is_type(devices, json_type_object))
		return NULL;
	if (json_object_object_length(devices) > LIM_MAP_SPREAD) {
		map_reject(m, "more than %u disks", LIM_MAP_SPREAD);
		return NULL;
	}
	list = map_made(json_object_new_array());
	json_object_object_foreach(devices, name, device)
	{
		if (m->rc == RC_OK)
			map_push(list, disk(m, name, device));
	}
	map_sort(m->c, list);
	return list;
}
