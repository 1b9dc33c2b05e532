/* SPDX-License-Identifier: ISC */
/* Settings that come as variables, for conf.c. */
#ifndef DP_COMMON_CONF_ENV_H
#define DP_COMMON_CONF_ENV_H

#include "common/conf/row.h"

/* One assignment of a file of variables. */
struct conf_variable {
	const char *name, *text, *src; /* src: "file:line" */
};

/* All of such files, in order; arena memory of conf_impl. */
struct conf_env {
	struct conf_variable *v;
	size_t n, room;
};

/*
 * Add those of the file at path to vars.  One that is not there has none; one
 * that we may not read has none either, and im->unread says so.  RC_CONFIG when
 * others may write it, or when it is no file of variables.
 */
enum rc conf_env_read(struct err *e, struct conf_impl *im,
    struct conf_env *vars, const char *path) MUST_CHECK;

/*
 * The value of a variable: the process's own when it is not empty, else that
 * of the file; NULL when it has none.  *src says which.
 */
const char *conf_env_get(const struct conf_env *vars, const char *name,
    const char **src);

/* Give the settings their values, and remember who names none. */
enum rc conf_env_take(struct err *e, struct conf_impl *im,
    const struct conf_env *vars) MUST_CHECK;

#endif
