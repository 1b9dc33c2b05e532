/* SPDX-License-Identifier: ISC */
/* The forms that settings have, each read by one function of the table. */
#include <assert.h>
#include <ctype.h>
#include <inttypes.h>
#include <string.h>
#include <strings.h>

#include "common/base/limits.h"
#include "common/base/log.h"
#include "common/base/num.h"
#include "common/conf/row.h"
#include "common/net/http_addr.h"

#define RATE_MAX 1000000000

struct value {
	struct arena *a;
	const struct conf_row *row;
	const char *text; /* not empty */
	void *to;         /* the field */
};

static int
keep(const struct value *v, const char *text)
{
	*(const char **)v->to = text;
	return 0;
}

/* Exactly n hexadecimal digits, and nothing behind them. */
static int
is_hex(const char *s, size_t n)
{
	return strlen(s) == n && strspn(s, "0123456789abcdefABCDEF") == n;
}

static int
is_address(const char *s)
{
	return strncmp(s, "0x", 2) == 0 && is_hex(s + 2, 40);
}

static int
is_hash(const char *s)
{
	return strncmp(s, "0x", 2) == 0 && is_hex(s + 2, 64);
}

static int
is_block_number(const char *s)
{
	uint64_t n;

	return num_u64(&n, s, 0, INT64_MAX) == 0;
}

/* "name", "1.2.3.4" or "[::1]", and nothing behind it. */
static int
is_host(const char *s, size_t n)
{
	size_t i;

	if (n > 2 && s[0] == '[' && s[n - 1] == ']')
		return strspn(s + 1, "0123456789abcdefABCDEF:.") == n - 2;
	for (i = 0; i < n; i++)
		if (!isalnum((unsigned char)s[i]) && !strchr("-._", s[i]))
			return 0;
	return n > 0;
}

enum port { PORT_MAY, PORT_MUST };

/* The first n bytes of s: a host, and a port. */
static int
is_host_port(const char *s, size_t n, enum port port)
{
	char digits[8];
	size_t host = n;
	uint64_t number;

	if (n > 0 && s[0] == '[')
		while (host > 0 && s[host - 1] != ']')
			host--;
	else if (memchr(s, ':', n) != NULL)
		host = (size_t)((const char *)memchr(s, ':', n) - s);
	if (!is_host(s, host))
		return 0;
	if (host == n)
		return port == PORT_MAY;
	n -= host + 1;
	if (s[host] != ':' || n >= sizeof(digits))
		return 0;
	memcpy(digits, s + host + 1, n);
	digits[n] = '\0';
	return num_u64(&number, digits, 1, 65535) == 0;
}

static int
is_url(const char *s)
{
	const char *p, *at;
	size_t n;

	if (strncmp(s, "http://", 7) == 0)
		s += 7;
	else if (strncmp(s, "https://", 8) == 0)
		s += 8;
	else
		return 0;
	for (p = s; *p != '\0'; p++)
		if (!isgraph((unsigned char)*p) || strchr("\"<>\\^`{|}", *p))
			return 0;
	n = strcspn(s, "/?#");
	for (at = s + n; at > s && at[-1] != '@'; at--)
		;
	return is_host_port(at, (size_t)(s + n - at), PORT_MAY);
}

static int
set_text(const struct value *v)
{
	return keep(v, arena_strdup(v->a, v->text));
}

static int
set_u64(const struct value *v)
{
	return num_u64(v->to, v->text, v->row->min, v->row->max);
}

static int
set_i64(const struct value *v)
{
	uint64_t n;

	if (num_u64(&n, v->text, v->row->min, v->row->max) != 0)
		return -1;
	*(int64_t *)v->to = (int64_t)n; /* max is at most INT64_MAX */
	return 0;
}

struct unit {
	const char *name;
	uint64_t factor;
};

/* A number, then one of the units; no unit: the first of them. */
static int
set_scaled(const struct value *v, const struct unit *units)
{
	const struct unit *u = units;
	uint64_t n;
	size_t digits;

	digits = strspn(v->text, "0123456789");
	if (v->text[digits] != '\0')
		while (u->name != NULL && strcmp(u->name, v->text + digits))
			u++;
	if (u->name == NULL || num_u64(&n, arena_memdup(v->a, v->text, digits),
				   0, UINT64_MAX / u->factor) != 0)
		return -1;
	n *= u->factor;
	if (n < v->row->min || n > v->row->max)
		return -1;
	*(uint64_t *)v->to = n;
	return 0;
}

