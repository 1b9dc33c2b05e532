// SPDX-License-Identifier: ISC
// What the SDKs ask, and what the books of the story say to it: rows of
// [route, parameters, want].  Every method of every version that asks the route
// is called with the same parameters, of which each version takes those that it
// knows; so a row is met by several methods.
import { hashId } from '../chain/lib/model/text.mjs';
import { live } from './story.mjs';
import { wantsOf } from './wants.mjs';

const ALL = { limit: 100, offset: 0 };
// Before the story.
const NEVER = { startTime: '2020-01-01', endTime: '2020-02-01' };

const isThere = (story, list) => story.playlists.get(list)?.is_delete === false;

const shown = (story, rows, type, id) => rows
  .filter((row) => (row[type] === 'track' ? story.isShownTrack(row[id]) : isThere(story, row[id])))
  .map((row) => [row[type] === 'track' ? 'track' : 'playlist', row[id]]);

const isAlbum = (story) => ([kind, id]) => kind === 'playlist' && story.playlists.get(id).is_album;
const isList = (story) => ([kind, id]) => kind === 'playlist' && !story.playlists.get(id).is_album;
const isTrack = ([kind]) => kind === 'track';
const unique = (pairs) => [...new Map(pairs.map((pair) => [pair.join(), pair])).values()];

/** Lists of a user's library: his own, those that he has saved and reposted. */
function library(story, user) {
  const acts = [...story.saves(user, 'track', 'album', 'playlist').map((row) => [row.save_type, row.save_item_id]),
    ...story.reposts(user, 'track', 'album', 'playlist').map((row) => [row.repost_type, row.repost_item_id])]
    .filter(([type, id]) => (type === 'track' ? story.tracks.get(id)?.is_unlisted === false : isThere(story, id)));
  const own = live(story.tables.playlists).filter((row) => row.playlist_owner_id === user)
    .map((row) => ['playlist', row.playlist_id]);
  return unique([...acts.map(([type, id]) => [type === 'track' ? type : 'playlist', id]), ...own]);
}

