/* SPDX-License-Identifier: ISC */
#include "abi/abi.h"

#include <limits.h>

#include "common/base/arena.h"
#include "common/base/keccak.h"
#include "common/base/limits.h"
#include "common/base/sig.h"
#include "common/base/text.h"
#include "tests/tap.h"
#include "tests/unit/vec.h"

static struct ctx ctx;
static struct ctx *const c = &ctx;
static struct abi *abi;
static struct json_object *chain;

/* Ethereum's registry differs from ours in what its events index. */
static int
contract_of(const char *name)
{
	int i;

	if (strncmp(name, "eth:", 4) == 0 && strcmp(name, "eth:Registry") != 0)
		name += 4;
	for (i = 0; i < ABI_CONTRACT__MAX; i++)
		if (strcmp(abi_contract_name[i], name) == 0)
			return i;
	return -1;
}

static const struct abi_event *
event_named(const char *name)
{
	int i;

	for (i = 0; i < ABI_EVENT__MAX; i++)
		if (strcmp(abi_event[i].name, name) == 0)
			return &abi_event[i];
	printf("Bail out! no event %s\n", name);
	exit(1);
}

static enum abi_type
type_of(const char *s)
{
	static const char *const names[ABI_TYPE__MAX] = {
		[ABI_UINT256] = "uint256",
		[ABI_UINT8] = "uint8",
		[ABI_BOOL] = "bool",
		[ABI_ADDRESS] = "address",
		[ABI_BYTES32] = "bytes32",
		[ABI_BYTES16] = "bytes16",
		[ABI_STRING] = "string",
		[ABI_BYTES] = "bytes",
		[ABI_UINT256_ARRAY] = "uint256[]",
		[ABI_UINT256_3] = "uint256[3]",
	};
	int i;

	for (i = 0; i < ABI_TYPE__MAX; i++)
		if (strcmp(names[i], s) == 0)
			return (enum abi_type)i;
	printf("Bail out! no type %s\n", s);
	exit(1);
}

/* An event of the vectors' own list, for contracts that we do not have. */
static const struct abi_event *
foreign(const char *contract, const char *name)
{
	static struct abi_event ev;
	struct json_object *arr = vec_get(chain, "events"), *o, *in;
	size_t i, k;

	for (i = 0; i < vec_len(arr); i++) {
		o = vec_at(arr, i);
		if (strcmp(vec_str(o, "name"), name) != 0 ||
		    (contract != NULL &&
			strcmp(vec_str(o, "contract"), contract) != 0))
			continue;
		in = vec_get(o, "inputs");
		ev = (struct abi_event){ .name = name };
		ev.nparams = vec_len(in);
		for (k = 0; k < ev.nparams && k < ABI_PARAMS; k++) {
			o = vec_at(in, k);
			ev.params[k].name = vec_str(o, "name");
			ev.params[k].type = type_of(vec_str(o, "type"));
			ev.params[k].indexed =
			    json_object_get_boolean(vec_get(o, "indexed"));
		}
		return &ev;
	}
	printf("Bail out! no event %s\n", name);
	exit(1);
}

static void
log_of(struct abi_log *log, struct json_object *o)
{
	struct json_object *topics = vec_get(o, "topics");
	size_t i;

	memset(log, 0, sizeof(*log));
	log->ntopics = vec_len(topics);
	for (i = 0; i < log->ntopics && i < ABI_TOPICS; i++)
		memcpy(log->topics[i], vec_hex(vec_at(topics, i), NULL, NULL),
		    32);
	log->data.p = vec_hex(o, "data", &log->data.len);
}

static int
same_text(const struct u256 *x, const char *want)
{
	char text[U256_TEXT];

	u256_text(text, x);
	return strcmp(text, want) == 0;
}

static int
same_array(const struct abi_value *v, struct json_object *want)
{
	struct u256 x;
	size_t i;

	if (abi_count(v) != vec_len(want))
		return 0;
	for (i = 0; i < abi_count(v); i++) {
		x = abi_element(v, i);
		if (!same_text(&x, json_object_get_string(vec_at(want, i))))
			return 0;
	}
	return 1;
}

