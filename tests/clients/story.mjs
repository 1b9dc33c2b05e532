// SPDX-License-Identifier: ISC
// Questions to the books of the story, as a client would ask them: lists of
// raw ids.  Rules of who is shown, no more than that; models are expected.mjs'.
import { SigningKey, computeAddress, hashMessage } from 'ethers-6';

import { keyOf } from '../chain/lib/accounts.mjs';
import { hashId } from '../chain/lib/model/text.mjs';
import { Expected } from './expected.mjs';

const PEOPLE = Array.from({ length: 9 }, (none, i) => `user/${i + 1}`);

export const live = (rows) => rows.filter((row) => !row.is_delete && !row.is_deleted);

const descending = (value) => (a, b) => (value(a) < value(b)) - (value(a) > value(b));

/** The value of which there are most; of several the smallest. */
function commonest(values) {
  const counts = new Map();
  for (const value of values)
    counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([a, m], [b, n]) => n - m || (a > b) - (a < b))[0][0];
}

export class Story extends Expected {
  constructor(books) {
    super(books);
    this.seed = books.seed;
    this.openTrackIds = new Set(this.openTracks());
    this.openPlaylistIds = new Set(this.openPlaylists());
    this.#choosePeople();
    this.#chooseMusic();
    this.#chooseTalk();
  }

