/* SPDX-License-Identifier: ISC */
#include "chain/rlp_json.h"

#include "common/base/hex.h"
#include "common/json/jsonr.h"

enum rc
rlp_qty(struct ctx *c, struct rlp *w, struct json_object *o, const char *key)
{
	struct u256 n;
	enum rc rc;

	if ((rc = jsonr_number(c, &n, o, key)) == RC_OK)
		rlp_number(w, &n);
	return rc;
}

enum rc
rlp_fixed(struct ctx *c, struct rlp *w, struct json_object *o, const char *key,
    size_t len)
{
	enum rc rc;

	rc = jsonr_hex(c, rlp_room(w, len), len, o, key);
	if (rc == RC_OK)
		rlp_item(w, len);
	return rc;
}

enum rc
rlp_data(struct ctx *c, struct rlp *w, struct json_object *o, const char *key,
    size_t max)
{
	struct span s;
	size_t n;
	enum rc rc;

	if ((rc = jsonr_str(c, &s, o, key, 2 + 2 * max)) != RC_OK)
		return rc;
	n = s.len < 2 ? 0 : (s.len - 2) / 2;
	if (hex_decode(rlp_room(w, n), n, (const char *)s.p, s.len) != 0)
		return err_set(&c->err, RC_DATA,
		    "json: '%s' is not hexadecimal", key);
	rlp_item(w, n);
	return RC_OK;
}
