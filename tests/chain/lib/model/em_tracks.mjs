// SPDX-License-Identifier: ISC
// Tracks (rules T).
import { blankTrack } from './blank.mjs';
import { isFilledText, isText, length, must, textOrNull } from './em_act.mjs';
import { setCollaborators } from './em_collaborators.mjs';
import * as as from './em_columns.mjs';
import { canHear, checkTrackGates, noteTrackPrice, renewSplits } from './em_gates.mjs';
import { enterContest, openContest } from './em_events.mjs';
import { isObject } from './em_json.mjs';
import { setRelease } from './em_releases.mjs';
import { GENRES } from './em_words.mjs';
import { isCid, parentsOf, trackColumns } from './metadata.mjs';
import { assignRoute } from './routes.mjs';
import { routeId } from './text.mjs';
import { dropChild, setParents } from './tracks.mjs';

const FIRST_ID = 2000000;
const MAX_DESCRIPTION = 2500;

const COLUMNS = {
  title: as.text, duration: as.duration, tags: as.text, genre: as.text, mood: as.text, credits_splits: as.text,
  create_date: as.text, file_type: as.text, description: as.text, license: as.text, isrc: as.text, iswc: as.text,
  track_segments: as.segments, remix_of: as.remixOf, is_unlisted: as.hidden, field_visibility: as.fields,
  stem_of: as.stemOf, track_cid: as.audio, preview_cid: as.preview, orig_file_cid: as.audio,
  orig_filename: as.anyText, audio_upload_id: as.lastingText, preview_start_seconds: as.number,
  is_downloadable: as.flag, is_original_available: as.flag, is_scheduled_release: as.flag, is_playlist_upload: as.flag,
  is_stream_gated: as.flag, stream_conditions: as.filled, is_download_gated: as.flag, download_conditions: as.filled,
  ai_attribution_user_id: as.id, placement_hosts: as.text, playlists_containing_track: as.ids,
  ddex_release_ids: as.filled, artists: as.objects, resource_contributors: as.objects,
  indirect_resource_contributors: as.objects, rights_controller: as.filled, copyright_line: as.filled,
  producer_copyright_line: as.filled, parental_warning_type: as.text, parental_warning: as.warning,
  territory_codes: as.countries, allowed_api_keys: as.apiKeys, access_authorities: as.trimmed, bpm: as.bpm,
  musical_key: as.musicalKey, is_custom_bpm: as.flag, is_custom_musical_key: as.flag, is_owned_by_user: as.flag,
  comments_disabled: as.flag, no_ai_use: as.flag, audio_analysis_error_count: as.count,
  cover_original_song_title: as.text, cover_original_artist: as.text,
};

/** No genre is none, as long as there was no other. */
const hasGenre = ({ genre = null }, isNew) => genre === null || GENRES.has(genre) || (isNew && genre === '');

function checkLate(act, isNew) {
  const { data, state } = act;
  must(hasGenre(data, isNew), 'T4');
  must(!isText(data.description) || length(data.description) <= MAX_DESCRIPTION, 'T5');
  checkTrackGates(act);
  const parents = parentsOf(data).remixes.map((id) => state.tracks.get(id)).filter(Boolean);
  must(parents.every((track) => canHear(act, track)), 'T6');
}

/** Nobody uploads for others, nor without a title; a title may change, not go. */
function checkOwnerAndTitle({ data, userId }, isNew) {
  must(!isNew || data.owner_id === userId, 'T17');
  must(isNew ? isFilledText(data.title) : !('title' in data) || isText(data.title), 'T18');
}

function check(act, user, isNew) {
  must(act.data !== null, 'T3');
  must(user.handle !== null, 'T13');
  if (act.isDocument)
    return;
  checkOwnerAndTitle(act, isNew);
  checkLate(act, isNew);
}

/** T8, T9 */
function ownTrack(act) {
  const row = act.state.tracks.get(act.entityId);
  must(row !== undefined, 'T8');
  must(row.owner_id === act.userId, 'T9');
  return row;
}

const checkDelivery = (act, row) => must(act.mayDeliver(row.ddex_app), 'T12');

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
  as.setColumns(row, data, { cover_art_sizes: as.text });
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

function setMembers(act, row, isNew) {
  const { data } = act;
  const wasHidden = row.is_unlisted;
  as.setColumns(row, data, COLUMNS);
  setCover(row, data);
  setRelease(act, row, 'is_unlisted', isNew ? undefined : wasHidden);
  if ((act.said.download ?? null) !== null)
    row.download = download(act.said.download);
  if (isNew)
    Object.assign(row, { ddex_app: textOrNull(data.ddex_app), genre: data.genre || null });
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
  if ('remix_of' in data && (act.isDocument || as.remixOf(data.remix_of) !== as.KEEP)) {
    dropChild(state.remixes, row.track_id);
    setParents(state.remixes, parentsOf(data).remixes, row.track_id);
  }
  setCollaborators(act, isNew);
}

export function createTrack(act, user) {
  const { state, entityId } = act;
  must(!state.tracks.has(entityId), 'T1');
  must(entityId >= FIRST_ID, 'T2');
  check(act, user, true);
  const row = act.stamp({ ...blankTrack(entityId), owner_id: act.userId, release_date: act.now });
  setTrack(act, row, user, true);
  setParents(state.stems, parentsOf(act.data).stems, entityId);
  state.tracks.set(entityId, row);
  if (!act.isDocument)
    enterContest(act, row);
}

export function updateTrack(act, user) {
  const row = ownTrack(act);
  check(act, user, false);
  checkDelivery(act, row);
  const wasHidden = row.is_unlisted;
  setTrack(act, act.stamp(row), user, false);
  if (wasHidden)
    openContest(act, row);
}

export function deleteTrack(act) {
  const row = ownTrack(act);
  checkDelivery(act, row);
  act.stamp(row, { is_delete: true, stem_of: null });
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
