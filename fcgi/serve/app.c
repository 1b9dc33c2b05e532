/* SPDX-License-Identifier: ISC */
#include "fcgi/serve/app.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "common/base/clock.h"
#include "common/base/fnv.h"
#include "common/base/hex.h"
#include "common/db/db.h"
#include "common/prog/signer.h"
#include "fcgi/serve/route.h"
#include "sql/steps.h"

/* It is pasted into answers without further escaping. */
static enum rc
check_version(struct app *app)
{
	const char *v = app->cf->service_version;

	if (*v == '\0' || strlen(v) > 64 ||
	    v[strspn(v, "0123456789.-+abcdefghijklmnopqrstuvwxyz"
			"ABCDEFGHIJKLMNOPQRSTUVWXYZ")] != '\0')
		return err_set(&app->c.err, RC_CONFIG,
		    "discprov.service_version: '%s' is no version", v);
	return RC_OK;
}

/*
 * Hosts that share a cache have the delegate key in common, and nobody else
 * has it.  What is derived from it does not give it away.
 */
static struct cache *
open_cache(const struct app *app, const char **why)
{
	static const char use[] = "discprov: answers in memcached";
	uint8_t secret[MAC_BYTES];
	struct span part = span_str(use);
	struct cache *k;

	mac_make(secret, app->key, &part, 1);
	k = cache_new(app->cf->memcached_servers, secret, why);
	explicit_bzero(secret, sizeof(secret));
	return k;
}

/*
 * Names of answers begin with what nobody knows: two answers of one name
 * cannot be made up, and all hosts of one node give the same names.
 */
static uint64_t
name_seed(const struct app *app)
{
	static const char use[] = "discprov: names of answers";
	uint8_t secret[MAC_BYTES];
	struct span part = span_str(use);
	uint64_t seed;

	mac_make(secret, app->key, &part, 1);
	seed = fnv_bytes(FNV_BEGIN, secret, sizeof(secret));
	explicit_bzero(secret, sizeof(secret));
	return seed;
}

enum rc
app_init(struct app *app, const struct conf *cf)
{
	struct ctx *c = &app->c;
	const char *why;
	enum rc rc;

	app->cf = cf;
	app->sig = sig_new();
	app->media = media_new();
	app->timing = timing_new(cf->run_dir);
	app->routes = route_index_new();
	app->started_s = wall_s();
	app->has_primary = db_has_primary(c);
	if ((rc = signer_read(&app->c, app->key, app->signer, app->sig)) !=
		RC_OK ||
	    (rc = check_version(app)) != RC_OK)
		return rc;
	app->name_seed = name_seed(app);
	(void)snprintf(app->cache_prefix, sizeof(app->cache_prefix),
	    "discprov %d %s ", sql_step_count, app->signer);
	if ((rc = node_list_read(c, &app->content, cf->content_nodes,
		 "content_nodes")) != RC_OK ||
	    (rc = node_list_read(c, &app->discovery, cf->discovery_nodes,
		 "discovery_nodes")) != RC_OK)
		return rc;
	if ((app->cache = open_cache(app, &why)) == NULL)
		return err_set(&c->err, RC_CONFIG, "%s: %s",
		    conf_where(cf, "memcached", "servers"), why);
	cache_tell(app->cache, &c->log);
	return RC_OK;
}

void
app_free(struct app *app)
{
	route_index_free(app->routes);
	cache_free(app->cache);
	sig_free(app->sig);
	media_free(app->media);
	timing_free(app->timing);
	node_list_free(&app->content);
	node_list_free(&app->discovery);
	source_free(app);
	arena_free(app->c.a);
	explicit_bzero(app->key, sizeof(app->key));
}
