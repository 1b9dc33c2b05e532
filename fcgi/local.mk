# fcgi: answers HTTP questions from the database; never writes.
noinst_LIBRARIES += fcgi/libfcgi_pool.a
fcgi_libfcgi_pool_a_SOURCES = \
	fcgi/acts.c fcgi/acts.h \
	fcgi/amount.c fcgi/amount.h \
	fcgi/answers.h \
	fcgi/answers_track.c \
	fcgi/answers_user.c \
	fcgi/app.c fcgi/app.h \
	fcgi/auth.c fcgi/auth.h \
	fcgi/cols.h \
	fcgi/contents.c fcgi/contents.h \
	fcgi/envelope.c fcgi/envelope.h \
	fcgi/field.c fcgi/field.h \
	fcgi/fields_playlist.c fcgi/fields_playlist.h \
	fcgi/fields_track.c fcgi/fields_track.h \
	fcgi/fields_user.c fcgi/fields_user.h \
	fcgi/gate.c fcgi/gate.h \
	fcgi/health.c \
	fcgi/indexing.c \
	fcgi/heights.c fcgi/heights.h \
	fcgi/idmap.c fcgi/idmap.h \
	fcgi/jobs.c fcgi/jobs.h \
	fcgi/library.c fcgi/library.h \
	fcgi/link.c fcgi/link.h \
	fcgi/list.c fcgi/list.h \
	fcgi/media.c fcgi/media.h \
	fcgi/monitor.c fcgi/monitor.h \
	fcgi/node.c fcgi/node.h \
	fcgi/param.c fcgi/param.h \
	fcgi/playlist.c fcgi/playlist.h \
	fcgi/reply.c fcgi/reply.h \
	fcgi/req.c fcgi/req.h \
	fcgi/resolve.c \
	fcgi/route.c fcgi/route.h \
	fcgi/routes.c \
	fcgi/serve.c fcgi/serve.h \
	fcgi/status.c \
	fcgi/stored.c fcgi/stored.h \
	fcgi/track.c fcgi/track.h \
	fcgi/user.c fcgi/user.h

sbin_PROGRAMS += discprov-fcgi
discprov_fcgi_SOURCES = fcgi/main.c
discprov_fcgi_LDADD = fcgi/libfcgi_pool.a $(LIBCOMMON) $(FCGI_LIBS)

# unit tests of modules that need no server
FCGI_TESTS = \
	tests/unit/fcgi_model_test \
	tests/unit/fcgi_param_test \
	tests/unit/fcgi_part_test \
	tests/unit/fcgi_req_test \
	tests/unit/fcgi_route_test \
	tests/unit/fcgi_sign_test
check_PROGRAMS += $(FCGI_TESTS)
TESTS += $(FCGI_TESTS)
EXTRA_DIST += tests/unit/fcgi_call.h
FCGI_POOL = fcgi/libfcgi_pool.a $(LIBCOMMON)
tests_unit_fcgi_model_test_SOURCES = tests/unit/fcgi_model_test.c
tests_unit_fcgi_model_test_LDADD = $(FCGI_POOL)
tests_unit_fcgi_param_test_SOURCES = tests/unit/fcgi_param_test.c
tests_unit_fcgi_param_test_LDADD = $(FCGI_POOL)
tests_unit_fcgi_part_test_SOURCES = tests/unit/fcgi_part_test.c
tests_unit_fcgi_part_test_LDADD = $(FCGI_POOL)
tests_unit_fcgi_req_test_SOURCES = tests/unit/fcgi_req_test.c
tests_unit_fcgi_req_test_LDADD = $(FCGI_POOL)
tests_unit_fcgi_route_test_SOURCES = tests/unit/fcgi_route_test.c
tests_unit_fcgi_route_test_LDADD = $(FCGI_POOL)
tests_unit_fcgi_sign_test_SOURCES = tests/unit/fcgi_sign_test.c
tests_unit_fcgi_sign_test_LDADD = $(FCGI_POOL)

# Fuzz targets: replayed from their corpus, or real with --enable-fuzz.
FCGI_REPLAYS = tests/unit/req_replay tests/unit/stored_replay
check_PROGRAMS += $(FCGI_REPLAYS)
TESTS += $(FCGI_REPLAYS)
tests_unit_req_replay_SOURCES = fcgi/req_fuzz.c $(REPLAY)
tests_unit_req_replay_LDADD = $(FCGI_POOL)
tests_unit_stored_replay_SOURCES = fcgi/stored_fuzz.c $(REPLAY)
tests_unit_stored_replay_LDADD = $(FCGI_POOL)
EXTRA_DIST += tests/corpus/req tests/corpus/stored
if FUZZ
noinst_PROGRAMS += fuzz_req fuzz_stored
fuzz_req_SOURCES = fcgi/req_fuzz.c common/fuzz.h
fuzz_req_LDADD = $(FCGI_POOL)
fuzz_req_LDFLAGS = $(LIBFUZZER)
fuzz_stored_SOURCES = fcgi/stored_fuzz.c common/fuzz.h
fuzz_stored_LDADD = $(FCGI_POOL)
fuzz_stored_LDFLAGS = $(LIBFUZZER)
endif

# the pool with a database, a cache and nginx of its own
LIVE_TESTS += tests/live/api_test.sh
EXTRA_DIST += tests/live/api_test.sh tests/live/api_cases.mjs tests/live/api
