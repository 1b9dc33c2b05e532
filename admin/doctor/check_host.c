/* SPDX-License-Identifier: ISC */
/* What is written down, and the host. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "admin/doctor/check.h"
#include "common/conf/conf.h"
#include "common/db/lock.h"
#include "common/prog/signer.h"
#include "watch/ask.h"
#include "watch/node.h"

#define SHORT_MS 1000 /* the longest lists take some hundred */
#define SAID     (16u << 10)

enum verdict
check_secrets(struct try *t)
{
	return (t->a = conf_exposed(t->c->cf, &t->b)) == NULL ? WELL : WRONG;
}

static void
take_warning(void *arg, const char *text)
{
	struct try *t = arg;

	if (t->a == NULL)
		t->a = arena_strdup(t->c->a, text);
}

enum verdict
check_names(struct try *t)
{
	conf_warnings(t->c->cf, take_warning, t);
	return t->a == NULL ? WELL : DOUBT;
}

enum verdict
check_proxy(struct try *t)
{
	static const char *const names[] = { "http_proxy", "https_proxy",
		"HTTPS_PROXY", "all_proxy", "ALL_PROXY" };
	const char *value;
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if ((value = getenv(names[i])) != NULL && *value != '\0') {
			t->a = names[i];
			return DOUBT;
		}
	return WELL;
}

enum verdict
check_key(struct try *t)
{
	struct sig *s = sig_new();
	char signer[ADDRESS_TEXT];
	uint8_t key[32];
	enum rc rc = signer_read(t->c, key, signer, s);

	explicit_bzero(key, sizeof(key));
	sig_free(s);
	return rc == RC_OK ? WELL : FAULT;
}

enum verdict
check_timeout(struct try *t)
{
	const struct conf *cf = t->c->cf;

	t->a = arena_printf(t->c->a, "%llu",
	    (unsigned long long)cf->statement_timeout_ms);
	t->setting = conf_where(cf, "db", "statement_timeout_ms");
	return cf->statement_timeout_ms >= SHORT_MS ? WELL : WRONG;
}

enum verdict
check_disks(struct try *t)
{
	return see_disks(t->w, NULL) == RC_OK ? TOLD : FAULT;
}

enum verdict
check_synchronized(struct try *t)
{
	static const char *const argv[] = { "timedatectl", "show", "-p",
		"NTPSynchronized", "--value", NULL };
	const char *out;

	if (watch_run(t->c, &out, SAID, argv) != 0) {
		t->a = "no timedatectl that answers here";
		return UNSEEN;
	}
	return strncmp(out, "no", 2) == 0 ? DOUBT : WELL;
}

enum verdict
check_certificates(struct try *t)
{
	const struct conf *cf = t->c->cf;

	if (strstr(cf->web3_urls, "https:") == NULL &&
	    strstr(cf->core_urls, "https:") == NULL &&
	    strstr(cf->eth_provider_url, "https:") == NULL &&
	    strstr(cf->gateway_hosts, "https:") == NULL) {
		t->a = "nothing is asked by https";
		return UNSEEN;
	}
	t->a = try_path(t, "/etc/ssl/certs/ca-certificates.crt");
	return access(t->a, R_OK) == 0 ? WELL : WRONG;
}

/* What AppArmor and SELinux write to the kernel's log about us. */
enum verdict
check_denials(struct try *t)
{
	static const char *const argv[] = { "journalctl", "-k", "-q",
		"--no-pager", "-o", "cat", "--since", "-1h", "-g",
		"apparmor=\"DENIED\"|avc: *denied", NULL };
	const char *out;
	char *line, *save = NULL;
	int status = watch_run(t->c, &out, SAID, argv);

	if (status == -1 || (status != 0 && *out == '\0')) {
		t->a = "nothing was found, or the journal may not be read";
		return UNSEEN;
	}
	for (line = strtok_r(arena_strdup(t->c->a, out), "\n", &save);
	     line != NULL; line = strtok_r(NULL, "\n", &save))
		if (strstr(line, "discprov") != NULL ||
		    strstr(line, "nginx") != NULL) {
			t->a = arena_printf(t->c->a, "%.300s", line);
			return WRONG;
		}
	return WELL;
}

enum verdict
check_locks(struct try *t)
{
	return lock_folder(t->c) == RC_OK ? WELL : FAULT;
}

enum verdict
check_listens(struct try *t)
{
	const struct conf *cf = t->c->cf;

	if (cf->listens_dir[0] == '\0' || conf_teller(cf) != TELLER_CLIENTS) {
		t->a = "clients tell no listens here";
		return UNSEEN;
	}
	t->a = cf->listens_dir;
	t->setting = conf_where(cf, "discprov", "listens_dir");
	if (access(t->a, W_OK | X_OK) == 0)
		return WELL;
	t->b = strerror(errno);
	return WRONG;
}