function people(story, w) {
  const { star, fan, saver, reposter } = story;
  const id = hashId(star);
  const { handle, wallet } = story.users.get(star);
  const reposted = shown(story, story.reposts(reposter, 'track', 'playlist', 'album'), 'repost_type', 'repost_item_id');
  const saved = story.saves(saver, 'track');
  const wallets = live(story.tables.associated_wallets);
  const [linked] = wallets;
  const linkedTo = (chain) => wallets.filter((row) => row.user_id === linked.user_id && row.chain === chain)
    .map((row) => row.wallet);
  const artists = story.byFollowers(story.openUsers().filter((each) => story.counts.user.get(each).track_count > 0));
  const asReposter = { handle: story.users.get(reposter).handle, ...ALL };
  const asSaver = { ...story.proof(saver), id: hashId(saver), ...ALL };
  const remixers = [...new Set(story.remixesOf(story.remixed).map((each) => story.tracks.get(each).owner_id))];
  const audibleTo = new Set(story.shownTracks().map((row) => hashId(row.track_id)));
  const remixedBy = { id: hashId(story.tracks.get(story.remixed).owner_id), trackId: hashId(story.remixed) };
  return [
    ['/users', { id: [hashId(fan), id] }, w.users([fan, star], { inOrder: true })],
    ['/users/:id', { id }, w.user(star)],
    ['/users/handle/:handle', { handle }, w.user(star)],
    ['/users/:id/tracks', { id, ...ALL }, w.tracks(story.tracksOf(star))],
    ['/users/handle/:handle/tracks', { handle, ...ALL }, w.tracks(story.tracksOf(star))],
    ['/users/handle/:handle/tracks/ai_attributed', { handle, ...ALL },
      w.tracks(story.shownTracks().filter((row) => row.ai_attribution_user_id === star).map((row) => row.track_id))],
    ['/users/:id/tracks/count', { id }, w.holds(story.tracksOf(star).length)],
    ['/users/:id/tracks/remixed', { id, ...ALL }, w.listed(story.remixCounts(star),
      ({ trackId, remixCount }) => `${trackId} ${remixCount}`, { inOrder: false })],
    ['/users/:id/followers', { id, ...ALL }, w.users(story.followers(star), { inOrder: true })],
    ['/users/:id/following', { id: hashId(fan), ...ALL }, w.users(story.following(fan), { inOrder: true })],
    ['/users/:id/subscribers', { id, ...ALL }, w.users(story.subscribers(star), { inOrder: true })],
    ['/users/subscribers', { ids: [id] },
      w.holds([{ userId: id, subscriberIds: story.subscribers(star).map(hashId) }])],
    ['/users/:id/mutuals', { id, userId: hashId(fan), ...ALL },
      w.users(story.followers(star).filter((each) => story.following(fan).includes(each)))],
    ['/users/:id/related', { id, ...ALL }, w.only('user', artists)],
    ['/users/:id/remixers', { ...remixedBy, ...ALL }, w.users(remixers)],
    ['/users/:id/remixers/count', remixedBy, w.holds(remixers.length)],
    ['/users/:id/reposts', { id: hashId(reposter), ...ALL }, w.activities(reposted)],
    ['/users/handle/:handle/reposts', asReposter, w.activities(reposted)],
    ['/users/:id/favorites', asSaver,
      w.listed(saved.map((row) => hashId(row.save_item_id)), (row) => row.favoriteItemId)],
    ['/users/:id/favorites/tracks', asSaver, w.activities(saved.map((row) => ['track', row.save_item_id]))],
    ['/users/:id/library/tracks', asSaver, w.activities(library(story, saver).filter(isTrack))],
    ['/users/:id/library/playlists', asSaver, w.activities(library(story, saver).filter(isList(story)))],
    ['/users/:id/library/albums', asSaver, w.activities(library(story, saver).filter(isAlbum(story)))],
    ['/users/:id/history/tracks', { id, ...story.proof(star), ...ALL },
      w.activities(story.plays.heardBy(star).map((each) => ['track', each]), { inOrder: true })],
    ['/users/:id/playlists', { id, ...ALL }, w.playlists(story.listsOf(star, false))],
    ['/users/:id/albums', { id, ...ALL }, w.playlists(story.listsOf(star, true))],
    ['/users/:id/tags', { id, ...ALL }, w.listed(story.tagsOf(star), (tag) => tag, { inOrder: false })],
    ['/users/:id/connected_wallets', { id: hashId(linked.user_id) },
      w.holds({ ercWallets: linkedTo('eth'), splWallets: linkedTo('sol') })],
    ['/users/id', { associatedWallet: linked.wallet }, w.holds({ userId: hashId(linked.user_id) })],
    ['/users/address', { address: [wallet] }, w.holds([{ address: wallet, userId: id }])],
    ['/users/:id/muted', { ...story.proof(fan), id: hashId(fan), ...ALL }, w.users(story.muted(fan))],
    ['/users/:id/comments', { id: hashId(story.talker), ...ALL },
      w.ids(story.commentsBy(story.talker), { inOrder: false })],
    ['/users/account/:wallet', { wallet, ...story.proof(star) }, w.holds({ user: story.self(star) })],
    ['/users/top', ALL, w.users(artists, { inOrder: true })],
    ['/users/genre/top', { genre: ['Pop'], ...ALL }, w.only('user', artists)],
    ['/users/search', { query: handle }, w.first('user', star)],
    ['/users/:id/feed', { ...story.proof(fan), id: hashId(fan), ...ALL }, w.holds([])],
    ['/users/:id/feed/for-you', { ...story.proof(fan), id: hashId(fan), ...ALL }, w.such((found) =>
      found.length > 0 && found.every(({ type, item }) => type === 'track' && audibleTo.has(item.id)))],
    ['/users/:id/recommended-tracks', { id, ...ALL },
      w.some(story.plays.forHim(star, (each) => story.isActive(each)).map((row) => row.track_id), ALL.limit)],
    ['/users/:id/listen_counts_monthly', { id, ...NEVER }, w.holds({})],
    ['/users/:id/contests', { id: hashId(story.host), ...ALL }, w.events(story.contestsOf(story.host))],
    ['/me', story.proof(star), w.status(401)],
    ['/users/unclaimed_id', {}, w.hash],
  ];
}