static int
same(const struct abi_value *v, struct json_object *want)
{
	const char *s = json_object_get_string(want);
	char text[ADDRESS_TEXT];

	switch (v->type) {
	case ABI_UINT256:
		return same_text(&v->num, s);
	case ABI_UINT8:
		return v->u8 == strtol(s, NULL, 10);
	case ABI_BOOL:
		return v->b == json_object_get_boolean(want);
	case ABI_ADDRESS:
		address_eip55(text, v->address);
		return strcmp(text, s) == 0;
	case ABI_BYTES32:
		return memcmp(v->bytes32, vec_hex(want, NULL, NULL), 32) == 0;
	case ABI_BYTES16:
		return strlen(s) == 34 &&
		       memcmp(v->bytes16, vec_hex(want, NULL, NULL), 16) == 0;
	case ABI_STRING:
		return v->bytes.len == strlen(s) &&
		       (v->bytes.len == 0 ||
			   memcmp(v->bytes.p, s, v->bytes.len) == 0);
	default:
		return same_array(v, want);
	}
}

static void
logs(void)
{
	struct json_object *arr = vec_get(chain, "logs"), *o, *decoded;
	struct abi_value out[ABI_PARAMS];
	const struct abi_event *ev;
	const char *contract, *name;
	struct abi_log log;
	size_t i, k;
	int id;

	for (i = 0; i < vec_len(arr); i++) {
		o = vec_at(arr, i);
		contract = vec_str(o, "contract");
		name = vec_str(o, "event");
		log_of(&log, o);
		id = contract_of(contract);
		/* Of Ethereum's events we only read one. */
		if (id >= 0 && (strncmp(contract, "eth:", 4) != 0 ||
				   strcmp(name, "Transfer") == 0)) {
			ev =
			    abi_find(abi, (enum abi_contract)id, log.topics[0]);
			OK(ev != NULL && strcmp(ev->name, name) == 0 &&
				strcmp(ev->signature,
				    vec_str(o, "signature")) == 0,
			    "log %zu is found as %s", i, name);
		} else {
			ev = foreign(contract, name);
		}
		err_clear(&c->err);
		OK(ev != NULL &&
			abi_decode(c, out, ev->nparams, ev, &log) == RC_OK,
		    "log %zu (%s) is decoded", i, name);
		decoded = vec_get(o, "decoded");
		for (k = 0; ev != NULL && k < ev->nparams; k++)
			OK(same(&out[k], vec_get(decoded, ev->params[k].name)),
			    "log %zu: %s.%s", i, name, ev->params[k].name);
		vec_ran(o);
	}
}

static void
malformed(void)
{
	struct json_object *arr = vec_get(chain, "malformed_logs"), *o;
	struct abi_value out[ABI_PARAMS];
	const struct abi_event *ev;
	struct abi_log log;
	const char *name, *why;
	size_t i;
	enum rc rc;

	for (i = 0; i < vec_len(arr); i++) {
		o = vec_at(arr, i);
		name = vec_str(o, "event");
		why = vec_str(o, "why");
		log_of(&log, o);
		ev = strcmp(name, "Transfer") == 0 ? foreign(NULL, name)
						   : event_named(name);
		err_clear(&c->err);
		rc = abi_decode(c, out, ev->nparams, ev, &log);
		if (strcmp(vec_str(o, "expect"), "reject") == 0) {
			OK(rc == RC_DATA && strstr(c->err.msg, name) != NULL,
			    "refused: %s (%s)", why, c->err.msg);
			vec_ran(o);
			continue;
		}
		OK(rc == RC_OK, "text is not the decoder's matter: %s", why);
		if (out[1].type != ABI_STRING)
			continue; /* see text_test.c */
		IS(text_clean(c->a, out[1].bytes.p, out[1].bytes.len),
		    vec_str(o, "text"), "cleaned: %s", why);
		vec_ran(o);
	}
}

