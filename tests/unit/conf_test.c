/* SPDX-License-Identifier: ISC */
#include "common/conf/conf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/conf/row.h"
#include "tests/tap.h"
#include "tests/unit/conf_call.h"

#define WALLET "0x7d273271690538cf855e5b3002a0dd8c154bb060"
#define HASH                                                                   \
	"0xa7cac7f512e8ce7bdeeeaa636b66795ac75ac104ba7d77ef79be9e8d0d7794f3"
#define KEY   "0000000000000000000000000000000000000000000000000000000000000001"
#define ORDER "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141"
#define BELOW "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364140"
#define NOT_KEY                                                                \
	"'***' is not a private key: 64 hexadecimal digits of a number in "    \
	"range"

/*
 * A file (F in what is wanted), variables (at most two), and then either the
 * line that conf_print() has for show, or, show being NULL, the message.
 */
static const struct row {
	const char *what, *ini, *env[4], *show, *want;
} rows[] = {
	{ "nothing set: the default", "", { 0 }, "discprov.undo_depth",
	    "10000  # default" },
	{ "the file wins over the default", "[discprov]\nundo_depth = 7\n",
	    { 0 }, "discprov.undo_depth", "7  # F:2" },
	{ "the environment wins over the file", "[discprov]\nundo_depth = 7\n",
	    { "audius_discprov_undo_depth", "8" }, "discprov.undo_depth",
	    "8  # audius_discprov_undo_depth" },
	{ "an empty variable does not", "[discprov]\nundo_depth = 7\n",
	    { "audius_discprov_undo_depth", "" }, "discprov.undo_depth",
	    "7  # F:2" },
	{ "blanks around a variable's value are not part of it", "",
	    { "audius_discprov_undo_depth", " 8\n" }, "discprov.undo_depth",
	    "8  # audius_discprov_undo_depth" },
	{ "serviceLocation keeps its capital", "",
	    { "audius_serviceLocation_serviceCountry", "PL" },
	    "serviceLocation.serviceCountry",
	    "PL  # audius_serviceLocation_serviceCountry" },
	{ "a number given empty is the default", "[discprov]\nundo_depth =\n",
	    { 0 }, "discprov.undo_depth", "10000  # F:2" },
	{ "a text given empty is empty", "[memcached]\nservers =\n", { 0 },
	    "memcached.servers", " # F:2" },
	{ "comments, blanks, colons, a byte order mark and CRLF are understood",
	    "\xef\xbb\xbf# c\n; c\r\n  [discprov]\r\n\r\n"
	    "undo_depth : 7 ; seven\r\n",
	    { 0 }, "discprov.undo_depth", "7  # F:5" },
	{ "a list goes on in an indented line",
	    "[ipfs]\ngateway_hosts = https://a,\n\thttps://b/ , https://c\n",
	    { 0 }, "ipfs.gateway_hosts",
	    "https://a,https://b,https://c  # F:2" },
	{ "text goes on after a blank",
	    "[db]\nurl = host=a\n dbname=b\n  user=c\n", { 0 }, "db.url",
	    "host=a dbname=b user=c  # F:2" },

	{ "so many in an hour, a day and a week",
	    "[discprov]\nlistens_per_track =  1 2   3\n", { 0 },
	    "discprov.listens_per_track", "1 2   3  # F:2" },
	{ "fewer in a day than in an hour",
	    "[discprov]\nlistens_per_track = 3 2 4\n", { 0 }, NULL,
	    "F:2: discprov.listens_per_track: '3 2 4' is not three numbers: "
	    "of an hour, a day and a week, none smaller than the one before" },
	{ "two numbers of three", "[discprov]\nlistens_per_track = 3 4\n",
	    { 0 }, NULL,
	    "F:2: discprov.listens_per_track: '3 4' is not three numbers: "
	    "of an hour, a day and a week, none smaller than the one before" },

	/* faults of the file */
	{ "an unknown setting", "[discprov]\nundo_dept = 7\n", { 0 }, NULL,
	    "F:2: unknown setting 'discprov.undo_dept'; is 'undo_depth' "
	    "meant?" },
	{ "an unknown section", "\n[discprof]\nundo_depth = 7\n", { 0 }, NULL,
	    "F:3: unknown section 'discprof'; is 'discprov' meant?" },
	{ "an unknown section like no other", "[peers]\nx = 7\n", { 0 }, NULL,
	    "F:2: unknown section 'peers'" },
	{ "a setting given twice", "[db]\nurl = a=b\n[cors]\n[db]\nurl = a=c\n",
	    { 0 }, NULL, "F:5: 'db.url' is there twice, first at F:2" },
	{ "a setting before any section", "undo_depth = 7\n", { 0 }, NULL,
	    "F:1: a setting before the first section" },
	{ "a name of the environment inside the file",
	    "[discprov]\nGIT_SHA = 1\n", { 0 }, NULL,
	    "F:2: unknown setting 'discprov.GIT_SHA'" },
	{ "a line that is nothing", "[discprov]\n\nwhat is this\n", { 0 }, NULL,
	    "F:3: neither 'name = value' nor '[section]'" },
	{ "a section that does not end", "[discprov\nundo_depth=7\n", { 0 },
	    NULL, "F:1: the name of a section does not end" },
	{ "a setting behind a section", "[discprov] undo_depth = 7\n", { 0 },
	    NULL, "F:1: text behind the name of a section" },
	{ "a control character", "[discprov]\nenv = a\x01z\n", { 0 }, NULL,
	    "F:2: discprov.env: a control character in the value" },

	/* faults of the environment */
	{ "a variable that names no setting stops nobody", "",
	    { "audius_discprov_undo_dept", "7" }, "discprov.undo_depth",
	    "10000  # default" },
	{ "an empty variable that names no setting is nothing", "",
	    { "audius_discprov_undo_dept", "" }, "discprov.undo_depth",
	    "10000  # default" },
	{ "a variable of another product is not ours to judge", "",
	    { "audius_newthing_x", "7" }, "discprov.undo_depth",
	    "10000  # default" },
	{ "a wrong value in a variable of its own", "", { "WAIT_HOSTS", "db" },
	    NULL,
	    "WAIT_HOSTS: 'db' is not host:port pairs separated by commas" },

	/* forms */
	{ "a number above its range", "[web3]\nport = 65536\n", { 0 }, NULL,
	    "F:2: web3.port: '65536' is not a number from 1 to 65535" },
	{ "a number at the edge", "[web3]\nport = 65535\n", { 0 }, "web3.port",
	    "65535  # F:2" },
	{ "a number with a sign", "[web3]\nport = +1\n", { 0 }, NULL,
	    "F:2: web3.port: '+1' is not a number from 1 to 65535" },
	{ "a number past 64 bits",
	    "[discprov]\nhealthy_block_diff = 18446744073709551617\n", { 0 },
	    NULL,
	    "F:2: discprov.healthy_block_diff: '18446744073709551617' is not "
	    "a number from 0 to 9223372036854775807" },
	{ "minutes", "[discprov]\nrun_seconds = 2m\n", { 0 },
	    "discprov.run_seconds", "2m  # F:2" },
	{ "a unit nobody knows", "[discprov]\nrun_seconds = 2d\n", { 0 }, NULL,
	    "F:2: discprov.run_seconds: '2d' is not seconds (or a number with "
	    "s, m or h) from 1 to 86400" },
	{ "a unit without a number", "[discprov]\nrun_seconds = s\n", { 0 },
	    NULL,
	    "F:2: discprov.run_seconds: 's' is not seconds (or a number with "
	    "s, m or h) from 1 to 86400" },
	{ "hours past the range", "[discprov]\nrun_seconds = 25h\n", { 0 },
	    NULL,
	    "F:2: discprov.run_seconds: '25h' is not seconds (or a number "
	    "with s, m or h) from 1 to 86400" },
	{ "hours past 64 bits",
	    "[discprov]\nrun_seconds = 18446744073709551615h\n", { 0 }, NULL,
	    "F:2: discprov.run_seconds: '18446744073709551615h' is not "
	    "seconds (or a number with s, m or h) from 1 to 86400" },
	{ "neither yes nor no", "[cors]\nallow_all = maybe\n", { 0 }, NULL,
	    "F:2: cors.allow_all: 'maybe' is not true or false" },
	{ "an address of 39 digits",
	    "[contracts]\nregistry = 0x7d273271690538cf855e5b3002a0dd8c154bb06"
	    "\n",
	    { 0 }, NULL,
	    "F:2: contracts.registry: "
	    "'0x7d273271690538cf855e5b3002a0dd8c154bb06' is not an address: "
	    "0x and 40 hexadecimal digits" },
	{ "an address of mixed case",
	    "[contracts]\nregistry = "
	    "0xC611C82150b56E6e4Ec5973AcAbA8835Dd0d75A2\n",
	    { 0 }, "contracts.registry",
	    "0xC611C82150b56E6e4Ec5973AcAbA8835Dd0d75A2  # F:2" },
	{ "a block hash", "[discprov]\nstart_block = " HASH "\n", { 0 },
	    "discprov.start_block", HASH "  # F:2" },
	{ "a block number", "[discprov]\nstart_block = 123\n", { 0 },
	    "discprov.start_block", "123  # F:2" },
	{ "a short hash", "[discprov]\nstart_block = 0xa7ca\n", { 0 }, NULL,
	    "F:2: discprov.start_block: '0xa7ca' is not a block hash, a block "
	    "number or 0x0" },
	{ "what the indexer leaves out",
	    "[discprov]\nskip = 12, " HASH ",  13\n", { 0 }, "discprov.skip",
	    "12," HASH ",13  # F:2" },
	{ "a version of two numbers", "[discprov]\nservice_version = 0.7\n",
	    { 0 }, NULL,
	    "F:2: discprov.service_version: '0.7' is not a version: three "
	    "numbers separated by dots" },
	{ "a URL without its scheme", "[discprov]\nurl = example.com\n", { 0 },
	    NULL,
	    "F:2: discprov.url: 'example.com' is not an http:// or https:// "
	    "URL" },
	{ "a URL loses its last slash", "[discprov]\nurl = https://a.b/\n",
	    { 0 }, "discprov.url", "https://a.b  # F:2" },
	{ "one bad URL in a list", "[ipfs]\ngateway_hosts=https://a,ftp://b\n",
	    { 0 }, NULL,
	    "F:2: ipfs.gateway_hosts: 'https://a,ftp://b' is not http:// or "
	    "https:// URLs separated by commas (at most 64)" },
	{ "nodes with wallets",
	    "[network]\ncontent_nodes = https://a/=" WALLET ",\n"
	    "  https://b=" WALLET "\n",
	    { 0 }, "network.content_nodes",
	    "https://a=" WALLET ",https://b=" WALLET "  # F:2" },
	{ "a node without a wallet", "[network]\ncontent_nodes=https://a\n",
	    { 0 }, NULL,
	    "F:2: network.content_nodes: 'https://a' is not URL=0xwallet "
	    "pairs separated by commas" },
	{ "a socket and a host as memcached servers",
	    "[memcached]\nservers = /run/m.sock, [::1]:11211\n", { 0 },
	    "memcached.servers", "/run/m.sock,[::1]:11211  # F:2" },
	{ "no memcached", "", { "audius_memcached_servers", "off" },
	    "memcached.servers", " # audius_memcached_servers" },
	{ "a log level of the original", "[discprov]\nloglevel = WARNING\n",
	    { 0 }, "discprov.loglevel", "WARNING  # F:2" },
	{ "no log level", "[discprov]\nloglevel = loud\n", { 0 }, NULL,
	    "F:2: discprov.loglevel: 'loud' is not err, warn, info or debug" },

	{ "Redis is no memcached server", "",
	    { "audius_memcached_servers", "redis://cache:6379" }, NULL,
	    "audius_memcached_servers: memcached.servers: "
	    "'redis://cache:6379' is not host:port pairs separated by commas; "
	    "Redis is not used, and cannot stand in for memcached: name a "
	    "memcached server" },
	{ "a memcached server without a port", "[memcached]\nservers = h\n",
	    { 0 }, NULL,
	    "F:2: memcached.servers: 'h' is not host:port pairs separated by "
	    "commas" },
	{ "one with a port that is none",
	    "[memcached]\nservers = h:0,g:65536\n", { 0 }, NULL,
	    "F:2: memcached.servers: 'h:0,g:65536' is not host:port pairs "
	    "separated by commas" },
	{ "an IPv6 address without brackets",
	    "[memcached]\nservers = ::1:11211\n", { 0 }, NULL,
	    "F:2: memcached.servers: '::1:11211' is not host:port pairs "
	    "separated by commas" },
	{ "a chain node with two ports", "",
	    { "audius_web3_host", "localhsot:8545:7" }, NULL,
	    "audius_web3_host: web3.host: 'localhsot:8545:7' is not host "
	    "names, host:port pairs or URLs separated by commas (at most "
	    "8)" },
	{ "a chain node behind a websocket", "",
	    { "audius_web3_host", "wss://h" }, NULL,
	    "audius_web3_host: web3.host: 'wss://h' is not host names, "
	    "host:port pairs or URLs separated by commas (at most 8); a chain "
	    "node is asked over http:// or https://" },
	{ "a URL with two ports", "[discprov]\nurl = http://a:1:2/\n", { 0 },
	    NULL,
	    "F:2: discprov.url: 'http://a:1:2/' is not an http:// or https:// "
	    "URL" },
	{ "a URL with a port that is none", "[discprov]\nurl = http://a:x\n",
	    { 0 }, NULL,
	    "F:2: discprov.url: 'http://a:x' is not an http:// or https:// "
	    "URL" },
	{ "a URL without a host", "[discprov]\nurl = http://u@/x\n", { 0 },
	    NULL,
	    "F:2: discprov.url: 'http://u@/x' is not an http:// or https:// "
	    "URL" },
	{ "user, IPv6 address, port and path of a URL",
	    "[discprov]\nurl = https://u:p%40@[::1]:8/x?y=@:z\n", { 0 },
	    "discprov.url", "https://u:***@[::1]:8/x?y=@:z  # F:2" },
	{ "another database", "", { "audius_db_url", "mysql://me:secret@h/d" },
	    NULL,
	    "audius_db_url: db.url: '***' is not a postgresql:// URL or libpq "
	    "keywords; the database is PostgreSQL" },

	/* secrets */
	{ "a private key is never shown", "[delegate]\nprivate_key=" KEY "\n",
	    { 0 }, "delegate.private_key", "***  # F:2" },
	{ "the last private key of the group",
	    "[delegate]\nprivate_key=0x" BELOW "\n", { 0 },
	    "delegate.private_key", "***  # F:2" },
	{ "the order of the group is no private key",
	    "[delegate]\nprivate_key=" ORDER "\n", { 0 }, NULL,
	    "F:2: delegate.private_key: " NOT_KEY },
	{ "a wrong private key is not shown either", "",
	    { "audius_delegate_private_key", "hunter2" }, NULL,
	    "audius_delegate_private_key: delegate.private_key: " NOT_KEY },
	{ "the password of a database URL is not shown", "",
	    { "audius_db_url",
		"postgresql+psycopg2://me:p@ss@h:5432,h2/d?password=p&a=b" },
	    "db.url",
	    "postgresql+psycopg2://me:***@h:5432,h2/d?password=***&a=b  "
	    "# audius_db_url" },
	{ "the password among keywords is not shown", "",
	    { "audius_db_url",
		"host=h password = 'a\\' b' sslpassword=c dbname=d" },
	    "db.url",
	    "host=h password =*** sslpassword=*** dbname=d  "
	    "# audius_db_url" },
	{ "what reads falls back to what writes", "",
	    { "audius_db_url", "postgres://h/d" }, "db.url_read_replica",
	    "postgres://h/d  # audius_db_url, from db.url" },
	{ "also to its default", "", { 0 }, "db.url_read_replica",
	    "postgresql:///audius_discovery  # default, from db.url" },
	{ "what reads may be set", "[db]\nurl_read_replica=a=b\n", { 0 },
	    "db.url_read_replica", "a=b  # F:2" },

	/* the original's other settings */
	{ "redis is accepted and says who answers for it",
	    "[redis]\nurl = redis://:secret@h:6379/0\n", { 0 }, "redis.url",
	    "***  # F:2, no effect: memcached servers answer for it: use "
	    "[memcached] servers" },
	{ "a section without effect is accepted whole",
	    "[solana]\nbrand_new = 1\n", { "audius_flask_other", "1" },
	    "discprov.undo_depth", "10000  # default" },
	{ "the original's loose names", "", { "audius_gunicorn_workers", "8" },
	    "audius_gunicorn_workers",
	    "8  # audius_gunicorn_workers, no effect: the number of pool "
	    "processes is chosen where they are started, see "
	    "discprov-fcgi(8)" },
	{ "a host stands for the core chain's node", "",
	    { "audiusdUrl", "rpc.example.org" }, "audius_core_endpoint",
	    "https://rpc.example.org  # audiusdUrl" },
	{ "but its own name wins", "",
	    { "audiusdUrl", "rpc.example.org", "audius_core_endpoint",
		"http://core:50051" },
	    "audius_core_endpoint",
	    "http://core:50051  # audius_core_endpoint" },
	{ "hostname stands for url", "[discprov]\nhostname = http://old\n",
	    { 0 }, "discprov.url",
	    "http://old  # F:2, from discprov.hostname" },
	{ "but url wins", "[discprov]\nhostname = http://old\nurl=http://new\n",
	    { 0 }, "discprov.url", "http://new  # F:3" },
	{ "the second chain's EntityManager wins, and is the source",
	    "[contracts]\nentity_manager_address = "
	    "0x0000000000000000000000000000000000000001\n",
	    { "audius_contracts_nethermind_entity_manager_address", WALLET },
	    "contracts.entity_manager_address",
	    WALLET "  # audius_contracts_nethermind_entity_manager_address" },
	{ "so are its nodes", "[web3]\nhost = poa\n",
	    { "audius_web3_nethermind_rpc", "https://acdc/" }, "web3.host",
	    "https://acdc  # audius_web3_nethermind_rpc" },
	{ "audius_web3_localhost stands for them", "[web3]\nhost = poa\n",
	    { "audius_web3_localhost", "http://chain:8545" },
	    "audius_web3_nethermind_rpc",
	    "http://chain:8545  # audius_web3_localhost" },
	{ "but their own name wins", "",
	    { "audius_web3_localhost", "http://chain:8545",
		"audius_web3_nethermind_rpc", "https://acdc" },
	    "web3.host", "https://acdc  # audius_web3_nethermind_rpc" },
	{ "names of the old start script are known and say what to use", "",
	    { "dbUrl", "postgres://u:p@h/d" }, "dbUrl",
	    "***  # dbUrl, no effect: no program reads it: use "
	    "audius_db_url" },
	{ "redisHost, too", "", { "redisHost", "h" }, "redisHost",
	    "h  # redisHost, no effect: memcached servers answer for it: use "
	    "[memcached] servers" },
	{ "and ipfsHost", "", { "ipfsHost", "h" }, "ipfsHost",
	    "h  # ipfsHost, no effect: documents come from [ipfs] "
	    "gateway_hosts over HTTP; no IPFS node is needed" },
	{ "migrations switched off by the start script's variable", "",
	    { "audius_db_run_migrations", "False" }, "db.run_migrations",
	    "False  # audius_db_run_migrations" },
};

