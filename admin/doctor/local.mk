# admin/doctor: what a node needs, tried; cause and command of what is wrong.
discprov_SOURCES += \
	admin/doctor/check.h \
	admin/doctor/check_db.c \
	admin/doctor/check_host.c \
	admin/doctor/check_net.c \
	admin/doctor/check_units.c \
	admin/doctor/check_web.c \
	admin/doctor/checks.c \
	admin/doctor/doctor.c admin/doctor/doctor.h \
	admin/doctor/skew.h