  /** Of whom there is most to tell. */
  #choosePeople() {
    const { follows, reposts, saves, developer_apps: apps } = this.tables;
    this.star = commonest(live(follows).map((row) => row.followee_user_id).filter((id) => this.isActive(id)));
    this.fan = commonest(live(follows).map((row) => row.follower_user_id).filter((id) => this.isActive(id)));
    this.reposter = commonest(live(reposts).map((row) => row.user_id));
    this.saver = commonest(live(saves).map((row) => row.user_id));
    this.developer = commonest(live(apps).map((row) => row.user_id).filter((id) => this.isActive(id)));
    this.managed = this.openUsers().find((id) => this.managersOf(id).length > 0);
    this.manager = this.managersOf(this.managed)[0];
  }

  #chooseMusic() {
    const { reposts, saves, remixes, track_downloads: downloads } = this.tables;
    const items = (rows, type, id, isTrack) => live(rows).filter((row) => (row[type] === 'track') === isTrack)
      .map((row) => row[id]).filter((each) => (isTrack ? this.openTrackIds : this.openPlaylistIds).has(each));
    this.reposted = commonest(items(reposts, 'repost_type', 'repost_item_id', true));
    this.saved = commonest(items(saves, 'save_type', 'save_item_id', true));
    this.repostedList = commonest(items(reposts, 'repost_type', 'repost_item_id', false));
    this.savedList = commonest(items(saves, 'save_type', 'save_item_id', false));
    this.remixed = commonest(remixes.map((row) => row.parent_track_id).filter((id) => this.openTrackIds.has(id)));
    this.stemmed = this.openTracks().find((id) => this.stemsOf(id).length > 0);
    this.audible = this.openTracks().find((id) => this.tracks.get(id).track_cid !== null);
    this.downloaded = downloads[0].track_id;
    this.fullList = this.openPlaylists().sort(descending((id) => this.contentsOf(id).length))[0];
    this.album = this.openPlaylists().find((id) => this.playlists.get(id).is_album);
  }

  #chooseTalk() {
    const { comments, events } = this.tables;
    this.comments = new Map(comments.map((row) => [row.comment_id, row]));
    this.contests = new Map(live(events).filter((row) => row.event_type === 'remix_contest')
      .map((row) => [row.event_id, row]));
    const onTracks = live(comments).filter((row) => row.entity_type === 'Track' &&
      this.openTrackIds.has(row.entity_id));
    this.discussed = commonest(onTracks.map((row) => row.entity_id));
    this.comment = onTracks[0].comment_id;
    this.talker = commonest(onTracks.map((row) => row.user_id));
    this.answered = commonest(this.tables.comment_threads.map((row) => row.parent_comment_id)
      .filter((id) => !this.comments.get(id).is_delete));
    this.contest = commonest(live(this.tables.subscriptions).filter((row) => row.entity_type === 'Event')
      .map((row) => row.entity_id).filter((id) => this.contests.has(id)));
    this.host = this.contests.get(this.contest).user_id;
  }

  isShownTrack(id) {
    return this.shownTracks().some((row) => row.track_id === id);
  }

  isActive(id) {
    return this.users.has(id) && !this.users.get(id).is_deactivated;
  }

  isOpenTrack(id) {
    return this.openTrackIds.has(id);
  }

  isOpenPlaylist(id) {
    return this.openPlaylistIds.has(id);
  }

  /** Visible to all: a track that is neither hidden nor gone, stems left out. */
  shownTracks() {
    return this.tables.tracks.filter((row) => !row.is_delete && !row.is_unlisted && row.stem_of === null &&
      row.is_available && row.access_authorities === null && this.isActive(row.owner_id));
  }

  /** Users by followers, the best known first, then by id. */
  byFollowers(ids) {
    const followers = (id) => this.counts.user.get(id)?.follower_count ?? 0;
    return [...new Set(ids)].filter((id) => this.isActive(id)).sort((a, b) => followers(b) - followers(a) || a - b);
  }

  followers(id) {
    return this.byFollowers(live(this.tables.follows).filter((row) => row.followee_user_id === id)
      .map((row) => row.follower_user_id));
  }

  following(id) {
    return this.byFollowers(live(this.tables.follows).filter((row) => row.follower_user_id === id)
      .map((row) => row.followee_user_id));
  }

  #acts(rows, type, item, isTrack, id) {
    return this.byFollowers(live(rows).filter((row) => row[item] === id && (row[type] === 'track') === isTrack)
      .map((row) => row.user_id));
  }

  reposters(id, isTrack = true) {
    return this.#acts(this.tables.reposts, 'repost_type', 'repost_item_id', isTrack, id);
  }

  savers(id, isTrack = true) {
    return this.#acts(this.tables.saves, 'save_type', 'save_item_id', isTrack, id);
  }

  subscribers(id) {
    return live(this.tables.subscriptions).filter((row) => row.entity_type === 'User' && row.user_id === id)
      .map((row) => row.subscriber_id).filter((each) => this.isActive(each)).sort((a, b) => a - b);
  }

  /** Live saves of a user, the newest first. */
  saves(id, ...types) {
    return live(this.tables.saves).filter((row) => row.user_id === id && types.includes(row.save_type))
      .sort((a, b) => b.blocknumber - a.blocknumber || b.save_item_id - a.save_item_id);
  }

  reposts(id, ...types) {
    return live(this.tables.reposts).filter((row) => row.user_id === id && types.includes(row.repost_type));
  }

  tracksOf(owner) {
    return this.shownTracks().filter((row) => row.owner_id === owner).map((row) => row.track_id);
  }

  listsOf(owner, isAlbum) {
    return this.tables.playlists.filter((row) => row.playlist_owner_id === owner && row.is_album === isAlbum &&
      !row.is_delete && !row.is_private).map((row) => row.playlist_id);
  }

  contentsOf(list) {
    return this.playlists.get(list).playlist_contents.track_ids.map(({ track }) => track);
  }

  remixesOf(id) {
    return this.tables.remixes.filter((row) => row.parent_track_id === id).map((row) => row.child_track_id)
      .filter((child) => !this.tracks.get(child).is_delete && !this.tracks.get(child).is_unlisted);
  }

  stemsOf(id) {
    return this.tables.stems.filter((row) => row.parent_track_id === id).map((row) => row.child_track_id)
      .filter((child) => !this.tracks.get(child).is_delete);
  }

  parentsOf(id) {
    return this.tables.remixes.filter((row) => row.child_track_id === id).map((row) => row.parent_track_id);
  }

  /** "track count" for what was remixed of somebody. */
  remixCounts(owner) {
    return this.tracksOf(owner).map((id) => [hashId(id), this.remixesOf(id).length]).filter(([, count]) => count > 0)
      .map((pair) => pair.join(' '));
  }

  /** Tags of somebody's tracks, each once. */
  tagsOf(owner) {
    const texts = this.tracksOf(owner).map((id) => this.tracks.get(id).tags ?? '');
    const tags = texts.flatMap((text) => text.toLowerCase().split(',')).map((tag) => tag.trim());
    return [...new Set(tags)].filter(Boolean);
  }

  topGenre(ids) {
    return commonest(ids.map((id) => this.tracks.get(id).genre).filter(Boolean));
  }

  muted(id) {
    return live(this.tables.muted_users).filter((row) => row.user_id === id).map((row) => row.muted_user_id);
  }

  downloadsOf(track) {
    return this.tables.track_downloads.filter((row) => row.parent_track_id === track).length;
  }

  /** Not for those who read there: whoever has the track has muted or reported it. */
  #isTurnedAway({ comment_id: id, user_id: writer, entity_type: type, entity_id: track }) {
    const owner = type === 'Track' && this.tracks.get(track).owner_id;
    return this.muted(owner).includes(writer) ||
      live(this.tables.comment_reports).some((row) => row.comment_id === id && row.user_id === owner);
  }

  #shownComments() {
    return this.tables.comments.filter((row) => !row.is_delete && row.is_visible && !this.#isTurnedAway(row));
  }

  #threads() {
    return new Map(this.tables.comment_threads.map((row) => [row.comment_id, row.parent_comment_id]));
  }

  repliesTo(id) {
    const threads = this.#threads();
    return this.#shownComments().filter((row) => threads.get(row.comment_id) === id).map((row) => row.comment_id);
  }

  /** The comments that begin something there. */
  #beginnings(type, id) {
    const threads = this.#threads();
    return this.tables.comments.filter((row) => row.entity_type === type && row.entity_id === id &&
      row.is_visible && !threads.has(row.comment_id) && !this.#isTurnedAway(row) &&
      (!row.is_delete || this.repliesTo(row.comment_id).length > 0)).map((row) => row.comment_id);
  }

  commentsOn(track) {
    return this.#beginnings('Track', track);
  }

  commentsOnEvent(event) {
    return this.#beginnings('Event', event);
  }

  countOfComments(track) {
    return this.#shownComments().filter((row) => row.entity_type === 'Track' && row.entity_id === track).length;
  }

  commentsBy(user) {
    return live(this.tables.comments).filter((row) => row.user_id === user && row.entity_type === 'Track' &&
      this.isOpenTrack(row.entity_id)).map((row) => row.comment_id);
  }

  contestsOf(user) {
    return [...this.contests.values()].filter((row) => row.user_id === user).map((row) => row.event_id);
  }

  followersOfEvent(id) {
    return live(this.tables.subscriptions).filter((row) => row.entity_type === 'Event' && row.entity_id === id)
      .map((row) => row.subscriber_id).filter((each) => this.isActive(each));
  }

  appsOf(user) {
    return live(this.tables.developer_apps).filter((row) => row.user_id === user);
  }

  #grants() {
    return this.tables.grants.filter((row) => !row.is_revoked);
  }

  grantedApps(user) {
    const apps = new Set(live(this.tables.developer_apps).map((row) => row.address));
    return this.#grants().filter((row) => row.user_id === user && apps.has(row.grantee_address))
      .map((row) => row.grantee_address);
  }

  #byWallet(wallet) {
    return this.tables.users.find((row) => row.wallet === wallet && !row.is_deactivated)?.user_id;
  }

  managersOf(user) {
    return this.#grants().filter((row) => row.user_id === user).map((row) => this.#byWallet(row.grantee_address))
      .filter((id) => id !== undefined);
  }

  managedBy(user) {
    return this.#grants().filter((row) => row.grantee_address === this.users.get(user).wallet &&
      this.isActive(row.user_id)).map((row) => row.user_id);
  }

  link(kind, id) {
    return this[kind](id).permalink;
  }

  #keyOf(id) {
    const { wallet } = this.users.get(id);
    return PEOPLE.map((name) => keyOf(this.seed, name)).find((key) => computeAddress(key).toLowerCase() === wallet);
  }

  #signed(id, text) {
    return new SigningKey(this.#keyOf(id)).sign(hashMessage(text)).serialized;
  }

  /** Headers, as parameters of the clients call them, that prove who asks. */
  proof(id) {
    const encodedDataMessage = `signature:${Date.now()}`;
    return { userId: hashId(id), encodedDataMessage, encodedDataSignature: this.#signed(id, encodedDataMessage) };
  }

  /** What a login of a user gives an app. */
  token(id) {
    const said = [{ typ: 'JWT', alg: 'keccak256' }, { userId: hashId(id), handle: this.users.get(id).handle, iat: 1 }]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
    return `${said}.${Buffer.from(this.#signed(id, said)).toString('base64url')}`;
  }
}
