# crawler/rest: the API of the crawler, over FastCGI.
sbin_PROGRAMS += discprov-cloud
discprov_cloud_SOURCES = \
	crawler/rest/answer.c \
	crawler/rest/caller.c crawler/rest/caller.h \
	crawler/rest/connections.c \
	crawler/rest/inventory.c \
	crawler/rest/main.c \
	crawler/rest/node.c \
	crawler/rest/openapi.c \
	crawler/rest/original.c \
	crawler/rest/pages.c crawler/rest/pages.h \
	crawler/rest/pages_connections.c \
	crawler/rest/rest.h \
	crawler/rest/routes.c \
	crawler/rest/serve.c \
	crawler/rest/token.c crawler/rest/token.h
discprov_cloud_LDADD = crawler/libcrawler.a fcgi/libfcgi_pool.a $(LIBCRAWLER) \
	$(FCGI_LIBS)
