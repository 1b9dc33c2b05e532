// SPDX-License-Identifier: ISC
// What the story's people hear on the day after it was told, and what follows:
// who led, who heard what.  The rules of trending are written down here as a
// reader would count by hand: all of the story lies within the week.
const DAY = 86400000;
const GENRES = 5; // of those that a user heard most
const OF_GENRE = 10;
const FIRST = 20; // who leads is not underground

const rank = (keys) => (a, b) => {
  for (const key of keys)
    if (key(a) !== key(b))
      return key(b) < key(a) ? -1 : 1;
  return 0;
};

export class Plays {
  constructor(tables) {
    const { tracks, users } = tables;
    this.tables = tables;
    this.asOf = Math.ceil(Date.parse(`${tracks.map((row) => row.updated_at).sort().at(-1)}Z`) / DAY) * DAY;
    this.followers = new Map(tables.aggregate_user.map((row) => [row.user_id, row.follower_count]));
    this.plays = this.#shown().flatMap((track, i) => Array.from({ length: i * 7 % 11 }, (none, k) => ({
      play_item_id: track.track_id, user_id: k % 4 === 3 ? undefined : users[(i + k * k) % users.length].user_id,
      at: this.asOf - (k % 5 + 1) * 3600000 - i * 10000 - k,
    })));
  }

  /** For everybody to see, whoever may hear it. */
  #shown() {
    return this.tables.tracks.filter((row) => !row.is_delete && !row.is_unlisted && row.stem_of === null &&
      row.access_authorities === null).sort((a, b) => a.track_id - b.track_id);
  }

  /** As 'discprov import-plays' reads them. */
  lines() {
    return this.plays.map(({ at, ...play }) => JSON.stringify({ ...play, created_at: new Date(at).toISOString() }))
      .join('\n').concat('\n');
  }

  countOf(track) {
    return this.plays.filter((play) => play.play_item_id === track).length;
  }

  /** [user, hours in which he heard it], those who heard it most first. */
  listenersOf(track) {
    const hours = new Map();
    for (const { user_id: user, at } of this.plays.filter((play) => play.play_item_id === track && play.user_id))
      hours.set(user, (hours.get(user) ?? new Set()).add(Math.floor(at / 3600000)));
    return [...hours].map(([user, heard]) => [user, heard.size])
      .sort(rank([([, n]) => n, ([user]) => this.followers.get(user) ?? 0, ([user]) => -user]));
  }

  /** Tracks that a user heard, the latest first. */
  heardBy(user) {
    const own = this.plays.filter((play) => play.user_id === user).sort((a, b) => b.at - a.at);
    return [...new Set(own.map((play) => play.play_item_id))];
  }

  #acts(rows, prefix, track) {
    return rows.filter((row) => !row.is_delete && row[`${prefix}_type`] === 'track' &&
      row[`${prefix}_item_id`] === track).map((row) => row.user_id);
  }

  /** By what those who show a face, a cover and a word make of it. */
  #score({ track_id: track, owner_id: owner }) {
    const reposts = this.#acts(this.tables.reposts, 'repost', track);
    const saves = this.#acts(this.tables.saves, 'save', track);
    const known = new Set(this.tables.users.filter((row) => (row.cover_photo ?? row.cover_photo_sizes) &&
      (row.profile_picture ?? row.profile_picture_sizes) && row.bio).map((row) => row.user_id));
    const karma = [...reposts, ...saves].filter((user) => known.has(user))
      .reduce((sum, user) => sum + (this.followers.get(user) ?? 0), 0);
    return (this.followers.get(owner) ?? 0) < 3 ? 0 :
      (100 * this.countOf(track) + 5025 * reposts.length + 101 * saves.length) * karma;
  }

  #ranked() {
    return this.#shown().map((row) => [row, this.#score(row)])
      .sort(rank([([, score]) => score, ([row]) => row.track_id])).map(([row]) => row);
  }

  /** Rows of tracks, those that lead in the week first; who holds a collectible nobody can prove. */
  leading() {
    return this.#ranked().filter((row) => row.stream_conditions?.nft_collection === undefined);
  }

  underground() {
    return this.#ranked().filter((row) => row.is_available).slice(FIRST);
  }

  /** In any order: what leads in the genres that a user heard, and he did not. */
  forHim(user, isActive) {
    const heard = this.heardBy(user);
    const genres = new Map();
    for (const { genre } of heard.map((id) => this.tables.tracks.find((row) => row.track_id === id)))
      if (genre)
        genres.set(genre, (genres.get(genre) ?? 0) + 1);
    const liked = [...genres].sort(rank([([, n]) => n])).slice(0, GENRES).map(([genre]) => genre);
    return liked.flatMap((genre) => this.#ranked().filter((row) => row.genre === genre &&
      isActive(row.owner_id) && !heard.includes(row.track_id)).slice(0, OF_GENRE));
  }
}
