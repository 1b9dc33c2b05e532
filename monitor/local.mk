# monitor: what Prometheus and Grafana are given.
monitor_files = monitor/discprov.rules.yml monitor/discprov.rules.test.yml \
	monitor/discprov.dashboard.json monitor/prometheus.yml
EXTRA_DIST += $(monitor_files)

install-data-local: install-monitor
uninstall-local: uninstall-monitor
.PHONY: install-monitor uninstall-monitor
install-monitor:
	$(MKDIR_P) '$(DESTDIR)$(pkgdatadir)/monitor'
	for f in $(monitor_files); do $(INSTALL_DATA) "$(srcdir)/$$f" \
	  '$(DESTDIR)$(pkgdatadir)/monitor' || exit 1; done
uninstall-monitor:
	rm -rf '$(DESTDIR)$(pkgdatadir)/monitor'

TESTS += tests/monitor.sh
dist_check_SCRIPTS += tests/monitor.sh
LIVE_TESTS += tests/live/monitor_test.sh
dist_check_SCRIPTS += tests/live/monitor_test.sh
