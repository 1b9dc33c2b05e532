# cluster: what several machines of one node are given.
sbin_SCRIPTS = cluster/discprov-cluster
cluster_files = cluster/patroni.yml cluster/front.conf \
	cluster/cluster.conf.sample cluster/link.conf.sample
EXTRA_DIST += $(cluster_files) cluster/discprov-cluster.in tests/cluster
CLEANFILES += cluster/discprov-cluster

cluster/discprov-cluster: FORCE
	@$(MKDIR_P) cluster && $(SED) \
	  -e 's|@pkgdatadir[@]|$(pkgdatadir)|' \
	  -e 's|@sysconfdir[@]|$(sysconfdir)|' \
	  -e 's|@runstatedir[@]|$(runstatedir)|' \
	  '$(srcdir)/cluster/discprov-cluster.in' >'$@.tmp' && $(PUT)
	@chmod +x '$@'

install-data-local: install-cluster
uninstall-local: uninstall-cluster
.PHONY: install-cluster uninstall-cluster
install-cluster:
	$(MKDIR_P) '$(DESTDIR)$(pkgdatadir)/cluster'
	for f in $(cluster_files); do $(INSTALL_DATA) "$(srcdir)/$$f" \
	  '$(DESTDIR)$(pkgdatadir)/cluster' || exit 1; done
uninstall-cluster:
	rm -rf '$(DESTDIR)$(pkgdatadir)/cluster'

TESTS += tests/cluster.sh
dist_check_SCRIPTS += tests/cluster.sh
