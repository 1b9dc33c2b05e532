/* SPDX-License-Identifier: ISC */
/*
 * The web server, asked as clients ask it.  What is in the way is told by who
 * answers, and by the site that is installed.
 */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <grp.h>
#include <inttypes.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "admin/doctor/check.h"
#include "common/net/http.h"
#include "watch/ask.h"

#define ENABLED    NGINXDIR "/sites-enabled"
#define ASK_MS     3000
#define BODY_MAX   65536
#define GROUPS_MAX 64
#define SAID       4096
#define SOON_S     "1209600" /* a certificate that ends within two weeks */

/* The word behind a directive of nginx, from where *at points; NULL: none. */
static const char *
directive(struct arena *a, const char **at, const char *name)
{
	size_t n = strlen(name);
	const char *p = *at, *end;

	while ((p = strstr(p, name)) != NULL) {
		const char *line = p;

		while (line > *at && line[-1] != '\n')
			line--;
		line += strspn(line, " \t");
		p += n;
		if (line != p - n || !isblank((unsigned char)*p))
			continue;
		p += strspn(p, " \t");
		end = p + strcspn(p, "; \t\n");
		*at = end;
		return arena_printf(a, "%.*s", (int)(end - p), p);
	}
	return NULL;
}

/* Our site, as nginx reads it. */
static const char *
site(struct try *t)
{
	return try_file(t, try_path(t, ENABLED "/discprov"));
}

enum verdict
check_site(struct try *t)
{
	if (access(try_path(t, "%s", NGINXDIR), F_OK) != 0) {
		t->a = "there is no nginx on this host (" NGINXDIR ")";
		return UNSEEN;
	}
	t->a = try_path(t, ENABLED "/discprov");
	t->b = try_path(t, NGINXDIR "/sites-available/discprov");
	return site(t) != NULL ? WELL : WRONG;
}

/* "http://127.0.0.1:80" of "listen 80" */
static const char *
address(struct try *t, const char *text)
{
	const char *listen = directive(t->c->a, &text, "listen");
	const char *port;

	if (listen == NULL || strncmp(listen, "unix:", 5) == 0)
		return NULL;
	port = strrchr(listen, ':');
	if (port == NULL && strchr(listen, '.') == NULL)
		return arena_printf(t->c->a, "http://127.0.0.1:%s", listen);
	if (strncmp(listen, "[::]", 4) == 0)
		return arena_printf(t->c->a, "http://[::1]%s", listen + 4);
	if (strncmp(listen, "*:", 2) == 0 || strncmp(listen, "0.0.0.0", 7) == 0)
		return arena_printf(t->c->a, "http://127.0.0.1%s", port);
	return arena_printf(t->c->a, "http://%s", listen);
}

/* Who has the port, as far as we may see. */

static bool
inode_of(const char *path, unsigned port, unsigned long *inode)
{
	FILE *f = fopen(path, "re");
	unsigned local, state;
	char line[512];
	bool found = false;

	if (f == NULL)
		return false;
	while (!found && fgets(line, sizeof(line), f) != NULL)
		found = sscanf(line,
			    "%*d: %*[0-9A-Fa-f]:%x %*[0-9A-Fa-f]:%*x %x "
			    "%*s %*s %*s %*s %*s %lu",
			    &local, &state, inode) == 3 &&
			local == port && state == 0x0A;
	fclose(f);
	return found;
}

static bool
holds(const char *pid, unsigned long inode)
{
	char path[300], want[64], is[64];
	struct dirent *e;
	bool found = false;
	ssize_t n;
	DIR *d;

	snprintf(path, sizeof(path), "/proc/%.20s/fd", pid);
	snprintf(want, sizeof(want), "socket:[%lu]", inode);
	if ((d = opendir(path)) == NULL)
		return false;
	while (!found && (e = readdir(d)) != NULL) {
		snprintf(path, sizeof(path), "/proc/%.20s/fd/%.20s", pid,
		    e->d_name);
		if ((n = readlink(path, is, sizeof(is) - 1)) <= 0)
			continue;
		is[n] = '\0';
		found = strcmp(is, want) == 0;
	}
	closedir(d);
	return found;
}

