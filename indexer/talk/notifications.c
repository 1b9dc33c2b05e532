/* SPDX-License-Identifier: ISC */
/* What users have seen, and what everybody is told. */
#include <string.h>

#include "common/conf/conf.h"
#include "common/json/jsonr.h"
#include "indexer/talk/misc.h"

void
em_notification_want(struct em *x)
{
	const char *key[] = { x->user, x->entity };

	rows_want_id(x->rows, T_PLAYLISTS, x->entity_id);
	rows_want(x->rows, T_PLAYLIST_SEEN, key);
}

/* N1; of several in one block the first one stays. */
enum rc
em_notification_view(struct em *x)
{
	const char *key[] = { x->user, x->ap->time };
	struct row *r = rows_put(x->rows, T_NOTIFICATION_SEEN, key);

	if (!r->there)
		em_put(x, r, 0);
	return RC_OK;
}

/* N3 */
enum rc
em_notification_playlist(struct em *x)
{
	const char *key[] = { x->user, x->entity };
	struct row *r;
	enum rc rc;

	rc = em_find(x, &r, T_PLAYLISTS, x->entity_id);
	if (rc == RC_OK && r == NULL)
		rc = em_reject(x, "N3", "no playlist %s", x->entity);
	if (rc != RC_OK ||
	    (rc = rows_get(x->c, x->rows, &r, T_PLAYLIST_SEEN, key)) != RC_OK)
		return rc;
	if (r->there && strcmp(r->cell[PS_SEEN_AT], x->ap->time) == 0)
		return RC_OK;
	em_put(x, r, 0);
	rows_set(r, PS_SEEN_AT, x->ap->time);
	return RC_OK;
}

/* N2 */
enum rc
em_notification_create(struct em *x)
{
	const char *verifier = x->c->cf->verified_address;

	if (*verifier == '\0' || strcmp(em_lower(x, verifier), x->signer) != 0)
		return em_reject(x, "N2", "the signer is not the verifier");
	if (x->data == NULL)
		return em_reject(x, "N2", "metadata is not JSON");
	em_notify(x, "announcement",
	    arena_printf(x->c->a, "announcement:blocknumber:%s",
		x->ap->blocknumber),
	    "", jsonr_text(x->c, x->data), "{}");
	return RC_OK;
}
