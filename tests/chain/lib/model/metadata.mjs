// SPDX-License-Identifier: ISC
// What a metadata document puts into the columns of a user or a track.
import { isObject, isTruthy } from './em_json.mjs';
import { cleanJson, routeId } from './text.mjs';
import { releaseDate } from './time.mjs';

export const MAX_ID = 2147483647;
const VISIBILITY = ['mood', 'tags', 'genre', 'share', 'play_count', 'remixes'];
const ALL_VISIBLE = Object.fromEntries(VISIBILITY.map((key) => [key, true]));

const isText = (value) => typeof value === 'string';
export const isCid = (value) => isText(value) && /^Qm[a-zA-Z0-9]{44}$/.test(value);
export const isId = (value) => Number.isInteger(value) && value >= -MAX_ID - 1 && value <= MAX_ID;
const hasExactly = (object, keys) =>
  isObject(object) && Object.keys(object).length === keys.length && keys.every((key) => key in object);

const textOrNull = (value) => (isText(value) ? value : null);
const cidOrNull = (value) => (isCid(value) ? value : null);
const idOrNull = (value) => (isId(value) ? value : null);
const flag = (value) => value === true;
const filledObjectOrNull = (value) => (isObject(value) && isTruthy(value) ? value : null);

export const isRemixOf = (value) =>
  hasExactly(value, ['tracks']) && Array.isArray(value.tracks) && value.tracks.length > 0 &&
  value.tracks.every((track) => hasExactly(track, ['parent_track_id']) && isId(track.parent_track_id));
export const isStemOf = (value) =>
  hasExactly(value, ['category', 'parent_track_id']) && isText(value.category) && isId(value.parent_track_id);
const isSegment = (value) =>
  hasExactly(value, ['duration', 'multihash']) && typeof value.duration === 'number' && isCid(value.multihash);

export function visibility(value) {
  const valid = isObject(value) &&
    Object.entries(value).every(([key, shown]) => VISIBILITY.includes(key) && typeof shown === 'boolean');
  return valid ? value : ALL_VISIBLE;
}

export function segmentsOf(value) {
  return Array.isArray(value) && value.every(isSegment) ? value : [];
}

function roundHalfEven(number) {
  const floor = Math.floor(number);
  const rest = number - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}

function duration(document, segments) {
  if (isId(document.duration) && document.duration !== 0)
    return document.duration;
  return roundHalfEven(segments.reduce((sum, segment) => sum + segment.duration, 0));
}

/** A cid of another form spoils all three. */
function downloadOf(given) {
  const { is_downloadable: isDownloadable, requires_follow: requiresFollow, cid = null } = isObject(given) ? given : {};
  const isValid = cid === null || isCid(cid);
  return {
    is_downloadable: isValid && isDownloadable === true, requires_follow: isValid && requiresFollow === true,
    cid: isValid ? cid : null,
  };
}

const TRACK_TEXTS = [
  'title', 'tags', 'genre', 'mood', 'credits_splits', 'create_date', 'file_type', 'description', 'license', 'isrc',
  'iswc', 'track_cid',
];

/** Columns of a track; handle is the owner's. */
export function trackColumns(raw, handle) {
  const document = cleanJson(raw);
  const segments = segmentsOf(document.track_segments);
  const download = downloadOf(document.download);
  return {
    ...Object.fromEntries(TRACK_TEXTS.map((key) => [key, textOrNull(document[key])])),
    cover_art: null,
    cover_art_sizes: cidOrNull(isTruthy(document.cover_art_sizes) ? document.cover_art_sizes : document.cover_art),
    release_date: isText(document.release_date) ? releaseDate(document.release_date) : null,
    track_segments: segments,
    duration: duration(document, segments),
    is_unlisted: flag(document.is_unlisted),
    is_playlist_upload: flag(document.is_playlist_upload),
    field_visibility: visibility(document.field_visibility ?? null),
    remix_of: isRemixOf(document.remix_of) ? document.remix_of : null,
    stem_of: isStemOf(document.stem_of) ? document.stem_of : null,
    length: idOrNull(document.length) ?? 0,
    download,
    is_downloadable: download.is_downloadable,
    is_stream_gated: flag(document.is_premium),
    stream_conditions: filledObjectOrNull(document.premium_conditions),
    route_id: isText(document.title) ? routeId(handle, document.title) : null,
  };
}

/** Parents named by a document, whether or not its columns take the shape. */
export function parentsOf({ stem_of: stemOf, remix_of: remixOf }) {
  const remixed = isObject(remixOf) && Array.isArray(remixOf.tracks) ? remixOf.tracks : [];
  const parents = (list) => [...new Set(list.filter(isObject).map((entry) => entry.parent_track_id).filter(isId))];
  return { stems: parents([stemOf]), remixes: parents(remixed) };
}

/** Changes that a document makes to a user; what is empty stays as it was. */
export function applyUserDocument(row, raw) {
  const document = cleanJson(raw);
  const copy = (column, key, check) => {
    if (isTruthy(document[key]))
      row[column] = check(document[key]);
  };
  copy('profile_picture', 'profile_picture', cidOrNull);
  copy('cover_photo', 'cover_photo', cidOrNull);
  copy('bio', 'bio', textOrNull);
  copy('name', 'name', textOrNull);
  copy('location', 'location', textOrNull);
  copy('playlist_library', 'playlist_library', filledObjectOrNull);
  copy('profile_picture', 'profile_picture_sizes', cidOrNull);
  copy('cover_photo', 'cover_photo_sizes', cidOrNull);
  row.has_collectibles = filledObjectOrNull(document.collectibles) !== null;
  row.is_deactivated = flag(document.is_deactivated);
  row.artist_pick_track_id = idOrNull(document.artist_pick_track_id);
  movePhotos(row);
}

/** Single images belong into the columns for several sizes. */
export function movePhotos(row) {
  for (const column of ['profile_picture', 'cover_photo'])
    if (row[column]) {
      row[`${column}_sizes`] = row[column];
      row[column] = null;
    }
}
