/* SPDX-License-Identifier: ISC */
/* What the files of crawler/map share: rules as read, and an item at work. */
#ifndef DP_CRAWLER_MAP_IMPL_H
#define DP_CRAWLER_MAP_IMPL_H

#include "crawler/map/map.h"
#include "crawler/tree/path.h"

/* Where a value comes from. */
enum map_from {
	FROM_ITEM,    /* the item, or the thing that was spread from it */
	FROM_WHOLE,   /* "^": the whole item */
	FROM_CONTEXT, /* "$name" */
};

struct map_source {
	enum map_from from;
	const struct path *path; /* of an item; empty: itself */
	const char *name;        /* of the context */
	bool is_list;            /* has "[]": all that it leads to */
};

/* Alternatives: the first that has a value. */
struct map_sources {
	const struct map_source *at;
	size_t n;
};

enum map_type { T_ANY, T_TEXT, T_INT, T_NUM, T_BOOL, T_TIME, T__MAX };
enum map_case { CASE_ASIS, CASE_UPPER, CASE_LOWER, CASE__MAX };
enum map_policy { M_REPLACE, M_KEEP, M_BY_ID, M_UNION, M_GATHER, M__MAX };

/* Names of a path into a document. */
struct map_names {
	const char *const *at;
	size_t n;
};

struct map_run;
struct map_rule;

/* A value of its own (the caller puts it), or NULL: nothing to be stored. */
typedef struct json_object *map_op_fn(struct map_run *m,
    const struct map_rule *r);

struct map_op {
	const char *name;
	map_op_fn *fn;
	unsigned needs, may; /* members of a rule, one bit each */
};

struct map_rule {
	const char *to;          /* as written; "" in a rule without */
	struct map_names into;   /* objects and the last member */
	struct map_names merged; /* "a|b": these members; n 0: not merged */
	const struct map_op *op;
	struct map_sources from;
	enum map_type type;
	enum map_case fold;
	enum map_policy merge;
	const char *key;             /* of a tag */
	const char *entity;          /* of another document */
	const char *prefix, *suffix; /* "" when none */
	size_t cut;                  /* characters; 0: all */
	bool round, sort, as_list;
	struct json_object *value, *table, *otherwise;
	map_op_fn *hook;
	bool finds;      /* asks for documents of others */
	const char *arm; /* "Microsoft.Compute/disks" */
	struct map_rules *of;
	const struct map_sources *each; /* one object for each of these */
	size_t n_each;
};

struct map_ref_rule {
	const char *role, *entity;
	struct map_sources from;
	const char *arm; /* or NULL */
};

struct map_rules {
	const struct map_rule *at;
	size_t n;
	/* of a command only */
	const struct map_rule *key;
	const struct map_rules *datacenters; /* or NULL */
	const struct map_sources *spread;
	size_t n_spread; /* 0: an item is one thing */
	bool is_ownerless;
	const struct map_ref_rule *refs;
	size_t n_refs;
	const struct map_names *no_change; /* "volatile" */
	size_t n_no_change;
};

/* One thing on its way into a document. */
struct map_run {
	struct ctx *c;
	const struct map_command *cmd;
	const struct map_context *context;
	struct json_object *whole, *item;
	size_t values, bytes; /* that may still be taken */
	enum rc rc;           /* not RC_OK: rejected, with a message */
	const char *to;       /* the rule at work, for messages */
	unsigned n_left_out;
	const char *left_out;
};

/* value.c */

/* json-c's NULL for a new object is no memory, and ends the process. */
struct json_object *map_made(struct json_object *o);
struct json_object *map_text(const char *s);
/* What the arena puts in its time: the same, borrowed from now on. */
struct json_object *map_passing(struct ctx *c, struct json_object *o);
/* Say that this breaks a rule: the thing is rejected. */
void map_reject(struct map_run *m, const char *fmt, ...) PRINTF(2, 3);
/* Say that the value of the rule at work cannot be read. */
void map_left_out(struct map_run *m, struct json_object *v, const char *what);
/* Is there room for one value more, of so many bytes?  If not: rejected. */
bool map_takes(struct map_run *m, size_t bytes);
/* null, "", [] or {}: nothing to be stored. */
bool map_is_empty(struct json_object *v);
/*
 * A copy within the bounds, text cleaned; NULL: rejected, or v is null.  What
 * an empty one holds that is empty stays.
 */
