/* SPDX-License-Identifier: ISC */
#include "common/base/release_date.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "common/base/iso_time.h"
#include "common/base/num.h"

#define LAST_TIME 253402300799u /* end of the year 9999 */

static bool
is_digit(char ch)
{
	return ch >= '0' && ch <= '9';
}

/* Digits, at least min and at most max of them. */
static bool
digits(const char **s, unsigned *n, unsigned min, unsigned max)
{
	unsigned i;

	*n = 0;
	for (i = 0; i < max && is_digit(**s); i++)
		*n = *n * 10 + (unsigned)(*(*s)++ - '0');
	return i >= min;
}

static bool
literal(const char **s, const char *word)
{
	size_t n = strlen(word);

	if (strncmp(*s, word, n) != 0)
		return false;
	*s += n;
	return true;
}

static bool
one_of(const char **s, unsigned *n, const char *words)
{
	for (*n = 0; words[*n * 3] != '\0'; ++*n)
		if (strncmp(*s, words + (size_t)*n * 3, 3) == 0) {
			*s += 3;
			return true;
		}
	return false;
}

/* %a %b %d %Y %H:%M:%S GMT%z */
static bool
javascript(struct arena *a, struct iso_time *t, const char *s)
{
	unsigned weekday, month, day, year;
	size_t n;

	if (!one_of(&s, &weekday, "SunMonTueWedThuFriSat") ||
	    !literal(&s, " ") ||
	    !one_of(&s, &month, "JanFebMarAprMayJunJulAugSepOctNovDec") ||
	    !literal(&s, " ") || !digits(&s, &day, 1, 2) || !literal(&s, " ") ||
	    !digits(&s, &year, 4, 4) || !literal(&s, " "))
		return false;
	n = strlen(s);
	if (n < strlen("01:02:03 GMT+0100") ||
	    n > strlen("01:02:03 GMT+01:00") ||
	    strncmp(s + 8, " GMT", 4) != 0 || strchr("+-", s[12]) == NULL)
		return false;
	return iso_time_read(t, arena_printf(a, "%04u-%02u-%02uT%.8s%s", year,
				    month + 1, day, s, s + 12));
}

/* %Y-%m-%dT%H:%M:%S.%fZ: in RFC 3339 much else is possible. */
static bool
iso(struct iso_time *t, const char *s)
{
	size_t n = strlen(s);

	return n >= 22 && n <= 27 && s[10] == 'T' && s[19] == '.' &&
	       s[n - 1] == 'Z' && iso_time_rfc3339(t, s);
}

/* "... GMT+0100 (Central European Standard Time)" */
static const char *
without_brackets(struct arena *a, const char *s)
{
	const char *at = strstr(s, " (");

	return at == NULL ? s : arena_memdup(a, s, (size_t)(at - s));
}

const char *
release_date_cell(struct arena *a, const char *s, bool any)
{
	struct iso_time t = { 0, 0 };
	uint64_t n;

	if (s == NULL)
		return NULL;
	if (num_u64(&n, s, 0, LAST_TIME) == 0)
		t.s = (int64_t)n;
	else if (!javascript(a, &t, without_brackets(a, s)) && !iso(&t, s) &&
		 !(any && iso_time_rfc3339(&t, s)))
		return NULL;
	return iso_time_cell(a, &t);
}
