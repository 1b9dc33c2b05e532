/* SPDX-License-Identifier: ISC */
#include "watch/ask.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <inttypes.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/clock.h"
#include "common/base/num.h"

#define SAID_MAX (256u << 10) /* bytes that one look may say */

struct asked {
	pid_t pid;
	int fd; /* -1: it has said all */
	struct buf said;
};

/* What a look says: texts with NUL behind each. */

static void
say(struct buf *b, const char *s)
{
	buf_add(b, s, strlen(s) + 1);
}

static void
say_number(struct buf *b, int64_t n)
{
	buf_printf(b, "%" PRId64, n);
	buf_add(b, "", 1);
}

static void
write_all(int fd, const char *p, size_t n)
{
	ssize_t k;

	for (; n > 0; p += k, n -= (size_t)k)
		if ((k = write(fd, p, n)) <= 0)
			_exit(1); /* nobody listens */
}

/* A whole line, so that it is there even when the next one never comes. */
static void
tell(struct watch *w, const struct sight *s)
{
	struct buf b = { .a = w->c->a };
	size_t i;

	say_number(&b, s->light);
	say(&b, s->name);
	say(&b, s->word);
	say(&b, s->text);
	say(&b, s->why != NULL ? s->why : "");
	say_number(&b, (int64_t)s->nbelow);
	for (i = 0; i < s->nbelow; i++)
		say(&b, s->below[i]);
	say_number(&b, (int64_t)s->nfacts);
	for (i = 0; i < s->nfacts; i++) {
		say(&b, s->fact[i].key);
		say_number(&b, s->fact[i].n);
	}
	write_all(*(const int *)w->arg, b.p, b.len);
}

/* The next text of what was said; NULL: it was cut off. */
static const char *
hear(struct span *s)
{
	const char *p = (const char *)s->p;
	const char *end = s->len > 0 ? memchr(p, '\0', s->len) : NULL;
	struct span text;

	if (end == NULL || span_take(&text, s, (size_t)(end - p) + 1) != 0)
		return NULL;
	return p;
}

static bool
hear_number(struct span *s, int64_t *n, int64_t max)
{
	const char *text = hear(s);

	return text != NULL && num_i64(n, text, INT64_MIN, max) == 0;
}

static bool
hear_line(struct span *s, struct sight *out)
{
	int64_t n, i;

	*out = (struct sight){ 0 };
	if (!hear_number(s, &n, LIGHT_RED) || (out->name = hear(s)) == NULL ||
	    (out->word = hear(s)) == NULL || (out->text = hear(s)) == NULL ||
	    (out->why = hear(s)) == NULL)
		return false;
	out->light = (enum light)n;
	if (*out->why == '\0')
		out->why = NULL;
	if (!hear_number(s, &n, SIGHT_BELOW))
		return false;
	for (i = 0; i < n; i++)
		if ((out->below[out->nbelow++] = hear(s)) == NULL)
			return false;
	if (!hear_number(s, &n, SIGHT_FACTS))
		return false;
	for (i = 0; i < n; i++) {
		if ((out->fact[i].key = hear(s)) == NULL ||
		    !hear_number(s, &out->fact[i].n, INT64_MAX))
			return false;
		out->nfacts++;
	}
	return true;
}

/* The process that looks. */

static void
become(const char *user)
{
	const struct passwd *pw;

	if (user == NULL || geteuid() != 0 || (pw = getpwnam(user)) == NULL)
		return;
	if (initgroups(user, pw->pw_gid) != 0 || setgid(pw->pw_gid) != 0 ||
	    setuid(pw->pw_uid) != 0)
		_exit(RC_SYS);
}

static enum rc
see(struct watch *w, const struct look *l)
{
	enum rc rc = l->see(w, l->arg);
	size_t i;

	for (i = 0; i < w->n; i++)
		if (w->v[i].light == LIGHT_RED)
			return rc;
	if (rc != RC_OK)
		watch_fault(w, LIGHT_RED, l->name, "failed");
	return rc;
}

static void NORETURN
look_here(const struct watch *of, const struct look *l, int fd)
{
	struct ctx c = *of->c;
	struct watch *w = arena_zalloc(c.a, 1, sizeof(*w));
	enum rc rc;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	signal(SIGTERM, SIG_DFL);
	signal(SIGINT, SIG_DFL);
	err_clear(&c.err);
	c.db = NULL;
	*w = (struct watch){ .c = &c, .done = tell, .arg = &fd };
	become(l->user);
	rc = see(w, l);
	if (w->n > 0)
		tell(w, &w->v[w->n - 1]);
	_exit((int)rc);
}

