# cron: when the programs run, with systemd and without.
cron_timers = cron/discprov-job-balances.timer \
	cron/discprov-job-delist.timer \
	cron/discprov-job-service-providers.timer \
	cron/discprov-job-transfers.timer
cron_units = cron/discprov-fcgi.socket cron/discprov-fcgi@.service \
	cron/discprov-index.service cron/discprov-index.timer \
	cron/discprov-job@.service \
	cron/discprov-status.socket cron/discprov-status@.service \
	$(cron_timers)
cron_made = $(cron_units) cron/discprov.cron cron/discprov.tmpfiles
EXTRA_DIST += \
	cron/discprov-fcgi.socket.in \
	cron/discprov-fcgi@.service.in \
	cron/discprov-index.service.in \
	cron/discprov-index.timer.in \
	cron/discprov-job@.service.in \
	cron/discprov-job.timer.in \
	cron/discprov-status.socket.in \
	cron/discprov-status@.service.in \
	cron/discprov.cron.in \
	cron/discprov.tmpfiles.in
dist_noinst_DATA += cron/discprov.sysusers
noinst_DATA += $(cron_made)
CLEANFILES += $(cron_made)

cron_make = $(AM_V_GEN)$(MKDIR_P) cron && $(SED) \
	-e 's|@sbindir[@]|$(sbindir)|g' \
	-e 's|@sysconfdir[@]|$(sysconfdir)|g' \
	-e 's|@runstatedir[@]|$(runstatedir)|g' \
	-e 's|@nginxgroup[@]|$(nginxgroup)|g' \
	-e 's|@nginxcachedir[@]|$(nginxcachedir)|g' \
	'$(srcdir)/$@.in' >'$@.tmp' && mv -f '$@.tmp' '$@'
cron/discprov-fcgi.socket: cron/discprov-fcgi.socket.in Makefile
	$(cron_make)
cron/discprov-fcgi@.service: cron/discprov-fcgi@.service.in Makefile
	$(cron_make)
cron/discprov-status.socket: cron/discprov-status.socket.in Makefile
	$(cron_make)
cron/discprov-status@.service: cron/discprov-status@.service.in Makefile
	$(cron_make)
cron/discprov-index.service: cron/discprov-index.service.in Makefile
	$(cron_make)
cron/discprov-index.timer: cron/discprov-index.timer.in Makefile
	$(cron_make)
cron/discprov-job@.service: cron/discprov-job@.service.in Makefile
	$(cron_make)
cron/discprov.cron: cron/discprov.cron.in Makefile
	$(cron_make)
cron/discprov.tmpfiles: cron/discprov.tmpfiles.in Makefile
	$(cron_make)

# The timers of the jobs, as often as the table in jobs/job.c says.
cron_timer = $(MKDIR_P) cron && $(SED) -e "s|@every[@]|$$every|" \
	-e 's|@job[@]|'"$$job|" '$(srcdir)/cron/discprov-job.timer.in' \
	>'$@.tmp' && mv -f '$@.tmp' '$@'
cron/discprov-job-service-providers.timer: cron/discprov-job.timer.in Makefile
	@job=service-providers every=2min; $(cron_timer)
cron/discprov-job-balances.timer: cron/discprov-job.timer.in Makefile
	@job=balances every=1min; $(cron_timer)
cron/discprov-job-delist.timer: cron/discprov-job.timer.in Makefile
	@job=delist every=10min; $(cron_timer)
cron/discprov-job-transfers.timer: cron/discprov-job.timer.in Makefile
	@job=transfers every=30s; $(cron_timer)

sysusersdir = $(prefix)/lib/sysusers.d
tmpfilesdir = $(prefix)/lib/tmpfiles.d

install-data-local: install-cron
uninstall-local: uninstall-cron
.PHONY: install-cron uninstall-cron

# The crontab stays a sample: a host runs the timer or cron, not both.
install-cron: $(cron_made)
	$(MKDIR_P) '$(DESTDIR)$(systemdunitdir)' '$(DESTDIR)$(sysusersdir)' \
	  '$(DESTDIR)$(tmpfilesdir)' '$(DESTDIR)$(pkgdatadir)'
	$(INSTALL_DATA) $(cron_units) '$(DESTDIR)$(systemdunitdir)'
	$(INSTALL_DATA) $(srcdir)/cron/discprov.sysusers \
	  '$(DESTDIR)$(sysusersdir)/discprov.conf'
	$(INSTALL_DATA) cron/discprov.tmpfiles \
	  '$(DESTDIR)$(tmpfilesdir)/discprov.conf'
	$(INSTALL_DATA) cron/discprov.cron '$(DESTDIR)$(pkgdatadir)'
uninstall-cron:
	for u in $(cron_units); do \
	  rm -f "$(DESTDIR)$(systemdunitdir)/$${u#cron/}"; done
	rm -f '$(DESTDIR)$(sysusersdir)/discprov.conf' \
	  '$(DESTDIR)$(tmpfilesdir)/discprov.conf' \
	  '$(DESTDIR)$(pkgdatadir)/discprov.cron'

LIVE_TESTS += tests/live/stack_test.sh tests/live/units_test.sh
dist_check_SCRIPTS += tests/live/stack_test.sh tests/live/units_test.sh