static const struct {
	const char *host, *port, *second, *want;
} chain[] = {
	{ "", "", "", "http://localhost:8545" },
	{ "poa", "", "", "http://poa:8545" },
	{ "poa", "1", "", "http://poa:1" },
	{ "poa:2", "1", "", "http://poa:2" },
	{ "poa", "443", "", "https://poa" },
	{ "poa:443", "1", "", "https://poa:443" },
	{ "[::1]", "443", "", "https://[::1]" },
	{ "http://poa", "443", "", "http://poa:443" },
	{ "[::1]", "1", "", "http://[::1]:1" },
	{ "[::1]:2", "1", "", "http://[::1]:2" },
	{ "http://poa", "1", "", "http://poa:1" },
	{ "http://poa:2", "1", "", "http://poa:2" },
	{ "http://poa/rpc", "1", "", "http://poa/rpc" },
	{ "http://u:p@poa", "1", "", "http://u:p@poa:1" },
	{ "http://u:p@poa:2", "1", "", "http://u:p@poa:2" },
	{ "https://poa", "1", "", "https://poa" },
	{ "poa", "1", "https://acdc/", "https://acdc" },
	{ "poa,b:2 ,https://c/x", "1", "",
	    "http://poa:1,http://b:2,https://c/x" },
	{ "poa", "1", "https://acdc/, http://b:1", "https://acdc,http://b:1" },
	{ ",", "", "", "http://localhost:8545" },
};

