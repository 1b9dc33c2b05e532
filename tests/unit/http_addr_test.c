/* SPDX-License-Identifier: ISC */
/* Addresses and URLs that strangers name. */
#include "common/net/http_addr.h"

#include <string.h>

#include "tests/tap.h"

static void
test_addresses(void)
{
	static const struct {
		const char *ip;
		bool want;
	} vec[] = {
		{ "8.8.8.8", true },
		{ "172.15.255.255", true },
		{ "172.32.0.0", true },
		{ "100.63.255.255", true },
		{ "100.128.0.0", true },
		{ "223.255.255.255", true },
		{ "0.0.0.1", false },
		{ "10.255.0.1", false },
		{ "100.64.0.0", false },
		{ "100.127.255.255", false },
		{ "127.1.2.3", false },
		{ "169.254.169.254", false },
		{ "172.16.0.0", false },
		{ "172.31.255.255", false },
		{ "192.168.1.1", false },
		{ "198.19.255.255", false },
		{ "224.0.0.1", false },
		{ "255.255.255.255", false },
		{ "2606:4700::1111", true },
		{ "::ffff:8.8.8.8", true },
		{ "64:ff9b::8.8.8.8", true },
		{ "::", false },
		{ "::1", false },
		{ "::7f00:1", false },
		{ "::ffff:10.0.0.1", false },
		{ "64:ff9b::7f00:1", false },
		{ "fe80::1", false },
		{ "fc00::1", false },
		{ "fdff::1", false },
		{ "ff02::1", false },
		{ "2001:db8::1", false },
		{ "2001::1", false },
		{ "2002:7f00:1::", false },
		{ "not an address", false },
	};
	size_t i;

	for (i = 0; i < sizeof(vec) / sizeof(vec[0]); i++)
		OK(http_addr_text_is_public(vec[i].ip) == vec[i].want,
		    "%s is %s", vec[i].ip, vec[i].want ? "public" : "not");
}

static void
test_plain(void)
{
	static const struct {
		const char *url;
		bool want;
	} vec[] = {
		{ "https://node.audius.co", true },
		{ "http://10.0.0.1:4000/path-1/x_y", true },
		{ "http://[::1]:80", true },
		{ "https://my.example.audius.co", true },
		{ "", false },
		{ "node.audius.co", false },
		{ "ftp://node.audius.co", false },
		{ "https://user@node.audius.co", false },
		{ "https://node.audius.co/?q=1", false },
		{ "https://node.audius.co/ x", false },
		{ "https://cn1.example", false },
		{ "https://CN1.EXAMPLE:443/x", false },
		{ "http://a.b.invalid/", false },
		{ "http://a.test:8080", false },
	};
	char url[300] = "http://";
	size_t i;

	for (i = 0; i < sizeof(vec) / sizeof(vec[0]); i++)
		OK(http_is_plain(vec[i].url) == vec[i].want, "'%s' is %s",
		    vec[i].url, vec[i].want ? "plain" : "not plain");
	memset(url + 7, 'a', 249);
	OK(http_is_plain(url), "256 bytes are plain");
	url[256] = 'a';
	OK(!http_is_plain(url), "257 are not");
}

static void
test_base(void)
{
	static const struct {
		const char *url, *want;
	} vec[] = {
		{ "https://a", "https://a" },
		{ "https://a/", "https://a" },
		{ "https://a/b//", "https://a/b" },
		{ "", "" },
		{ "///", "" },
	};
	char url[20];
	size_t i;

	for (i = 0; i < sizeof(vec) / sizeof(vec[0]); i++) {
		snprintf(url, sizeof(url), "%s", vec[i].url);
		IS(http_base(url), vec[i].want, "base of '%s'", vec[i].url);
	}
}

int
main(void)
{
	test_addresses();
	test_plain();
	test_base();
	DONE();
}
