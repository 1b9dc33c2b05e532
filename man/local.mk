# man: what we promise.
man_pages = man/discprov.8 man/discprov-fcgi.8 man/discprov-index.8 \
	man/discprov-job.8 man/discprov-crawl.8 man/discprov-cloud.8 \
	man/discprov-cluster.8 \
	man/discprov.ini.5 \
	man/discprov-alerts.7 man/discprov-guide.7
man_MANS = $(man_pages)
EXTRA_DIST += $(man_pages:=.in)
CLEANFILES += $(man_pages)

man_make = @$(MKDIR_P) man && $(SED) \
	-e 's|@datadir[@]|$(datadir)|g' \
	-e 's|@runstatedir[@]|$(runstatedir)|g' \
	-e 's|@sbindir[@]|$(sbindir)|g' \
	-e 's|@sysconfdir[@]|$(sysconfdir)|g' \
	-e 's|@sysusersdir[@]|$(sysusersdir)|g' \
	-e 's|@tmpfilesdir[@]|$(tmpfilesdir)|g' \
	-e 's|@nginxdir[@]|$(nginxdir)|g' \
	-e 's|@nginxcachedir[@]|$(nginxcachedir)|g' \
	-e 's|@spooldir[@]|$(spooldir)|g' \
	-e 's|@swaggeruidir[@]|$(swaggeruidir)|g' \
	'$(srcdir)/$@.in' >'$@.tmp' && $(PUT)
$(man_pages): FORCE
	$(man_make)

# The table of settings is the only source of the sample file.
EXTRA_DIST += default-config.ini
TESTS += tests/docs.sh tests/discprov.sh
dist_check_SCRIPTS += tests/docs.sh tests/discprov.sh
sample: discprov$(EXEEXT)
	./discprov config --sample >'$(srcdir)/default-config.ini'
.PHONY: sample
