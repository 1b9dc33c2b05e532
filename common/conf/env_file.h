/* SPDX-License-Identifier: ISC */
/*
 * Files of variables, as the units' EnvironmentFile= names them: lines
 * NAME=value, of which systemd.exec(5) describes the form.  Text in memory
 * only; nothing is put into the environment.
 */
#ifndef DP_COMMON_CONF_ENV_FILE_H
#define DP_COMMON_CONF_ENV_FILE_H

#include "common/base/arena.h"

/*
 * One assignment; value without quotes, escapes and the blanks around it.
 * What is no assignment comes with name NULL and its text as value.
 */
typedef void env_file_fn(void *arg, unsigned line, const char *name,
    const char *value);

/*
 * Read all of text (NUL at its end).  Names and values are arena memory.  A
 * quote that never ends goes on to the end of the text, as for systemd.
 */
void env_file_read(struct arena *a, const char *text, env_file_fn *fn,
    void *arg);

#endif
