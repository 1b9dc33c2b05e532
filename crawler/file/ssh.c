/* SPDX-License-Identifier: ISC */
#include "crawler/file/ssh.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/memfd.h>
#include <netdb.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/base/clock.h"
#include "common/base/num.h"
#include "common/base/text.h"
#include "common/net/http_addr.h"

#define ALIAS "discprov" /* the host's name in what is known of hosts */
#define SAID  2048       /* bytes of what the client says */
#define ADDR  64         /* bytes of an address as text */
#define ARGS  64

/* What the client says, and what becomes of the step. */
static const struct {
	const char *said;
	enum crawl_end end;
	const char *why;
} words[] = {
	{ "IDENTIFICATION HAS CHANGED", CRAWL_BROKEN,
	    "its host key is another than the one it had: if that is right, "
	    "'discprov-crawl trust' forgets the old one" },
	{ "Host key verification failed", CRAWL_BROKEN,
	    "its host key is another than the one it had: if that is right, "
	    "'discprov-crawl trust' forgets the old one" },
	{ "Load key", CRAWL_REFUSED, "the key is none that OpenSSH reads" },
	{ "Permission denied", CRAWL_REFUSED,
	    "takes neither user nor key (one with a passphrase is none)" },
	{ "Too many authentication failures", CRAWL_REFUSED,
	    "takes neither user nor key (one with a passphrase is none)" },
	{ "subsystem request failed", CRAWL_BROKEN, "offers no SFTP" },
	{ "no matching", CRAWL_BROKEN, NULL }, /* "... key exchange found" */
};

/* Where to. */

struct place {
	const char *host, *port, *user;
	char addr[ADDR];
};

static bool
is_user(const char *s)
{
	return *s != '\0' && *s != '-' && strlen(s) <= 100 &&
	       strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
			 "0123456789._@-") == strlen(s);
}

static enum crawl_end
address(struct place *to, bool is_private, struct crawl_page *p)
{
	struct addrinfo hint = { .ai_socktype = SOCK_STREAM }, *list, *i;
	int n = getaddrinfo(to->host, to->port, &hint, &list);

	if (n != 0)
		return crawl_failed(p, CRAWL_LATER, "%.200s: %s", to->host,
		    gai_strerror(n));
	for (i = list; i != NULL; i = i->ai_next)
		if (is_private || http_addr_is_public(i->ai_addr))
			break;
	n = i == NULL ? -1
		      : getnameinfo(i->ai_addr, i->ai_addrlen, to->addr, ADDR,
			    NULL, 0, NI_NUMERICHOST);
	freeaddrinfo(list);
	if (n != 0)
		return crawl_failed(p, CRAWL_BROKEN,
		    "%.200s: has no public address, and is none of the hosts "
		    "that may be private: [crawl] private_hosts",
		    to->host);
	return CRAWL_OK;
}

static enum crawl_end
place(struct ctx *c, const struct reaching *r, struct place *to,
    struct crawl_page *p)
{
	const char *port = reach_text(r, "port");
	uint64_t n;
	bool is_private;

	to->host = reach_text(r, "host");
	to->user = reach_text(r, "user");
	if (*to->host == '\0')
		to->host = "localhost";
	to->port = *port == '\0' ? "22" : port;
	if (num_u64(&n, to->port, 1, 65535) != 0)
		return crawl_failed(p, CRAWL_BROKEN,
		    "port '%.20s': not a number from 1 to 65535", to->port);
	if (!is_user(to->user))
		return crawl_failed(p, CRAWL_BROKEN,
		    "user '%.100s': letters, digits and ._@- are wanted",
		    to->user);
	is_private = wire_may_be_private(r->rules->net,
	    arena_printf(c->a, strchr(to->host, ':') ? "[%s]:%s" : "%s:%s",
		to->host, to->port));
	return address(to, is_private, p);
}

/* Files in memory. */

static int
memory(const char *name, const char *text, size_t len)
{
	int fd = (int)syscall(SYS_memfd_create, name, MFD_CLOEXEC);

	if (fd == -1 || fchmod(fd, 0600) != 0 ||
	    write(fd, text, len) != (ssize_t)len)
		err_die("ssh", "no memory for a file");
	return fd;
}

