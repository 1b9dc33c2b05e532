# watch: how the node is, for people.
noinst_LIBRARIES += watch/libwatch.a
watch_libwatch_a_SOURCES = \
	watch/ask.c watch/ask.h \
	watch/crawl.c \
	watch/jobs.h \
	watch/node.c watch/node.h \
	watch/nodes.c watch/nodes.h \
	watch/peers.c \
	watch/screen.c watch/screen.h \
	watch/sight.c \
	watch/units.c watch/units.h \
	watch/watch.c watch/watch.h
nodist_watch_libwatch_a_SOURCES = watch/jobs.c
CLEANFILES += watch/jobs.c
watch/jobs.c: FORCE
	@$(MKDIR_P) watch && $(jobs_gen) -v mode=rows $(jobs_def) >'$@.tmp' && $(PUT)
