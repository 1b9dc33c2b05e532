/* SPDX-License-Identifier: ISC */
/* EntityManager: which keys of a type's metadata count. */
#ifndef DP_INDEXER_EM_FORMAT_H
#define DP_INDEXER_EM_FORMAT_H

#include "indexer/apply/defaults.h"

/* NULL: the type has none. */
const struct format_key *em_format(const char *type, const char *action,
    size_t *n);
/* Of documents named by a bare CID. */
const struct format_key *em_format_l2(const char *type, size_t *n);

#endif
