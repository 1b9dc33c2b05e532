# indexer/talk: EntityManager: comments, contests, notices, apps and grants.
noinst_LIBRARIES += indexer/talk/libtalk.a
indexer_talk_libtalk_a_SOURCES = \
	indexer/talk/apps.c indexer/talk/apps.h \
	indexer/talk/comment_acts.c \
	indexer/talk/comment_notify.c indexer/talk/comment_notify.h \
	indexer/talk/comments.c indexer/talk/comments.h \
	indexer/talk/contests.c \
	indexer/talk/grants.c \
	indexer/talk/misc.c indexer/talk/misc.h \
	indexer/talk/notifications.c
