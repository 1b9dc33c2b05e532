# nginx: how it is served; and what "make install" puts in place beside the
# programs: site, units, sample configuration, statements and schema steps.
noinst_DATA =
dist_noinst_DATA =

# nginx's own folders, wherever we are; set them on the command line of "make
# install".  Files in discprov.d are the operator's part of the server block.
nginxdir = $(sysconfdir)/nginx
nginxlogdir = /var/log/nginx
nginxcachedir = /var/cache/discprov
nginxgroup = www-data
nginxlisten = 80
nginxname = _
# Where somebody has put the files of swagger-ui-dist.
swaggeruidir = $(pkgdatadir)/swagger-ui

EXTRA_DIST += nginx/discprov.conf.in nginx/discprov_docs.conf.in \
	nginx/discprov_cloud.conf.in
dist_noinst_DATA += nginx/discprov_params.conf nginx/discprov_routes.conf
noinst_DATA += nginx/discprov.conf nginx/discprov_docs.conf \
	nginx/discprov_cloud.conf
CLEANFILES += nginx/discprov.conf nginx/discprov_docs.conf \
	nginx/discprov_cloud.conf

nginx/discprov.conf: FORCE
	@$(MKDIR_P) nginx && $(SED) \
	  -e 's|@POOLSOCK[@]|$(runstatedir)/discprov/fcgi.sock|' \
	  -e 's|@STATUSSOCK[@]|$(runstatedir)/discprov/status.sock|' \
	  -e 's|@CACHEDIR[@]|$(nginxcachedir)|' \
	  -e 's|@LOGDIR[@]|$(nginxlogdir)|' \
	  -e 's|@PARAMS[@]|$(nginxdir)/discprov_params.conf|' \
	  -e 's|@ROUTES[@]|$(nginxdir)/discprov_routes.conf|' \
	  -e 's|@DOCS[@]|$(nginxdir)/discprov_docs.conf|' \
	  -e 's|@LISTEN[@]|$(nginxlisten)|' \
	  -e 's|@SERVERNAME[@]|$(nginxname)|' \
	  -e 's|@EXTRA[@]|include $(nginxdir)/discprov.d/*.conf;|' \
	  $(srcdir)/nginx/discprov.conf.in >$@.tmp && $(PUT)
nginx/discprov_docs.conf: FORCE
	@$(MKDIR_P) nginx && $(SED) -e 's|@SWAGGERUI[@]|$(swaggeruidir)|' \
	  -e 's|@DOCSDIR[@]|$(docsdir)|' \
	  $(srcdir)/nginx/discprov_docs.conf.in >$@.tmp && $(PUT)

nginx/discprov_cloud.conf: FORCE
	@$(MKDIR_P) nginx && $(SED) -e 's|@NGINXDIR[@]|$(nginxdir)|' \
	  -e 's|@CLOUDSOCK[@]|$(runstatedir)/discprov/cloud.sock|' \
	  $(srcdir)/nginx/discprov_cloud.conf.in >$@.tmp && $(PUT)

install-data-local: install-site install-sql install-ini
uninstall-local: uninstall-site uninstall-sql uninstall-ini
.PHONY: install-site install-sql install-ini \
	uninstall-site uninstall-sql uninstall-ini

# Available, not enabled: the host decides.
install-site: nginx/discprov.conf nginx/discprov_docs.conf \
  nginx/discprov_cloud.conf
	$(MKDIR_P) '$(DESTDIR)$(nginxdir)/sites-available' \
	  '$(DESTDIR)$(nginxdir)/discprov.d'
	$(INSTALL_DATA) nginx/discprov.conf \
	  '$(DESTDIR)$(nginxdir)/sites-available/discprov'
	$(INSTALL_DATA) $(srcdir)/nginx/discprov_params.conf \
	  $(srcdir)/nginx/discprov_routes.conf nginx/discprov_docs.conf \
	  nginx/discprov_cloud.conf '$(DESTDIR)$(nginxdir)'
uninstall-site:
	rm -f '$(DESTDIR)$(nginxdir)/sites-available/discprov' \
	  '$(DESTDIR)$(nginxdir)/discprov_params.conf' \
	  '$(DESTDIR)$(nginxdir)/discprov_routes.conf' \
	  '$(DESTDIR)$(nginxdir)/discprov_docs.conf' \
	  '$(DESTDIR)$(nginxdir)/discprov_cloud.conf'
	rmdir '$(DESTDIR)$(nginxdir)/discprov.d' 2>/dev/null || :

# The programs carry their SQL; these copies are for people.
install-sql:
	$(MKDIR_P) '$(DESTDIR)$(pkgdatadir)/sql/schema' \
	  '$(DESTDIR)$(pkgdatadir)/sql/stmt'
	$(INSTALL_DATA) $(srcdir)/sql/roles.sql '$(DESTDIR)$(pkgdatadir)/sql'
	$(INSTALL_DATA) $(srcdir)/sql/schema/*.sql \
	  '$(DESTDIR)$(pkgdatadir)/sql/schema'
	$(INSTALL_DATA) $(srcdir)/sql/stmt/*.sql sql/rows.sql \
	  '$(DESTDIR)$(pkgdatadir)/sql/stmt'
uninstall-sql:
	rm -rf '$(DESTDIR)$(pkgdatadir)/sql'

# An operator's file is never overwritten, and removed only when untouched.  All
# programs read it: secrets stand in the files that their units name.
ini = '$(DESTDIR)$(sysconfdir)/discprov/discprov.ini'
install-ini:
	$(MKDIR_P) '$(DESTDIR)$(pkgdatadir)' '$(DESTDIR)$(sysconfdir)/discprov'
	$(INSTALL_DATA) $(srcdir)/default-config.ini '$(DESTDIR)$(pkgdatadir)'
	test -e $(ini) || \
	  $(INSTALL_DATA) $(srcdir)/default-config.ini $(ini)
uninstall-ini:
	if cmp -s '$(DESTDIR)$(pkgdatadir)/default-config.ini' $(ini); \
	  then rm -f $(ini); fi
	rm -f '$(DESTDIR)$(pkgdatadir)/default-config.ini'

# The folders that have become empty.
uninstall-hook:
	rmdir '$(DESTDIR)$(pkgdatadir)' \
	  '$(DESTDIR)$(sysconfdir)/discprov' 2>/dev/null || :

# A pool that shows what it was given, and the least one for benchmarks.
check_PROGRAMS += tests/live/echo tests/bench/chain
EXTRA_PROGRAMS = tests/bench/hello
tests_live_echo_SOURCES = tests/live/echo.c
tests_live_echo_LDADD = $(FCGI_LIBS)
tests_bench_hello_SOURCES = tests/bench/hello.c
tests_bench_hello_LDADD = $(FCGI_LIBS)
tests_bench_chain_SOURCES = tests/bench/chain.c tests/bench/chain.h \
	tests/bench/encode.h tests/bench/render.c tests/bench/serve.c \
	tests/bench/story.c
tests_bench_chain_LDADD = chain/libchain.a $(LIBABI) $(LIBCOMMON) -lpthread
LIVE_TESTS += tests/live/bench.sh
dist_check_SCRIPTS += tests/live/bench.sh
LIVE_TESTS += tests/live/nginx_test.sh
dist_check_SCRIPTS += tests/live/nginx_test.sh
EXTRA_DIST += tests/bench
