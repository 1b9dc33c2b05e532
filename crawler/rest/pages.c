/* SPDX-License-Identifier: ISC */
/*
 * Pages of the inventory.  Who asks has his token in a cookie that no script
 * sees and that no other site's form brings along.
 */
#include "crawler/rest/pages.h"

#include <string.h>

#include "common/conf/conf.h"
#include "crawler/face/face.h"
#include "crawler/rest/caller.h"
#include "crawler/store/conn.h"

#define COOKIE_MAX 3800 /* bytes; browsers drop what is longer */

enum rc
page_drawn(struct rest_call *k, struct html *h, int status)
{
	face_end(h);
	k->out->status = status;
	k->out->type = "text/html; charset=utf-8";
	k->out->body = html_done(h);
	k->out->more = "X-Frame-Options: DENY\r\nReferrer-Policy: no-referrer"
		       "\r\n";
	return RC_OK;
}

enum rc
page_elsewhere(struct rest_call *k, const char *path, const char *cookie)
{
	k->out->status = 303;
	k->out->type = "text/plain";
	k->out->location = arena_printf(k->c->a, "%s%s", k->base, path);
	if (cookie != NULL)
		k->out->more = arena_printf(k->c->a,
		    "Set-Cookie: " CALLER_COOKIE
		    "=%s; Path=%s/inventory; HttpOnly; SameSite=Strict%s%s\r\n",
		    cookie, k->base, *cookie == '\0' ? "; Max-Age=0" : "",
		    k->c->cf->cloud_dev ? "" : "; Secure");
	return RC_OK;
}

enum rc
rest_page_fail(struct rest_call *k, int status, const char *why)
{
	struct html h = { .b.a = k->c->a };

	face_begin(&h, k->base, "Inventory", FACE_DOOR);
	html_raw(&h, "<section><p class=\"red\" role=\"alert\">");
	html_text(&h, why);
	html_rawf(&h,
	    "</p><p><a href=\"%s/inventory\">To the inventory</a></p>"
	    "</section>",
	    k->base);
	return page_drawn(k, &h, status) == RC_OK ? RC_REPLIED : RC_BUG;
}

const char *
page_field(const struct rest_call *k, const char *name)
{
	size_t i;

	for (i = 0; i < k->nform; i++)
		if (strcmp(k->form[i].name, name) == 0)
			return k->form[i].value;
	return "";
}

/* --- the door */

static enum rc
door_page(struct rest_call *k, const char *why, int status)
{
	struct html h = { .b.a = k->c->a };

	face_begin(&h, k->base, "Inventory", FACE_DOOR);
	face_section(&h, "Who are you?");
	html_rawf(&h,
	    "<form method=\"post\" action=\"%s/inventory/login\"><label>Token "
	    "of your session<input name=\"token\" type=\"password\" "
	    "autocomplete=\"off\" required></label>"
	    "<p><button>Log in</button></p></form>",
	    k->base);
	if (why != NULL) {
		html_raw(&h, "<p class=\"red\" role=\"alert\">");
		html_text(&h, why);
		html_raw(&h, "</p>");
	}
	face_section_end(&h);
	return page_drawn(k, &h, status);
}

static enum rc
door(struct rest_call *k)
{
	return door_page(k, NULL, 200);
}

static enum rc
log_in(struct rest_call *k)
{
	const char *token = page_field(k, "token"), *scope, *why;

	if (strlen(token) > COOKIE_MAX)
		return door_page(k, "The token is too long for a browser", 401);
	if (caller_of_token(k->c, &scope, token) == RC_OK)
		return page_elsewhere(k, "/inventory", token);
	why = arena_strdup(k->c->a, k->c->err.msg);
	err_clear(&k->c->err);
	return door_page(k, why, 401);
}

static enum rc
log_out(struct rest_call *k)
{
	return page_elsewhere(k, "/inventory/login", "");
}

/* --- resources */

/* Connections that one sees, to name them. */
static enum rc
connections(struct rest_call *k, PGresult **res)
{
	const char *param[] = { k->scope, NULL, NULL, "200" };

	return db_run(k->c, res, SQL_CRAWL_API_CONNECTIONS, param);
}

static const char *
name_of(const PGresult *conns, const char *id)
{
	int i;

	for (i = 0; i < PQntuples(conns); i++)
		if (strcmp(db_text(conns, i, CRAWL_API_CONNECTIONS__id), id) ==
		    0)
			return db_text(conns, i, CRAWL_API_CONNECTIONS_name);
	return id;
}

