# common: what two programs need; knows nothing about any of them.
noinst_LIBRARIES += common/libcommon.a
common_libcommon_a_SOURCES = \
	common/arena.c common/arena.h \
	common/attr.h \
	common/ctx.h \
	common/err.c common/err.h \
	common/limits.h \
	common/span.h