static void
start(const struct watch *w, struct asked *a, const struct look *l)
{
	int pair[2];

	*a = (struct asked){ .pid = -1, .fd = -1, .said.a = w->c->a };
	if (pipe(pair) != 0)
		err_die("watch", "no pipe");
	fcntl(pair[0], F_SETFD, FD_CLOEXEC);
	fcntl(pair[1], F_SETFD, FD_CLOEXEC);
	fflush(NULL);
	if ((a->pid = fork()) == -1)
		err_die("watch", "no process");
	if (a->pid == 0) {
		close(pair[0]);
		look_here(w, l, pair[1]);
	}
	close(pair[1]);
	a->fd = pair[0];
}

/* The process that waits. */

static void
take(struct asked *a)
{
	char part[4096];
	ssize_t n = read(a->fd, part, sizeof(part));

	if (n == -1 && errno == EINTR)
		return;
	if (n > 0 && a->said.len < SAID_MAX) {
		buf_add(&a->said, part, (size_t)n);
		return;
	}
	close(a->fd);
	a->fd = -1;
}

static void
wait_for(struct asked *a, size_t n, unsigned ms)
{
	int64_t end = now_ms() + (int64_t)ms, left;
	struct pollfd p[WATCH_MAX];
	size_t i, open = n;

	while (open > 0 && !stop_asked() && (left = end - now_ms()) > 0) {
		for (i = 0; i < n; i++)
			p[i] =
			    (struct pollfd){ .fd = a[i].fd, .events = POLLIN };
		if (poll(p, n, (int)left) == -1 && errno != EINTR)
			return;
		for (open = i = 0; i < n; i++) {
			if (a[i].fd != -1 && p[i].revents != 0)
				take(&a[i]);
			open += a[i].fd != -1;
		}
	}
}

/* What came of it; a process that is still at work ends now. */
static enum rc
outcome(struct asked *a)
{
	int status = 0;

	if (a->fd != -1) {
		kill(a->pid, SIGKILL);
		close(a->fd);
	}
	while (waitpid(a->pid, &status, 0) == -1 && errno == EINTR)
		;
	if (a->fd != -1)
		return RC_UPSTREAM;
	return WIFEXITED(status) && WEXITSTATUS(status) < RC__MAX
		   ? (enum rc)WEXITSTATUS(status)
		   : RC_BUG;
}

static enum rc
add(struct watch *w, struct asked *a, const struct look *l, unsigned ms)
{
	struct span said = buf_span(&a->said);
	enum rc rc = outcome(a);
	struct sight s;

	while (said.len > 0 && hear_line(&said, &s) && w->n < WATCH_MAX - 1)
		w->v[w->n++] = s;
	if (a->fd != -1)
		watch_line(w, LIGHT_RED, l->name, "silent", "no answer in %u s",
		    ms / 1000);
	else if (rc == RC_BUG)
		watch_line(w, LIGHT_RED, l->name, "failed",
		    "the process that looked at it has ended");
	return rc;
}

enum rc
watch_ask(struct watch *w, const struct look *v, size_t n, unsigned ms)
{
	struct asked a[WATCH_MAX];
	enum rc rc = RC_OK, one;
	size_t i;

	for (i = 0; i < n && i < WATCH_MAX; i++)
		start(w, &a[i], &v[i]);
	n = i;
	wait_for(a, n, ms);
	for (i = 0; i < n; i++) {
		one = add(w, &a[i], &v[i], ms);
		if (rc == RC_OK)
			rc = one;
	}
	return rc;
}

/* Another program. */

static void NORETURN
run_here(int fd, const char *const *argv)
{
	char *words[16];
	size_t i;
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	for (i = 0; argv[i] != NULL && i < 15; i++)
		words[i] = strdup(argv[i]);
	words[i] = NULL;
	dup2(null, 0);
	dup2(fd, 1);
	dup2(null, 2);
	setenv("LC_ALL", "C", 1);
	setenv("SYSTEMD_COLORS", "0", 1);
	execvp(words[0], words);
	_exit(127);
}

int
watch_run(struct ctx *c, const char **out, size_t cap, const char *const *argv)
{
	char *text = arena_alloc(c->a, cap + 1), rest[512];
	int pair[2], status = 0;
	ssize_t k = 1;
	size_t n = 0;
	pid_t pid;

	*out = text;
	text[0] = '\0';
	if (pipe(pair) != 0)
		return -1;
	if ((pid = fork()) == -1) {
		close(pair[0]);
		close(pair[1]);
		return -1;
	}
	if (pid == 0) {
		close(pair[0]);
		run_here(pair[1], argv);
	}
	close(pair[1]);
	while (k != 0 && (k > 0 || errno == EINTR)) {
		k = n < cap ? read(pair[0], text + n, cap - n)
			    : read(pair[0], rest, sizeof(rest));
		if (k > 0 && n < cap)
			n += (size_t)k;
	}
	close(pair[0]);
	text[n] = '\0';
	while (waitpid(pid, &status, 0) == -1 && errno == EINTR)
		;
	return WIFEXITED(status) && WEXITSTATUS(status) != 127
		   ? WEXITSTATUS(status)
		   : -1;
}
