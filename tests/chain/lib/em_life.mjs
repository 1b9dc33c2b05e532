// SPDX-License-Identifier: ISC
// Life through EntityManager after the scenes: whatever chance brings, right or
// wrong; the books judge.
import { imageCid } from './documents.mjs';
import { HANDLES, PEOPLE_SCENES } from './em_scenes_people.mjs';
import { MUSIC_SCENES } from './em_scenes_music.mjs';
import { SOCIAL_SCENES } from './em_scenes_social.mjs';
import { hashId } from './model/text.mjs';
import { BIOS, GENRES, MOODS, NAMES, PLACES, TITLES } from './phrases.mjs';

export const CLIENT_SCENES = [...PEOPLE_SCENES, ...MUSIC_SCENES, ...SOCIAL_SCENES];

const SWITCHES = {
  User: ['Follow', 'Follow', 'Unfollow', 'Subscribe', 'Unsubscribe', 'Mute', 'Unmute'],
  Track: ['Save', 'Save', 'Unsave', 'Repost', 'Repost', 'Unrepost', 'Share', 'Download', 'Mute'],
  Playlist: ['Save', 'Save', 'Unsave', 'Repost', 'Unrepost', 'Share'],
  Event: ['Subscribe', 'Subscribe', 'Unsubscribe'],
  TrackCollaborator: ['Approve', 'Approve', 'Reject'],
};
const ROWS = {
  User: 'users', Track: 'tracks', Playlist: 'playlists', Comment: 'comments', Event: 'events', TrackCollaborator: 'tracks',
};
const DAY = 86400;

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
      ...this.#audio(),
    };
    if (random.chance(0.1))
      data.collaborators = [this.#some('User'), { user_id: this.#some('User') }];
    if (random.chance(0.1))
      Object.assign(data, { is_scheduled_release: true, release_date: this.#day() });
    if (random.chance(0.1))
      data.remix_of = { tracks: [{ parent_track_id: this.#some('Track') }] };
    if (random.chance(0.05))
      data.stem_of = { category: 'BASS', parent_track_id: this.#some('Track') };
    if (random.chance(0.05))
      Object.assign(data, { is_download_gated: true, download_conditions: { follow_user_id: this.#some('User') } });
    this.#person().addTrack(data);
  }

  #audio() {
    const { random } = this;
    return random.chance(0.7) ? { track_cid: `ba${random.bytes32().slice(6)}`, orig_filename: random.pick(TITLES) } : {};
  }

  /** Within some days of the next block, before or after it. */
  #day() {
    const seconds = this.world.network.nextTime() + this.random.below(6 * DAY) - 3 * DAY;
    return this.random.pick([String(seconds), new Date(seconds * 1000).toISOString(), 'some day']);
  }

  /** One entry, as older clients write it, or newer ones. */
  #entry() {
    const { random } = this;
    const track = this.#some('Track');
    return random.pick([
      { track, time: random.below(1e9) }, { track_id: track, timestamp: random.below(1e9) + 0.5 },
      { track: hashId(track), time: 1, metadata_timestamp: random.below(1e9) },
      { track, time: this.world.network.nextTime() * 1000 },
    ]);
  }

  #contents(known = []) {
    const { random } = this;
    const fresh = Array.from({ length: random.below(6) }, () => this.#entry());
    const kept = known.map(({ track, metadata_time: time }) => ({ track, time: time ?? 0 }));
    const list = random.chance(0.05) ? [] : random.shuffled([...kept, ...fresh]);
    return random.chance(0.5) ? list : { track_ids: list };
  }

  createPlaylist() {
    const { random } = this;
    this.#person().addPlaylist({
      playlist_name: random.pick(TITLES), is_album: random.chance(0.3), is_private: random.chance(0.2),
      is_scheduled_release: random.chance(0.1), release_date: this.#day(), playlist_contents: this.#contents(),
    });
  }

  #editTrack() {
    const { row, owner } = this.#own('Track', 'owner_id') ?? {};
    if (row && this.random.chance(0.2))
      owner.act('Track', row.track_id, 'Delete');
    else if (row)
      owner.act('Track', row.track_id, 'Update', this.random.pick([
        { title: this.random.pick(TITLES), is_unlisted: this.random.chance(0.2), ...this.#audio() },
        { collaborators: [this.#some('User')], release_date: this.#day() }, { remix_of: null, preview_cid: null },
      ]));
  }

  #editPlaylist() {
    const { row, owner } = this.#own('Playlist', 'playlist_owner_id') ?? {};
    if (row && this.random.chance(0.1))
      owner.act('Playlist', row.playlist_id, 'Delete');
    else if (row)
      owner.act('Playlist', row.playlist_id, 'Update', {
        playlist_name: this.random.pick(TITLES), playlist_contents: this.#contents(row.playlist_contents.track_ids),
        ...this.random.pick([{}, { is_private: this.random.chance(0.5), release_date: this.#day() }]),
      });
  }

  #editProfile() {
    this.#person().update({ name: this.random.pick(NAMES), bio: this.random.pick(BIOS), location: this.random.pick(PLACES) });
  }

  edit() {
    this.random.pick([
      () => this.#editTrack(), () => this.#editPlaylist(), () => this.#editProfile(), () => this.#contest(),
      () => this.#moveWallet(), () => this.#editComment(),
    ])();
  }

  /** A contest begins, is decided or is over. */
  #contest() {
    const { random } = this;
    const { row, owner } = this.#own('Event', 'user_id') ?? {};
    const { row: track, owner: host } = this.#own('Track', 'owner_id') ?? {};
    if (row && random.chance(0.5))
      owner.act('Event', row.event_id, ...random.pick([
        ['Delete'], ['Update', { end_date: '2040-01-01' }], ['Update', { event_data: { winners: [this.#some('Track')] } }],
      ]));
    else if (track)
      host.addEvent({
        event_type: 'remix_contest', entity_type: 'track', entity_id: track.track_id,
        end_date: new Date((this.world.network.nextTime() + 20 + random.below(200)) * 1000).toISOString(),
      });
  }

  /** A wallet of few, which was another's before. */
  #moveWallet() {
    const wallet = this.world.client(`life/wallet/${this.random.below(3)}`);
    const person = this.#person();
    const { signature } = wallet.sign(`AudiusUserID:${person.id}`);
    const action = this.random.chance(0.8) ? 'Create' : 'Delete';
    person.act('AssociatedWallet', 0, action, { wallet_address: wallet.wallet, chain: 'eth', signature });
  }

  #editComment() {
    const { random } = this;
    const { row, owner } = this.#own('Comment', 'user_id') ?? {};
    if (row === undefined)
      return;
    const about = { entity_id: row.entity_id, entity_type: row.entity_type };
    const edit = { ...about, body: random.pick(BIOS), mentions: [this.#some('User')] };
    owner.act('Comment', row.comment_id, ...random.pick([['Update', edit], ['Update', edit], ['Delete'], ['Pin', about]]));
  }

  #comment() {
    const { random } = this;
    const mentions = random.chance(0.3) ? [this.#some('User')] : [];
    const parent = random.chance(0.3) ? { parent_comment_id: this.#some('Comment') } : {};
    const place = random.chance(0.2) ? { entity_type: 'Event', entity_id: this.#some('Event') } : {};
    this.#person().comment(this.#some('Track'), random.pick(BIOS), { mentions, ...parent, ...place });
  }

  #switch() {
    const type = this.random.pick(Object.keys(SWITCHES));
    this.#person().act(type, this.#some(type), this.random.pick(SWITCHES[type]));
  }

  #react() {
    const id = this.#some('Comment');
    const { entity_id: thing = 1, entity_type: type = 'Track' } = this.world.books.state.comments.get(id) ?? {};
    const action = this.random.pick(['React', 'React', 'Unreact', 'Report']);
    this.#person().act('Comment', id, action, { entity_id: thing, entity_type: type });
  }

  social() {
    const { random } = this;
    const acts = [
      () => this.#switch(), () => this.#switch(), () => this.#switch(), () => this.#comment(),
      () => this.#react(),
      () => this.#person().act('Notification', this.#some('Playlist'), random.pick(['View', 'ViewPlaylist'])),
    ];
    random.pick(acts)();
  }
}
