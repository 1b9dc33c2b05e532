# common/db: statements, locks, schema steps.
common_libcommon_a_SOURCES += \
	common/db/advice.c common/db/advice.h \
	common/db/conn.c \
	common/db/copy.c common/db/copy.h \
	common/db/db.c common/db/db.h \
	common/db/impl.h \
	common/db/lock.c common/db/lock.h \
	common/db/migrate.c common/db/migrate.h \
	common/db/pipe.c \
	common/db/snapshot.c
