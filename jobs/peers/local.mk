# jobs/peers: the other discovery nodes, watched and compared with.
jobs_libjobs_a_SOURCES += \
	jobs/peers/ask.c \
	jobs/peers/descend.c \
	jobs/peers/digest.c \
	jobs/peers/health.c \
	jobs/peers/judge.c jobs/peers/judge.h \
	jobs/peers/keep.c \
	jobs/peers/list.c \
	jobs/peers/peer.h \
	jobs/peers/phi.c jobs/peers/phi.h \
	jobs/peers/run.c \
	jobs/peers/signed.c jobs/peers/signed.h

UNIT_TESTS += tests/unit/peers_test
tests_unit_peers_test_LDADD = $(LIBJOBS)

# A day of it, for ./dev simulate.
check_PROGRAMS += tests/bench/peers_day
tests_bench_peers_day_LDADD = $(LIBJOBS)
