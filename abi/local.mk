# abi: contract descriptions as published, and the decoder for them.
# The order of the files is the order of the contracts in the tables.
ABI_JSON = \
	$(srcdir)/abi/json/UserFactory.json \
	$(srcdir)/abi/json/TrackFactory.json \
	$(srcdir)/abi/json/PlaylistFactory.json \
	$(srcdir)/abi/json/SocialFeatureFactory.json \
	$(srcdir)/abi/json/UserLibraryFactory.json \
	$(srcdir)/abi/json/UserReplicaSetManager.json \
	$(srcdir)/abi/json/IPLDBlacklistFactory.json \
	$(srcdir)/abi/json/EntityManager.json \
	$(srcdir)/abi/json/Registry.json \
	$(srcdir)/abi/json/ServiceProviderFactory.json \
	$(srcdir)/abi/json/AudiusToken.json \
	$(srcdir)/abi/json/Staking.json \
	$(srcdir)/abi/json/DelegateManager.json \
	$(srcdir)/abi/json/TrustedNotifierManager.json
EXTRA_DIST += abi/gen.awk $(ABI_JSON)

abi/events.h: $(ABI_JSON) $(srcdir)/abi/gen.awk
	$(AM_V_GEN)$(MKDIR_P) abi && $(AWK) -v mode=h \
	    -f $(srcdir)/abi/gen.awk $(ABI_JSON) >$@.tmp && mv -f $@.tmp $@
abi/events.c: $(ABI_JSON) $(srcdir)/abi/gen.awk
	$(AM_V_GEN)$(MKDIR_P) abi && $(AWK) -v mode=c \
	    -f $(srcdir)/abi/gen.awk $(ABI_JSON) >$@.tmp && mv -f $@.tmp $@
BUILT_SOURCES += abi/events.h
abi/abi.$(OBJEXT) abi/abi_fuzz.$(OBJEXT) abi/eth.$(OBJEXT) abi/providers.$(OBJEXT): abi/events.h
abi/events.$(OBJEXT) tests/unit/abi_test.$(OBJEXT): abi/events.h
CLEANFILES += abi/events.h abi/events.c

noinst_LIBRARIES += abi/libabi.a
abi_libabi_a_SOURCES = \
	abi/abi.c abi/abi.h \
	abi/eth.c abi/eth.h \
	abi/providers.c abi/providers.h
nodist_abi_libabi_a_SOURCES = abi/events.c abi/events.h
LIBABI = abi/libabi.a

check_PROGRAMS += tests/unit/abi_test
TESTS += tests/unit/abi_test
tests_unit_abi_test_SOURCES = tests/unit/abi_test.c
tests_unit_abi_test_LDADD = $(LIBABI) $(LIBCOMMON)

check_PROGRAMS += tests/unit/providers_test
TESTS += tests/unit/providers_test
tests_unit_providers_test_SOURCES = tests/unit/providers_test.c
tests_unit_providers_test_LDADD = $(LIBABI) $(LIBCOMMON)
tests/unit/providers_test.$(OBJEXT): abi/events.h

check_PROGRAMS += tests/unit/abi_replay
TESTS += tests/unit/abi_replay
tests_unit_abi_replay_SOURCES = abi/abi_fuzz.c $(REPLAY)
tests_unit_abi_replay_LDADD = $(LIBABI) $(LIBCOMMON)
EXTRA_DIST += tests/corpus/abi
if FUZZ
noinst_PROGRAMS += fuzz_abi
fuzz_abi_SOURCES = abi/abi_fuzz.c common/fuzz.h
fuzz_abi_LDADD = $(LIBABI) $(LIBCOMMON)
fuzz_abi_LDFLAGS = $(LIBFUZZER)
endif
