# fcgi/api: one file a family: rows, and the rare code.
fcgi_libfcgi_pool_a_SOURCES += \
	fcgi/api/access.c \
	fcgi/api/actors.c \
	fcgi/api/comments.c \
	fcgi/api/events.c \
	fcgi/api/explore.c \
	fcgi/api/feed.c \
	fcgi/api/free_ids.c \
	fcgi/api/heard.c \
	fcgi/api/inspect.c \
	fcgi/api/legacy.c \
	fcgi/api/listen.c \
	fcgi/api/media.c \
	fcgi/api/playlists.c \
	fcgi/api/reactions.c \
	fcgi/api/remixes.c \
	fcgi/api/resolve.c \
	fcgi/api/rewards.c \
	fcgi/api/routes.c \
	fcgi/api/rows.h \
	fcgi/api/search.c \
	fcgi/api/tracks.c \
	fcgi/api/trending.c fcgi/api/trending.h
