# common/prog: the life of a program.
common_libcommon_a_SOURCES += \
	common/prog/probe.c common/prog/probe.h \
	common/prog/program.c common/prog/program.h \
	common/prog/wait.c common/prog/wait.h
