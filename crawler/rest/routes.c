/* SPDX-License-Identifier: ISC */
#include "crawler/rest/rest.h"

extern const struct rest_family rest_original, rest_connections, rest_inventory,
    rest_node, rest_pages, rest_connection_pages;

const struct rest_family *const rest_families[] = {
	&rest_original,
	&rest_connections,
	&rest_inventory,
	&rest_node,
	&rest_pages,
	&rest_connection_pages,
	NULL,
};
