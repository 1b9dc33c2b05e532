/* SPDX-License-Identifier: ISC */
#include "common/net/http_addr.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "common/base/limits.h"

/* IANA special-purpose registries: what is not globally reachable. */
struct range {
	uint8_t bytes[16];
	unsigned bits;
};

/* clang-format off */
static const struct range not_public_4[] = {
	{ { 0 },             8 },  /* this network */
	{ { 10 },            8 },  /* private */
	{ { 100, 64 },      10 },  /* shared, behind carriers */
	{ { 127 },           8 },  /* loopback */
	{ { 169, 254 },     16 },  /* link-local */
	{ { 172, 16 },      12 },  /* private */
	{ { 192, 0, 0 },    24 },  /* protocol assignments */
	{ { 192, 0, 2 },    24 },  /* documentation */
	{ { 192, 88, 99 },  24 },  /* 6to4 relays */
	{ { 192, 168 },     16 },  /* private */
	{ { 198, 18 },      15 },  /* benchmarks */
	{ { 198, 51, 100 }, 24 },  /* documentation */
	{ { 203, 0, 113 },  24 },  /* documentation */
	{ { 224 },           3 },  /* multicast, reserved, broadcast */
};
/* Only 2000::/3 is in use; of that, not these. */
static const struct range not_public_6[] = {
	{ { 0x20, 0x01 },             23 },  /* protocol assignments, Teredo */
	{ { 0x20, 0x01, 0x0d, 0xb8 }, 32 },  /* documentation */
	{ { 0x20, 0x02 },             16 },  /* 6to4: any IPv4 inside */
	{ { 0x3f, 0xff },             20 },  /* documentation */
};
static const struct range global_6 = { { 0x20 }, 3 };
/* IPv4 behind these 96 bits */
static const struct range wrap_6[] = {
	{ { [10] = 0xff, [11] = 0xff },    96 },  /* v4-mapped */
	{ { 0x00, 0x64, 0xff, 0x9b },      96 },  /* NAT64 */
};
/* clang-format on */

static bool
is_in(const uint8_t *addr, const struct range *r)
{
	unsigned whole = r->bits / 8, rest = r->bits % 8;
	unsigned mask = 0xff00u >> rest & 0xff;

	return memcmp(addr, r->bytes, whole) == 0 &&
	       (rest == 0 || ((addr[whole] ^ r->bytes[whole]) & mask) == 0);
}

static bool
is_in_any(const uint8_t *addr, const struct range *r, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (is_in(addr, &r[i]))
			return true;
	return false;
}

static bool
is_public_4(const uint8_t *addr)
{
	return !is_in_any(addr, not_public_4,
	    sizeof(not_public_4) / sizeof(not_public_4[0]));
}

static bool
is_public_6(const uint8_t *addr)
{
	if (is_in_any(addr, wrap_6, sizeof(wrap_6) / sizeof(wrap_6[0])))
		return is_public_4(addr + 12);
	return is_in(addr, &global_6) &&
	       !is_in_any(addr, not_public_6,
		   sizeof(not_public_6) / sizeof(not_public_6[0]));
}

bool
http_addr_is_public(const struct sockaddr *sa)
{
	struct sockaddr_in6 in6;
	struct sockaddr_in in4;

	if (sa->sa_family == AF_INET) {
		memcpy(&in4, sa, sizeof(in4));
		return is_public_4((const uint8_t *)&in4.sin_addr);
	}
	if (sa->sa_family == AF_INET6) {
		memcpy(&in6, sa, sizeof(in6));
		return is_public_6(in6.sin6_addr.s6_addr);
	}
	return false;
}

bool
http_addr_text_is_public(const char *ip)
{
	uint8_t addr[16];

	if (inet_pton(AF_INET, ip, addr) == 1)
		return is_public_4(addr);
	return inet_pton(AF_INET6, ip, addr) == 1 && is_public_6(addr);
}

/* Names that the domain name system will never know. */
static bool
is_nowhere(const char *host)
{
	static const char *const tops[] = { ".example", ".invalid", ".test" };
	size_t n = strcspn(host, ":/"), i, m;

	for (i = 0; i < sizeof(tops) / sizeof(tops[0]); i++) {
		m = strlen(tops[i]);
		if (n >= m && strncasecmp(host + n - m, tops[i], m) == 0)
			return true;
	}
	return false;
}

bool
http_is_plain(const char *url)
{
	static const char ok[] = "abcdefghijklmnopqrstuvwxyz"
				 "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
				 ".:-_/[]";

	return (strncmp(url, "http://", 7) == 0 ||
		   strncmp(url, "https://", 8) == 0) &&
	       strlen(url) <= LIM_STRANGER_URL &&
	       strspn(url, ok) == strlen(url) &&
	       !is_nowhere(strstr(url, "://") + 3);
}

char *
http_base(char *url)
{
	size_t n = strlen(url);

	while (n > 0 && url[n - 1] == '/')
		url[--n] = '\0';
	return url;
}
