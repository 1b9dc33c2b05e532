# crawler/tree: what providers say, as one kind of tree; paths into it.
crawler_libcrawler_a_SOURCES += \
	crawler/tree/path.c crawler/tree/path.h \
	crawler/tree/xml.c crawler/tree/xml.h

UNIT_TESTS += \
	tests/unit/crawl_path_test \
	tests/unit/crawl_xml_test
tests_unit_crawl_path_test_LDADD = $(LIBCRAWLER)
tests_unit_crawl_xml_test_LDADD = $(LIBCRAWLER)

# Fuzz targets: replayed from their corpus, or real with --enable-fuzz.
UNIT_TESTS += \
	tests/unit/crawl_xml_replay
tests_unit_crawl_xml_replay_SOURCES = crawler/tree/xml_fuzz.c $(REPLAY)
tests_unit_crawl_xml_replay_LDADD = $(LIBCRAWLER)
EXTRA_DIST += \
	tests/corpus/crawl_xml
if FUZZ
noinst_PROGRAMS += fuzz_crawl_xml
fuzz_crawl_xml_SOURCES = crawler/tree/xml_fuzz.c common/base/fuzz.h
fuzz_crawl_xml_LDADD = $(LIBCRAWLER)
fuzz_crawl_xml_LDFLAGS = $(LIBFUZZER)
endif
