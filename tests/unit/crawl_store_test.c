/* SPDX-License-Identifier: ISC */
/* Sealed credentials open where they belong and nowhere else; differences. */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/conf/conf.h"
#include "crawler/base/crawl.h"
#include "crawler/store/conn.h"
#include "crawler/store/diff.h"
#include "tests/tap.h"

static const char ID[] = "8f14e45f-ceea-467f-a8f5-2f4a1a6e2b11";

static void
put_key(const char *path, const char *text, mode_t mode)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	OK(fd != -1 && write(fd, text, strlen(text)) == (ssize_t)strlen(text) &&
		fchmod(fd, mode) == 0 && close(fd) == 0,
	    "a key file");
}

static void
refused(struct ctx *c, const char *text, mode_t mode, const char *why)
{
	struct seal s;

	put_key(c->cf->crawl_key_file, text, mode);
	OK(seal_read(c, &s) == RC_CONFIG && strstr(c->err.msg, why) != NULL,
	    "%s", why);
	err_clear(&c->err);
}

static void
sealed(struct ctx *c)
{
	static const char KEY[] = "000102030405060708090a0b0c0d0e0f101112131415"
				  "161718191a1b1c1d1e1f\n";
	struct span clear = span_str("{\"token\":\"abc\"}"), out;
	struct seal s, other;
	const char *a, *b;
	char *text;
	size_t i;

	refused(c, KEY, 0640, "others may read");
	refused(c, "00", 0600, "64 hexadecimal digits");
	refused(c, "", 0600, "64 hexadecimal digits");
	put_key(c->cf->crawl_key_file, KEY, 0600);
	OK(seal_read(c, &s) == RC_OK && s.key[31] == 0x1f, "a key is read");
	OK(seal_close(c, &s, ID, clear, &a) == RC_OK &&
		seal_close(c, &s, ID, clear, &b) == RC_OK,
	    "it seals");
	OK(strcmp(a, b) != 0, "never twice the same");
	OK(seal_open(c, &s, ID, a, &out) == RC_OK && out.len == clear.len &&
		memcmp(out.p, clear.p, clear.len) == 0,
	    "it opens");
	OK(seal_open(c, &s, "another", a, &out) == RC_CONFIG,
	    "for its connection only");
	err_clear(&c->err);
	other = s;
	other.key[0] ^= 1;
	OK(seal_open(c, &other, ID, a, &out) == RC_CONFIG, "with its key only");
	err_clear(&c->err);
	text = arena_strdup(c->a, a);
	for (i = 0; text[i] != '\0'; i++) {
		text[i] = text[i] == '0' ? '1' : '0';
		if (seal_open(c, &s, ID, text, &out) != RC_CONFIG)
			OK(0, "digit %zu counts", i);
		err_clear(&c->err);
		text[i] = a[i];
	}
	OK(seal_open(c, &s, ID, "01", &out) == RC_CONFIG, "too short");
	err_clear(&c->err);
	OK(seal_open(c, &s, ID, "", &out) == RC_CONFIG, "nothing");
	err_clear(&c->err);
}

static void
differs(const char *old, const char *new, const char *want)
{
	struct json_object *a = json_tokener_parse(old),
			   *b = json_tokener_parse(new),
			   *list = json_object_new_array();

	diff_docs(list, "", a, b);
	IS(json_object_to_json_string_ext(list, JSON_C_TO_STRING_PLAIN), want,
	    "%s, %s", old, new);
	json_object_put(a);
	json_object_put(b);
	json_object_put(list);
}

static void
kind(struct ctx *c, const char *provider, const char *service, const char *want)
{
	struct conn_kind k = { "", "" };
	char got[64] = "none";

	if (conn_kind(c, &k, provider, service) == RC_OK)
		snprintf(got, sizeof(got), "%s %s", k.provider, k.transport);
	err_clear(&c->err);
	IS(got, want, "%s, %s", provider, service);
}

int
main(void)
{
	char path[] = "/tmp/dp-key-XXXXXX";
	struct conf cf = { .crawl_key_file = path };
	struct ctx c = { .cf = &cf, .a = arena_new(16 << 20) };
	int fd = mkstemp(path);

	OK(fd != -1, "a file");
	close(fd);
	sealed(&c);
	unlink(path);
	differs("{\"a\":1}", "{\"a\":1}", "[]");
	differs("{\"a\":1,\"b\":{\"c\":[1,2],\"d\":false}}",
	    "{\"b\":{\"c\":[1],\"d\":true},\"e\":0}",
	    "[{\"path\":\"a\",\"old\":1},"
	    "{\"path\":\"b.c\",\"old\":[1,2],\"new\":[1]},"
	    "{\"path\":\"b.d\",\"old\":false,\"new\":true},"
	    "{\"path\":\"e\",\"new\":0}]");
	differs("{\"a\":{}}", "{\"a\":[]}",
	    "[{\"path\":\"a\",\"old\":{},\"new\":[]}]");
	kind(&c, "Digital Ocean", "spaces_do", "spaces api");
	kind(&c, "Digital Ocean", "token_do", "digitalocean api");
	kind(&c, "OPENSTACK", "", "openstack api");
	kind(&c, "Terraform", "s3_terraform", "terraform s3");
	kind(&c, "Ansible", "", "ansible upload");
	kind(&c, "", "iam_aws", "aws api");
	kind(&c, "../aws/..", "", "aws api");
	kind(&c, "nobody", "", "none");
	arena_free(c.a);
	DONE();
}
