# fcgi/user: families of routes about users, and about who asks.
fcgi_libfcgi_pool_a_SOURCES += \
	fcgi/user/account.c \
	fcgi/user/acts.c \
	fcgi/user/apps.c \
	fcgi/user/elsewhere.c \
	fcgi/user/purchases.c \
	fcgi/user/tips.c \
	fcgi/user/legacy.c \
	fcgi/user/lists.c \
	fcgi/user/notices.c \
	fcgi/user/token.c \
	fcgi/user/users.c \
	fcgi/user/wallets.c
