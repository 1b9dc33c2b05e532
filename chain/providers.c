/* SPDX-License-Identifier: ISC */
#include "chain/providers.h"

#include <string.h>

#include "common/base/limits.h"
#include "common/base/pgarr.h"

const char *const provider_type_name[PROVIDER__MAX] = {
	[PROVIDER_CONTENT] = "content-node",
	[PROVIDER_DISCOVERY] = "discovery-node",
};

/* Letters, digits, '_' and '-'. */
static size_t
word_len(const char *s, size_t len)
{
	size_t n = 0;

	while (n < len &&
	       ((s[n] >= '0' && s[n] <= '9') || (s[n] >= 'a' && s[n] <= 'z') ||
		   (s[n] >= 'A' && s[n] <= 'Z') || s[n] == '_' || s[n] == '-'))
		n++;
	return n;
}

/* The length of a host: localhost, or words with dots between them. */
static size_t
host_len(const char *s, size_t len)
{
	size_t n = word_len(s, len), more, words = 1;

	if (n == 0)
		return 0;
	while (n < len && s[n] == '.' &&
	       (more = word_len(s + n + 1, len - n - 1)) > 0) {
		n += 1 + more;
		words++;
	}
	if (words > 1 || (n == 9 && memcmp(s, "localhost", 9) == 0))
		return n;
	return 0;
}

static size_t
starts(const char *s, size_t len, const char *with)
{
	size_t n = strlen(with);

	return len >= n && memcmp(s, with, n) == 0 ? n : 0;
}

/* Printable ASCII only: what follows goes into rows, answers and requests. */
static bool
path_ok(const char *s, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (s[i] <= ' ' || s[i] > '~' || s[i] == '"' || s[i] == '<' ||
		    s[i] == '>' || s[i] == '\\' || s[i] == ',')
			return false;
	return true;
}

bool
provider_endpoint_ok(const char *s, size_t len)
{
	size_t n;

	if (len > LIM_ENDPOINT)
		return false;
	if (len > 0 && (s[0] == ' ' || s[0] == '\t')) {
		s++;
		len--;
	}
	n = starts(s, len, "https://");
	if (n == 0)
		n = starts(s, len, "http://");
	s += n;
	len -= n;
	if ((n = host_len(s, len)) == 0)
		return false;
	s += n;
	len -= n;
	if (len > 0 && s[0] == ':') {
		for (n = 1; n < len && s[n] >= '0' && s[n] <= '9';)
			n++;
		if (n == 1 || n > 6)
			return false;
		s += n;
		len -= n;
	}
	return len == 0 || (s[0] == '/' && path_ok(s, len));
}

enum rc
providers_total(struct ctx *c, struct eth *e, uint64_t *n,
    enum provider_type type)
{
	struct eth_call q = {
		.fn = ABI_SERVICEPROVIDERFACTORY_GETTOTALSERVICETYPEPROVIDERS,
		.nargs = 1,
	};
	char text[U256_TEXT];
	enum rc rc;

	if (abi_name32(q.arg[0], provider_type_name[type]) != 0)
		return err_set(&c->err, RC_BUG, "service type");
	if ((rc = eth_ask_one(c, e, &q)) != RC_OK)
		return rc;
	if (u256_u64(n, &q.out[0].num, LIM_PROVIDERS) == 0)
		return RC_OK;
	u256_text(text, &q.out[0].num);
	return err_set(&c->err, RC_DATA,
	    "getTotalServiceTypeProviders: %s %ss, more than %d", text,
	    provider_type_name[type], LIM_PROVIDERS);
}

enum { OWNER, ENDPOINT, BLOCK, DELEGATE, VALUES };

/* Without the blank that may stand in front. */
static void
take(struct ctx *c, struct provider *p, const struct abi_value *v)
{
	const char *s = (const char *)v[ENDPOINT].bytes.p;
	size_t len = v[ENDPOINT].bytes.len;

	p->there = len > 0 && provider_endpoint_ok(s, len) &&
		   u256_u64(&p->block, &v[BLOCK].num, INT64_MAX) == 0;
	if (len > 0 && !p->there)
		log_info(&c->log,
		    "msg=\"%s %lld: its endpoint is no host or URL, ignored\"",
		    "service provider", (long long)p->id);
	if (!p->there)
		return;
	if (s[0] == ' ' || s[0] == '\t') {
		s++;
		len--;
	}
	p->endpoint = arena_memdup(c->a, s, len);
	address_eip55(p->owner, v[OWNER].address);
	address_eip55(p->delegate, v[DELEGATE].address);
}

enum rc
providers_read(struct ctx *c, struct eth *e, struct provider *p, size_t n,
    enum provider_type type)
{
	struct eth_call *q = arena_zalloc(c->a, n, sizeof(*q));
	enum rc rc;
	size_t i;

	for (i = 0; i < n; i++) {
		q[i].fn = ABI_SERVICEPROVIDERFACTORY_GETSERVICEENDPOINTINFO;
		q[i].nargs = 2;
		if (abi_name32(q[i].arg[0], provider_type_name[type]) != 0)
			return err_set(&c->err, RC_BUG, "service type");
		eth_word_number(q[i].arg[1], (uint64_t)p[i].id);
	}
	if ((rc = eth_ask(c, e, q, n)) != RC_OK)
		return rc;
	for (i = 0; i < n; i++) {
		p[i].there = false;
		if (!q[i].ok)
			return err_set(&c->err, eth_fault(&q[i]),
			    "getServiceEndpointInfo: %s %lld: %s",
			    provider_type_name[type], (long long)p[i].id,
			    q[i].why);
		take(c, &p[i], q[i].out);
	}
	return RC_OK;
}

size_t
providers_columns(struct arena *a, const char *param[PROVIDER_COLUMNS],
    const struct provider *p, size_t n, enum provider_type type)
{
	struct pgarr *id = pgarr_new(a), *owner = pgarr_new(a);
	struct pgarr *endpoint = pgarr_new(a), *block = pgarr_new(a);
	struct pgarr *delegate = pgarr_new(a);
	size_t i;

	for (i = 0; i < n; i++) {
		if (!p[i].there)
			continue;
		pgarr_int(id, p[i].id);
		pgarr_text(owner, p[i].owner);
		pgarr_text(endpoint, p[i].endpoint);
		pgarr_int(block, (int64_t)p[i].block);
		pgarr_text(delegate, p[i].delegate);
	}
	param[0] = provider_type_name[type];
	param[1] = pgarr_done(id);
	param[2] = pgarr_done(owner);
	param[3] = pgarr_done(endpoint);
	param[4] = pgarr_done(block);
	param[5] = pgarr_done(delegate);
	return pgarr_len(id);
}
