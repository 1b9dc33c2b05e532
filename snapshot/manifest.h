/* SPDX-License-Identifier: ISC */
/*
 * The list of a snapshot, as lines of words with a blank between them:
 *
 *	discprov-snapshot 1
 *	schema_step N
 *	block NUMBER HASH PARENT        as it is stored; PARENT may be "-"
 *	core ID HEIGHT CHAIN            of a core chain's block only
 *	digest HEX
 *	signer 0xADDRESS
 *	table NAME SUM COLUMN,...       SUM in decimal, "-" where none is kept
 *	part NAME.NNNNNN BYTES ROWS SHA256      of the table above
 *	end
 *
 * It comes from a stranger: what is not exactly of this form is refused, and no
 * name in it leads out of the folder.
 */
#ifndef DP_SNAPSHOT_MANIFEST_H
#define DP_SNAPSHOT_MANIFEST_H

#include <stdint.h>

#include "common/base/buf.h"
#include "common/base/ctx.h"
#include "common/base/sig.h"

#define MANIFEST_NAME 80 /* bytes of a file's name */

struct manifest_part {
	const char *file;
	size_t table; /* of manifest.table */
	int64_t bytes, rows;
	uint8_t sha256[32];
};

struct manifest_table {
	const char *name, *columns;
	const char *sum; /* NULL: the digest has none of it */
};

struct manifest {
	int64_t step;
	int64_t number, core, height; /* core: 0 when it is of none */
	const char *hash, *parent;    /* parent may be NULL */
	const char *chain;            /* of the core chain; or NULL */
	const char *digest;
	char signer[ADDRESS_TEXT];
	struct manifest_table *table;
	size_t ntables, tables_cap;
	struct manifest_part *part;
	size_t nparts, parts_cap;
};

/* The block's number on its chain. */
int64_t manifest_height(const struct manifest *m);

/* Another table or part, cleared; of memory from a. */
struct manifest_table *manifest_add_table(struct manifest *m, struct arena *a);
struct manifest_part *manifest_add_part(struct manifest *m, struct arena *a);

void manifest_print(const struct manifest *m, struct buf *out);

/* Arena memory.  RC_DATA names the line. */
enum rc manifest_parse(struct ctx *c, struct manifest *m, const char *text,
    size_t len) MUST_CHECK;

#endif
