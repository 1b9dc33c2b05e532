# crawler/file: files as a provider.
crawler_libcrawler_a_SOURCES += \
	crawler/file/by_ssh.c \
	crawler/file/file.c crawler/file/file.h \
	crawler/file/impl.h \
	crawler/file/name.c \
	crawler/file/s3.c \
	crawler/file/sftp.c crawler/file/sftp.h \
	crawler/file/ssh.c crawler/file/ssh.h \
	crawler/file/upload.c
