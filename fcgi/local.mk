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
	fcgi/heights.c fcgi/heights.h \
	fcgi/idmap.c fcgi/idmap.h \
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
