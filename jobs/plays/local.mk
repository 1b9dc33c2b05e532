# jobs/plays: what was heard, who brings it, histories, what is put away.
jobs_libjobs_a_SOURCES += \
	jobs/plays/heard.c jobs/plays/heard.h \
	jobs/plays/history.c \
	jobs/plays/import.c jobs/plays/import.h \
	jobs/plays/lines.c jobs/plays/lines.h \
	jobs/plays/listens.c jobs/plays/listens.h \
	jobs/plays/posted.c \
	jobs/plays/play.c jobs/plays/play.h \
	jobs/plays/prune.c \
	jobs/plays/pull.c
