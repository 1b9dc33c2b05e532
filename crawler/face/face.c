/* SPDX-License-Identifier: ISC */
#include "crawler/face/face.h"

#include <stdbool.h>
#include <string.h>

#include "fcgi/page/frame.h"

static void
tab_link(struct html *h, const char *base, const char *path, const char *text,
    bool is_here)
{
	html_rawf(h, "<a href=\"%s%s\"%s>%s</a>", base, path,
	    is_here ? " aria-current=\"page\"" : "", text);
}

void
face_begin(struct html *h, const char *base, const char *title,
    enum face_tab tab)
{
	frame_begin(h, title, 0);
	html_raw(h, "<header><h1>");
	html_text(h, title);
	html_raw(h, "</h1><p>What runs in the clouds of its owners</p>"
		    "</header>");
	if (tab == FACE_DOOR)
		return;
	html_raw(h, "<nav>");
	tab_link(h, base, "/inventory", "Resources", tab == FACE_RESOURCES);
	tab_link(h, base, "/inventory/connections", "Connections",
	    tab == FACE_CONNECTIONS);
	html_rawf(h,
	    "<form method=\"post\" action=\"%s/inventory/logout\"><button>"
	    "Log out</button></form></nav>",
	    base);
}

void
face_end(struct html *h)
{
	frame_end(h);
}

void
face_section(struct html *h, const char *title)
{
	html_raw(h, "<section><h2>");
	html_text(h, title);
	html_raw(h, "</h2>");
}

void
face_section_end(struct html *h)
{
	html_raw(h, "</section>");
}

void
face_table(struct html *h, const char *const *columns)
{
	html_raw(h, "<table><thead><tr>");
	for (; *columns != NULL; columns++) {
		html_raw(h, **columns == '#'
				? "<th scope=\"col\" class=\"number\">"
				: "<th scope=\"col\">");
		html_text(h, *columns + (**columns == '#'));
		html_raw(h, "</th>");
	}
	html_raw(h, "</tr></thead><tbody>");
}

void
face_table_end(struct html *h)
{
	html_raw(h, "</tbody></table>");
}

void
face_row(struct html *h, const char *class)
{
	html_rawf(h, "<tr class=\"%s\">", class);
}

void
face_row_end(struct html *h)
{
	html_raw(h, "</tr>");
}

void
face_head(struct html *h, const char *href, const char *text)
{
	html_raw(h, "<th scope=\"row\">");
	if (href != NULL) {
		html_raw(h, "<a href=\"");
		html_text(h, href);
		html_raw(h, "\">");
	}
	html_text(h, text);
	html_raw(h, href != NULL ? "</a></th>" : "</th>");
}

void
face_cell(struct html *h, const char *text)
{
	html_raw(h, "<td>");
	if (text != NULL)
		html_text(h, text);
	html_raw(h, "</td>");
}

void
face_number(struct html *h, const char *text)
{
	html_raw(h, "<td class=\"number\">");
	html_text(h, text == NULL ? "" : text);
	html_raw(h, "</td>");
}

static void
label(struct html *h, const char *text)
{
	html_raw(h, "<label>");
	html_text(h, text);
}

void
face_filter_text(struct html *h, const char *text, const char *name,
    const char *value)
{
	label(h, text);
	html_rawf(h, "<input name=\"%s\" maxlength=\"300\" value=\"", name);
	html_text(h, value == NULL ? "" : value);
	html_raw(h, "\"></label>");
}

void
face_filter_choice(struct html *h, const char *text, const char *name,
    const char *value, const char *const *options)
{
	label(h, text);
	html_rawf(h, "<select name=\"%s\"><option value=\"\">any</option>",
	    name);
	for (; options[0] != NULL; options += 2) {
		html_raw(h, "<option value=\"");
		html_text(h, options[0]);
		html_raw(h, value != NULL && strcmp(value, options[0]) == 0
				? "\" selected>"
				: "\">");
		html_text(h, options[1]);
		html_raw(h, "</option>");
	}
	html_raw(h, "</select></label>");
}

static void
hidden(struct html *h, const char *name, const char *value)
{
	html_rawf(h, "<input type=\"hidden\" name=\"%s\" value=\"", name);
	html_text(h, value);
	html_raw(h, "\">");
}

void
face_button(struct html *h, const char *action, const char *text,
    const char *conn, const char *task)
{
	html_rawf(h, "<form method=\"post\" action=\"%s\">", action);
	hidden(h, "conn", conn);
	hidden(h, "task", task);
	html_rawf(h, "<button>%s</button></form>", text);
}

void
face_value(struct html *h, struct json_object *v)
{
	if (v == NULL)
		return;
	if (json_object_is_type(v, json_type_string)) {
		html_text(h, json_object_get_string(v));
	} else if (json_object_is_type(v, json_type_object) ||
		   json_object_is_type(v, json_type_array)) {
		html_raw(h, "<code>");
		html_text(h,
		    json_object_to_json_string_ext(v,
			JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED |
			    JSON_C_TO_STRING_NOSLASHESCAPE));
		html_raw(h, "</code>");
	} else {
		html_text(h, json_object_to_json_string(v));
	}
}

static void
side(struct html *h, const char *element, struct json_object *o,
    const char *member)
{
	struct json_object *v;

	if (!json_object_object_get_ex(o, member, &v) || v == NULL)
		return;
	html_rawf(h, " <%s>", element);
	face_value(h, v);
	html_rawf(h, "</%s>", element);
}

void
face_change(struct html *h, const char *at, const char *op, const char *actor,
    struct json_object *diff)
{
	size_t i, n = json_object_is_type(diff, json_type_array)
			  ? json_object_array_length(diff)
			  : 0;
	struct json_object *o, *path;
	bool folded;

	html_raw(h, "<li><b>");
	html_text(h, op);
	html_raw(h, "</b> <small>");
	html_text(h, at);
	html_raw(h, ", by ");
	html_text(h, actor);
	html_raw(h, "</small>");
	/* of what is new the whole document: for who wants it */
	folded = strcmp(op, "create") == 0 && n > 0;
	if (folded)
		html_raw(h, "<details><summary>as it was</summary>");
	for (i = 0; i < n; i++) {
		o = json_object_array_get_idx(diff, i);
		if (!json_object_object_get_ex(o, "path", &path))
			continue;
		html_raw(h, "<div>");
		html_text(h, json_object_get_string(path));
		side(h, "del", o, "old");
		side(h, "ins", o, "new");
		html_raw(h, "</div>");
	}
	html_raw(h, folded ? "</details></li>" : "</li>");
}

const char *
face_moment(struct arena *a, const char *text)
{
	if (text == NULL)
		return "";
	if (strlen(text) < 19)
		return text;
	return arena_printf(a, "%.10s %.8s", text, text + 11);
}
