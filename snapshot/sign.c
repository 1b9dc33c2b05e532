/* SPDX-License-Identifier: ISC */
#include "snapshot/sign.h"

#include <string.h>
#include <strings.h>

#include "common/base/hex.h"
#include "common/base/keccak.h"
#include "common/conf/conf.h"
#include "common/conf/node.h"
#include "common/prog/signer.h"
#include "snapshot/file.h"

enum rc
manifest_key(struct ctx *c, struct manifest *m, uint8_t key[32])
{
	struct sig *sig = sig_new();
	enum rc rc = signer_read(c, key, m->signer, sig);

	sig_free(sig);
	return rc;
}

enum rc
manifest_write(struct ctx *c, const struct manifest *m, const char *dir,
    const uint8_t key[32])
{
	struct buf text = { .a = c->a };
	struct sig *sig = sig_new();
	char out[SIG_TEXT];
	int bad;
	enum rc rc;

	manifest_print(m, &text);
	bad = sig_answer(sig, out, text.p, text.len, key);
	sig_free(sig);
	if (bad != 0)
		return err_set(&c->err, RC_BUG, "cannot sign the manifest");
	if ((rc = file_write(c, dir, SIGNATURE_FILE,
		 span_str(arena_printf(c->a, "%s\n", out)))) != RC_OK ||
	    (rc = file_sync_folder(c, dir)) != RC_OK ||
	    (rc = file_write(c, dir, MANIFEST_FILE, buf_span(&text))) != RC_OK)
		return rc;
	return file_sync_folder(c, dir);
}

static bool
signed_by(const struct span *text, const struct span *line, const char *who)
{
	uint8_t in[65], sum[32], hash[32], addr[20];
	struct sig *sig = sig_new();
	char text_of[ADDRESS_TEXT];
	bool good;

	keccak256(sum, text->p, text->len);
	sig_personal(hash, sum, sizeof(sum));
	good = line->len == SIG_TEXT && line->p[line->len - 1] == '\n' &&
	       hex_decode(in, sizeof(in), (const char *)line->p,
		   line->len - 1) == 0 &&
	       sig_recover(sig, addr, hash, in) == 0;
	sig_free(sig);
	if (!good)
		return false;
	address_text(text_of, addr);
	return strcasecmp(text_of, who) == 0;
}

enum rc
manifest_read(struct ctx *c, struct manifest *m, const char *dir,
    uint8_t sum[32])
{
	struct span text, line;
	enum rc rc;

	if ((rc = file_read(c, &text, dir, MANIFEST_FILE, MANIFEST_MAX)) !=
	    RC_OK)
		return err_add(&c->err,
		    "a folder without a list is no whole snapshot");
	if ((rc = file_read(c, &line, dir, SIGNATURE_FILE, 1024)) != RC_OK ||
	    (rc = manifest_parse(c, m, (const char *)text.p, text.len)) !=
		RC_OK)
		return rc;
	sha256(sum, text.p, text.len);
	if (signed_by(&text, &line, m->signer))
		return RC_OK;
	return err_set(&c->err, RC_DATA,
	    "%s/" SIGNATURE_FILE ": the list is not signed by %s, whom it "
	    "names: it was changed, or is another node's",
	    dir, m->signer);
}

enum rc
manifest_is_known(struct ctx *c, const struct manifest *m, const char *also)
{
	char *rest = arena_strdup(c->a, c->cf->discovery_nodes);
	struct conf_node node;

	if (strcasecmp(m->signer, also) == 0 ||
	    strcasecmp(m->signer, c->cf->delegate_owner_wallet) == 0)
		return RC_OK;
	while (conf_node_next(&node, &rest))
		if (strcasecmp(m->signer, node.wallet) == 0)
			return RC_OK;
	return err_set(&c->err, RC_CONFIG,
	    "the snapshot is signed by %s, who is neither this node nor one of "
	    "[network] discovery_nodes. What the digest does not cover is "
	    "believed of who has signed; if you do: --signer %s",
	    m->signer, m->signer);
}
