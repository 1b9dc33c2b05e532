/* SPDX-License-Identifier: ISC */
#include "fcgi/serve/lead.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "common/base/clock.h"
#include "common/base/keccak.h"
#include "common/base/limits.h"

#define LOOK_NS 1000000 /* who waits looks every millisecond */

static int64_t
offset(struct span key)
{
	uint8_t sum[32];
	int64_t at;

	sha256(sum, key.p, key.len);
	memcpy(&at, sum, sizeof(at));
	return at & (INT64_MAX >> 1); /* and a byte fits behind it */
}

/* fcntl()'s answer about a byte of the listening socket; type becomes what
 * others hold there. */
static int
ask(int what, short *type, int64_t at)
{
	struct flock f;
	int n;

	memset(&f, 0, sizeof(f));
	f.l_type = *type;
	f.l_whence = SEEK_SET;
	f.l_start = at;
	f.l_len = 1;
	n = fcntl(STDIN_FILENO, what, &f);
	*type = f.l_type;
	return n;
}

static bool
is_led(int64_t at)
{
	short type = F_WRLCK;

	return ask(F_GETLK, &type, at) == 0 && type != F_UNLCK;
}

static void
wait_for(int64_t at)
{
	const struct timespec look = { 0, LOOK_NS };
	int64_t until_ms = now_ms() + LIM_LEAD_WAIT_MS;

	do
		(void)nanosleep(&look, NULL); /* a signal only shortens it */
	while (is_led(at) && now_ms() < until_ms);
}

struct lead
lead_begin(struct span key)
{
	struct lead l = { .at = offset(key) };
	short type = F_WRLCK;

	l.held = ask(F_SETLK, &type, l.at) == 0;
	l.waited = !l.held && (errno == EAGAIN || errno == EACCES);
	if (l.waited)
		wait_for(l.at);
	return l;
}

void
lead_end(const struct lead *l)
{
	short type = F_UNLCK;

	if (l->held)
		(void)ask(F_SETLK, &type, l->at); /* letting go cannot fail */
}
