# man: what we promise.
man_pages = man/discprov.8 man/discprov-fcgi.8 man/discprov-index.8 \
	man/discprov-job.8 man/discprov.ini.5
man_MANS = $(man_pages)
EXTRA_DIST += \
	man/discprov.8.in \
	man/discprov-fcgi.8.in \
	man/discprov-index.8.in \
	man/discprov-job.8.in \
	man/discprov.ini.5.in
CLEANFILES += $(man_pages)

man_make = $(AM_V_GEN)$(MKDIR_P) man && $(SED) \
	-e 's|@datadir[@]|$(datadir)|g' \
	-e 's|@runstatedir[@]|$(runstatedir)|g' \
	-e 's|@sbindir[@]|$(sbindir)|g' \
	-e 's|@sysconfdir[@]|$(sysconfdir)|g' \
	'$(srcdir)/$@.in' >'$@.tmp' && mv -f '$@.tmp' '$@'
man/discprov.8: man/discprov.8.in Makefile
	$(man_make)
man/discprov-fcgi.8: man/discprov-fcgi.8.in Makefile
	$(man_make)
man/discprov-index.8: man/discprov-index.8.in Makefile
	$(man_make)
man/discprov-job.8: man/discprov-job.8.in Makefile
	$(man_make)
man/discprov.ini.5: man/discprov.ini.5.in Makefile
	$(man_make)

# The table of settings is the only source of the sample file.
EXTRA_DIST += default-config.ini
TESTS += tests/docs.sh tests/discprov.sh
dist_check_SCRIPTS += tests/docs.sh tests/discprov.sh
sample: discprov$(EXEEXT)
	./discprov config --sample >'$(srcdir)/default-config.ini'
.PHONY: sample