/* Values of a column as options, each once, beside their texts. */
static const char *const *
options(struct arena *a, const PGresult *res, int value, int text)
{
	int i, j, n = PQntuples(res), out = 0;
	const char **list = arena_zalloc(a, 2 * (size_t)n + 1, sizeof(*list));

	for (i = 0; i < n; i++) {
		for (j = 0; j < out; j += 2)
			if (strcmp(list[j], db_text(res, i, value)) == 0)
				break;
		if (j < out)
			continue;
		list[out++] = db_text(res, i, value);
		list[out++] = db_text(res, i, text);
	}
	return list;
}

static void
filters(struct rest_call *k, struct html *h, const PGresult *entities,
    const PGresult *conns)
{
	static const char *const there[] = { "true", "is there", "false",
		"has vanished", NULL };
	static const char *const status[] = { "active", "active", "available",
		"available", "stopped", "stopped", "deleted", "deleted",
		"error", "error", NULL };
	struct arena *a = k->c->a;
	const char *active = rest_val(k, "active");

	html_rawf(h, "<form class=\"filters\" action=\"%s/inventory\">",
	    k->base);
	face_filter_choice(h, "Entity", "entity", rest_val(k, "entity"),
	    options(a, entities, CRAWL_API_ENTITIES_entity,
		CRAWL_API_ENTITIES_entity));
	face_filter_choice(h, "Kind", "kind", rest_val(k, "kind"),
	    options(a, entities, CRAWL_API_ENTITIES_kind,
		CRAWL_API_ENTITIES_kind));
	face_filter_choice(h, "Connection", "conn", rest_val(k, "conn"),
	    options(a, conns, CRAWL_API_CONNECTIONS__id,
		CRAWL_API_CONNECTIONS_name));
	face_filter_choice(h, "Status", "status", rest_val(k, "status"),
	    status);
	face_filter_choice(h, "Now", "active",
	    active == NULL     ? NULL
	    : active[0] == 't' ? "true"
			       : "false",
	    there);
	face_filter_text(h, "Region", "region", rest_val(k, "region"));
	face_filter_text(h, "Name or id", "q", rest_val(k, "q"));
	face_filter_text(h, "Tag (key:value)", "tag", rest_val(k, "tag"));
	html_raw(h, "<button>Show</button></form>");
}

/* What there is: the way to it is a link. */
static void
totals(struct rest_call *k, struct html *h, const PGresult *res)
{
	static const char *const columns[] = { "Entity", "Kind", "#There",
		"#Vanished", NULL };
	int i;

	face_section(h, "What there is");
	if (PQntuples(res) == 0)
		html_raw(h, "<p>Nothing was found yet.</p>");
	else
		face_table(h, columns);
	for (i = 0; i < PQntuples(res); i++) {
		const char *entity = db_text(res, i, CRAWL_API_ENTITIES_entity),
			   *kind = db_text(res, i, CRAWL_API_ENTITIES_kind);

		face_row(h, "");
		face_head(h,
		    arena_printf(k->c->a, "%s/inventory?entity=%s&kind=%s",
			k->base, req_encoded(k->c->a, entity),
			req_encoded(k->c->a, kind)),
		    entity);
		face_cell(h, kind);
		face_number(h, db_text(res, i, CRAWL_API_ENTITIES_active));
		face_number(h, db_text(res, i, CRAWL_API_ENTITIES_vanished));
		face_row_end(h);
	}
	if (PQntuples(res) > 0)
		face_table_end(h);
	face_section_end(h);
}

static void
one_row(struct rest_call *k, struct html *h, const PGresult *res, int i,
    const PGresult *conns)
{
	struct arena *a = k->c->a;
	const char *gone = db_text(res, i, CRAWL_API_RESOURCES_vanished_at),
		   *name = db_text(res, i, CRAWL_API_RESOURCES_name);

	face_row(h, gone != NULL ? "off" : "");
	face_head(h,
	    arena_printf(a, "%s/inventory/resource/%s/%s", k->base,
		req_encoded(a, db_text(res, i, CRAWL_API_RESOURCES_entity)),
		db_text(res, i, CRAWL_API_RESOURCES__id)),
	    *name != '\0' ? name
			  : db_text(res, i, CRAWL_API_RESOURCES_unique_id));
	face_cell(h, db_text(res, i, CRAWL_API_RESOURCES_kind));
	face_cell(h, gone != NULL
			 ? "vanished"
			 : db_text(res, i, CRAWL_API_RESOURCES_status));
	face_cell(h, db_text(res, i, CRAWL_API_RESOURCES_region));
	face_cell(h,
	    name_of(conns, db_text(res, i, CRAWL_API_RESOURCES_connection)));
	face_cell(h,
	    face_moment(a, db_text(res, i, CRAWL_API_RESOURCES_updated_at)));
	face_row_end(h);
}

