/* SPDX-License-Identifier: ISC */
/*
 * version (1 byte), nonce (12), sealed text, tag (16).  A nonce is random: a
 * key seals some thousand times in its life, nowhere near to what twelve bytes
 * allow.
 */
#include "crawler/store/seal.h"

#include <errno.h>
#include <nettle/chacha-poly1305.h>
#include <nettle/memops.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>

#include "common/base/hex.h"
#include "common/conf/conf.h"

#define VERSION 1
#define NONCE   CHACHA_POLY1305_NONCE_SIZE
#define TAG     CHACHA_POLY1305_DIGEST_SIZE
#define AROUND  (1 + NONCE + TAG)

static enum rc
parse(struct ctx *c, struct seal *s, FILE *f)
{
	char line[SEAL_KEY * 2 + 2] = "";
	struct stat st;
	size_t n;

	if (fstat(fileno(f), &st) != 0 || !S_ISREG(st.st_mode))
		return err_set(&c->err, RC_CONFIG, "%s: not a file",
		    c->cf->crawl_key_file);
	if ((st.st_mode & 077) != 0)
		return err_set(&c->err, RC_CONFIG,
		    "%s: others may read or write this key (mode %03o). use "
		    "chmod 600",
		    c->cf->crawl_key_file, (unsigned)st.st_mode & 0777);
	n = fread(line, 1, sizeof(line) - 1, f);
	while (n > 0 && line[n - 1] == '\n')
		line[--n] = '\0';
	n = hex_bare(s->key, SEAL_KEY, line, n) == 0 ? 1 : 0;
	explicit_bzero(line, sizeof(line));
	return n == 1 ? RC_OK
		      : err_set(&c->err, RC_CONFIG,
			    "%s: a key is %d hexadecimal digits and nothing "
			    "else: 'openssl rand -hex %d' makes one",
			    c->cf->crawl_key_file, SEAL_KEY * 2, SEAL_KEY);
}

enum rc
seal_read(struct ctx *c, struct seal *s)
{
	const char *path = c->cf->crawl_key_file;
	enum rc rc;
	FILE *f;

	if (path[0] == '\0')
		return err_set(&c->err, RC_CONFIG,
		    "%s: name a file with the key that seals credentials",
		    conf_where(c->cf, "crawl", "key_file"));
	if ((f = fopen(path, "re")) == NULL)
		return err_set(&c->err, RC_CONFIG, "%s: %s: %s", path,
		    strerror(errno), conf_where(c->cf, "crawl", "key_file"));
	rc = parse(c, s, f);
	fclose(f);
	return rc;
}

enum rc
seal_close(struct ctx *c, const struct seal *s, const char *id,
    struct span clear, const char **sealed)
{
	uint8_t *out = arena_alloc(c->a, AROUND + clear.len);
	struct chacha_poly1305_ctx x;

	out[0] = VERSION;
	if (getrandom(out + 1, NONCE, 0) != NONCE)
		return err_set(&c->err, RC_SYS, "random bytes: %s",
		    strerror(errno));
	chacha_poly1305_set_key(&x, s->key);
	chacha_poly1305_set_nonce(&x, out + 1);
	chacha_poly1305_update(&x, strlen(id), (const uint8_t *)id);
	chacha_poly1305_encrypt(&x, clear.len, out + 1 + NONCE, clear.p);
	chacha_poly1305_digest(&x, TAG, out + 1 + NONCE + clear.len);
	explicit_bzero(&x, sizeof(x));
	*sealed = hex_text(c->a, out, AROUND + clear.len) + 2; /* no 0x */
	return RC_OK;
}

struct wipe {
	void *p;
	size_t n;
};

static void
wipe(void *arg)
{
	struct wipe *w = arg;

	explicit_bzero(w->p, w->n);
}

/* Memory that is overwritten before it is given back. */
static char *
secret_room(struct arena *a, size_t n)
{
	struct wipe *w = arena_alloc(a, sizeof(*w));

	w->p = arena_alloc(a, n);
	w->n = n;
	arena_defer(a, wipe, w);
	return w->p;
}

static enum rc
no(struct ctx *c, const char *id)
{
	return err_set(&c->err, RC_CONFIG,
	    "credentials of connection %s do not open: they were sealed with "
	    "another key than that of %s",
	    id, c->cf->crawl_key_file);
}

enum rc
seal_open(struct ctx *c, const struct seal *s, const char *id,
    const char *sealed, struct span *clear)
{
	size_t n = strlen(sealed) / 2, len = n < AROUND ? 0 : n - AROUND;
	uint8_t *in = arena_alloc(c->a, n + 1), tag[TAG];
	struct chacha_poly1305_ctx x;
	char *out;
	bool fits;

	if (n < AROUND || hex_bare(in, n, sealed, n * 2) != 0 ||
	    in[0] != VERSION)
		return no(c, id);
	out = secret_room(c->a, len + 1);
	chacha_poly1305_set_key(&x, s->key);
	chacha_poly1305_set_nonce(&x, in + 1);
	chacha_poly1305_update(&x, strlen(id), (const uint8_t *)id);
	chacha_poly1305_decrypt(&x, len, (uint8_t *)out, in + 1 + NONCE);
	chacha_poly1305_digest(&x, TAG, tag);
	explicit_bzero(&x, sizeof(x));
	fits = memeql_sec(tag, in + 1 + NONCE + len, TAG) == 1;
	if (!fits)
		return no(c, id);
	out[len] = '\0';
	clear->p = (const uint8_t *)out;
	clear->len = len;
	return RC_OK;
}
