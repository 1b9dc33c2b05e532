// SPDX-License-Identifier: ISC
// The whole story: people arrive, the scenes are played, then life goes on.
import { imageCid, trackDocument, userDocument } from './documents.mjs';
import { CLIENT_SCENES, ClientLife } from './em_life.mjs';
import { MIXED_SCENES } from './em_scenes_mixed.mjs';
import { digestOf } from './model/cid.mjs';
import { BIOS, NAMES, PLACES, TITLES } from './phrases.mjs';
import { SCENES, contentNodes } from './scenes.mjs';

const CAST = ['ann', 'ben', 'cid', 'dot', 'eve'];

const SMALL = { users: 12, tracks: 25, playlists: 8, social: 70, edits: 20, perBlock: 8 };
const LARGE = { users: 150, tracks: 400, playlists: 80, social: 3000, edits: 300, perBlock: 12 };

/** small, large, or a number of users with the rest in proportion. */
export function sizeOf(text) {
  if (text === 'small')
    return SMALL;
  if (text === 'large')
    return LARGE;
  const users = Number(text);
  if (!Number.isInteger(users) || users < CAST.length)
    throw new Error(`size ${text}: neither small, large nor a number from ${CAST.length} on`);
  const scaled = (key) => Math.ceil((LARGE[key] * users) / LARGE.users);
  return {
    users, tracks: scaled('tracks'), playlists: scaled('playlists'), social: scaled('social'), edits: scaled('edits'),
    perBlock: LARGE.perBlock,
  };
}

const handleOf = (i) => CAST[i] ?? `user_${i + 1}`;

class Life {
  constructor(world) {
    this.world = world;
    this.random = world.random;
    this.people = [];
    this.busy = new Set();
  }

  /** Signing up is what a client does: the account, then its fields. */
  signUp() {
    const i = this.people.length;
    const person = this.world.actor(`user/${i + 1}`);
    const { random } = this;
    person.signUp(handleOf(i));
    person.setMetadata(userDocument(random));
    person.setName(random.pick(NAMES));
    if (random.chance(0.7))
      person.setLocation(random.pick(PLACES));
    if (random.chance(0.7))
      person.setBio(random.pick(BIOS));
    if (random.chance(0.5))
      person.setProfilePhoto(digestOf(imageCid(random)));
    if (random.chance(0.3))
      person.setEndpoint('https://cn1.example,https://cn2.example,https://cn3.example');
    if (random.chance(0.3))
      this.#once(`move/${person.id}`, () => person.moveTo(random.shuffled([1, 2, 3, 4, 5]).slice(0, 3)));
    this.people.push(person);
  }

  person() {
    return this.random.pick(this.people);
  }

