/* SPDX-License-Identifier: ISC */
#include "common/conf/row.h"

#include <string.h>

#include "common/base/limits.h"

#define AT(field) offsetof(struct conf, field)
#define NOWHERE   SIZE_MAX

/* Why a setting of the original has no effect. */
#define WHY_LOG "log lines go to standard error; use [discprov] loglevel"
#define WHY_POOL                                                               \
	"the number of pool processes is chosen where they are started, see "  \
	"discprov-fcgi(8)"
#define WHY_PARTS "which programs run is chosen by enabling their units"
#define WHY_FRONT                                                              \
	"nginx is the front proxy; see the installed nginx configuration"
#define WHY_SOL   "the Solana chain is not read"
#define WHY_FLASK "there is no Flask; answers are compact JSON"
#define WHY_ES    "PostgreSQL searches; there is no Elasticsearch"
#define WHY_SHIP  "log lines are shipped by whatever reads the journal"
#define WHY_LISTS                                                              \
	"documents come from [ipfs] gateway_hosts over HTTP; no IPFS node is " \
	"needed"
#define WHY_REDIS "memcached servers answer for it: use [memcached] servers"
#define WHY_NOTICES                                                            \
	"notices are made with the rows that cause them, and read a page at "  \
	"a time"
#define WHY_ORACLE "no anti-abuse oracle is asked"
#define WHY_CHAIN  "no chain node runs beside this node"
#define WHY_FIRST                                                              \
	"a core chain is read from audius_core_first_height on, to its end"
#define WHY_SENT     "what a chain holds is not sent on to another one"
#define WHY_CALLER   "it is for who asks this node"
#define WHY_UPLOAD   "uploaded files stand in [crawl] upload_dir"
#define WHY_OWN_KEYS "each connection has credentials of its own"
#define WHY_STORE    "what the crawler knows stands in the database"
#define WHY_PAGE     "the files of commands say it"
#define WHY_BLOCK    "the indexer reads the blacklist contract with all others"

/* clang-format off */
#define DEAD(s, k, why) { s, k, CONF_TEXT, CONF_DEAD, NOWHERE, "", 0, 0, why }
#define HIDE(s, k, why) { s, k, CONF_TEXT, CONF_DEAD | CONF_SECRET, NOWHERE, "", 0, 0, why }

