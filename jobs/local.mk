# jobs: one pass over something outside our chain, then exit.
noinst_LIBRARIES += jobs/libjobs.a
jobs_libjobs_a_SOURCES = \
	jobs/balances.c \
	jobs/delist.c \
	jobs/job.c jobs/job.h \
	jobs/notifier.c jobs/notifier.h \
	jobs/pick.c jobs/pick.h \
	jobs/service_providers.c \
	jobs/transfers.c
LIBJOBS = jobs/libjobs.a $(LIBABI) $(LIBCOMMON)
$(jobs_libjobs_a_OBJECTS): sql/stmts.h abi/events.h

sbin_PROGRAMS += discprov-job
discprov_job_SOURCES = jobs/main.c
discprov_job_LDADD = $(LIBJOBS)
jobs/main.$(OBJEXT): sql/stmts.h

EXTRA_DIST += \
	tests/live/jobs_balances.test.mjs \
	tests/live/jobs_delist.test.mjs \
	tests/live/jobs_lib.mjs \
	tests/live/jobs_nodes.test.mjs \
	tests/live/jobs_replicas.test.mjs \
	tests/live/jobs_transfers.test.mjs \
	tests/live/jobs_undo.test.mjs
