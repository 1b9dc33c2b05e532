/* SPDX-License-Identifier: ISC */
#include "common/conf/conf.h"

#include <ctype.h>
#include <errno.h>
#include <ini.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/limits.h"
#include "common/conf/env.h"
#include "common/conf/row.h"

#define INSTALLED SYSCONFDIR "/discprov"

/* As the units read them. */
static const struct {
	enum conf_part part;
	const char *name;
} env_files[] = {
	{ CONF_EVERY | CONF_CRAWLER | CONF_CLOUD, "discprov.env" },
	{ CONF_POOL, "discprov-fcgi.env" },
	{ CONF_WRITERS, "discprov-index.env" },
	{ CONF_CRAWLER, "discprov-crawl.env" },
	{ CONF_CLOUD, "discprov-cloud.env" },
};

/* One reading of one file. */
struct reader {
	struct err *e;
	struct conf_impl *im;
	const char *path;
	FILE *f;
	unsigned line;
	size_t bytes;
	size_t last;   /* row of the previous setting, or conf_nrows */
	size_t cap;    /* bytes its value may grow to in place */
	bool indented; /* this line continues the previous setting */
};

static bool
section_is_known(const char *section)
{
	size_t i;

	for (i = 0; i < conf_nrows; i++)
		if (strcmp(conf_rows[i].section, section) == 0)
			return true;
	return false;
}

static enum rc
line_fault(struct reader *r, const char *what)
{
	return err_set(r->e, RC_CONFIG, "%s:%u: %s", r->path, r->line, what);
}

/* libinih splits lines that do not fit and drops what follows a section. */
static bool
line_is_fine(struct reader *r, const char *s, size_t room)
{
	size_t len = strlen(s);
	const char *end;

	r->bytes += len;
	if (r->bytes > LIM_CONF_FILE) {
		line_fault(r, "the file is longer than 256 KiB");
		return false;
	}
	if (len + 1 >= room && s[len - 1] != '\n') {
		err_set(r->e, RC_CONFIG,
		    "%s:%u: line longer than %zu bytes. a value may go on in "
		    "the next line when that begins with a blank",
		    r->path, r->line, room - 2);
		return false;
	}
	if (s[0] != '[')
		return true;
	if ((end = strchr(s, ']')) == NULL) {
		line_fault(r, "the name of a section does not end");
		return false;
	}
	end += 1 + strspn(end + 1, " \t\r\n");
	if (*end != '\0' && *end != ';' && *end != '#') {
		line_fault(r, "text behind the name of a section");
		return false;
	}
	return true;
}

static char *
next_line(char *s, int room, void *arg)
{
	struct reader *r = arg;

	if (r->e->rc != RC_OK || fgets(s, room, r->f) == NULL)
		return NULL;
	r->line++;
	if (!line_is_fine(r, s, (size_t)room)) /* libinih: at least 1 */
		return NULL;
	r->indented = s[0] == ' ' || s[0] == '\t';
	return s;
}

/* A further line of a value: lists go on, text goes on after a blank. */
static enum rc
value_go_on(struct reader *r, size_t row, const char *more)
{
	char *text = r->im->v[row].text;
	size_t len = strlen(text), need = len + strlen(more) + 2;
	bool list = conf_type_is_list(conf_rows[row].type);

	if (need > LIM_CONF_VALUE)
		return line_fault(r, "the value is longer than 64 KiB");
	if (need > r->cap) {
		text = arena_grow(r->im->a, text, len + 1, 2 * need);
		r->cap = 2 * need;
		r->im->v[row].text = text;
	}
	if (len > 0)
		text[len++] = list ? ',' : ' ';
	memcpy(text + len, more, strlen(more) + 1);
	return RC_OK;
}

/* The names of a section's settings, or of all sections; how many. */
static size_t
names_of(struct arena *a, const char ***list, const char *section)
{
	size_t i, n = 0;

	*list = arena_zalloc(a, conf_nrows, sizeof(**list));
	for (i = 0; i < conf_nrows; i++)
		if (section == NULL)
			(*list)[n++] = conf_rows[i].section;
		else if (strcmp(conf_rows[i].section, section) == 0)
			(*list)[n++] = conf_rows[i].key;
	return n;
}

