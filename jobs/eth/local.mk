# jobs/eth: what the Ethereum chain says of nodes and balances.
jobs_libjobs_a_SOURCES += \
	jobs/eth/balances.c \
	jobs/eth/pick.c jobs/eth/pick.h \
	jobs/eth/service_providers.c \
	jobs/eth/transfers.c