static void
row_try(const struct row *r)
{
	struct err e = { .rc = RC_OK };
	struct conf cf;
	char got[2048];
	size_t i;

	ini_write(r->ini, strlen(r->ini), 0600);
	for (i = 0; i < 4 && r->env[i] != NULL; i += 2)
		setenv(r->env[i], r->env[i + 1], 1);
	if (load(&e, &cf, path) == RC_OK && r->show != NULL)
		printed(got, sizeof(got), &cf, r->show);
	else
		name_file(got, sizeof(got), e.msg);
	IS(got, r->want, "%s", r->what);
	OK((e.rc == RC_CONFIG) == (r->show == NULL), "%s: the right outcome",
	    r->what);
	conf_free(&cf);
	for (i = 0; i < 4 && r->env[i] != NULL; i += 2)
		unsetenv(r->env[i]);
}

static void
message(char *got, size_t cap, const char *file)
{
	struct err e = { .rc = RC_OK };
	struct conf cf;

	if (load(&e, &cf, file) == RC_OK)
		snprintf(got, cap, "fine");
	else
		name_file(got, cap, e.msg);
	conf_free(&cf);
}

static void
test_file(void)
{
	char got[2048], big[1024];
	FILE *f;
	int i;

	ini_write("", 0, 0664);
	message(got, sizeof(got), path);
	IS(got, "F: others may write it (mode 664); chmod go-w F",
	    "a file that the group may write is refused");
	ini_write("", 0, 0646);
	message(got, sizeof(got), path);
	IS(got, "F: others may write it (mode 646); chmod go-w F",
	    "a file that everybody may write is refused");
	message(got, sizeof(got), "/nowhere/x.ini");
	IS(got, "/nowhere/x.ini: No such file or directory",
	    "a file that was named must exist");
	message(got, sizeof(got), "/");
	IS(got, "/: not a regular file", "a folder is no file");

	snprintf(big, sizeof(big), "[db]\nurl = host=%0183d\n", 1);
	ini_write(big, strlen(big), 0600);
	message(got, sizeof(got), path);
	IS(got, "fine", "a line of %zu bytes is read", strlen(big) - 6);
	snprintf(big, sizeof(big), "[db]\nurl = host=%0190d\n", 1);
	ini_write(big, strlen(big), 0600);
	message(got, sizeof(got), path);
	IS(got,
	    "F:2: line longer than 198 bytes. a value may go on in the next "
	    "line when that begins with a blank",
	    "a line of %zu bytes is refused, never cut", strlen(big) - 6);

	f = fopen(path, "w");
	fprintf(f, "[network]\ncontent_nodes =\n");
	for (i = 0; i < 1001; i++)
		fprintf(f, " http://h%d=%s\n", i, WALLET);
	fclose(f);
	message(got, sizeof(got), path);
	OK(strstr(got, "network.content_nodes: ") != NULL,
	    "a list of 1001 items is refused");
	f = fopen(path, "w");
	fprintf(f, "[network]\ncontent_nodes =\n");
	for (i = 0; i < 1400; i++)
		fprintf(f, " http://h%d=%s\n", i, WALLET);
	fclose(f);
	message(got, sizeof(got), path);
	OK(strstr(got, ": the value is longer than 64 KiB") != NULL,
	    "a value of more than 64 KiB is refused");
	f = fopen(path, "w");
	for (i = 0; i < 3000; i++)
		fprintf(f, "# %0100d\n", i);
	fclose(f);
	message(got, sizeof(got), path);
	OK(strstr(got, ": the file is longer than 256 KiB") != NULL,
	    "a file of more than 256 KiB is refused");
}

