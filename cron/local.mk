# cron: when the programs run, with systemd and without.
cron_timers = cron/discprov-job-balances.timer \
	cron/discprov-job-delist.timer \
	cron/discprov-job-service-providers.timer \
	cron/discprov-job-transfers.timer
# Made of the file of the same name with .in behind it.
cron_filled = cron/discprov-catch-up.service \
	cron/discprov-fcgi.socket cron/discprov-fcgi@.service \
	cron/discprov-index.service cron/discprov-index.timer \
	cron/discprov-job@.service \
	cron/discprov-status.socket cron/discprov-status@.service
cron_samples = cron/discprov.cron cron/discprov.tmpfiles
cron_units = $(cron_filled) $(cron_timers)
cron_made = $(cron_units) $(cron_samples)
EXTRA_DIST += $(cron_filled:=.in) $(cron_samples:=.in) \
	cron/discprov-job.timer.in cron/hardening.inc
dist_noinst_DATA += cron/discprov.sysusers
noinst_DATA += $(cron_made)
CLEANFILES += $(cron_made)

cron_make = @$(MKDIR_P) cron && $(SED) \
	-e '/^@hardening[@]$$/r $(srcdir)/cron/hardening.inc' \
	-e '/^@hardening[@]$$/d' \
	-e 's|@sbindir[@]|$(sbindir)|g' \
	-e 's|@sysconfdir[@]|$(sysconfdir)|g' \
	-e 's|@runstatedir[@]|$(runstatedir)|g' \
	-e 's|@nginxgroup[@]|$(nginxgroup)|g' \
	-e 's|@nginxcachedir[@]|$(nginxcachedir)|g' \
	'$(srcdir)/$@.in' >'$@.tmp' && $(PUT)
$(cron_filled) $(cron_samples): FORCE
	$(cron_make)

# The timers of the jobs, as often as the table in jobs/job.c says.
cron_timer = $(MKDIR_P) cron && $(SED) -e "s|@every[@]|$$every|" \
	-e 's|@job[@]|'"$$job|" '$(srcdir)/cron/discprov-job.timer.in' \
	>'$@.tmp' && $(PUT)
cron/discprov-job-service-providers.timer: FORCE
	@job=service-providers every=2min; $(cron_timer)
cron/discprov-job-balances.timer: FORCE
	@job=balances every=1min; $(cron_timer)
cron/discprov-job-delist.timer: FORCE
	@job=delist every=10min; $(cron_timer)
cron/discprov-job-transfers.timer: FORCE
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
