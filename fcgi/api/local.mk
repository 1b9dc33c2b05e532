# fcgi/api: one file a family: rows, and the rare code.
fcgi_libfcgi_pool_a_SOURCES += \
	fcgi/api/answers.h \
	fcgi/api/health.c \
	fcgi/api/indexing.c \
	fcgi/api/jobs.c fcgi/api/jobs.h \
	fcgi/api/resolve.c \
	fcgi/api/routes.c \
	fcgi/api/status.c \
	fcgi/api/tracks.c \
	fcgi/api/users.c
