/* SPDX-License-Identifier: ISC */
/*
 * What of SFTP (draft-ietf-secsh-filexfer-02, version 3) reading files takes,
 * over two pipes to whoever brings us to the server.  The server is anybody's:
 * lengths, counts and names are bounded, and all has an end in time.
 */
#ifndef DP_CRAWLER_FILE_SFTP_H
#define DP_CRAWLER_FILE_SFTP_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/ctx.h"
#include "common/base/span.h"

#define SFTP_PACKET 262144 /* bytes of one that we take */

struct sftp {
	int in, out;    /* from and to the server */
	int64_t end_ms; /* by now_ms(): no longer than this */
	uint32_t id;    /* of the last request */
	bool is_over;   /* the pipe has ended: ask who brought us there why */
	char why[200];  /* what went wrong */
	uint8_t buf[SFTP_PACKET];
};

struct sftp_attrs {
	bool is_dir, is_file; /* neither: a link, or something odd */
	uint64_t size;
};

/* Greet; false: see why.  So with all that follow. */
bool sftp_begin(struct sftp *s);
/* Follows links. */
bool sftp_stat(struct sftp *s, const char *path, struct sftp_attrs *a);
/*
 * fn is called with each entry of a folder but "." and "..", without following
 * links; false from it ends the listing, which then is true.
 */
bool sftp_list(struct sftp *s, const char *path,
    bool (*fn)(void *arg, const char *name, const struct sftp_attrs *a),
    void *arg);
/* All bytes of a file, if they are at most max; arena memory. */
bool sftp_read(struct ctx *c, struct sftp *s, const char *path, size_t max,
    struct span *bytes);

#endif
