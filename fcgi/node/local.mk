# fcgi/node: families of routes about the node itself.
fcgi_libfcgi_pool_a_SOURCES += \
	fcgi/node/core.c fcgi/node/core.h \
	fcgi/node/digest.c \
	fcgi/node/health.c \
	fcgi/node/indexing.c \
	fcgi/node/jobs.c fcgi/node/jobs.h \
	fcgi/node/metrics.c \
	fcgi/node/nodes.c \
	fcgi/node/page.c \
	fcgi/node/status.c \
	fcgi/node/swagger.c