/* The same question, behind the last row. */
static void
next_page(struct rest_call *k, struct html *h, const char *cursor)
{
	const struct rest_param *p = k->rt->params;
	const char *q = arena_printf(k->c->a, "cursor=%s", cursor);
	size_t i;

	for (i = 0; p[i].name != NULL; i++)
		if (k->val[i] != NULL && strcmp(p[i].name, "cursor") != 0 &&
		    strcmp(p[i].name, "limit") != 0 &&
		    strcmp(p[i].name, "since") != 0)
			q = arena_printf(k->c->a, "%s&%s=%s", q, p[i].name,
			    req_encoded(k->c->a,
				p[i].type != REST_BOOL ? k->val[i]
				: k->val[i][0] == 't'  ? "true"
						       : "false"));
	html_rawf(h, "<p><a rel=\"next\" href=\"%s/inventory?", k->base);
	html_text(h, q);
	html_raw(h, "\">Next page</a></p>");
}

static void
list(struct rest_call *k, struct html *h, const PGresult *res,
    const PGresult *conns)
{
	static const char *const columns[] = { "Name", "Kind", "Status",
		"Region", "Connection", "Last change (UTC)", NULL };
	int i, n = PQntuples(res);

	face_section(h, "Resources");
	if (n == 0)
		html_raw(h, "<p>Nothing fits.</p>");
	else
		face_table(h, columns);
	for (i = 0; i < n; i++)
		one_row(k, h, res, i, conns);
	if (n > 0)
		face_table_end(h);
	if (n == 50)
		next_page(k, h, db_text(res, n - 1, CRAWL_API_RESOURCES__id));
	face_section_end(h);
}

/* Without an entity, the first there is. */
static enum rc
resources(struct rest_call *k)
{
	struct html h = { .b.a = k->c->a };
	const char *param[REST_PARAMS];
	PGresult *entities, *conns, *res;
	size_t i;
	enum rc rc;

	if ((rc = db_run(k->c, &entities, SQL_CRAWL_API_ENTITIES, &k->scope)) !=
		RC_OK ||
	    (rc = connections(k, &conns)) != RC_OK)
		return rc;
	for (i = 0; k->rt->params[i].name != NULL; i++)
		if (strcmp(k->rt->params[i].name, "entity") == 0 &&
		    k->val[i] == NULL && PQntuples(entities) > 0)
			k->val[i] =
			    db_text(entities, 0, CRAWL_API_ENTITIES_entity);
	rest_bind(k, param, SQL_CRAWL_API_RESOURCES);
	if ((rc = db_run(k->c, &res, SQL_CRAWL_API_RESOURCES, param)) != RC_OK)
		return rc;
	face_begin(&h, k->base, "Inventory", FACE_RESOURCES);
	totals(k, &h, entities);
	face_section(&h, "Filter");
	filters(k, &h, entities, conns);
	face_section_end(&h);
	list(k, &h, res, conns);
	return page_drawn(k, &h, 200);
}

/* --- one resource */

static void
fact(struct html *h, const char *name, const char *text)
{
	if (text == NULL || *text == '\0')
		return;
	face_row(h, "");
	face_head(h, NULL, name);
	face_cell(h, text);
	face_row_end(h);
}

static void
facts(struct rest_call *k, struct html *h, const PGresult *res,
    const PGresult *conns)
{
	static const struct {
		const char *name;
		int col;
	} plain[] = { { "Kind", CRAWL_API_RESOURCE_kind },
		{ "Id", CRAWL_API_RESOURCE_unique_id },
		{ "Status", CRAWL_API_RESOURCE_status },
		{ "Region", CRAWL_API_RESOURCE_region } };
	static const struct {
		const char *name;
		int col;
	} moments[] = { { "First seen", CRAWL_API_RESOURCE_first_seen },
		{ "Last change", CRAWL_API_RESOURCE_updated_at },
		{ "Vanished", CRAWL_API_RESOURCE_vanished_at } };
	static const char *const columns[] = { "", "", NULL };
	size_t i;

	face_section(h, "What it is");
	face_table(h, columns);
	for (i = 0; i < sizeof(plain) / sizeof(plain[0]); i++)
		fact(h, plain[i].name, db_text(res, 0, plain[i].col));
	fact(h, "Connection",
	    name_of(conns, db_text(res, 0, CRAWL_API_RESOURCE_connection)));
	for (i = 0; i < sizeof(moments) / sizeof(moments[0]); i++)
		fact(h, moments[i].name,
		    face_moment(k->c->a, db_text(res, 0, moments[i].col)));
	face_table_end(h);
	face_section_end(h);
}

