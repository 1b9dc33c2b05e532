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

/* fcntl()'s answer about a byte of the listening socket; f becomes what others
 * hold there, when that is asked. */
static int
ask(int what, struct flock *f, short type, int64_t at)
{
	memset(f, 0, sizeof(*f));
	f->l_type = type;
	f->l_whence = SEEK_SET;
	f->l_start = at;
	f->l_len = 1;
	return fcntl(STDIN_FILENO, what, f);
}

static bool
is_led(int64_t at, pid_t *by)
{
	struct flock f;

	if (ask(F_GETLK, &f, F_WRLCK, at) != 0 || f.l_type == F_UNLCK)
		return false;
	*by = f.l_pid;
	return true;
}

/* For who leads now: another one may lead at once when he is done. */
static void
wait_for(int64_t at)
{
	const struct timespec look = { 0, LOOK_NS };
	int64_t until_ms = now_ms() + LIM_LEAD_WAIT_MS;
	pid_t first, by;

	if (!is_led(at, &first))
		return;
	do
		(void)nanosleep(&look, NULL); /* a signal only shortens it */
	while (is_led(at, &by) && by == first && now_ms() < until_ms);
}

struct lead
lead_begin(struct span key, int64_t alone)
{
	struct lead l = { .at = offset(key) };
	struct flock f;

	if (l.at == alone)
		return l;
	l.held = ask(F_SETLK, &f, F_WRLCK, l.at) == 0;
	l.waited = !l.held && (errno == EAGAIN || errno == EACCES);
	if (l.waited)
		wait_for(l.at);
	return l;
}

bool
lead_try(struct lead *l, struct span key)
{
	struct flock f;

	*l = (struct lead){ .at = offset(key) };
	l->held = ask(F_SETLK, &f, F_WRLCK, l->at) == 0;
	return l->held || (errno != EAGAIN && errno != EACCES);
}

void
lead_end(const struct lead *l)
{
	struct flock f;

	if (l->held) /* letting go cannot fail */
		(void)ask(F_SETLK, &f, F_UNLCK, l->at);
}
