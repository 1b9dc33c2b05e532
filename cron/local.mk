# cron: when the programs run, with systemd and without.
# Where the pool puts listens for a job, when it is told to.
spooldir = /var/spool/discprov

# Made of the file of the same name with .in behind it.
cron_filled = cron/discprov-catch-up.service \
	cron/discprov-cloud.socket cron/discprov-cloud@.service \
	cron/discprov-crawl.service cron/discprov-crawl.timer \
	cron/discprov-fcgi.socket cron/discprov-fcgi@.service \
	cron/discprov-front.service cron/discprov-front.timer \
	cron/discprov-index.service cron/discprov-index.timer \
	cron/discprov-job@.service cron/discprov-link@.service \
	cron/discprov-jobs.target cron/discprov-jobs-ethereum.target \
	cron/discprov-pool.target \
	cron/discprov-status.socket cron/discprov-status@.service
cron_samples = cron/discprov.cron cron/discprov.tmpfiles
cron_made = $(cron_filled) $(cron_samples)
EXTRA_DIST += $(cron_filled:=.in) $(cron_samples:=.in) \
	cron/discprov-job.timer.in cron/hardening.inc
dist_noinst_DATA += cron/discprov.sysusers cron/discprov.local.conf
noinst_DATA += $(cron_made) cron/timers
CLEANFILES += $(cron_made) cron/timers/*.timer

cron_make = @$(MKDIR_P) cron && \
	$(jobs_gen) -v mode=fill $(jobs_def) '$(srcdir)/$@.in' | $(SED) \
	-e '/^@hardening[@]$$/r $(srcdir)/cron/hardening.inc' \
	-e '/^@hardening[@]$$/d' \
	-e 's|@sbindir[@]|$(sbindir)|g' \
	-e 's|@sysconfdir[@]|$(sysconfdir)|g' \
	-e 's|@runstatedir[@]|$(runstatedir)|g' \
	-e 's|@nginxgroup[@]|$(nginxgroup)|g' \
	-e 's|@nginxcachedir[@]|$(nginxcachedir)|g' \
	-e 's|@spooldir[@]|$(spooldir)|g' \
	>'$@.tmp' && $(PUT)
$(cron_filled) $(cron_samples): FORCE
	$(cron_make)

# A timer for each job, as often as jobs/jobs.def says.
cron/timers: FORCE
	@rm -rf '$@' && $(MKDIR_P) '$@' && $(jobs_gen) -v mode=each \
	  -v dir='$@' $(jobs_def) '$(srcdir)/cron/discprov-job.timer.in'

sysusersdir = $(prefix)/lib/sysusers.d
tmpfilesdir = $(prefix)/lib/tmpfiles.d

install-data-local: install-cron
uninstall-local: uninstall-cron
.PHONY: install-cron uninstall-cron

# The crontab stays a sample: a host runs the timer or cron, not both.
install-cron: $(cron_made) cron/timers
	$(MKDIR_P) '$(DESTDIR)$(systemdunitdir)' '$(DESTDIR)$(sysusersdir)' \
	  '$(DESTDIR)$(tmpfilesdir)' '$(DESTDIR)$(pkgdatadir)'
	$(INSTALL_DATA) $(cron_filled) cron/timers/*.timer \
	  '$(DESTDIR)$(systemdunitdir)'
	$(INSTALL_DATA) $(srcdir)/cron/discprov.sysusers \
	  '$(DESTDIR)$(sysusersdir)/discprov.conf'
	$(INSTALL_DATA) cron/discprov.tmpfiles \
	  '$(DESTDIR)$(tmpfilesdir)/discprov.conf'
	$(INSTALL_DATA) cron/discprov.cron $(srcdir)/cron/discprov.local.conf \
	  '$(DESTDIR)$(pkgdatadir)'
uninstall-cron:
	for u in $(cron_filled); do \
	  rm -f "$(DESTDIR)$(systemdunitdir)/$${u#cron/}"; done
	for j in `$(jobs_gen) -v mode=names $(jobs_def)`; do \
	  rm -f "$(DESTDIR)$(systemdunitdir)/discprov-job-$$j.timer"; done
	rm -f '$(DESTDIR)$(sysusersdir)/discprov.conf' \
	  '$(DESTDIR)$(tmpfilesdir)/discprov.conf' \
	  '$(DESTDIR)$(pkgdatadir)/discprov.cron' \
	  '$(DESTDIR)$(pkgdatadir)/discprov.local.conf'

LIVE_TESTS += tests/live/link_test.sh tests/live/stack_test.sh tests/live/units_test.sh
dist_check_SCRIPTS += tests/live/link_test.sh tests/live/stack_test.sh tests/live/units_test.sh
