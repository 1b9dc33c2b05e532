// SPDX-License-Identifier: ISC
// Life through EntityManager after the scenes: whatever chance brings, right or
// wrong; the books judge.
import { imageCid } from './documents.mjs';
import { HANDLES, PEOPLE_SCENES } from './em_scenes_people.mjs';
import { MUSIC_SCENES } from './em_scenes_music.mjs';
import { SOCIAL_SCENES } from './em_scenes_social.mjs';
import { BIOS, GENRES, MOODS, NAMES, PLACES, TITLES } from './phrases.mjs';

export const CLIENT_SCENES = [...PEOPLE_SCENES, ...MUSIC_SCENES, ...SOCIAL_SCENES];

const SWITCHES = {
  User: ['Follow', 'Follow', 'Unfollow', 'Subscribe', 'Unsubscribe', 'Mute', 'Unmute'],
  Track: ['Save', 'Save', 'Unsave', 'Repost', 'Repost', 'Unrepost', 'Share', 'Download', 'Mute'],
  Playlist: ['Save', 'Save', 'Unsave', 'Repost', 'Unrepost', 'Share'],
};
const ROWS = { User: 'users', Track: 'tracks', Playlist: 'playlists', Comment: 'comments' };

export class ClientLife {
  constructor(world) {
    this.world = world;
    this.random = world.random;
    this.people = [];
  }

  signUp() {
    const { random } = this;
    const i = this.people.length;
    const person = this.world.client(`life/${i + 1}`);
    person.signUp({
      handle: HANDLES[i] ?? `client.${i + 1}`, name: random.pick(NAMES), bio: random.pick(BIOS).slice(0, 200),
      location: random.pick(PLACES), profile_picture_sizes: random.chance(0.5) ? imageCid(random) : null,
    });
    this.people.push(person);
  }

  /** One card of the deck; nothing is promised of what comes of it. */
  play(card) {
    this.world.expecting('anything', () => this[card]());
  }

  #person() {
    return this.random.pick(this.people);
  }

  /** An id of this type, mostly one that is there. */
  #some(type) {
    const ids = [...this.world.books.state[ROWS[type]].keys()];
    return ids.length > 0 && this.random.chance(0.95) ? this.random.pick(ids) : 1999999999;
  }

  #own(type, column) {
    const { people, random } = this;
    const ids = new Set(people.map(({ id }) => id));
    const rows = [...this.world.books.state[ROWS[type]].values()].filter((row) => ids.has(row[column]));
    const row = rows.length > 0 ? random.pick(rows) : undefined;
    return row && { row, owner: people.find(({ id }) => id === row[column]) };
  }

  addTrack() {
    const { random } = this;
    const data = {
      title: random.pick(TITLES), genre: random.chance(0.95) ? random.pick(GENRES) : 'Noise', mood: random.pick(MOODS),
      duration: random.below(400), is_unlisted: random.chance(0.1), cover_art_sizes: imageCid(random),
    };
    if (random.chance(0.1))
      data.remix_of = { tracks: [{ parent_track_id: this.#some('Track') }] };
    if (random.chance(0.05))
      data.stem_of = { category: 'BASS', parent_track_id: this.#some('Track') };
    if (random.chance(0.05))
      Object.assign(data, { is_download_gated: true, download_conditions: { follow_user_id: this.#some('User') } });
    this.#person().addTrack(data);
  }

  #contents(known = []) {
    const { random } = this;
    const fresh = Array.from({ length: random.below(6) }, () => ({ track: this.#some('Track'), time: random.below(1e9) }));
    const kept = known.map(({ track, metadata_time: time }) => ({ track, time: time ?? 0 }));
    return { track_ids: random.shuffled([...kept, ...fresh]) };
  }

  createPlaylist() {
    const { random } = this;
    this.#person().addPlaylist({
      playlist_name: random.pick(TITLES), is_album: random.chance(0.3), is_private: random.chance(0.2),
      playlist_contents: this.#contents(),
    });
  }

  #editTrack() {
    const { row, owner } = this.#own('Track', 'owner_id') ?? {};
    if (row && this.random.chance(0.2))
      owner.act('Track', row.track_id, 'Delete');
    else if (row)
      owner.act('Track', row.track_id, 'Update', { title: this.random.pick(TITLES), is_unlisted: this.random.chance(0.2) });
  }

  #editPlaylist() {
    const { row, owner } = this.#own('Playlist', 'playlist_owner_id') ?? {};
    if (row && this.random.chance(0.1))
      owner.act('Playlist', row.playlist_id, 'Delete');
    else if (row)
      owner.act('Playlist', row.playlist_id, 'Update', {
        playlist_name: this.random.pick(TITLES), playlist_contents: this.#contents(row.playlist_contents.track_ids),
      });
  }

  #editProfile() {
    this.#person().update({ name: this.random.pick(NAMES), bio: this.random.pick(BIOS), location: this.random.pick(PLACES) });
  }

  edit() {
    this.random.pick([() => this.#editTrack(), () => this.#editPlaylist(), () => this.#editProfile()])();
  }

  #comment() {
    const { random } = this;
    const mentions = random.chance(0.3) ? [this.#some('User')] : [];
    const parent = random.chance(0.3) ? { parent_comment_id: this.#some('Comment') } : {};
    this.#person().comment(this.#some('Track'), random.pick(BIOS), { mentions, ...parent });
  }

  #switch() {
    const type = this.random.pick(Object.keys(SWITCHES));
    this.#person().act(type, this.#some(type), this.random.pick(SWITCHES[type]));
  }

  social() {
    const { random } = this;
    const acts = [
      () => this.#switch(), () => this.#switch(), () => this.#switch(), () => this.#comment(),
      () => this.#person().act('Comment', this.#some('Comment'), random.pick(['React', 'Unreact', 'Report'])),
      () => this.#person().act('Notification', this.#some('Playlist'), random.pick(['View', 'ViewPlaylist'])),
    ];
    random.pick(acts)();
  }
}
