/* SPDX-License-Identifier: ISC */
/*
 * Configuration: defaults, then an ini file, then the file of variables that
 * the units read, then the environment audius_<section>_<key>, as the
 * original reads it.  One table is the only
 * source of names, types, defaults and descriptions; the manual page, the
 * sample file and "discprov config" are checked against it.
 */
#ifndef DP_COMMON_CONF_CONF_H
#define DP_COMMON_CONF_CONF_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "common/base/err.h"

/* How much of what chain nodes say is proven; each more than those before. */
enum conf_verify {
	VERIFY_LINKS,
	VERIFY_HEADERS,
	VERIFY_RECEIPTS,
	VERIFY_TRANSACTIONS,
	VERIFY_AUTO /* headers, of chains whose headers we can prove */
};

/* Whose plays of a core chain count. */
enum conf_plays {
	PLAYS_REGISTERED, /* those that a registered node has signed */
	PLAYS_ANYBODY,
	PLAYS_OFF
};

/* Who tells what was heard; one of them at a time, or plays count twice. */
enum conf_teller {
	TELLER_NOBODY,
	TELLER_CORE,
	TELLER_IDENTITY,
	TELLER_CLIENTS
};

/* How many times something may be done. */
struct conf_rate {
	uint64_t hour, day, week;
};

/* Headers of a core chain, and the signatures of its validators. */
enum conf_core_verify {
	CORE_VERIFY_AUTO, /* checked where a node shows them */
	CORE_VERIFY_REQUIRED,
	CORE_VERIFY_OFF
};

/* Text is never NULL ("" when unset) and lives as long as the struct. */
struct conf {
	/* [discprov] */
	const char *start_block; /* hash, number or "0x0" */
	uint64_t block_processing_window;
	uint64_t block_processing_interval_s;
	uint64_t healthy_block_diff;
	uint64_t sort_by_index_from; /* ..._sort_order_start_block */
	uint64_t undo_depth;         /* blocks; ours */
	bool digest;                 /* keep it; ours */
	uint64_t run_seconds;        /* soft deadline of one run; ours */
	const char *run_dir;         /* lock files; ours */
	const char *web_cache_dir;   /* of nginx, or ""; ours */
	const char *loglevel;
	const char *url;      /* public URL of the node */
	const char *hostname; /* its old name; see url */
	const char *env;
	const char *infra_setup;
	const char *identity_service_url;
	const char *listens_dir; /* "": clients tell nothing; ours */
	struct conf_rate listens_per_address, listens_per_track; /* ours */
	uint64_t plays_keep_days;     /* 0: for ever; ours */
	uint64_t signature_max_age_s; /* of one that names its time; ours */
	const char *service_version;  /* shown to clients; ours */
	const char *skip;             /* tx hashes, block numbers; ours */
	bool enable_save_cid;

	/* [web3] */
	const char *web3_host, *web3_rpc_2; /* see web3_urls */
	const char *web3_localhost;         /* another name of the second */
	uint64_t web3_port;
	const char *web3_urls;        /* comma list, made from host and port */
	const char *first_web3_urls;  /* "" unless two chains are read */
	uint64_t web3_timeout_s;      /* one JSON-RPC call; ours */
	bool web3_receipts;           /* never use eth_getLogs; ours */
	enum conf_verify web3_verify; /* ours */
	/* 0: the one that is remembered; of audius_web3_nethermind_rpc; ours */
	uint64_t web3_chain_id, web3_chain_id_2;
	const char *eth_provider_url; /* comma list; the Ethereum chain */

	/* the core chain */
	const char *core_urls;              /* comma list, or "" */
	const char *audiusd_url;            /* another name of it */
	const char *core_chain_id;          /* never "" */
	uint64_t core_first_height;         /* the first that is read */
	const char *core_migration_address; /* address text, or ""; ours */
	uint64_t core_migration_end_height; /* ours */
	enum conf_plays core_plays;         /* ours */
	enum conf_core_verify core_verify;  /* ours */
	uint64_t core_timeout_s;            /* one request; ours */
	int64_t final_acdc_block;           /* -1: not known */

	/* [contracts] */
	const char *registry; /* address text, or "" */
	const char *entity_manager_address;
	const char *entity_manager_2;     /* see entity_manager_address */
	const char *first_entity_manager; /* of the first of two chains */
	const char *verified_address;
	const char *trending_versions; /* comma list, the first answers; ours */
	uint64_t trending_refresh_seconds;
	const char *rule_dates; /* comma list, see apply/since.h; ours */
	const char *ddex_apps;  /* comma list of addresses; ours */

	/* [eth_contracts] */
	const char *eth_registry;        /* address text, or "" */
	const char *trusted_notifier_id; /* a number; 0: none */
	bool trusted_notifier_private;   /* its address may be; ours */

	/* [ipfs] */
	const char *gateway_hosts; /* comma list */
	uint64_t fetch_timeout_ms; /* one document from one host; ours */
	uint64_t fetch_pass_ms;    /* one document from some hosts; ours */
	uint64_t fetch_deadline_s; /* all documents of a window; ours */
	bool accept_unverified;    /* documents cut unusually; ours */

	/* [db] */
	const char *db_url;
	const char *db_url_reader;  /* falls back to db_url */
	const char *db_url_primary; /* for readers; ours */
	bool run_migrations;
	uint64_t statement_timeout_ms; /* of the reader; ours */

