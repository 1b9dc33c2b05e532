# jobs: one pass over something outside our chain, then exit.
noinst_LIBRARIES += jobs/libjobs.a
jobs_libjobs_a_SOURCES = \
	jobs/job.c jobs/job.h
nodist_jobs_libjobs_a_SOURCES = jobs/jobs.c jobs/jobs.h
EXTRA_DIST += jobs/jobs.awk jobs/jobs.def
BUILT_SOURCES += jobs/jobs.h
CLEANFILES += jobs/jobs.c jobs/jobs.h

# The table of jobs, for C and for what starts them.
jobs_gen = LC_ALL=C $(AWK) -f $(srcdir)/jobs/jobs.awk
jobs_def = $(srcdir)/jobs/jobs.def
jobs/jobs.h: FORCE
	@$(MKDIR_P) jobs && $(jobs_gen) -v mode=h $(jobs_def) >'$@.tmp' && $(PUT)
jobs/jobs.c: FORCE
	@$(MKDIR_P) jobs && $(jobs_gen) -v mode=c $(jobs_def) >'$@.tmp' && $(PUT)
include jobs/eth/local.mk
include jobs/keep/local.mk
include jobs/notifier/local.mk
include jobs/peers/local.mk
include jobs/plays/local.mk
include jobs/rank/local.mk
LIBJOBS = jobs/libjobs.a chain/libchain.a $(LIBABI) $(LIBCOMMON)

TESTS += tests/unit/jobs_def.sh
dist_check_SCRIPTS += tests/unit/jobs_def.sh

sbin_PROGRAMS += discprov-job
discprov_job_SOURCES = jobs/main.c
discprov_job_LDADD = $(LIBJOBS)