static const char *
path_of(struct ctx *c, const char *before, int fd)
{
	return arena_printf(c->a, "%s/proc/%ld/fd/%d", before, (long)getpid(),
	    fd);
}

/* Lines as OpenSSH wants them, whoever has pasted the key. */
static enum crawl_end
put_key(struct ctx *c, struct ssh *s, const struct reaching *r,
    struct crawl_page *p)
{
	const char *key = crawl_text(r->conn->secret, "key");
	size_t n = 0, len = strlen(key);
	char *lines;

	if (len == 0)
		return crawl_failed(p, CRAWL_REFUSED,
		    "the credentials have no 'key'");
	lines = arena_alloc(c->a, len + 1);
	for (; *key != '\0'; key++)
		if (*key != '\r')
			lines[n++] = *key;
	lines[n++] = '\n';
	s->key = memory("key", lines, n);
	explicit_bzero(lines, n);
	return CRAWL_OK;
}

static void
put_known(struct ctx *c, struct ssh *s, const struct reaching *r)
{
	const char *key = reach_host_key(r), *line = "";

	if (key != NULL)
		line = arena_printf(c->a, ALIAS " %s\n", key);
	s->known = memory("known", line, strlen(line));
}

/* The client. */

static void
arguments(struct ctx *c, const struct ssh *s, const struct reaching *r,
    const struct place *to, char **argv)
{
	const char *const fixed[] = { "ssh", "-F", "none", "-T", "-x", "-a",
		"-oBatchMode=yes", "-oGlobalKnownHostsFile=none",
		("-oHostKeyAlias=" ALIAS), "-oHashKnownHosts=no",
		"-oCheckHostIP=no", "-oUpdateHostKeys=no",
		"-oVerifyHostKeyDNS=no", "-oIdentitiesOnly=yes",
		"-oIdentityAgent=none", "-oPreferredAuthentications=publickey",
		"-oConnectTimeout=10", "-oServerAliveInterval=15",
		"-oServerAliveCountMax=2", "-oControlPath=none",
		"-oClearAllForwardings=yes", "-oPermitLocalCommand=no",
		"-oCanonicalizeHostname=no", "-oProxyCommand=none",
		"-oEscapeChar=none", "-oLogLevel=ERROR" };
	const char *const rest[] = { reach_host_key(r) != NULL
					 ? "-oStrictHostKeyChecking=yes"
					 : "-oStrictHostKeyChecking=accept-new",
		path_of(c, "-oUserKnownHostsFile=", s->known), "-i",
		path_of(c, "", s->key), "-p", to->port, "-l", to->user, "-s",
		"--", to->addr, "sftp" };
	size_t n = 0, i;

	for (i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++)
		argv[n++] = arena_strdup(c->a, fixed[i]);
	for (i = 0; i < sizeof(rest) / sizeof(rest[0]); i++)
		argv[n++] = arena_strdup(c->a, rest[i]);
	argv[n] = NULL;
}

