/* SPDX-License-Identifier: ISC */
/* In what two documents differ, for people who ask later. */
#ifndef DP_CRAWLER_STORE_DIFF_H
#define DP_CRAWLER_STORE_DIFF_H

#include <json-c/json.h>

/*
 * Add to list, as {"path", "old", "new"}, each member in which two documents
 * differ; objects are gone into, lists are one value.  old or new is left out
 * where there is none.
 */
void diff_docs(struct json_object *list, const char *path,
    struct json_object *old, struct json_object *new);

#endif