static const char *
owner_of_port(struct try *t, unsigned port)
{
	const char *name = "another program";
	unsigned long inode = 0;
	struct dirent *e;
	DIR *d;

	if ((!inode_of("/proc/net/tcp", port, &inode) &&
		!inode_of("/proc/net/tcp6", port, &inode)) ||
	    (d = opendir("/proc")) == NULL)
		return name;
	while ((e = readdir(d)) != NULL) {
		if (!isdigit((unsigned char)e->d_name[0]) ||
		    !holds(e->d_name, inode))
			continue;
		name = try_file(t,
		    arena_printf(t->c->a, "/proc/%s/comm", e->d_name));
		name = arena_printf(t->c->a, "%.*s (process %s)",
		    name != NULL ? (int)strcspn(name, "\n") : 0,
		    name != NULL ? name : "", e->d_name);
		break;
	}
	closedir(d);
	return name;
}

/* The pool's socket. */

/* May the user connect, by the socket's mode? */
static bool
may_connect(const struct passwd *pw, const struct stat *st)
{
	gid_t groups[GROUPS_MAX];
	int n = GROUPS_MAX, i;

	if (pw == NULL || pw->pw_uid == 0)
		return true;
	if (pw->pw_uid == st->st_uid)
		return (st->st_mode & S_IWUSR) != 0;
	if (getgrouplist(pw->pw_name, pw->pw_gid, groups, &n) == -1)
		n = 0;
	for (i = 0; i < n; i++)
		if (groups[i] == st->st_gid)
			return (st->st_mode & S_IWGRP) != 0;
	return (st->st_mode & S_IWOTH) != 0;
}

/* Is somebody behind it?  0, or errno. */
static int
connects(const char *path)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), fault = 0;

	snprintf(at.sun_path, sizeof(at.sun_path), "%s", path);
	if (fd == -1 ||
	    connect(fd, (const struct sockaddr *)&at, sizeof(at)) != 0)
		fault = errno;
	if (fd != -1)
		close(fd);
	return fault;
}

/* nginx is there and the pool is not, for it. */
static void
tell_pool(struct try *t, const char *text)
{
	const char *conf = try_file(t, try_path(t, NGINXDIR "/nginx.conf"));
	const char *user = NULL, *path = strstr(text, "server unix:");
	const struct passwd *pw;
	struct stat st;

	if (conf != NULL)
		user = directive(t->c->a, &conf, "user");
	pw = user != NULL ? getpwnam(user) : NULL;
	path = path == NULL ? "?"
			    : arena_printf(t->c->a, "%.*s",
				  (int)strcspn(path + 12, " ;\n"), path + 12);
	if (stat(path, &st) != 0) {
		watch_line(t->w, LIGHT_RED, "socket", "wrong",
		    "nginx finds no pool: %s: %s", path, strerror(errno));
		watch_below(t->w, "systemctl enable --now "
				  "discprov-fcgi.socket "
				  "discprov-pool.target");
	} else if (!may_connect(pw, &st) || (st.st_mode & 0222) == 0) {
		watch_line(t->w, LIGHT_RED, "socket", "wrong",
		    "%s may not connect to the pool's socket %s (mode %03o)",
		    user != NULL ? user : "nginx", path,
		    (unsigned)st.st_mode & 0777);
		watch_below(t->w,
		    "its group is that of nginx's workers (SocketGroup= of "
		    "discprov-fcgi.socket): systemctl daemon-reload; "
		    "systemctl restart discprov-fcgi.socket");
	} else {
		watch_line(t->w, LIGHT_RED, "pool", "wrong",
		    "nobody of the pool answers at %s: %s", path,
		    connects(path) != 0 ? "nobody listens there"
					: "all are busy, or end at once");
		watch_below(t->w, "systemctl enable --now discprov-fcgi.socket "
				  "discprov-pool.target; journalctl -n 20 -u "
				  "'discprov-fcgi@*'");
	}
}

