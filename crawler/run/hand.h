/* SPDX-License-Identifier: ISC */
/* What is done by hand: connections come and go, tasks begin and stop. */
#ifndef DP_CRAWLER_RUN_HAND_H
#define DP_CRAWLER_RUN_HAND_H

#include "crawler/run/run.h"

enum rc hand_connect(struct run *r, int argc, char **argv) MUST_CHECK;
enum rc hand_forget(struct run *r, int argc, char **argv) MUST_CHECK;
enum rc hand_list(struct run *r, int argc, char **argv) MUST_CHECK;
enum rc hand_now(struct run *r, int argc, char **argv) MUST_CHECK;
enum rc hand_stop(struct run *r, int argc, char **argv) MUST_CHECK;
enum rc hand_trust(struct run *r, int argc, char **argv) MUST_CHECK;
enum rc hand_confirm(struct run *r, int argc, char **argv) MUST_CHECK;

#endif
