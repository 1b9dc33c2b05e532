# container: what an image of the packages runs, and how images are made of them.
EXTRA_DIST += container/Containerfile container/compose.yaml container/env.sample
dist_noinst_SCRIPTS = container/role
dist_noinst_DATA += container/nginx.conf

install-data-local: install-container
uninstall-local: uninstall-container
.PHONY: install-container uninstall-container
install-container:
	$(MKDIR_P) '$(DESTDIR)$(pkgdatadir)/container'
	$(INSTALL_SCRIPT) $(srcdir)/container/role \
	  '$(DESTDIR)$(pkgdatadir)/container'
	$(INSTALL_DATA) $(srcdir)/container/nginx.conf \
	  $(srcdir)/container/compose.yaml $(srcdir)/container/Containerfile \
	  $(srcdir)/container/env.sample '$(DESTDIR)$(pkgdatadir)/container'
uninstall-container:
	rm -rf '$(DESTDIR)$(pkgdatadir)/container'