static int
set_sec(const struct value *v)
{
	static const struct unit units[] = { { "s", 1 }, { "m", 60 },
		{ "h", 3600 }, { NULL, 0 } };

	return set_scaled(v, units);
}

static int
set_ms(const struct value *v)
{
	static const struct unit units[] = { { "ms", 1 }, { "s", 1000 },
		{ "m", 60000 }, { NULL, 0 } };

	return set_scaled(v, units);
}

static int
set_bool(const struct value *v)
{
	static const struct {
		const char *word;
		bool b;
	} words[] = { { "true", true }, { "yes", true }, { "on", true },
		{ "1", true }, { "false", false }, { "no", false },
		{ "off", false }, { "0", false } };
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcasecmp(v->text, words[i].word) == 0) {
			*(bool *)v->to = words[i].b;
			return 0;
		}
	return -1;
}

static int
set_addr(const struct value *v)
{
	return is_address(v->text) ? set_text(v) : -1;
}

/* SEC 1: a private key is 1 up to the order of the group, exclusive. */
static int
set_key(const struct value *v)
{
	static const char zero[] = "00000000000000000000000000000000"
				   "00000000000000000000000000000000";
	static const char order[] = "fffffffffffffffffffffffffffffffe"
				    "baaedce6af48a03bbfd25e8cd0364141";
	const char *digits = v->text;

	static_assert(sizeof(zero) == 65 && sizeof(order) == 65,
	    "64 digits and a NUL");
	if (strncmp(digits, "0x", 2) == 0)
		digits += 2;
	if (!is_hex(digits, 64) || strcmp(digits, zero) == 0 ||
	    strcasecmp(digits, order) >= 0)
		return -1;
	return keep(v, arena_printf(v->a, "0x%s", digits));
}

static int
set_url(const struct value *v)
{
	return is_url(v->text) ? keep(v, http_base(arena_strdup(v->a, v->text)))
			       : -1;
}

static int
set_db(const struct value *v)
{
	static const char *const schemes[] = { "postgresql://", "postgres://",
		"postgresql+psycopg2://" };
	size_t i;

	for (i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++)
		if (strncmp(v->text, schemes[i], strlen(schemes[i])) == 0)
			return set_text(v);
	if (strstr(v->text, "://") != NULL || strchr(v->text, '=') == NULL)
		return -1;
	return set_text(v);
}

static int
set_block(const struct value *v)
{
	if (strcmp(v->text, "0x0") != 0 && !is_hash(v->text) &&
	    !is_block_number(v->text))
		return -1;
	return set_text(v);
}

static int
set_level(const struct value *v)
{
	enum log_level level;

	return log_level_parse(&level, v->text) == 0 ? set_text(v) : -1;
}

/* Which of n words this is, or -1. */
static int
word_of(const char *const *word, size_t n, const char *text)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (strcmp(word[i], text) == 0)
			return (int)i;
	return -1;
}

static int
set_verify(const struct value *v)
{
	static const char *const word[] = {
		[VERIFY_LINKS] = "links",
		[VERIFY_HEADERS] = "headers",
		[VERIFY_RECEIPTS] = "receipts",
		[VERIFY_TRANSACTIONS] = "transactions",
		[VERIFY_AUTO] = "auto",
	};
	int i = word_of(word, sizeof(word) / sizeof(word[0]), v->text);

	if (i >= 0)
		*(enum conf_verify *)v->to = (enum conf_verify)i;
	return i < 0 ? -1 : 0;
}

static int
set_plays(const struct value *v)
{
	static const char *const word[] = {
		[PLAYS_REGISTERED] = "registered",
		[PLAYS_ANYBODY] = "anybody",
		[PLAYS_OFF] = "off",
	};
	int i = word_of(word, sizeof(word) / sizeof(word[0]), v->text);

	if (i >= 0)
		*(enum conf_plays *)v->to = (enum conf_plays)i;
	return i < 0 ? -1 : 0;
}

/* Three numbers with blanks between, none smaller than the one before. */
static int
set_rate(const struct value *v)
{
	struct conf_rate *rate = v->to;
	uint64_t *const to[] = { &rate->hour, &rate->day, &rate->week };
	uint64_t least = 0;
	const char *s = v->text;
	size_t i, n;

	for (i = 0; i < sizeof(to) / sizeof(to[0]); i++, s += n) {
		s += strspn(s, " ");
		n = strcspn(s, " ");
		if (num_u64(to[i], arena_printf(v->a, "%.*s", (int)n, s), least,
			RATE_MAX) != 0)
			return -1;
		least = *to[i];
	}
	return s[strspn(s, " ")] == '\0' ? 0 : -1;
}

