/* SPDX-License-Identifier: ISC */
/* Files of a snapshot: whole or not there, and each with its SHA-256. */
#ifndef DP_SNAPSHOT_FILE_H
#define DP_SNAPSHOT_FILE_H

#include <nettle/sha2.h>
#include <stdint.h>

#include "common/base/ctx.h"
#include "common/base/span.h"

struct file {
	int fd; /* -1: none */
	char *path, *temporary;
	struct sha256_ctx sha;
	int64_t bytes; /* read or written so far */
	uint8_t *buf;  /* owned, FILE_BUF bytes */
	size_t len;    /* of it, not written yet */
};

#define FILE_BUF 262144

/* A new file dir/name; it has that name once file_keep() has returned. */
enum rc file_make(struct ctx *c, struct file *f, const char *dir,
    const char *name) MUST_CHECK;
enum rc file_put(struct ctx *c, struct file *f, const void *p,
    size_t n) MUST_CHECK;
/* On the disk, under its name. */
enum rc file_keep(struct ctx *c, struct file *f, uint8_t sha256[32]) MUST_CHECK;

enum rc file_open(struct ctx *c, struct file *f, const char *dir,
    const char *name) MUST_CHECK;
/* What comes next, in f->buf; *n is 0 behind the end. */
enum rc file_get(struct ctx *c, struct file *f, size_t *n) MUST_CHECK;
void file_sum(struct file *f, uint8_t sha256[32]);

/* Whatever became of it; one that was not kept is gone. */
void file_end(struct file *f);

/* A whole file of at most max bytes; arena memory. */
enum rc file_read(struct ctx *c, struct span *text, const char *dir,
    const char *name, size_t max) MUST_CHECK;
/* The same to write. */
enum rc file_write(struct ctx *c, const char *dir, const char *name,
    struct span text) MUST_CHECK;
/* What was written in the folder has reached the disk. */
enum rc file_sync_folder(struct ctx *c, const char *dir) MUST_CHECK;

#endif
