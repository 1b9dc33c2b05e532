/* SPDX-License-Identifier: ISC */
/*
 * Makes a chain in memory and serves it, for benchmarks:
 *
 *     chain [-n events] [-b events-per-block] [-i idle-of-100] [-t bytes]
 *           [-s seed] [-e legacy|em|both] [-r folder]
 *
 * With -r it keeps what it was asked, for curl to ask again: FOLDER/curlrc,
 * where HOST stands for the address.  Prints one line of JSON when it is ready:
 * where, which contracts, how much.
 */
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "common/base/hex.h"
#include "common/base/num.h"
#include "tests/bench/chain.h"

static uint64_t
number(const char *text, uint64_t min, uint64_t max)
{
	uint64_t n;

	if (num_u64(&n, text, min, max) != 0) {
		fprintf(stderr,
		    "chain: '%s' is not a number from %" PRIu64 " to %" PRIu64
		    "\n",
		    text, min, max);
		exit(EX_USAGE);
	}
	return n;
}

static void
options(struct wish *w, int argc, char **argv)
{
	int ch;

	while ((ch = getopt(argc, argv, "n:b:i:t:s:e:r:")) != -1)
		switch (ch) {
		case 'n':
			w->events = number(optarg, 1, 100000000);
			break;
		case 'b':
			w->per_block = number(optarg, 1, 20000);
			break;
		case 'i':
			w->idle = number(optarg, 0, 99);
			break;
		case 't':
			w->text = number(optarg, 0, 900);
			break;
		case 's':
			w->seed = number(optarg, 0, UINT64_MAX);
			break;
		case 'e':
			w->legacy = strcmp(optarg, "em") != 0;
			w->em = strcmp(optarg, "legacy") != 0;
			break;
		case 'r':
			serve_record(optarg);
			break;
		default:
			exit(EX_USAGE);
		}
}

static void
describe(const struct chain *k, const struct wish *w, uint16_t port)
{
	char registry[43], em[43], sum[256];

	hex_encode(registry, k->registry, 20);
	hex_encode(em, k->address[ABI_CONTRACT_ENTITYMANAGER], 20);
	story_sum(k->story, sum, sizeof(sum));
	printf("{\"port\":%u,\"registry\":\"%s\",\"entityManager\":\"%s\","
	       "\"blocks\":%" PRIu64 ",\"events\":%" PRIu64
	       ",\"longest\":%zu,\"bytes\":%zu,\"sum\":\"%s\"}\n",
	    port, w->legacy ? registry : "", w->em ? em : "", k->n, w->events,
	    k->longest, k->headers.len + k->fulls.len + k->logs.len, sum);
	fflush(stdout);
}

int
main(int argc, char *argv[])
{
	struct wish w = { .events = 100000,
		.per_block = 5,
		.idle = 40,
		.seed = 1,
		.legacy = true,
		.em = true };
	static struct chain k;
	uint16_t port;
	int fd;

	options(&w, argc, argv);
	signal(SIGPIPE, SIG_IGN);
	chain_make(&k, &w);
	fd = serve_listen(&port);
	describe(&k, &w, port);
	serve_run(&k, fd);
	return EX_OSERR;
}