static int
set_core_verify(const struct value *v)
{
	static const char *const word[] = {
		[CORE_VERIFY_AUTO] = "auto",
		[CORE_VERIFY_REQUIRED] = "required",
		[CORE_VERIFY_OFF] = "off",
	};
	size_t i;

	for (i = 0; i < sizeof(word) / sizeof(word[0]); i++)
		if (strcmp(word[i], v->text) == 0) {
			*(enum conf_core_verify *)v->to =
			    (enum conf_core_verify)i;
			return 0;
		}
	return -1;
}

/* Three numbers with dots between, as semver.org wants them. */
static int
set_semver(const struct value *v)
{
	const char *s = v->text;
	size_t n;
	int i;

	for (i = 0; i < 3; i++) {
		n = strspn(s, "0123456789");
		if (n == 0 || n > 9 || (n > 1 && *s == '0'))
			return -1;
		s += n;
		if (i < 2 && *s++ != '.')
			return -1;
	}
	return *s == '\0' ? set_text(v) : -1;
}

static int
set_notifier(const struct value *v)
{
	uint64_t n;

	if (strcmp(v->text, "default.trustednotifier") == 0)
		return keep(v, "0");
	return num_u64(&n, v->text, 0, UINT64_MAX) == 0 ? set_text(v) : -1;
}

/*
 * Lists: every item is tidied, in place and to a possibly shorter text, or
 * refused with NULL; then they are joined again without blanks.
 */
static int
set_list(const struct value *v, size_t max_items,
    const char *(*tidy)(struct arena *a, char *item))
{
	char *in = arena_strdup(v->a, v->text), *out, *item, *save = NULL;
	const char *t;
	size_t n = 0, len = 0;

	out = arena_alloc(v->a, strlen(in) + 1);
	out[0] = '\0';
	for (item = strtok_r(in, ", \t", &save); item != NULL;
	     item = strtok_r(NULL, ", \t", &save)) {
		if ((t = tidy(v->a, item)) == NULL || ++n > max_items)
			return -1;
		if (len > 0)
			out[len++] = ',';
		memcpy(out + len, t, strlen(t) + 1);
		len += strlen(t);
	}
	return keep(v, out);
}

static const char *
tidy_url(struct arena *a, char *item)
{
	(void)a;
	return is_url(item) ? http_base(item) : NULL;
}

/* host, host:port, [v6]:port or a URL. */
static const char *
tidy_chain_node(struct arena *a, char *item)
{
	if (strstr(item, "://") != NULL)
		return tidy_url(a, item);
	return is_host_port(item, strlen(item), PORT_MAY) ? item : NULL;
}

static const char *
tidy_skip(struct arena *a, char *item)
{
	(void)a;
	return is_hash(item) || is_hex(item, 64) || is_block_number(item)
		   ? item
		   : NULL;
}

static const char *
tidy_node(struct arena *a, char *item)
{
	char *eq = strrchr(item, '=');

	if (eq == NULL || !is_address(eq + 1))
		return NULL;
	*eq = '\0';
	if (!is_url(item))
		return NULL;
	return arena_printf(a, "%s=%s", http_base(item), eq + 1);
}

/* A path, or host:port. */
static const char *
tidy_host(struct arena *a, char *item)
{
	(void)a;
	if (item[0] == '/')
		return item;
	return is_host_port(item, strlen(item), PORT_MUST) ? item : NULL;
}

static int
set_urls(const struct value *v)
{
	return set_list(v, LIM_GATEWAYS, tidy_url);
}

static int
set_chain(const struct value *v)
{
	return set_list(v, LIM_RPC_NODES, tidy_chain_node);
}

static int
set_skip(const struct value *v)
{
	return set_list(v, LIM_CONF_ITEMS, tidy_skip);
}

static int
set_nodes(const struct value *v)
{
	return set_list(v, LIM_CONF_ITEMS, tidy_node);
}

static int
set_hosts(const struct value *v)
{
	if (strcmp(v->text, "off") == 0)
		return keep(v, "");
	return set_list(v, LIM_CONF_ITEMS, tidy_host);
}

