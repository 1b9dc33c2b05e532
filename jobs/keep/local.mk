# jobs/keep: what blocks have written for a later time.
jobs_libjobs_a_SOURCES += \
	jobs/keep/availability.c \
	jobs/keep/contests.c \
	jobs/keep/releases.c
