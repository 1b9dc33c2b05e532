/* SPDX-License-Identifier: ISC */
/*
 * The names of the original, names that are nearly settings, and the places
 * that values come from.
 */
#include "common/conf/conf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/conf/row.h"
#include "tests/tap.h"
#include "tests/unit/conf_call.h"

/* What conf_warnings() says, each behind the other. */
static void
gather(void *arg, const char *text)
{
	char *all = arg, more[512];

	name_file(more, sizeof(more), text);
	strncat(all, more, 1023 - strlen(all));
	strncat(all, ";", 1023 - strlen(all));
}

static const struct {
	const char *what, *env[6], *want;
} warnings[] = {
	{ "nothing is odd", { "audius_discprov_undo_depth", "7" }, "" },
	{ "settings without effect are no reason to warn",
	    { "audius_redis_url", "a", "dbUrl", "b" }, "" },
	{ "variables of another product are not ours to judge",
	    { "audius_newthing_x", "7" }, "" },
	{ "a misspelt setting", { "audius_discprov_undo_dept", "7" },
	    "environment: audius_discprov_undo_dept names no setting; is "
	    "audius_discprov_undo_depth meant?;" },
	{ "a misspelt section", { "audius_discprv_url", "http://a" },
	    "environment: audius_discprv_url names no setting; is "
	    "audius_discprov_url meant?;" },
	{ "a setting that a section does not have",
	    { "audius_discprov_colour", "red" },
	    "environment: audius_discprov_colour names no setting;" },
	{ "many are one line",
	    { "audius_db_ulr", "a", "audius_db_pool", "1", "audius_web3_hots",
		"c" },
	    "environment: audius_db_ulr names no setting; is audius_db_url "
	    "meant? and 2 more, see 'discprov config';" },
	{ "an empty one is nothing", { "audius_db_ulr", "" }, "" },
};

static void
test_warnings(void)
{
	char got[1024];
	size_t i, j;

	ini_write("", 0, 0644);
	for (i = 0; i < sizeof(warnings) / sizeof(warnings[0]); i++) {
		struct err e = { .rc = RC_OK };
		struct conf cf;

		for (j = 0; j < 6 && warnings[i].env[j] != NULL; j += 2)
			setenv(warnings[i].env[j], warnings[i].env[j + 1], 1);
		got[0] = '\0';
		OK(load(&e, &cf, path) == RC_OK, "%s: starts",
		    warnings[i].what);
		conf_warnings(&cf, gather, got);
		IS(got, warnings[i].want, "%s", warnings[i].what);
		conf_free(&cf);
		for (j = 0; j < 6 && warnings[i].env[j] != NULL; j += 2)
			unsetenv(warnings[i].env[j]);
	}
}

static void
test_print(void)
{
	static const char ini[] =
	    "[redis]\nurl=a\n[solana]\nendpoint=b\n[discprov]\nundo_depth=1\n"
	    "[cors]\nallow_all = true\n";
	struct err e = { .rc = RC_OK };
	char *text = NULL;
	size_t len = 0;
	struct conf cf;
	FILE *f;

	ini_write(ini, strlen(ini), 0644);
	setenv("audius_newthing_x", "7", 1);
	OK(load(&e, &cf, path) == RC_OK, "settings without effect");
	OK(conf_idle(&cf) == 3, "they are counted");
	f = open_memstream(&text, &len);
	conf_print(&cf, f);
	fclose(f);
	OK(strstr(text, "\n# environment: audius_newthing_x names no "
			"setting\n") != NULL,
	    "every variable without a setting is printed");
	OK(strstr(text, "# delegate.owner_wallet or its private key is not "
			"set") != NULL,
	    "so is that the pool will not start");
	free(text);
	conf_free(&cf);
	unsetenv("audius_newthing_x");
}

/* Where a message sends its reader. */
static void
test_where(void)
{
	static const char ini[] = "[db]\nurl = a=b\n";
	struct err e = { .rc = RC_OK };
	char got[256];
	struct conf cf;

	ini_write(ini, strlen(ini), 0644);
	setenv("audius_web3_nethermind_rpc", "http://a", 1);
	OK(load(&e, &cf, path) == RC_OK, "settings of several places");
	name_file(got, sizeof(got), conf_where(&cf, "db", "url"));
	IS(got, "db.url (F:2)", "a line of the file");
	OK(conf_where(&cf, "db", "url") == conf_where(&cf, "db", "url"),
	    "said once, however often it is asked");
	name_file(got, sizeof(got), conf_where(&cf, "db", "url_read_replica"));
	IS(got, "db.url (F:2)", "of what stands in");
	IS(conf_where(&cf, "web3", "host"), "audius_web3_nethermind_rpc",
	    "a variable of its own");
	IS(conf_where(&cf, "discprov", "run_dir"),
	    "discprov.run_dir (not set: the default)", "nowhere");
	conf_free(&cf);
	setenv("audius_db_url", "c=d", 1);
	OK(load(&e, &cf, path) == RC_OK, "and of a variable");
	IS(conf_where(&cf, "db", "url"), "db.url (audius_db_url)",
	    "the variable of a setting");
	conf_free(&cf);
	unsetenv("audius_db_url");
	unsetenv("audius_web3_nethermind_rpc");
}

