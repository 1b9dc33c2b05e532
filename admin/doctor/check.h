/* SPDX-License-Identifier: ISC */
/*
 * The doctor's table.  A row tries one thing that the node needs, and says what
 * is wrong and which command mends it.  Rows of a group are tried in order, in
 * one process, with one session of the database when the group has one; groups
 * know nothing of each other and are tried at the same time.  A check changes
 * nothing.
 */
#ifndef DP_ADMIN_DOCTOR_CHECK_H
#define DP_ADMIN_DOCTOR_CHECK_H

#include "watch/watch.h"

enum verdict {
	WELL,
	DOUBT,  /* it works, and somebody should look: the row's cause */
	WRONG,  /* the row's cause */
	FAULT,  /* c->err has the cause, and perhaps what helps */
	UNSEEN, /* could not be looked at: a says why */
	TOLD    /* it has its own lines */
};

/* One try. */
struct
try {
	struct ctx *c;
	struct watch *w;
	const char *root; /* before paths of what is installed; "" */
	const char *user; /* of the unit that does what the group does; NULL */
	/* for $1, $2 and $3 of the row's texts; $S is a setting's place */
	const char *a, *b, *of, *setting;
	void *known; /* of the group, from row to row */
};

struct check {
	const char *group;
	const char *name;
	const char *needs; /* an earlier row of the group that is well; NULL */
	enum verdict (*fn)(struct try *t);
	const char *cause, *command;
};

extern const struct check checks[];
extern const size_t nchecks;

/* A path of what is installed, below root. */
const char *try_path(const struct try *t, const char *fmt, ...) PRINTF(2, 3);
/* The text of a small file; NULL: cannot be read. */
const char *try_file(struct try *t, const char *path);

/* settings, and the host: check_host.c */
enum verdict check_secrets(struct try *t);
enum verdict check_names(struct try *t);
enum verdict check_proxy(struct try *t);
enum verdict check_key(struct try *t);
enum verdict check_timeout(struct try *t);
enum verdict check_disks(struct try *t);
enum verdict check_synchronized(struct try *t);
enum verdict check_denials(struct try *t);
enum verdict check_certificates(struct try *t);
enum verdict check_locks(struct try *t);
enum verdict check_listens(struct try *t);

/* the database: check_db.c */
enum verdict check_writer(struct try *t);
enum verdict check_reader(struct try *t);
enum verdict check_primary(struct try *t);
enum verdict check_receives(struct try *t);
enum verdict check_roles(struct try *t);
enum verdict check_encoding(struct try *t);
enum verdict check_ctype(struct try *t);
enum verdict check_server_clock(struct try *t);
enum verdict check_connections(struct try *t);
enum verdict check_autovacuum(struct try *t);
enum verdict check_schema(struct try *t);
enum verdict check_writes(struct try *t);
enum verdict check_reads(struct try *t);
enum verdict check_indexers(struct try *t);
enum verdict check_holders(struct try *t);
enum verdict check_slots(struct try *t);
enum verdict check_same_chain(struct try *t);
enum verdict check_indexer(struct try *t);
enum verdict check_jobs(struct try *t);

/* servers: check_net.c */
enum verdict check_nodes(struct try *t);
enum verdict check_contracts(struct try *t);
enum verdict check_ethereum(struct try *t);
enum verdict check_caches(struct try *t);
enum verdict check_gateways(struct try *t);
enum verdict check_identity(struct try *t);
enum verdict check_url(struct try *t);
enum verdict check_peers(struct try *t);

/* the web server: check_web.c */
enum verdict check_site(struct try *t);
enum verdict check_answer(struct try *t);
enum verdict check_expiry(struct try *t);

/* units: check_units.c */
enum verdict check_units(struct try *t);
enum verdict check_failed(struct try *t);
enum verdict check_timers(struct try *t);
enum verdict check_pool_on(struct try *t);
enum verdict check_reload(struct try *t);
enum verdict check_old_pool(struct try *t);
enum verdict check_cron(struct try *t);
enum verdict check_cloud_on(struct try *t);
enum verdict check_cloud_key(struct try *t);

#endif
