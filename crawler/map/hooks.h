/* SPDX-License-Identifier: ISC */
/* Hooks that have a file of their own. */
#ifndef DP_CRAWLER_MAP_HOOKS_H
#define DP_CRAWLER_MAP_HOOKS_H

#include "crawler/map/impl.h"

/* A host's disks, with their partitions and where these are mounted. */
struct json_object *ansible_disks(struct map_run *m, const struct map_rule *r);
/* What tells a disk from all others, as far as its host knows. */
struct json_object *ansible_disk_id(struct map_run *m,
    const struct map_rule *r);
/* "20.00 GB" as a whole number of GB. */
struct json_object *ansible_size_gb(struct map_run *m,
    const struct map_rule *r);

#endif
