/* SPDX-License-Identifier: ISC */
/*
 * EntityManager: what _metadata says (rules M).
 *
 * Most types wrap their data in {"cid", "data"}; some send plain JSON, some
 * plain text.  Of everything but updates only the keys of the type's format
 * count, each with a default, and a document of nothing but defaults is
 * turned away.  A bare CID (L2) names a document that stands for the data as
 * a whole, updates included.
 */
#ifndef DP_INDEXER_EM_DATA_H
#define DP_INDEXER_EM_DATA_H

#include "indexer/em/em.h"

/* Sets data, cid, format of x; RC_REJECT: they are none. */
enum rc em_data_read(struct em *x) MUST_CHECK;

/* All members of the metadata, in a wrapper or without; NULL: it has none. */
struct json_object *em_data_any(struct em *x);

/* Parse the text as a wrapper of an update would be; false: it is none. */
bool em_data_wrapped(struct em *x);

#endif
