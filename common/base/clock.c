/* SPDX-License-Identifier: ISC */
#include "common/base/clock.h"

#include <signal.h>
#include <string.h>
#include <time.h>

static volatile sig_atomic_t stop, tell;

static void
on_stop(int sig)
{
	(void)sig;
	stop = 1;
}

static void
on_tell(int sig)
{
	(void)sig;
	tell = 1;
}

bool
tell_asked(void)
{
	bool was = tell != 0;

	if (was)
		tell = 0;
	return was;
}

bool
stop_asked(void)
{
	return stop != 0;
}

void
stop_catch(void)
{
	struct sigaction sa;

	memset(&sa, 0, sizeof(sa)); /* no SA_RESTART: a wait must end */
	sigemptyset(&sa.sa_mask);
	sa.sa_handler = on_stop;
	sigaction(SIGTERM, &sa, NULL);
	sigaction(SIGINT, &sa, NULL);
	sa.sa_handler = on_tell;
	sa.sa_flags = SA_RESTART; /* nothing is to end for it */
	sigaction(SIGUSR1, &sa, NULL);
	sa.sa_handler = SIG_IGN;
	sigaction(SIGPIPE, &sa, NULL);
}

int64_t
now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts); /* cannot fail on Linux */
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

int64_t
now_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

int64_t
wall_s(void)
{
	return (int64_t)time(NULL);
}