static void
test_local_config(void)
{
	struct err e = { .rc = RC_OK };
	struct conf cf;

	ini_write("[discprov]\nundo_depth=5\n", 24, 0644);
	setenv("LOCAL_CONFIG", path, 1);
	OK(load(&e, &cf, NULL) == RC_OK && cf.undo_depth == 5,
	    "LOCAL_CONFIG names the file");
	conf_free(&cf);
	unsetenv("LOCAL_CONFIG");
}

static void
test_chain(void)
{
	size_t i;

	ini_write("", 0, 0644);
	for (i = 0; i < sizeof(chain) / sizeof(chain[0]); i++) {
		struct err e = { .rc = RC_OK };
		struct conf cf;

		setenv("audius_web3_host", chain[i].host, 1);
		setenv("audius_web3_port", chain[i].port, 1);
		setenv("audius_web3_nethermind_rpc", chain[i].second, 1);
		OK(load(&e, &cf, path) == RC_OK, "chain host '%s'",
		    chain[i].host);
		IS(cf.web3_urls, chain[i].want,
		    "chain host '%s' port '%s' '%s'", chain[i].host,
		    chain[i].port, chain[i].second);
		conf_free(&cf);
	}
	unsetenv("audius_web3_host");
	unsetenv("audius_web3_port");
	unsetenv("audius_web3_nethermind_rpc");
}

