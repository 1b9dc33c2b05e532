/* SPDX-License-Identifier: ISC */
/*
 * Signatures of botocore 1.35.99 for the same requests, made at the same
 * moment; the first one stands in AWS's published suite as well.
 */
#include "crawler/wire/sigv4.h"

#include "tests/tap.h"

#define SECRET "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
#define FORM   "application/x-www-form-urlencoded; charset=utf-8"

struct row {
	const char *name, *service, *path;
	struct pair query[6];
	struct pair header;
	const char *body, *type, *token;
	const char *names, *signature;
};

static const struct row rows[] = {
	{ .name = "nothing but a path",
	    .service = "service",
	    .path = "/",
	    .names = "host;x-amz-date",
	    .signature = "5fa00fa31553b73ebf1942676e86291e"
			 "8372ff2a2260956d9b8aae1d763fbf31" },
	{ .name = "another service",
	    .service = "ec2",
	    .path = "/",
	    .names = "host;x-amz-date",
	    .signature = "146f326b95ae9af30f16333561898dbf"
			 "6a78151a7f504341c969f1d97ddb005a" },
	{ .name = "members of a query are sorted",
	    .service = "ec2",
	    .path = "/",
	    .query = { { "b", "2" }, { "a", "1" } },
	    .names = "host;x-amz-date",
	    .signature = "6cc4d6bb4749246368819bf3c2232552"
			 "2d994027c6404cc225a9e0f1f00feae8" },
	{ .name = "then values",
	    .service = "ec2",
	    .path = "/",
	    .query = { { "a", "2" }, { "a", "1" }, { "a", "10" } },
	    .names = "host;x-amz-date",
	    .signature = "6e1514937c0b2f5bcecbe52c987e4b16"
			 "fa9802749cc545c552cc78ec3b09cf71" },
	{ .name = "all characters",
	    .service = "ec2",
	    .path = "/",
	    .query = { { "prefix", "a/b c+d=\xc3\xa9~" },
		{ "list-type", "2" } },
	    .names = "host;x-amz-date",
	    .signature = "e0fd6b70ab18c826f187f497cfa47c85"
			 "fa3aff2392370705ba2bad893427a960" },
	{ .name = "an empty value",
	    .service = "ec2",
	    .path = "/",
	    .query = { { "acl", "" } },
	    .names = "host;x-amz-date",
	    .signature = "60a023ee0cd186b4b4c156fc6d180e2a"
			 "c5cdca9314932e9d1f330a29d118af32" },
	{ .name = "names that begin alike",
	    .service = "ec2",
	    .path = "/",
	    .query = { { "a-", "1" }, { "a", "3" }, { "A", "2" },
		{ "a.b", "4" }, { "\xc3\xa9", "5" } },
	    .names = "host;x-amz-date",
	    .signature = "85c7f5faf173a7a357b2671b16e00fc3"
			 "cf3178b1e74a39a7c593edadb694fe75" },
	{ .name = "a path is encoded once more",
	    .service = "lambda",
	    .path = "/a%20b/c",
	    .names = "host;x-amz-date",
	    .signature = "311b2d9c7e6912441675c9d87fa209fa"
			 "105042863aaf96dc5e9b941469e411cc" },
	{ .name = "but not that of an object store",
	    .service = "s3",
	    .path = "/bucket/a%20b/c",
	    .query = { { "continuation-token", "1x==" } },
	    .names = "host;x-amz-content-sha256;x-amz-date",
	    .signature = "9367b95ccb34481394cff7ab62626d02"
			 "c70410efb6af97733a0c8b276b8db957" },
	{ .name = "a listing",
	    .service = "s3",
	    .path = "/bucket",
	    .query = { { "list-type", "2" }, { "prefix", "dir/sub" },
		{ "max-keys", "200" }, { "continuation-token", "abc=" } },
	    .names = "host;x-amz-content-sha256;x-amz-date",
	    .signature = "d68c42405e89bf35f0f9d4993df6bc29"
			 "0a63eabff02eef696e9ebd50513826ff" },
	{ .name = "a form",
	    .service = "ec2",
	    .path = "/",
	    .body = "Action=DescribeInstances&Version=2016-11-15",
	    .type = FORM,
	    .names = "content-type;host;x-amz-date",
	    .signature = "ebacfe00e15d9e485c0d4f6119493fad"
			 "51632733c22a09364d5c6621c1c693ae" },
	{ .name = "a header of the command's",
	    .service = "dynamodb",
	    .path = "/",
	    .header = { "X-Amz-Target", "DynamoDB_20120810.ListTables" },
	    .body = "{\"Limit\":100}",
	    .type = "application/x-amz-json-1.0",
	    .names = "content-type;host;x-amz-date;x-amz-target",
	    .signature = "1a7500a2139f3877e13a9037056a6bd4"
			 "bdb0e3910c458cf8b47a4b875b54fff8" },
	{ .name = "blanks in a header",
	    .service = "ec2",
	    .path = "/",
	    .header = { "My-Header", "  a   b  c " },
	    .names = "host;my-header;x-amz-date",
	    .signature = "eb1648077d14b5cc42f41ebbfa644e02"
			 "c756f751a9696c35d5f8816eb9299c2f" },
	{ .name = "temporary credentials",
	    .service = "ec2",
	    .path = "/",
	    .token = "AQoDYXdzEPT//////////wEXAMPLE=",
	    .names = "host;x-amz-date;x-amz-security-token",
	    .signature = "30d4bb8106593ba1bf27abf0d46b34ca"
			 "138a682e1f1e7480e713fc0789b1822f" },
};

