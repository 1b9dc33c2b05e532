// SPDX-License-Identifier: ISC
// Comments (rules C) and who is told of them.
import { isFilledText, isId, isText, length, must } from './em_act.mjs';
import { followersOf, tellContestUpdate } from './em_events.mjs';
import { notify, notifyEach } from './em_notifications.mjs';

const MAX_BODY = 400;
const MAX_MENTIONS = 10;
const MAX_URL = 2000;

/** What comments are about: who owns it, and by which rule it must be there. */
const PLACES = {
  Track: { rule: 'C3', ownerOf: ({ tracks }, id) => tracks.get(id)?.owner_id },
  Event: { rule: 'C16', ownerOf: ({ events }, id) => events.get(id)?.user_id },
  FanClub: { rule: 'C19', ownerOf: (_, id) => id },
};

const isListOfIds = (value) => Array.isArray(value) && value.every(isId);

/** C12: the first ten, each once. */
function checkMentions({ data: { mentions = null } }) {
  must(mentions === null || isListOfIds(mentions), 'C6');
  return [...new Set((mentions ?? []).slice(0, MAX_MENTIONS))];
}

/** C2, C3, C16, C19: what it is about. */
function placeOf({ state, data, userId }) {
  const { entity_type: type, entity_id: id } = data ?? {};
  const place = { type: type ?? 'Track', id };
  must(Object.hasOwn(PLACES, place.type), 'C2');
  const { rule, ownerOf } = PLACES[place.type];
  must(isId(id), 'C3');
  must(ownerOf(state, id) !== undefined, rule);
  must(place.type !== 'Event' || !state.events.get(id).is_deleted, 'C16');
  must(place.type !== 'FanClub' || (id === userId && state.coins.has(id)), 'C19');
  return place;
}

/** C4, C11 */
function bodyOf({ data: { body } }) {
  must(isFilledText(body), 'C4');
  must(length(body) <= MAX_BODY, 'C11');
  return body;
}

const isAbout = (row, { type, id }) => row.entity_type === type && row.entity_id === id;

/** C5, C17: an answer is about what it answers is about. */
function parentOf({ state, data }, place) {
  const parent = data.parent_comment_id ?? data.parent_id ?? null;
  if (parent === null)
    return null;
  must(isId(parent) && state.comments.has(parent), 'C5');
  must(isAbout(state.comments.get(parent), place), 'C17');
  return parent;
}

/** C19: a fan club alone has comments for members; a video may be in any. */
function extraColumns(data, type) {
  const { is_members_only: isClosed, video_url: url } = data;
  const isClub = type === 'FanClub';
  return {
    ...('is_members_only' in data && { is_members_only: isClub && (isClosed ?? true) === true }),
    ...(isText(url) && length(url) <= MAX_URL && { video_url: url }),
  };
}

/** Who wrote what it answers, and who listens. */
function talkOf({ state, userId }, { type, id }, parent) {
  const owner = PLACES[type].ownerOf(state, id);
  const hasMuted = (whom) => state.mutes.get(`${whom}/${userId}`)?.is_delete === false;
  const silenced = (whom, what, kind) => state.settings.get(`${whom}/${what}/${kind}`)?.is_muted === true;
  const author = parent === null ? undefined : state.comments.get(parent)?.user_id;
  return {
    type, entity: id, owner, parent, author, hasMuted,
    ownerIsDeaf: owner !== undefined && (silenced(owner, id, type) || hasMuted(owner)),
    authorIsDeaf: author !== undefined && (silenced(author, parent, 'Comment') || hasMuted(author)),
  };
}

const dataOf = ({ userId, entityId }, { type, entity }) =>
  ({ type, entity_id: entity, comment_user_id: userId, comment_id: entityId });
const fullDataOf = (act, talk) => ({ ...dataOf(act, talk), entity_user_id: talk.owner ?? null });

function tellOwner(act, talk, mentions) {
  const { owner, parent, ownerIsDeaf, entity, type } = talk;
  if (owner === undefined || owner === act.userId || parent !== null || ownerIsDeaf || mentions.includes(owner))
    return;
  notify(act, 'comment', `comment:${entity}:type:${type}`, String(act.entityId), dataOf(act, talk), [owner]);
}

function tellAuthor(act, talk) {
  const { author, parent, authorIsDeaf } = talk;
  if (author !== undefined && author !== act.userId && !authorIsDeaf)
    notify(act, 'comment_thread', `comment_thread:${parent}`, String(act.entityId), fullDataOf(act, talk), [author]);
}

/** The author of what it answers hears of the answer. */
function tellMentioned(act, talk, whom) {
  const { owner, author, ownerIsDeaf, hasMuted } = talk;
  if (whom === act.userId || whom === author || hasMuted(whom) || (whom === owner && ownerIsDeaf))
    return;
  notify(act, 'comment_mention', `comment_mention:${act.entityId}`, String(whom), fullDataOf(act, talk), [whom]);
}

/** C18, C19: what the owner of a place says there, everybody around it hears. */
function tellCrowd(act, { type, entity, owner, parent }) {
  if (parent !== null || owner !== act.userId)
    return;
  if (type === 'Event')
    tellContestUpdate(act, act.state.events.get(entity));
  else if (type === 'FanClub')
    notifyEach(act, 'fan_club_text_post', `fan_club_text_post:${act.entityId}:user:${owner}`,
      { entity_user_id: owner, comment_id: act.entityId }, followersOf(act, owner), owner);
}

