/* SPDX-License-Identifier: ISC */
/*
 * JSON-RPC and a gateway over HTTP, from memory: an answer is a list of
 * pieces that are there already.  A thread for each connection.
 */
#define _GNU_SOURCE 1
#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <json-c/json.h>
#include <limits.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sysexits.h>
#include <unistd.h>

#include "common/base/cid.h"
#include "common/base/hex.h"
#include "tests/bench/chain.h"

#define REQUEST ((size_t)1 << 20) /* bytes of the longest */
#define CALLS   1024              /* in a batch */
#define SMALL   256               /* bytes around a result */

struct talk {
	const struct chain *k;
	int fd;
	char *in;
	size_t have;
	struct iovec v[4 * CALLS + 4];
	size_t nv, bytes;
	char small[CALLS + 1][2 * SMALL];
};

/* The answer, piece by piece. */

static void
say(struct talk *t, const char *p, size_t len)
{
	t->v[t->nv].iov_base = (void *)(uintptr_t)p;
	t->v[t->nv++].iov_len = len;
	t->bytes += len;
}

static void
say_text(struct talk *t, const char *s)
{
	say(t, s, strlen(s));
}

static void
say_piece(struct talk *t, const struct heap *h, struct piece p)
{
	say(t, h->p + p.at, p.len);
}

static int
send_all(struct talk *t)
{
	struct iovec *v = t->v;
	size_t left = t->nv;
	ssize_t n;

	while (left > 0) {
		n = writev(t->fd, v, left > IOV_MAX ? IOV_MAX : (int)left);
		if (n == -1 && errno == EINTR)
			continue;
		if (n <= 0)
			return -1;
		for (; left > 0 && (size_t)n >= v->iov_len; v++, left--)
			n -= (ssize_t)v->iov_len;
		if (left > 0) {
			v->iov_base = (char *)v->iov_base + n;
			v->iov_len -= (size_t)n;
		}
	}
	return 0;
}

/* Methods.  Each says the result; -1: there is no such thing. */

static int64_t
number_of(const struct chain *k, struct json_object *o)
{
	const char *s = json_object_get_string(o);
	int64_t n;

	if (s == NULL || strncmp(s, "0x", 2) != 0)
		return (int64_t)k->n - 1; /* latest, safe, finalized */
	n = (int64_t)strtoull(s, NULL, 16);
	return n < (int64_t)k->n ? n : -1;
}

static void
say_block(struct talk *t, int64_t n, struct json_object *full)
{
	const struct chain *k = t->k;

	if (n < 0)
		say_text(t, "null");
	else if (json_object_get_boolean(full))
		say_piece(t, &k->fulls, k->blocks[n].full);
	else
		say_piece(t, &k->headers, k->blocks[n].header);
}

static int
by_number(struct talk *t, struct json_object *p, char *buf)
{
	(void)buf;
	say_block(t, number_of(t->k, json_object_array_get_idx(p, 0)),
	    json_object_array_get_idx(p, 1));
	return 0;
}

static int
by_hash(struct talk *t, struct json_object *p, char *buf)
{
	const char *s = json_object_get_string(json_object_array_get_idx(p, 0));

	(void)buf;
	say_block(t, s == NULL ? -1 : chain_number(t->k, s),
	    json_object_array_get_idx(p, 1));
	return 0;
}

static int
block_receipts(struct talk *t, struct json_object *p, char *buf)
{
	const char *s = json_object_get_string(json_object_array_get_idx(p, 0));
	int64_t n = s == NULL ? -1 : chain_number(t->k, s);

	(void)buf;
	if (n < 0)
		return -1;
	say_piece(t, &t->k->receipts, t->k->blocks[n].receipts);
	return 0;
}

/* The logs of blocks that follow each other lie one behind the other. */
static int
get_logs(struct talk *t, struct json_object *p, char *buf)
{
	struct json_object *f = json_object_array_get_idx(p, 0), *from, *to;
	const struct chain *k = t->k;
	struct piece a, b;
	int64_t i = 0, j = (int64_t)k->n - 1;

	(void)buf;
	if (json_object_object_get_ex(f, "blockHash", &from))
		i = j = chain_number(k, json_object_get_string(from));
	if (json_object_object_get_ex(f, "fromBlock", &from))
		i = number_of(k, from);
	if (json_object_object_get_ex(f, "toBlock", &to))
		j = number_of(k, to);
	if (i < 0 || j < i)
		return -1;
	a = k->blocks[i].logs;
	b = k->blocks[j].logs;
	a.len = b.at + b.len - a.at;
	say_text(t, "[");
	if (a.len > 0) /* not the comma in front */
		say(t, k->logs.p + a.at + 1, a.len - 1);
	say_text(t, "]");
	return 0;
}