#define A1 "0x1111111111111111111111111111111111111111"
#define A2 "0x2222222222222222222222222222222222222222"
#define A3 "0x3333333333333333333333333333333333333333"

/* Where one chain ends and the other begins. */
static const struct {
	const char *registry, *em, *em_2, *rpc_2, *final;
	const char *first_url, *first_em, *url, *want_em;
} chains[] = {
	{ A1, "", "", "", "", "", "", "http://poa:1", "" },
	{ A1, A2, A3, "http://acdc", "", "", "", "http://acdc", A3 },
	{ A1, A2, A3, "http://acdc", "9", "http://poa:1", A2, "http://acdc",
	    A3 },
	{ A1, A2, "", "http://acdc", "9", "http://poa:1", A2, "http://acdc",
	    A2 },
	{ A1, "", A3, "http://acdc", "9", "http://poa:1", "", "http://acdc",
	    A3 },
	{ "", A2, A3, "http://acdc", "9", "http://poa:1", A2, "http://acdc",
	    A3 },
	{ "", A2, "", "http://acdc", "9", "", "", "http://acdc", A2 },
	{ "", "", A3, "http://acdc", "9", "", "", "http://acdc", A3 },
	{ A1, A2, "", "", "9", "", "", "http://poa:1", A2 },
};