static const char *
header_of(const struct request *r, const char *name)
{
	size_t i;

	for (i = 0; i < r->headers.n; i++)
		if (strcmp(r->headers.of[i].name, name) == 0)
			return r->headers.of[i].value;
	return "";
}

static void
check(struct arena *a, const struct row *row)
{
	struct request r = { .method = row->body != NULL ? "POST" : "GET",
		.origin = "https://example.amazonaws.com",
		.host = "example.amazonaws.com",
		.path = row->path,
		.type = row->type };
	struct sigv4 s = { .access = "AKIDEXAMPLE",
		.secret = SECRET,
		.token = row->token,
		.region = "us-east-1",
		.service = row->service,
		.now_s = 1440938160,
		.is_s3 = strcmp(row->service, "s3") == 0 };
	size_t i;

	for (i = 0; i < 6 && row->query[i].name != NULL; i++)
		if (!pairs_put(&r.query, row->query[i].name,
			row->query[i].value))
			OK(0, "room");
	if (row->header.name != NULL &&
	    !pairs_put(&r.headers, row->header.name, row->header.value))
		OK(0, "room");
	if (row->body != NULL)
		r.body = span_str(row->body);
	OK(sigv4_sign(a, &s, &r), "%s: signed", row->name);
	IS(header_of(&r, "Authorization"),
	    arena_printf(a,
		"AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/"
		"%s/aws4_request, SignedHeaders=%s, Signature=%s",
		row->service, row->names, row->signature),
	    "%s: the signature", row->name);
	IS(header_of(&r, "X-Amz-Date"), "20150830T123600Z", "%s: its moment",
	    row->name);
	OK((*header_of(&r, "X-Amz-Content-Sha256") != '\0') == s.is_s3,
	    "%s: the body's digest where it is wanted", row->name);
}

static void
encoding(struct arena *a)
{
	struct request r = { .origin = "http://h:1", .path = "/p" };

	IS(request_url(a, &r), "http://h:1/p", "no query");
	OK(pairs_set(&r.query, "b", "1 /+") && pairs_set(&r.query, "a", "x") &&
		pairs_set(&r.query, "b", "2&="),
	    "a name that is there again is replaced");
	IS(request_url(a, &r), "http://h:1/p?b=2%26%3D&a=x",
	    "as put, for the wire");
	IS(pairs_encoded(a, &r.query, true), "a=x&b=2%26%3D",
	    "sorted, to be signed");
	r.raw_query = "c=%20";
	IS(request_url(a, &r), "http://h:1/p?c=%20", "a link's query stays");
}

int
main(void)
{
	struct arena *a = arena_new(1 << 20);
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		check(a, &rows[i]);
	encoding(a);
	arena_free(a);
	DONE();
}
