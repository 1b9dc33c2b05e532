// SPDX-License-Identifier: ISC
// Contests and other events of artists (rules V), and who is told of them.
import { isId, isText, must } from './em_act.mjs';
import { isTruthy } from './em_json.mjs';
import { notifyEach } from './em_notifications.mjs';

const CONTEST = 'remix_contest';
const TYPES = [CONTEST, 'live_event', 'new_release'];
const ISO = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}(:?\d{2})?)?)?$/;

/** ISO 8601 as a column writes it; undefined if it is none. */
function dateOf(text) {
  if (!isText(text) || !ISO.test(text))
    return undefined;
  const zoned = /[T ].*(Z|[+-]\d{2}(:?\d{2})?)$/.test(text) ? text : `${text}${text.length > 10 ? '' : 'T00:00'}Z`;
  const time = new Date(zoned.replace(' ', 'T'));
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString().replace(/\.?0*Z$/, '');
}

const isContest = (event) => event.event_type === CONTEST;
const isPublic = (track) => track !== undefined && !track.is_unlisted && !track.is_delete && track.access_authorities === null;

/** Contests of a track that go on at that time, the oldest id first. */
function running({ state, now }, track) {
  const isOn = (row) => isContest(row) && row.entity_id === track && !row.is_deleted &&
    (row.end_date === null || row.end_date > now);
  return [...state.events.values()].filter(isOn).sort((a, b) => a.event_id - b.event_id);
}

// Who is told.

const live = (rows) => [...rows.values()].filter((row) => !row.is_delete);

const subscribersOf = ({ state }, event) => live(state.subscriptions)
  .filter((row) => row.entity_type === 'Event' && row.user_id === event.event_id).map((row) => row.subscriber_id);

export const followersOf = ({ state }, user) =>
  live(state.follows).filter((row) => row.followee_user_id === user).map((row) => row.follower_user_id);

const saversOf = ({ state }, track) =>
  live(state.saves).filter((row) => row.save_type === 'track' && row.save_item_id === track).map((row) => row.user_id);

function tellStart(act, event) {
  const { user_id: host, entity_id: track } = event;
  const crowd = [...followersOf(act, host), ...saversOf(act, track), ...subscribersOf(act, event)];
  notifyEach(act, 'fan_remix_contest_started', `fan_remix_contest_started:${track}:user:${host}`,
    { entity_user_id: host, entity_id: track }, crowd, host);
}

/** C18: the host writes there. */
export function tellContestUpdate(act, event) {
  const { event_id: id, user_id: host, entity_id: track } = event;
  notifyEach(act, 'remix_contest_update', `remix_contest_update:${act.entityId}:event:${id}`,
    { event_id: id, entity_id: track, entity_user_id: host, comment_id: act.entityId }, subscribersOf(act, event), host);
}

function tellEntry(act, event) {
  const { event_id: id, user_id: host, entity_id: track } = event;
  notifyEach(act, 'fan_remix_contest_submission', `fan_remix_contest_submission:${id}:submission:${act.entityId}`, {
    event_id: id, entity_id: track, entity_user_id: host, submission_track_id: act.entityId,
    submitter_user_id: act.userId,
  }, [host, ...subscribersOf(act, event)], act.userId);
}

/** V8: everybody who has remixed the track since the contest began. */
function tellRemixers(act, { event_id: id, entity_id: track, created_at: since }) {
  const { state, userId } = act;
  const remixers = [...state.remixes.values()].filter((row) => row.parent_track_id === track)
    .map((row) => state.tracks.get(row.child_track_id))
    .filter((row) => row !== undefined && !row.is_delete && row.created_at > since).map((row) => row.owner_id);
  const type = 'fan_remix_contest_winners_selected';
  for (const owner of new Set(remixers))
    notifyEach(act, type, `${type}:${id}:user:${owner}`, { entity_id: track, entity_user_id: userId }, [owner], userId,
      { specifier: String(userId), blocknumber: null });
}

