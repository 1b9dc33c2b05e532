/* SPDX-License-Identifier: ISC */
#include "common/base/iso_time.h"

#include <string.h>
#include <time.h>

struct parts {
	int year, month, day, hour, minute, second, us;
	int zone; /* seconds east */
};

static bool
is_digit(char ch)
{
	return ch >= '0' && ch <= '9';
}

static bool
digits(const char **s, int *n, unsigned count)
{
	for (*n = 0; count > 0; count--) {
		if (!is_digit(**s))
			return false;
		*n = *n * 10 + (*(*s)++ - '0');
	}
	return true;
}

static bool
literal(const char **s, char ch)
{
	if (**s != ch)
		return false;
	++*s;
	return true;
}

/* Digits beyond the sixth do not count. */
static bool
fraction(const char **s, int *us)
{
	int n, scale = 100000;

	if (!is_digit(**s))
		return false;
	for (*us = 0; is_digit(**s); ++*s, scale /= 10) {
		n = **s - '0';
		*us += n * scale;
	}
	return true;
}

static bool
hour_minute(const char **s, int *h, int *m)
{
	return digits(s, h, 2) && literal(s, ':') && digits(s, m, 2);
}

static bool
seconds(const char **s, struct parts *p)
{
	return digits(s, &p->second, 2) &&
	       (!literal(s, '.') || fraction(s, &p->us));
}

static bool
clock_part(const char **s, struct parts *p)
{
	return hour_minute(s, &p->hour, &p->minute) &&
	       (!literal(s, ':') || seconds(s, p));
}

static bool
full_clock(const char **s, struct parts *p)
{
	return hour_minute(s, &p->hour, &p->minute) && literal(s, ':') &&
	       seconds(s, p);
}

static bool
set_zone(struct parts *p, int sign, int h, int m)
{
	p->zone = sign * (h * 60 + m) * 60;
	return h < 24 && m < 60;
}

static bool
zone_part(const char **s, struct parts *p)
{
	int h, m = 0, sign = **s == '-' ? -1 : 1;

	if (**s == '\0' || literal(s, 'Z'))
		return true;
	if (!literal(s, '+') && !literal(s, '-'))
		return false;
	if (!digits(s, &h, 2))
		return false;
	if (**s != '\0') {
		literal(s, ':');
		if (!digits(s, &m, 2))
			return false;
	}
	return set_zone(p, sign, h, m);
}

static bool
full_zone(const char **s, struct parts *p)
{
	int h, m, sign = **s == '-' ? -1 : 1;

	if (literal(s, 'Z') || literal(s, 'z'))
		return true;
	return (literal(s, '+') || literal(s, '-')) && hour_minute(s, &h, &m) &&
	       set_zone(p, sign, h, m);
}

/* "00", "0530", "05:30" or "05:53:28" behind the sign. */
static bool
any_offset(const char **s, struct parts *p, int sign)
{
	int h, m = 0, sec = 0;
	bool colon;

	if (!digits(s, &h, 2))
		return false;
	colon = literal(s, ':');
	if ((colon || **s != '\0') && !digits(s, &m, 2))
		return false;
	if (colon && literal(s, ':') && !digits(s, &sec, 2))
		return false;
	if (!set_zone(p, sign, h, m) || sec >= 60)
		return false;
	p->zone += sign * sec;
	return true;
}

static bool
any_zone(const char **s, struct parts *p)
{
	static const char *const utc[] = { "Z", "z", "UTC", "GMT" };
	int sign;
	size_t i;

	if (**s == '\0')
		return true;
	(void)literal(s, ' ');
	for (i = 0; i < sizeof(utc) / sizeof(utc[0]); i++)
		if (strcmp(*s, utc[i]) == 0) {
			*s += strlen(utc[i]);
			return true;
		}
	sign = **s == '-' ? -1 : 1;
	return (literal(s, '+') || literal(s, '-')) && any_offset(s, p, sign);
}

static bool
in_range(const struct parts *p)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30,
		31 };
	bool leap;

	if (p->year < 1 || p->month < 1 || p->month > 12)
		return false;
	leap = p->month == 2 && p->year % 4 == 0 &&
	       (p->year % 100 != 0 || p->year % 400 == 0);
	return p->day >= 1 && p->day <= days[p->month - 1] + leap &&
	       p->hour < 24 && p->minute < 60 && p->second < 60;
}

static bool
date_part(const char **s, struct parts *p)
{
	return digits(s, &p->year, 4) && literal(s, '-') &&
	       digits(s, &p->month, 2) && literal(s, '-') &&
	       digits(s, &p->day, 2);
}

/* All of the text has been read. */
static bool
finish(struct iso_time *t, const char *rest, const struct parts *p)
{
	struct tm tm = { 0 };

	if (*rest != '\0' || !in_range(p))
		return false;
	tm.tm_year = p->year - 1900;
	tm.tm_mon = p->month - 1;
	tm.tm_mday = p->day;
	tm.tm_hour = p->hour;
	tm.tm_min = p->minute;
	tm.tm_sec = p->second;
	t->s = (int64_t)timegm(&tm) - p->zone;
	t->us = p->us;
	return true;
}

bool
iso_time_read(struct iso_time *t, const char *s)
{
	struct parts p = { 0 };

	if (!date_part(&s, &p))
		return false;
	if (literal(&s, 'T') || literal(&s, ' '))
		if (!clock_part(&s, &p) || !zone_part(&s, &p))
			return false;
	return finish(t, s, &p);
}

bool
iso_time_rfc3339(struct iso_time *t, const char *s)
{
	struct parts p = { 0 };

	return date_part(&s, &p) &&
	       (literal(&s, 'T') || literal(&s, 't') || literal(&s, ' ')) &&
	       full_clock(&s, &p) && full_zone(&s, &p) && finish(t, s, &p);
}

bool
iso_time_stamp(struct iso_time *t, const char *s)
{
	struct parts p = { 0 };

	return date_part(&s, &p) &&
	       (literal(&s, 'T') || literal(&s, 't') || literal(&s, ' ')) &&
	       full_clock(&s, &p) && any_zone(&s, &p) && finish(t, s, &p);
}

const char *
iso_time_cell(struct arena *a, const struct iso_time *t)
{
	time_t s = (time_t)t->s;
	char *text;
	size_t len;
	struct tm tm;

	if (gmtime_r(&s, &tm) == NULL || tm.tm_year + 1900 < 1 ||
	    tm.tm_year + 1900 > 9999)
		return NULL;
	text = arena_printf(a, "%04d-%02d-%02d %02d:%02d:%02d.%06d",
	    tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min,
	    tm.tm_sec, (int)t->us);
	len = strlen("2025-01-31 12:30:59");
	if (t->us != 0)
		for (len = strlen(text); text[len - 1] == '0';)
			len--;
	text[len] = '\0';
	return text;
}

int
iso_time_cmp(const struct iso_time *x, const struct iso_time *y)
{
	if (x->s != y->s)
		return x->s < y->s ? -1 : 1;
	return x->us == y->us ? 0 : x->us < y->us ? -1 : 1;
}
