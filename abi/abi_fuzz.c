/* SPDX-License-Identifier: ISC */
/*
 * First byte: the event; the rest: its data.  What is decoded lies inside
 * the data and within the limits; what is refused has a message that names
 * the event.
 */
#include <string.h>

#include "abi/abi.h"
#include "common/base/fuzz.h"
#include "common/base/limits.h"

static void
inside(struct span s, struct span data)
{
	if (s.p < data.p || s.p > data.p + data.len ||
	    s.len > (size_t)(data.p + data.len - s.p))
		__builtin_trap();
}

static void
value(const struct abi_value *v, struct span data)
{
	switch (v->type) {
	case ABI_STRING:
	case ABI_BYTES:
		inside(v->bytes, data);
		break;
	case ABI_UINT256_ARRAY:
	case ABI_UINT256_3:
		inside(v->words, data);
		if (abi_count(v) > LIM_ABI_ARRAY || v->words.len % 32 != 0)
			__builtin_trap();
		break;
	default:
		break;
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct abi_value out[ABI_PARAMS];
	struct abi_log log = { .ntopics = 1 };
	const struct abi_event *ev;
	struct ctx c = { .a = NULL };
	uint8_t addr[20];
	size_t i;

	if (len == 0)
		return 0;
	ev = &abi_event[data[0] % ABI_EVENT__MAX];
	log.data = (struct span){ data + 1, len - 1 };
	if (abi_decode(&c, out, ev->nparams, ev, &log) == RC_OK) {
		for (i = 0; i < ev->nparams; i++)
			value(&out[i], log.data);
	} else if (c.err.rc != RC_DATA || strstr(c.err.msg, ev->name) == NULL) {
		__builtin_trap();
	}
	err_clear(&c.err);
	if (abi_return_address(&c, addr, log.data) == RC_OK && len != 33)
		__builtin_trap();
	return 0;
}
