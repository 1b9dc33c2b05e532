# SPDX-License-Identifier: ISC
# The description of the API as one page: a route once, however many prefixes it
# has, with its parameters and what it answers.

# What a value may be.
def kind:
  (if .type == "array" then "list of " + (.items | kind) else .type // "any" end)
  + (if .enum then ": " + (.enum | map(tostring) | join(", ")) else "" end)
  + (if .minimum != null and .maximum != null
       then ", \(.minimum) to \(.maximum)"
     elif .minimum != null then ", at least \(.minimum)"
     elif .maximum != null then ", at most \(.maximum)" else "" end)
  + (if .default != null then "; else \(.default)" else "" end);

def parameter:
  @html "<li><code>\(.name)</code> \(.schema | kind)"
  + (if .required then ", needed" else "" end) + "</li>";

# What stands in an answer: the name of a model, or of a list of them.
def model:
  if .["$ref"] then .["$ref"] | sub(".*/"; "")
  elif .type == "array" then "list of " + (.items | model)
  elif .properties.data then .properties.data | model
  else .type // "anything" end;

def answer:
  [.responses["200"].content // {} | to_entries[] |
    if .key == "application/json" then .value.schema | model else .key end] |
  if length == 0 then "" else " Gives " + join(" or ") + "." end;

def prefix:
  if startswith("/v1/full/") then "full" elif startswith("/v1/") then "v1"
  else "" end;

def route:
  (map(.prefix) | unique | map(select(. != ""))) as $under |
  .[0] as $r |
  (map(.op.parameters // []) | add | unique_by(.name, .in)) as $parameters |
  @html "<h3><code>\($r.method) \($r.path)</code></h3>\n<p>"
  + (if $under == [] then "Without a prefix." else "Under "
     + ($under | map("<code>" + {v1: "/v1", full: "/v1/full"}[.] + "</code>")
        | join(" and ")) + "." end)
  + (.[-1].op | answer | @html) + "</p>\n"
  + (if $parameters == [] then ""
     else "<ul>\n" + ($parameters | map(parameter) | join("\n")) + "\n</ul>\n" end);

[.paths | to_entries[] | .key as $key | .value | to_entries[] |
  { path: ($key | sub("^/v1(/full)?/"; "/")), prefix: ($key | prefix),
    method: (.key | ascii_upcase), op: .value,
    tag: .value.tags[0] }] |
(group_by(.tag) | map(select(length > 1) | .[0].tag)) as $tags |
map(if .tag == "" or ([.tag] | inside($tags) | not) then .tag = "node" else . end) |
"<h1>API</h1>\n<p>Made of the description that the node itself serves "
+ "(<a href=\"/v1/swagger.json\">/v1/swagger.json</a> and "
+ "<a href=\"/v1/full/swagger.json\">/v1/full/swagger.json</a>), and so of the "
+ "tables that it answers by.  A parameter beyond its bounds is refused (400).  "
+ "Where Swagger UI is installed it is to be tried at "
+ "<a href=\"/docs/swagger/\">/docs/swagger/</a>.</p>",
(group_by(.tag)[] |
  @html "<h2 id=\"\(.[0].tag)\">\(.[0].tag)</h2>",
  (group_by([.path, .method])[] | route))
