/* SPDX-License-Identifier: ISC */
#include "crawler/store/conn.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

#include "common/base/limits.h"
#include "common/db/db.h"

#define NAME_MAX_BYTES 4050
#define SECRET_MAX     65536
#define REGIONS_MAX    200

/* Letters and digits of every spelling that was ever used. */
static const struct {
	const char *word, *provider;
} known[] = {
	{ "aws", "aws" },
	{ "iamaws", "aws" },
	{ "azure", "azure" },
	{ "subazure", "azure" },
	{ "digitalocean", "digitalocean" },
	{ "tokendo", "digitalocean" },
	{ "spaces", "spaces" },
	{ "spacesdo", "spaces" },
	{ "digitaloceanspaces", "spaces" },
	{ "openstack", "openstack" },
	{ "ansible", "ansible" },
	{ "terraform", "terraform" },
	{ "file", "file" },
};
static const struct {
	const char *prefix, *transport;
} ways[] = {
	{ "upload", "upload" },
	{ "ssh", "ssh" },
	{ "s3", "s3" },
};

static void
put(void *o)
{
	json_object_put(o);
}

struct json_object *
conn_json(struct ctx *c, const char *text)
{
	struct json_object *o = json_tokener_parse(text);

	if (o != NULL)
		arena_defer(c->a, put, o);
	return o;
}

static const char *
letters(struct arena *a, const char *s)
{
	char *out = arena_alloc(a, strlen(s) + 1);
	size_t n = 0;

	for (; *s != '\0'; s++)
		if (isalnum((unsigned char)*s))
			out[n++] = (char)tolower((unsigned char)*s);
	out[n] = '\0';
	return out;
}

static const char *
provider_of(const char *word)
{
	size_t i;

	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (strcmp(known[i].word, word) == 0)
			return known[i].provider;
	return NULL;
}

/* What reads files does it in one of these ways; all else by an API. */
static bool
is_file(const char *provider)
{
	return strcmp(provider, "ansible") == 0 ||
	       strcmp(provider, "terraform") == 0 ||
	       strcmp(provider, "file") == 0;
}

enum rc
conn_kind(struct ctx *c, struct conn_kind *k, const char *provider,
    const char *service)
{
	const char *word = letters(c->a, service);
	size_t i, n;

	k->transport = NULL;
	for (i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		n = strlen(ways[i].prefix);
		if (strncmp(word, ways[i].prefix, n) != 0)
			continue;
		k->transport = ways[i].transport;
		word += n;
		break;
	}
	k->provider = provider_of(letters(c->a, provider));
	if (provider[0] == '\0' ||
	    (strchr(service, '_') != NULL &&
		strcmp(letters(c->a, provider), "digitalocean") == 0))
		k->provider = provider_of(word);
	if (k->provider == NULL)
		return err_set(&c->err, RC_NOTFOUND,
		    "provider '%.100s': known are aws, azure, digitalocean, "
		    "spaces, openstack, ansible, terraform and file",
		    provider);
	if (!is_file(k->provider))
		k->transport = "api";
	else if (k->transport == NULL)
		k->transport = "upload";
	return RC_OK;
}

/* A random UUID (version 4). */
static enum rc
make_id(struct ctx *c, const char **id)
{
	uint8_t b[16];

	if (getrandom(b, sizeof(b), 0) != (ssize_t)sizeof(b))
		return err_set(&c->err, RC_SYS, "no random bytes");
	b[6] = (uint8_t)((b[6] & 0x0f) | 0x40);
	b[8] = (uint8_t)((b[8] & 0x3f) | 0x80);
	*id = arena_printf(c->a,
	    "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-"
	    "%02x%02x%02x%02x%02x%02x",
	    b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10],
	    b[11], b[12], b[13], b[14], b[15]);
	return RC_OK;
}

/*
 * Members that are no settings: those of a connection, and what is said of it
 * where it is shown.
 */
static const char *const own[] = { "owner", "name", "provider", "service", "dc",
	"dc_id", "regions", "roles", "credentials", "tasks", "status", "conn",
	"settings", "_id", "label", "has_credentials", "process", "created_at",
	"updated_at", "active", "owner_user", NULL };

static bool
is_own(const char *member)
{
	size_t i;

	for (i = 0; own[i] != NULL; i++)
		if (strcmp(own[i], member) == 0)
			return true;
	return false;
}

static void
copy(struct json_object *to, const char *member, struct json_object *o,
    const char *other)
{
	struct json_object *v;

	if (o != NULL && json_object_object_get_ex(o, member, &v))
		json_object_object_add(to, member, json_object_get(v));
	else
		json_object_object_add(to, member, json_tokener_parse(other));
}