const struct conf_row conf_rows[] = {
	{ "discprov", "start_block", CONF_BLOCK, 0, AT(start_block), "0x0", 0, 0,
	  "Block to start from: its hash, its number, or 0x0 for the first one." },
	{ "discprov", "block_processing_window", CONF_U64, 0,
	  AT(block_processing_window), "50", 1, 100000,
	  "Most blocks of one run of the indexer." },
	{ "discprov", "block_processing_interval_sec", CONF_SEC, CONF_DEAD,
	  AT(block_processing_interval_s), "5", 1, 86400,
	  "the timer decides how often the indexer runs" },
	{ "discprov", "healthy_block_diff", CONF_U64, 0,
	  AT(healthy_block_diff), "100", 0, INT64_MAX,
	  "Blocks behind the chain from which on the node calls itself unhealthy when asked to." },
	{ "discprov", "indexing_transaction_index_sort_order_start_block", CONF_U64, 0,
	  AT(sort_by_index_from), "0", 0, INT64_MAX,
	  "Above this block transactions are applied in the order of their index, up to it in "
	  "the order of their hash." },
	{ "discprov", "rule_dates", CONF_TEXT, CONF_OURS, AT(rule_dates), "", 0, 0,
	  "First days of rules of EntityManager that differ from the network's, for private "
	  "chains: a comma list of RULE=DAY, for instance all=2020-01-01. A day is 2025-05-03 "
	  "or Unix seconds." },
	{ "discprov", "trending_refresh_seconds", CONF_SEC, 0,
	  AT(trending_refresh_seconds), "3600", 1, 604800,
	  "Trending is computed for each full multiple of this time, in block time." },
	{ "discprov", "trending_versions", CONF_TEXT, CONF_OURS, AT(trending_versions),
	  "pnagD, AnlGe, EJ57D, BDNxn", 0, 0,
	  "Versions of trending that are computed, separated by commas: pnagD, AnlGe, EJ57D, ML51L, "
	  "ePWJD, aSPET, and of playlists BDNxn. The first one answers where none is named. ePWJD "
	  "and aSPET look at the plays of a whole year." },
	{ "discprov", "undo_depth", CONF_U64, CONF_OURS, AT(undo_depth), "10000", 0, 10000000,
	  "Blocks that can be taken back when the chain reorganises." },
	{ "discprov", "digest", CONF_BOOL, CONF_OURS, AT(digest), "true", 0, 0,
	  "Keep the digest of the state, by which nodes find out whether they hold the same. Turned "
	  "on later, the indexer's next run counts all rows first." },
	{ "discprov", "run_seconds", CONF_SEC, CONF_OURS, AT(run_seconds), "60", 1, 86400,
	  "After this time a run of the indexer stops at the end of the block it is in." },
	{ "discprov", "run_dir", CONF_TEXT, CONF_OURS, AT(run_dir), "", 0, 0,
	  "Folder of the lock files, and of what processes of the pool count together. Empty: "
	  "the folder discprov under the run-time folder chosen at build time." },
	{ "discprov", "web_cache_dir", CONF_TEXT, CONF_OURS, AT(web_cache_dir), "/var/cache/discprov", 0, 0,
	  "Folder of nginx's cache. While its disk is nearly full, or cannot be written, nginx is "
	  "asked to keep nothing, since it cuts off what it cannot write. Empty: not looked at." },
	{ "discprov", "loglevel", CONF_LEVEL, 0, AT(loglevel), "info", 0, 0,
	  "What is logged: err, warn, info or debug. The original's words for levels are understood." },
	{ "discprov", "url", CONF_URL, 0, AT(url), "", 0, 0,
	  "Public URL of this node." },
	{ "discprov", "env", CONF_TEXT, 0, AT(env), "dev", 0, 0,
	  "Which network this node is of: prod, stage, or else a network of development. What is not "
	  "set of audius_core_chain_id and audius_final_acdc_block is as that network has it." },
	{ "discprov", "infra_setup", CONF_TEXT, 0, AT(infra_setup), "", 0, 0,
	  "A word about the machine, shown by the health check." },
	{ "discprov", "identity_service_url", CONF_URL, 0, AT(identity_service_url), "", 0, 0,
	  "The identity service whose counts of listens become plays. Empty: none is asked." },
	{ "discprov", "core_plays", CONF_PLAYS, CONF_OURS, AT(core_plays), "registered", 0, 0,
	  "Plays of the core chain that count: those of transactions that a node of the Ethereum "
	  "registry has signed (registered), of whoever signs (anybody), or none (off). Unless off, "
	  "a node that reads a core chain asks no identity service for plays, so that none counts "
	  "twice." },
	{ "discprov", "core_verify", CONF_CORE_VERIFY, CONF_OURS, AT(core_verify), "auto", 0, 0,
	  "Headers of the core chain and the signatures of its validators prove that blocks are those "
	  "of the chain, and that no transaction is missing. Not every node shows them, and most keep "
	  "those of a week. auto: checked where a node shows them, and believed without where it does "
	  "not; required: nothing is taken without; off: not asked for." },
	{ "discprov", "listens_dir", CONF_TEXT, CONF_OURS, AT(listens_dir), "", 0, 0,
	  "Folder of listens that clients post to this node, until discprov-job listens makes plays of "
	  "them. Empty: none may be posted. Where a core chain or an identity service tells plays, "
	  "clients do not." },
	{ "discprov", "listens_per_address", CONF_RATE, CONF_OURS, AT(listens_per_address),
	  "1000 5000 20000", 0, 0,
	  "Listens that one address may post in an hour, a day and a week." },
	{ "discprov", "listens_per_track", CONF_RATE, CONF_OURS, AT(listens_per_track),
	  "20 60 200", 0, 0,
	  "The same, to one track: of one address, and of one user." },
	{ "discprov", "plays_keep_days", CONF_U64, CONF_OURS, AT(plays_keep_days), "0", 0, 36500,
	  "Plays that are older than so many days go; they stay counted, and in histories. 0: all "
	  "stay." },
	{ "discprov", "signature_max_age_sec", CONF_SEC, CONF_OURS, AT(signature_max_age_s),
	  "90000", 60, 315360000,
	  "For how long a signature that a client has made of a time counts. The clients send one "
	  "for a day. The longer, the longer somebody else may use one that he got hold of." },
	{ "discprov", "service_version", CONF_SEMVER, CONF_OURS, AT(service_version), "0.7.2", 0, 0,
	  "Version of the discovery-node service that clients are told. @audius/sdk 3 wants at "
	  "least 0.6.0, later ones at least 0.7.0; @audius/libs wants the major and minor "
	  "number registered on the Ethereum chain and no lower patch number." },
	{ "discprov", "skip", CONF_SKIP, CONF_OURS, AT(skip), "", 0, 0,
	  "Transaction hashes and block numbers, separated by commas, that the indexer leaves "
	  "out and records as skipped." },
	{ "discprov", "enable_save_cid", CONF_BOOL, 0, AT(enable_save_cid), "true", 0, 0,
	  "Keep fetched metadata documents, so that indexing their block again needs no "
	  "network." },
	{ "discprov", "hostname", CONF_URL, CONF_MAPPED, AT(hostname), "", 0, 0,
	  "Old name of [discprov] url, which is used when that is empty." },
	DEAD("discprov", "loglevel_flask", WHY_LOG),
	DEAD("discprov", "loglevel_celery", WHY_LOG),
	DEAD("discprov", "blacklist_block_processing_window", WHY_BLOCK),
	DEAD("discprov", "blacklist_block_indexing_interval", WHY_BLOCK),
	DEAD("discprov", "peer_refresh_interval", "peers are named by [network]"),
	DEAD("discprov", "user_metadata_service_url", "documents come from [ipfs] gateway_hosts"),
	DEAD("discprov", "notifications_max_block_diff", WHY_NOTICES),
	DEAD("discprov", "notifications_max_slot_diff", WHY_NOTICES),
	DEAD("discprov", "default_oracle_address", WHY_ORACLE),
	DEAD("discprov", "get_users_cnode_ttl_sec", "each route has its own cache life"),
	DEAD("discprov", "max_signers", WHY_CHAIN),
	DEAD("discprov", "backfill_cid_data_url", "documents come from [ipfs] gateway_hosts"),
	DEAD("discprov", "backfill_social_rewards_blocknumber", "challenges are settled on another chain"),
	DEAD("discprov", "comment_karma_threshold", "it is 1700000, as in production"),
	DEAD("discprov", "dev_mode", "programs run the same way everywhere"),

	{ "web3", "host", CONF_CHAIN, 0, AT(web3_host), "localhost", 0, 0,
	  "Chain node (JSON-RPC): a host name, host:port, or an http or https URL. A URL that "
	  "is https, or that names a port or a path, is used as it is. Several, separated by "
	  "commas, are tried in turn: when one is down, refuses or lies, the next one is asked." },
	{ "web3", "port", CONF_U64, 0, AT(web3_port), "8545", 1, 65535,
	  "Port of the chain nodes for which host does not say it. A host without a scheme is "
	  "asked over https when the port is 443, else over http." },
	{ "web3", "timeout_sec", CONF_SEC, CONF_OURS, AT(web3_timeout_s), "10", 1, 600,
	  "Longest time of one request to the chain node." },
	{ "web3", "receipts", CONF_BOOL, CONF_OURS, AT(web3_receipts), "false", 0, 0,
	  "Read events from transaction receipts: for chain nodes without eth_getLogs." },
	{ "web3", "verify", CONF_VERIFY, CONF_OURS, AT(web3_verify), "auto", 0, 0,
	  "What chain nodes have to prove. headers: that each header has the hash it goes by, and "
	  "so time, parent, roots and filter of each block. receipts: also the events of our "
	  "contracts, by the receipts of their blocks. transactions: also the transactions of "
	  "these blocks, their order and whom they were sent to. links: nothing, only that blocks "
	  "name each other. auto: headers, unless the first header that is met of the chain, that "
	  "of its block 0, has a form that is not known here; that is told, and what was proven "
	  "once has to prove itself for ever." },
	{ "web3", "chain_id", CONF_U64, CONF_OURS, AT(web3_chain_id), "0", 0, INT64_MAX,
	  "Id of the chain (eth_chainId) whose nodes host names. 0: what the first run was told, "
	  "which is remembered in the database." },
	{ "web3", "nethermind_chain_id", CONF_U64, CONF_OURS, AT(web3_chain_id_2), "0", 0, INT64_MAX,
	  "The same of the nodes that audius_web3_nethermind_rpc names." },
	{ "web3", "eth_provider_url", CONF_URLS, CONF_SECRET, AT(eth_provider_url), "", 0, 0,
	  "Providers of the Ethereum chain (JSON-RPC), separated by commas; the next one is "
	  "tried when one fails. Empty: that chain is not read." },

	{ "contracts", "registry", CONF_ADDR, 0, AT(registry), "", 0, 0,
	  "Address of the contract registry. Empty: a chain that has EntityManager only." },
	{ "contracts", "entity_manager_address", CONF_ADDR, 0, AT(entity_manager_address), "", 0, 0,
	  "Address of EntityManager, which no registry knows." },
	{ "contracts", "verified_address", CONF_ADDR, 0,
	  AT(verified_address), "0xbbbb93A6B3A1D6fDd27909729b95CCB0cc9002C0", 0, 0,
	  "Who may verify users and make announcements through EntityManager." },
	{ "contracts", "ddex_apps", CONF_TEXT, CONF_OURS, AT(ddex_apps), "", 0, 0,
	  "Addresses of applications that deliver by DDEX, separated by commas. What they "
	  "made can be changed by them only." },

	{ "eth_contracts", "registry", CONF_ADDR, 0, AT(eth_registry), "", 0, 0,
	  "Address of the contract registry on the Ethereum chain, which knows nodes, token and "
	  "stakes. Empty: that chain is not read." },
	{ "eth_contracts", "trusted_notifier_id", CONF_NOTIFIER, 0,
	  AT(trusted_notifier_id), "1", 0, 0,
	  "Number of the service that says what is taken down. 0 or default.trustednotifier: "
	  "none." },
	{ "eth_contracts", "trusted_notifier_private", CONF_BOOL, CONF_OURS,
	  AT(trusted_notifier_private), "false", 0, 0,
	  "That service may have a private address, as on a development chain." },
	DEAD("eth_contracts", "token", "the registry knows the token"),
	HIDE("eth_contracts", "*", "of the Ethereum contracts only the registry is named"),

	{ "ipfs", "gateway_hosts", CONF_URLS, 0, AT(gateway_hosts), "https://ipfs.io", 0, 0,
	  "Gateways that are asked for metadata documents, separated by commas, together with "
	  "all known content nodes, after the hosts that the user has named. What they answer "
	  "is checked against the content id." },
	{ "ipfs", "fetch_timeout_ms", CONF_MS, CONF_OURS, AT(fetch_timeout_ms), "2000", 10, 600000,
	  "Longest time of one document from one host." },
	{ "ipfs", "fetch_pass_ms", CONF_MS, CONF_OURS, AT(fetch_pass_ms), "5000", 10, 600000,
	  "Longest time of one document from the hosts that its user has named, and again from "
	  "all others." },
	{ "ipfs", "fetch_deadline_sec", CONF_SEC, CONF_OURS, AT(fetch_deadline_s), "20", 1, 3600,
	  "Longest time of all documents that are asked for at once (at most 100 and one block)." },
	{ "ipfs", "accept_unverified", CONF_BOOL, CONF_OURS, AT(accept_unverified), "false", 0, 0,
	  "Accept documents above 262144 bytes whose content id cannot be checked, because they "
	  "are cut in an unusual way, from gateways and content nodes that are configured." },
	DEAD("ipfs", "host", WHY_LISTS),
	DEAD("ipfs", "port", WHY_LISTS),

	{ "db", "url", CONF_DB, 0, AT(db_url), "postgresql:///audius_discovery", 0, 0,
	  "The database, for the programs that write: a postgresql:// URL "
	  "(postgresql+psycopg2:// is understood) or libpq keywords." },
	{ "db", "url_read_replica", CONF_DB, 0, AT(db_url_reader), "", 0, 0,
	  "The database, for the pool, which only reads; may name several hosts. Empty: as url." },
	{ "db", "url_primary", CONF_DB, CONF_OURS, AT(db_url_primary), "", 0, 0,
	  "The primary, for the pool, which asks it for a block (X-Min-Block) that the database it "
	  "reads does not have yet; with a role that only reads. Empty: that host of "
	  "url_read_replica that is the primary, where several are named." },
	{ "db", "run_migrations", CONF_BOOL, 0, AT(run_migrations), "true", 0, 0,
	  "The indexer brings the schema up to date when it starts." },
	{ "db", "statement_timeout_ms", CONF_MS, CONF_OURS,
	  AT(statement_timeout_ms), "5000", 10, 600000,
	  "Longest time of one statement of the pool." },
	DEAD("db", "engine_args_literal",
	     "each process holds one connection; there is no pool inside a process"),

	{ "memcached", "servers", CONF_HOSTS, CONF_OURS,
	  AT(memcached_servers), "127.0.0.1:11211", 0, 0,
	  "memcached servers, separated by commas: host:port, or the path of a socket. The word "
	  "off: no cache. The same list in the same order on every web host." },

	{ "delegate", "owner_wallet", CONF_ADDR, 0, AT(delegate_owner_wallet), "", 0, 0,
	  "Address that signs this node's answers. The pool does not start without it." },
	{ "delegate", "private_key", CONF_KEY, CONF_SECRET, AT(delegate_private_key), "", 0, 0,
	  "Its private key. The pool does not start without it." },
	{ "delegate", "private_key_file", CONF_TEXT, CONF_OURS, AT(private_key_file), "", 0, 0,
	  "File whose first line is the private key; only its owner may read or write it. Used "
	  "when private_key is empty." },

	{ "network", "content_nodes", CONF_NODES, CONF_OURS, AT(content_nodes), "", 0, 0,
	  "Content nodes that clients are told and that are asked for metadata documents, "
	  "separated by commas: https://host=0xwallet. Empty: the health check "
	  "names those of the Ethereum registry." },
	{ "network", "discovery_nodes", CONF_NODES, CONF_OURS, AT(discovery_nodes), "", 0, 0,
	  "Discovery nodes that clients are told, in the same form. When not empty it replaces "
	  "the clients' own list. Empty: the health check names those of the Ethereum registry. "
	  "They are also asked about blocks that cannot be indexed." },
	{ "network", "consensus_percent", CONF_U64, CONF_OURS, AT(consensus_percent), "100", 1, 100,
	  "How many of all other discovery nodes must have failed at a transaction as well "
	  "before the indexer leaves it out." },
	{ "network", "allow_private", CONF_BOOL, CONF_OURS, AT(allow_private), "false", 0, 0,
	  "Nodes that a chain names may have private addresses: for a network of one's own." },
	{ "network", "peer_min_cpus", CONF_U64, CONF_OURS, AT(peer_min_cpus), "8", 0, 100000,
	  "Processors of another discovery node from which on it meets the minimum." },
	{ "network", "peer_min_memory", CONF_U64, CONF_OURS, AT(peer_min_memory), "15500000000", 0,
	  INT64_MAX, "The same of its memory, in bytes." },

	{ "cors", "allow_all", CONF_BOOL, CONF_DEAD, AT(cors_allow_all), "false", 0, 0,
	  "nginx sends the CORS headers" },

	{ "serviceLocation", "serviceCountry", CONF_TEXT, 0, AT(country), "", 0, 0,
	  "Where the node stands, shown by the health check." },
	{ "serviceLocation", "serviceLatitude", CONF_TEXT, 0, AT(latitude), "", 0, 0,
	  "Its latitude." },
	{ "serviceLocation", "serviceLongitude", CONF_TEXT, 0, AT(longitude), "", 0, 0,
	  "Its longitude." },

	{ "crawl", "key_file", CONF_TEXT, CONF_OURS, AT(crawl_key_file), "", 0, 0,
	  "File with the key that seals credentials of connections: 64 hexadecimal digits. Only its "
	  "owner may read it. Who loses it loses all credentials." },
	{ "crawl", "providers_dir", CONF_TEXT, CONF_OURS, AT(crawl_providers_dir), "", 0, 0,
	  "Folder that says how providers are asked and understood. Empty: the installed one." },
	{ "crawl", "upload_dir", CONF_TEXT, CONF_OURS, AT(crawl_upload_dir), "", 0, 0,
	  "Folder of files that were uploaded for connections; nothing outside of it is read. Empty: "
	  "none is read." },
	{ "crawl", "private_hosts", CONF_TEXT, CONF_OURS, AT(crawl_private_hosts), "", 0, 0,
	  "Hosts that connections may reach although their addresses are private, and without TLS, "
	  "separated by commas: host or host:port." },
	{ "crawl", "cafile", CONF_TEXT, CONF_OURS, AT(crawl_cafile), "", 0, 0,
	  "File of the certificates that sign those of providers. Empty: the system's." },
	{ "crawl", "slots", CONF_U64, CONF_OURS, AT(crawl_slots), "2", 1, 64,
	  "Crawlers that work at once on one host." },
	{ "crawl", "rate", CONF_U64, CONF_OURS, AT(crawl_rate), "10", 1, 1000,
	  "Requests a second that all crawlers together make for one connection." },
	{ "crawl", "keep_days", CONF_U64, CONF_OURS, AT(crawl_keep_days), "90", 0, 36500,
	  "What has vanished, runs and changes are kept for so many days. 0: for ever." },
	HIDE("redis", "url", WHY_REDIS),
	HIDE("redis", "*", WHY_REDIS),
	DEAD("flask", "debug", WHY_FLASK),
	DEAD("flask", "testing", WHY_FLASK),
	DEAD("flask", "jsonify_prettyprint_regular", WHY_FLASK),
	HIDE("flask", "secret_key", WHY_FLASK),
	DEAD("flask", "session_cookie_secure", WHY_FLASK),
	HIDE("flask", "*", WHY_FLASK),
	HIDE("elasticsearch", "url", WHY_ES),
	DEAD("elasticsearch", "run_indexer", WHY_ES),
	DEAD("elasticsearch", "search_enabled", WHY_ES),
	HIDE("elasticsearch", "*", WHY_ES),
	DEAD("solana", "track_listen_count_address", WHY_SOL),
	DEAD("solana", "signer_group_address", WHY_SOL),
	HIDE("solana", "endpoint", WHY_SOL),
	DEAD("solana", "user_bank_min_slot", WHY_SOL),
	DEAD("solana", "user_bank_program_address", WHY_SOL),
	DEAD("solana", "waudio_mint", WHY_SOL),
	DEAD("solana", "rewards_manager_program_address", WHY_SOL),
	DEAD("solana", "rewards_manager_account", WHY_SOL),
	DEAD("solana", "rewards_manager_min_slot", WHY_SOL),
	DEAD("solana", "anchor_data_program_id", WHY_SOL),
	DEAD("solana", "anchor_admin_storage_public_key", WHY_SOL),
	DEAD("solana", "payment_router_program_address", WHY_SOL),
	DEAD("solana", "usdc_mint", WHY_SOL),
	DEAD("solana", "waudio_program_address", WHY_SOL),
	DEAD("solana", "waudio_mint_address", WHY_SOL),
	HIDE("solana", "*", WHY_SOL),

	{ "", "audius_contracts_nethermind_entity_manager_address", CONF_ADDR, 0,
	  AT(entity_manager_2), "", 0, 0,
	  "EntityManager of the second chain; replaces [contracts] entity_manager_address." },
	{ "", "audius_web3_nethermind_rpc", CONF_URLS, 0, AT(web3_rpc_2), "", 0, 0,
	  "Chain nodes of the second chain, separated by commas; replaces [web3] host and port, see "
	  "audius_final_poa_block." },
	{ "", "audius_web3_localhost", CONF_URLS, CONF_MAPPED, AT(web3_localhost), "", 0, 0,
	  "Another name of audius_web3_nethermind_rpc, which is used when that is empty." },
	{ "", "audius_final_poa_block", CONF_I64, 0, AT(final_poa_block), "", 0, LIM_ID,
	  "Last block number of the first chain, added to the numbers of the second one. With "
	  "audius_web3_nethermind_rpc and contracts of both chains ([contracts] registry, or two "
	  "addresses of EntityManager) the first chain is read from [web3] host up to this block, "
	  "then the second one. With a registry alone reading ends with this block; without one the "
	  "only chain is the second one. Block numbers are the stored ones everywhere but in "
	  "start_block and in messages about what a chain node has sent." },
	{ "", "audius_core_endpoint", CONF_URLS, 0, AT(core_urls), "", 0, 0,
	  "Nodes of the core chain, separated by commas, which is read behind the chains of [web3], or "
	  "alone. With several, the newest block of what one of them tells is compared with what the "
	  "next one says. Empty: no core chain is read." },
	{ "", "audiusdUrl", CONF_TEXT, CONF_MAPPED, AT(audiusd_url), "", 0, 0,
	  "Name of audius_core_endpoint in the API of 2025, a host or a URL, which is used when that is "
	  "empty." },
	DEAD("", "etlStartingBlockHeight", WHY_FIRST),
	DEAD("", "etlEndingBlockHeight", WHY_FIRST),
	DEAD("", "newChainQueueEnabled", WHY_SENT),
	DEAD("", "newChainFlushEnabled", WHY_SENT),
	DEAD("", "newChainURL", WHY_SENT),
	DEAD("", "newChainFlushFromBlock", WHY_SENT),
	DEAD("", "newChainFlushToBlock", WHY_SENT),
	DEAD("", "OPENAUDIO_ENV", WHY_CHAIN),
	DEAD("", "OPENAUDIO_ARCHIVE", WHY_CHAIN),
	DEAD("", "archive", WHY_CHAIN),
	DEAD("", "retainHeight", WHY_CHAIN),
	DEAD("", "stateSyncServeSnapshots", WHY_CHAIN),
	{ "", "audius_core_chain_id", CONF_TEXT, 0, AT(core_chain_id), "", 0, 0,
	  "What the core chain calls itself; a node that says otherwise is refused. When another one "
	  "than that of the database is named, it begins behind the newest block. Empty: that of the "
	  "network that [discprov] env names." },
	{ "", "audius_core_first_height", CONF_U64, 0, AT(core_first_height), "1", 1, LIM_ID,
	  "Height of the core chain's first block that is read. It counts when that chain begins." },
	{ "", "audius_core_migration_address", CONF_ADDR, CONF_OURS, AT(core_migration_address), "", 0, 0,
	  "Who may have signed what a core chain holds of the time before it (migration transactions), "
	  "as the genesis file of that chain says. Empty: such transactions are counted and left "
	  "alone." },
	{ "", "audius_core_migration_end_height", CONF_U64, CONF_OURS, AT(core_migration_end_height), "0", 0, LIM_ID,
	  "The last height of the core chain that may hold such transactions." },
	{ "", "audius_core_timeout_sec", CONF_SEC, CONF_OURS, AT(core_timeout_s), "30", 1, 600,
	  "Longest time of one request to a node of the core chain." },
	{ "", "audius_final_acdc_block", CONF_I64, 0, AT(final_acdc_block), "", 0, LIM_ID,
	  "Last stored block number of the chains of [web3], behind which the core chain follows. Empty: "
	  "that of the network that [discprov] env names; a network of one's own has to say it when "
	  "it has chains of both kinds." },
	{ "", "audius_auto_upgrade_enabled", CONF_BOOL, 0, AT(auto_upgrade_enabled), "false", 0, 0,
	  "Shown by the health check." },
	{ "", "GIT_SHA", CONF_TEXT, 0, AT(git_sha), "", 0, 0,
	  "Revision of the deployment, shown by the health check." },
	{ "", "AUDIUS_DOCKER_COMPOSE_GIT_SHA", CONF_TEXT, 0, AT(docker_compose_git_sha), "", 0, 0,
	  "Shown by the health check." },
	{ "", "WAIT_HOSTS", CONF_HOSTS, 0, AT(wait_hosts), "", 0, 0,
	  "Servers, host:port separated by commas. The indexer, a job or a migration begins when "
	  "those of them that a setting names, as database or chain node, accept connections; "
	  "others, like Redis, are not waited for." },
	{ "", "WAIT_TIMEOUT", CONF_SEC, 0, AT(wait_timeout_s), "30", 0, 3600,
	  "Longest wait for each of them; then the program begins all the same." },
	{ "", "MAESTRO_TRANSLATE_QTD", CONF_U64, 0, AT(crawl_batch), "200", 1, 2000,
	  "Documents of a connection that are written at once." },
	{ "", "MAESTRO_SCAN_QTD", CONF_U64, 0, AT(crawl_page_size), "0", 0, 10000,
	  "Things that providers are asked for at once, as far as a provider allows. 0: as each "
	  "command says." },
	{ "", "CELERYD_TASK_TIME_LIMIT", CONF_SEC, 0, AT(crawl_step_s), "900", 10, 86400,
	  "Longest time between two pages of the crawler; then somebody else goes on." },
	{ "", "MAESTRO_AUDIT_URI", CONF_URL, 0, AT(crawl_audit_url), "", 0, 0,
	  "Service that is told of each change of a resource. Empty: none." },
	{ "", "MAESTRO_WEBSOCKET_URI", CONF_URL, 0, AT(crawl_push_url), "", 0, 0,
	  "Service that tells browsers of runs that have ended. Empty: none." },
	{ "", "MAESTRO_WEBSOCKET_SECRET", CONF_TEXT, CONF_SECRET, AT(crawl_push_secret), "", 0, 0,
	  "What it knows us by." },
	{ "", "MAESTRO_SECRETJWT", CONF_TEXT, CONF_SECRET, AT(cloud_secret), "", 0, 0,
	  "What sessions of owners, and credentials that come as a token, are signed with." },
	{ "", "MAESTRO_SECRETJWT_PRIVATE", CONF_TEXT, CONF_SECRET, AT(cloud_private), "", 0, 0,
	  "What tokens of services are signed with." },
	{ "", "MAESTRO_NOAUTH", CONF_TEXT, CONF_SECRET, AT(cloud_noauth), "", 0, 0,
	  "The word that tokens of services hold." },
	{ "", "MAESTRO_TOKEN_NOEXP", CONF_BOOL, CONF_OURS, AT(cloud_noexp), "false", 0, 0,
	  "Tokens without an end are taken, too: the original's services make such ones." },
	{ "", "MAESTRO_DEV", CONF_BOOL, CONF_OURS, AT(cloud_dev), "false", 0, 0,
	  "Secrets that everybody knows, or could guess, are taken, too; cookies without TLS." },
	DEAD("", "MAESTRO_DATA_URI", WHY_STORE),
	DEAD("", "MAESTRO_SERVER_URI", WHY_UPLOAD),
	DEAD("", "MAESTRO_PORT", WHY_FRONT),
	DEAD("", "MAESTRO_GWORKERS", WHY_POOL),
	DEAD("", "MAESTRO_COUNTDOWN_LAST", "what has vanished is known when the last page is in"),
	DEAD("", "MAESTRO_COUNTDOWN_WS", "messages wait for the end of the run"),
	DEAD("", "MAESTRO_DB_SCAN_QTD", WHY_PAGE),
	DEAD("", "MAESTRO_SCAN_CDN_QTD", WHY_PAGE),
	DEAD("", "MAESTRO_OWNERIDS", WHY_PAGE),
	DEAD("", "MAESTRO_OPENSTACK_DETAILS", WHY_PAGE),
	HIDE("", "CELERY_BROKER_URL", WHY_STORE),
	DEAD("", "MAESTRO_DISCOVERY_URI", WHY_CALLER),
	DEAD("", "MAESTRO_DISCOVERY_DISABLED", WHY_CALLER),
	DEAD("", "MAESTRO_TIMEOUT", WHY_CALLER),
	DEAD("", "MAESTRO_LOOP_TIME", "a timer starts the crawler"),
	DEAD("", "MAESTRO_UPLOAD_TYPE", WHY_UPLOAD),
	DEAD("", "LOCAL_DIR", WHY_UPLOAD),
	DEAD("", "PRIVATE_LOCAL_DIR", WHY_UPLOAD),
	DEAD("", "AWS_S3_BUCKET_NAME", WHY_UPLOAD),
	DEAD("", "AWS_S3_PUBLIC_BUCKET_NAME", WHY_UPLOAD),
	DEAD("", "AWS_S3_PRIVATE_BUCKET_NAME", WHY_UPLOAD),
	DEAD("", "AWS_ENDPOINT", WHY_UPLOAD),
	HIDE("", "AWS_ACCESS_KEY_ID", WHY_OWN_KEYS),
	HIDE("", "AWS_SECRET_ACCESS_KEY", WHY_OWN_KEYS),
	DEAD("", "FLASK_ENV", WHY_FLASK),
	DEAD("", "TESTING", WHY_FLASK),
	DEAD("", "AUDIUS_IS_STAGING", "no answer depends on it"),
	HIDE("", "dbUrl", "no program reads it: use audius_db_url"),
	DEAD("", "ipfsHost", WHY_LISTS),
	DEAD("", "ipfsPort", WHY_LISTS),
	DEAD("", "redisHost", WHY_REDIS),
	DEAD("", "redisPort", WHY_REDIS),
	DEAD("", "audius_static_nodes", WHY_CHAIN),
	DEAD("", "audius_genesis_signers", WHY_CHAIN),
	DEAD("", "audius_use_aao", WHY_ORACLE),
	DEAD("", "audius_aao_endpoint", WHY_ORACLE),
	DEAD("", "audius_dummy_counter", "it meant nothing to begin with"),
	DEAD("", "audius_openresty_enable", WHY_FRONT),
	DEAD("", "audius_openresty_rps", WHY_FRONT),
	DEAD("", "audius_openresty_rsa_public_key", WHY_FRONT),
	HIDE("", "audius_openresty_rsa_private_key", WHY_FRONT),
	DEAD("", "audius_openresty_update_redirect_weights_every", WHY_FRONT),
	DEAD("", "audius_openresty_accept_redirect_from", WHY_FRONT),
	DEAD("", "audius_openresty_redirect_targets", WHY_FRONT),
	DEAD("", "audius_gunicorn_workers", WHY_POOL),
	DEAD("", "audius_gunicorn_worker_class", WHY_POOL),
	DEAD("", "audius_gunicorn_threads", WHY_POOL),
	DEAD("", "audius_no_server", WHY_PARTS),
	DEAD("", "audius_no_workers", WHY_PARTS),
	DEAD("", "audius_enable_rsyslog", WHY_SHIP),
	DEAD("", "audius_loggly_disable", WHY_SHIP),
	HIDE("", "audius_loggly_token", WHY_SHIP),
	DEAD("", "audius_loggly_tags", WHY_SHIP),
	DEAD("", "audius_axiom_dataset", WHY_SHIP),
};
/* clang-format on */

const size_t conf_nrows = sizeof(conf_rows) / sizeof(conf_rows[0]);

const char *
conf_row_env(struct arena *a, const struct conf_row *row)
{
	if (row->section[0] == '\0')
		return row->key;
	return arena_printf(a, "audius_%s_%s", row->section, row->key);
}

const char *
conf_row_name(struct arena *a, const struct conf_row *row)
{
	if (row->section[0] == '\0')
		return row->key;
	return arena_printf(a, "%s.%s", row->section, row->key);
}

/* The row of a setting, the catch-all row of its section, or conf_nrows. */
size_t
conf_row_find(const char *section, const char *key)
{
	size_t i;

	for (i = 0; i < conf_nrows; i++)
		if (strcmp(conf_rows[i].section, section) == 0 &&
		    (strcmp(conf_rows[i].key, key) == 0 ||
			strcmp(conf_rows[i].key, "*") == 0))
			return i;
	return conf_nrows;
}
