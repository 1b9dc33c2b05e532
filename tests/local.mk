# tests: what belongs to no room.
EXTRA_DIST += tests/tap.h tests/.npmrc tests/package.json \
	tests/package-lock.json tests/chain \
	tests/install tests/lib tests/mutate tests/recorded \
	tests/schemathesis
# File by file: npm's packages lie among them.
EXTRA_DIST += tests/clients/asker.mjs tests/clients/clients.test.mjs \
	tests/clients/expected.mjs tests/clients/host.mjs \
	tests/clients/inventory.test.mjs tests/clients/node.mjs \
	tests/clients/package-lock.json tests/clients/package.json \
	tests/clients/page.test.mjs tests/clients/plays.mjs \
	tests/clients/read_libs.mjs \
	tests/clients/read_others.mjs tests/clients/read_table.mjs \
	tests/clients/reader.mjs tests/clients/session.mjs tests/clients/stage.mjs \
	tests/clients/story.mjs tests/clients/unixfs.mjs tests/clients/wants.mjs \
	tests/clients/wire.mjs tests/clients/write.test.mjs \
	tests/clients/write_files.mjs tests/clients/write_sdk16.mjs \
	tests/clients/write_sdk7.mjs tests/clients/writer.mjs

# The rules of EntityManager, on a PostgreSQL server of its own.
check_PROGRAMS += tests/live/em_test
tests_live_em_test_SOURCES = tests/live/em_test.c tests/sql/conn.h
LIVE_TESTS += tests/live/em.sh
dist_check_SCRIPTS += tests/live/em.sh

# Other compilers, flags and folders.
LIVE_TESTS += tests/live/build_test.sh

# Tests of the tree, and tests that start servers ("make check-live").
tree_tests = tests/guide.sh tests/layers.sh tests/shipped.sh tests/words.sh
TESTS += $(tree_tests)
dist_check_SCRIPTS += $(tree_tests)

# What a tarball will hold, folders as folders: the files that are ours.  It is
# what the tests of the tree judge, and not what an earlier step has made.
tests/shipped: FORCE
	@$(MKDIR_P) tests && for f in $(DISTFILES); do echo "$$f"; done | \
	  $(SED) 's|^$(srcdir)/||' | LC_ALL=C sort -u >'$@.tmp' && $(PUT)
check_DATA = tests/shipped
CLEANFILES += tests/shipped
# Folders are copied with what a build in the tree has left there.
dist-hook:
	cd '$(distdir)' && rm -rf $(CLEANFILES) $(check_PROGRAMS) \
	  $(EXTRA_PROGRAMS) tests/chain/out && find . \( -name '*.o' -o \
	  -name '*.log' -o -name '*.trs' -o -name .dirstamp -o \
	  -name .deps \) -prune -exec rm -rf '{}' +
check-live: all
	$(MAKE) $(AM_MAKEFLAGS) check TESTS='$(LIVE_TESTS)'
# What is made before anything is compiled: one target alone wants it, too.
built-sources: $(BUILT_SOURCES)
list-tests:
	@echo $(TESTS)
list-live-tests:
	@echo $(LIVE_TESTS)
.PHONY: built-sources check-live list-tests list-live-tests
