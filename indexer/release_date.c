/* SPDX-License-Identifier: ISC */
#include "indexer/release_date.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

#include "common/num.h"

#define LAST_TIME 253402300799u /* end of the year 9999 */

struct parts {
	unsigned year, month, day, hour, minute, second, zone_h, zone_m;
	char zone_sign;
	char fraction[7];
};

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

static bool
clock_part(const char **s, struct parts *p)
{
	return digits(s, &p->hour, 2, 2) && literal(s, ":") &&
	       digits(s, &p->minute, 2, 2) && literal(s, ":") &&
	       digits(s, &p->second, 2, 2);
}

static bool
zone_part(const char **s, struct parts *p)
{
	p->zone_sign = **s;
	if (p->zone_sign != '+' && p->zone_sign != '-')
		return false;
	++*s;
	if (!digits(s, &p->zone_h, 2, 2))
		return false;
	if (**s == ':')
		++*s;
	return digits(s, &p->zone_m, 2, 2);
}

/* %a %b %d %Y %H:%M:%S GMT%z */
static bool
javascript(const char *s, struct parts *p)
{
	unsigned weekday;

	return one_of(&s, &weekday, "SunMonTueWedThuFriSat") &&
	       literal(&s, " ") &&
	       one_of(&s, &p->month, "JanFebMarAprMayJunJulAugSepOctNovDec") &&
	       literal(&s, " ") && digits(&s, &p->day, 1, 2) &&
	       literal(&s, " ") && digits(&s, &p->year, 4, 4) &&
	       literal(&s, " ") && clock_part(&s, p) && literal(&s, " GMT") &&
	       zone_part(&s, p) && *s == '\0';
}

/* %Y-%m-%dT%H:%M:%S.%fZ */
static bool
iso(const char *s, struct parts *p)
{
	size_t n = 0;

	if (!digits(&s, &p->year, 4, 4) || !literal(&s, "-") ||
	    !digits(&s, &p->month, 2, 2) || !literal(&s, "-") ||
	    !digits(&s, &p->day, 2, 2) || !literal(&s, "T") ||
	    !clock_part(&s, p) || !literal(&s, "."))
		return false;
	while (n < 6 && is_digit(*s))
		p->fraction[n++] = *s++;
	p->month--; /* 0 becomes too large to pass the check */
	return n > 0 && strcmp(s, "Z") == 0;
}

static bool
in_range(const struct parts *p)
{
	static const unsigned days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31,
		30, 31 };
	bool leap;

	if (p->month > 11 || p->year < 1)
		return false;
	leap = p->month == 1 && p->year % 4 == 0 &&
	       (p->year % 100 != 0 || p->year % 400 == 0);
	return p->day >= 1 && p->day <= days[p->month] + leap && p->hour < 24 &&
	       p->minute < 60 && p->second < 60 && p->zone_h < 24 &&
	       p->zone_m < 60;
}

static const char *
cell(struct arena *a, int64_t seconds, const char *fraction)
{
	time_t t = (time_t)seconds;
	struct tm tm;

	if (gmtime_r(&t, &tm) == NULL || tm.tm_year + 1900 < 1 ||
	    tm.tm_year + 1900 > 9999)
		return NULL;
	return arena_printf(a, "%04d-%02d-%02d %02d:%02d:%02d%s%s",
	    tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min,
	    tm.tm_sec, fraction[0] != '\0' ? "." : "", fraction);
}

static int64_t
to_seconds(const struct parts *p)
{
	struct tm tm = { 0 };
	int64_t zone = (int64_t)(p->zone_h * 60 + p->zone_m) * 60;

	tm.tm_year = (int)p->year - 1900;
	tm.tm_mon = (int)p->month;
	tm.tm_mday = (int)p->day;
	tm.tm_hour = (int)p->hour;
	tm.tm_min = (int)p->minute;
	tm.tm_sec = (int)p->second;
	return (int64_t)timegm(&tm) - (p->zone_sign == '-' ? -zone : zone);
}

const char *
release_date_cell(struct arena *a, const char *s)
{
	struct parts p;
	uint64_t n;

	if (s == NULL)
		return NULL;
	if (num_u64(&n, s, 0, LAST_TIME) == 0)
		return cell(a, (int64_t)n, "");
	memset(&p, 0, sizeof(p));
	if (!javascript(s, &p)) {
		memset(&p, 0, sizeof(p));
		if (!iso(s, &p))
			return NULL;
	}
	return in_range(&p) ? cell(a, to_seconds(&p), p.fraction) : NULL;
}