/* Settings stand among the other members, or in one of that name. */
static struct json_object *
settings_of(struct json_object *file)
{
	struct json_object *o = json_object_new_object(), *v;

	if (json_object_object_get_ex(file, "settings", &v)) {
		json_object_object_foreach(v, member, value)
		    json_object_object_add(o, member, json_object_get(value));
	}
	json_object_object_foreach(file, name, setting) if (!is_own(name))
	    json_object_object_add(o, name, json_object_get(setting));
	return o;
}

static bool
is_disabled(struct json_object *file)
{
	return strcmp(crawl_text(file, "status"), "disabled") == 0;
}

static void
text(struct json_object *to, const char *member, const char *s)
{
	json_object_object_add(to, member, json_object_new_string(s));
}

/* The row, as the statement reads it. */
static struct json_object *
row_of(struct ctx *c, struct json_object *file, const struct conn_kind *k)
{
	struct json_object *o = json_object_new_object();

	arena_defer(c->a, put, o);
	text(o, "owner", crawl_text(file, "owner"));
	text(o, "name", crawl_text(file, "name"));
	text(o, "provider", k->provider);
	text(o, "transport", k->transport);
	text(o, "label", crawl_text(file, "provider"));
	text(o, "dc", crawl_text(file, "dc"));
	text(o, "dc_id", crawl_text(file, "dc_id"));
	copy(o, "regions", file, "[\"all\"]");
	copy(o, "roles", file, "[]");
	json_object_object_add(o, "settings", settings_of(file));
	json_object_object_add(o, "is_enabled",
	    json_object_new_boolean(!is_disabled(file)));
	return o;
}

/* Settings are shown: what is to stay secret is none. */
static const char *const secrets[] = { "access", "secret", "token", "password",
	"passphrase", "key", "private_key", "session_token", NULL };

static bool
has_password(struct json_object *v)
{
	const char *s = json_object_is_type(v, json_type_string)
			    ? strstr(json_object_get_string(v), "://")
			    : NULL;

	return s != NULL && s[3 + strcspn(s + 3, "/@")] == '@';
}

static enum rc
check_setting(struct ctx *c, const char *name, struct json_object *v)
{
	size_t i;

	for (i = 0; secrets[i] != NULL; i++)
		if (strcmp(secrets[i], name) == 0)
			return err_set(&c->err, RC_INPUT,
			    "%s: belongs among the credentials", name);
	if (has_password(v))
		return err_set(&c->err, RC_INPUT,
		    "%.100s: a URL with a name or password in it", name);
	if (!json_object_is_type(v, json_type_object))
		return RC_OK;
	json_object_object_foreach(v, member,
	    value) if (has_password(value)) return err_set(&c->err, RC_INPUT,
	    "%.100s: %.100s: a URL with a name or password in it", name,
	    member);
	return RC_OK;
}

static enum rc
check_settings(struct ctx *c, struct json_object *file)
{
	struct json_object *o = settings_of(file);
	enum rc rc;

	arena_defer(c->a, put, o);
	json_object_object_foreach(o, name,
	    v) if ((rc = check_setting(c, name, v)) != RC_OK) return rc;
	return RC_OK;
}

/* Whatever is given has the form that it should have. */
static enum rc
check_given(struct ctx *c, struct json_object *file)
{
	static const struct {
		const char *member;
		enum json_type type;
	} kinds[] = { { "regions", json_type_array },
		{ "roles", json_type_array },
		{ "credentials", json_type_object },
		{ "tasks", json_type_object }, { "settings", json_type_object },
		{ "name", json_type_string }, { "dc", json_type_string },
		{ "dc_id", json_type_string }, { "status", json_type_string } };
	struct json_object *v;
	size_t i;

	if (!json_object_is_type(file, json_type_object))
		return err_set(&c->err, RC_INPUT,
		    "a connection is a JSON object");
	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (json_object_object_get_ex(file, kinds[i].member, &v) &&
		    !json_object_is_type(v, kinds[i].type))
			return err_set(&c->err, RC_INPUT, "%s: not an %s",
			    kinds[i].member, json_type_to_name(kinds[i].type));
	for (i = 5; i < 8; i++)
		if (strlen(crawl_text(file, kinds[i].member)) > NAME_MAX_BYTES)
			return err_set(&c->err, RC_INPUT,
			    "%s: more than %d bytes", kinds[i].member,
			    NAME_MAX_BYTES);
	return check_settings(c, file);
}