	/* [memcached] */
	const char *memcached_servers;

	/* [delegate] */
	const char *delegate_owner_wallet;
	const char *delegate_private_key; /* "0x" and 64 digits, or "" */
	const char *private_key_file;     /* see delegate_private_key; ours */

	/* [content_nodes], [network]: node lists as comma lists "url wallet" */
	const char *content_nodes;   /* "https://host=0xwallet,..."; ours */
	const char *discovery_nodes; /* the same form; ours */
	uint64_t consensus_percent;  /* of other nodes; ours */
	bool allow_private;          /* addresses of strangers; ours */
	uint64_t peer_min_cpus;      /* of another node; ours */
	uint64_t peer_min_memory;    /* bytes; ours */

	/* [cors], [serviceLocation] */
	bool cors_allow_all;
	const char *country, *latitude, *longitude;

	/* [crawl]: the crawler of providers; ours unless a name says MAESTRO */
	const char *crawl_key_file;      /* seals credentials */
	const char *crawl_providers_dir; /* or "": the installed one */
	const char *crawl_upload_dir;    /* or "": nothing is uploaded */
	const char *crawl_private_hosts; /* comma list */
	const char *crawl_cafile;        /* or "": the system's */
	uint64_t crawl_slots;            /* processes of one host */
	uint64_t crawl_keep_days;        /* 0: for ever */
	uint64_t crawl_rate;             /* requests a second, a connection */
	uint64_t crawl_batch;            /* MAESTRO_TRANSLATE_QTD */
	uint64_t crawl_page_size;        /* MAESTRO_SCAN_QTD; 0: a command's */
	uint64_t crawl_step_s;           /* CELERYD_TASK_TIME_LIMIT */
	const char *crawl_audit_url;     /* MAESTRO_AUDIT_URI, or "" */
	const char *crawl_push_url;      /* MAESTRO_WEBSOCKET_URI, or "" */
	const char *crawl_push_secret;   /* MAESTRO_WEBSOCKET_SECRET, or "" */

	/* who may ask discprov-cloud */
	const char *cloud_secret;  /* MAESTRO_SECRETJWT: of owners */
	const char *cloud_private; /* MAESTRO_SECRETJWT_PRIVATE: of services */
	const char *cloud_noauth;  /* MAESTRO_NOAUTH: their word */
	bool cloud_noexp;          /* MAESTRO_TOKEN_NOEXP */
	bool cloud_dev;            /* MAESTRO_DEV */

	const char *wait_hosts;  /* WAIT_HOSTS: "host:port,..." */
	uint64_t wait_timeout_s; /* WAIT_TIMEOUT: for each of them */
	const char *git_sha;     /* GIT_SHA */
	const char *docker_compose_git_sha;
	bool auto_upgrade_enabled;
	int64_t final_poa_block; /* -1 when unset */

	void *impl; /* sources of the values */
};

/* Whose files of variables are read, besides the common one. */
enum conf_part {
	CONF_POOL = 1,    /* of the pool's units */
	CONF_WRITERS = 2, /* of the indexer's and the jobs' */
	CONF_EVERY = 3,
	CONF_CRAWLER = 4, /* of the crawler's, who has a role of his own */
	CONF_CLOUD = 8    /* of its API's, who has another one */
};

/* Where to read. */
struct conf_from {
	const char *file; /* the ini file; NULL or "": see conf_load() */
	enum conf_part part;
	const char *dir; /* of what is installed; NULL: as built */
};

/*
 * Read the configuration.  Without a file: the one that $LOCAL_CONFIG names;
 * without that the installed ones, as far as they exist: files of variables
 * (discprov.env, then discprov-fcgi.env for the pool, discprov-index.env for
 * the writers, discprov-crawl.env for the crawler and discprov-cloud.env for
 * its API; later ones win), and
 * discprov.ini unless one of them sets LOCAL_CONFIG.
 *
 * RC_CONFIG with file and line, or variable name, for an unknown name in the
 * ini file, a repeated key, a value of the wrong form, a file others may
 * write.  The caller frees with conf_free(), whatever came of it.
 */
enum rc conf_load(struct err *e, struct conf *cf,
    const struct conf_from *from) MUST_CHECK;
void conf_free(struct conf *cf);

/*
 * Print "section.key = value  # source" for every row, secrets as "***";
 * what was given without effect with the reason; and at the end, as comments,
 * variables that name no setting.
 */
void conf_print(const struct conf *cf, FILE *f);
/*
 * One call when variables look like misspelt settings, one when a file of
 * variables cannot be read, or has a line without effect.
 */
void conf_warnings(const struct conf *cf,
    void (*warn)(void *arg, const char *text), void *arg);
/* How many settings were given that have no effect. */
size_t conf_idle(const struct conf *cf);
/*
 * Where a setting's value is from, for messages: "db.url (F:2)", or "db.url
 * (not set: the default)"; of one that stands in for it, when one does.  Lives
 * as long as cf.
 */
const char *conf_where(const struct conf *cf, const char *section,
    const char *key);
/*
 * The first setting that holds a secret in a file that everybody may read, and
 * that file; NULL: there is none.  Lives as long as cf.
 */
const char *conf_exposed(const struct conf *cf, const char **file);
/* Who tells plays; a listens_dir beside others has no effect. */
enum conf_teller conf_teller(const struct conf *cf);
/* Print the sample ini file: every row with its default and description. */
void conf_sample(FILE *f);

#endif