struct json_object *map_copy(struct map_run *m, struct json_object *v,
    unsigned depth);
/* The same as a value of the type, or NULL. */
struct json_object *map_typed(struct map_run *m, struct json_object *v,
    enum map_type type);
/* Text, or a number's digits, or "true"; NULL for others.  Arena, clean. */
const char *map_word(struct map_run *m, struct json_object *v);
/* Where what begins in s, whatever the case of either; or NULL. */
const char *map_within(const char *s, const char *what);
/* A member of an object, or NULL. */
struct json_object *map_member(struct json_object *o, const char *name);
/* Add to a list or an object that owns its elements; NULL adds nothing. */
void map_push(struct json_object *list, struct json_object *v);
void map_put(struct json_object *o, const char *key, struct json_object *v);
void map_sort(struct ctx *c, struct json_object *list);

/* source.c */
enum rc map_source_read(struct ctx *c, struct map_sources *s,
    const char *text) MUST_CHECK;
/* One, or a list of them. */
enum rc map_source_list(struct ctx *c, const struct map_sources **list,
    size_t *n, struct json_object *o, const char *place) MUST_CHECK;
/* The first that has a value, borrowed; of a source with "[]" the first. */
struct json_object *map_first(struct map_run *m, const struct map_sources *s);
/*
 * The value of the first that has one: of a source with "[]" all that it
 * leads to, in a list (arena).  Borrowed; NULL: none.
 */
struct json_object *map_from(struct map_run *m, const struct map_sources *s);
/* Each value, of lists their elements. */
void map_each(struct map_run *m, const struct map_sources *s,
    bool (*fn)(void *arg, struct json_object *v), void *arg);

/* ops.c */
const struct map_op *map_op_find(const char *name);
/* An object made by rules of m->item; empty members are not there. */
struct json_object *map_apply(struct map_run *m, const struct map_rules *rules);
/* The value of an ARM id as a key, or NULL. */
const char *map_arm_key(struct map_run *m, const char *id, const char *arm);
struct json_object *map_find(struct map_run *m, const char *entity,
    const char *by, const char *value);

/* hooks.c */
map_op_fn *map_hook_find(const char *name, bool *finds);

/* rule.c */
enum rc map_rules_read(struct ctx *c, struct map_rules *rules,
    struct json_object *list, const char *place) MUST_CHECK;
enum rc map_rule_read(struct ctx *c, struct map_rule *r, struct json_object *o,
    bool has_target, const char *place) MUST_CHECK;
/* "a.b" or ["a"]: names of a path into a document. */
enum rc map_names_read(struct ctx *c, struct map_names *names, const char *text,
    char separator) MUST_CHECK;
enum rc map_fault(struct ctx *c, const char *place, const char *fmt, ...)
    PRINTF(3, 4);

/* The bits of a rule's members. */
#define R_FROM   0x0001u
#define R_TYPE   0x0002u
#define R_CASE   0x0004u
#define R_KEY    0x0008u
#define R_ENTITY 0x0010u
#define R_WORDS  0x0020u /* prefix, suffix, cut */
#define R_ROUND  0x0040u
#define R_SORT   0x0080u
#define R_VALUE  0x0100u
#define R_TABLE  0x0200u
#define R_ELSE   0x0400u
#define R_NAME   0x0800u
#define R_ARM    0x1000u
#define R_OF     0x2000u
#define R_EACH   0x4000u
#define R_LIST   0x8000u
#define R_ANY    0x10000u /* to, op, merge: of every rule */

#endif
