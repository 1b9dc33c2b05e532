/* SPDX-License-Identifier: ISC */
#include "jobs/notifier/notifier.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "chain/providers.h"
#include "common/base/clock.h"
#include "common/base/hex.h"
#include "common/base/iso_time.h"
#include "common/base/limits.h"
#include "common/base/num.h"
#include "common/conf/conf.h"
#include "common/json/jsonr.h"
#include "common/net/http.h"

#define PAGE       5000 /* statuses that are asked for at once */
#define REQUEST_MS 30000
#define REASON_MAX 256
#define DAY_US     (INT64_C(86400) * 1000000)

struct notifier {
	struct http *h;
	struct sig *sig;
	uint8_t key[32];
	char url[LIM_ENDPOINT + 2]; /* ends in a slash */
};

const char *
notifier_host(const struct notifier *n)
{
	return n->url;
}

void
notifier_free(struct notifier *n)
{
	if (n == NULL)
		return;
	http_free(n->h);
	sig_free(n->sig);
	explicit_bzero(n->key, sizeof(n->key));
	free(n);
}

/* Which. */

static enum rc
ask_contract(struct job_run *r, uint64_t id, struct span *url)
{
	struct eth_call q = {
		.fn = ABI_TRUSTEDNOTIFIERMANAGER_GETNOTIFIERFORID,
		.nargs = 1,
	};
	enum rc rc;

	eth_word_number(q.arg[0], id);
	if ((rc = eth_ask_one(r->c, r->eth, &q)) != RC_OK)
		return rc;
	*url = q.out[1].bytes;
	return RC_OK;
}

static enum rc
check_url(struct ctx *c, const struct span *url)
{
	const char *s = (const char *)url->p;

	if (provider_endpoint_ok(s, url->len) &&
	    (strncmp(s, "http://", 7) == 0 || strncmp(s, "https://", 8) == 0))
		return RC_OK;
	return err_set(&c->err, RC_DATA,
	    "getNotifierForID: the endpoint of notifier %s is no URL",
	    c->cf->trusted_notifier_id);
}

static enum rc
open_with(struct job_run *r, struct notifier **out, const struct span *url)
{
	const char *key = r->c->cf->delegate_private_key;
	struct notifier *n;

	if ((n = calloc(1, sizeof(*n))) == NULL)
		err_die("notifier", "no memory");
	if (hex_decode(n->key, 32, key, strlen(key)) != 0) {
		free(n);
		return err_set(&r->c->err, RC_CONFIG,
		    "[delegate] private_key is needed: it signs requests");
	}
	memcpy(n->url, url->p, url->len);
	if (n->url[url->len - 1] != '/')
		n->url[url->len] = '/';
	n->h = http_new(1);
	n->sig = sig_new();
	*out = n;
	return RC_OK;
}

enum rc
notifier_new(struct job_run *r, struct notifier **n)
{
	struct span url;
	uint64_t id = 0;
	enum rc rc;

	*n = NULL;
	if (num_u64(&id, r->c->cf->trusted_notifier_id, 0, UINT64_MAX) != 0 ||
	    id == 0)
		return RC_OK;
	if ((rc = ask_contract(r, id, &url)) != RC_OK || url.len == 0 ||
	    (rc = check_url(r->c, &url)) != RC_OK)
		return rc;
	return open_with(r, n, &url);
}

/* Times. */

/* Of 1970 or later, in microseconds. */
static bool
time_of(int64_t *at, const char *s)
{
	struct iso_time t;

	if (!iso_time_stamp(&t, s) || strcmp(s, "1970") < 0 || t.s < 0)
		return false;
	*at = t.s * 1000000 + t.us;
	return true;
}

static const char *
time_text(struct arena *a, int64_t at)
{
	time_t t = (time_t)(at / 1000000);
	char text[32];
	struct tm tm;

	if (gmtime_r(&t, &tm) == NULL)
		return "1970-01-01T00:00:00Z";
	(void)strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &tm);
	return arena_printf(a, "%s.%06dZ", text, (int)(at % 1000000));
}

/* Pages. */

static const struct {
	const char *path, *key;
	const char *id[3]; /* names of the member; NULL ends them */
} kinds[DELIST__MAX] = {
	[DELIST_USERS] = { "users", "users",
	    { "userId", "user_id", "UserID" } },
	[DELIST_TRACKS] = { "tracks", "tracks",
	    { "trackId", "track_id", "TrackID" } },
};

static bool
id_of(int64_t *id, struct json_object *o, const char *const names[3])
{
	int i;

	for (i = 0; i < 3; i++)
		if (jsonr_opt_int(id, o, names[i]))
			return *id >= 0 && *id <= LIM_ID;
	return false;
}

