# fcgi/page: the node's page for people; draws what it is given.
fcgi_libfcgi_pool_a_SOURCES += \
	fcgi/page/frame.c fcgi/page/frame.h \
	fcgi/page/html.c fcgi/page/html.h \
	fcgi/page/page.c fcgi/page/page.h \
	fcgi/page/plot.c fcgi/page/plot.h
nodist_fcgi_libfcgi_pool_a_SOURCES = fcgi/page/style.h
BUILT_SOURCES += fcgi/page/style.h
CLEANFILES += fcgi/page/style.h
EXTRA_DIST += fcgi/page/style.css

# The style as a C string, without comments.
fcgi/page/style.h: FORCE
	@$(MKDIR_P) fcgi/page && LC_ALL=C $(AWK) ' \
	BEGIN { print "#define PAGE_STYLE \\" } \
	{ sub(/\/\*.*\*\//, ""); gsub(/^[ \t]+/, "") } \
	/./ { gsub(/\\/, "\\\\"); gsub(/"/, "\\\""); printf "\t\"%s\\n\" \\\n", $$0 } \
	END { print "\t\"\"" }' $(srcdir)/fcgi/page/style.css >'$@.tmp' && $(PUT)
