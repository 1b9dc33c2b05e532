# admin: what is done by hand.
sbin_PROGRAMS += discprov
discprov_SOURCES = admin/main.c
discprov_LDADD = $(LIBCOMMON)