static enum rc
check_regions(struct ctx *c, struct json_object *file)
{
	struct json_object *v, *region;
	size_t i, n;

	if (!json_object_object_get_ex(file, "regions", &v))
		return RC_OK;
	n = json_object_array_length(v);
	if (n == 0 || n > REGIONS_MAX)
		return err_set(&c->err, RC_INPUT, "regions: 1 to %d are wanted",
		    REGIONS_MAX);
	for (i = 0; i < n; i++) {
		region = json_object_array_get_idx(v, i);
		if (!json_object_is_type(region, json_type_string) ||
		    json_object_get_string_len(region) == 0 ||
		    json_object_get_string_len(region) > LIM_CRAWL_REGION)
			return err_set(&c->err, RC_INPUT,
			    "regions: texts of 1 to %d bytes are wanted",
			    LIM_CRAWL_REGION);
	}
	return RC_OK;
}

static enum rc
check(struct ctx *c, struct json_object *file)
{
	enum rc rc;
	size_t i;

	if ((rc = check_given(c, file)) != RC_OK)
		return rc;
	for (i = 0; i < 3; i++)
		if (crawl_text(file, own[i])[0] == '\0' ||
		    strlen(crawl_text(file, own[i])) > NAME_MAX_BYTES)
			return err_set(&c->err, RC_INPUT,
			    "%s: wanted, as a text of at most %d bytes", own[i],
			    NAME_MAX_BYTES);
	return check_regions(c, file);
}

static enum rc
seal_into(struct ctx *c, const struct seal *s, struct json_object *file,
    const char *id)
{
	struct json_object *v;
	const char *clear = "{}", *sealed, *param[2];
	enum rc rc;

	if (json_object_object_get_ex(file, "credentials", &v))
		clear =
		    json_object_to_json_string_ext(v, JSON_C_TO_STRING_PLAIN);
	if (strlen(clear) > SECRET_MAX)
		return err_set(&c->err, RC_INPUT,
		    "credentials: more than %d bytes", SECRET_MAX);
	rc = seal_close(c, s, id, span_str(clear), &sealed);
	if (rc != RC_OK)
		return rc;
	param[0] = id;
	param[1] = arena_printf(c->a, "\\x%s", sealed);
	return db_exec(c, SQL_CRAWL_SEAL, param);
}

static enum rc
write_new(struct ctx *c, const struct seal *s, struct json_object *file,
    enum sql_id stmt, const char **id, struct conn_kind *k)
{
	const char *param[2];
	PGresult *res;
	enum rc rc;

	if ((rc = check(c, file)) != RC_OK ||
	    (rc = conn_kind(c, k, crawl_text(file, "provider"),
		 crawl_text(file, "service"))) != RC_OK ||
	    (rc = make_id(c, id)) != RC_OK)
		return rc;
	param[0] = *id;
	param[1] = json_object_to_json_string_ext(row_of(c, file, k),
	    JSON_C_TO_STRING_PLAIN);
	if ((rc = db_run(c, &res, stmt, param)) != RC_OK)
		return rc;
	if (PQntuples(res) == 0)
		return err_set(&c->err, RC_REJECT,
		    "name: the owner has a connection that is called so");
	*id = db_text(res, 0, 0);
	return seal_into(c, s, file, *id);
}

enum rc
conn_register(struct ctx *c, const struct seal *s, struct json_object *file,
    const char **id, struct conn_kind *k)
{
	return write_new(c, s, file, SQL_CRAWL_CONNECT, id, k);
}

enum rc
conn_add(struct ctx *c, const struct seal *s, struct json_object *file,
    const char **id, struct conn_kind *k)
{
	return write_new(c, s, file, SQL_CRAWL_API_CONNECT, id, k);
}

/* What is given, as the statement reads it. */
static struct json_object *
changes_of(struct ctx *c, struct json_object *file)
{
	static const char *const taken[] = { "name", "dc", "dc_id", "regions",
		"roles", NULL };
	struct json_object *o = json_object_new_object(), *v;
	size_t i;

	arena_defer(c->a, put, o);
	for (i = 0; taken[i] != NULL; i++)
		if (json_object_object_get_ex(file, taken[i], &v))
			json_object_object_add(o, taken[i], json_object_get(v));
	json_object_object_add(o, "settings", settings_of(file));
	if (json_object_object_get_ex(file, "status", &v))
		json_object_object_add(o, "is_enabled",
		    json_object_new_boolean(!is_disabled(file)));
	return o;
}

