/* SPDX-License-Identifier: ISC */
/*
 * Logs and answers of calls to typed values, after the contract descriptions
 * in abi/json/.
 *
 * abi/events.h and abi/events.c are made from these descriptions: one enum
 * value and one row per event, ABI_<CONTRACT>_<EVENT> in capitals.  In which
 * order events count is said elsewhere (indexer/run/table.c).
 */
#ifndef DP_ABI_ABI_H
#define DP_ABI_ABI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "abi/events.h"
#include "common/base/attr.h"
#include "common/base/ctx.h"
#include "common/base/span.h"
#include "common/base/u256.h"

#define ABI_PARAMS 8 /* parameters of the longest event, and a spare */
#define ABI_TOPICS 4
#define ABI_CALL2  68 /* bytes of a call with two static arguments */

enum abi_type {
	ABI_UINT256,
	ABI_UINT8,
	ABI_BOOL,
	ABI_ADDRESS,
	ABI_BYTES32,
	ABI_BYTES16,
	ABI_STRING,
	ABI_BYTES,
	ABI_UINT256_ARRAY, /* uint256[] */
	ABI_UINT256_3,     /* uint256[3] */
	ABI_TYPE__MAX
};

struct abi_param {
	const char *name; /* "_userId" */
	enum abi_type type;
	bool indexed;
};

struct abi_event {
	enum abi_event_id id;
	enum abi_contract contract;
	const char *name;      /* "AddUser" */
	const char *signature; /* "AddUser(uint256,bytes16,address)" */
	size_t nparams;
	struct abi_param params[ABI_PARAMS];
};

struct abi_function {
	enum abi_contract contract;
	const char *name;      /* "getContract" */
	const char *signature; /* "getContract(bytes32)" */
	size_t noutputs;
	struct abi_param outputs[ABI_PARAMS];
};

extern const struct abi_event abi_event[ABI_EVENT__MAX];
extern const struct abi_function abi_function[ABI_FUNCTION__MAX];
/* The contract's name, which is its registry key too: "UserFactory". */
extern const char *const abi_contract_name[ABI_CONTRACT__MAX];

/* One log as a node gave it. */
struct json_object;

struct abi_log {
	uint8_t topics[ABI_TOPICS][32];
	size_t ntopics; /* 0..ABI_TOPICS */
	struct span data;
};

/* One argument; which member counts is told by type. */
struct abi_value {
	enum abi_type type;
	union {
		struct u256 num;     /* ABI_UINT256 */
		uint8_t u8;          /* ABI_UINT8 */
		bool b;              /* ABI_BOOL */
		uint8_t address[20]; /* ABI_ADDRESS */
		uint8_t bytes32[32]; /* ABI_BYTES32 */
		uint8_t bytes16[16]; /* ABI_BYTES16 */
		struct span bytes;   /* ABI_STRING, ABI_BYTES; from log->data */
		struct span words;   /* arrays, 32 bytes each; from log->data */
	};
};

/* The topics of all events; constant after abi_new(). */
struct abi;

struct abi *abi_new(void); /* exits without memory */
void abi_free(struct abi *t);

/* The first topic of an event: Keccak-256 of its signature, 32 bytes. */
const uint8_t *abi_topic0(const struct abi *t, enum abi_event_id id);
/* The event of this contract with this first topic, or NULL. */
const struct abi_event *abi_find(const struct abi *t,
    enum abi_contract contract, const uint8_t topic0[32]);

/* Topics and data of a log as a node tells them; data is memory of c->a. */
enum rc abi_log_read(struct ctx *c, struct abi_log *log,
    struct json_object *o) MUST_CHECK;

/*
 * The arguments of a log, in the order of declaration; nout must be
 * ev->nparams.  An indexed argument of a dynamic type comes as ABI_BYTES32,
 * its hash.
 *
 * RC_DATA: the log does not have the structure of ev (number of topics,
 * short data, offset or length out of range or into the head, a word whose
 * padding is not zero, more than LIM_ABI_ARRAY or LIM_LOG_DATA); the message
 * names event, argument and rule.  Text is not looked at.
 */
enum rc abi_decode(struct ctx *c, struct abi_value *out, size_t nout,
    const struct abi_event *ev, const struct abi_log *log) MUST_CHECK;

/* Number of elements of an array value, and element i of it. */
size_t abi_count(const struct abi_value *v);
struct u256 abi_element(const struct abi_value *v, size_t i);

/*
 * Call data of a function with n static arguments, at most two; arg holds
 * their words.  Returns the length.
 */
size_t abi_call(uint8_t out[ABI_CALL2], enum abi_function_id fn,
    const uint8_t arg[][32], size_t n);
/* As parameters of an eth_call of the contract at to, at the latest block. */
const char *abi_call_params(struct arena *a, const char *to,
    enum abi_function_id fn, const uint8_t arg[][32], size_t n);
/*
 * What a call of fn returned; nout must be its number of outputs.  Text
 * points into ret.  RC_DATA as abi_decode().
 */
enum rc abi_return(struct ctx *c, struct abi_value *out, size_t nout,
    enum abi_function_id fn, struct span ret) MUST_CHECK;
/* Text as a bytes32, zeros behind.  -1 when longer than 32 bytes. */
int abi_name32(uint8_t out[32], const char *name) MUST_CHECK;
/* What a call returned as one address word, exactly.  Zero is an address. */
enum rc abi_return_address(struct ctx *c, uint8_t addr[20],
    struct span ret) MUST_CHECK;

#endif
