# crawler/face: the inventory for people.
crawler_libcrawler_a_SOURCES += \
	crawler/face/face.c crawler/face/face.h
