// SPDX-License-Identifier: ISC
// Contests and other events of artists (rules V).
import { isId, isText, must } from './em_act.mjs';
import { notify } from './em_notifications.mjs';

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

function checkOthers({ state, now }, track) {
  const isOn = (row) => row.event_type === CONTEST && row.entity_id === track && !row.is_deleted &&
    !(row.end_date !== null && row.end_date < now);
  must(![...state.events.values()].some(isOn), 'V');
}

function checkEntity(act, isContest) {
  const { state, data, userId } = act;
  const { entity_type: type, entity_id: id } = data;
  must(type === null || type === 'track', 'V');
  must(id !== null || !isContest, 'V');
  if (id === null)
    return;
  const track = isId(id) ? state.tracks.get(id) : undefined;
  must(track?.owner_id === userId, 'V');
  if (!isContest)
    return;
  must(track.remix_of === null, 'V');
  checkOthers(act, id);
}

export function createEvent(act) {
  const { state, data, entityId, now } = act;
  must(!state.events.has(entityId), 'V');
  must(TYPES.includes(data?.event_type), 'V');
  const end = dateOf(data.end_date);
  must(end !== undefined && end >= now, 'V');
  checkEntity(act, data.event_type === CONTEST);
  act.put(state.events, entityId, { event_id: entityId }, {
    event_type: data.event_type, user_id: act.userId, entity_type: data.entity_type, entity_id: data.entity_id,
    end_date: end, is_deleted: false, event_data: data.event_data,
  });
}

function ownEvent({ state, entityId, userId }) {
  const row = state.events.get(entityId);
  must(row?.user_id === userId, 'V');
  return row;
}

const winnersOf = (data) => (Array.isArray(data?.winners) ? data.winners : []);

/** Everybody who has remixed the track since the contest began. */
function tellRemixers(act, { event_id: id, entity_id: track, created_at: since }) {
  const { state, userId } = act;
  const remixers = [...state.remixes.values()].filter((row) => row.parent_track_id === track)
    .map((row) => state.tracks.get(row.child_track_id))
    .filter((row) => row !== undefined && !row.is_delete && row.created_at > since).map((row) => row.owner_id);
  for (const owner of new Set(remixers))
    if (owner !== userId)
      notify(act, 'fan_remix_contest_winners_selected', `fan_remix_contest_winners_selected:${id}:user:${owner}`,
        String(userId), { entity_id: track, entity_user_id: userId }, [owner], { blocknumber: null });
}

export function updateEvent(act) {
  const row = ownEvent(act);
  const { data } = act;
  must(data !== null, 'V');
  const isContest = row.event_type === CONTEST;
  const columns = {};
  if ((data.end_date ?? null) !== null) {
    columns.end_date = dateOf(data.end_date);
    must(columns.end_date !== undefined, 'V');
    must(!isContest || row.end_date === null || columns.end_date >= row.end_date, 'V');
  }
  if ('event_data' in data)
    columns.event_data = data.event_data;
  const isDecided = isContest && row.entity_id !== null && winnersOf(data.event_data).length > 0 &&
    winnersOf(row.event_data).length === 0;
  act.stamp(row, columns);
  if (isDecided)
    tellRemixers(act, row);
}

export function deleteEvent(act) {
  act.stamp(ownEvent(act), { is_deleted: true });
}
