# fcgi/model: what an entity looks like.
fcgi_libfcgi_pool_a_SOURCES += \
	fcgi/model/acts.c fcgi/model/acts.h \
	fcgi/model/amount.c fcgi/model/amount.h \
	fcgi/model/answer.c fcgi/model/answer.h \
	fcgi/model/contents.c fcgi/model/contents.h \
	fcgi/model/embed.c fcgi/model/embed.h \
	fcgi/model/field.c fcgi/model/field.h \
	fcgi/model/fields_playlist.c fcgi/model/fields_playlist.h \
	fcgi/model/fields_track.c fcgi/model/fields_track.h \
	fcgi/model/fields_user.c fcgi/model/fields_user.h \
	fcgi/model/followees.c fcgi/model/followees.h \
	fcgi/model/gate.c fcgi/model/gate.h \
	fcgi/model/idmap.c fcgi/model/idmap.h \
	fcgi/model/library.c fcgi/model/library.h \
	fcgi/model/model.h \
	fcgi/model/openapi.c fcgi/model/openapi.h \
	fcgi/model/playlist.c fcgi/model/playlist.h \
	fcgi/model/record.c fcgi/model/record.h \
	fcgi/model/track.c fcgi/model/track.h \
	fcgi/model/user.c fcgi/model/user.h

UNIT_TESTS += \
	tests/unit/fcgi_model_test \
	tests/unit/fcgi_part_test
tests_unit_fcgi_model_test_LDADD = $(FCGI_POOL)
tests_unit_fcgi_part_test_LDADD = $(FCGI_POOL)
