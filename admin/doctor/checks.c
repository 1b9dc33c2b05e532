/* SPDX-License-Identifier: ISC */
/* What is tried, in the order that a node needs it. */
#include "admin/doctor/check.h"

#define ROLES PKGDATADIR "/sql/roles.sql"

/* clang-format off */
const struct check checks[] = {
	/* what is written down */
	{ "settings", "secrets", NULL, check_secrets,
	  "$1 stands in $2, which everybody may read",
	  "chmod o-rwx $2; and give it the group of who needs it" },
	{ "settings", "names", NULL, check_names,
	  "$1",
	  "discprov config | grep '^# '" },
	{ "settings", "proxy", NULL, check_proxy,
	  "$1 is set, and no program of ours asks a proxy",
	  "let the firewall let this host out, then: unset $1" },
	{ "settings", "key", NULL, check_key, NULL,
	  "discprov config | grep ^delegate" },
	{ "settings", "statement-timeout", NULL, check_timeout,
	  "long lists take more than the $1 ms that a statement may take; $S",
	  "discprov config --sample | grep -A1 statement_timeout_ms" },

	/* the host */
	{ "host", "disk", NULL, check_disks, NULL, NULL },
	{ "host", "clock-kept", NULL, check_synchronized,
	  "nobody keeps this host's clock right",
	  "timedatectl set-ntp true; timedatectl timesync-status" },
	{ "host", "certificates", NULL, check_certificates,
	  "$1 is missing, and no certificate is believed without",
	  "apt-get install ca-certificates" },
	{ "host", "security-module", NULL, check_denials,
	  "the kernel forbade something: $1",
	  "journalctl -k --since -1h -g 'apparmor=\"DENIED\"|avc: *denied'; "
	  "then mend the profile (aa-logprof) or the label (restorecon -Rv)" },

	/* what writes: indexer, jobs */
	{ "writer", "locks", NULL, check_locks, NULL,
	  "systemd-tmpfiles --create" },
	{ "writer", "database", NULL, check_writer, NULL,
	  "discprov config | grep ^db.url" },
	{ "writer", "primary", "database", check_primary,
	  "the server is a standby (in recovery), which only reads; $S",
	  "name the primary there; or make this one it: "
	  "runuser -u postgres -- psql -c 'SELECT pg_promote()'" },
	{ "writer", "roles", "database", check_roles,
	  "roles.sql was not run in database $1: $2 has no schema to write to",
	  "runuser -u postgres -- psql -d $1 -f " ROLES },
	{ "writer", "encoding", "database", check_encoding,
	  "database $1 keeps its text in $2, not in UTF8",
	  "createdb -E UTF8 -T template0 --locale=C.UTF-8 NEW; pg_dump -n disc "
	  "$1 | psql -d NEW" },
	{ "writer", "locale", "database", check_ctype,
	  "the locale of database $1 is $2: letters beyond ASCII have no small "
	  "and large ones",
	  "createdb -E UTF8 -T template0 --locale=C.UTF-8 NEW; pg_dump -n disc "
	  "$1 | psql -d NEW" },
	{ "writer", "server-clock", "database", check_server_clock,
	  "the clock of the database's server and ours are $1 s apart$2",
	  "timedatectl timesync-status (on both)" },
	{ "writer", "connections", "database", check_connections,
	  "the database's server lets $1 connect: $2",
	  "runuser -u postgres -- psql -c 'ALTER SYSTEM SET max_connections = "
	  "$3'; systemctl restart postgresql" },
	{ "writer", "autovacuum", "database", check_autovacuum,
	  "autovacuum is off: tables grow and plans age",
	  "runuser -u postgres -- psql -c 'ALTER SYSTEM SET autovacuum = on'; "
	  "systemctl reload postgresql" },
	{ "writer", "schema", "roles", check_schema, NULL,
	  "discprov migrate" },
	{ "writer", "rights", "schema", check_writes, NULL,
	  "runuser -u postgres -- psql -d $1 -f " ROLES },
	{ "writer", "one-indexer", "database", check_indexers,
	  "$1 programs index the same database: sessions $2",
	  "systemctl disable --now discprov-index.timer discprov-catch-up (on "
	  "all hosts but one)" },
	{ "writer", "lock-holder", "schema", check_holders,
	  "a session that may not write holds a lock of the indexer: $1 ($2)",
	  "runuser -u postgres -- psql -c 'SELECT pg_terminate_backend($1)'; "
	  "then run roles.sql again: " ROLES },
	{ "writer", "replication", "database", check_slots,
	  "nobody reads replication slot $1: the server keeps $2 of its log "
	  "for it, until the disk is full",
	  "start that standby again; or, when it is gone: runuser -u postgres "
	  "-- psql -c \"SELECT pg_drop_replication_slot('$1')\"" },
	{ "writer", "same-chain", "schema", check_same_chain,
	  "$1 is of chain $2, and the database holds chain $3; $S",
	  "name a node of chain $3 there; or begin anew with another database" },
	{ "writer", "indexer", "schema", check_indexer, NULL, NULL },
	{ "writer", "jobs", "schema", check_jobs, NULL, NULL },

	/* the pool */
	{ "pool", "listens", NULL, check_listens,
	  "the pool cannot write to $1 ($2); $S",
	  "systemd-tmpfiles --create" },
	{ "pool", "reader", NULL, check_reader, NULL,
	  "discprov config | grep ^db.url" },
	{ "pool", "reader-schema", "reader", check_schema, NULL,
	  "discprov migrate" },
	{ "pool", "reader-rights", "reader-schema", check_reads, NULL,
	  "runuser -u postgres -- psql -d $1 -f " ROLES },
	{ "pool", "standby", "reader", check_receives,
	  "the standby hears nothing of its primary, and answers grow old; $S",
	  "journalctl -n 20 -u 'postgresql*' (on the standby); see "
	  "primary_conninfo" },

	/* chains */
	{ "chain", "chain", NULL, check_nodes, NULL, NULL },
	{ "chain", "contracts", NULL, check_contracts,
	  "there is no contract at $1 on the chain of $2; $S",
	  "discprov config | grep ^contracts; compare with what the network "
	  "says" },
	{ "ethereum", "ethereum", NULL, check_ethereum, NULL, NULL },

	/* what is around */
	{ "cache", "memcached", NULL, check_caches, NULL, NULL },
	{ "gateways", "gateways", NULL, check_gateways,
	  "none of $1 answers; $S",
	  "curl -I $2" },
	{ "identity", "identity", NULL, check_identity,
	  "the identity service $1 does not answer ($2); $S",
	  "curl -I $1" },
	{ "peers", "peers", NULL, check_peers, NULL, NULL },

	/* the web server */
	{ "web", "site", NULL, check_site,
	  "nginx does not know our site: $1 is missing",
	  "ln -sf $2 $1; nginx -t; systemctl reload nginx" },
	{ "web", "nginx", "site", check_answer, NULL, NULL },
	{ "web", "expiry", NULL, check_expiry,
	  "the certificate $1 $2",
	  "renew it (certbot renew, or whoever made it); systemctl reload "
	  "nginx" },
	{ "url", "url", NULL, check_url,
	  "clients do not reach this node at $1: $2; $S",
	  "curl -v $1/version" },

	/* units */
	{ "units", "units", NULL, check_units, NULL, NULL },
	{ "units", "failed-units", "units", check_failed,
	  "$1 has failed",
	  "journalctl -n 20 -u $2; systemctl restart $2" },
	{ "units", "timers", "units", check_timers,
	  "$1 is stopped",
	  "systemctl enable --now $2" },
	{ "units", "pool-on", "units", check_pool_on,
	  "no process of the pool is started",
	  "systemctl enable --now discprov-fcgi.socket discprov-pool.target" },
	{ "units", "reloaded", "units", check_reload,
	  "systemd works with old files of $1",
	  "systemctl daemon-reload; systemctl restart 'discprov-fcgi@*'" },
	{ "units", "pool-age", NULL, check_old_pool,
	  "process $1 of the pool is older than its program: an upgrade has "
	  "not reached it",
	  "systemctl restart 'discprov-fcgi@*' 'discprov-status@*'" },
	{ "units", "one-starter", NULL, check_cron,
	  "both $1 and the timers start the indexer",
	  "rm $1" },
	{ "units", "cloud-on", "units", check_cloud_on,
	  "the site has $1, and nobody listens where it asks: /cloud/ is 502",
	  "systemctl enable --now discprov-cloud.socket discprov-cloud@1" },
	{ "units", "cloud-key", "units", check_cloud_key,
	  "discprov-cloud is started, and its key $1 is $2",
	  "install -o discprov-cloud -m 600 " SYSCONFDIR
	  "/discprov/crawl.key $1; systemctl restart 'discprov-cloud@*'" },
};
/* clang-format on */

const size_t nchecks = sizeof(checks) / sizeof(checks[0]);