static enum rc
unknown(struct reader *r, const char *section, const char *key)
{
	bool known = section_is_known(section);
	const char **list, *near;
	size_t n;

	n = names_of(r->im->a, &list, known ? section : NULL);
	near = conf_near(known ? key : section, list, n);
	return err_set(r->e, RC_CONFIG, "%s:%u: unknown %s '%s%s%s'%s%s%s",
	    r->path, r->line, known ? "setting" : "section", section,
	    known ? "." : "", known ? key : "", near != NULL ? "; is '" : "",
	    near != NULL ? near : "", near != NULL ? "' meant?" : "");
}

static enum rc
setting_add(struct reader *r, const char *section, const char *key,
    const char *value)
{
	size_t row = conf_row_find(section, key);

	if (section[0] == '\0')
		return line_fault(r, "a setting before the first section");
	if (row == conf_nrows)
		return unknown(r, section, key);
	if (strcmp(conf_rows[row].key, "*") == 0)
		return RC_OK;
	if (r->indented && r->last == row)
		return value_go_on(r, row, value);
	if (r->im->v[row].src != NULL)
		return err_set(r->e, RC_CONFIG,
		    "%s:%u: '%s.%s' is there twice, first at %s", r->path,
		    r->line, section, key, r->im->v[row].src);
	r->last = row;
	r->cap = strlen(value) + 1;
	r->im->v[row].text = arena_strdup(r->im->a, value);
	r->im->v[row].src = arena_printf(r->im->a, "%s:%u", r->path, r->line);
	return RC_OK;
}

static int
on_setting(void *arg, const char *section, const char *key, const char *value)
{
	return setting_add(arg, section, key, value) == RC_OK;
}

static enum rc
file_read(struct err *e, struct conf_impl *im, const char *path, bool may_lack)
{
	struct reader r = { .e = e,
		.im = im,
		.path = path,
		.last = conf_nrows };
	enum rc rc;
	int bad;

	if ((r.f = fopen(path, "re")) == NULL) {
		if (may_lack && errno == ENOENT)
			return RC_OK;
		return err_set(e, RC_CONFIG, "%s: %s", path, strerror(errno));
	}
	if ((rc = conf_file_check(e, path, r.f, 022, "write")) != RC_OK)
		goto out;
	bad = ini_parse_stream(next_line, &r, on_setting, &r);
	rc = e->rc;
	if (rc == RC_OK && ferror(r.f))
		rc = err_set(e, RC_CONFIG, "%s: %s", path, strerror(errno));
	if (rc == RC_OK && bad != 0)
		rc = err_set(e, RC_CONFIG,
		    "%s:%d: neither 'name = value' nor '[section]'", path, bad);
out:
	fclose(r.f);
	return rc;
}

/* What may be quoted in a message. */
static bool
is_quotable(const struct conf_row *row)
{
	return (row->flags & CONF_SECRET) == 0 && row->type != CONF_DB;
}

/* "file:line: section.key" or "variable". */
static const char *
row_place(struct conf_impl *im, size_t i)
{
	const char *name = conf_row_name(im->a, &conf_rows[i]);

	if (strcmp(im->v[i].src, name) == 0)
		return name;
	return arena_printf(im->a, "%s: %s", im->v[i].src, name);
}

static enum rc
row_set(struct err *e, struct conf *cf, struct conf_impl *im, size_t i)
{
	const struct conf_row *row = &conf_rows[i];
	const char *text = im->v[i].text, *p;

	if (conf_type_set(cf, im->a, row, row->def) != 0)
		return err_set(e, RC_BUG, "%s: the default has no valid form",
		    row->key);
	if (im->v[i].src == NULL)
		return RC_OK;
	for (p = text; *p != '\0'; p++)
		if (iscntrl((unsigned char)*p))
			return err_set(e, RC_CONFIG,
			    "%s: a control character in the value",
			    row_place(im, i));
	if (text[0] == '\0' && row->off != SIZE_MAX &&
	    conf_type_is_text(row->type))
		*(const char **)((char *)cf + row->off) = "";
	if (conf_type_set(cf, im->a, row, text) == 0)
		return RC_OK;
	return err_set(e, RC_CONFIG, "%s: '%.80s' is not %s%s",
	    row_place(im, i), is_quotable(row) ? text : "***",
	    conf_type_want(im->a, row), conf_type_hint(row, text));
}

