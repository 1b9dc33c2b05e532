// SPDX-License-Identifier: ISC
// Metadata documents as the clients of the time wrote them.
import { cidOf } from './model/cid.mjs';
import { BIOS, DATES, GENRES, MOODS, NAMES, PLACES, TAGS } from './phrases.mjs';

const NO_DOWNLOAD = { is_downloadable: false, requires_follow: false, cid: null };

export function imageCid(random) {
  return cidOf(random.bytes32());
}

function segments(random) {
  return Array.from({ length: 1 + random.below(4) }, () => ({
    multihash: imageCid(random), duration: random.pick([6.016, 5.5, 2.5, 10, 0.25]),
  }));
}

export function trackDocument(random, ownerId, title, changes = {}) {
  return {
    owner_id: ownerId,
    title,
    length: null,
    cover_art: null,
    cover_art_sizes: random.chance(0.7) ? imageCid(random) : null,
    tags: random.pick(TAGS),
    genre: random.pick(GENRES),
    mood: random.pick(MOODS),
    credits_splits: null,
    create_date: null,
    release_date: random.pick(DATES),
    file_type: random.pick(['mp3', null]),
    track_segments: segments(random),
    description: random.pick([null, 'Made with ♥', 'two\nlines']),
    license: random.pick(['All rights reserved', 'Attribution CC BY', null]),
    isrc: random.chance(0.1) ? 'DEA012100001' : null,
    iswc: null,
    download: { ...NO_DOWNLOAD, is_downloadable: random.chance(0.3), requires_follow: random.chance(0.2) },
    remix_of: null,
    stem_of: null,
    is_unlisted: false,
    field_visibility: null,
    is_premium: false,
    premium_conditions: null,
    ...changes,
  };
}

export function userDocument(random, changes = {}) {
  return {
    name: random.pick(NAMES),
    bio: random.pick(BIOS),
    location: random.pick(PLACES),
    profile_picture: null,
    profile_picture_sizes: random.chance(0.6) ? imageCid(random) : null,
    cover_photo: null,
    cover_photo_sizes: random.chance(0.4) ? imageCid(random) : null,
    associated_wallets: null,
    associated_sol_wallets: null,
    collectibles: random.chance(0.2) ? { order: ['1:::2'], '1:::2': {} } : null,
    playlist_library: null,
    events: { is_mobile_user: random.chance(0.5) },
    is_deactivated: false,
    artist_pick_track_id: null,
    ...changes,
  };
}
