/* SPDX-License-Identifier: ISC */
#include "snapshot/compare.h"

#include <stdio.h>
#include <string.h>

#include "common/base/limits.h"
#include "common/base/num.h"
#include "common/db/db.h"

#define SHOWN 80 /* bytes of a value */

struct pair {
	struct ctx *ours, *chain;
	struct compared *sum;
	const char *table, *bucket;
};

/* One column of a row's canonical text: "name length:value\n". */
struct column {
	const char *name, *value;
	size_t nname, nvalue;
};

/* False behind the last one. */
static bool
next_column(struct column *col, const char **p)
{
	const char *colon, *blank;
	uint64_t len;
	char digits[24];

	if (*p == NULL || **p == '\0' || (blank = strchr(*p, ' ')) == NULL ||
	    (colon = strchr(blank, ':')) == NULL ||
	    (size_t)(colon - blank) > sizeof(digits))
		return false;
	(void)snprintf(digits, sizeof(digits), "%.*s", (int)(colon - blank - 1),
	    blank + 1);
	if (num_u64(&len, digits, 0, strlen(colon + 1)) != 0)
		return false;
	*col = (struct column){ *p, colon + 1, (size_t)(blank - *p), len };
	*p = colon + 1 + len + (colon[1 + len] == '\n');
	return true;
}

static int
by_name(const struct column *a, const struct column *b)
{
	size_t n = a->nname < b->nname ? a->nname : b->nname;
	int order = memcmp(a->name, b->name, n);

	return order != 0             ? order
	       : a->nname == b->nname ? 0
				      : (a->nname < b->nname ? -1 : 1);
}

/* NULL: the column is null there. */
static void
print_column(const struct pair *p, const char *key, const struct column *ours,
    const struct column *chain)
{
	const struct column *any = ours != NULL ? ours : chain;
	const struct column *both[2] = { ours, chain };
	size_t i;

	printf("%s bucket %s key %s column %.*s:", p->table, p->bucket, key,
	    (int)any->nname, any->name);
	for (i = 0; i < 2; i++)
		if (both[i] == NULL)
			printf("%s null", i == 0 ? " ours" : ", the chain's");
		else
			printf("%s '%.*s%s'",
			    i == 0 ? " ours" : ", the chain's",
			    (int)(both[i]->nvalue < SHOWN ? both[i]->nvalue
							  : SHOWN),
			    both[i]->value,
			    both[i]->nvalue > SHOWN ? "..." : "");
	printf("\n");
}

/* Behind the line with the table's name. */
static const char *
body(const char *text)
{
	const char *nl = text != NULL ? strchr(text, '\n') : NULL;

	return nl != NULL ? nl + 1 : NULL;
}

static void
compare_columns(const struct pair *p, const char *key, const char *a,
    const char *b)
{
	struct column x, y;
	bool in_a = next_column(&x, &a), in_b = next_column(&y, &b);
	int order;

	while (in_a || in_b) {
		order = !in_a ? 1 : !in_b ? -1 : by_name(&x, &y);
		if (order != 0)
			print_column(p, key, order < 0 ? &x : NULL,
			    order > 0 ? &y : NULL);
		else if (x.nvalue != y.nvalue ||
			 memcmp(x.value, y.value, x.nvalue) != 0)
			print_column(p, key, &x, &y);
		if (order <= 0)
			in_a = next_column(&x, &a);
		if (order >= 0)
			in_b = next_column(&y, &b);
	}
}

static enum rc
row_text(struct ctx *c, const struct pair *p, const char *key, const char **out)
{
	const char *param[] = { p->table, key };
	PGresult *res;
	enum rc rc = db_run(c, &res, SQL_VERIFY_ROW, param);

	*out = rc == RC_OK ? body(db_text(res, 0, 0)) : NULL;
	return rc;
}

/* which: below 0 only ours has it, above 0 only the chain. */
static enum rc
differs(const struct pair *p, const char *key, int which)
{
	const char *a, *b;
	enum rc rc;

	p->sum->rows++;
	if (which != 0) {
		printf("%s bucket %s key %s: %s\n", p->table, p->bucket, key,
		    which < 0 ? "ours has it, the chain has not"
			      : "the chain has it, ours has not");
		return RC_OK;
	}
	if ((rc = row_text(p->ours, p, key, &a)) != RC_OK ||
	    (rc = row_text(p->chain, p, key, &b)) != RC_OK)
		return rc;
	compare_columns(p, key, a, b);
	return RC_OK;
}

static const char *
cell(const PGresult *res, int row, int col)
{
	return row < PQntuples(res) ? db_text(res, row, col) : NULL;
}

/* NULL is behind all. */
static int
order_of(const char *a, const char *b)
{
	return a == NULL ? 1 : b == NULL ? -1 : strcmp(a, b);
}