/* The registry, asked for the address of a contract. */
static int
call_contract(struct talk *t, struct json_object *p, char *buf)
{
	struct json_object *o = json_object_array_get_idx(p, 0), *data;
	uint8_t word[1][32], call[ABI_CALL2];
	char text[2 * ABI_CALL2 + 3], address[43];
	size_t i, n;

	if (!json_object_object_get_ex(o, "data", &data))
		return -1;
	for (i = 0; i < ABI_CONTRACT__MAX; i++) {
		if (abi_name32(word[0], abi_contract_name[i]) != 0)
			continue;
		n = abi_call(call, ABI_REGISTRY_GETCONTRACT,
		    (const uint8_t(*)[32])word, 1);
		hex_encode(text, call, n);
		if (strcmp(text, json_object_get_string(data)) != 0)
			continue;
		hex_encode(address, t->k->address[i], 20);
		snprintf(buf, SMALL, "\"0x%024d%s\"", 0, address + 2);
		say_text(t, buf);
		return 0;
	}
	return -1;
}

static int
head_number(struct talk *t, struct json_object *p, char *buf)
{
	(void)p;
	snprintf(buf, SMALL, "\"0x%" PRIx64 "\"", t->k->n - 1);
	say_text(t, buf);
	return 0;
}

static int
chain_id(struct talk *t, struct json_object *p, char *buf)
{
	(void)p, (void)buf;
	say_text(t, "\"0x7a69\"");
	return 0;
}

static const struct {
	const char *name;
	int (*say)(struct talk *t, struct json_object *params, char *buf);
} methods[] = {
	{ "eth_getBlockByNumber", by_number },
	{ "eth_getBlockByHash", by_hash },
	{ "eth_getBlockReceipts", block_receipts },
	{ "eth_getLogs", get_logs },
	{ "eth_call", call_contract },
	{ "eth_blockNumber", head_number },
	{ "eth_chainId", chain_id },
};

static void
one_call(struct talk *t, struct json_object *call, char *buf)
{
	struct json_object *id = NULL, *method = NULL, *params = NULL;
	const char *name;
	size_t i, nv = t->nv, bytes = t->bytes;

	json_object_object_get_ex(call, "id", &id);
	json_object_object_get_ex(call, "method", &method);
	json_object_object_get_ex(call, "params", &params);
	name = method == NULL ? "" : json_object_get_string(method);
	snprintf(buf, SMALL, "{\"jsonrpc\":\"2.0\",\"id\":%s,\"result\":",
	    json_object_to_json_string(id));
	say_text(t, buf);
	for (i = 0; i < sizeof(methods) / sizeof(methods[0]); i++)
		if (strcmp(methods[i].name, name) == 0 &&
		    methods[i].say(t, params, buf + SMALL) == 0) {
			say_text(t, "}");
			return;
		}
	t->nv = nv;
	t->bytes = bytes;
	snprintf(buf, SMALL,
	    "{\"jsonrpc\":\"2.0\",\"id\":%s,\"error\":{\"code\":-32601,"
	    "\"message\":\"no such method or thing\"}}",
	    json_object_to_json_string(id));
	say_text(t, buf);
}

static void
answer_calls(struct talk *t, const char *body)
{
	struct json_object *doc = json_tokener_parse(body);
	size_t i, n;

	if (!json_object_is_type(doc, json_type_array)) {
		one_call(t, doc, t->small[0]);
		json_object_put(doc);
		return;
	}
	n = json_object_array_length(doc);
	say_text(t, "[");
	for (i = 0; i < n && i < CALLS; i++) {
		if (i > 0)
			say_text(t, ",");
		one_call(t, json_object_array_get_idx(doc, i), t->small[i]);
	}
	say_text(t, "]");
	json_object_put(doc);
}

/* GET /ipfs/CID; -1: not there. */
static int
answer_document(struct talk *t, const char *path)
{
	const char *name = strrchr(path, '/');
	char cid[CID_TEXT];
	uint8_t digest[32];
	struct piece p;

	if (name == NULL || sscanf(name, "/%63[A-Za-z0-9]", cid) != 1 ||
	    cid_v0_parse(digest, cid) != 0)
		return -1;
	p = story_document(t->k->story, digest);
	if (p.len == 0)
		return -1;
	say_piece(t, &t->k->docs, p);
	return 0;
}

/*
 * What was asked, for curl to ask again: a configuration, and the bodies of
 * the POSTs beside it.
 */
static struct {
	pthread_mutex_t lock;
	const char *dir; /* NULL: not wanted */
	FILE *config;
	unsigned n;
} record = { .lock = PTHREAD_MUTEX_INITIALIZER };