static void
file_write(const char *dir, const char *name, const char *text)
{
	char where[128];
	FILE *f;

	snprintf(where, sizeof(where), "%s/%s", dir, name);
	f = fopen(where, "w");
	fputs(text, f);
	fclose(f);
	chmod(where, 0640);
}

/* What conf_load() makes of a folder of installed files; D in want. */
static void
installed(const char *dir, enum conf_part part, const char *file,
    const char *key, const char *want, const char *what)
{
	const struct conf_from from = { .file = file,
		.part = part,
		.dir = dir };
	struct err e = { .rc = RC_OK };
	char got[1024], *at;
	struct conf cf;

	if (conf_load(&e, &cf, &from) == RC_OK)
		printed(got, sizeof(got), &cf, key);
	else
		snprintf(got, sizeof(got), "%s", e.msg);
	while ((at = strstr(got, dir)) != NULL) {
		memmove(at + 1, at + strlen(dir), strlen(at + strlen(dir)) + 1);
		*at = 'D';
	}
	IS(got, want, "%s", what);
	conf_free(&cf);
}

/* What is told of the folder's files. */
static void
odd(const char *dir, const char *want, const char *what)
{
	const struct conf_from from = { .part = CONF_EVERY, .dir = dir };
	struct err e = { .rc = RC_OK };
	char got[1024] = "", *at;
	struct conf cf;

	if (conf_load(&e, &cf, &from) == RC_OK)
		conf_warnings(&cf, gather, got);
	if ((at = strstr(got, dir)) != NULL) {
		memmove(at + 1, at + strlen(dir), strlen(at + strlen(dir)) + 1);
		*at = 'D';
	}
	IS(got, want, "%s", what);
	conf_free(&cf);
}

/* A file of variables that is root's alone, as root would not notice. */
static void
unreadable(const char *dir)
{
	uid_t me = geteuid();
	struct stat st;
	char file[128];

	file_write(dir, "discprov.env", "audius_db_url=x\n");
	snprintf(file, sizeof(file), "%s/discprov.env", dir);
	chmod(file, 0);
	chmod(dir, 0755);
	unsetenv("INVOCATION_ID"); /* who runs the tests may be a unit */
	OK(me != 0 || seteuid(65534) == 0, "we are not root");
	if (stat(dir, &st) == 0) { /* where others may enter this folder */
		odd(dir, "D/discprov.env: Permission denied;",
		    "by hand it is told that a file cannot be read");
		setenv("INVOCATION_ID", "1", 1);
		odd(dir, "", "a unit has its variables already");
		unsetenv("INVOCATION_ID");
	}
	OK(me != 0 || seteuid(0) == 0, "and are again");
	unlink(file);
}

/* A file that gives an error instead of bytes: what a disk may do. */
static void
broken(const char *dir)
{
	char file[128];

	snprintf(file, sizeof(file), "%s/discprov.env", dir);
	unlink(file);
	OK(symlink("/proc/self/mem", file) == 0, "nothing is at address 0");
	installed(dir, CONF_EVERY, NULL, "db.url",
	    "D/discprov.env: Input/output error",
	    "a file of variables that cannot be read to its end");
	installed(dir, CONF_EVERY, "/proc/self/mem", "db.url",
	    "/proc/self/mem: Input/output error", "nor can the configuration");
	unlink(file);
}

