/* SPDX-License-Identifier: ISC */
/* Watching peers: how suspicious a silence is, which state follows, who has
   signed an answer. */
#include <math.h>
#include <stdlib.h>

#include "common/base/arena.h"
#include "common/base/buf.h"
#include "jobs/peers/judge.h"
#include "jobs/peers/phi.h"
#include "jobs/peers/signed.h"
#include "tests/tap.h"

#define USUAL 10000

static void
fill(struct phi *p, const int32_t *gap, size_t n)
{
	size_t i;

	p->n = 0;
	for (i = 0; i < PHI_WINDOW; i++)
		phi_heard(p, gap[i % n]);
}

static void
phi(void)
{
	static const int32_t even[] = { 10000 };
	static const int32_t uneven[] = { 2000, 30000, 4000, 50000 };
	struct phi none = { .n = 0 }, p = { .n = 0 }, q = { .n = 0 };
	double last = -1, now;
	int64_t ms;

	OK(fabs(phi_of(&none, USUAL, USUAL) - log10(2)) < 1e-9,
	    "after the usual gap it is even: nothing is known");
	fill(&p, even, 1);
	OK(fabs(phi_of(&p, 10000, 1) - log10(2)) < 1e-9,
	    "after its own gap: one is known, the usual one counts no more");
	OK(phi_of(&p, 0, USUAL) < 0.001, "an answer now: no suspicion");
	/* a deviation of 2500 is the floor: z is 4, 8, 40 */
	OK(fabs(phi_of(&p, 20000, USUAL) - 4.4993) < 0.001, "z 4 is 4.5");
	OK(fabs(phi_of(&p, 30000, USUAL) - 15.2061) < 0.001, "z 8 is 15.2");
	OK(phi_of(&p, 110000, USUAL) == PHI_MAX, "z 40 is more than any");
	OK(isfinite(phi_of(&p, INT64_MAX, USUAL)), "for ever is a number");
	for (ms = 0; ms < 200000; ms += 100, last = now) {
		now = phi_of(&p, ms, USUAL);
		if (now < last - 1e-6)
			break;
	}
	OK(ms == 200000, "it never falls while the silence lasts");
	fill(&q, uneven, 4);
	OK(phi_of(&q, 40000, USUAL) < 1 && phi_of(&p, 40000, USUAL) > PHI_DOWN,
	    "who was never steady is waited for longer");
	OK(p.n == PHI_WINDOW, "so many gaps are remembered");
	fill(&p, even, 1);
	phi_heard(&p, 77);
	OK(p.n == PHI_WINDOW && p.gap_ms[PHI_WINDOW - 1] == 77,
	    "the oldest goes for the newest");
	phi_heard(&p, -5);
	phi_heard(&p, INT64_MAX);
	OK(p.gap_ms[PHI_WINDOW - 2] == 0 &&
		p.gap_ms[PHI_WINDOW - 1] == INT32_MAX,
	    "no gap is below 0 or larger than it fits");
}

/* Passes one after the other, and the state behind each. */
struct step {
	const char *what;
	struct seen s;
	enum peer_state is;
};

#define HEARD  .is_listed = true, .heard = true
#define SILENT .is_listed = true
static const struct step steps[] = {
	{ "the first answer is one", { HEARD }, PEER_SUSPECT },
	{ "the second one is enough", { HEARD }, PEER_UP },
	{ "a pass without an answer", { SILENT, .phi = 1 }, PEER_UP },
	{ "half the threshold", { SILENT, .phi = 4 }, PEER_SUSPECT },
	{ "one answer", { HEARD }, PEER_SUSPECT },
	{ "silent again", { SILENT, .phi = 5 }, PEER_SUSPECT },
	{ "the answers have to be in a row", { HEARD }, PEER_SUSPECT },
	{ "two in a row", { HEARD }, PEER_UP },
	{ "the threshold", { SILENT, .phi = 8 }, PEER_DOWN },
	{ "down is not half down", { SILENT, .phi = 5 }, PEER_DOWN },
	{ "back, and behind", { HEARD, .is_behind = true }, PEER_DOWN },
	{ "still behind", { HEARD, .is_behind = true }, PEER_BEHIND },
	{ "no longer", { HEARD }, PEER_BEHIND },
	{ "behind once more", { HEARD, .is_behind = true }, PEER_BEHIND },
	{ "no longer", { HEARD }, PEER_BEHIND },
	{ "no longer, twice", { HEARD }, PEER_UP },
	{ "another digest", { HEARD, .verdict = VERDICT_DIFFERS }, PEER_UP },
	{ "twice", { HEARD, .verdict = VERDICT_DIFFERS }, PEER_DIVERGED },
	{ "no digest is no proof", { HEARD, .verdict = VERDICT_NONE },
	    PEER_DIVERGED },
	{ "nor is one that is forged", { HEARD, .verdict = VERDICT_FORGED },
	    PEER_DIVERGED },
	{ "ours", { HEARD, .verdict = VERDICT_EQUAL }, PEER_DIVERGED },
	{ "ours, twice", { HEARD, .verdict = VERDICT_EQUAL }, PEER_UP },
	{ "a fork comes and goes",
	    { HEARD, .verdict = VERDICT_FORK, .forks = 5 }, PEER_UP },
	{ "one that stays", { HEARD, .verdict = VERDICT_FORK, .forks = 6 },
	    PEER_UP },
	{ "is another chain", { HEARD, .verdict = VERDICT_FORK, .forks = 7 },
	    PEER_DIVERGED },
	{ "who is no longer named has left", { .heard = true }, PEER_LEFT },
	{ "back on the list", { HEARD }, PEER_LEFT },
	{ "and up", { HEARD }, PEER_UP },
};

