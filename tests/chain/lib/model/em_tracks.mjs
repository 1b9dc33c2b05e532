// SPDX-License-Identifier: ISC
// Tracks (rules T).
import { blankTrack } from './blank.mjs';
import { isFilledText, isId, isText, length, must } from './em_act.mjs';
import * as as from './em_columns.mjs';
import { canHear, checkTrackGates, noteTrackPrice, renewSplits } from './em_gates.mjs';
import { isObject, isTruthy } from './em_json.mjs';
import { GENRES } from './em_words.mjs';
import { isCid, parentsOf, trackColumns } from './metadata.mjs';
import { assignRoute } from './routes.mjs';
import { routeId } from './text.mjs';
import { dropChild, setParents } from './tracks.mjs';

const FIRST_ID = 2000000;
const MAX_DESCRIPTION = 1000;

const COLUMNS = {
  title: as.text, duration: as.count, tags: as.text, genre: as.text, mood: as.text, credits_splits: as.text,
  create_date: as.text, file_type: as.text, description: as.text, license: as.text, isrc: as.text, iswc: as.text,
  track_segments: as.segments, remix_of: as.remixOf, is_unlisted: as.flag, field_visibility: as.fields,
  stem_of: as.stemOf, track_cid: as.text, preview_cid: as.text, orig_file_cid: as.text, orig_filename: as.text,
  audio_upload_id: as.text, preview_start_seconds: as.number, is_downloadable: as.flag,
  is_original_available: as.flag, is_scheduled_release: as.flag, is_playlist_upload: as.flag,
  is_stream_gated: as.flag, stream_conditions: as.conditions, is_download_gated: as.flag,
  download_conditions: as.conditions, ai_attribution_user_id: as.id, placement_hosts: as.text, ddex_app: as.text,
  playlists_containing_track: as.ids, ddex_release_ids: as.filled, artists: as.objects,
  resource_contributors: as.objects, indirect_resource_contributors: as.objects, rights_controller: as.filled,
  copyright_line: as.filled, producer_copyright_line: as.filled, parental_warning_type: as.text,
  allowed_api_keys: as.apiKeys, bpm: as.bpm, musical_key: as.musicalKey, is_custom_bpm: as.flag,
  is_custom_musical_key: as.flag, comments_disabled: as.flag, audio_analysis_error_count: as.count,
};
const FIXED = ['track_cid', 'orig_file_cid', 'orig_filename', 'duration', 'audio_analysis_error_count'];

function checkAttribution({ state }, id) {
  if (id !== null && id !== undefined)
    must(isId(id) && state.users.get(id)?.allow_ai_attribution === true, 'T11');
}

function checkLate(act) {
  const { data, state } = act;
  must((data.genre ?? null) === null || GENRES.has(data.genre), 'T4');
  must(!isText(data.description) || length(data.description) <= MAX_DESCRIPTION, 'T5');
  checkTrackGates(act);
  const parents = parentsOf(data).remixes.map((id) => state.tracks.get(id)).filter(Boolean);
  must(parents.every((track) => canHear(act, track)), 'T6');
  checkAttribution(act, data.ai_attribution_user_id);
}

function check(act, user) {
  must(act.data !== null, 'T3');
  must(user.handle !== null, 'T13');
  if (!act.isDocument)
    checkLate(act);
}

/** T8, T9, T12 */
function ownTrack(act) {
  const row = act.state.tracks.get(act.entityId);
  must(row !== undefined, 'T8');
  must(row.owner_id === act.userId, 'T9');
  must(act.mayDeliver(row.ddex_app), 'T12');
  return row;
}

/** Before the title changes. */
function setRoute(act, row, user) {
  const { title } = act.data;
  if (!isText(title))
    return;
  row.route_id = routeId(user.handle, title);
  if (title !== row.title)
    assignRoute(act.state.trackRoutes, { track_id: row.track_id }, act.userId, title, act.blockColumns());
}

