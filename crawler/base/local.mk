# crawler/base: what the rooms of the crawler say to each other.
noinst_LIBRARIES += crawler/libcrawler.a
crawler_libcrawler_a_SOURCES = \
	crawler/base/crawl.c crawler/base/crawl.h
