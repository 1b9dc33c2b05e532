/* SPDX-License-Identifier: ISC */
/* What systemd was told to do, and whether it does. */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "admin/doctor/check.h"
#include "common/conf/conf.h"
#include "watch/ask.h"
#include "watch/units.h"

#define SAID    (64u << 10)
#define PAUSE_S 2 /* what is put there as it is started is no upgrade */

enum verdict
check_units(struct try *t)
{
	struct units *u = arena_zalloc(t->c->a, 1, sizeof(*u));

	units_read(t->c, u);
	t->known = u;
	t->a = "systemd knows no unit of ours here";
	return u->n > 0 ? WELL : UNSEEN;
}

enum verdict
check_failed(struct try *t)
{
	const struct units *u = t->known;
	size_t i;

	for (i = 0; i < u->n; i++)
		if (strcmp(u->v[i].active, "failed") == 0) {
			t->a = t->b = u->v[i].name;
			return WRONG;
		}
	return WELL;
}

enum verdict
check_timers(struct try *t)
{
	const struct units *u = t->known;
	const char *const wanted[] = { "discprov-index.timer",
		"discprov-jobs.target",
		t->c->cf->eth_provider_url[0] != '\0'
		    ? "discprov-jobs-ethereum.target"
		    : NULL };
	size_t i;

	for (i = 0; i < 3 && wanted[i] != NULL; i++) {
		t->a = t->b = wanted[i];
		if (!unit_is_active(u, wanted[i]))
			return WRONG;
	}
	for (i = 0; i < u->n; i++) {
		t->a = u->v[i].name;
		t->b = "discprov-jobs.target";
		if (strncmp(t->a, "discprov-job-", 13) == 0 &&
		    strcmp(u->v[i].load, "loaded") == 0 &&
		    strcmp(u->v[i].active, "inactive") == 0 &&
		    t->c->cf->eth_provider_url[0] != '\0')
			return WRONG;
	}
	return WELL;
}

enum verdict
check_pool_on(struct try *t)
{
	return units_active(t->known, "discprov-fcgi@") > 0 ||
		       unit_is_active(t->known, "discprov-fcgi.socket")
		   ? WELL
		   : WRONG;
}

/* Unit files that were changed since systemd has read them. */
enum verdict
check_reload(struct try *t)
{
	static const char *const argv[] = { "systemctl", "show", "-p",
		"Id,NeedDaemonReload", "discprov-index.service",
		"discprov-index.timer", "discprov-fcgi.socket",
		"discprov-fcgi@1.service", NULL };
	const char *out, *yes, *id;

	if (watch_run(t->c, &out, SAID, argv) != 0) {
		t->a = "systemctl show says nothing";
		return UNSEEN;
	}
	if ((yes = strstr(out, "NeedDaemonReload=yes")) == NULL)
		return WELL;
	for (id = yes; id > out && strncmp(id, "Id=", 3) != 0; id--)
		;
	t->a = strncmp(id, "Id=", 3) == 0
		   ? arena_printf(t->c->a, "%.*s", (int)strcspn(id + 3, "\n"),
			 id + 3)
		   : "our units";
	return WRONG;
}

/* When a process began, as Unix time; 0: not known. */
static int64_t
begun(struct try *t, const char *pid)
{
	const char *stat =
	    try_file(t, arena_printf(t->c->a, "/proc/%s/stat", pid));
	const char *boot = try_file(t, "/proc/stat");
	unsigned long long ticks = 0;
	long long at = 0;

	if (stat == NULL || boot == NULL ||
	    (stat = strrchr(stat, ')')) == NULL ||
	    (boot = strstr(boot, "btime ")) == NULL ||
	    sscanf(stat + 1,
		" %*c %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s "
		"%*s %*s %*s %*s %*s %llu",
		&ticks) != 1 ||
	    sscanf(boot, "btime %lld", &at) != 1)
		return 0;
	return at + (int64_t)(ticks / (unsigned long long)sysconf(_SC_CLK_TCK));
}

/* The program that a process was started as; NULL: it is no pool's. */
static const char *
pool_program(struct try *t, const char *pid)
{
	const char *line =
	    try_file(t, arena_printf(t->c->a, "/proc/%s/cmdline", pid));
	const char *name;

	if (line == NULL || *line != '/')
		return NULL;
	name = strrchr(line, '/') + 1;
	return strcmp(name, "discprov-fcgi") == 0 ? line : NULL;
}

/* An upgrade puts a new file there; who runs goes on with the old one. */
enum verdict
check_old_pool(struct try *t)
{
	DIR *d = opendir("/proc");
	enum verdict v = UNSEEN;
	const char *program;
	struct dirent *e;
	struct stat st;
	int64_t at;

	t->a = "no process of the pool runs here";
	while (d != NULL && v != WRONG && (e = readdir(d)) != NULL) {
		if (!isdigit((unsigned char)e->d_name[0]) ||
		    (program = pool_program(t, e->d_name)) == NULL ||
		    strncmp(program, t->root, strlen(t->root)) != 0)
			continue;
		at = begun(t, e->d_name);
		v = at != 0 && (stat(program, &st) != 0 ||
				   st.st_ctime > at + PAUSE_S)
			? WRONG
			: WELL;
		if (v == WRONG)
			t->a = arena_strdup(t->c->a, e->d_name);
	}
	if (d != NULL)
		closedir(d);
	return v;
}

/* The crontab is for hosts without systemd. */
enum verdict
check_cron(struct try *t)
{
	static const char *const argv[] = { "systemctl", "is-active",
		"discprov-index.timer", NULL };
	const char *out;

	t->a = try_path(t, "/etc/cron.d/discprov");
	if (access(t->a, F_OK) != 0)
		return WELL;
	return watch_run(t->c, &out, SAID, argv) == 0 ? WRONG : WELL;
}

#define CLOUD_SITE NGINXDIR "/discprov.d/discprov_cloud.conf"
#define CLOUD_ENV  SYSCONFDIR "/discprov/discprov-cloud.env"
#define CLOUD_KEY  SYSCONFDIR "/discprov/cloud.key"

/* A site that asks for it is what says that it is wanted. */
enum verdict
check_cloud_on(struct try *t)
{
	t->a = try_path(t, "%s", CLOUD_SITE);
	if (access(t->a, F_OK) != 0 ||
	    unit_is_active(t->known, "discprov-cloud.socket") ||
	    units_active(t->known, "discprov-cloud@") > 0)
		return WELL;
	return WRONG;
}

/* As its file of variables names it, or the example of its page. */
static const char *
cloud_key(struct try *t)
{
	static const char name[] = "\naudius_crawl_key_file=";
	const char *env = try_file(t, try_path(t, "%s", CLOUD_ENV));
	const char *at = env == NULL
			     ? NULL
			     : strstr(arena_printf(t->c->a, "\n%s", env), name);

	if (at == NULL)
		return try_path(t, "%s", CLOUD_KEY);
	at += strlen(name);
	at += strspn(at, "'\"");
	return try_path(t, "%.*s", (int)strcspn(at, "'\"\n"), at);
}

/* The programs say it too, to who asks; nobody may be there to ask. */
enum verdict
check_cloud_key(struct try *t)
{
	struct stat st;

	if (!unit_is_active(t->known, "discprov-cloud.socket"))
		return WELL;
	t->a = cloud_key(t);
	t->b = "missing";
	if (stat(t->a, &st) != 0)
		return errno == ENOENT ? WRONG : UNSEEN;
	t->b = "for everybody to read";
	return (st.st_mode & 07) == 0 ? WELL : WRONG;
}
