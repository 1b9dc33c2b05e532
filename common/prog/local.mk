# common/prog: the life of a program.
common_libcommon_a_SOURCES += \
	common/prog/bar.c common/prog/bar.h \
	common/prog/disk.c common/prog/disk.h \
	common/prog/peak.c common/prog/peak.h \
	common/prog/probe.c common/prog/probe.h \
	common/prog/program.c common/prog/program.h \
	common/prog/signer.c common/prog/signer.h \
	common/prog/spool.c common/prog/spool.h \
	common/prog/steps.c common/prog/steps.h \
	common/prog/wait.c common/prog/wait.h

UNIT_TESTS += \
	tests/unit/bar_test \
	tests/unit/disk_test
