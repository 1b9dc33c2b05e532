/* SPDX-License-Identifier: ISC */
/*
 * Signature version 4: a request's own headers, and what proves that we know
 * the secret, for one minute of one day, one region and one service.  The
 * request may be changed in nothing that was signed.
 */
#ifndef DP_CRAWLER_WIRE_SIGV4_H
#define DP_CRAWLER_WIRE_SIGV4_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/arena.h"
#include "crawler/wire/request.h"

struct sigv4 {
	const char *access, *secret;
	const char *token; /* of temporary credentials; NULL: none */
	const char *region, *service;
	int64_t now_s; /* Unix time */
	/*
	 * An object store: the path is signed as it is sent, and the digest of
	 * the body is sent as well.  Others sign the path encoded once more.
	 */
	bool is_s3;
};

/*
 * Adds X-Amz-Date, X-Amz-Security-Token, X-Amz-Content-Sha256 and
 * Authorization to the headers of r; signs these, host, type and all headers
 * that are there.  False: there are too many of them.
 */
bool sigv4_sign(struct arena *a, const struct sigv4 *s, struct request *r);

#endif