/*
 * A chain node's URL, from a host that may say more than a host.  Port 443
 * means https where no scheme is said, as for the original.
 */
static const char *
web3_url(struct arena *a, const char *host, uint64_t port)
{
	const char *rest = strstr(host, "://"), *bracket, *colon;
	bool scheme = rest != NULL;

	if (strncmp(host, "https://", 8) == 0)
		return host;
	rest = scheme ? rest + 3 : host;
	bracket = strrchr(rest, ']');
	colon = strchr(bracket != NULL ? bracket : rest, ':');
	if (strchr(rest, '@') != NULL)
		colon = strchr(strchr(rest, '@'), ':');
	if (scheme && (colon != NULL || strchr(rest, '/') != NULL))
		return host;
	if (colon != NULL)
		return arena_printf(a, "http%s://%s",
		    strcmp(colon, ":443") == 0 ? "s" : "", host);
	return !scheme && port == 443
		   ? arena_printf(a, "https://%s", rest)
		   : arena_printf(a, "http://%s:%u", rest, (unsigned)port);
}

static const char *
web3_urls(struct arena *a, const struct conf *cf)
{
	char *list = arena_strdup(a, cf->web3_host), *save = NULL, *host;
	const char *urls = "";

	if (list[0] == '\0')
		return web3_url(a, "localhost", cf->web3_port);
	for (host = strtok_r(list, ",", &save); host != NULL;
	     host = strtok_r(NULL, ",", &save))
		urls =
		    arena_printf(a, "%s%s%s", urls, urls[0] == '\0' ? "" : ",",
			web3_url(a, host, cf->web3_port));
	return urls;
}

/* The value in force of one setting is that of another. */
static void
stands_in(struct conf_impl *im, const char *section, const char *key,
    const char *by_section, const char *by_key)
{
	im->v[conf_row_find(section, key)].from =
	    &conf_rows[conf_row_find(by_section, by_key)];
}

static enum rc
key_file_read(struct err *e, struct conf *cf, struct conf_impl *im)
{
	static const struct conf_row row = { .type = CONF_KEY,
		.off = offsetof(struct conf, delegate_private_key) };
	const char *path = cf->private_key_file;
	char buf[80];
	enum rc rc;
	FILE *f;

	if (path[0] == '\0' || cf->delegate_private_key[0] != '\0')
		return RC_OK;
	if ((f = fopen(path, "re")) == NULL)
		return err_set(e, RC_CONFIG, "%s: %s; %s names it", path,
		    strerror(errno),
		    conf_where(cf, "delegate", "private_key_file"));
	rc = conf_file_check(e, path, f, 077, "read or write");
	if (rc == RC_OK &&
	    (fgets(buf, sizeof(buf), f) == NULL ||
		conf_trimmed(im->a, buf)[0] == '\0' ||
		conf_type_set(cf, im->a, &row, conf_trimmed(im->a, buf)) != 0))
		rc = err_set(e, RC_CONFIG, "%s: its first line is not %s", path,
		    conf_type_want(im->a, &row));
	fclose(f);
	stands_in(im, "delegate", "private_key", "delegate",
	    "private_key_file");
	return rc;
}

/*
 * Two chains are read one after the other when it is known where the first
 * one ends, and that there is one: it has contracts of its own.
 */
