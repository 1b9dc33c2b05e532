/* SPDX-License-Identifier: ISC */
/*
 * One import: both databases, and how far it is.  Everything here is shared by
 * the files of this room and by nobody else.
 */
#ifndef DP_IMPORT_STATE_H
#define DP_IMPORT_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/ctx.h"
#include "common/prog/bar.h"

#define IMPORT_REASONS 32 /* of one table, by their words; then "others" */

/* Why something was left out, and how often. */
struct reason {
	const char *text;
	int64_t count;
};

/* A row of disc.import_parts. */
struct part {
	const char *name;
	struct arena *a; /* of the reasons' words */
	int64_t read, taken;
	struct reason reason[IMPORT_REASONS];
	size_t nreasons;
	bool done;
};

/* A table or view of the source. */
struct relation {
	const char *name;
	int64_t bytes; /* on its disk, about */
	bool readable;
};

/* A chain whose blocks go by heights; its numbers are height + base. */
struct core {
	const char *chain_id;
	int64_t base, first; /* first: height, of those that have a number */
};

#define IMPORT_CORES 8

/* Where its indexing stands: the newest block. */
struct position {
	const char *hash, *parent; /* parent may be NULL */
	int64_t number;            /* as it is stored */
	int core;                  /* of im->core, from 1; 0: none */
	int64_t height;            /* there */
};

struct import {
	struct ctx *c;      /* ours; c->a lives as long as the import */
	struct ctx src;     /* the source: same arena, a database of its own */
	const char *schema; /* of the source's tables */
	struct relation *relation;
	size_t nrelations;
	struct position at;
	struct core core[IMPORT_CORES]; /* in the order of their numbers */
	size_t ncores;
	struct part *part; /* one for each mapping, in their order */

	struct bar bar;
	int64_t bytes, bytes_done; /* of all that is copied */
	double at_done, at_all;    /* of what is made behind the copying */
	const char *at_name;
	bool told; /* which columns only one side has */
};

/* Names that one line tells; of the others it has the number. */
#define IMPORT_NAMES 20
const char *import_name(struct arena *a, const char *list, size_t n,
    const char *name);
const char *import_names_end(struct arena *a, const char *list, size_t n);

/* So many times more something was left out for this reason. */
void part_reason(struct part *p, const char *text, int64_t more);

/* The table or view of this name in the source, or NULL. */
const struct relation *import_relation(const struct import *im,
    const char *name);

/* How far, now and then: the table's name and rows of it so far. */
void import_show(struct import *im, const char *table, int64_t rows,
    int64_t bytes);

#endif
