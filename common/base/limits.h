/* SPDX-License-Identifier: ISC */
/*
 * Numbers that say "no more" to what comes from outside, and how much is done
 * at once.  Crossing one of the first kind is an outcome with a message; what
 * is shortened instead says so (a slug, a page).  Bounds that one file alone
 * knows, of a line, a header, a table of its own, stand in that file.
 */
#ifndef DP_COMMON_BASE_LIMITS_H
#define DP_COMMON_BASE_LIMITS_H

/* chain */
#define LIM_DIGEST_EVERY   1000 /* blocks whose digest is kept for ever */
#define LIM_RPC_BODY       (64u << 20) /* bytes of one JSON-RPC answer */
#define LIM_RPC_SPLIT      (8u << 20)  /* longer ones are asked for in parts */
#define LIM_RPC_HELD       (32u << 20) /* of all that are on their way */
#define LIM_RPC_NODES      8           /* of one chain */
#define LIM_RPC_BATCH      100         /* calls in one JSON-RPC batch */
#define LIM_WINDOW_BLOCKS  250         /* blocks read at once */
#define LIM_WINDOW_READ    (32u << 20) /* bytes of what was read of one */
#define LIM_FAR_BLOCKS     1000        /* the same, far below the head */
#define LIM_AHEAD_READ     (8u << 20)  /* of one; more: read none ahead */
#define LIM_LOGS_PER_BLOCK 50000
#define LIM_TXS_PER_BLOCK  50000
#define LIM_EXTRA_DATA     (64u << 10) /* bytes of a header's extraData, a seal */
#define LIM_SEAL_FIELDS    8           /* of one header */
#define LIM_TX_INPUT       (8u << 20)  /* bytes of one transaction's input */
#define LIM_TX_LIST        20000       /* of one of its lists */
#define LIM_PROOF          (16u << 20) /* bytes proven of one block */
#define LIM_LOG_DATA       (1u << 20)  /* bytes of one log's data */
#define LIM_LOG_READ       (8u << 20)  /* more than gas pays for */
#define LIM_ABI_ARRAY      20000       /* elements of one dynamic array */
#define LIM_ID             2147483647  /* ids are 32-bit columns */
#define LIM_CORE_HEIGHTS   500         /* blocks of one answer of a core node */
#define LIM_CORE_PART      (2u << 20)  /* bytes of such an answer; then fewer */
#define LIM_CORE_HOLES     20          /* of these asked for one by one */
#define LIM_CORE_PLAYS     50000       /* of one transaction */
#define LIM_CORE_VOTERS    10000       /* validators; as CometBFT has it */

/* Ethereum */
#define LIM_PROVIDERS   5000       /* ids of one service type */
#define LIM_ENDPOINT    1024       /* bytes of one registered endpoint */
#define LIM_NOTIFIER    (4u << 20) /* bytes of one page of take-downs */
#define LIM_TRACK_LIST  (8u << 20) /* bytes of a node's list of tracks */
#define LIM_TRANSFERS   100000     /* logs of one range of blocks */
#define LIM_REFRESH     1000 /* users whose balance is asked for, of one pass */
#define LIM_REFRESH_OLD 100  /* of those who did not ask for it */
#define LIM_WALLETS     100  /* of one user, when their balance is read */

/* plays */
#define LIM_LISTENS       10000000    /* of a track that one total tells */
#define LIM_LISTENS_TAKEN 50000       /* plays made of totals at once */
#define LIM_LISTENS_BODY  (4u << 20)  /* bytes of one answer with totals */
#define LIM_PLAY_LINE     (2u << 20)  /* bytes of one line of a file */
#define LIM_PLAY_TEXT     256         /* bytes of a place, a source, a name */
#define LIM_SPOOL         (64u << 20) /* bytes of listens that wait */
#define LIM_HISTORY       1000        /* tracks that one has heard last */