void
serve_record(const char *dir)
{
	char name[PATH_MAX];

	snprintf(name, sizeof(name), "%s/curlrc", dir);
	record.dir = dir;
	if ((record.config = fopen(name, "we")) == NULL)
		exit(EX_CANTCREAT);
}

static void
record_post(const char *body, size_t len)
{
	char name[PATH_MAX];
	FILE *f;

	snprintf(name, sizeof(name), "%s/%06u.json", record.dir, record.n);
	if ((f = fopen(name, "we")) == NULL || fwrite(body, 1, len, f) != len ||
	    fclose(f) != 0)
		exit(EX_IOERR);
	fprintf(record.config,
	    "header = \"Content-Type: application/json\"\n"
	    "data-binary = \"@%s\"\n",
	    name);
}

static void
record_request(const struct talk *t, size_t head, size_t len)
{
	bool get = strncmp(t->in, "GET ", 4) == 0;

	if (record.dir == NULL)
		return;
	pthread_mutex_lock(&record.lock);
	fprintf(record.config, "%surl = \"http://HOST%.*s\"\n",
	    record.n++ > 0 ? "next\n" : "", (int)strcspn(t->in + 4 + !get, " "),
	    t->in + 4 + !get);
	if (!get)
		record_post(t->in + head, len);
	fputs("output = \"/dev/null\"\n", record.config);
	fflush(record.config);
	pthread_mutex_unlock(&record.lock);
}

/* HTTP. */

/* Until a whole request is there: the length of its head, or 0. */
static size_t
read_request(struct talk *t, size_t *body)
{
	char *end, *l;
	ssize_t n;

	for (;;) {
		t->in[t->have] = '\0';
		end = strstr(t->in, "\r\n\r\n");
		if (end != NULL) {
			l = strcasestr(t->in, "\r\nContent-Length:");
			*body = l != NULL && l < end
				    ? strtoull(l + 17, NULL, 10)
				    : 0;
			if (t->have >= (size_t)(end - t->in) + 4 + *body)
				return (size_t)(end - t->in) + 4;
		}
		if (t->have >= REQUEST - 1)
			return 0;
		n = read(t->fd, t->in + t->have, REQUEST - 1 - t->have);
		if (n <= 0)
			return 0;
		t->have += (size_t)n;
	}
}

static int
answer(struct talk *t, size_t head, size_t body)
{
	char keep = t->in[head + body];
	char top[128];
	int status = 200;

	t->nv = 1;
	t->bytes = 0;
	t->in[head + body] = '\0';
	if (strncmp(t->in, "GET ", 4) == 0) {
		t->in[head - 2] = '\0';
		*strchrnul(t->in + 4, ' ') = '\0';
		if (answer_document(t, t->in + 4) != 0)
			status = 404;
	} else
		answer_calls(t, t->in + head);
	snprintf(top, sizeof(top),
	    "HTTP/1.1 %d x\r\nContent-Type: application/json\r\n"
	    "Content-Length: %zu\r\n\r\n",
	    status, t->bytes);
	t->v[0].iov_base = top;
	t->v[0].iov_len = strlen(top);
	t->in[head + body] = keep;
	return send_all(t);
}

static void *
serve_one(void *arg)
{
	struct talk *t = arg;
	size_t head, body;

	while ((head = read_request(t, &body)) > 0) {
		record_request(t, head, body);
		if (answer(t, head, body) != 0)
			break;
		t->have -= head + body;
		memmove(t->in, t->in + head + body, t->have);
	}
	close(t->fd);
	free(t->in);
	free(t);
	return NULL;
}

int
serve_listen(uint16_t *port)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	socklen_t len = sizeof(a);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd == -1 || bind(fd, (struct sockaddr *)&a, sizeof(a)) == -1 ||
	    listen(fd, 128) == -1 ||
	    getsockname(fd, (struct sockaddr *)&a, &len) == -1)
		exit(EX_OSERR);
	*port = ntohs(a.sin_port);
	return fd;
}

void
serve_run(const struct chain *k, int fd)
{
	int on = 1, one;
	struct talk *t;
	pthread_t th;

	while ((one = accept(fd, NULL, NULL)) != -1) {
		(void)setsockopt(one, IPPROTO_TCP, TCP_NODELAY, &on,
		    sizeof(on));
		if ((t = calloc(1, sizeof(*t))) == NULL ||
		    (t->in = malloc(REQUEST)) == NULL)
			exit(EX_OSERR);
		t->k = k;
		t->fd = one;
		if (pthread_create(&th, NULL, serve_one, t) != 0)
			exit(EX_OSERR);
		pthread_detach(th);
	}
}
