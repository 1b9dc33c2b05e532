/* SPDX-License-Identifier: ISC */
/* Connections for people, the last run of each task, and its two buttons. */
#include <inttypes.h>
#include <string.h>

#include "crawler/rest/pages.h"
#include "crawler/store/conn.h"

static const char *
state_class(const char *state)
{
	return strcmp(state, "failed") == 0    ? "red"
	       : strcmp(state, "success") == 0 ? "good"
	       : strcmp(state, "new") == 0     ? "off"
					       : "";
}

static const char *
counted(struct rest_call *k, const char *counts)
{
	struct json_object *o = conn_json(k->c, counts);

	return arena_printf(k->c->a,
	    "%" PRId64 " seen, %" PRId64 " new, %" PRId64 " changed, %" PRId64
	    " vanished",
	    json_object_get_int64(json_object_object_get(o, "seen")),
	    json_object_get_int64(json_object_object_get(o, "created")),
	    json_object_get_int64(json_object_object_get(o, "changed")),
	    json_object_get_int64(json_object_object_get(o, "vanished")));
}

/* Why it waits, or what went wrong, or what came of it. */
static const char *
remark(struct rest_call *k, const PGresult *res, int i)
{
	const char *paused = db_text(res, i, CRAWL_API_TASKS_paused),
		   *error = db_text(res, i, CRAWL_API_TASKS_error),
		   *message = db_text(res, i, CRAWL_API_TASKS_message);

	if (paused != NULL)
		return arena_printf(k->c->a, "paused: %s", paused);
	return error != NULL ? error : message;
}

static void
task(struct rest_call *k, struct html *h, const PGresult *res, int i)
{
	const char *state = db_text(res, i, CRAWL_API_TASKS_state),
		   *name = db_text(res, i, CRAWL_API_TASKS_task),
		   *conn = db_text(res, i, CRAWL_API_TASKS_connection),
		   *next = db_text(res, i, CRAWL_API_TASKS_next_run);
	bool runs = strcmp(state, "running") == 0;

	face_row(h, state_class(state));
	face_head(h, NULL, name);
	html_raw(h, "<td><b>");
	html_text(h, state);
	html_raw(h, "</b></td>");
	face_cell(h,
	    face_moment(k->c->a, db_text(res, i, CRAWL_API_TASKS_finished)));
	face_cell(h, next == NULL ? "by hand" : face_moment(k->c->a, next));
	html_raw(h, "<td>");
	face_button(h,
	    arena_printf(k->c->a, "%s/inventory/%s", k->base,
		runs ? "stop" : "run"),
	    runs ? "Stop" : "Run now", conn, name);
	html_text(h, counted(k, db_text(res, i, CRAWL_API_TASKS_counts)));
	if (remark(k, res, i) != NULL) {
		html_raw(h, "<p>");
		html_text(h, remark(k, res, i));
		html_raw(h, "</p>");
	}
	html_raw(h, "</td>");
	face_row_end(h);
}

static void
connection(struct rest_call *k, struct html *h, const PGresult *conns, int c,
    const PGresult *tasks)
{
	static const char *const columns[] = { "Task", "Is", "Last run (UTC)",
		"Next (UTC)", "What it did", NULL };
	const char *id = db_text(conns, c, CRAWL_API_CONNECTIONS__id),
		   *dc = db_text(conns, c, CRAWL_API_CONNECTIONS_dc);
	int i;

	face_section(h, db_text(conns, c, CRAWL_API_CONNECTIONS_name));
	html_raw(h, "<p>");
	html_text(h, db_text(conns, c, CRAWL_API_CONNECTIONS_label));
	html_raw(h, *dc != '\0' ? ", " : "");
	html_text(h, dc);
	html_raw(h, ", of ");
	html_text(h, db_text(conns, c, CRAWL_API_CONNECTIONS_owner));
	html_raw(h, ", ");
	html_text(h, db_text(conns, c, CRAWL_API_CONNECTIONS_status));
	html_rawf(h, ": <a href=\"%s/inventory?conn=%s\">its resources</a></p>",
	    k->base, id);
	face_table(h, columns);
	for (i = 0; i < PQntuples(tasks); i++)
		if (strcmp(db_text(tasks, i, CRAWL_API_TASKS_connection), id) ==
		    0)
			task(k, h, tasks, i);
	face_table_end(h);
	face_section_end(h);
}