  /** One of the rows that passes, and nobody touched in this block. */
  #free(kind, rows, passes = () => true) {
    const free = [...rows].filter((row) => passes(row));
    const row = free.length > 0 ? this.random.pick(free) : undefined;
    const key = `${kind}/${row?.[`${kind}_id`]}`;
    if (row === undefined || this.busy.has(key))
      return undefined;
    this.busy.add(key);
    return row;
  }

  #ownedBy(userId) {
    return this.people.find(({ id }) => id === userId);
  }

  #ownedTrack() {
    const { tracks } = this.world.ledger.state;
    const row = this.#free('track', this.world.books.state.tracks.values(), (track) =>
      tracks.has(track.track_id) && this.#ownedBy(track.owner_id));
    return row && { row, owner: this.#ownedBy(row.owner_id) };
  }

  /** What EntityManager put into a list, its contract does not know. */
  #ownedPlaylist() {
    const rows = this.world.books.state.playlists.values();
    const { playlists } = this.world.ledger.state;
    const row = this.#free('playlist', rows, (list) =>
      playlists.has(list.playlist_id) && this.#ownedBy(list.playlist_owner_id) &&
      !list.playlist_contents.track_ids.some((entry) => 'metadata_time' in entry));
    return row && { row, owner: this.#ownedBy(row.playlist_owner_id) };
  }

  #someTracks(max) {
    const ids = [...this.world.books.state.tracks.keys()].filter((id) => this.world.ledger.state.tracks.has(id));
    return this.random.shuffled(ids).slice(0, this.random.below(max + 1));
  }

  addTrack() {
    const { random } = this;
    const person = this.person();
    const parents = [...this.world.books.state.tracks.keys()];
    const changes = { is_unlisted: random.chance(0.1) };
    if (parents.length > 0 && random.chance(0.1))
      changes.remix_of = { tracks: [{ parent_track_id: random.pick(parents) }] };
    else if (parents.length > 0 && random.chance(0.05))
      changes.stem_of = { category: random.pick(['DRUMS', 'BASS']), parent_track_id: random.pick(parents) };
    person.addTrack(trackDocument(random, person.id, random.pick(TITLES), changes));
  }

  createPlaylist() {
    const { random } = this;
    const name = random.pick(TITLES);
    this.person().createPlaylist({
      name, tracks: this.#someTracks(12), isAlbum: random.chance(0.3), isPrivate: random.chance(0.2),
    });
  }

  editTrack() {
    const { row, owner } = this.#ownedTrack() ?? {};
    if (!row)
      return;
    const title = this.random.chance(0.6) ? this.random.pick(TITLES) : row.title;
    if (this.random.chance(0.2))
      owner.deleteTrack(row.track_id);
    else
      owner.updateTrack(row.track_id, trackDocument(this.random, owner.id, title));
  }

  editPlaylist() {
    const { row, owner } = this.#ownedPlaylist() ?? {};
    if (!row)
      return;
    const { random } = this;
    const id = row.playlist_id;
    const entries = row.playlist_contents.track_ids;
    const { occurrences } = this.world.ledger.state.playlists.get(id);
    const present = entries.filter(({ track }) => occurrences.get(track) > 0);
    const edits = [
      () => owner.namePlaylist(id, random.pick(TITLES)),
      () => owner.hidePlaylist(id, random.chance(0.5)),
      () => owner.describePlaylist(id, random.pick(BIOS)),
      () => owner.coverPlaylist(id, digestOf(imageCid(random))),
      () => this.#someTracks(3).forEach((track) => owner.addToPlaylist(id, track)),
      () => owner.orderPlaylist(id, random.shuffled(present.map(({ track }) => track))),
      () => present.length > 0 && owner.removeFromPlaylist(id, present[0].track, present[0].time),
      () => random.chance(0.3) && owner.deletePlaylist(id),
    ];
    random.pick(edits)();
  }

  editProfile() {
    const { random } = this;
    const person = this.person();
    const edits = [
      () => person.setMetadata(userDocument(random)),
      () => person.setName(random.pick(NAMES)),
      () => person.setBio(random.pick(BIOS)),
      () => person.setCoverPhoto(digestOf(imageCid(random))),
      () => this.world.verify(person.id, random.chance(0.8)),
      () => this.#once(`move/${person.id}`, () => person.moveTo(random.shuffled([1, 2, 3, 4, 5]).slice(0, 3))),
    ];
    random.pick(edits)();
  }

  #once(key, act) {
    if (this.busy.has(key))
      return;
    this.busy.add(key);
    act();
  }

  edit() {
    this.random.pick([() => this.editTrack(), () => this.editPlaylist(), () => this.editProfile()])();
  }

  follow() {
    const [follower, followee] = [this.person(), this.person()];
    if (follower === followee)
      return;
    if (this.random.chance(0.15))
      follower.unfollow(followee.id);
    else
      follower.follow(followee.id);
  }

  #target(kind) {
    const { tracks, playlists } = this.world.ledger.state;
    const { size } = kind === 'track' ? tracks : playlists;
    return size > 0 ? 1 + this.random.below(size) : undefined;
  }

  repost() {
    const kind = this.random.chance(0.7) ? 'track' : 'playlist';
    const person = this.person();
    const id = this.#target(kind);
    if (id === undefined)
      return;
    const undo = this.world.ledger.hasReposted(person.id, kind, id);
    const method = { track: ['repostTrack', 'unrepostTrack'], playlist: ['repostPlaylist', 'unrepostPlaylist'] }[kind];
    this.#once(`repost/${person.id}/${kind}/${id}`, () => person[method[undo ? 1 : 0]](id));
  }

  save() {
    const kind = this.random.chance(0.7) ? 'track' : 'playlist';
    const id = this.#target(kind);
    if (id === undefined)
      return;
    const method = { track: ['saveTrack', 'unsaveTrack'], playlist: ['savePlaylist', 'unsavePlaylist'] }[kind];
    this.person()[method[this.random.chance(0.15) ? 1 : 0]](id);
  }

  social() {
    this.random.pick([() => this.follow(), () => this.repost(), () => this.save()])();
  }

  play(card) {
    this[card]();
  }
}

/** How a story can be told, and on which chain. */
export const ERAS = { legacy: 'first', 'entity-manager': 'second', both: 'first' };

function deck(random, size, lives) {
  const cards = {
    signUp: size.users - CAST.length, addTrack: size.tracks, createPlaylist: size.playlists,
    edit: size.edits, social: size.social,
  };
  const all = Object.entries(cards).flatMap(([card, count]) => Array(count).fill(card));
  // Each card once, whoever plays it.
  return random.shuffled(all.map((card, i) => ({ card, life: lives[i % lives.length] })));
}

async function playScenes(world, scenes, told, ...people) {
  for (const scene of scenes) {
    await scene(world, ...people);
    await world.mineEmpty(world.random.below(2));
    told();
  }
}

async function arrive(world, life) {
  for (let i = 0; i < CAST.length; i++)
    life.signUp();
  await world.mine();
}

/** Plays the story of this size in the world; the books hold the outcome. */
export async function tell(world, size, { era = 'legacy', progress = () => {} } = {}) {
  const old = era === 'entity-manager' ? undefined : new Life(world);
  const now = era === 'legacy' ? undefined : new ClientLife(world);
  const scenes = [old && SCENES, now && CLIENT_SCENES, old && now && MIXED_SCENES].filter(Boolean).flat().length;
  let told = 0;
  const scene = () => progress('scenes', ++told, scenes);
  if (old) {
    await contentNodes(world);
    await arrive(world, old);
    await playScenes(world, SCENES, scene, old.people);
  }
  if (now) {
    await arrive(world, now);
    await playScenes(world, CLIENT_SCENES, scene, now.people);
  }
  if (old && now)
    await playScenes(world, MIXED_SCENES, scene, old.people, now.people);

  const cards = deck(world.random, size, [old, now].filter(Boolean));
  const total = cards.length;
  while (cards.length > 0) {
    const count = world.random.chance(0.1) ? 0 : 1 + world.random.below(2 * size.perBlock);
    for (const { card, life } of cards.splice(0, count))
      life.play(card);
    await world.mine();
    old?.busy.clear();
    progress('acts', total - cards.length, total);
  }
}