/* "name(type,type)" of a published event or function. */
static const char *
signature_of(struct json_object *o)
{
	struct arena *a = vec_arena();
	struct json_object *in = vec_get(o, "inputs");
	const char *s = arena_printf(a, "%s(", vec_str(o, "name"));
	size_t i;

	for (i = 0; i < vec_len(in); i++)
		s = arena_printf(a, "%s%s%s", s, i > 0 ? "," : "",
		    vec_str(vec_at(in, i), "type"));
	return arena_printf(a, "%s)", s);
}

/* Every hash that selects an event or a function, ours or not. */
static void
selectors(const char *member, const char *key, size_t size)
{
	struct json_object *arr = vec_get(chain, member), *o;
	const char *sig;
	uint8_t hash[32];
	size_t i, len;

	for (i = 0; i < vec_len(arr); i++) {
		o = vec_at(arr, i);
		sig = vec_str(o, "signature");
		keccak256(hash, sig, strlen(sig));
		IS(signature_of(o), sig, "%s %zu: inputs of %s", member, i,
		    sig);
		OK(memcmp(hash, vec_hex(o, key, &len), size) == 0 &&
			len == size,
		    "%s %zu: %s of %s", member, i, key, sig);
		vec_ran(o);
	}
}

static void
tables(void)
{
	struct json_object *arr = vec_get(chain, "events"), *o;
	const struct abi_event *ev;
	int i, found, contract;
	size_t k;

	for (i = 0; i < ABI_EVENT__MAX; i++) {
		ev = &abi_event[i];
		found = 0;
		for (k = 0; k < vec_len(arr); k++) {
			o = vec_at(arr, k);
			contract = contract_of(vec_str(o, "contract"));
			if (contract != (int)ev->contract ||
			    strcmp(vec_str(o, "signature"), ev->signature) != 0)
				continue;
			found = memcmp(abi_topic0(abi, ev->id),
				    vec_hex(o, "topic0", NULL), 32) == 0 &&
				vec_len(vec_get(o, "inputs")) == ev->nparams;
		}
		OK(found && (int)ev->id == i, "topic of %s %s",
		    abi_contract_name[ev->contract], ev->signature);
		OK(abi_find(abi, ev->contract, abi_topic0(abi, ev->id)) == ev,
		    "%s is found by its topic", ev->name);
		OK(i == 0 || ev[-1].contract <= ev->contract,
		    "%s stands with its contract", ev->name);
	}
	OK(abi_find(abi, ABI_CONTRACT_TRACKFACTORY,
	       abi_topic0(abi, ABI_USERFACTORY_ADDUSER)) == NULL,
	    "an event of another contract is not found");
}

static void
calls(void)
{
	struct json_object *arr = vec_get(chain, "calls"), *o;
	uint8_t data[ABI_CALL2], arg[1][32], addr[20], *want, *ret;
	char text[ADDRESS_TEXT];
	struct span r;
	size_t i, len, n, used = 0;

	for (i = 0; i < vec_len(arr); i++) {
		o = vec_at(arr, i);
		if (strcmp(vec_str(o, "function"),
			abi_function[ABI_REGISTRY_GETCONTRACT].signature) != 0)
			continue;
		used++;
		memcpy(arg[0],
		    vec_hex(vec_at(vec_get(o, "args"), 0), NULL, NULL), 32);
		n = abi_call(data, ABI_REGISTRY_GETCONTRACT,
		    (const uint8_t(*)[32])arg, 1);
		want = vec_hex(o, "calldata", &len);
		OK(len == n && memcmp(data, want, len) == 0, "call data %zu",
		    i);
		IS(abi_call_params(c->a, "0xab", ABI_REGISTRY_GETCONTRACT,
		       (const uint8_t(*)[32])arg, 1),
		    arena_printf(c->a,
			"[{\"to\":\"0xab\",\"data\":\"%s\"},\"latest\"]",
			vec_str(o, "calldata")),
		    "parameters %zu", i);
		ret = vec_hex(o, "return_data", &len);
		r = (struct span){ ret, len };
		OK(abi_return_address(c, addr, r) == RC_OK, "answer %zu", i);
		address_eip55(text, addr);
		IS(text,
		    json_object_get_string(
			vec_at(vec_get(o, "return_values"), 0)),
		    "address of call %zu", i);
		r.len = 31;
		OK(abi_return_address(c, addr, r) == RC_DATA,
		    "a short answer %zu is refused", i);
		r.len = 32;
		ret[11] = 1;
		OK(abi_return_address(c, addr, r) == RC_DATA,
		    "a dirty answer %zu is refused", i);
		err_clear(&c->err);
	}
	OK(used > 0, "the vectors have calls that we make");
}