function setCover(row, data) {
  if ('cover_art_sizes' in data)
    row.cover_art_sizes = as.text(data.cover_art_sizes);
  const cover = [data.cover_art_sizes, data.cover_art].find(isFilledText);
  if (cover !== undefined)
    row.cover_art_sizes = cover;
}

function download(value) {
  const { is_downloadable: isDownloadable, requires_follow: requiresFollow, cid } = isObject(value) ? value : {};
  return {
    is_downloadable: isDownloadable === true, requires_follow: requiresFollow === true, cid: isCid(cid) ? cid : null,
  };
}

function setReleaseOfNew({ data, now }, row) {
  as.setColumns(row, data, { release_date: as.date });
  if (row.is_scheduled_release && isTruthy(data.release_date))
    row.is_unlisted = row.release_date > now;
}

/** A public track stays where it is; one that becomes public is out now. */
function setRelease({ data, now }, row, wasPublic) {
  const before = row.release_date;
  as.setColumns(row, data, { release_date: as.date });
  if (wasPublic && row.release_date !== null && row.release_date > now)
    row.release_date = before;
  if (!wasPublic && !row.is_unlisted)
    Object.assign(row, { is_scheduled_release: false, release_date: now });
}

function setMembers(act, row, isNew) {
  const { data } = act;
  const wasPublic = !row.is_unlisted;
  as.setColumns(row, data, COLUMNS, isNew ? [] : FIXED);
  setCover(row, data);
  if (isNew)
    setReleaseOfNew(act, row);
  else
    setRelease(act, row, wasPublic);
  if ((act.said.download ?? null) !== null)
    row.download = download(act.said.download);
  if ('cover_attribution' in data) {
    row.cover_original_song_title = as.text(data.cover_attribution?.original_song_title ?? null);
    row.cover_original_artist = as.text(data.cover_attribution?.original_song_artist ?? null);
  }
}

function setTrack(act, row, user, isNew) {
  const { data, state } = act;
  if (!act.isDocument)
    renewSplits(act);
  setRoute(act, row, user);
  if (act.isDocument) {
    const { route_id: route, ...columns } = trackColumns(data, user.handle);
    Object.assign(row, columns, { is_delete: false });
  } else {
    noteTrackPrice(act);
    setMembers(act, row, isNew);
  }
  row.metadata_multihash = act.cid;
  if (act.isDdex())
    row.ddex_app = act.signer;
  if ('remix_of' in data) {
    dropChild(state.remixes, row.track_id);
    setParents(state.remixes, parentsOf(data).remixes, row.track_id);
  }
}

export function createTrack(act, user) {
  const { state, entityId } = act;
  must(!state.tracks.has(entityId), 'T1');
  must(entityId >= FIRST_ID, 'T2');
  check(act, user);
  const row = act.stamp({ ...blankTrack(entityId), owner_id: act.userId, release_date: act.now });
  setTrack(act, row, user, true);
  setParents(state.stems, parentsOf(act.data).stems, entityId);
  state.tracks.set(entityId, row);
}

export function updateTrack(act, user) {
  const row = ownTrack(act);
  check(act, user);
  setTrack(act, act.stamp(row), user, false);
}

export function deleteTrack(act) {
  act.stamp(ownTrack(act), { is_delete: true, stem_of: null });
  dropChild(act.state.stems, act.entityId);
}

export function downloadTrack(act) {
  const { state, entityId, data } = act;
  const track = state.tracks.get(entityId);
  must(track !== undefined, 'T8');
  const parent = track.stem_of?.parent_track_id ?? entityId;
  state.downloads.set(`${parent}/${entityId}/${act.txhash}`, {
    txhash: act.txhash, blocknumber: act.block.number, parent_track_id: parent, track_id: entityId,
    user_id: act.userId, created_at: act.now, city: as.text(data?.city ?? null),
    region: as.text(data?.region ?? null), country: as.text(data?.country ?? null),
  });
}
