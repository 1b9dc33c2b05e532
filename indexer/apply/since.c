/* SPDX-License-Identifier: ISC */
#include "indexer/apply/since.h"

#include <string.h>

#include "common/base/iso_time.h"
#include "common/base/limits.h"
#include "common/base/num.h"

/* clang-format off */
static const struct {
	const char *name, *day;
} network[SINCE__MAX] = {
	[SINCE_A5]     = { "A5",   "2024-04-23" },
	[SINCE_A10]    = { "A10",  "2024-04-25" },
	[SINCE_P14]    = { "P14",  "2024-06-07" },
	[SINCE_P16]    = { "P16",  "2024-07-18" },
	[SINCE_G10]    = { "G10",  "2024-07-18" },
	[SINCE_C12]    = { "C12",  "2024-10-24" },
	[SINCE_C15]    = { "C15",  "2024-10-26" },
	[SINCE_C11]    = { "C11",  "2024-10-29" },
	[SINCE_C14]    = { "C14",  "2024-10-30" },
	[SINCE_T12]    = { "T12",  "2024-11-06" },
	[SINCE_T21]    = { "T21",  "2024-11-08" },
	[SINCE_T21E]   = { "T21E", "2025-02-07" },
	[SINCE_T19]    = { "T19",  "2024-11-16" },
	[SINCE_U17]    = { "U17",  "2024-11-29" },
	[SINCE_U17W]   = { "U17W", "2025-03-12" },
	[SINCE_U17D]   = { "U17D", "2025-03-13" },
	[SINCE_V2]     = { "V2",   "2025-04-12" },
	[SINCE_T7]     = { "T7",   "2025-04-15" },
	[SINCE_V5]     = { "V5",   "2025-04-17" },
	[SINCE_U13]    = { "U13",  "2025-05-03" },
	[SINCE_V6]     = { "V6",   "2025-05-31" },
	[SINCE_C14D]   = { "C14D", "2025-06-12" },
	[SINCE_C15D]   = { "C15D", "2025-07-19" },
	[SINCE_V7]     = { "V7",   "2025-08-02" },
	[SINCE_U14]    = { "U14",  "2025-09-20" },
	[SINCE_U14W]   = { "U14W", "2025-09-24" },
	[SINCE_U14N]   = { "U14N", "2025-10-07" },
	[SINCE_AW3]    = { "AW3",  "2025-10-07" },
	[SINCE_U16]    = { "U16",  "2026-02-18" },
	[SINCE_C17]    = { "C17",  "2026-04-20" },
	[SINCE_T26]    = { "T26",  "2026-04-24" },
	[SINCE_G]      = { "G",    "2026-07-01" },
};
/* clang-format on */

static bool
read_day(int64_t *s, const char *text)
{
	struct iso_time t;

	if (num_i64(s, text, 0, INT64_MAX) == 0)
		return true;
	if (!iso_time_read(&t, text))
		return false;
	*s = t.s;
	return true;
}

static enum rc
set(struct ctx *c, struct rule_dates *d, const char *rule, const char *day)
{
	bool known = false;
	int64_t s;
	size_t i;

	if (!read_day(&s, day))
		return err_set(&c->err, RC_CONFIG,
		    "discprov.rule_dates: '%s' is no day (2025-05-03) and no "
		    "Unix time",
		    day);
	for (i = 0; i < SINCE__MAX; i++)
		if (strcmp(rule, "all") == 0 ||
		    strcmp(rule, network[i].name) == 0) {
			d->from[i] = s;
			known = true;
		}
	return known
		   ? RC_OK
		   : err_set(&c->err, RC_CONFIG,
			 "discprov.rule_dates: no rule '%s' has a date", rule);
}

enum rc
rule_dates_read(struct ctx *c, struct rule_dates *d, const char *list)
{
	char *copy = arena_strdup(c->a, list), *rule, *day, *save;
	enum rc rc = RC_OK;
	size_t i;

	for (i = 0; rc == RC_OK && i < SINCE__MAX; i++)
		rc = set(c, d, network[i].name, network[i].day);
	for (rule = strtok_r(copy, ", ", &save); rc == RC_OK && rule != NULL;
	     rule = strtok_r(NULL, ", ", &save)) {
		if ((day = strchr(rule, '=')) == NULL)
			return err_set(&c->err, RC_CONFIG,
			    "discprov.rule_dates: '%s' is not RULE=DAY", rule);
		*day++ = '\0';
		rc = set(c, d, rule, day);
	}
	return rc;
}
