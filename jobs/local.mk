# jobs: one pass over something outside our chain, then exit.
noinst_LIBRARIES += jobs/libjobs.a
jobs_libjobs_a_SOURCES = \
	jobs/job.c jobs/job.h
include jobs/eth/local.mk
include jobs/notifier/local.mk
LIBJOBS = jobs/libjobs.a chain/libchain.a $(LIBABI) $(LIBCOMMON)

sbin_PROGRAMS += discprov-job
discprov_job_SOURCES = jobs/main.c
discprov_job_LDADD = $(LIBJOBS)
