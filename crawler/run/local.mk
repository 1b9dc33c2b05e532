# crawler/run: the program, its queue and its stages.
sbin_PROGRAMS += discprov-crawl
discprov_crawl_SOURCES = \
	crawler/run/close.c \
	crawler/run/find.c crawler/run/find.h \
	crawler/run/hand.c crawler/run/hand.h \
	crawler/run/main.c \
	crawler/run/page.c crawler/run/page.h \
	crawler/run/plan.c \
	crawler/run/reap.c \
	crawler/run/run.h \
	crawler/run/send.c \
	crawler/run/source.c crawler/run/source.h \
	crawler/run/sweep.c \
	crawler/run/try.c \
	crawler/run/work.c
discprov_crawl_LDADD = $(LIBCRAWLER)