static void
settle_chains(struct conf *cf, struct conf_impl *im, const char *urls)
{
	static const char em_2_name[] =
	    "audius_contracts_nethermind_entity_manager_address";
	bool em = cf->entity_manager_address[0] != '\0';
	bool em_2 = cf->entity_manager_2[0] != '\0';
	bool two = cf->web3_rpc_2[0] != '\0' && cf->final_poa_block > 0 &&
		   (cf->registry[0] != '\0' || (em && em_2));

	cf->first_web3_urls = two ? urls : "";
	cf->first_entity_manager = two ? cf->entity_manager_address : "";
	cf->web3_urls = cf->web3_rpc_2[0] != '\0' ? cf->web3_rpc_2 : urls;
	if (cf->web3_rpc_2[0] != '\0' && !two) {
		stands_in(im, "web3", "host", "", "audius_web3_nethermind_rpc");
		im->v[conf_row_find("web3", "host")].shown = cf->web3_rpc_2;
	}
	if (em_2 && two)
		im->v[conf_row_find("contracts", "entity_manager_address")]
		    .shown = cf->first_entity_manager;
	else if (em_2)
		stands_in(im, "contracts", "entity_manager_address", "",
		    em_2_name);
	if (em_2)
		cf->entity_manager_address = cf->entity_manager_2;
}

/*
 * What each network calls its core chain, and where that takes over.  On
 * sites of one's own the second is not known.
 */
static const struct {
	const char *env, *chain_id;
	int64_t final_acdc_block;
} networks[] = {
	{ "dev", "openaudio-devnet", -1 },
	{ "stage", "audius-testnet-alpha", 94166280 },
	{ "prod", "audius-mainnet-alpha-beta", 94166500 },
};

static void
settle_network(struct conf *cf, struct conf_impl *im)
{
	size_t i = 0, n = sizeof(networks) / sizeof(networks[0]);

	while (i + 1 < n && strcmp(networks[i].env, cf->env) != 0)
		i++;
	if (cf->core_chain_id[0] == '\0') {
		cf->core_chain_id = networks[i].chain_id;
		im->v[conf_row_find("", "audius_core_chain_id")].shown =
		    cf->core_chain_id;
	}
	if (cf->final_acdc_block >= 0 || networks[i].final_acdc_block < 0)
		return;
	cf->final_acdc_block = networks[i].final_acdc_block;
	im->v[conf_row_find("", "audius_final_acdc_block")].shown =
	    arena_printf(im->a, "%" PRId64, cf->final_acdc_block);
}

/* A host is enough there. */
static void
settle_core(struct conf *cf, struct conf_impl *im)
{
	const char *s = cf->audiusd_url;

	if (cf->core_urls[0] != '\0' || s[0] == '\0')
		return;
	cf->core_urls =
	    strstr(s, "://") != NULL ? s : arena_printf(im->a, "https://%s", s);
	stands_in(im, "", "audius_core_endpoint", "", "audiusdUrl");
}

/* Settings that stand for others, or are made of others. */
static enum rc
settle(struct err *e, struct conf *cf, struct conf_impl *im)
{
	if (cf->web3_rpc_2[0] == '\0' && cf->web3_localhost[0] != '\0') {
		cf->web3_rpc_2 = cf->web3_localhost;
		stands_in(im, "", "audius_web3_nethermind_rpc", "",
		    "audius_web3_localhost");
	}
	settle_chains(cf, im, web3_urls(im->a, cf));
	settle_network(cf, im);
	settle_core(cf, im);
	if (cf->url[0] == '\0' && cf->hostname[0] != '\0') {
		cf->url = cf->hostname;
		stands_in(im, "discprov", "url", "discprov", "hostname");
	}
	if (cf->db_url_reader[0] == '\0') {
		cf->db_url_reader = cf->db_url;
		stands_in(im, "db", "url_read_replica", "db", "url");
	}
	if (cf->run_dir[0] == '\0')
		cf->run_dir = RUNSTATEDIR "/discprov";
	return key_file_read(e, cf, im);
}

static struct conf_impl *
impl_new(void)
{
	struct arena *a = arena_new((size_t)16 << 20);
	struct conf_impl *im = arena_zalloc(a, 1, sizeof(*im));
	size_t i;

	im->a = a;
	im->v = arena_zalloc(a, conf_nrows, sizeof(*im->v));
	for (i = 0; i < conf_nrows; i++)
		im->v[i].text = arena_strdup(a, conf_rows[i].def);
	return im;
}

