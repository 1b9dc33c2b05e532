# fcgi: answers HTTP questions from the database; never writes.
noinst_LIBRARIES += fcgi/libfcgi_pool.a
FCGI_POOL = fcgi/libfcgi_pool.a watch/libwatch.a $(LIBCOMMON)
fcgi_libfcgi_pool_a_SOURCES =
include fcgi/http/local.mk
include fcgi/serve/local.mk
include fcgi/model/local.mk
include fcgi/page/local.mk
include fcgi/api/local.mk
include fcgi/user/local.mk
include fcgi/node/local.mk

sbin_PROGRAMS += discprov-fcgi
discprov_fcgi_SOURCES = fcgi/serve/main.c
discprov_fcgi_LDADD = $(FCGI_POOL) $(FCGI_LIBS)

EXTRA_DIST += CLIENTS.md

# the pool with a database, a cache and nginx of its own
LIVE_TESTS += tests/live/api_test.sh tests/live/hosts_test.sh tests/live/min_block_test.sh \
	tests/live/listen_test.sh