static void
test_two_chains(void)
{
	size_t i;

	setenv("audius_web3_host", "poa", 1);
	setenv("audius_web3_port", "1", 1);
	for (i = 0; i < sizeof(chains) / sizeof(chains[0]); i++) {
		struct err e = { .rc = RC_OK };
		struct conf cf;

		setenv("audius_contracts_registry", chains[i].registry, 1);
		setenv("audius_contracts_entity_manager_address", chains[i].em,
		    1);
		setenv("audius_contracts_nethermind_entity_manager_address",
		    chains[i].em_2, 1);
		setenv("audius_web3_nethermind_rpc", chains[i].rpc_2, 1);
		setenv("audius_final_poa_block", chains[i].final, 1);
		OK(load(&e, &cf, path) == RC_OK, "chains %zu", i);
		IS(cf.first_web3_urls, chains[i].first_url,
		    "chains %zu: nodes of the first of two", i);
		IS(cf.first_entity_manager, chains[i].first_em,
		    "chains %zu: its EntityManager", i);
		IS(cf.web3_urls, chains[i].url, "chains %zu: nodes of the last",
		    i);
		IS(cf.entity_manager_address, chains[i].want_em,
		    "chains %zu: EntityManager of the last", i);
		conf_free(&cf);
	}
	unsetenv("audius_contracts_registry");
	unsetenv("audius_contracts_entity_manager_address");
	unsetenv("audius_contracts_nethermind_entity_manager_address");
	unsetenv("audius_web3_nethermind_rpc");
	unsetenv("audius_final_poa_block");
	unsetenv("audius_web3_host");
	unsetenv("audius_web3_port");
}

