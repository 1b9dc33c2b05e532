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
CLEANFILES += abi/events.h abi/events.c

noinst_LIBRARIES += abi/libabi.a
abi_libabi_a_SOURCES = \
	abi/abi.c abi/abi.h
nodist_abi_libabi_a_SOURCES = abi/events.c abi/events.h
LIBABI = abi/libabi.a

UNIT_TESTS += tests/unit/abi_test

# Fuzz target: replayed from its corpus, or real with --enable-fuzz.
UNIT_TESTS += tests/unit/abi_replay
tests_unit_abi_replay_SOURCES = abi/abi_fuzz.c $(REPLAY)
EXTRA_DIST += tests/corpus/abi
if FUZZ
noinst_PROGRAMS += fuzz_abi
fuzz_abi_SOURCES = abi/abi_fuzz.c common/base/fuzz.h
fuzz_abi_LDFLAGS = $(LIBFUZZER)
endif
