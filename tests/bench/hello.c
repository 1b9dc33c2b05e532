/* SPDX-License-Identifier: ISC */
/*
 * The least a FastCGI process can do: the same JSON answer for every request.
 * What nginx and FastCGI cost by themselves, as a measure for the pool.
 */
#include <fcgiapp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* {"data":"xxx..."} of exactly len bytes; the caller frees. */
static char *
body_new(size_t len)
{
	static const char head[] = "{\"data\":\"", tail[] = "\"}";
	const size_t hlen = sizeof(head) - 1, tlen = sizeof(tail) - 1;
	char *b;

	if (len < hlen + tlen || (b = malloc(len)) == NULL)
		return NULL;
	memset(b, 'x', len);
	memcpy(b, head, hlen);
	memcpy(b + len - tlen, tail, tlen);
	return b;
}

int
main(int argc, char *argv[])
{
	FCGX_Request r;
	char *body, *end;
	long len;

	len = argc == 2 ? strtol(argv[1], &end, 10) : 0;
	if (len < 1 || len > 1 << 20 || *end != '\0' ||
	    (body = body_new((size_t)len)) == NULL) {
		fprintf(stderr, "usage: hello bytes\n");
		return 64;
	}
	if (FCGX_Init() != 0 || FCGX_InitRequest(&r, 0, 0) != 0)
		return 71;
	while (FCGX_Accept_r(&r) == 0) {
		FCGX_FPrintF(r.out,
		    "Content-Type: application/json\r\n"
		    "Content-Length: %ld\r\n\r\n",
		    len);
		FCGX_PutStr(body, (int)len, r.out);
		FCGX_Finish_r(&r);
	}
	free(body);
	return 0;
}
