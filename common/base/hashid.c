/* SPDX-License-Identifier: ISC */
#include "common/base/hashid.h"

#include <string.h>

#include "common/base/limits.h"
#include "common/base/num.h"

#define SALT    "azowernasdfoia"
#define MINLEN  5
#define BASE    44 /* characters of the alphabet */
#define NUMBERS 16 /* numbers in one hash id; ours are always one */
#define LONGEST 64 /* characters of a hash id that we look at */

/* What the library's set-up step makes of the default alphabet and the salt. */
static const char alphabet0[] = "YP5bKalJWQN9ZpvgVRGzm403X7dEAqrx8j2ywOMo61Bk";
static const char seps[] = "hctFUsSIHCfiuT";
static const char guards[] = "DenL";

struct text {
	char s[LONGEST + 2 * BASE];
	size_t len;
};

static void
shuffle(char alphabet[BASE], const char *key, size_t keylen)
{
	unsigned i, j, c, v = 0, p = 0;
	char t;

	for (i = BASE - 1; i > 0; i--, v++) {
		v %= (unsigned)keylen;
		c = (unsigned char)key[v];
		p += c;
		j = (c + v + p) % i;
		t = alphabet[i];
		alphabet[i] = alphabet[j];
		alphabet[j] = t;
	}
}

/* The alphabet of the next number: key is lottery, salt, old alphabet. */
static void
next_alphabet(char alphabet[BASE], char lottery)
{
	char key[1 + sizeof(SALT) - 1 + BASE];

	key[0] = lottery;
	memcpy(key + 1, SALT, sizeof(SALT) - 1);
	memcpy(key + sizeof(SALT), alphabet, BASE);
	shuffle(alphabet, key, BASE);
}

/*
 * The alphabet of the first number, which is most of the work: there are few of
 * them, so each is made once.
 */
static void
first_alphabet(char alphabet[BASE], char lottery)
{
	static char made[128][BASE]; /* by lottery character; "": not yet */
	unsigned char at = (unsigned char)lottery;

	memcpy(alphabet, alphabet0, BASE);
	if (at >= sizeof(made) / sizeof(made[0])) {
		next_alphabet(alphabet, lottery);
		return;
	}
	if (made[at][0] == '\0') {
		next_alphabet(alphabet, lottery);
		memcpy(made[at], alphabet, BASE);
	}
	memcpy(alphabet, made[at], BASE);
}

static int
put(struct text *t, char ch)
{
	if (t->len >= LONGEST)
		return -1;
	t->s[t->len++] = ch;
	return 0;
}

static int
put_number(struct text *t, uint64_t n, const char alphabet[BASE])
{
	char digits[16];
	size_t len = 0;

	do
		digits[len++] = alphabet[n % BASE];
	while ((n /= BASE) > 0);
	while (len > 0)
		if (put(t, digits[--len]) != 0)
			return -1;
	return 0;
}

static void
put_front(struct text *t, const char *s, size_t len)
{
	memmove(t->s + len, t->s, t->len);
	memcpy(t->s, s, len);
	t->len += len;
}

/* Short texts get guards, then halves of the alphabet, around them. */
static void
pad(struct text *t, char alphabet[BASE], unsigned sum)
{
	char key[BASE];
	size_t cut;

	if (t->len < MINLEN)
		put_front(t, &guards[(sum + (unsigned char)t->s[0]) % 4], 1);
	if (t->len < MINLEN)
		t->s[t->len++] = guards[(sum + (unsigned char)t->s[2]) % 4];
	while (t->len < MINLEN) {
		memcpy(key, alphabet, BASE);
		shuffle(alphabet, key, BASE);
		put_front(t, alphabet + BASE / 2, BASE / 2);
		memcpy(t->s + t->len, alphabet, BASE / 2);
		t->len += BASE / 2;
		cut = (t->len - MINLEN) / 2;
		memmove(t->s, t->s + cut, MINLEN);
		t->len = MINLEN;
	}
}

static int
encode(struct text *t, const uint64_t *n, size_t count)
{
	char alphabet[BASE];
	unsigned sum = 0;
	size_t i, first;

	for (i = 0; i < count; i++)
		sum += (unsigned)(n[i] % (i + 100));
	t->len = 0;
	put(t, alphabet0[sum % BASE]);
	first_alphabet(alphabet, t->s[0]);
	for (i = 0; i < count; i++) {
		if (i > 0)
			next_alphabet(alphabet, t->s[0]);
		first = t->len;
		if (put_number(t, n[i], alphabet) != 0)
			return -1;
		if (i + 1 < count &&
		    put(t, seps[n[i] % ((unsigned char)t->s[first] + i) %
				(sizeof(seps) - 1)]) != 0)
			return -1;
	}
	pad(t, alphabet, sum);
	return 0;
}

void
hashid_encode(char out[HASHID_TEXT], uint64_t id)
{
	struct text t;

	/* One lottery character and at most 12 digits: always fits. */
	encode(&t, &id, 1);
	memcpy(out, t.s, t.len);
	out[t.len] = '\0';
}

/* The part between guards: the second of two or three, else the first. */
static struct text
unguarded(const char *s, size_t len)
{
	struct text part[3] = { { .len = 0 } };
	size_t i, parts = 1;

	for (i = 0; i < len; i++)
		if (strchr(guards, s[i]) != NULL)
			parts++;
		else if (parts <= 3)
			part[parts - 1].s[part[parts - 1].len++] = s[i];
	return part[parts == 2 || parts == 3];
}

static int
digit_add(uint64_t *n, char ch, const char alphabet[BASE])
{
	const char *at;

	if ((at = memchr(alphabet, ch, BASE)) == NULL ||
	    __builtin_mul_overflow(*n, (uint64_t)BASE, n) ||
	    __builtin_add_overflow(*n, (uint64_t)(at - alphabet), n))
		return -1;
	return 0;
}

static int
numbers(uint64_t n[NUMBERS], size_t *count, const struct text *t)
{
	char alphabet[BASE];
	size_t i;

	if (t->len == 0)
		return -1;
	first_alphabet(alphabet, t->s[0]);
	*count = 1;
	n[0] = 0;
	for (i = 1; i < t->len; i++) {
		if (strchr(seps, t->s[i]) == NULL) {
			if (digit_add(&n[*count - 1], t->s[i], alphabet) != 0)
				return -1;
			continue;
		}
		if (*count == NUMBERS)
			return -1;
		next_alphabet(alphabet, t->s[0]);
		n[(*count)++] = 0;
	}
	return 0;
}

static int
decode(uint64_t *id, const char *s)
{
	uint64_t n[NUMBERS];
	size_t count, len = strnlen(s, LONGEST + 1);
	struct text t;

	if (len > LONGEST)
		return -1;
	t = unguarded(s, len);
	if (numbers(n, &count, &t) != 0 || encode(&t, n, count) != 0)
		return -1;
	if (t.len != len || memcmp(t.s, s, len) != 0)
		return -1;
	*id = n[0];
	return 0;
}

int
hashid_decode(int64_t *id, const char *s)
{
	uint64_t n;

	/* A hash id of digits only, above the limit, is not a decimal id. */
	if (decode(&n, s) != 0 && num_u64(&n, s, 0, LIM_ID) != 0)
		return -1;
	if (n > LIM_ID)
		return -1;
	*id = (int64_t)n; /* at most LIM_ID */
	return 0;
}