static int
function_of(const char *signature, int contract)
{
	int i;

	for (i = 0; i < ABI_FUNCTION__MAX; i++)
		if (strcmp(abi_function[i].signature, signature) == 0 &&
		    (int)abi_function[i].contract == contract)
			return i;
	return -1;
}

/* The words of a call's arguments. */
static size_t
call_args(uint8_t arg[2][32], struct json_object *args)
{
	struct json_object *o;
	const char *s;
	size_t i, len;
	uint8_t *p;

	memset(arg, 0, 64);
	for (i = 0; i < vec_len(args); i++) {
		o = vec_at(args, i);
		s = json_object_get_string(o);
		if (s[0] != '0') { /* below 256 */
			arg[i][31] = (uint8_t)json_object_get_int(o);
			continue;
		}
		p = vec_hex(o, NULL, &len);
		memcpy(arg[i] + 32 - len, p, len);
	}
	return i;
}

/* Functions of the Ethereum contracts: data sent, and answers taken apart. */
static void
eth_calls(void)
{
	struct json_object *arr = vec_get(chain, "calls"), *o, *want;
	struct abi_value out[ABI_PARAMS];
	uint8_t data[ABI_CALL2], arg[2][32], *sent;
	const char *contract, *signature;
	size_t i, k, len, n, used = 0;
	struct span ret;
	int fn;

	for (i = 0; i < vec_len(arr); i++) {
		o = vec_at(arr, i);
		contract = vec_str(o, "contract");
		signature = vec_str(o, "function");
		fn = function_of(signature, contract_of(contract));
		if (strncmp(contract, "eth:", 4) != 0 || fn < 0)
			continue;
		used++;
		n = call_args(arg, vec_get(o, "args"));
		n = abi_call(data, (enum abi_function_id)fn,
		    (const uint8_t(*)[32])arg, n);
		sent = vec_hex(o, "calldata", &len);
		OK(n == len && memcmp(data, sent, n) == 0, "call %zu: %s", i,
		    signature);
		ret.p = vec_hex(o, "return_data", &ret.len);
		want = vec_get(o, "return_values");
		n = vec_len(want);
		err_clear(&c->err);
		OK(n == abi_function[fn].noutputs &&
			abi_return(c, out, n, (enum abi_function_id)fn, ret) ==
			    RC_OK,
		    "its answer is read");
		for (k = 0; k < n; k++)
			OK(same(&out[k], vec_at(want, k)), "value %zu of it",
			    k);
		ret.len = 31;
		OK(abi_return(c, out, n, (enum abi_function_id)fn, ret) ==
			    RC_DATA &&
			strncmp(c->err.msg, "call ", 5) == 0,
		    "less than a word is refused (%s)", c->err.msg);
		err_clear(&c->err);
	}
	OK(used == 8, "%zu calls of the vectors are ours", used);
}

