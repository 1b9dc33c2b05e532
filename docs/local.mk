# docs: the documents as a site; lowdown, mandoc and jq make it, and who has not
# got them does without.
docsdir = $(pkgdatadir)/docs
EXTRA_DIST += docs/api.jq docs/pages.txt docs/site.css docs/site.sh

docs: discprov-fcgi$(EXEEXT) $(man_pages)
	srcdir='$(abs_top_srcdir)' builddir='$(abs_top_builddir)' \
	  $(SHELL) '$(srcdir)/docs/site.sh' docs/html
install-docs: docs
	rm -rf '$(DESTDIR)$(docsdir)'
	$(MKDIR_P) '$(DESTDIR)$(docsdir)'
	$(INSTALL_DATA) docs/html/* '$(DESTDIR)$(docsdir)'
uninstall-docs:
	rm -rf '$(DESTDIR)$(docsdir)'
clean-local: clean-docs
clean-docs:
	rm -rf docs/html docs/html.new
uninstall-local: uninstall-docs
.PHONY: docs install-docs uninstall-docs clean-docs

TESTS += tests/site.sh
dist_check_SCRIPTS += tests/site.sh
