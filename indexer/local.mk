# indexer: turns one window of blocks into rows, then exits; and the
# administrator's program, which shares its database role.
noinst_LIBRARIES += indexer/libindexer.a
indexer_libindexer_a_SOURCES = \
	indexer/apply.c indexer/apply.h \
	indexer/associated.c indexer/associated.h \
	indexer/block.c indexer/block.h \
	indexer/bloom.c indexer/bloom.h \
	indexer/chain.c indexer/chain.h \
	indexer/commit.c indexer/commit.h \
	indexer/contents.c indexer/contents.h \
	indexer/contracts.c indexer/contracts.h \
	indexer/cursor.c indexer/cursor.h \
	indexer/docs.c indexer/docs.h \
	indexer/cid_json.c indexer/cid_json.h \
	indexer/em.c indexer/em.h \
	indexer/em_apps.c indexer/em_apps.h \
	indexer/em_comment_acts.c \
	indexer/em_comments.c indexer/em_comments.h \
	indexer/em_field.c indexer/em_field.h \
	indexer/em_user_more.c indexer/em_user_more.h \
	indexer/em_contents.c indexer/em_contents.h \
	indexer/em_gate.c indexer/em_gate.h \
	indexer/em_data.c indexer/em_data.h \
	indexer/em_events.c \
	indexer/em_format.c indexer/em_format.h \
	indexer/em_grants.c \
	indexer/em_ids.c indexer/em_ids.h \
	indexer/wallets.c indexer/wallets.h \
	indexer/em_misc.c indexer/em_misc.h \
	indexer/em_notifications.c \
	indexer/em_playlists.c indexer/em_playlists.h \
	indexer/em_replicas.c \
	indexer/em_sign.c indexer/em_sign.h \
	indexer/em_social.c indexer/em_social.h \
	indexer/em_table.c \
	indexer/em_talk.c indexer/em_talk.h \
	indexer/em_tracks.c indexer/em_tracks.h \
	indexer/em_users.c indexer/em_users.h \
	indexer/em_wallets.c indexer/em_wallets.h \
	indexer/ev_playlists.c indexer/ev_playlists.h \
	indexer/ev_social.c indexer/ev_social.h \
	indexer/ev_tracks.c indexer/ev_tracks.h \
	indexer/ev_ursm.c indexer/ev_ursm.h \
	indexer/ev_users.c indexer/ev_users.h \
	indexer/ev_table.c \
	indexer/events.c indexer/events.h \
	indexer/fetch.c indexer/fetch.h \
	indexer/fork.c indexer/fork.h \
	indexer/format.c indexer/format.h \
	indexer/headers.c indexer/headers.h \
	indexer/hosts.c indexer/hosts.h \
	indexer/load.c indexer/load.h \
	indexer/metadata.c indexer/metadata.h \
	indexer/nodes.c indexer/nodes.h \
	indexer/pace.c indexer/pace.h \
	indexer/peers.c indexer/peers.h \
	indexer/prefer.c indexer/prefer.h \
	indexer/progress.c indexer/progress.h \
	indexer/publish.c indexer/publish.h \
	indexer/reader.c indexer/reader.h \
	indexer/receipts.c indexer/receipts.h \
	indexer/refetch.c indexer/refetch.h \
	indexer/release_date.c indexer/release_date.h \
	indexer/routes.c indexer/routes.h \
	indexer/rows.c indexer/rows.h \
	indexer/run.c indexer/run.h indexer/run_impl.h \
	indexer/run_fail.c indexer/run_look.c \
	indexer/skip.c indexer/skip.h \
	indexer/stride.c indexer/stride.h \
	indexer/tables.c indexer/tables.h \
	indexer/trouble.c indexer/trouble.h \
	indexer/user_events.c indexer/user_events.h \
	indexer/window.c indexer/window.h \
	indexer/words.c indexer/words.h
LIBINDEXER = indexer/libindexer.a $(LIBABI) $(LIBCOMMON) -lm
$(indexer_libindexer_a_OBJECTS): sql/stmts.h abi/events.h

sbin_PROGRAMS += discprov-index
discprov_index_SOURCES = indexer/main.c
discprov_index_LDADD = $(LIBINDEXER)
indexer/main.$(OBJEXT): sql/stmts.h abi/events.h

sbin_PROGRAMS += discprov
discprov_SOURCES = indexer/admin_main.c
discprov_LDADD = $(LIBCOMMON)
indexer/admin_main.$(OBJEXT): sql/stmts.h

INDEXER_TESTS = \
	tests/unit/contents_test \
	tests/unit/events_test \
	tests/unit/format_test \
	tests/unit/metadata_test \
	tests/unit/reader_test \
	tests/unit/stride_test \
	tests/unit/tables_test
