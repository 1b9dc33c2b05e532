# crawler: what runs in the clouds of our owners, kept true.
# One library of all rooms; each adds its sources.
include crawler/base/local.mk
include crawler/tree/local.mk
include crawler/map/local.mk
include crawler/wire/local.mk
include crawler/file/local.mk
include crawler/store/local.mk
include crawler/queue/local.mk
include crawler/face/local.mk
LIBCRAWLER = crawler/libcrawler.a $(LIBCOMMON) $(EXPAT_LIBS)
include crawler/run/local.mk
include crawler/rest/local.mk