/* metadata */
#define LIM_MERGED        65536  /* bytes: a user's document of many updates */
#define LIM_METADATA      262144 /* bytes: one dag-pb chunk */
#define LIM_METADATA_BIG  (1u << 20)   /* bytes: several chunks */
#define LIM_WINDOW_DOCS   100          /* documents at once, to the block */
#define LIM_DOCS_FETCHED  (24u << 20)  /* bytes of them, not settled yet */
#define LIM_DOCS_HELD     (32u << 20)  /* settled; more wait on disk */
#define LIM_WINDOW_EVENTS 6000         /* events at once, to the block */
#define LIM_WINDOW_BYTES  (8u << 20)   /* of their data at once, to the block */
#define LIM_ROWS_AHEAD    (40u << 20)  /* bytes of rows loaded at once */
#define LIM_ROWS_STRETCH  (80u << 20)  /* more: the transaction ends here */
#define LIM_ROWS_BLOCK    (140u << 20) /* more: the block cannot be applied */
#define LIM_ROWS_LOADED   256          /* rows of one table in one answer */
#define LIM_STRANGER_URL  256          /* bytes of a host that a chain names */
#define LIM_GATEWAYS      64           /* URLs of one setting */
#define LIM_HOSTS         256          /* asked for everybody's documents */
#define LIM_DOC_HOSTS     32           /* that a user has named */
#define LIM_SLUG          2600  /* bytes: the one cut, see slug_title() */
#define LIM_EM_IDS        20000 /* ids in one list of an EntityManager event */
#define LIM_CONDITIONS    16384 /* bytes: who may hear a track */
#define LIM_COMMENT_KARMA 1700000 /* followers who silence a comment */

/* blocks that cannot be indexed */
#define LIM_SKIPS_NETWORK 100         /* on record by other nodes' word */
#define LIM_PEERS         200         /* nodes asked for their word */
#define LIM_PEER_BODY     (64u << 10) /* bytes of what one of them says */

/* other discovery nodes, watched */
#define LIM_PEERS_WATCHED 1024
#define LIM_PEER_HEALTH   (512u << 10) /* bytes of one answer */

/* JSON */
#define LIM_JSON_DEPTH  32
#define LIM_JSON_MEMORY ((size_t)32 << 20) /* bytes of a parsed document */
#define LIM_JSON_TIMES  8                  /* and so many times its length */

/* requests */
#define LIM_URI      8192        /* bytes of path and query */
#define LIM_PARAMS   600         /* query parameters of one request */
#define LIM_POST     (64u << 10) /* bytes of a request's body */
#define LIM_PAGE_MAX 400         /* rows in one answer */
#define LIM_IDS      400         /* repeated ids in one request */
#define LIM_LISTS    200         /* playlists in one answer */
#define LIM_LISTS_IN 50          /* by id, when they show their tracks */
#define LIM_TOGETHER 250         /* several playlists and tracks in them */
#define LIM_FOUND    120         /* of a search for several kinds, in all */
#define LIM_LIST     5000        /* entries of one list that paging reaches */
#define LIM_BODY     (6u << 20)  /* bytes of data: the list ends there */
#define LIM_AHEAD_S  3600        /* of a clock that is ahead */
#define LIM_IN_LISTS 80          /* a track's album is looked for, at most */
#define LIM_LOOKS    2000        /* the same, of all tracks of an answer */
#define LIM_TOLD     100         /* of an answer: album, acts of followees */
#define LIM_PLAYS_OF 500         /* entries of a playlist: theirs are counted */
#define LIM_PLAYS_IN 20000u      /* the same, of all playlists of an answer */
#define LIM_ACTS_IN  20000u      /* looks for what followees did with items */
#define LIM_LOAD     100         /* entities read at once for one answer */
#define LIM_LIGHT    (256u << 10) /* bytes as stored: then all at once */