static void
test_installed(void)
{
	static const char *const names[] = { "discprov.env",
		"discprov-fcgi.env", "discprov-index.env", "discprov.ini",
		"other.ini" };
	char dir[] = "conf_test.dir.XXXXXX", other[64], file[128];
	size_t i;

	if (mkdtemp(dir) == NULL)
		return;
	snprintf(other, sizeof(other), "%s/other.ini", dir);
	installed(dir, CONF_EVERY, NULL, "db.url",
	    "postgresql:///audius_discovery  # default",
	    "no installed files at all");
	file_write(dir, "discprov.ini", "[db]\nurl = a=ini\n");
	file_write(dir, "other.ini", "[db]\nurl = a=other\n");
	installed(dir, CONF_EVERY, NULL, "db.url", "a=ini  # D/discprov.ini:2",
	    "the installed file");
	file_write(dir, "discprov.env",
	    "# of the original\naudius_db_url='a=env'\n"
	    "audius_discprov_url = http://env\naudius_db_ulr=x\nFOO=bar\n"
	    "audius_discprov_undo_depth=\n");
	installed(dir, CONF_EVERY, NULL, "db.url", "a=env  # D/discprov.env:2",
	    "the file of variables wins over it");
	file_write(dir, "discprov-index.env", "audius_db_url=a=index\n");
	file_write(dir, "discprov-fcgi.env",
	    "audius_db_url_read_replica=a=pool\n");
	installed(dir, CONF_WRITERS, NULL, "db.url",
	    "a=index  # D/discprov-index.env:1",
	    "the writers' own wins over the common one");
	installed(dir, CONF_POOL, NULL, "db.url", "a=env  # D/discprov.env:2",
	    "the pool does not read the writers'");
	installed(dir, CONF_POOL, NULL, "db.url_read_replica",
	    "a=pool  # D/discprov-fcgi.env:1", "it has its own");
	installed(dir, CONF_EVERY, NULL, "db.url_read_replica",
	    "a=pool  # D/discprov-fcgi.env:1", "who reads all has both");
	setenv("audius_db_url", "a=process", 1);
	installed(dir, CONF_WRITERS, NULL, "db.url",
	    "a=process  # audius_db_url", "the process's own wins over all");
	setenv("audius_db_url", "", 1);
	installed(dir, CONF_WRITERS, NULL, "db.url",
	    "a=index  # D/discprov-index.env:1",
	    "an empty one of the process does not");
	unsetenv("audius_db_url");
	installed(dir, CONF_WRITERS, other, "db.url",
	    "a=other  # D/other.ini:2", "a file that is named is read alone");
	setenv("LOCAL_CONFIG", other, 1);
	installed(dir, CONF_WRITERS, NULL, "discprov.url", " # default",
	    "so is the one of LOCAL_CONFIG");
	unsetenv("LOCAL_CONFIG");
	snprintf(file, sizeof(file),
	    "LOCAL_CONFIG=%s\naudius_discprov_run_seconds=never\n", other);
	file_write(dir, "discprov-index.env", file);
	installed(dir, CONF_WRITERS, NULL, "db.url",
	    "D/discprov-index.env:2: discprov.run_seconds: 'never' is not "
	    "seconds (or a number with s, m or h) from 1 to 86400",
	    "a wrong value is told with its line");
	snprintf(file, sizeof(file), "LOCAL_CONFIG=%s\nWAIT_HOSTS=db\n", other);
	file_write(dir, "discprov-index.env", file);
	installed(dir, CONF_WRITERS, NULL, "db.url",
	    "D/discprov-index.env:2: WAIT_HOSTS: 'db' is not host:port pairs "
	    "separated by commas",
	    "also of a variable of its own");
	snprintf(file, sizeof(file), "LOCAL_CONFIG=%s\n", other);
	file_write(dir, "discprov.env", file);
	file_write(dir, "discprov-index.env", "");
	installed(dir, CONF_WRITERS, NULL, "db.url", "a=other  # D/other.ini:2",
	    "they may name another ini file");
	file_write(dir, "discprov.env",
	    "a=b\nexport\nexport "
	    "audius_db_url=x\naudius_discprov_url=http://a\n");
	installed(dir, CONF_WRITERS, NULL, "discprov.url",
	    "http://a  # D/discprov.env:4",
	    "what is no assignment is left out, as by systemd");
	odd(dir, "D/discprov.env:2: not an assignment NAME=value;", "and told");
	file_write(dir, "discprov.env", "export audius_db_url=x\n");
	odd(dir,
	    "D/discprov.env:1: without effect, because of the word export;",
	    "so is one for a shell");
	broken(dir);
	unreadable(dir);
	file_write(dir, "discprov.env", "");
	snprintf(file, sizeof(file), "%s/discprov.env", dir);
	chmod(file, 0660);
	installed(dir, CONF_WRITERS, NULL, "db.url",
	    "D/discprov.env: others may write it (mode 660); chmod go-w "
	    "D/discprov.env",
	    "a file of variables that others may write");
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		snprintf(file, sizeof(file), "%s/%s", dir, names[i]);
		unlink(file);
	}
	rmdir(dir);
}

/*
 * Every name that the original reads, in any of its versions, and those of its
 * deployments.  Each is a setting here; one of them is refused.
 */
