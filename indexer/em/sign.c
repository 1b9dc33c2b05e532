/* SPDX-License-Identifier: ISC */
#include "indexer/em/sign.h"

#include <string.h>

#include "common/base/hashid.h"
#include "common/base/hex.h"
#include "common/base/num.h"
#include "common/base/text.h"

#define APP_PREFIX "Creating Audius developer app at "
#define BLANKS     " \t\n\v\f\r"

void
em_sign_words(struct arena *a, struct em_words *w, const char *message)
{
	size_t len;

	for (w->n = 0;; message += len) {
		message += strspn(message, BLANKS);
		if ((len = strcspn(message, BLANKS)) == 0)
			return;
		if (w->n == EM_SIGN_WORDS) {
			w->n++;
			return;
		}
		w->word[w->n++] = arena_memdup(a, message, len);
	}
}

const char *
em_sign_address(const struct sig *sig, struct arena *a, const char *message,
    const char *signature)
{
	uint8_t hash[32], raw[65], addr[20];

	if (strncmp(signature, "0x", 2) != 0)
		signature = arena_printf(a, "0x%s", signature);
	if (hex_decode(raw, sizeof(raw), signature, strlen(signature)) != 0)
		return NULL;
	sig_personal(hash, message, strlen(message));
	if (sig_recover(sig, addr, hash, raw) != 0)
		return NULL;
	return hex_text(a, addr, 20);
}

bool
em_sign_fresh(const char *seconds, uint64_t now, uint64_t within)
{
	uint64_t then;

	if (num_u64(&then, seconds, 0, INT64_MAX) != 0)
		return false;
	return then > now ? then - now <= within : now - then <= within;
}

const char *
em_sign_app_time(struct arena *a, const char *message)
{
	size_t end = strlen(message), start;

	if (strncmp(message, APP_PREFIX, strlen(APP_PREFIX)) != 0)
		return NULL;
	while (end > 0 && strchr(BLANKS, message[end - 1]) != NULL)
		end--;
	for (start = end; start > 0; start--)
		if (strchr(BLANKS, message[start - 1]) != NULL)
			break;
	return arena_memdup(a, message + start, end - start);
}

/* Do the first words of w, in lower case, read like this? */
static bool
begins(const struct em_words *w, const char *const *want, unsigned n)
{
	unsigned i;

	for (i = 0; i < n; i++)
		if (i >= w->n || strcmp(w->word[i], want[i]) != 0)
			return false;
	return true;
}

/* In digits, or as a hash id, which may have digits only as well. */
static bool
is_id(const char *word, int64_t want)
{
	int64_t id;
	uint64_t n;

	return (num_u64(&n, word, 0, INT64_MAX) == 0 && (int64_t)n == want) ||
	       (hashid_decode(&id, word) == 0 && id == want);
}

bool
em_sign_names_user(struct arena *a, const char **seconds, const char *message,
    int64_t user_id, const char *handle_lc)
{
	static const char *const start[] = { "connecting", "audius", "user" };
	struct em_words lower, as_is;

	em_sign_words(a, &as_is, message);
	em_sign_words(a, &lower, text_lower(a, message));
	if (!begins(&lower, start, 3))
		return false;
	if (lower.n == 7) {
		/* Capitals count in a hash id. */
		*seconds = lower.word[6];
		return strcmp(lower.word[3], "id") == 0 &&
		       strcmp(lower.word[5], "at") == 0 &&
		       is_id(as_is.word[4], user_id);
	}
	if (lower.n != 6 || handle_lc == NULL)
		return false;
	*seconds = lower.word[5];
	return lower.word[3][0] == '@' && strcmp(lower.word[4], "at") == 0 &&
	       strcmp(lower.word[3] + 1, handle_lc) == 0;
}

bool
em_sign_names_wallet(struct arena *a, const char **seconds, const char *message,
    const char *wallet_lc)
{
	static const char *const start[] = { "connecting", "audius", "protocol",
		"dashboard", "wallet" };
	struct em_words w;

	em_sign_words(a, &w, text_lower(a, message));
	if (w.n != 8 || !begins(&w, start, 5))
		return false;
	*seconds = w.word[7];
	return strcmp(w.word[5], wallet_lc) == 0 &&
	       strcmp(w.word[6], "at") == 0;
}