static void
test_values(void)
{
	struct err e = { .rc = RC_OK };
	struct conf cf;

	setenv("audius_discprov_run_seconds", "2m", 1);
	setenv("audius_db_statement_timeout_ms", "7s", 1);
	setenv("audius_cors_allow_all", "YES", 1);
	setenv("audius_delegate_private_key", KEY, 1);
	setenv("audius_final_poa_block", "30000000", 1);
	OK(load(&e, &cf, path) == RC_OK, "values in several forms");
	OK(cf.run_seconds == 120, "minutes become seconds");
	OK(cf.statement_timeout_ms == 7000, "seconds become milliseconds");
	OK(cf.cors_allow_all, "YES is true");
	IS(cf.delegate_private_key, "0x" KEY, "a key gets its 0x");
	OK(cf.final_poa_block == 30000000, "the last block of the first chain");
	conf_free(&cf);
	unsetenv("audius_final_poa_block");
	unsetenv("audius_delegate_private_key");
	unsetenv("audius_cors_allow_all");
	unsetenv("audius_db_statement_timeout_ms");
	unsetenv("audius_discprov_run_seconds");
	OK(load(&e, &cf, path) == RC_OK && cf.final_poa_block == -1,
	    "no last block is -1");
	OK(strstr(cf.run_dir, "/discprov") != NULL, "lock files have a folder");
	conf_free(&cf);
}