function apps(story, w) {
  const developer = story.developer;
  const id = hashId(developer);
  const [app] = story.appsOf(developer);
  const address = ({ address: text }) => text;
  const wanted = story.appsOf(developer).map(address);
  const managed = story.managed;
  return [
    ...['_', '-'].map((sign) => [`/developer${sign}apps/:address`, { address: app.address },
      w.holds({ address: app.address, name: app.name, userId: id })]),
    ['/users/:id/developer_apps', { id }, w.listed(wanted, address, { inOrder: false })],
    ['/users/:id/developer-apps', { id }, w.listed(wanted, address, { inOrder: false })],
    ['/users/:id/authorized_apps', { id }, w.listed(story.grantedApps(developer), address, { inOrder: false })],
    ['/users/:id/managers', { id: hashId(managed) },
      w.listed(story.managersOf(managed).map(hashId), ({ manager }) => manager.id, { inOrder: false })],
    ['/users/:id/managed_users', { id: hashId(story.manager) },
      w.listed(story.managedBy(story.manager).map(hashId), ({ user }) => user.id, { inOrder: false })],
    ['/grantees/:address/users', { address: story.users.get(story.manager).wallet },
      w.such((found) => found.some((each) => (each.user ?? each).id === hashId(managed)))],
    ['/users/verify_token', { token: story.token(story.star) }, w.holds({ userId: hashId(story.star) })],
  ];
}

/** Nothing is known of another chain here: lists are empty, counts are 0. */
function elsewhere(story, w) {
  const id = hashId(story.star);
  const other = hashId(story.fan);
  const mine = { id, ...story.proof(story.star), ...ALL };
  const none = ['supporters', 'supporting', 'purchasers', 'purchases', 'sales', 'sales/aggregate', 'transactions/audio',
    'transactions/usdc', 'challenges'];
  const zero = ['purchasers/count', 'purchases/count', 'sales/count', 'transactions/audio/count',
    'transactions/usdc/count'];
  return [
    ...none.map((name) => [`/users/:id/${name}`, mine, w.holds([])]),
    ...zero.map((name) => [`/users/:id/${name}`, mine, w.holds(0)]),
    ['/users/:id/supporters/:user', { id, supporterUserId: other }, w.status(404)],
    ['/users/:id/supporting/:user', { id, supportedUserId: other }, w.status(404)],
    ['/tips', ALL, w.holds([])],
    ['/challenges/undisbursed', ALL, w.holds([])],
    ['/challenges/undisbursed/:id', { userId: id }, w.holds([])],
    ['/reactions', { reactedToIds: ['nothing'] }, w.status(404)],
    ['/notifications/:id', { ...story.proof(story.fan), id: other, userId: other }, w.signed(
      w.such(({ notifications }) => notifications.length > 0),
      w.such(({ notifications }) => notifications.length === 0))],
    ['/notifications/:id/playlist_updates', { ...story.proof(story.fan), id: other, userId: other },
      w.such(({ playlistUpdates }) => Array.isArray(playlistUpdates))],
  ];
}

