# jobs/keep: what blocks have written for a later time, and what proves counters.
jobs_libjobs_a_SOURCES += \
	jobs/keep/aggregates.c \
	jobs/keep/availability.c \
	jobs/keep/contests.c \
	jobs/keep/releases.c \
	jobs/keep/rewards.c
