/* SPDX-License-Identifier: ISC */
#include "common/base/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "tests/tap.h"

static char order[8];
static char one[] = "1", two[] = "2", three[] = "3";

static void
note(void *arg)
{
	strcat(order, arg);
}

static int
exit_of(void (*fn)(void))
{
	int st;
	pid_t pid = fork();

	if (pid == 0) {
		if (freopen("/dev/null", "w", stderr) == NULL)
			_exit(99);
		fn();
		_exit(0);
	}
	waitpid(pid, &st, 0);
	return WIFEXITED(st) ? WEXITSTATUS(st) : -1;
}

/* held: what is lost at exit would be a leak */
static struct arena *small, *other;

static void
past_cap(void)
{
	arena_alloc(small, 1001);
}

static void
product_overflow(void)
{
	arena_zalloc(small, SIZE_MAX / 2, 3);
}

static void
say(void *arg)
{
	(void)!write(*(int *)arg, "x", 1);
}

static int said[2];

static void
past_cap_of_one(void)
{
	arena_last_words(small, say, &said[1]);
	arena_alloc(small, 2000);
}

static void
past_cap_of_another(void)
{
	arena_last_words(small, say, &said[1]);
	arena_alloc(other, 2000);
}

/* How often were last words said? */
static int
words_of(void (*fn)(void))
{
	char buf[8];
	ssize_t n;

	if (pipe(said) != 0)
		return -1;
	(void)exit_of(fn);
	close(said[1]);
	n = read(said[0], buf, sizeof(buf));
	close(said[0]);
	return (int)n;
}

int
main(void)
{
	struct arena *a = arena_new((size_t)1 << 20);
	char *s, *t;
	int i;

	s = arena_strdup(a, "hello");
	IS(s, "hello", "a string is copied");
	IS(arena_printf(a, "%d-%s", 7, "x"), "7-x",
	    "printf makes its own room");
	s = arena_memdup(a, "ab", 2);
	t = arena_grow(a, s, 3, 40);
	OK(memcmp(t, "ab", 3) == 0, "growing keeps the content");
	for (i = 0; i < 1000; i++)
		memset(arena_alloc(a, 100), i, 100);
	OK(1, "many small allocations pass chunk borders");
	s = arena_zalloc(a, 100, 1000);
	OK(s[0] == 0 && s[99999] == 0, "a large zeroed block is zero");
	arena_defer(a, note, one);
	arena_defer(a, note, two);
	arena_reset(a);
	IS(order, "21", "deferred calls run newest first");
	arena_reset(a);
	IS(order, "21", "a deferred call runs once");
	arena_defer(a, note, three);
	arena_free(a);
	IS(order, "213", "free runs what is deferred");
	arena_free(NULL);
	small = arena_new(1000);
	other = arena_new(1000);
	OK(exit_of(past_cap) == EX_OSERR, "past the cap exits with EX_OSERR");
	OK(exit_of(product_overflow) == EX_OSERR,
	    "a product that overflows exits with EX_OSERR");
	OK(words_of(past_cap_of_one) == 1, "last words are said once");
	OK(words_of(past_cap_of_another) == 0, "for their own arena only");
	arena_free(other);
	arena_free(small);
	DONE();
}
