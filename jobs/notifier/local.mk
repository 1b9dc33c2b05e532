# jobs/notifier: what the trusted notifier takes down.
jobs_libjobs_a_SOURCES += \
	jobs/notifier/delist.c \
	jobs/notifier/notifier.c jobs/notifier/notifier.h
