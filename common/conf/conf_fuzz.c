/* SPDX-License-Identifier: ISC */
/* Any file loads or is refused with a reason; nothing shows a private key. */
#include "config.h" /* memfd_create() is behind _GNU_SOURCE */

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/base/fuzz.h"
#include "common/conf/conf.h"

static void
check_loaded(const struct conf *cf)
{
	char *text = NULL;
	size_t len = 0;
	FILE *f;

	if (cf->web3_urls[0] == '\0' || cf->web3_port == 0 ||
	    cf->web3_port > 65535 || cf->block_processing_window == 0 ||
	    cf->run_dir[0] == '\0' || cf->gateway_hosts == NULL)
		__builtin_trap();
	if (cf->delegate_private_key[0] != '\0' &&
	    strlen(cf->delegate_private_key) != 66)
		__builtin_trap();
	if ((f = open_memstream(&text, &len)) == NULL)
		abort();
	conf_print(cf, f);
	fclose(f);
	if (strstr(text, "\ndelegate.private_key = 0x") != NULL)
		__builtin_trap();
	free(text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	extern char **environ;
	static char *empty[] = { NULL };
	struct err e = { .rc = RC_OK };
	struct conf cf;
	char path[32];
	int fd;

	environ = empty;
	if ((fd = memfd_create("ini", MFD_CLOEXEC)) == -1 ||
	    fchmod(fd, 0600) != 0 || write(fd, data, len) != (ssize_t)len)
		abort();
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (conf_load(&e, &cf, &(struct conf_from){ .file = path }) == RC_OK)
		check_loaded(&cf);
	else if (e.rc != RC_CONFIG || e.msg[0] == '\0')
		__builtin_trap();
	conf_free(&cf);
	close(fd);
	return 0;
}