static void
test_key_file(void)
{
	char key[80], ini[256], got[2048];
	struct err e = { .rc = RC_OK };
	struct conf cf;
	FILE *f;

	snprintf(key, sizeof(key), "%s.key", path);
	f = fopen(key, "w");
	fprintf(f, "%s\n", KEY);
	fclose(f);
	chmod(key, 0600);
	snprintf(ini, sizeof(ini), "[delegate]\nprivate_key_file = %s\n", key);
	ini_write(ini, strlen(ini), 0644);
	OK(load(&e, &cf, path) == RC_OK &&
		strcmp(cf.delegate_private_key, "0x" KEY) == 0,
	    "the private key is read from its file");
	conf_free(&cf);
	chmod(key, 0640);
	message(got, sizeof(got), path);
	IS(got,
	    "F.key: others may read or write it (mode 640); chmod 600 F.key",
	    "a key file that others can read is refused");
	f = fopen(key, "w");
	fprintf(f, "%s1\n", KEY);
	fclose(f);
	chmod(key, 0600);
	message(got, sizeof(got), path);
	IS(got,
	    "F.key: its first line is not a private key: 64 hexadecimal "
	    "digits of a number in range",
	    "a key file with something else is refused, and not shown");
	unlink(key);
	message(got, sizeof(got), path);
	IS(got,
	    "F.key: No such file or directory; delegate.private_key_file "
	    "(F:2) names it",
	    "a key file that is not there");
}

/* The table itself. */
static void
test_rows(void)
{
	size_t i, j, twice = 0, untold = 0, bad = 0;
	struct arena *a = arena_new(1 << 20);
	const char *names[256];
	struct conf cf;

	for (i = 0; i < conf_nrows; i++) {
		names[i] = conf_row_env(a, &conf_rows[i]);
		for (j = 0; j < i; j++)
			twice += strcmp(names[i], names[j]) == 0;
		untold += conf_rows[i].text[0] == '\0';
		memset(&cf, 0, sizeof(cf));
		bad +=
		    conf_type_set(&cf, a, &conf_rows[i], conf_rows[i].def) != 0;
	}
	OK(twice == 0, "no setting is there twice");
	OK(untold == 0, "every setting is described");
	OK(bad == 0, "every default has the form of its setting");
	arena_free(a);
}

int
main(void)
{
	extern char **environ;
	static char *empty[] = { NULL };
	size_t i;

	environ = empty; /* whatever the tester has set */
	snprintf(path, sizeof(path), "conf_test.%d.ini", (int)getpid());
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		row_try(&rows[i]);
	test_file();
	test_local_config();
	test_chain();
	test_two_chains();
	ini_write("", 0, 0644);
	test_values();
	test_key_file();
	test_rows();
	unlink(path);
	DONE();
}
