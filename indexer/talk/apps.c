/* SPDX-License-Identifier: ISC */
#include "indexer/talk/apps.h"

#include <string.h>

#include "common/base/num.h"
#include "common/base/pgarr.h"
#include "common/json/jsonr.h"
#include "indexer/apply/signers.h"
#include "indexer/em/past.h"
#include "indexer/em/sign.h"

#define FRESH_S   21600 /* age of a signature: six hours */
#define NAME_MAX  50
#define ABOUT_MAX 160
#define APPS_MAX  5 /* live ones of a user */
#define URL_MAX   2000
#define URIS_MAX  50 /* of one application */

static enum rc
app_row(struct em *x, struct row **r, const char *address)
{
	return rows_get(x->c, x->rows, r, T_APPS, &address);
}

void
em_app_want(struct em *x)
{
	const char *address = em_text(x, "address");

	rows_want(x->rows, T_APP_COUNT, &x->user);
	if (address == NULL)
		return;
	address = em_lower(x, address);
	rows_want(x->rows, T_APPS, &address);
}

/* A1, and that there is something to read. */
static enum rc
check_user(struct em *x)
{
	if (x->actor->cell[U_WALLET] == NULL ||
	    x->actor->cell[U_WALLET][0] == '\0')
		return em_reject(x, "A1", "user %s has no wallet", x->user);
	if (!json_object_is_type(x->data, json_type_object))
		return em_reject(x, "A", "metadata is no JSON object");
	return RC_OK;
}

/* A4, A7 */
static enum rc
check_words(struct em *x)
{
	const char *name = em_text(x, "name"), *about;

	if (name == NULL || em_chars(name) > NAME_MAX)
		return em_reject(x, "A4", "name is missing or too long");
	if (em_value(x, "description") == NULL)
		return RC_OK;
	about = em_text(x, "description");
	if (about == NULL || em_chars(about) > ABOUT_MAX)
		return em_reject(x, "A7", "description is no text or too long");
	return RC_OK;
}

