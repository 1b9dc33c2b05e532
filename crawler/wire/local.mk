# crawler/wire: one page of what a provider says, asked, signed and read.
crawler_libcrawler_a_SOURCES += \
	crawler/wire/answer.c crawler/wire/answer.h \
	crawler/wire/check.c \
	crawler/wire/impl.h \
	crawler/wire/keystone.c \
	crawler/wire/login.c crawler/wire/login.h \
	crawler/wire/page.c \
	crawler/wire/pager.c crawler/wire/pager.h \
	crawler/wire/request.c crawler/wire/request.h \
	crawler/wire/service.c \
	crawler/wire/sigv4.c crawler/wire/sigv4.h \
	crawler/wire/wire.c crawler/wire/wire.h

UNIT_TESTS += \
	tests/unit/crawl_sigv4_test
tests_unit_crawl_sigv4_test_LDADD = $(LIBCRAWLER)

# The room against servers that play providers.
check_PROGRAMS += tests/live/crawl_wire
tests_live_crawl_wire_LDADD = $(LIBCRAWLER)
EXTRA_DIST += \
	crawler/providers/aws/provider.json \
	crawler/providers/azure/provider.json \
	crawler/providers/digitalocean/provider.json \
	crawler/providers/openstack/provider.json \
	crawler/providers/s3/provider.json \
	crawler/providers/spaces/provider.json