/* Every function that we call stands in the vectors with its types. */
static void
functions(void)
{
	struct json_object *arr = vec_get(chain, "functions"), *o, *outs;
	const struct abi_function *f;
	uint8_t data[ABI_CALL2], none[1][32];
	size_t k, j;
	int i, found;

	for (i = 0; i < ABI_FUNCTION__MAX; i++) {
		f = &abi_function[i];
		(void)abi_call(data, (enum abi_function_id)i,
		    (const uint8_t(*)[32])none, 0);
		found = 0;
		for (k = 0; k < vec_len(arr); k++) {
			o = vec_at(arr, k);
			if (contract_of(vec_str(o, "contract")) !=
				(int)f->contract ||
			    strcmp(vec_str(o, "signature"), f->signature) != 0)
				continue;
			outs = vec_get(o, "outputs");
			found = memcmp(data, vec_hex(o, "selector", NULL), 4) ==
				    0 &&
				vec_len(outs) == f->noutputs;
			for (j = 0; found && j < f->noutputs; j++)
				found =
				    f->outputs[j].type ==
				    type_of(vec_str(vec_at(outs, j), "type"));
		}
		OK(found, "%s of %s is as published", f->signature,
		    abi_contract_name[f->contract]);
	}
}

static void
names(void)
{
	struct json_object *arr = vec_get(chain, "names_as_bytes32"), *o;
	uint8_t out[32];
	size_t i;

	for (i = 0; i < vec_len(arr); i++) {
		o = vec_at(arr, i);
		OK(abi_name32(out, vec_str(o, "text")) == 0 &&
			memcmp(out, vec_hex(o, "bytes32", NULL), 32) == 0,
		    "'%s' as bytes32", vec_str(o, "text"));
	}
	OK(abi_name32(out, "abcdefghijklmnopqrstuvwxyzABCDEF") == 0,
	    "32 bytes fit");
	OK(abi_name32(out, "abcdefghijklmnopqrstuvwxyzABCDEFG") == -1,
	    "33 bytes do not");
}

/* data of n words, all zero but the last byte of each, which is given. */
static struct span
words(uint8_t *buf, const uint8_t *last, size_t n)
{
	size_t i;

	memset(buf, 0, n * 32);
	for (i = 0; i < n; i++)
		buf[i * 32 + 31] = last[i];
	return (struct span){ buf, n * 32 };
}

static void
refused(const struct abi_event *ev, const struct abi_log *log, const char *msg)
{
	struct abi_value out[ABI_PARAMS];

	err_clear(&c->err);
	OK(abi_decode(c, out, ev->nparams, ev, log) == RC_DATA, "refused: %s",
	    msg);
	IS(c->err.msg, msg, "its message");
}

static void
accepted(const struct abi_event *ev, const struct abi_log *log, const char *why)
{
	struct abi_value out[ABI_PARAMS];

	err_clear(&c->err);
	OK(abi_decode(c, out, ev->nparams, ev, log) == RC_OK, "accepted: %s",
	    why);
}

static void
padding(void)
{
	static const struct abi_event ev = {
		.name = "E",
		.signature = "E(uint8,bool,bytes16,address)",
		.nparams = 4,
		.params = { { "a", ABI_UINT8, false }, { "b", ABI_BOOL, false },
		    { "c", ABI_BYTES16, false }, { "d", ABI_ADDRESS, false } },
	};
	static const uint8_t fine[4] = { 255, 1, 0, 9 };
	struct abi_log log = { .ntopics = 1 };
	uint8_t buf[4 * 32];

	log.data = words(buf, fine, 4);
	buf[2 * 32] = buf[2 * 32 + 15] = 'x';
	accepted(&ev, &log, "clean padding");
	buf[30] = 1;
	refused(&ev, &log, "event E: argument a: padding is not zero");
	buf[30] = 0;
	buf[32 + 31] = 2;
	refused(&ev, &log, "event E: argument b: neither false nor true");
	buf[32 + 31] = 1;
	buf[32] = 1;
	refused(&ev, &log, "event E: argument b: padding is not zero");
	buf[32] = 0;
	buf[2 * 32 + 16] = 1;
	refused(&ev, &log, "event E: argument c: padding is not zero");
	buf[2 * 32 + 16] = 0;
	buf[3 * 32 + 11] = 1;
	refused(&ev, &log, "event E: argument d: padding is not zero");
	buf[3 * 32 + 11] = 0;
	log.data.len = 2 * 32 + 31;
	refused(&ev, &log, "event E: argument c: data ends before it");
	log.data.len = 0;
	refused(&ev, &log, "event E: argument a: data ends before it");
	log.data.len = 4 * 32;
	log.ntopics = 0;
	refused(&ev, &log, "event E: 0 topics instead of 1");
	log.ntopics = 2;
	refused(&ev, &log, "event E: 2 topics instead of 1");
}

