/* SPDX-License-Identifier: ISC */
#include "fcgi/serve/lead.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/tap.h"

/* A socket that listens, as descriptor 0; it need not have a name. */
static void
listen_on_0(void)
{
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	if (fd == -1 || dup2(fd, STDIN_FILENO) == -1)
		OK(0, "there is a socket");
	close(fd);
}

/* Another process of the pool that leads key, until it is told to end. */
static pid_t
leader(struct span key, int *tell)
{
	int up[2], down[2];
	struct lead l;
	pid_t pid;
	char c;

	if (pipe(up) != 0 || pipe(down) != 0 || (pid = fork()) == -1)
		return -1;
	if (pid == 0) {
		close(down[1]);
		l = lead_begin(key, 0);
		if (write(up[1], l.held ? "y" : "n", 1) == 1)
			while (read(down[0], &c, 1) > 0)
				lead_end(&l);
		_exit(0);
	}
	close(up[1]);
	close(down[0]);
	if (read(up[0], &c, 1) != 1 || c != 'y')
		OK(0, "the other one leads");
	close(up[0]);
	*tell = down[1];
	return pid;
}

static void
alone(struct span key)
{
	struct lead l = lead_begin(key, 0), again;

	OK(l.held && !l.waited, "nobody leads: we do");
	lead_end(&l);
	again = lead_begin(key, 0);
	OK(again.held && !again.waited, "and again, after the end");
	lead_end(&again);
}

static void
with_another(struct span key, struct span other)
{
	struct lead l;
	pid_t pid;
	int tell;

	pid = leader(key, &tell);
	l = lead_begin(other, 0);
	OK(l.held && !l.waited, "another key has another leader");
	lead_end(&l);
	if (write(tell, "x", 1) != 1)
		OK(0, "it is told");
	l = lead_begin(key, 0);
	OK(l.held != l.waited, "we wait until it is done, or come after it");
	lead_end(&l);
	close(tell);
	waitpid(pid, NULL, 0);
}

static void
dead(struct span key)
{
	struct lead l;
	pid_t pid;
	int tell;

	pid = leader(key, &tell);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	l = lead_begin(key, 0);
	OK(l.held && !l.waited, "nobody waits for the dead");
	lead_end(&l);
	close(tell);
}

/* It is alive and does not end. */
static void
stuck(struct span key)
{
	struct lead l;
	pid_t pid;
	int tell;

	pid = leader(key, &tell);
	l = lead_begin(key, 0);
	OK(!l.held && l.waited, "nor for ever for who is stuck");
	lead_end(&l);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	close(tell);
}

/* What could not be kept the last time. */
static void
in_vain(struct span key)
{
	struct lead l = lead_begin(key, 0);
	pid_t pid;
	int tell;

	lead_end(&l);
	pid = leader(key, &tell);
	l = lead_begin(key, l.at);
	OK(!l.held && !l.waited, "nobody waits in vain again");
	lead_end(&l);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	close(tell);
}

static void
no_socket(struct span key)
{
	int fd = open("/dev/null", O_RDONLY);
	struct lead l;

	if (fd == -1 || dup2(fd, STDIN_FILENO) == -1)
		OK(0, "there is /dev/null");
	l = lead_begin(key, 0);
	OK(!l.held && !l.waited, "what cannot be locked stops nobody");
	lead_end(&l);
	close(fd);
}

int
main(void)
{
	struct span key = span_str("key"), other = span_str("other");

	listen_on_0();
	alone(key);
	with_another(key, other);
	dead(key);
	stuck(key);
	in_vain(key);
	no_socket(key);
	DONE();
}