check_PROGRAMS += $(INDEXER_TESTS)
TESTS += $(INDEXER_TESTS)
tests_unit_contents_test_SOURCES = tests/unit/contents_test.c
tests_unit_contents_test_LDADD = $(LIBINDEXER)
tests_unit_events_test_SOURCES = tests/unit/events_test.c
tests_unit_events_test_LDADD = $(LIBINDEXER)
tests_unit_format_test_SOURCES = tests/unit/format_test.c
tests_unit_format_test_LDADD = $(LIBINDEXER)
tests_unit_metadata_test_SOURCES = tests/unit/metadata_test.c
tests_unit_metadata_test_LDADD = $(LIBINDEXER)
tests_unit_reader_test_SOURCES = tests/unit/reader_test.c
tests_unit_reader_test_LDADD = $(LIBINDEXER)
tests_unit_stride_test_SOURCES = tests/unit/stride_test.c
tests_unit_stride_test_LDADD = $(LIBINDEXER)
tests_unit_tables_test_SOURCES = tests/unit/tables_test.c
tests_unit_tables_test_LDADD = $(LIBINDEXER)
EXTRA_DIST += \
	tests/live/index_bad.test.mjs \
	tests/live/index_docs.test.mjs \
	tests/live/index_em.test.mjs \
	tests/live/index_fork.test.mjs \
	tests/live/index_kill.test.mjs \
	tests/live/index_lies.test.mjs \
	tests/live/index_lib.mjs \
	tests/live/index_node.mjs \
	tests/live/index_nodes.test.mjs \
	tests/live/index_order.test.mjs \
	tests/live/index_peers.mjs \
	tests/live/index_refetch.test.mjs \
	tests/live/index_room.test.mjs \
	tests/live/index_same.test.mjs \
	tests/live/index_skip.test.mjs \
	tests/live/index_slugs.test.mjs \
	tests/live/index_story.test.mjs \
	tests/live/index_two.test.mjs \
	tests/live/index_wallets.test.mjs \
	tests/live/lies

check_PROGRAMS += tests/unit/cid_json_test
TESTS += tests/unit/cid_json_test
tests_unit_cid_json_test_SOURCES = tests/unit/cid_json_test.c tests/unit/vec.h
tests_unit_cid_json_test_LDADD = $(LIBINDEXER)

# Fuzz target: replayed from its corpus, or real with --enable-fuzz.
check_PROGRAMS += tests/unit/answers_replay
TESTS += tests/unit/answers_replay
tests_unit_answers_replay_SOURCES = indexer/answers_fuzz.c $(REPLAY)
tests_unit_answers_replay_LDADD = $(LIBINDEXER)
indexer/answers_fuzz.$(OBJEXT): sql/stmts.h abi/events.h
EXTRA_DIST += tests/corpus/answers
if FUZZ
noinst_PROGRAMS += fuzz_answers
fuzz_answers_SOURCES = indexer/answers_fuzz.c common/fuzz.h
fuzz_answers_LDADD = $(LIBINDEXER)
fuzz_answers_LDFLAGS = $(LIBFUZZER)
endif

# Documents, and metadata of EntityManager.
METADATA_REPLAYS = tests/unit/metadata_replay tests/unit/em_metadata_replay
check_PROGRAMS += $(METADATA_REPLAYS)
TESTS += $(METADATA_REPLAYS)
tests_unit_metadata_replay_SOURCES = indexer/metadata_fuzz.c $(REPLAY)
tests_unit_metadata_replay_LDADD = $(LIBINDEXER)
tests_unit_em_metadata_replay_SOURCES = indexer/em_metadata_fuzz.c $(REPLAY)
tests_unit_em_metadata_replay_LDADD = $(LIBINDEXER)
indexer/metadata_fuzz.$(OBJEXT): sql/stmts.h abi/events.h
indexer/em_metadata_fuzz.$(OBJEXT): sql/stmts.h abi/events.h
EXTRA_DIST += tests/corpus/metadata tests/corpus/em_metadata
if FUZZ
noinst_PROGRAMS += fuzz_metadata fuzz_em_metadata
fuzz_metadata_SOURCES = indexer/metadata_fuzz.c common/fuzz.h
fuzz_metadata_LDADD = $(LIBINDEXER)
fuzz_metadata_LDFLAGS = $(LIBFUZZER)
fuzz_em_metadata_SOURCES = indexer/em_metadata_fuzz.c common/fuzz.h
fuzz_em_metadata_LDADD = $(LIBINDEXER)
fuzz_em_metadata_LDFLAGS = $(LIBFUZZER)
endif
