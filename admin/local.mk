# admin: what is done by hand.
sbin_PROGRAMS += discprov
discprov_SOURCES = \
	admin/digest.c admin/digest.h \
	admin/main.c \
	admin/nodes.c admin/nodes.h \
	admin/status.c admin/status.h
discprov_LDADD = watch/libwatch.a $(LIBSNAPSHOT)
