/* SPDX-License-Identifier: ISC */
/*
 * EntityManager: one event for everything.
 *
 * The contract checks nothing but a signature, so all rules are ours.  An
 * event is opened (metadata parsed, rules M), its table row is found by type
 * and action, its signer checked (rules S), and the row's handler called.
 *
 * A handler looks rows up with rows_get() and friends, changes them with
 * em_put() and rows_set(), and returns RC_OK when it accepted the event or
 * ignored it, RC_REJECT when it turned it away; anything else stops the block.
 * Rows of this block that are not written yet are in the cache, so what
 * rows_get() gives is always the newest version.
 *
 * A read-only table (tables.h: T_HANDLES and so on) is an index over others:
 * ask it before you change what it counts, then bring it up to date with
 * em_note(), because the database may not have heard of the change yet.
 *
 * Time is block time (x->ap->b->time, x->ap->time), never the clock.
 */
#ifndef DP_INDEXER_EM_EM_H
#define DP_INDEXER_EM_EM_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "indexer/apply/apply.h"
#include "indexer/apply/defaults.h"
#include "indexer/apply/since.h"

struct em;

enum em_flag {
	EM_S = 1,        /* the signer must be allowed to act (rules S) */
	EM_NO_ENTITY = 2 /* _entityId means nothing and may be any number */
};

struct em_row {
	const char *type; /* NULL: any */
	const char *action;
	const char *rules; /* the group, for log lines */
	unsigned flags;
	/* names the rows apply will ask for; may be NULL */
	void (*want)(struct em *x);
	enum rc (*apply)(struct em *x);
};

extern const struct em_row em_row[];
extern const size_t em_nrows;

/*
 * What an event is opened for: to name the rows that it will ask for, which
 * tells nobody what rules think of it, or to be applied.
 */
enum em_mode { EM_NAME, EM_APPLY };

/*
 * What an update of a type looks at beside the rows it names: known when
 * these are loaded.
 */
struct em_more {
	const char *type;
	bool of_user; /* id is _userId, else _entityId */
	/* names rows; memory of c->a */
	void (*want)(struct ctx *c, struct rows *rs, int64_t id);
};

extern const struct em_more em_more[];
extern const size_t em_nmore;

struct em {
	enum em_mode mode;
	struct apply *ap;
	struct ctx *c; /* c->a: memory that lives as long as rows (cells) */
	struct rows *rows;
	const struct sig *sig; /* to check signatures with */
	const struct event *e;
	const struct em_row *row;
	struct arena *scratch;      /* of this event only; holds data */
	int64_t user_id, entity_id; /* 0..LIM_ID */
	const char *user, *entity;  /* the same as cells */
	const char *type, *action;
	const char *signer; /* lower case, a cell */
	const char *txhash; /* a cell */
	const char *text;   /* _metadata, cleaned, NUL-terminated */
	size_t len;
	const char *cid; /* of the wrapper, a cell; NULL: none */
	/*
	 * The wrapper's data, or of types that have none the JSON itself; NULL
	 * when there is no metadata or it is no JSON.
	 */
	struct json_object *data;
	/*
	 * Keys that count: with a format those of the format, absent ones with
	 * their default (Create and so on); without, those that are there.
	 */
	const struct format_key *format;
	size_t nformat;
	struct json_object *past; /* all members, once past.c has asked */
	bool is_document;  /* L2: data is the whole document named by cid */
	struct row *actor; /* row of user_id once S passed; else NULL */
};

/* Those that the block loop calls; em_want_more when rows are loaded. */
void em_want(struct apply *ap, const struct event *e);
void em_want_more(struct apply *ap, const struct event *e);
enum rc em_apply(struct apply *ap, const struct event *e) MUST_CHECK;
/* The CID when _metadata is a bare one, else NULL; memory of c->a. */
const char *em_bare_cid(struct ctx *c, const struct event *e);
/* What kind of document it names, as cid_data calls it. */
const char *em_document_type(const struct event *e);

/*
 * Turn the event away: a debug line with the rule, and a count.  Always
 * RC_REJECT, which goes up as a failure does; em_apply() makes RC_OK of it.
 */
enum rc em_reject(struct em *x, const char *rule, const char *fmt, ...)
    PRINTF(3, 4) MUST_CHECK;

/* Rules S for any user: *user is the row; RC_REJECT: the signer may not. */
enum rc em_authorise(struct em *x, struct row **user, int64_t id) MUST_CHECK;
/* The same as an answer: nothing is turned away. */
enum rc em_may_act(struct em *x, bool *may, int64_t id) MUST_CHECK;
void em_want_signer(struct em *x, int64_t user_id);

/*
 * Before SINCE_T12: is the signer one of the applications that deliver by
 * DDEX, as the configuration lists them?
 */
bool em_is_ddex(const struct em *x);
/* May the signer change what this application (NULL or "": none) delivered? */
bool em_may_deliver(const struct em *x, const char *ddex_app);

/* Is the rule in force at the block's time? */
bool em_since(const struct em *x, enum rule_date rule);

/* The row with this id when there is one, else NULL. */
enum rc em_find(struct em *x, struct row **r, enum table_id t,
    int64_t id) MUST_CHECK;

/*
 * r gets the block and transaction of this event.  Its table must have block
 * columns behind the key.  With created_col (0: none) the time columns too:
 * created_at there if the row is new, updated_at right behind it.
 */
void em_put(struct em *x, struct row *r, unsigned created_col);
/* The time columns only, for tables without block columns. */
void em_times(struct em *x, struct row *r, unsigned created_col);
/*
 * Bring all that waits into the database, for a question that only it can
 * answer.
 */
enum rc em_write(struct em *x) MUST_CHECK;
/* Keep an index row: it is there, with this value in the first column. */
void em_note(struct em *x, enum table_id t, const char *key, const char *value);

/* Does the key count?  Its value; NULL: null, absent, or the default. */
bool em_has(const struct em *x, const char *key);
struct json_object *em_value(const struct em *x, const char *key);
/* Values as cells: NULL when of another type.  Text is clean. */
const char *em_text(struct em *x, const char *key);
const char *em_id(struct em *x, const char *key);  /* 0..LIM_ID */
bool em_true(const struct em *x, const char *key); /* JSON true */
bool em_is_text(const struct em *x, const char *key);
/* A number in the range of ids. */
bool em_get_id(const struct em *x, const char *key, int64_t *id);

/* Characters (code points) of clean text. */
size_t em_chars(const char *s);
/* Lower case, ASCII; a cell. */
const char *em_lower(struct em *x, const char *s);
/* "2025-01-02 03:04:05" of Unix seconds; a cell. */
const char *em_time(struct em *x, int64_t seconds);
/* A cell that is an id, or -1. */
int64_t em_cell_id(const char *cell);

/*
 * Notices for a crowd, which only the database knows: all that waits is
 * brought there, and the statement makes them.
 */
enum rc em_tell(struct em *x, enum sql_id id,
    const char *const *param) MUST_CHECK;

/* A row of the table notification; data is JSON, user_ids "{1,2}". */
void em_notify(struct em *x, const char *type, const char *group_id,
    const char *specifier, const char *data, const char *user_ids);

#endif