/* clang-format off */
static const struct {
	int (*set)(const struct value *v);
	const char *want;
	int list;   /* lines are joined by commas */
	int number; /* want is followed by the range */
} types[CONF__MAX] = {
	[CONF_TEXT]   = { set_text,   "text", 0, 0 },
	[CONF_U64]    = { set_u64,    "a number", 0, 1 },
	[CONF_I64]    = { set_i64,    "a number", 0, 1 },
	[CONF_SEC]    = { set_sec,    "seconds (or a number with s, m or h)", 0, 1 },
	[CONF_MS]     = { set_ms,     "milliseconds (or a number with ms, s or m)", 0, 1 },
	[CONF_BOOL]   = { set_bool,   "true or false", 0, 0 },
	[CONF_ADDR]   = { set_addr,   "an address: 0x and 40 hexadecimal digits", 0, 0 },
	[CONF_KEY]    = { set_key,
			  "a private key: 64 hexadecimal digits of a number in range", 0, 0 },
	[CONF_URL]    = { set_url,    "an http:// or https:// URL", 0, 0 },
	[CONF_URLS]   = { set_urls,
			  "http:// or https:// URLs separated by commas (at most 64)", 1, 0 },
	[CONF_CHAIN]  = { set_chain,
			  "host names, host:port pairs or URLs separated by commas (at most 8)", 1, 0 },
	[CONF_DB]     = { set_db,     "a postgresql:// URL or libpq keywords", 0, 0 },
	[CONF_BLOCK]  = { set_block,  "a block hash, a block number or 0x0", 0, 0 },
	[CONF_SKIP]   = { set_skip,
			  "transaction hashes and block numbers separated by commas", 1, 0 },
	[CONF_NODES]  = { set_nodes,  "URL=0xwallet pairs separated by commas", 1, 0 },
	[CONF_HOSTS]  = { set_hosts,  "host:port pairs separated by commas", 1, 0 },
	[CONF_LEVEL]  = { set_level,  "err, warn, info or debug", 0, 0 },
	[CONF_VERIFY] = { set_verify, "auto, links, headers, receipts or transactions", 0, 0 },
	[CONF_PLAYS]  = { set_plays,  "registered, anybody or off", 0, 0 },
	[CONF_RATE]   = { set_rate,
			  "three numbers: of an hour, a day and a week, none smaller than the one before", 0, 0 },
	[CONF_CORE_VERIFY] = { set_core_verify, "auto, required or off", 0, 0 },
	[CONF_SEMVER] = { set_semver, "a version: three numbers separated by dots", 0, 0 },
	[CONF_NOTIFIER] = { set_notifier, "a number or default.trustednotifier", 0, 0 },
};
/* clang-format on */

int
conf_type_set(struct conf *cf, struct arena *a, const struct conf_row *row,
    const char *text)
{
	struct value v = { a, row, text, NULL };

	if (row->off == SIZE_MAX)
		return 0;
	v.to = (char *)cf + row->off;
	if (text[0] != '\0')
		return types[row->type].set(&v);
	if (row->type == CONF_I64)
		*(int64_t *)v.to = -1;
	return 0;
}

const char *
conf_type_want(struct arena *a, const struct conf_row *row)
{
	if (!types[row->type].number)
		return types[row->type].want;
	return arena_printf(a, "%s from %" PRIu64 " to %" PRIu64,
	    types[row->type].want, row->min, row->max);
}

/* What people write who think of something else. */
static const struct {
	enum conf_type type;
	const char *begin, *hint;
} hints[] = {
	{ CONF_HOSTS, "redis",
	    "; Redis is not used, and cannot stand in for "
	    "memcached: name a memcached server" },
	{ CONF_HOSTS, "memcached://", "; leave out memcached://" },
	{ CONF_HOSTS, "http", "; leave out the scheme and the path" },
	{ CONF_CHAIN, "ws",
	    "; a chain node is asked over http:// or https://" },
	{ CONF_URLS, "ws", "; a chain node is asked over http:// or https://" },
	{ CONF_CHAIN, "/", "; a chain node is asked over http:// or https://" },
	{ CONF_DB, "mysql", "; the database is PostgreSQL" },
	{ CONF_DB, "sqlite", "; the database is PostgreSQL" },
	{ CONF_DB, "jdbc:", "; leave out jdbc:" },
};

const char *
conf_type_hint(const struct conf_row *row, const char *text)
{
	size_t i;

	for (i = 0; i < sizeof(hints) / sizeof(hints[0]); i++)
		if (hints[i].type == row->type &&
		    strncmp(text, hints[i].begin, strlen(hints[i].begin)) == 0)
			return hints[i].hint;
	return "";
}

int
conf_type_is_list(enum conf_type type)
{
	return types[type].list;
}

int
conf_type_is_text(enum conf_type type)
{
	return !types[type].number && type != CONF_BOOL &&
	       type != CONF_VERIFY && type != CONF_PLAYS && type != CONF_RATE &&
	       type != CONF_CORE_VERIFY;
}