enum rc
conn_change(struct ctx *c, const struct seal *s, struct json_object *file,
    const char *id)
{
	const char *param[2] = { id };
	struct json_object *v;
	PGresult *res;
	enum rc rc;

	if ((rc = check_given(c, file)) != RC_OK ||
	    (rc = check_regions(c, file)) != RC_OK)
		return rc;
	if (json_object_object_get_ex(file, "name", &v) &&
	    json_object_get_string_len(v) == 0)
		return err_set(&c->err, RC_INPUT, "name: empty");
	param[1] = json_object_to_json_string_ext(changes_of(c, file),
	    JSON_C_TO_STRING_PLAIN);
	if ((rc = db_run(c, &res, SQL_CRAWL_API_CHANGE, param)) != RC_OK)
		return rc;
	if (PQntuples(res) == 0)
		return err_set(&c->err, RC_REJECT,
		    "name: another connection of the owner is called so");
	if (!json_object_object_get_ex(file, "credentials", &v))
		return RC_OK;
	return seal_into(c, s, file, id);
}

static void
regions_of(struct ctx *c, struct conn_row *row, const char *array)
{
	/* the statement gives them as a JSON list */
	struct json_object *o = conn_json(c, array);
	size_t i, n = o == NULL ? 0 : json_object_array_length(o);
	const char **v = arena_alloc(c->a, (n + 1) * sizeof(*v));

	for (i = 0; i < n; i++)
		v[i] = json_object_get_string(json_object_array_get_idx(o, i));
	if (n == 0)
		v[n++] = CRAWL_ALL;
	row->regions = v;
	row->n_regions = n;
}

enum rc
conn_load(struct ctx *c, const char *id, struct conn_row *row)
{
	const char *param[] = { id };
	PGresult *res;
	enum rc rc;

	if ((rc = db_run(c, &res, SQL_CRAWL_CONNECTION, param)) != RC_OK)
		return rc;
	if (PQntuples(res) == 0)
		return err_set(&c->err, RC_NOTFOUND, "connection %s: gone", id);
	*row = (struct conn_row){
		.conn = { .id = arena_strdup(c->a, id),
		    .owner = db_text(res, 0, 0),
		    .provider = db_text(res, 0, 2),
		    .transport = db_text(res, 0, 3),
		    .label = db_text(res, 0, 4),
		    .dc = db_text(res, 0, 5),
		    .dc_id = db_text(res, 0, 6),
		    .settings = conn_json(c, db_text(res, 0, 8)),
		    .host_key = db_text(res, 0, 11) },
		.name = db_text(res, 0, 1),
		.roles = conn_json(c, db_text(res, 0, 9)),
	};
	regions_of(c, row, db_text(res, 0, 7));
	return db_bool(c, &row->is_enabled, res, 0, 10);
}

void
conn_wipe(struct json_object *o)
{
	size_t i;

	if (json_object_is_type(o, json_type_string)) {
		memset((char *)(uintptr_t)json_object_get_string(o), 'x',
		    (size_t)json_object_get_string_len(o));
	} else if (json_object_is_type(o, json_type_array)) {
		for (i = 0; i < json_object_array_length(o); i++)
			conn_wipe(json_object_array_get_idx(o, i));
	} else if (json_object_is_type(o, json_type_object)) {
		json_object_object_foreach(o, member, v)
		{
			(void)member;
			conn_wipe(v);
		}
	}
}

/* What the tree of credentials held is not left behind in memory. */
static void
put_secret(void *arg)
{
	conn_wipe(arg);
	json_object_put(arg);
}

enum rc
conn_unseal(struct ctx *c, const struct seal *s, struct conn_row *row)
{
	const char *param[] = { row->conn.id };
	struct span clear = span_str("{}");
	PGresult *res;
	enum rc rc;

	if ((rc = db_run(c, &res, SQL_CRAWL_SEALED, param)) != RC_OK)
		return rc;
	if (PQntuples(res) > 0 && (rc = seal_open(c, s, row->conn.id,
				       db_text(res, 0, 0), &clear)) != RC_OK)
		return rc;
	row->conn.secret = json_tokener_parse((const char *)clear.p);
	if (row->conn.secret == NULL)
		return err_set(&c->err, RC_BUG,
		    "credentials of connection %s are no JSON", row->conn.id);
	arena_defer(c->a, put_secret, row->conn.secret);
	return RC_OK;
}

enum rc
conn_named(struct ctx *c, const char *name, const char **id)
{
	const char *param[] = { name };
	PGresult *res;
	enum rc rc;

	rc = db_run(c, &res, SQL_CRAWL_CONNECTION_NAMED, param);
	if (rc != RC_OK)
		return rc;
	if (PQntuples(res) == 0)
		return err_set(&c->err, RC_NOTFOUND,
		    "connection '%.100s': there is none", name);
	if (PQntuples(res) > 1)
		return err_set(&c->err, RC_USAGE,
		    "connection '%.100s': several owners have one of this "
		    "name; use its id",
		    name);
	*id = db_text(res, 0, 0);
	return RC_OK;
}
