/* SPDX-License-Identifier: ISC */
/* What readers do with comments. */
#include "indexer/talk/comments.h"

#include <string.h>

#include "indexer/rows/ids.h"
#include "indexer/talk/comment_notify.h"

/* D10 */
static enum rc
known_comment(struct em *x, const char *rule)
{
	struct row *r;
	enum rc rc;

	rc = em_find(x, &r, T_COMMENTS, x->entity_id);
	if (rc == RC_OK && r == NULL)
		rc = em_reject(x, rule, "no comment %s", x->entity);
	return rc;
}

/* C8, C14: there is something to react to, or to take back. */
static enum rc
check_reaction(struct em *x, const struct row *comment, const struct row *r,
    bool back)
{
	if (em_since(x, SINCE_C14D) && comment->cell[CM_IS_DELETE][0] == 't')
		return em_reject(x, "C14", "comment %s is deleted", x->entity);
	if (!back && r->there)
		return em_reject(x, "C8", "user %s has reacted", x->user);
	if (back && !r->there)
		return em_reject(x, em_since(x, SINCE_C14) ? "C14" : "C8",
		    "user %s never reacted", x->user);
	if (back && em_since(x, SINCE_C14) && r->cell[CY_IS_DELETE][0] == 't')
		return em_reject(x, "C14", "user %s took it back", x->user);
	return RC_OK;
}

/*
 * One who has taken a reaction back cannot react again, as in the original.
 */
enum rc
em_comment_react(struct em *x)
{
	const char *key[] = { x->entity, x->user };
	bool back = strcmp(x->action, "Unreact") == 0;
	struct row *r, *comment;
	enum rc rc;

	rc = em_find(x, &comment, T_COMMENTS, x->entity_id);
	if (rc == RC_OK && comment == NULL)
		rc = em_reject(x, "C8", "no comment %s", x->entity);
	if (rc != RC_OK ||
	    (rc = rows_get(x->c, x->rows, &r, T_COMMENT_REACTIONS, key)) !=
		RC_OK ||
	    (rc = check_reaction(x, comment, r, back)) != RC_OK)
		return rc;
	em_put(x, r, CY_CREATED_AT);
	rows_set(r, CY_IS_DELETE, back ? "t" : "f");
	return back ? RC_OK : em_talk_reaction(x, comment);
}

enum rc
em_comment_report(struct em *x)
{
	const char *key[] = { x->entity, x->user };
	struct ids *reporters;
	struct row *r;
	enum rc rc;

	if ((rc = known_comment(x, "C9")) != RC_OK ||
	    (rc = rows_get(x->c, x->rows, &r, T_COMMENT_REPORTS, key)) !=
		RC_OK ||
	    (rc = ids_get(x->c, x->rows, &reporters, T_REPORTERS,
		 x->entity_id)) != RC_OK)
		return rc;
	if (r->there)
		return em_reject(x, "C9", "user %s has reported", x->user);
	em_put(x, r, CY_CREATED_AT);
	rows_set(r, CY_IS_DELETE, "f");
	ids_add(x->c->a, reporters, x->user_id);
	return RC_OK;
}

enum rc
em_comment_pin(struct em *x)
{
	bool pin = strcmp(x->action, "Pin") == 0, pinned;
	struct row *track;
	int64_t id;
	enum rc rc;

	if ((rc = known_comment(x, "C10")) != RC_OK)
		return rc;
	if (!em_get_id(x, "entity_id", &id))
		return em_reject(x, "C10", "entity_id is missing");
	if ((rc = em_find(x, &track, T_TRACKS, id)) != RC_OK)
		return rc;
	if (track == NULL)
		return em_reject(x, "C10", "no track %lld", (long long)id);
	if (strcmp(track->cell[TR_OWNER_ID], x->user) != 0)
		return em_reject(x, "C10", "track %lld is another user's",
		    (long long)id);
	pinned = track->cell[TR_PINNED_COMMENT_ID] != NULL &&
		 strcmp(track->cell[TR_PINNED_COMMENT_ID], x->entity) == 0;
	if (pin == pinned)
		return em_reject(x, "C10", "nothing would change");
	em_put(x, track, TR_CREATED_AT);
	rows_set(track, TR_PINNED_COMMENT_ID, pin ? x->entity : NULL);
	return RC_OK;
}

/* D8: the signer was checked.  Whether there is such a thing was not. */
enum rc
em_settings_mute(struct em *x)
{
	const char *key[] = { x->user, x->entity, x->type };
	struct row *r;
	enum rc rc;

	rc = rows_get(x->c, x->rows, &r, T_COMMENT_SETTINGS, key);
	if (rc != RC_OK)
		return rc;
	em_times(x, r, CS_CREATED_AT);
	rows_set(r, CS_IS_MUTED, strcmp(x->action, "Mute") == 0 ? "t" : "f");
	return RC_OK;
}
