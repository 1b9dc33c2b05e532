# fcgi/http: what a client asks, as bytes: decoded, bounded, clean.
fcgi_libfcgi_pool_a_SOURCES += \
	fcgi/http/permalink.c fcgi/http/permalink.h \
	fcgi/http/req.c fcgi/http/req.h

UNIT_TESTS += tests/unit/fcgi_req_test
tests_unit_fcgi_req_test_LDADD = $(FCGI_POOL)
