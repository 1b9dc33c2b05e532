# common/prog: the life of a program.
common_libcommon_a_SOURCES += \
	common/prog/program.c common/prog/program.h