/* Of three pipes our ends stay, and theirs become 0, 1 and 2. */
static int
start(struct ssh *s, char **argv)
{
	char path[] = "PATH=/usr/local/bin:/usr/bin:/bin", lang[] = "LC_ALL=C";
	char *env[] = { path, lang, NULL };
	posix_spawn_file_actions_t acts;
	posix_spawnattr_t attr;
	int in[2], out[2], err[2], n, pid = 0;
	sigset_t none;

	if (syscall(SYS_pipe2, in, O_CLOEXEC) != 0 ||
	    syscall(SYS_pipe2, out, O_CLOEXEC) != 0 ||
	    syscall(SYS_pipe2, err, O_CLOEXEC) != 0 ||
	    posix_spawn_file_actions_init(&acts) != 0 ||
	    posix_spawnattr_init(&attr) != 0)
		err_die("ssh", "no pipes");
	posix_spawn_file_actions_adddup2(&acts, in[0], 0);
	posix_spawn_file_actions_adddup2(&acts, out[1], 1);
	posix_spawn_file_actions_adddup2(&acts, err[1], 2);
	sigemptyset(&none);
	posix_spawnattr_setsigmask(&attr, &none);
	posix_spawnattr_setpgroup(&attr, 0); /* ^C is ours */
	posix_spawnattr_setflags(&attr,
	    POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
	n = posix_spawnp(&pid, "ssh", &acts, &attr, argv, env);
	posix_spawn_file_actions_destroy(&acts);
	posix_spawnattr_destroy(&attr);
	close(in[0]);
	close(out[1]);
	close(err[1]);
	s->sftp.out = in[1];
	s->sftp.in = out[0];
	s->err = err[0];
	s->pid = n == 0 ? pid : 0;
	fcntl(s->sftp.out, F_SETFL, O_NONBLOCK);
	fcntl(s->sftp.in, F_SETFL, O_NONBLOCK);
	return n;
}

/* What it has said until it ended, or a moment has passed. */
static const char *
said(struct ctx *c, struct ssh *s)
{
	struct pollfd p = { .fd = s->err, .events = POLLIN };
	char text[SAID + 1], *out, *q;
	size_t len = 0;
	ssize_t n;

	while (len < SAID && poll(&p, 1, 1000) > 0) {
		n = read(s->err, text + len, SAID - len);
		if (n <= 0)
			break;
		len += (size_t)n;
	}
	out = text_clean(c->a, text, len);
	for (q = out; *q != '\0'; q++)
		if ((unsigned char)*q < ' ' || *q == 0x7f)
			*q = ' ';
	return out;
}

static enum crawl_end
over(struct ctx *c, struct ssh *s, const char *what, struct crawl_page *p)
{
	const char *text = said(c, s);
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strstr(text, words[i].said) != NULL)
			return crawl_failed(p, words[i].end, "%.120s: %.180s",
			    what, words[i].why != NULL ? words[i].why : text);
	return crawl_failed(p, CRAWL_LATER, "%.120s: %.180s", what,
	    *text != '\0' ? text : s->sftp.why);
}

enum crawl_end
ssh_failed(struct ctx *c, struct ssh *s, const char *what, struct crawl_page *p)
{
	if (s->sftp.is_over)
		return over(c, s, what, p);
	return crawl_failed(p,
	    now_ms() >= s->sftp.end_ms || stop_asked() ? CRAWL_LATER
						       : CRAWL_BROKEN,
	    "%.200s: %s", what, s->sftp.why);
}

enum crawl_end
ssh_open(struct ctx *c, struct ssh *s, const struct reaching *r,
    unsigned total_ms, struct crawl_page *p)
{
	struct place to;
	char *argv[ARGS];
	int n;

	s->pid = 0;
	s->err = s->key = s->known = s->sftp.in = s->sftp.out = -1;
	s->sftp.id = 0;
	s->sftp.is_over = false;
	s->sftp.end_ms = now_ms() + total_ms;
	if (place(c, r, &to, p) != CRAWL_OK || put_key(c, s, r, p) != CRAWL_OK)
		return p->end;
	put_known(c, s, r);
	arguments(c, s, r, &to, argv);
	if ((n = start(s, argv)) != 0)
		return crawl_failed(p, CRAWL_BROKEN,
		    "ssh, OpenSSH's client, cannot be started: %s",
		    strerror(n));
	if (!sftp_begin(&s->sftp))
		return ssh_failed(c, s,
		    arena_printf(c->a, "%s:%s", to.host, to.port), p);
	return p->end = CRAWL_OK;
}

const char *
ssh_learned(struct ctx *c, const struct ssh *s)
{
	char text[SAID + 1], *key, *end;
	ssize_t n = pread(s->known, text, SAID, 0);
	const size_t alias = strlen(ALIAS " ");

	text[n > 0 ? n : 0] = '\0';
	key = strncmp(text, ALIAS " ", alias) == 0 ? text + alias : text;
	if ((end = strpbrk(key, "\r\n")) != NULL)
		*end = '\0';
	return arena_strdup(c->a, key);
}

static void
shut(int *fd)
{
	if (*fd != -1)
		close(*fd);
	*fd = -1;
}

void
ssh_close(struct ssh *s)
{
	int *const all[] = { &s->sftp.in, &s->sftp.out, &s->err, &s->key,
		&s->known };
	size_t i;

	if (s->pid > 0) {
		kill(s->pid, SIGKILL);
		waitpid(s->pid, NULL, 0);
	}
	s->pid = 0;
	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		shut(all[i]);
}
