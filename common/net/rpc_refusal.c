/* SPDX-License-Identifier: ISC */
#include "common/net/rpc_refusal.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/hex.h"
#include "common/base/limits.h"
#include "common/base/num.h"
#include "common/json/jsonr.h"

#define DIGITS     20
#define MAX_WORDS  2000 /* of a message that are looked at */
#define MAX_WAIT_S 3600

/* clang-format off */
/* The first row that fits counts.  Words are looked for in lower case. */
static const struct {
	int64_t code;
	const char *words; /* NULL: the code alone decides */
	enum rpc_reason reason;
} rows[] = {
	{ 0,      "too many requests",     RPC_TOO_OFTEN },
	{ 0,      "rate limit",            RPC_TOO_OFTEN },
	{ 0,      "rate exceeded",         RPC_TOO_OFTEN },
	{ 0,      "request limit",         RPC_TOO_OFTEN }, /* "50/second ..." */
	{ 0,      "request count",         RPC_TOO_OFTEN }, /* "daily ..." */
	{ 0,      "requests per",          RPC_TOO_OFTEN },
	{ 0,      "compute units",         RPC_TOO_OFTEN },
	{ 0,      "throughput",            RPC_TOO_OFTEN },
	{ 0,      "throttl",               RPC_TOO_OFTEN },
	{ 429,    NULL,                    RPC_TOO_OFTEN },
	{ 0,      "revert",                RPC_REVERTED },
	{ 0,      "invalid opcode",        RPC_REVERTED },
	{ 3,      NULL,                    RPC_REVERTED }, /* EIP-1474, geth */
	{ -32015, NULL,                    RPC_REVERTED }, /* OpenEthereum */
	{ -32601, NULL,                    RPC_NO_METHOD }, /* JSON-RPC 2.0 */
	{ -32004, NULL,                    RPC_NO_METHOD }, /* EIP-1474 */
	{ 0,      "method not",            RPC_NO_METHOD },
	{ 0,      "does not exist/is not", RPC_NO_METHOD },
	{ 0,      "unsupported method",    RPC_NO_METHOD },
	{ 0,      "range",                 RPC_TOO_MUCH },
	{ 0,      "more than",             RPC_TOO_MUCH },
	{ 0,      "too many",              RPC_TOO_MUCH },
	{ 0,      "too large",             RPC_TOO_MUCH },
	{ 0,      "too wide",              RPC_TOO_MUCH },
	{ 0,      "too big",               RPC_TOO_MUCH },
	{ 0,      "size exceeded",         RPC_TOO_MUCH },
	{ 0,      "limit exceeded",        RPC_TOO_MUCH },
	{ 0,      "max results",           RPC_TOO_MUCH },
	{ 0,      "batch",                 RPC_TOO_MUCH },
	{ 0,      "timeout",               RPC_TOO_MUCH },
	{ 0,      "timed out",             RPC_TOO_MUCH },
	{ -32005, NULL,                    RPC_TOO_MUCH }, /* EIP-1474 */
};
/* clang-format on */

static enum rpc_reason
reason_of(int64_t code, const char *words)
{
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].words != NULL ? strstr(words, rows[i].words) != NULL
					  : rows[i].code == code)
			return rows[i].reason;
	return RPC_OTHER;
}

static char *
lower(struct arena *a, const char *s)
{
	char *copy = arena_strdup(a, s), *p;

	for (p = copy; *p != '\0'; p++)
		*p = (char)tolower((unsigned char)*p);
	return copy;
}

/* A block number, hexadecimal or decimal; *s moves behind it. */
static int
number(uint64_t *n, const char **s)
{
	char digits[DIGITS + 1];
	size_t len;
	int hex = strncmp(*s, "0x", 2) == 0;

	len = hex ? 2 + strspn(*s + 2, "0123456789abcdef")
		  : strspn(*s, "0123456789");
	if (len == 0 || len > DIGITS)
		return -1;
	memcpy(digits, *s, len);
	digits[len] = '\0';
	*s += len;
	if (hex ? hex_qty(n, digits, len) : num_u64(n, digits, 0, LIM_ID))
		return -1;
	return *n <= LIM_ID ? 0 : -1;
}

/* "[0x1f, 0x2e]" or "range 31-46" */
static bool
range_in(struct rpc_refusal *f, const char *words)
{
	const char *s = words;

	while ((s = strpbrk(s, "[r")) != NULL) {
		if (*s == '[')
			s++;
		else if (strncmp(s, "range ", 6) == 0)
			s += 6;
		else {
			s++;
			continue;
		}
		if (number(&f->from, &s) != 0)
			continue;
		s += strspn(s, " ,-");
		if (number(&f->to, &s) == 0 && f->from <= f->to)
			return true;
	}
	return false;
}

/* {"from":"0x1f","to":"0x2e"} */
static bool
range_of(struct ctx *c, struct rpc_refusal *f, struct json_object *data)
{
	const char *from, *to;

	if (!jsonr_opt_text(c, &from, data, "from") ||
	    !jsonr_opt_text(c, &to, data, "to"))
		return false;
	from = lower(c->a, from);
	to = lower(c->a, to);
	return number(&f->from, &from) == 0 && *from == '\0' &&
	       number(&f->to, &to) == 0 && *to == '\0' && f->from <= f->to;
}

/* {"rate":{"backoff_seconds":30}} */
static unsigned
wait_of(struct json_object *data)
{
	struct json_object *rate;
	double s;

	if (!jsonr_opt_obj(&rate, data, "rate") ||
	    !jsonr_opt_num(&s, rate, "backoff_seconds") || !(s > 0))
		return 0;
	return s < MAX_WAIT_S ? (unsigned)(s * 1000) : MAX_WAIT_S * 1000;
}

void
rpc_refusal_read(struct ctx *c, struct rpc_refusal *f,
    struct json_object *error)
{
	const char *msg = NULL, *more = NULL;
	struct json_object *data;
	int64_t code = 0;
	char *words;

	memset(f, 0, sizeof(*f));
	if (!jsonr_opt_int(&code, error, "code"))
		code = 0;
	if (!jsonr_opt_text(c, &msg, error, "message") &&
	    !jsonr_opt_text(c, &msg, error, NULL))
		msg = "no message";
	if (jsonr_opt_obj(&data, error, "data")) {
		f->has_range = range_of(c, f, data);
		f->wait_ms = wait_of(data);
		if (!jsonr_opt_text(c, &more, data, "payload"))
			more = NULL;
	} else if (!jsonr_opt_text(c, &more, error, "data")) {
		more = NULL;
	}
	f->text = arena_printf(c->a, "error %" PRId64 " '%.300s%s%.100s'", code,
	    msg, more != NULL ? ": " : "", more != NULL ? more : "");
	words = lower(c->a, arena_printf(c->a, "%.*s %.*s", MAX_WORDS, msg,
				MAX_WORDS, more != NULL ? more : ""));
	f->reason = f->wait_ms > 0 ? RPC_TOO_OFTEN : reason_of(code, words);
	if (!f->has_range)
		f->has_range = range_in(f, words);
}
