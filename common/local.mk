# common: what two programs need; knows nothing about any of them.
noinst_LIBRARIES += common/libcommon.a
common_libcommon_a_SOURCES =
include common/base/local.mk
include common/json/local.mk
include common/conf/local.mk
include common/net/local.mk
include common/db/local.mk
include common/prog/local.mk