function music(story, w) {
  const { star, reposted, saved, remixed, discussed, audible } = story;
  const tracks = story.openTracks();
  const shownIds = story.shownTracks().map((row) => row.track_id);
  const trackId = hashId(reposted);
  const [permalink] = [story.link('track', reposted)];
  const stemmed = story.stemmed;
  const heard = story.openTracks().find((each) => story.plays.listenersOf(each).length > 4);
  const listeners = story.plays.listenersOf(heard); // of which some models have room for nothing
  const remix = story.tables.remixes.find((row) => row.parent_track_id === remixed).child_track_id;
  const version = { version: 'pnagD', ...ALL };
  const idsOf = (rows) => rows.map((row) => row.track_id);
  const leading = idsOf(story.plays.leading());
  const free = idsOf(story.plays.leading().filter((row) => !row.is_stream_gated));
  const sold = idsOf(story.plays.leading().filter((row) => row.stream_conditions?.usdc_purchase));
  const trending = [['', leading], ['/underground', idsOf(story.plays.underground())]].flatMap(([kind, ids]) => [
    [`/tracks/trending${kind}`, ALL, w.led(ids, ALL.limit)],
    [`/tracks/trending${kind}/:version`, version, w.led(ids, ALL.limit)],
  ]);
  const leads = w.such(({ week }) => week.length > 0 && week.every(({ id }, i) => id === hashId(leading[i])));
  return [
    ['/tracks/:trackId', { trackId }, w.track(reposted)],
    ['/tracks', { id: [trackId, hashId(saved)] }, w.tracks([reposted, saved])],
    ['/tracks', { permalink: [permalink] }, w.track(reposted)],
    ['/tracks/:trackId/reposts', { trackId, ...ALL }, w.users(story.reposters(reposted), { inOrder: true })],
    ['/tracks/:trackId/favorites', { trackId: hashId(saved), ...ALL }, w.users(story.savers(saved), { inOrder: true })],
    ['/tracks/:trackId/remixes', { trackId: hashId(remixed), ...ALL },
      w.tracks(story.remixesOf(remixed), { of: ({ tracks: found }) => found })],
    ['/tracks/:trackId/remixing', { trackId: hashId(remix), ...ALL }, w.tracks(story.parentsOf(remix))],
    ['/tracks/:trackId/stems', { trackId: hashId(stemmed) },
      w.listed(story.stemsOf(stemmed).map(hashId), (stem) => stem.id, { inOrder: false })],
    ['/tracks/:trackId/top_listeners', { trackId: hashId(heard), ...ALL },
      w.such((found) => found.length === listeners.length && found.every(({ user, count }, i) =>
        user === undefined || (user.id === hashId(listeners[i][0]) && count === listeners[i][1])))],
    ['/tracks/:trackId/access-info', { trackId }, w.holds({ access: { stream: true } })],
    ['/tracks/:trackId/stream', { trackId: hashId(audible) },
      w.leadsTo(new RegExp(`/tracks/cidstream/${story.tracks.get(audible).track_cid}\\?`))],
    ['/tracks/:trackId/download', { trackId: hashId(audible) }, w.status(404)], // nobody may have the original
    ['/tracks/:trackId/inspect', { trackId }, w.status(404)],
    ['/tracks/inspect', { id: [trackId] }, w.such((found) => found.length === 1)],
    ['/tracks/:trackId/download_count', { trackId: hashId(story.downloaded) },
      w.holds({ id: hashId(story.downloaded), downloadCount: story.downloadsOf(story.downloaded) })],
    ['/tracks/download_counts', { id: [hashId(story.downloaded)] }, w.such((found) => found.length === 1)],
    ['/tracks/:trackId/comments', { trackId: hashId(discussed), ...ALL },
      w.ids(story.commentsOn(discussed), { inOrder: false })],
    ['/tracks/:trackId/comment_count', { trackId: hashId(discussed) }, w.holds(story.countOfComments(discussed))],
    ['/tracks/:trackId/comment_notification_setting', { trackId: hashId(discussed), ...story.proof(star) },
      w.holds({ isMuted: false })],
    ['/tracks/latest', ALL, w.only('track', shownIds)],
    ['/tracks/most-shared', ALL, w.only('track', shownIds)],
    ['/tracks/recent-comments', ALL, w.only('track', shownIds)],
    ['/tracks/recent-premium', ALL, w.only('track', shownIds)],
    ['/tracks/remixables', ALL, w.only('track', shownIds)],
    ['/tracks/feeling-lucky', ALL, w.only('track', shownIds)],
    ['/tracks/feeling_lucky', ALL, w.only('track', shownIds)],
    ['/tracks/best_new_releases', { window: 'week', userId: hashId(story.fan), ...ALL }, w.only('track', shownIds)],
    ['/tracks/most_loved', { userId: hashId(story.fan), ...ALL }, w.only('track', shownIds)],
    ['/tracks/under_the_radar', { userId: hashId(story.fan), ...ALL }, w.only('track', shownIds)],
    ...trending,
    ['/tracks/trending/ids', {}, leads],
    ['/tracks/trending/ids/:version', version, leads],
    ['/tracks/recommended', ALL, w.led(leading, ALL.limit)],
    ['/tracks/recommended/:version', version, w.some(free, ALL.limit)],
    ['/tracks/usdc-purchase', ALL, w.led(sold, ALL.limit)],
    ['/genres/popular', ALL, w.such((found) => found[0].name === story.topGenre(tracks))],
    ['/tracks/search', { query: story.tracks.get(reposted).title }, w.among('track', reposted)],
    ['/tracks/unclaimed_id', {}, w.hash],
  ];
}