#define SHOWN "20" /* connections on a page; each has 23 tasks at most */

static enum rc
connections_page(struct rest_call *k)
{
	struct html h = { .b.a = k->c->a };
	const char *first[] = { k->scope, NULL, rest_val(k, "cursor"), SHOWN };
	const char *each[] = { k->scope, NULL, NULL, "100", NULL };
	PGresult *conns, *tasks;
	int i, n;
	enum rc rc;

	rc = db_run(k->c, &conns, SQL_CRAWL_API_CONNECTIONS, first);
	if (rc != RC_OK)
		return rc;
	n = PQntuples(conns);
	face_begin(&h, k->base, "Connections", FACE_CONNECTIONS);
	if (n == 0)
		html_raw(&h, "<section><p>There is none.</p></section>");
	for (i = 0; i < n; i++) {
		each[1] = db_text(conns, i, CRAWL_API_CONNECTIONS__id);
		rc = db_run(k->c, &tasks, SQL_CRAWL_API_TASKS, each);
		if (rc != RC_OK)
			return rc;
		connection(k, &h, conns, i, tasks);
	}
	if (n == 20)
		html_rawf(&h,
		    "<p><a rel=\"next\" "
		    "href=\"%s/inventory/connections?cursor=%s\">Next page"
		    "</a></p>",
		    k->base, db_text(conns, n - 1, CRAWL_API_CONNECTIONS__id));
	return page_drawn(k, &h, 200);
}

/* A form's task: one that its provider has, of a connection one may change. */
static enum rc
check_form(struct rest_call *k)
{
	const struct map_provider *p;
	struct rest_conn conn;
	enum rc rc;

	if (strlen(page_field(k, "conn")) != 36 ||
	    strspn(page_field(k, "conn"), "0123456789abcdef-") != 36)
		return rest_fail(k, 404, "Resource not found");
	if ((rc = rest_may(k, page_field(k, "conn"), LEVEL_WRITE, &conn)) !=
	    RC_OK)
		return rc;
	p = map_provider(k->rest->set, conn.provider);
	if (p == NULL || map_task(p, page_field(k, "task"), 0) == NULL)
		return rest_fail(k, 422, "This task is not allowed");
	if (!conn.is_enabled)
		return rest_fail(k, 409, "This connection is disabled");
	return RC_OK;
}

static enum rc
run_now(struct rest_call *k)
{
	bool is_new;
	int64_t run;
	enum rc rc;

	if ((rc = check_form(k)) != RC_OK || (rc = db_begin(k->c)) != RC_OK ||
	    (rc = db_end(k->c, rest_task_begin(k, page_field(k, "conn"),
				   page_field(k, "task"), &run, &is_new))) !=
		RC_OK)
		return rc;
	return page_elsewhere(k, "/inventory/connections", NULL);
}

static enum rc
stop_now(struct rest_call *k)
{
	size_t n;
	enum rc rc;

	if ((rc = check_form(k)) != RC_OK || (rc = db_begin(k->c)) != RC_OK ||
	    (rc = db_end(k->c, rest_task_stop(k, page_field(k, "conn"),
				   page_field(k, "task"), &n))) != RC_OK)
		return rc;
	return page_elsewhere(k, "/inventory/connections", NULL);
}

/* clang-format off */
static const struct rest_param paged[] = {
	{ "cursor", REST_UUID, NULL, 0, 0, "" },
	REST_END,
};

static const struct rest_route rows[] = {
	PAGE(METHOD_GET, "/inventory/connections", REST_PAGE, paged, connections_page),
	PAGE(METHOD_POST, "/inventory/run", REST_PAGE, NULL, run_now),
	PAGE(METHOD_POST, "/inventory/stop", REST_PAGE, NULL, stop_now),
};
/* clang-format on */

const struct rest_family rest_connection_pages = REST_FAMILY(rows);
