/* SPDX-License-Identifier: ISC */
/* Content and discovery nodes, as the registry on Ethereum names them. */
#ifndef DP_CHAIN_PROVIDERS_H
#define DP_CHAIN_PROVIDERS_H

#include "chain/eth.h"
#include "common/base/sig.h"

enum provider_type { PROVIDER_CONTENT, PROVIDER_DISCOVERY, PROVIDER__MAX };

#define PROVIDER_COLUMNS 6

extern const char *const provider_type_name[PROVIDER__MAX];

struct provider {
	int64_t id;
	bool there; /* registered, with an endpoint that is a URL or host */
	const char *endpoint; /* arena */
	uint64_t block;
	char owner[ADDRESS_TEXT], delegate[ADDRESS_TEXT]; /* EIP-55 */
};

/* How many ids of this type were ever given; RC_DATA above LIM_PROVIDERS. */
enum rc providers_total(struct ctx *c, struct eth *e, uint64_t *n,
    enum provider_type type) MUST_CHECK;

/* The n providers whose ids stand in p. */
enum rc providers_read(struct ctx *c, struct eth *e, struct provider *p,
    size_t n, enum provider_type type) MUST_CHECK;

/*
 * Parameters of the statements that keep providers: the type, then arrays of
 * id, owner, endpoint, block and delegate of those of the n that are there.
 * Returns how many these are.
 */
size_t providers_columns(struct arena *a, const char *param[PROVIDER_COLUMNS],
    const struct provider *p, size_t n, enum provider_type type);

/*
 * Does an endpoint have the form that the original takes: an optional scheme,
 * a host with a dot in it or localhost, an optional port and path?  The
 * original lets one blank stand in front.
 */
bool provider_endpoint_ok(const char *s, size_t len);

#endif