static void
document(struct rest_call *k, struct html *h, const PGresult *res)
{
	static const char *const columns[] = { "", "", NULL };
	struct json_object *doc =
	    conn_json(k->c, db_text(res, 0, CRAWL_API_RESOURCE_doc));

	face_section(h, "As its provider says");
	face_table(h, columns);
	json_object_object_foreach(doc, member, v)
	{
		face_row(h, "");
		face_head(h, NULL, member);
		html_raw(h, "<td>");
		face_value(h, v);
		html_raw(h, "</td>");
		face_row_end(h);
	}
	face_table_end(h);
	face_section_end(h);
}

static const char *
member(struct json_object *o, const char *name)
{
	struct json_object *v = json_object_object_get(o, name);

	return v == NULL ? NULL : json_object_get_string(v);
}

static void
relations(struct rest_call *k, struct html *h, const char *title,
    const char *text)
{
	static const char *const columns[] = { "Name", "Entity", "As", NULL };
	struct json_object *list = conn_json(k->c, text), *o;
	size_t i, n = json_object_array_length(list);
	const char *id, *entity, *name;

	if (n == 0)
		return;
	face_section(h, title);
	face_table(h, columns);
	for (i = 0; i < n; i++) {
		o = json_object_array_get_idx(list, i);
		id = member(o, "_id");
		entity = member(o, "entity");
		name = member(o, "name");
		if (name == NULL || *name == '\0')
			name = member(o, "unique_id");
		face_row(h, id == NULL ? "off" : "");
		face_head(h,
		    id == NULL
			? NULL
			: arena_printf(k->c->a, "%s/inventory/resource/%s/%s",
			      k->base, req_encoded(k->c->a, entity), id),
		    name == NULL ? "" : name);
		face_cell(h, entity);
		face_cell(h, member(o, "role"));
		face_row_end(h);
	}
	face_table_end(h);
	face_section_end(h);
}

static void
history(struct rest_call *k, struct html *h, const PGresult *res)
{
	int i;

	face_section(h, "History");
	html_raw(h, "<ol class=\"history\">");
	for (i = 0; i < PQntuples(res); i++)
		face_change(h,
		    face_moment(k->c->a, db_text(res, i, CRAWL_API_HISTORY_at)),
		    db_text(res, i, CRAWL_API_HISTORY_op),
		    db_text(res, i, CRAWL_API_HISTORY_actor),
		    conn_json(k->c, db_text(res, i, CRAWL_API_HISTORY_diff)));
	html_raw(h, "</ol>");
	face_section_end(h);
}

static enum rc
resource(struct rest_call *k)
{
	struct html h = { .b.a = k->c->a };
	const char *param[] = { k->scope, rest_val(k, "entity"),
		rest_val(k, "id"), NULL, "100" };
	PGresult *res, *conns, *changes;
	const char *name;
	enum rc rc;

	if ((rc = db_run(k->c, &res, SQL_CRAWL_API_RESOURCE, param)) != RC_OK)
		return rc;
	if (PQntuples(res) == 0)
		return rest_fail(k, 404, "Resource not found");
	if ((rc = connections(k, &conns)) != RC_OK ||
	    (rc = db_run(k->c, &changes, SQL_CRAWL_API_HISTORY, param)) !=
		RC_OK)
		return rc;
	name = db_text(res, 0, CRAWL_API_RESOURCE_name);
	face_begin(&h, k->base,
	    *name != '\0' ? name
			  : db_text(res, 0, CRAWL_API_RESOURCE_unique_id),
	    FACE_RESOURCES);
	facts(k, &h, res, conns);
	relations(k, &h, "What it names",
	    db_text(res, 0, CRAWL_API_RESOURCE_refs));
	relations(k, &h, "What names it",
	    db_text(res, 0, CRAWL_API_RESOURCE_named_by));
	history(k, &h, changes);
	document(k, &h, res);
	return page_drawn(k, &h, 200);
}

/* clang-format off */
static const struct rest_param filtered[] = {
	REST_FILTERS,
	REST_PAGING(50, 50),
	REST_END,
};
static const struct rest_param one[] = {
	REST_ONE_RESOURCE,
	REST_END,
};

static const struct rest_route rows[] = {
	PAGE(METHOD_GET, "/inventory", REST_PAGE, filtered, resources),
	PAGE(METHOD_GET, "/inventory/login", REST_DOOR, NULL, door),
	PAGE(METHOD_POST, "/inventory/login", REST_DOOR, NULL, log_in),
	PAGE(METHOD_POST, "/inventory/logout", REST_DOOR, NULL, log_out),
	PAGE(METHOD_GET, "/inventory/resource/:entity/:id", REST_PAGE, one, resource),
};
/* clang-format on */

const struct rest_family rest_pages = REST_FAMILY(rows);