static void
states(void)
{
	struct judged j = { PEER_SUSPECT, PEER_SUSPECT, 0 };
	enum peer_state was, s;
	size_t i;
	bool changed;

	for (i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		was = j.state;
		changed = judge(&j, &steps[i].s);
		IS(peer_state_name(j.state), peer_state_name(steps[i].is), "%s",
		    steps[i].what);
		OK(changed == (j.state != was), "and says so");
	}
	OK(peer_state_find(&s, "diverged") && s == PEER_DIVERGED &&
		!peer_state_find(&s, "dead") && !peer_state_find(&s, NULL),
	    "states are found by their names");
}

static const uint8_t key[32] = { [31] = 7 };

static int
who_signed(struct arena *a, const struct sig *sig, char who[ADDRESS_TEXT],
    const char *text)
{
	return signed_by(a, sig, who,
	    (struct span){ (const uint8_t *)text, strlen(text) });
}

static void
signatures(void)
{
	static const char text[] = "{\"data\":{\"block\":7},\"version\":\"1\"}";
	struct arena *a = arena_new(SIZE_MAX);
	struct sig *sig = sig_new();
	char hex[SIG_TEXT], who[ADDRESS_TEXT], want[ADDRESS_TEXT];
	uint8_t addr[20];

	OK(sig_address(sig, addr, key) == 0 &&
		sig_answer(sig, hex, text, sizeof(text) - 1, key) == 0,
	    "a node signs");
	address_text(want, addr);
	OK(who_signed(a, sig, who,
	       arena_printf(a,
		   "{\"data\":{\"block\":7},\"signature\":\"%s\","
		   "\"version\":\"1\"}",
		   hex)) == 0,
	    "an answer says who has signed it");
	IS(who, want, "it is he");
	OK(who_signed(a, sig, who,
	       arena_printf(a,
		   "{ \"data\": {\"block\":7}, \"version\" : \"1\","
		   "\"signature\":\"%s\"}",
		   hex)) == 0 &&
		strcmp(who, want) == 0,
	    "wherever it stands, with blanks between members");
	OK(who_signed(a, sig, who,
	       arena_printf(a,
		   "{\"data\":{\"block\":8},\"signature\":\"%s\","
		   "\"version\":\"1\"}",
		   hex)) != 0 ||
		strcmp(who, want) != 0,
	    "another content is not his");
	OK(who_signed(a, sig, who,
	       arena_printf(a,
		   "{\"data\":{\"block\":7},\"signature\":\"%s\","
		   "\"version\":\"1\",\"more\":1}",
		   hex)) != 0 ||
		strcmp(who, want) != 0,
	    "nor is a member more");
	OK(who_signed(a, sig, who, text) == -1, "no signature");
	OK(who_signed(a, sig, who, "[]") == -1, "no object");
	OK(who_signed(a, sig, who, "{\"signature\":7}") == -1, "a number");
	OK(who_signed(a, sig, who, "{\"signature\":\"0x12\"}") == -1, "short");
	sig_free(sig);
	arena_free(a);
}

int
main(void)
{
	phi();
	states();
	signatures();
	DONE();
}
