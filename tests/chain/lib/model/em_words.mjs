// SPDX-License-Identifier: ISC
// Words that EntityManager knows.

export const GENRES = new Set([
  'Acoustic', 'Alternative', 'Ambient', 'Audiobooks', 'Blues', 'Classical', 'Comedy', 'Country', 'Dancehall',
  'Deep House', 'Devotional', 'Disco', 'Downtempo', 'Drum & Bass', 'Dubstep', 'Electro', 'Electronic', 'Experimental',
  'Folk', 'Funk', 'Future Bass', 'Future House', 'Glitch Hop', 'Hardstyle', 'Hip-Hop/Rap', 'House', 'Hyperpop', 'Jazz',
  'Jersey Club', 'Jungle', 'Kids', 'Latin', 'Lo-Fi', 'Metal', 'Moombahton', 'Podcasts', 'Pop', 'Progressive House',
  'Punk', 'R&B/Soul', 'Reggae', 'Rock', 'Soundtrack', 'Spoken Word', 'Tech House', 'Techno', 'Trance', 'Trap',
  'Tropical House', 'Vaporwave', 'World',
]);

const MOODS = [
  'Peaceful', 'Romantic', 'Sentimental', 'Tender', 'Easygoing', 'Yearning', 'Sophisticated', 'Sensual', 'Cool',
  'Gritty', 'Melancholy', 'Serious', 'Brooding', 'Fiery', 'Defiant', 'Aggressive', 'Rowdy', 'Excited', 'Energizing',
  'Empowering', 'Stirring', 'Upbeat', 'Other',
];

const PAGES = [
  'discover', 'account', 'collection', 'curated', 'podcast', 'library', 'next', 'suggested', 'follow', 'stats',
  'radio', 'like', 'repost', 'share', 'social', 'artist', 'options', 'billing', 'support', 'genre', 'mood',
  'collections', 'podcasts', 'libraries', 'suggestions', 'following', 'stations', 'likes', 'reposts', 'artists',
  'notification', 'message', 'inbox', 'genres', 'moods', 'embed', 'crypto', 'payment', 'error', 'search', 'api',
  '200', '204', '400', '404',
];

const NOTES = ['A', 'B flat', 'B', 'C', 'D flat', 'D', 'E flat', 'E', 'F', 'G flat', 'G', 'A flat'];

export const RESERVED_HANDLES = new Set([...PAGES, ...[...GENRES, ...MOODS].map((word) => word.toLowerCase())]);
export const MUSICAL_KEYS = new Set(['Silence', ...NOTES.flatMap((note) => [`${note} major`, `${note} minor`])]);

/** Of handles and first names, whatever they look like. */
export const REFUSED_WORDS = ['audius', 'airdrop', 'audlus', 'auduis', 'auddius', 'avdius', 'audus'];
export const PARENTAL_WARNINGS = new Set([
  'explicit', 'explicit_content_edited', 'no_advice_available', 'not_explicit',
]);