/* Somebody else answers where we should. */
static void
tell_other(struct try *t, const char *url, const char *server)
{
	const char *other = try_path(t, ENABLED "/default");

	if (strstr(server, "nginx") == NULL) {
		watch_line(t->w, LIGHT_RED, "port", "wrong",
		    "the port of %s is taken by %s", url,
		    owner_of_port(t,
			(unsigned)strtoul(strrchr(url, ':') + 1, NULL, 10)));
		watch_below(t->w,
		    "ss -ltnp; stop it, or listen elsewhere: make install "
		    "nginxlisten=8080; then systemctl restart nginx");
	} else if (access(other, F_OK) == 0) {
		watch_line(t->w, LIGHT_RED, "default-site", "wrong",
		    "another site of nginx answers at %s: %s is in the way",
		    url, other);
		watch_below(t->w, "rm %s; nginx -t; systemctl reload nginx",
		    other);
	} else {
		watch_line(t->w, LIGHT_RED, "default-site", "wrong",
		    "another site of nginx answers at %s", url);
		watch_below(t->w,
		    "nginx -T | grep -E 'listen|server_name'; ls " ENABLED);
	}
}

static enum verdict
judge(struct try *t, const struct http_req *r, const char *url,
    const char *text)
{
	const char *body = r->body.len > 0 ? (const char *)r->body.p : "";

	if (r->state != HTTP_DONE) {
		watch_line(t->w, LIGHT_RED, "nginx", "wrong",
		    "nobody answers at %s: %s", url, r->msg);
		watch_below(t->w, "nginx -t; systemctl restart nginx; "
				  "journalctl -n 20 -u nginx");
		return TOLD;
	}
	if (r->status == 200 && strstr(body, "discovery-node") != NULL)
		return WELL;
	if (r->status == 502 || r->status == 504)
		tell_pool(t, text);
	else
		tell_other(t, url, r->got[0]);
	return TOLD;
}

enum verdict
check_answer(struct try *t)
{
	static const char *const want[] = { "server", NULL };
	const char *text = site(t), *url = address(t, text);
	struct http_req r = { .want = want,
		.total_ms = ASK_MS,
		.maxbody = BODY_MAX,
		.a = t->c->a };
	struct http *h;

	if (url == NULL) {
		t->a = "the site listens at no address that can be asked";
		return UNSEEN;
	}
	r.url = arena_printf(t->c->a, "%s/version", url);
	h = http_new(1);
	http_add(h, &r);
	http_finish(h, ASK_MS);
	http_free(h);
	return judge(t, &r, url, text);
}

/* The certificate that clients are shown. */
static enum verdict
look_at_certificate(struct try *t, const char *file)
{
	const char *const ends[] = { "openssl", "x509", "-noout", "-enddate",
		"-checkend", "0", "-in", file, NULL };
	const char *const soon[] = { "openssl", "x509", "-noout", "-checkend",
		SOON_S, "-in", file, NULL };
	const char *out, *none;
	int status;

	t->a = file;
	if (access(file, R_OK) != 0) {
		t->b = "cannot be read";
		return errno == ENOENT ? WRONG : UNSEEN;
	}
	if ((status = watch_run(t->c, &out, SAID, ends)) == -1) {
		t->a = "there is no openssl to look with";
		return UNSEEN;
	}
	out = arena_printf(t->c->a, "%.*s", (int)strcspn(out, "\n"), out);
	if (status != 0) {
		t->b = arena_printf(t->c->a, "has expired (%s)", out);
		return WRONG;
	}
	t->b = arena_printf(t->c->a, "expires soon (%s)", out);
	return watch_run(t->c, &none, SAID, soon) != 0 ? DOUBT : WELL;
}

enum verdict
check_expiry(struct try *t)
{
	const char *dir = try_path(t, NGINXDIR "/discprov.d");
	enum verdict v = UNSEEN;
	const char *text, *file;
	struct dirent *e;
	DIR *d = opendir(dir);

	t->a = "no file of discprov.d names a certificate";
	if (d == NULL)
		return UNSEEN;
	while ((v == UNSEEN || v == WELL) && (e = readdir(d)) != NULL) {
		text =
		    try_file(t, arena_printf(t->c->a, "%s/%s", dir, e->d_name));
		file = text == NULL
			   ? NULL
			   : directive(t->c->a, &text, "ssl_certificate");
		if (file != NULL)
			v = look_at_certificate(t, file);
	}
	closedir(d);
	return v;
}
