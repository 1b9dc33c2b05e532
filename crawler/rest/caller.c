/* SPDX-License-Identifier: ISC */
#include "crawler/rest/caller.h"

#include <string.h>

#include "common/conf/conf.h"
#include "common/json/jsonr.h"
#include "crawler/rest/token.h"

#define SECRET_LEAST 16 /* bytes; who has one token tries shorter ones */
#define SERVICE      "*"

/* What everybody can read in the original's sources. */
static const char *const well_known[] = { "defaultSecretKey",
	"defaultSecretKeyPrivate", "defaultSecretNoAuthToken", "wsSecretKey",
	NULL };

static enum rc
check_secret(struct ctx *c, const char *name, const char *value)
{
	size_t i;

	if (value[0] == '\0')
		return err_set(&c->err, RC_CONFIG,
		    "%s: not set: who may ask is known by it", name);
	if (c->cf->cloud_dev)
		return RC_OK;
	for (i = 0; well_known[i] != NULL; i++)
		if (strcmp(well_known[i], value) == 0)
			return err_set(&c->err, RC_CONFIG,
			    "%s: everybody knows this value. make one: openssl "
			    "rand -hex 32",
			    name);
	if (strlen(value) < SECRET_LEAST)
		return err_set(&c->err, RC_CONFIG,
		    "%s: shorter than %d bytes: it could be guessed. make "
		    "one: openssl rand -hex 32",
		    name, SECRET_LEAST);
	return RC_OK;
}

enum rc
caller_check_conf(struct ctx *c)
{
	const struct conf *cf = c->cf;
	enum rc rc;

	if ((rc = check_secret(c, "MAESTRO_SECRETJWT", cf->cloud_secret)) !=
		RC_OK ||
	    (rc = check_secret(c, "MAESTRO_SECRETJWT_PRIVATE",
		 cf->cloud_private)) != RC_OK ||
	    (rc = check_secret(c, "MAESTRO_NOAUTH", cf->cloud_noauth)) != RC_OK)
		return rc;
	if (strcmp(cf->cloud_secret, cf->cloud_private) == 0)
		return err_set(&c->err, RC_CONFIG,
		    "MAESTRO_SECRETJWT_PRIVATE: the same as "
		    "MAESTRO_SECRETJWT: an owner could not be told from a "
		    "service");
	return RC_OK;
}

static enum rc
service(struct ctx *c, const char **scope, const struct token *t)
{
	const char *word;

	if (jsonr_opt_text(c, &word, t->claims, "noauth") != 1 ||
	    !token_same(word, c->cf->cloud_noauth))
		return err_set(&c->err, RC_INPUT,
		    "The token is not one of a service");
	*scope = SERVICE;
	return RC_OK;
}

static enum rc
owner(struct ctx *c, const char **scope, const struct token *t)
{
	const char *id;

	if (jsonr_opt_text(c, &id, t->claims, "_id") != 1 || id[0] == '\0' ||
	    strlen(id) > 200 || strcmp(id, SERVICE) == 0)
		return err_set(&c->err, RC_INPUT,
		    "The token does not say whose it is");
	*scope = id;
	return RC_OK;
}

enum rc
caller_of_token(struct ctx *c, const char **scope, const char *text)
{
	const struct conf *cf = c->cf;
	struct token t;
	enum rc rc;

	if ((rc = token_read(c, &t, text)) != RC_OK)
		return rc;
	if (token_is_by(&t, cf->cloud_private))
		rc = service(c, scope, &t);
	else if (token_is_by(&t, cf->cloud_secret))
		rc = owner(c, scope, &t);
	else
		rc =
		    err_set(&c->err, RC_INPUT, "Signature verification failed");
	if (rc != RC_OK)
		return rc;
	return token_is_fresh(c, &t, !cf->cloud_noexp);
}

const char *
caller_cookie(const struct rest_call *k)
{
	static const char name[] = CALLER_COOKIE "=";
	const char *s = k->rq->cookie;

	while (s != NULL) {
		s += strspn(s, "; ");
		if (strncmp(s, name, sizeof(name) - 1) == 0) {
			s += sizeof(name) - 1;
			return arena_memdup(k->c->a, s, strcspn(s, "; "));
		}
		s = strchr(s, ';');
	}
	return NULL;
}

/* "JWT <token>"; which word it is does not matter. */
static const char *
header_token(const struct rest_call *k)
{
	const char *s = k->rq->authorization, *blank;

	if (s == NULL || (blank = strchr(s, ' ')) == NULL || blank == s)
		return NULL;
	return blank + 1 + strspn(blank + 1, " ");
}

/* A service may speak for one owner; then it sees what he does. */
static enum rc
narrow(struct rest_call *k)
{
	const char *as = req_arg(k->rq, "owner", 0);

	if (as == NULL)
		return RC_OK;
	if (strcmp(k->scope, SERVICE) != 0 && strcmp(k->scope, as) != 0)
		return rest_fail(k, 403, "owner: you are somebody else");
	if (as[0] == '\0' || strcmp(as, SERVICE) == 0)
		return rest_fail(k, 400, "owner: not an id");
	k->scope = as;
	return RC_OK;
}

enum rc
caller_read(struct rest_call *k)
{
	const char *text =
	    k->rt->who == REST_PAGE ? caller_cookie(k) : header_token(k);
	const char *why;
	enum rc rc;

	if (text == NULL)
		return rest_unknown(k,
		    k->rq->authorization == NULL
			? "A token is wanted: Authorization: JWT <token>"
			: "The header is not of the form: JWT <token>");
	rc = caller_of_token(k->c, &k->scope, text);
	if (rc == RC_INPUT) {
		why = arena_strdup(k->c->a, k->c->err.msg);
		err_clear(&k->c->err);
		return rest_unknown(k, why);
	}
	if (rc != RC_OK)
		return rc;
	if (k->rt->who == REST_SERVICE && strcmp(k->scope, SERVICE) != 0)
		return rest_fail(k, 403, "Only services may ask for this");
	return narrow(k);
}
