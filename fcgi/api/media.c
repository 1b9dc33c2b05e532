/* SPDX-License-Identifier: ISC */
/*
 * Ways to the audio: redirects to a content node, with a link that this node
 * signs, and playlists for players.  A link to gated audio is made only for
 * whom a signature proves, in the headers or, as players cannot send any, in
 * user_data and user_signature.
 */
#include <inttypes.h>
#include <string.h>

#include "common/base/hashid.h"
#include "common/base/limits.h"
#include "common/db/db.h"
#include "fcgi/api/rows.h"
#include "fcgi/model/answer.h"
#include "fcgi/model/track.h"
#include "fcgi/serve/envelope.h"

/* RC_OK with a reply set: there is no such track, or not for who asks. */
static enum rc
find(struct call *k, struct track_file *f, enum audio what)
{
	int64_t id = param_get(k, "id")->n;
	struct tracks *ts;
	enum rc rc;

	/* who signs, and names nobody, is who asks */
	if (k->me == 0)
		k->me = k->auth;
	if ((rc = tracks_load(k, &ts, &id, 1)) != RC_OK)
		return rc;
	if (!tracks_show(ts, id, RULE_SHOWN))
		return reply_fail(k, 404, "track not found");
	tracks_file(ts, id, what, f);
	if (f->gone)
		return reply_fail(k, 404, "track not found");
	if (!f->allowed)
		return reply_fail(k, 403, "access denied");
	return RC_OK;
}

static enum rc
redirect(struct call *k, const struct link *l)
{
	const char *url = link_url(k, l);
	struct jsonw *w;

	if (url == NULL)
		return reply_fail(k, 404, "no content node has it");
	if (param_get(k, "no_redirect")->n != 0) {
		w = jsonw_new(k->c->a);
		jsonw_str(w, NULL, url);
		return envelope(k, 200, jsonw_done(w));
	}
	reply_json(k->out, 302, span_str("{}"));
	k->out->location = url;
	return RC_OK;
}

static enum rc
stream_get(struct call *k)
{
	bool preview = param_get(k, "preview")->n != 0;
	const char *skip = param_get(k, "skip_play_count")->text;
	struct track_file f;
	enum rc rc = find(k, &f, preview ? AUDIO_PREVIEW : AUDIO_STREAM);

	if (rc != RC_OK)
		return rc;
	f.link.skip_play_count = skip != NULL && *skip != '\0' &&
				 strcmp(skip, "false") != 0 &&
				 strcmp(skip, "0") != 0;
	return redirect(k, &f.link);
}

static enum rc
download_get(struct call *k)
{
	const char *name = param_get(k, "filename")->text;
	struct track_file f;
	enum rc rc = find(k, &f, AUDIO_DOWNLOAD);

	if (rc != RC_OK)
		return rc;
	if (!f.downloadable)
		return reply_fail(k, 404, "track not downloadable");
	f.link.filename = name != NULL ? name : f.name;
	f.link.skip_play_count = true;
	return redirect(k, &f.link);
}

/* An entry of a playlist for players. */
static enum rc
entry(struct call *k, const char **out, int64_t *seconds, const PGresult *res,
    int row)
{
	char hash[HASHID_TEXT];
	int64_t id;
	enum rc rc;

	if ((rc = db_i64(k->c, &id, res, row, API_PLAYLIST_STREAM_track_id)) !=
		RC_OK ||
	    (rc = db_i64(k->c, seconds, res, row,
		 API_PLAYLIST_STREAM_duration)) != RC_OK)
		return rc;
	hashid_encode(hash, (uint64_t)id);
	*out = arena_printf(k->c->a,
	    "#EXTINF:%" PRId64 ",%s\n/v1/tracks/%s/stream\n", *seconds,
	    db_text(res, row, API_PLAYLIST_STREAM_title), hash);
	return RC_OK;
}

static struct span
joined(struct arena *a, const char *const *part, size_t n)
{
	size_t len = 0, at = 0, i;
	char *out;

	for (i = 0; i < n; i++)
		len += strlen(part[i]);
	out = arena_alloc(a, len + 1);
	for (i = 0; i < n; i++) {
		memcpy(out + at, part[i], strlen(part[i]));
		at += strlen(part[i]);
	}
	return (struct span){ (const uint8_t *)out, len };
}

static enum rc
playlist_stream_get(struct call *k)
{
	const char *p[PARAM_MAX], **part;
	int64_t seconds, longest = 0;
	PGresult *res;
	enum rc rc;
	int row, n;

	param_bind(k, p, SQL_API_PLAYLIST_STREAM);
	if ((rc = db_run(k->c, &res, SQL_API_PLAYLIST_STREAM, p)) != RC_OK)
		return rc;
	if ((n = PQntuples(res)) == 0)
		return list_missing(k);
	part = arena_zalloc(k->c->a, (size_t)n + 2, sizeof(*part));
	for (row = 0; row < n; row++) {
		rc = entry(k, &part[row + 1], &seconds, res, row);
		if (rc != RC_OK)
			return rc;
		longest = seconds > longest ? seconds : longest;
	}
	part[0] = arena_printf(k->c->a,
	    "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:%" PRId64 "\n",
	    longest);
	part[n + 1] = "#EXT-X-ENDLIST\n";
	reply_json(k->out, 200, joined(k->c->a, part, (size_t)n + 2));
	k->out->type = "application/vnd.apple.mpegurl";
	return RC_OK;
}

/* clang-format off */
/* What stands in the place of headers; api_key is nothing to us. */
#define SIGNED UNUSED("user_data"), UNUSED("user_signature"), \
	UNUSED("nft_access_signature"), UNUSED("premium_content_signature"), \
	UNUSED("api_key")

static const struct param stream[] = {
	PATH_ID("track_id"), USER, SIGNED, BOOL("preview"),
	BOOL("no_redirect"), TEXT("skip_play_count"), UNUSED("skip_check"),
	END
};
static const struct param download[] = {
	PATH_ID("track_id"), USER, SIGNED, TEXT("filename"),
	BOOL("no_redirect"), END
};
static const struct param playlist[] = { PATH_ID("playlist_id"), USER, END };

static const struct route rows[] = {
	{
		.path = "/tracks/:track_id/stream", .on = ON_BOTH,
		.auth = true, .also = ALSO_ELSEWHERE | ALSO_REFUSED,
		.stmt = STMT_NONE, .params = stream,
		.fn = stream_get,
	}, {
		.path = "/tracks/:track_id/download", .on = ON_BOTH,
		.auth = true, .also = ALSO_ELSEWHERE | ALSO_REFUSED,
		.stmt = STMT_NONE, .params = download,
		.fn = download_get,
	}, {
		.path = "/playlists/:playlist_id/stream", .on = ON_BOTH,
		.auth = true, .stmt = SQL_API_PLAYLIST_STREAM,
		.params = playlist, .fn = playlist_stream_get,
	},
};
/* clang-format on */

const struct family family_media = FAMILY(rows);