/* No text is NULL, whatever happens later. */
static void
texts_clear(struct conf *cf)
{
	size_t i;

	memset(cf, 0, sizeof(*cf));
	for (i = 0; i < conf_nrows; i++)
		if (conf_rows[i].off != SIZE_MAX &&
		    conf_type_is_text(conf_rows[i].type))
			*(const char **)((char *)cf + conf_rows[i].off) = "";
	cf->web3_urls = cf->first_web3_urls = cf->first_entity_manager = "";
}

static bool
is_set(const char *s)
{
	return s != NULL && s[0] != '\0';
}

static enum rc
env_files_read(struct err *e, struct conf_impl *im, struct conf_env *vars,
    const struct conf_from *from, const char *dir)
{
	enum rc rc = RC_OK;
	size_t i;

	for (i = 0; i < sizeof(env_files) / sizeof(env_files[0]); i++)
		if (rc == RC_OK && (env_files[i].part & from->part) != 0)
			rc = conf_env_read(e, im, vars,
			    arena_printf(im->a, "%s/%s", dir,
				env_files[i].name));
	return rc;
}

/*
 * The file that somebody has named, and no others; else the installed ones,
 * of which those of variables may name another ini file.
 */
static enum rc
files_read(struct err *e, struct conf_impl *im, struct conf_env *vars,
    const struct conf_from *from)
{
	const char *dir = from->dir != NULL ? from->dir : INSTALLED;
	const char *file = from->file, *src;
	enum rc rc;

	if (!is_set(file))
		file = getenv("LOCAL_CONFIG");
	if (!is_set(file)) {
		rc = env_files_read(e, im, vars, from, dir);
		if (rc != RC_OK)
			return rc;
		file = conf_env_get(vars, "LOCAL_CONFIG", &src);
	}
	return is_set(file)
		   ? file_read(e, im, file, false)
		   : file_read(e, im,
			 arena_printf(im->a, "%s/discprov.ini", dir), true);
}

enum rc
conf_load(struct err *e, struct conf *cf, const struct conf_from *from)
{
	struct conf_impl *im = impl_new();
	struct conf_env vars = { .v = NULL };
	enum rc rc;
	size_t i;

	texts_clear(cf);
	cf->impl = im;
	if ((rc = files_read(e, im, &vars, from)) != RC_OK ||
	    (rc = conf_env_take(e, im, &vars)) != RC_OK)
		return rc;
	for (i = 0; i < conf_nrows; i++)
		if ((rc = row_set(e, cf, im, i)) != RC_OK)
			return rc;
	if ((rc = conf_secret_check(e, im)) != RC_OK)
		return rc;
	return settle(e, cf, im);
}

const char *
conf_row_src(const struct conf_impl *im, size_t row)
{
	const struct conf_row *from = im->v[row].from;

	return im->v[from != NULL ? (size_t)(from - conf_rows) : row].src;
}

static const char *
where(const struct conf_impl *im, size_t row)
{
	const struct conf_row *from = im->v[row].from;
	const char *src = conf_row_src(im, row);
	const char *name =
	    conf_row_name(im->a, from != NULL ? from : &conf_rows[row]);

	if (src == NULL)
		return arena_printf(im->a, "%s (not set: the default)", name);
	return strcmp(src, name) == 0
		   ? name
		   : arena_printf(im->a, "%s (%s)", name, src);
}

/* Made once: a pool without its database asks with every attempt. */
const char *
conf_where(const struct conf *cf, const char *section, const char *key)
{
	struct conf_impl *im = cf->impl;
	size_t row;

	if (im == NULL) /* somebody made cf by hand */
		return key;
	row = conf_row_find(section, key);
	if (im->v[row].where == NULL)
		im->v[row].where = where(im, row);
	return im->v[row].where;
}

enum conf_teller
conf_teller(const struct conf *cf)
{
	if (cf->core_urls[0] != '\0' && cf->core_plays != PLAYS_OFF)
		return TELLER_CORE;
	if (cf->identity_service_url[0] != '\0')
		return TELLER_IDENTITY;
	return cf->listens_dir[0] != '\0' ? TELLER_CLIENTS : TELLER_NOBODY;
}

void
conf_free(struct conf *cf)
{
	struct conf_impl *im = cf->impl;

	if (im != NULL)
		arena_free(im->a);
	memset(cf, 0, sizeof(*cf));
}
