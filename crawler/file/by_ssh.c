/* SPDX-License-Identifier: ISC */
/*
 * Files of a host, below the path that a connection names, or that one file.
 * Links in folders are not followed.
 */
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/clock.h"
#include "common/base/limits.h"
#include "crawler/file/ssh.h"

#define TOTAL_MS 300000 /* of one session: a listing, and what is read then */
#define DEPTH    8      /* of folders in folders */

static void
let_go(struct reaching *r)
{
	if (r->session != NULL)
		ssh_close(r->session);
	free(r->session);
	r->session = NULL;
}

/* A session that is over is no reason: its files are asked for in a new one. */
static enum crawl_end
ready(struct ctx *c, struct reaching *r, struct crawl_page *p)
{
	struct ssh *s = r->session;

	if (s != NULL && !s->sftp.is_over &&
	    now_ms() < s->sftp.end_ms - TOTAL_MS / 2)
		return CRAWL_OK;
	let_go(r);
	if ((r->session = s = malloc(sizeof(*s))) == NULL)
		err_die("ssh", "no memory");
	if (ssh_open(c, s, r, TOTAL_MS, p) != CRAWL_OK)
		let_go(r);
	return p->end;
}

struct walk {
	struct ctx *c;
	struct ssh *s;
	struct crawl_page *p;
	const char *path;   /* of all */
	const char *folder; /* that is listed now, below it; or "" */
	struct json_object *names;
	const char **todo; /* folders */
	size_t n_todo, room;
	bool is_full;
};

static size_t
depth(const char *name)
{
	size_t n = 0;

	for (; (name = strchr(name, '/')) != NULL; name++)
		n++;
	return n;
}

static void
later(struct walk *w, const char *folder)
{
	size_t room = w->room;

	if (w->n_todo == w->room) {
		w->room = room == 0 ? 64 : room * 2;
		w->todo = arena_grow(w->c->a, w->todo, room * sizeof(*w->todo),
		    w->room * sizeof(*w->todo));
	}
	w->todo[w->n_todo++] = folder;
}

static const char *
below(struct ctx *c, const char *path, const char *name)
{
	size_t n = strlen(path);

	if (n == 0 || *name == '\0')
		return arena_strdup(c->a, n == 0 ? name : path);
	return arena_printf(c->a, "%s%s%s", path, path[n - 1] == '/' ? "" : "/",
	    name);
}

static bool
entry(void *arg, const char *name, const struct sftp_attrs *a)
{
	struct walk *w = arg;
	const char *at = below(w->c, w->folder, name);

	if (a->is_dir && name[0] != '.' && depth(at) < DEPTH)
		later(w, at);
	else if (a->is_file && name_is_wanted(name))
		json_object_array_add(w->names,
		    json_object_new_string(below(w->c, w->path, at)));
	w->is_full = json_object_array_length(w->names) > LIM_CRAWL_FILES ||
		     w->n_todo > LIM_CRAWL_FILES;
	return !w->is_full;
}

/* All folders, one behind the other; to the end of p. */
static enum crawl_end
folders(struct walk *w)
{
	const char *at;
	size_t i;

	later(w, "");
	for (i = 0; i < w->n_todo && !w->is_full; i++) {
		w->folder = w->todo[i];
		at = below(w->c, w->path, w->folder);
		if (!sftp_list(&w->s->sftp, at, entry, w))
			return ssh_failed(w->c, w->s, at, w->p);
	}
	if (w->is_full)
		return crawl_failed(w->p, CRAWL_BROKEN,
		    "%.100s: more than %d files or folders lie there", w->path,
		    LIM_CRAWL_FILES);
	return w->p->end = CRAWL_OK;
}

/* The host's key is kept when it was met for the first time. */
static void
learn(struct ctx *c, struct reaching *r, const struct ssh *s)
{
	if (r->conn->host_key == NULL && r->host_key == NULL)
		r->host_key = strdup(ssh_learned(c, s));
}

static const char *
path_of(struct ctx *c, const struct reaching *r)
{
	const char *path = reach_path(c, r, true);

	return *path == '\0' ? "." : path;
}

static enum crawl_end
list_all(struct ctx *c, struct reaching *r, struct json_object *names,
    struct crawl_page *p)
{
	const char *path = path_of(c, r);
	struct walk w = { .c = c, .p = p, .path = path, .names = names };
	struct sftp_attrs a;

	if (ready(c, r, p) != CRAWL_OK)
		return p->end;
	w.s = r->session;
	if (!sftp_stat(&w.s->sftp, path, &a))
		return ssh_failed(c, w.s, path, p);
	if (a.is_dir)
		return folders(&w);
	json_object_array_add(names, json_object_new_string(path));
	return p->end;
}

static struct json_object *
list(struct ctx *c, struct reaching *r, struct crawl_page *p)
{
	struct json_object *names = json_object_new_array();
	struct arena *a = arena_new(LIM_ARENA_REQUEST), *was = ctx_in(c, a);
	enum crawl_end end = list_all(c, r, names, p);

	ctx_back(c, was);
	arena_free(a);
	if (end == CRAWL_OK) {
		learn(c, r, r->session);
		return names;
	}
	json_object_put(names);
	return NULL;
}

static enum crawl_end
read_one(struct ctx *c, struct reaching *r, const char *name,
    struct span *bytes, struct crawl_page *p)
{
	struct ssh *s;

	if (ready(c, r, p) != CRAWL_OK)
		return p->end;
	s = r->session;
	if (!sftp_read(c, &s->sftp, name, LIM_CRAWL_FILE, bytes))
		return ssh_failed(c, s, name, p);
	return p->end = CRAWL_OK;
}

const struct reach reach_ssh = { "ssh", list, read_one, let_go };
