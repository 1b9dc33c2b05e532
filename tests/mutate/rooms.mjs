// SPDX-License-Identifier: ISC
// Whose tests must notice a change: the first row whose pattern fits a file.
// Words are parts of names of tests, as for TESTS of "./dev check", the quickest
// first.  A file's own unit test comes before them, statements are prepared.

const STORY = ['live/index_slugs', 'live/index_wallets', 'live/index_em', 'live/index_docs', 'live/index_story'];
const RUN = ['live/index_order', 'live/index_fork', 'live/index_skip', 'live/index_kill', 'live/index_room', 'live/index_holes',
  'live/index_bad', 'live/index_stretch', 'live/index_nodes', 'live/index_refetch', 'live/index_lies', 'live/index_chains'];
const JOBS = ['live/jobs_'];

export const ROOMS = [
  [/^common\/(base|json)\//, ['unit/events', 'unit/metadata', 'unit/abi', 'unit/fcgi', 'unit/cid_json', 'unit/answers', 'unit/conf_test', 'unit/reader',
    'live/em.sh', 'live/api_test', ...STORY]],
  [/^common\/conf\//, ['unit/conf_', 'tests/discprov', 'tests/docs', 'live/stack_test']],
  [/^common\/net\/cache/, ['live/cache.sh', 'live/api_test']],
  [/^common\/net\//, ['unit/http', 'unit/rpc', 'unit/answers', 'live/jobs_replicas', 'live/index_docs', 'live/index_nodes', 'live/index_lies',
    'live/index_room', 'live/index_bad']],
  [/^common\/db\//, ['unit/pgarr', 'sql/db.sh', 'sql/migrate', 'sql/upgrade', 'live/api_test', 'live/index_kill', 'live/index_room']],
  [/^common\/prog\/(?:bar|steps)/, ['unit/bar', 'live/progress']],
  [/^common\/prog\//, ['live/stack_test', 'live/jobs_replicas', 'live/index_kill', 'live/index_room']],
  [/^abi\//, ['unit/abi', 'unit/events', 'unit/providers', 'live/em.sh', 'live/index_story']],
  [/^chain\/(eth|providers)/, ['unit/providers', ...JOBS]],
  [/^chain\/core\//, ['unit/core', 'live/index_core']],
  [/^chain\//, ['unit/reader', 'unit/stride', 'unit/answers', 'unit/rpc', 'live/index_order', 'live/index_lies', 'live/index_nodes', 'live/index_holes',
    'live/index_bad', 'live/index_chains', 'live/index_story']],
  [/^indexer\/docs\//, ['unit/cid_json', 'live/index_docs', 'live/index_refetch', 'live/index_wallets', 'live/index_bad', 'live/index_room']],
  [/^indexer\/rows\//, ['unit/tables', 'live/em.sh', ...STORY, 'live/index_fork', 'live/index_stretch']],
  [/^indexer\/(apply\/acts|run\/(plays|how))/, ['live/index_core', 'live/index_chains']],
  [/^indexer\/apply\//, ['unit/contents', 'unit/metadata', 'unit/format', 'unit/events', 'live/em.sh', ...STORY, 'live/index_fork', 'live/jobs_delist']],
  [/^indexer\/legacy\//, ['live/index_story', 'live/index_slugs', 'live/index_docs', 'live/index_wallets', 'live/index_bad', 'live/index_same']],
  [/^indexer\/(em|music|talk)\//, ['unit/em_', 'unit/metadata', 'live/em.sh', 'live/index_em', 'live/index_same', 'live/index_bad']],
  [/^indexer\/run\//, [...RUN, 'live/jobs_undo', ...STORY]],
  [/^(?:crawler\/|sql\/stmt\/crawl_)/, ['unit/crawl', 'live/crawl']],
  [/^import\//, ['live/import']],
  [/^(?:snapshot\/|sql\/(?:stmt\/|schema\/[0-9]*_)snapshot)/, ['live/snapshot', 'unit/manifest']],
  [/^(?:admin\/doctor\/|sql\/stmt\/doctor)/, ['live/doctor']],
  [/^(?:admin\/status|watch\/)/, ['live/status', 'live/jobs_all']],
  [/^fcgi\/(?:page\/|node\/page)/, ['clients/page', 'live/api_test']],
  [/^admin\//, ['tests/discprov', 'sql/migrate', 'live/index_skip', 'live/index_refetch']],
  [/^fcgi\//, ['unit/fcgi', 'unit/req', 'unit/stored', 'recorded/', 'live/api_test']],
  [/^(?:jobs\/peers\/|sql\/stmt\/jobs_peers)/, ['unit/peers', 'live/peers']],
  [/^jobs\/notifier\/delist/, ['live/jobs_delist', 'live/jobs_undo']],
  [/^jobs\/notifier\//, ['live/jobs_delist', 'live/jobs_undo']],
  [/^jobs\/keep\//, ['live/jobs_keep']],
  [/^jobs\/plays\//, ['live/jobs_plays']],
  [/^jobs\/rank\//, ['live/jobs_trending']],
  [/^jobs\//, JOBS],
  [/^sql\/(stmt\/(job|api)|schema\/[0-9]*)_trending/, ['live/jobs_trending', 'sql/steps']],
  [/^sql\/stmt\/api_/, ['recorded/', 'live/api_test']],
  [/^sql\/stmt\/idx_em/, ['live/em.sh', 'live/index_wallets', 'live/index_em', 'live/index_same', 'live/index_fork']],
  [/^sql\/stmt\/idx_(chain|docs)/, ['sql/db.sh', ...RUN, 'live/index_docs', 'live/jobs_undo']],
  [/^sql\/stmt\/idx_/, ['live/em.sh', ...STORY, 'live/index_stretch', 'live/index_fork']],
  [/^sql\/stmt\/db/, ['sql/db.sh', 'sql/migrate', 'live/index_kill', 'live/jobs_replicas']],
  [/^sql\/stmt\/jobs_keep/, ['live/jobs_keep']],
  [/^sql\/stmt\/(eth|jobs)/, JOBS],
  [/^sql\/stmt\/plays/, ['live/jobs_plays', 'live/index_core_plays']],
  [/^sql\/(stmt\/|schema\/[0-9]*_)import/, ['live/import']],
  [/^sql\/schema\/0010/, JOBS],
  [/^sql\/schema\//, ['sql/guards', 'recorded/derived', 'sql/journal', 'live/em.sh', 'live/index_fork', 'live/jobs_undo', 'live/index_story']],
];

/** Sources that are drawn from. */
export const SOURCES = [/^(?:common|abi|chain|indexer|crawler|import|snapshot|admin|watch|fcgi|jobs)\/.*(?<!_fuzz)\.c$/, /^sql\/(?:stmt|schema)\/.*\.sql$/];

/** The words of a file's tests. */
export const wordsOf = (file) => ROOMS.find(([where]) => where.test(file))?.[1];
