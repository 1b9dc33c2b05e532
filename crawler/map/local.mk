# crawler/map: items of providers as documents, and the files that say how.
crawler_libcrawler_a_SOURCES += \
	crawler/map/check.c crawler/map/check.h \
	crawler/map/command.c \
	crawler/map/hooks.c crawler/map/hooks.h \
	crawler/map/hooks_ansible.c \
	crawler/map/impl.h \
	crawler/map/item.c \
	crawler/map/load.c \
	crawler/map/map.h \
	crawler/map/merge.c \
	crawler/map/ops.c \
	crawler/map/rule.c \
	crawler/map/source.c \
	crawler/map/value.c

UNIT_TESTS += \
	tests/unit/crawl_map_data_test \
	tests/unit/crawl_map_faults_test \
	tests/unit/crawl_map_load_test \
	tests/unit/crawl_map_ops_test
tests_unit_crawl_map_data_test_LDADD = $(LIBCRAWLER)
tests_unit_crawl_map_faults_test_SOURCES = \
	tests/unit/crawl_map_faults_test.c tests/unit/crawl_map_call.h
tests_unit_crawl_map_faults_test_LDADD = $(LIBCRAWLER)
tests_unit_crawl_map_load_test_SOURCES = \
	tests/unit/crawl_map_load_test.c tests/unit/crawl_map_call.h
tests_unit_crawl_map_load_test_LDADD = $(LIBCRAWLER)
tests_unit_crawl_map_ops_test_SOURCES = \
	tests/unit/crawl_map_ops_test.c tests/unit/crawl_map_call.h
tests_unit_crawl_map_ops_test_LDADD = $(LIBCRAWLER)
EXTRA_DIST += tests/crawl

# Fuzz targets: replayed from their corpus, or real with --enable-fuzz.
UNIT_TESTS += tests/unit/crawl_map_replay
tests_unit_crawl_map_replay_SOURCES = crawler/map/map_fuzz.c $(REPLAY)
tests_unit_crawl_map_replay_LDADD = $(LIBCRAWLER)
EXTRA_DIST += tests/corpus/crawl_map
if FUZZ
noinst_PROGRAMS += fuzz_crawl_map
fuzz_crawl_map_SOURCES = crawler/map/map_fuzz.c common/base/fuzz.h
fuzz_crawl_map_LDADD = $(LIBCRAWLER)
fuzz_crawl_map_LDFLAGS = $(LIBFUZZER)
endif

# Files of providers and their commands, which discprov-crawl reads.
EXTRA_DIST += crawler/providers
install-data-local: install-providers
uninstall-local: uninstall-providers
.PHONY: install-providers uninstall-providers
install-providers:
	for d in $(srcdir)/crawler/providers/*; do \
	  to='$(DESTDIR)$(pkgdatadir)/providers'/$${d##*/} && \
	  $(MKDIR_P) "$$to" && $(INSTALL_DATA) "$$d"/*.json "$$to" || exit; \
	done
uninstall-providers:
	rm -rf '$(DESTDIR)$(pkgdatadir)/providers'