function lists(story, w) {
  const { fullList, repostedList, savedList, album } = story;
  const playlistId = hashId(fullList);
  const [, handle, , slug] = story.link('playlist', fullList).split('/');
  const version = { version: 'pnagD', ...ALL };
  return [
    ['/playlists/:playlistId', { playlistId, albumId: playlistId }, w.playlist(fullList)],
    ['/playlists', { id: [playlistId, hashId(album)] }, w.playlists([fullList, album])],
    ['/playlists/:playlistId/tracks', { playlistId, albumId: playlistId },
      w.tracks(story.contentsOf(fullList), { inOrder: true })],
    ['/playlists/by_permalink/:handle/:slug', { handle, slug }, w.playlist(fullList)],
    ['/playlists/:playlistId/reposts', { playlistId: hashId(repostedList), ...ALL },
      w.users(story.reposters(repostedList, false), { inOrder: true })],
    ['/playlists/:playlistId/favorites', { playlistId: hashId(savedList), ...ALL },
      w.users(story.savers(savedList, false), { inOrder: true })],
    ['/playlists/:playlistId/access-info', { playlistId }, w.holds({ access: { stream: true } })],
    ['/playlists/new-releases', ALL, w.holds([])],
    ['/playlists/trending', ALL, w.holds([])],
    ['/playlists/trending/:version', version, w.holds([])],
    ['/playlists/search', { query: story.playlists.get(fullList).playlist_name }, w.among('playlist', fullList)],
    ['/playlists/unclaimed_id', {}, w.hash],
  ];
}

function talk(story, w) {
  const { comment, contest } = story;
  const eventId = hashId(contest);
  const row = story.comments.get(comment);
  const of = { entityType: 'track', entityId: [hashId(story.contests.get(contest).entity_id)], ...ALL };
  const isContest = (found) => found.some((each) => each.eventId === eventId);
  return [
    ['/comments/:commentId', { commentId: hashId(comment) },
      w.holds([{ id: hashId(comment), message: row.text, userId: hashId(row.user_id) }])],
    ['/comments/:commentId/replies', { commentId: hashId(story.answered), ...ALL },
      w.ids(story.repliesTo(story.answered), { inOrder: false })],
    ['/comments/unclaimed_id', {}, w.hash],
    ['/events', { id: [eventId] }, w.such(isContest)],
    ['/events/all', { filterDeleted: true, ...ALL }, w.such(isContest)],
    ['/events/entity', of, w.such(isContest)],
    ['/events/remix-contests', ALL, w.such(isContest)],
    ['/events/:eventId/comments', { eventId, ...ALL }, w.ids(story.commentsOnEvent(contest), { inOrder: false })],
    ['/events/:eventId/followers', { eventId, ...ALL }, w.users(story.followersOfEvent(contest))],
    ['/events/:eventId/follow_state', { eventId }, w.holds({ followerCount: story.followersOfEvent(contest).length })],
    ['/events/:eventId/follow-state', { eventId }, w.holds({ followerCount: story.followersOfEvent(contest).length })],
    ['/events/unclaimed_id', {}, w.hash],
  ];
}

function search(story, w) {
  const { handle } = story.users.get(story.star);
  const isFound = ({ users }) => users.some((user) => user.id === hashId(story.star));
  const [tag] = story.tagsOf(story.star);
  return [
    ['/search/full', { query: handle, ...ALL }, w.such(isFound)],
    ['/search/autocomplete', { query: handle, ...ALL }, w.such(isFound)],
    ['/search/tags', { query: tag, ...ALL }, w.such(({ tracks }) => tracks.length > 0)],
    ['/resolve', { url: `https://audius.co${story.link('track', story.reposted)}` }, w.track(story.reposted)],
  ];
}

export const table = (story) => {
  const w = wantsOf(story);
  return [people, apps, elsewhere, music, lists, talk, search].flatMap((family) => family(story, w));
};
