# jobs/rank: who leads, and how far.
jobs_libjobs_a_SOURCES += jobs/rank/trending.c