/** A row of one user and one comment. */
function putMark(act, rows, userId, isDelete) {
  const natural = { comment_id: act.entityId, user_id: userId };
  act.put(rows, `${act.entityId}/${userId}`, natural, { is_delete: isDelete });
}

export function createComment(act) {
  const { state, data, entityId, userId } = act;
  must(!state.comments.has(entityId), 'C1');
  const place = placeOf(act);
  const body = bodyOf(act);
  const parent = parentOf(act, place);
  const mentions = checkMentions(act);

  const talk = talkOf(act, place, parent);
  act.put(state.comments, entityId, { comment_id: entityId, is_visible: true, video_url: null }, {
    text: body, user_id: userId, entity_id: place.id, entity_type: place.type,
    track_timestamp_s: Number.isInteger(data.track_timestamp_s) ? data.track_timestamp_s : null,
    is_delete: false, is_edited: false, ...extraColumns(data, place.type),
  });
  tellOwner(act, talk, mentions);
  for (const whom of mentions) {
    putMark(act, state.mentions, whom, false);
    tellMentioned(act, talk, whom);
  }
  if (parent !== null) {
    state.threads.set(`${parent}/${entityId}`, { parent_comment_id: parent, comment_id: entityId });
    tellAuthor(act, talk);
  }
  tellCrowd(act, talk);
}

function commentOf({ state, entityId }, rule) {
  const row = state.comments.get(entityId);
  must(row !== undefined, rule);
  return row;
}

function changeMentions(act, row, mentions) {
  const { state, entityId } = act;
  const thread = [...state.threads.values()].find((pair) => pair.comment_id === entityId);
  const talk = talkOf(act, { type: row.entity_type, id: row.entity_id }, thread?.parent_comment_id ?? null);
  const reporters = [...state.reports.values()].filter((mark) => mark.comment_id === entityId)
    .map((mark) => mark.user_id);
  const known = [...state.mentions.values()].filter((mark) => mark.comment_id === entityId);
  for (const { user_id: whom, is_delete: isDelete } of known)
    if (mentions.includes(whom) === isDelete)
      putMark(act, state.mentions, whom, !isDelete);
  for (const whom of mentions.filter((id) => !known.some((mark) => mark.user_id === id))) {
    putMark(act, state.mentions, whom, false);
    if (!reporters.includes(talk.owner) && !reporters.includes(whom))
      tellMentioned(act, talk, whom);
  }
}

/** Only who wrote it may change it (D7), and not what it is about (C17). */
export function updateComment(act) {
  const { data, userId } = act;
  const row = commentOf(act, 'C7');
  must(!row.is_delete, 'C7');
  must(row.user_id === userId, 'D7');
  must(isId(data?.entity_id), 'C7');
  must(isAbout(row, { type: data.entity_type ?? 'Track', id: data.entity_id }), 'C17');
  const text = bodyOf(act);
  const mentions = checkMentions(act);
  act.stamp(row, { text, is_edited: true, ...extraColumns(data, row.entity_type) });
  if (mentions.length > 0)
    changeMentions(act, row, mentions);
}

/** C13: also who owns what it is about may delete it. */
export function deleteComment(act) {
  const row = commentOf(act, 'C7');
  const owner = PLACES[row.entity_type].ownerOf(act.state, row.entity_id);
  must([row.user_id, owner].includes(act.userId), 'C13');
  act.stamp(row, { is_delete: true });
}

function tellOfReaction(act, comment) {
  const { entity_type: type, entity_id: id, user_id: author } = comment;
  const { owner, authorIsDeaf, ownerIsDeaf } = talkOf(act, { type, id }, act.entityId);
  if (author === act.userId || authorIsDeaf || (author === owner && ownerIsDeaf))
    return;
  notify(act, 'comment_reaction', `comment_reaction:${act.entityId}`, String(act.userId), {
    type, entity_id: id, entity_user_id: owner ?? null, comment_id: act.entityId, reacter_user_id: act.userId,
  }, [author]);
}

/** C8: who has taken a reaction back cannot react again. */
export function reactToComment(act) {
  const { state, data, entityId, userId, action } = act;
  const isBack = action === 'Unreact';
  const comment = commentOf(act, 'C8');
  const reaction = state.commentReactions.get(`${entityId}/${userId}`);
  must(!comment.is_delete, 'C14');
  must(isBack ? reaction?.is_delete === false : reaction === undefined, isBack ? 'C14' : 'C8');
  putMark(act, state.commentReactions, userId, isBack);
  if (!isBack && (data?.entity_id ?? null) !== null)
    tellOfReaction(act, comment);
}

export function reportComment(act) {
  const { state, entityId, userId } = act;
  must(state.comments.has(entityId) && !state.reports.has(`${entityId}/${userId}`), 'C9');
  putMark(act, state.reports, userId, false);
}

export function pinComment(act) {
  const { state, entityId, userId, data } = act;
  must(state.comments.has(entityId), 'C10');
  const track = state.tracks.get(data?.entity_id);
  must(track?.owner_id === userId, 'C10');
  const pin = act.action === 'Pin';
  must((track.pinned_comment_id === entityId) !== pin, 'C10');
  act.stamp(track, { pinned_comment_id: pin ? entityId : null });
}

/** Of a track or a comment, whether or not there is such a thing. */
export function muteTalk(act) {
  const { state, userId, entityId, type, action } = act;
  act.putTimed(state.settings, `${userId}/${entityId}/${type}`,
    { user_id: userId, entity_id: entityId, entity_type: type }, { is_muted: action === 'Mute' });
}