/* Labels of letters, digits, "_" and "-", two at least, joined by dots. */
static size_t
domain_len(const char *s)
{
	static const char label[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
	size_t n, len = 0, labels = 0;

	if (strncmp(s, "localhost", 9) == 0 && strspn(s + 9, label) == 0 &&
	    s[9] != '.')
		return 9;
	while ((n = strspn(s + len, label)) > 0) {
		len += n;
		labels++;
		if (s[len] != '.' || strspn(s + len + 1, label) == 0)
			break;
		len++;
	}
	return labels >= 2 ? len : 0;
}

/* A10: [blank] [scheme] domain [:port] [/path] */
static bool
is_image_url(const char *s)
{
	size_t n;

	if (*s == ' ' || *s == '\t')
		s++;
	if (strncmp(s, "http://", 7) == 0)
		s += 7;
	else if (strncmp(s, "https://", 8) == 0)
		s += 8;
	if ((n = domain_len(s)) == 0)
		return false;
	s += n;
	if (*s == ':') {
		if ((n = strspn(s + 1, "0123456789")) == 0)
			return false;
		s += 1 + n;
	}
	return *s == '\0' || (*s == '/' && strpbrk(s, " \t\r\n\f\v") == NULL);
}

/* A10 */
static enum rc
check_image(struct em *x)
{
	const char *url = em_text(x, "image_url");

	return url != NULL && em_since(x, SINCE_A10) && em_chars(url) > URL_MAX
		   ? em_reject(x, "A10", "image_url is longer than %d", URL_MAX)
		   : RC_OK;
}

/* A12: all of them are texts of some length, or the key says nothing. */
static void
set_uris(struct em *x, const char *address)
{
	struct json_object *list = em_value(x, "redirect_uris");
	struct pgarr *arr = pgarr_new(x->c->a);
	const char *s;
	size_t i, n;

	if (!em_has(x, "redirect_uris") ||
	    (list != NULL && !json_object_is_type(list, json_type_array)))
		return;
	n = list == NULL ? 0 : json_object_array_length(list);
	for (i = 0; i < n; i++) {
		if (!jsonr_opt_text(x->c, &s, jsonr_at(list, i), NULL) ||
		    em_chars(s) > URL_MAX)
			return;
		if (i < URIS_MAX)
			pgarr_text(arr, s);
	}
	rows_set(rows_put(x->rows, T_REDIRECT_URIS, &address), RU_URIS,
	    pgarr_done(arr));
}

/* A2, A3: the address that signed the message is the application's. */
static enum rc
signed_address(struct em *x, const char **address)
{
	const char *message, *signature, *seconds;
	struct json_object *o;

	o = em_value(x, "app_signature");
	if (!json_object_is_type(o, json_type_object) ||
	    !jsonr_opt_text(x->c, &message, o, "message") ||
	    !jsonr_opt_text(x->c, &signature, o, "signature"))
		return em_reject(x, "A2", "app_signature is missing");
	seconds = em_sign_app_time(x->scratch, message);
	if (seconds == NULL || !em_sign_fresh(seconds, x->ap->b->time, FRESH_S))
		return em_reject(x, "A2", "message is of another kind or old");
	*address = em_sign_address(x->sig, x->c->a, message, signature);
	return *address != NULL ? RC_OK
				: em_reject(x, "A3", "signature fits nobody");
}

/* Of the past no message is fresh: its address is told. */
static enum rc
new_address(struct em *x, const char **address)
{
	const char *told = em_past_text(x, "address");

	if (told == NULL)
		return signed_address(x, address);
	*address = em_lower(x, told);
	return RC_OK;
}

/* A8; *n is the number of live ones. */
static enum rc
count(struct em *x, int64_t *n)
{
	struct row *r;
	enum rc rc;

	rc = rows_get(x->c, x->rows, &r, T_APP_COUNT, &x->user);
	*n = 0;
	if (rc == RC_OK && r->there &&
	    num_i64(n, r->cell[AC_COUNT], 0, INT64_MAX) != 0)
		rc = err_set(&x->c->err, RC_BUG, "count of applications");
	return rc;
}

static const char *
image_url(struct em *x)
{
	const char *url = em_text(x, "image_url");

	return url != NULL && em_since(x, SINCE_A10) && !is_image_url(url)
		   ? NULL
		   : url;
}

/* A5: no application has the address, and no user. */
static enum rc
check_free(struct em *x, const struct row *r, const char *address)
{
	struct row *user = NULL;
	enum rc rc = RC_OK;

	if (r->there)
		return em_reject(x, "A5", "application %s exists", address);
	if (em_since(x, SINCE_A5))
		rc = wallets_user(x->ap, &user, address);
	if (rc == RC_OK && user != NULL)
		rc = em_reject(x, "A5", "%s is a user's wallet", address);
	return rc;
}

static void
set_words(struct em *x, struct row *r)
{
	rows_set(r, AP_NAME, em_text(x, "name"));
	rows_set(r, AP_DESCRIPTION, em_text(x, "description"));
	rows_set(r, AP_IMAGE_URL, image_url(x));
}

enum rc
em_app_create(struct em *x)
{
	const char *address;
	struct row *r;
	int64_t n;
	enum rc rc;

	if ((rc = check_user(x)) != RC_OK ||
	    (rc = new_address(x, &address)) != RC_OK ||
	    (rc = check_words(x)) != RC_OK || (rc = check_image(x)) != RC_OK ||
	    (rc = app_row(x, &r, address)) != RC_OK ||
	    (rc = check_free(x, r, address)) != RC_OK ||
	    (rc = count(x, &n)) != RC_OK)
		return rc;
	if (em_value(x, "is_personal_access") != NULL &&
	    !json_object_is_type(em_value(x, "is_personal_access"),
		json_type_boolean))
		return em_reject(x, "A6", "is_personal_access is no bool");
	if (n >= APPS_MAX)
		return em_reject(x, "A8", "user %s has enough", x->user);
	em_put(x, r, AP_CREATED_AT);
	rows_set(r, AP_USER_ID, x->user);
	rows_set(r, AP_IS_PERSONAL_ACCESS,
	    em_true(x, "is_personal_access") ? "t" : "f");
	rows_set(r, AP_IS_DELETE, "f");
	em_past_flag(x, r, AP_IS_DELETE, "is_delete");
	set_words(x, r);
	set_uris(x, r->cell[AP_ADDRESS]);
	em_note(x, T_APP_COUNT, x->user, rows_int(x->rows, n + 1));
	return RC_OK;
}

/* A9: the application that is named, the user's own. */
static enum rc
own_app(struct em *x, struct row **r)
{
	const char *address = em_text(x, "address");
	enum rc rc;

	if (address == NULL)
		return em_reject(x, "A9", "address is missing");
	rc = app_row(x, r, em_lower(x, address));
	if (rc != RC_OK)
		return rc;
	if (!(*r)->there)
		return em_reject(x, "A9", "no application %s", address);
	if ((*r)->cell[AP_USER_ID] == NULL ||
	    strcmp((*r)->cell[AP_USER_ID], x->user) != 0)
		return em_reject(x, "A9", "%s is another user's", address);
	return RC_OK;
}

enum rc
em_app_update(struct em *x)
{
	struct row *r;
	enum rc rc;

	if ((rc = check_user(x)) != RC_OK || (rc = own_app(x, &r)) != RC_OK ||
	    (rc = check_words(x)) != RC_OK || (rc = check_image(x)) != RC_OK)
		return rc;
	em_put(x, r, AP_CREATED_AT);
	set_words(x, r);
	set_uris(x, r->cell[AP_ADDRESS]);
	return RC_OK;
}

enum rc
em_app_delete(struct em *x)
{
	struct row *r;
	int64_t n;
	enum rc rc;

	if ((rc = check_user(x)) != RC_OK || (rc = own_app(x, &r)) != RC_OK ||
	    (rc = count(x, &n)) != RC_OK)
		return rc;
	if (r->cell[AP_IS_DELETE][0] == 'f')
		em_note(x, T_APP_COUNT, x->user, rows_int(x->rows, n - 1));
	em_put(x, r, AP_CREATED_AT);
	rows_set(r, AP_IS_DELETE, "t");
	return RC_OK;
}