// Tracks and contests.

/** T26: a remix is an entry; who enters hears of the contest from now on. */
export function enterContest(act, row) {
  const { state, data, userId, txhash, now } = act;
  const parent = data.remix_of?.tracks?.[0]?.parent_track_id;
  const [event] = isId(parent) && !isTruthy(data.stem_of) ? running(act, parent) : [];
  if (event === undefined)
    return;
  const natural = { subscriber_id: userId, user_id: event.event_id, entity_type: 'Event' };
  const key = Object.values(natural).join('/');
  if (event.user_id !== userId && state.subscriptions.get(key)?.is_delete !== false)
    state.subscriptions.set(key, {
      ...natural, is_current: true, is_delete: false, entity_id: event.event_id, created_at: now,
      ...act.blockColumns(), txhash: `auto_e${event.event_id}_${txhash}`,
    });
  if (isPublic(row))
    tellEntry(act, event);
}

/** T27: the track of a contest is there for all to hear. */
export function openContest(act, row) {
  const [event] = isPublic(row) ? running(act, row.track_id) : [];
  if (event !== undefined)
    tellStart(act, event);
}

// Acts.

/** V1, V2 */
function endOf({ data, now }) {
  must((data.end_date ?? null) !== null, 'V1');
  const end = dateOf(data.end_date);
  must(end !== undefined && end >= now, 'V2');
  return end;
}

/** V3 to V6 */
function checkEntity(act) {
  const { state, data, userId } = act;
  const { entity_type: type, entity_id: id } = data;
  must(type === null || type === 'track', 'V3');
  must(id !== null || !isContest(data), 'V4');
  if (id === null)
    return;
  const track = isId(id) ? state.tracks.get(id) : undefined;
  must(track?.owner_id === userId, 'V4');
  if (!isContest(data))
    return;
  must(type !== null, 'V4');
  must(!running(act, id).some((event) => event.end_date !== null), 'V6');
  must(track.remix_of === null, 'V5');
}

export function createEvent(act) {
  const { state, data, entityId } = act;
  must(!state.events.has(entityId), 'V1');
  must(TYPES.includes(data?.event_type), 'V1');
  const end = endOf(act);
  checkEntity(act);
  const row = act.put(state.events, entityId, { event_id: entityId }, {
    event_type: data.event_type, user_id: act.userId, entity_type: data.entity_type, entity_id: data.entity_id,
    end_date: end, is_deleted: false, event_data: data.event_data,
  });
  if (isContest(row) && isPublic(state.tracks.get(row.entity_id)))
    tellStart(act, row);
}

function ownEvent({ state, entityId, userId }, rule) {
  const row = state.events.get(entityId);
  must(row?.user_id === userId, rule);
  return row;
}

/** V7: a contest may only become longer; other events end in the future. */
function laterEnd({ data, now }, row) {
  const end = dateOf(data.end_date);
  must(end !== undefined, 'V2');
  must(end >= (isContest(row) && row.end_date !== null ? row.end_date : now), 'V7');
  return end;
}

const winnersOf = (data) => (Array.isArray(data?.winners) ? data.winners : []);

export function updateEvent(act) {
  const row = ownEvent(act, 'V7');
  const { data, state } = act;
  const { end_date: end = null, event_data: said = null } = data ?? {};
  const isDecided = isContest(row) && row.entity_id !== null && winnersOf(said).length > 0 &&
    winnersOf(row.event_data).length === 0;
  act.stamp(row, {
    ...(end !== null && { end_date: laterEnd(act, row) }), ...(said !== null && { event_data: said }),
  });
  if (isDecided && isPublic(state.tracks.get(row.entity_id)))
    tellRemixers(act, row);
}

export function deleteEvent(act) {
  act.stamp(ownEvent(act, 'V9'), { is_deleted: true });
}