/* the pool, and the web server in front of it */
#define LIM_IMPORT_SEEN_MS  1000 /* between two looks for an import */
#define LIM_LEAD_WAIT_MS    5000 /* for an answer that another one makes */
#define LIM_FLIGHT_S        3    /* the same, of another host */
#define LIM_DEMAND_WAIT_MS  500  /* for a block that a request demands */
#define LIM_CONFIRM_WAIT_MS 1000 /* for peers who confirm it */
#define LIM_DEMAND_WAITERS  2    /* processes of a pool that do so at once */
#define LIM_DEMAND_AHEAD    10   /* blocks behind the newest that may come */
#define LIM_DISK_FREE       (64u << 20) /* bytes: less, and nginx keeps nothing */
#define LIM_DISK_FILES      1000        /* the same, in files */

/* cache */
#define LIM_CACHE_VALUE (900u << 10) /* memcached refuses above 1 MiB */
#define LIM_CACHE_KEY   200          /* longer keys are hashed */

/* what providers have, as documents */
#define LIM_MAP_FILE    (256u << 10) /* bytes of a command's file */
#define LIM_MAP_RULES   200          /* of one list */
#define LIM_MAP_NAMES   16           /* of one target */
#define LIM_MAP_SOURCES 8            /* alternatives of one source */
#define LIM_MAP_DEPTH   16           /* of what an item nests */
#define LIM_MAP_VALUES  20000        /* of one document */
#define LIM_MAP_TEXT    65536        /* bytes of one text in it */
#define LIM_MAP_DOC     1048576      /* bytes of all of them */
#define LIM_MAP_KEY     1024         /* bytes of what tells it from others */
#define LIM_MAP_LINKS   100          /* that one tag names */
#define LIM_MAP_REFS    2000         /* to others, of one document */
#define LIM_MAP_SPREAD  2000         /* documents of one item */

/* the crawler */
#define LIM_CRAWL_FILE     (64 << 20) /* bytes of one file that is read */
#define LIM_CRAWL_FILES    10000      /* of one connection */
#define LIM_CRAWL_REGIONS  200        /* of one provider */
#define LIM_CRAWL_REGION   100        /* bytes of the name of one */
#define LIM_CRAWL_PAGES    20000      /* of one command in one region */
#define LIM_CRAWL_IDLE     50 /* pages in a row that bring nothing new */
#define LIM_CRAWL_ATTEMPTS 8  /* in vain, at one page */

/* configuration */
#define LIM_CONF_FILE  (256u << 10) /* bytes */
#define LIM_CONF_VALUE 65536        /* bytes, all its lines together */
#define LIM_CONF_ITEMS 1000         /* of one list */

/* the crawler, of what providers say */
#define LIM_PATH_STEPS   16          /* of one path */
#define LIM_PATH_NTH     10000       /* in one of them */
#define LIM_XML_DEPTH    48          /* elements in elements */
#define LIM_XML_ELEMENTS 400000      /* of one document */
#define LIM_XML_NAME     128         /* bytes of an element's name, and a NUL */
#define LIM_WIRE_BODY    (24u << 20) /* bytes of one page */
#define LIM_WIRE_PAGES   20000       /* of one listing */
#define LIM_WIRE_ITEMS   20000       /* of one page */
#define LIM_WIRE_CURSOR  16384       /* bytes of what brings the next page */
#define LIM_WIRE_PARAMS  64          /* of one request */
#define LIM_WIRE_URL     32768       /* bytes of one request's */
#define LIM_WIRE_LOGIN   (4u << 20)  /* bytes of a token and its catalog */
#define LIM_WIRE_SKEW    300         /* seconds that clocks may differ */

/* HTTP as a client */
#define LIM_HTTP_HEADERS (64u << 10) /* bytes of one answer's header */

/* memory */
#define LIM_ARENA_BLOCK   ((size_t)256 << 20) /* one window of the indexer */
#define LIM_ARENA_REQUEST ((size_t)64 << 20)  /* one answer of the pool */

#endif
