# fcgi/serve: from a checked question to the bytes of an answer.
fcgi_libfcgi_pool_a_SOURCES += \
	fcgi/serve/accept.c fcgi/serve/accept.h \
	fcgi/serve/app.c fcgi/serve/app.h \
	fcgi/serve/auth.c fcgi/serve/auth.h \
	fcgi/serve/demand.c fcgi/serve/demand.h \
	fcgi/serve/envelope.c fcgi/serve/envelope.h \
	fcgi/serve/heights.c fcgi/serve/heights.h \
	fcgi/serve/lead.c fcgi/serve/lead.h \
	fcgi/serve/media.c fcgi/serve/media.h \
	fcgi/serve/monitor.c fcgi/serve/monitor.h \
	fcgi/serve/meter.c fcgi/serve/meter.h \
	fcgi/serve/node.c fcgi/serve/node.h \
	fcgi/serve/param.c fcgi/serve/param.h \
	fcgi/serve/reply.c fcgi/serve/reply.h \
	fcgi/serve/route.c fcgi/serve/route.h \
	fcgi/serve/serve.c fcgi/serve/serve.h \
	fcgi/serve/source.c fcgi/serve/source.h \
	fcgi/serve/stored.c fcgi/serve/stored.h \
	fcgi/serve/timing.c fcgi/serve/timing.h \
	fcgi/serve/uncached.c fcgi/serve/uncached.h

UNIT_TESTS += \
	tests/unit/fcgi_page_test \
	tests/unit/fcgi_param_test \
	tests/unit/fcgi_route_test \
	tests/unit/fcgi_sign_test \
	tests/unit/lead_test \
	tests/unit/timing_test
tests_unit_fcgi_page_test_LDADD = $(FCGI_POOL)
tests_unit_lead_test_LDADD = $(FCGI_POOL)
tests_unit_timing_test_LDADD = $(FCGI_POOL)
tests_unit_fcgi_param_test_LDADD = $(FCGI_POOL)
tests_unit_fcgi_route_test_LDADD = $(FCGI_POOL)
tests_unit_fcgi_sign_test_LDADD = $(FCGI_POOL)
EXTRA_DIST += tests/unit/fcgi_call.h

# Fuzz targets: replayed from their corpus, or real with --enable-fuzz.
UNIT_TESTS += \
	tests/unit/req_replay \
	tests/unit/stored_replay
tests_unit_req_replay_SOURCES = fcgi/serve/req_fuzz.c $(REPLAY)
tests_unit_req_replay_LDADD = $(FCGI_POOL)
tests_unit_stored_replay_SOURCES = fcgi/serve/stored_fuzz.c $(REPLAY)
tests_unit_stored_replay_LDADD = $(FCGI_POOL)
EXTRA_DIST += \
	tests/corpus/req \
	tests/corpus/stored
if FUZZ
noinst_PROGRAMS += fuzz_req fuzz_stored
fuzz_req_SOURCES = fcgi/serve/req_fuzz.c common/base/fuzz.h
fuzz_req_LDADD = $(FCGI_POOL)
fuzz_req_LDFLAGS = $(LIBFUZZER)
fuzz_stored_SOURCES = fcgi/serve/stored_fuzz.c common/base/fuzz.h
fuzz_stored_LDADD = $(FCGI_POOL)
fuzz_stored_LDFLAGS = $(LIBFUZZER)
endif
