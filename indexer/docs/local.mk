# indexer/docs: documents by CID.
noinst_LIBRARIES += indexer/docs/libdocs.a
indexer_docs_libdocs_a_SOURCES = \
	indexer/docs/aside.c indexer/docs/aside.h \
	indexer/docs/cid_json.c indexer/docs/cid_json.h \
	indexer/docs/docs.c indexer/docs/docs.h \
	indexer/docs/fetch.c indexer/docs/fetch.h \
	indexer/docs/hosts.c indexer/docs/hosts.h \
	indexer/docs/refetch.c indexer/docs/refetch.h

UNIT_TESTS += \
	tests/unit/cid_json_test
tests_unit_cid_json_test_SOURCES = tests/unit/cid_json_test.c tests/unit/vec.h
