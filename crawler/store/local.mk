# crawler/store: what the crawler knows and has found, as rows.
crawler_libcrawler_a_SOURCES += \
	crawler/store/conn.c crawler/store/conn.h \
	crawler/store/diff.c crawler/store/diff.h \
	crawler/store/page.c crawler/store/page.h \
	crawler/store/seal.c crawler/store/seal.h

UNIT_TESTS += tests/unit/crawl_store_test
tests_unit_crawl_store_test_LDADD = $(LIBCRAWLER)
