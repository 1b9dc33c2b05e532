# crawler/file: files as a provider.
crawler_libcrawler_a_SOURCES += \
	crawler/file/file.c crawler/file/file.h \
	crawler/file/impl.h \
	crawler/file/upload.c
