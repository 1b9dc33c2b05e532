# common/net: asking other machines.
common_libcommon_a_SOURCES += \
	common/net/cache.c common/net/cache.h \
	common/net/flight.c common/net/flight.h \
	common/net/http.c common/net/http.h \
	common/net/http_addr.c common/net/http_addr.h \
	common/net/rpc.c common/net/rpc.h \
	common/net/rpc_answer.c \
	common/net/rpc_impl.h \
	common/net/rpc_refusal.c common/net/rpc_refusal.h

UNIT_TESTS += \
	tests/unit/http_addr_test \
	tests/unit/http_test \
	tests/unit/rpc_refusal_test
EXTRA_DIST += tests/unit/http_serve.h
check_PROGRAMS += tests/live/cache_test
LIVE_TESTS += tests/live/cache.sh
dist_check_SCRIPTS += tests/live/cache.sh
