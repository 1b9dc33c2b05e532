/* SPDX-License-Identifier: ISC */
/*
 * The way to an SSH server: OpenSSH's own client, started with two pipes, for
 * the subsystem "sftp".  No shell is asked for anything, here or there.
 *
 * Keys and what is known of hosts are given to it in files that stand nowhere
 * but in memory, so that nothing is left when we are killed; its configuration
 * files, agents and other keys of this user count for nothing.
 */
#ifndef DP_CRAWLER_FILE_SSH_H
#define DP_CRAWLER_FILE_SSH_H

#include "crawler/file/impl.h"
#include "crawler/file/sftp.h"

struct ssh {
	struct sftp sftp; /* open when ssh_open() said CRAWL_OK */
	int pid;          /* of the client; 0: none */
	int err;          /* what it says */
	int key, known;   /* its files in memory; -1: none */
};

/* Connect, log in, greet.  Ends by itself after so many ms. */
enum crawl_end ssh_open(struct ctx *c, struct ssh *s, const struct reaching *r,
    unsigned total_ms, struct crawl_page *p);
/* Why it ended, when sftp.is_over; else what sftp says of what. */
enum crawl_end ssh_failed(struct ctx *c, struct ssh *s, const char *what,
    struct crawl_page *p);
/* The key that the host has shown, "kind key"; "" when it was known before. */
const char *ssh_learned(struct ctx *c, const struct ssh *s);
void ssh_close(struct ssh *s); /* fine twice */

#endif