static const char *const original[] = {
	"discprov start_block",
	"discprov loglevel_flask",
	"discprov loglevel_celery",
	"discprov block_processing_window",
	"discprov blacklist_block_processing_window",
	"discprov blacklist_block_indexing_interval",
	"discprov block_processing_interval_sec",
	"discprov peer_refresh_interval",
	"discprov identity_service_url",
	"discprov user_metadata_service_url",
	"discprov healthy_block_diff",
	"discprov notifications_max_block_diff",
	"discprov notifications_max_slot_diff",
	"discprov default_oracle_address",
	"discprov hostname",
	"discprov url",
	"discprov env",
	"discprov trending_refresh_seconds",
	"discprov infra_setup",
	"discprov indexing_transaction_index_sort_order_start_block",
	"discprov get_users_cnode_ttl_sec",
	"discprov enable_save_cid",
	"discprov max_signers",
	"discprov backfill_cid_data_url",
	"discprov backfill_social_rewards_blocknumber",
	"discprov comment_karma_threshold",
	"discprov loglevel",
	"discprov dev_mode",
	"flask debug",
	"flask testing",
	"flask jsonify_prettyprint_regular",
	"flask secret_key",
	"flask session_cookie_secure",
	"web3 host",
	"web3 port",
	"web3 eth_provider_url",
	"redis url",
	"db url",
	"db url_read_replica",
	"db run_migrations",
	"db engine_args_literal",
	"elasticsearch url",
	"elasticsearch run_indexer",
	"elasticsearch search_enabled",
	"ipfs host",
	"ipfs port",
	"ipfs gateway_hosts",
	"cors allow_all",
	"contracts registry",
	"contracts entity_manager_address",
	"contracts verified_address",
	"eth_contracts registry",
	"eth_contracts trusted_notifier_id",
	"delegate owner_wallet",
	"delegate private_key",
	"serviceLocation serviceCountry",
	"serviceLocation serviceLatitude",
	"serviceLocation serviceLongitude",
	"solana track_listen_count_address",
	"solana signer_group_address",
	"solana endpoint",
	"solana user_bank_min_slot",
	"solana user_bank_program_address",
	"solana waudio_mint",
	"solana rewards_manager_program_address",
	"solana rewards_manager_account",
	"solana rewards_manager_min_slot",
	"solana anchor_data_program_id",
	"solana anchor_admin_storage_public_key",
	"solana payment_router_program_address",
	"solana usdc_mint",
	"solana waudio_program_address",
	"solana waudio_mint_address",
	" audius_final_poa_block",
	" audius_contracts_nethermind_entity_manager_address",
	" audius_web3_nethermind_rpc",
	" audius_web3_localhost",
	" audius_openresty_enable",
	" audius_openresty_rps",
	" audius_openresty_rsa_public_key",
	" audius_openresty_rsa_private_key",
	" audius_openresty_update_redirect_weights_every",
	" audius_openresty_accept_redirect_from",
	" audius_openresty_redirect_targets",
	" audius_gunicorn_workers",
	" audius_gunicorn_worker_class",
	" audius_gunicorn_threads",
	" audius_no_server",
	" audius_no_workers",
	" audius_enable_rsyslog",
	" audius_loggly_disable",
	" audius_loggly_token",
	" audius_loggly_tags",
	" audius_axiom_dataset",
	" audius_auto_upgrade_enabled",
	" GIT_SHA",
	" AUDIUS_DOCKER_COMPOSE_GIT_SHA",
	" WAIT_HOSTS",
	" AUDIUS_IS_STAGING",
	" audius_static_nodes",
	" audius_genesis_signers",
	" audius_dummy_counter",
	" audius_use_aao",
	" audius_aao_endpoint",
	" dbUrl",
	" ipfsHost",
	" ipfsPort",
	" redisHost",
	" redisPort",
};

static void
test_original(void)
{
	char section[64];
	const char *key;
	size_t i, row;

	for (i = 0; i < sizeof(original) / sizeof(original[0]); i++) {
		key = strchr(original[i], ' ') + 1;
		snprintf(section, sizeof(section), "%.*s",
		    (int)(key - 1 - original[i]), original[i]);
		row = conf_row_find(section, key);
		OK(row < conf_nrows && strcmp(conf_rows[row].key, key) == 0,
		    "%s is known by name", original[i]);
	}
}

int
main(void)
{
	extern char **environ;
	static char *empty[] = { NULL };

	environ = empty; /* whatever the tester has set */
	snprintf(path, sizeof(path), "conf_files_test.%d.ini", (int)getpid());
	test_warnings();
	test_print();
	test_where();
	test_installed();
	test_original();
	unlink(path);
	DONE();
}