static void
offsets(void)
{
	const struct abi_event *ev = event_named("UpdateBio");
	static const uint8_t fine[] = { 1, 64, 3, 0 };
	struct abi_log log = { .ntopics = 1 };
	uint8_t buf[4 * 32];

	log.data = words(buf, fine, 4);
	accepted(ev, &log, "an offset right behind the head");
	buf[63] = 32;
	refused(ev, &log,
	    "event UpdateBio: argument _bio: offset points into the head");
	buf[63] = 63;
	refused(ev, &log,
	    "event UpdateBio: argument _bio: offset points into the head");
	buf[63] = 128;
	refused(ev, &log,
	    "event UpdateBio: argument _bio: data ends before the length");
	buf[63] = 129;
	refused(ev, &log,
	    "event UpdateBio: argument _bio: offset is beyond the data");
	memset(buf + 32, 0xff, 32);
	refused(ev, &log,
	    "event UpdateBio: argument _bio: offset is beyond the data");
	log.data = words(buf, fine, 4);
	buf[95] = 32;
	accepted(ev, &log, "a text that fills the data");
	buf[95] = 33;
	refused(ev, &log,
	    "event UpdateBio: argument _bio: data ends before the contents");
	memset(buf + 64, 0xff, 32);
	refused(ev, &log,
	    "event UpdateBio: argument _bio: length is beyond the data");
	log.data = words(buf, fine, 4);
	log.data.len = 3 * 32 + 3;
	refused(ev, &log,
	    "event UpdateBio: argument _bio: data ends before the contents");
}

static void
put_u32(uint8_t *word, uint32_t n)
{
	word[28] = (uint8_t)(n >> 24);
	word[29] = (uint8_t)(n >> 16 & 255);
	word[30] = (uint8_t)(n >> 8 & 255);
	word[31] = (uint8_t)(n & 255);
}

static void
limits(void)
{
	const struct abi_event *bio = event_named("UpdateBio");
	const struct abi_event *order = event_named("PlaylistTracksOrdered");
	struct abi_log log = { .ntopics = 1 };
	struct abi_value out[2];
	uint8_t *buf = calloc(1, LIM_LOG_DATA + 64);

	if (buf == NULL)
		return;
	buf[63] = 64;
	put_u32(buf + 64, LIM_ABI_ARRAY);
	log.data = (struct span){ buf, 96 + 32 * LIM_ABI_ARRAY };
	err_clear(&c->err);
	OK(abi_decode(c, out, 2, order, &log) == RC_OK &&
		abi_count(&out[1]) == LIM_ABI_ARRAY,
	    "the longest array is read");
	put_u32(buf + 64, LIM_ABI_ARRAY + 1);
	log.data.len += 32;
	refused(order, &log,
	    "event PlaylistTracksOrdered: argument _orderedTrackIds: "
	    "array is too long");
	put_u32(buf + 64, LIM_LOG_DATA - 96);
	log.data.len = LIM_LOG_DATA;
	accepted(bio, &log, "the longest data");
	log.data.len++;
	refused(bio, &log, "event UpdateBio: 1048577 bytes of data");
	free(buf);
}

int
main(void)
{
	c->a = arena_new(1 << 20);
	abi = abi_new();
	chain = vec_file("chain.json");
	tables();
	selectors("events", "topic0", 32);
	selectors("functions", "selector", 4);
	logs();
	malformed();
	calls();
	names();
	functions();
	eth_calls();
	padding();
	offsets();
	limits();
	abi_free(abi);
	arena_free(c->a);
	DONE();
}