static enum rc
compare_bucket(const struct pair *p)
{
	const char *param[] = { p->table, p->bucket };
	PGresult *a, *b;
	const char *x, *y;
	int i = 0, j = 0, order;
	enum rc rc;

	if ((rc = db_run(p->ours, &a, SQL_VERIFY_ROWS, param)) != RC_OK ||
	    (rc = db_run(p->chain, &b, SQL_VERIFY_ROWS, param)) != RC_OK)
		return rc;
	while (rc == RC_OK && (i < PQntuples(a) || j < PQntuples(b))) {
		x = cell(a, i, VERIFY_ROWS_key);
		y = cell(b, j, VERIFY_ROWS_key);
		order = order_of(x, y);
		if (order != 0 || strcmp(db_text(a, i, VERIFY_ROWS_term),
				      db_text(b, j, VERIFY_ROWS_term)) != 0)
			rc = differs(p, order <= 0 ? x : y, order);
		i += order <= 0;
		j += order >= 0;
	}
	return rc;
}

/* Rows of a bucket are forgotten with it. */
static enum rc
one_bucket(struct pair *p, const PGresult *a, int i, const PGresult *b, int j)
{
	struct arena *a_keep, *b_keep = p->chain->a;
	const PGresult *res = i >= 0 ? a : b;
	int row = i >= 0 ? i : j;
	const char *kept = i >= 0 ? db_text(a, i, VERIFY_BUCKETS_kept) : NULL;
	const char *want = j >= 0 ? db_text(b, j, VERIFY_BUCKETS_sum) : "0";
	enum rc rc;

	p->sum->buckets++;
	if (kept != NULL && strcmp(kept, want) == 0)
		p->sum->hidden++;
	p->table = db_text(res, row, VERIFY_BUCKETS_tablename);
	p->bucket = db_text(res, row, VERIFY_BUCKETS_bucket);
	a_keep = ctx_in(p->ours, arena_new(LIM_ARENA_BLOCK));
	p->chain->a = p->ours->a;
	rc = compare_bucket(p);
	arena_free(p->ours->a);
	p->chain->a = b_keep;
	ctx_back(p->ours, a_keep);
	return rc;
}

static int
bucket_order(const PGresult *a, int i, const PGresult *b, int j)
{
	int order = order_of(cell(a, i, VERIFY_BUCKETS_tablename),
	    cell(b, j, VERIFY_BUCKETS_tablename));

	return order != 0 ? order
			  : order_of(cell(a, i, VERIFY_BUCKETS_bucket),
				cell(b, j, VERIFY_BUCKETS_bucket));
}

enum rc
compare_rows(struct ctx *ours, struct ctx *chain, struct compared *sum)
{
	struct pair p = { .ours = ours, .chain = chain, .sum = sum };
	PGresult *a, *b;
	int i = 0, j = 0, order;
	enum rc rc;

	if ((rc = db_run(ours, &a, SQL_VERIFY_BUCKETS, NULL)) != RC_OK ||
	    (rc = db_run(chain, &b, SQL_VERIFY_BUCKETS, NULL)) != RC_OK)
		return rc;
	while (rc == RC_OK && (i < PQntuples(a) || j < PQntuples(b))) {
		order = bucket_order(a, i, b, j);
		if (order != 0 || strcmp(db_text(a, i, VERIFY_BUCKETS_sum),
				      db_text(b, j, VERIFY_BUCKETS_sum)) != 0)
			rc = one_bucket(&p, a, order <= 0 ? i : -1, b,
			    order >= 0 ? j : -1);
		i += order <= 0;
		j += order >= 0;
	}
	return rc;
}

enum rc
compare_sums(struct ctx *ours, struct ctx *chain, const char *height,
    struct compared *sum)
{
	PGresult *a, *b;
	const char *x, *y;
	int i = 0, j = 0, order;
	enum rc rc;

	if ((rc = db_run(ours, &a, SQL_API_DIGEST, &height)) != RC_OK ||
	    (rc = db_run(chain, &b, SQL_API_DIGEST, &height)) != RC_OK)
		return rc;
	if (PQntuples(a) == 0 || PQntuples(b) == 0)
		return err_set(&ours->err, RC_NOTFOUND,
		    "no digest is kept of block %s, and rows are those of our "
		    "newest block: leave the last number out, or name one "
		    "of which 'discprov digest' has one",
		    height);
	while (i < PQntuples(a) || j < PQntuples(b)) {
		x = cell(a, i, API_DIGEST_tablename);
		y = cell(b, j, API_DIGEST_tablename);
		if (x == NULL && y == NULL)
			break; /* nothing has rows */
		order = order_of(x, y);
		if (order != 0 || strcmp(db_text(a, i, API_DIGEST_sum),
				      db_text(b, j, API_DIGEST_sum)) != 0) {
			printf("%s: ours is another sum behind block %s\n",
			    order <= 0 ? x : y, height);
			sum->buckets++;
		}
		i += order <= 0;
		j += order >= 0;
	}
	return RC_OK;
}
