# crawler/queue: tasks, runs and steps, as the program and the API begin them.
crawler_libcrawler_a_SOURCES += \
	crawler/queue/begin.c crawler/queue/begin.h \
	crawler/queue/stage.c crawler/queue/stage.h \
	crawler/queue/tasks.c crawler/queue/tasks.h