static const char *
text_of(struct ctx *c, struct json_object *o, const char *a, const char *b)
{
	const char *s;

	if (jsonr_opt_text(c, &s, o, a) || jsonr_opt_text(c, &s, o, b))
		return strlen(s) <= REASON_MAX ? s : NULL;
	return "";
}

/* NULL, or why this is no status. */
static const char *
status_of(struct ctx *c, struct status *s, struct json_object *o,
    enum delist_kind kind)
{
	static const char *const owner[3] = { "ownerId", "owner_id",
		"OwnerID" };
	const char *at = text_of(c, o, "createdAt", "created_at");

	if (at == NULL || !time_of(&s->at, at))
		return arena_printf(c->a, "its createdAt '%.40s' is no time",
		    at != NULL ? at : "(long)");
	if (s->at > wall_s() * 1000000 + DAY_US)
		return arena_printf(c->a, "its createdAt %.40s is yet to come",
		    at);
	if (!id_of(&s->id, o, kinds[kind].id))
		return arena_printf(c->a, "its %s is no id", kinds[kind].id[0]);
	if (!jsonr_opt_bool(&s->delisted, o, "delisted"))
		return "its delisted is neither true nor false";
	s->reason = text_of(c, o, "reason", "Reason");
	s->cid = text_of(c, o, "trackCid", "track_cid");
	if (kind == DELIST_USERS || !id_of(&s->owner, o, owner))
		s->owner = 0;
	return s->reason != NULL && s->cid != NULL
		   ? NULL
		   : "its reason or trackCid is longer than 256 bytes";
}

/* The list stands in "result" or "data", or is all there is. */
static bool
list_of(struct json_object **arr, struct json_object *doc, const char *key)
{
	static const char *const outer[] = { "result", "data" };
	struct json_object *in;
	size_t i;

	for (i = 0; i < 2; i++)
		if (jsonr_opt_obj(&in, doc, outer[i]))
			return jsonr_opt_arr(arr, in, key);
	return jsonr_opt_arr(arr, doc, key) || jsonr_opt_arr(arr, doc, NULL);
}

static enum rc
read_page(struct ctx *c, struct page *p, const struct http_req *q,
    enum delist_kind kind)
{
	struct json_object *doc, *list, *arr;
	const char *why;
	enum rc rc;
	size_t i, n;

	if ((rc = jsonr_user_doc(c, &doc, q->body.p, q->body.len)) != RC_OK)
		return err_add(&c->err, "trusted notifier");
	if (!list_of(&list, doc, kinds[kind].key))
		return err_set(&c->err, RC_DATA,
		    "trusted notifier: the answer holds no list of %s",
		    kinds[kind].key);
	rc = jsonr_arr(c, &arr, &n, list, NULL, PAGE);
	if (rc != RC_OK)
		return err_add(&c->err, "trusted notifier: %s",
		    kinds[kind].key);
	p->v = arena_zalloc(c->a, n + 1, sizeof(*p->v));
	p->n = p->bad = 0;
	for (i = 0; i < n; i++) {
		why = status_of(c, &p->v[p->n], jsonr_at(arr, i), kind);
		if (why == NULL)
			p->n++;
		else if (p->bad++ == 0)
			p->why = why;
	}
	return RC_OK;
}

/* Basic authorization: the time in milliseconds, and its signature. */
static enum rc
sign(struct ctx *c, const struct notifier *n, struct http_req *q)
{
	char *signature = arena_alloc(c->a, SIG_TEXT);

	q->user = arena_printf(c->a, "%lld000", (long long)wall_s());
	q->password = signature;
	if (sig_answer(n->sig, signature, q->user, strlen(q->user), n->key) !=
	    0)
		return err_set(&c->err, RC_CONFIG,
		    "[delegate] private_key is no key");
	return RC_OK;
}

enum rc
notifier_page(struct ctx *c, struct notifier *n, struct page *p,
    enum delist_kind kind, int64_t after)
{
	struct http_req q = {
		.total_ms = REQUEST_MS,
		.maxbody = LIM_NOTIFIER,
		.public_only = !c->cf->trusted_notifier_private,
		.a = c->a,
	};
	enum rc rc;

	q.url = arena_printf(c->a, "%sstatuses/%s?batchSize=%d%s%s", n->url,
	    kinds[kind].path, PAGE, after > 0 ? "&cursor=" : "",
	    after > 0 ? time_text(c->a, after) : "");
	if ((rc = sign(c, n, &q)) != RC_OK)
		return rc;
	if ((rc = http_one(c, n->h, &q)) != RC_OK)
		return err_add(&c->err, "trusted notifier");
	return read_page(c, p, &q, kind);
}
