// SPDX-License-Identifier: ISC
// Comments (rules C) and who is told of them.
import { isFilledText, isId, must } from './em_act.mjs';
import { notify } from './em_notifications.mjs';

const SHUNNED = 1700000; // followers of those who reported it

const isListOfIds = (value) => Array.isArray(value) && value.every(isId);

function checkMentions({ data: { mentions = null } }) {
  must(mentions === null || isListOfIds(mentions), 'C6');
  return [...new Set(mentions ?? [])];
}

/** What a comment is about, who wrote what it answers, and who listens. */
function talkOf({ state, userId }, { entity_id: entity, entity_type: type }, parent) {
  const owner = state.tracks.get(entity)?.owner_id;
  const hasMuted = (whom) => state.mutes.get(`${whom}/${userId}`)?.is_delete === false;
  const silenced = (whom, id, kind) => state.settings.get(`${whom}/${id}/${kind}`)?.is_muted === true;
  const author = parent === null ? undefined : state.comments.get(parent)?.user_id;
  return {
    entity, type, owner, parent, author,
    ownerIsDeaf: owner !== undefined && (silenced(owner, entity, type) || hasMuted(owner)),
    authorIsDeaf: author !== undefined && (silenced(author, parent, 'Comment') || hasMuted(author)),
  };
}

const dataOf = ({ userId }, { type, entity }) => ({ type, entity_id: entity, comment_user_id: userId });
const fullDataOf = (act, talk) => ({ ...dataOf(act, talk), entity_user_id: talk.owner ?? null });

function tellOwner(act, talk, mentions) {
  const { owner, parent, ownerIsDeaf, entity, type } = talk;
  if (owner === undefined || owner === act.userId || parent !== null || ownerIsDeaf || mentions.includes(owner))
    return;
  notify(act, 'comment', `comment:${entity}:type:${type}`, String(act.userId), dataOf(act, talk), [owner]);
}

function tellAuthor(act, talk) {
  const { author, parent, authorIsDeaf } = talk;
  if (author !== undefined && author !== act.userId && !authorIsDeaf)
    notify(act, 'comment_thread', `comment_thread:${parent}`, String(act.userId), fullDataOf(act, talk), [author]);
}

function tellMentioned(act, talk, whom) {
  const { owner, author, ownerIsDeaf, entity, type } = talk;
  if (whom === act.userId || whom === author || (whom === owner && ownerIsDeaf))
    return;
  notify(act, 'comment_mention', `comment_mention:${entity}:type:${type}`, String(whom), fullDataOf(act, talk), [whom]);
}

/** A row of one user and one comment. */
function putMark(act, rows, userId, isDelete) {
  const natural = { comment_id: act.entityId, user_id: userId };
  act.put(rows, `${act.entityId}/${userId}`, natural, { is_delete: isDelete });
}

export function createComment(act) {
  const { state, data, entityId, userId } = act;
  must(!state.comments.has(entityId), 'C1');
  must(data?.entity_type === 'Track', 'C2');
  must(isId(data.entity_id) && state.tracks.has(data.entity_id), 'C3');
  must(isFilledText(data.body), 'C4');
  const { parent_comment_id: parent } = data;
  must(parent === null || (isId(parent) && state.comments.has(parent)), 'C5');
  const mentions = checkMentions(act);

  const talk = talkOf(act, data, parent);
  act.put(state.comments, entityId, { comment_id: entityId, is_visible: true }, {
    text: data.body, user_id: userId, entity_id: data.entity_id, entity_type: 'Track',
    track_timestamp_s: Number.isInteger(data.track_timestamp_s) ? data.track_timestamp_s : null,
    is_delete: false, is_edited: false,
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
}

/** Only who wrote it may change it. */
function ownComment({ state, entityId, userId }) {
  const row = state.comments.get(entityId);
  must(row !== undefined, 'C7');
  must(row.user_id === userId, 'D7');
  return row;
}

function reportersOf({ state, entityId }) {
  return [...state.reports.values()].filter((row) => row.comment_id === entityId).map((row) => row.user_id);
}

function isShunned({ state }, reporters) {
  const followers = [...state.follows.values()].filter((row) => !row.is_delete && reporters.includes(row.followee_user_id));
  return followers.length >= SHUNNED;
}

function changeMentions(act, row, mentions) {
  const { state, entityId } = act;
  const thread = [...state.threads.values()].find((pair) => pair.comment_id === entityId);
  const talk = talkOf(act, row, thread?.parent_comment_id ?? null);
  const reporters = reportersOf(act);
  const known = [...state.mentions.values()].filter((mark) => mark.comment_id === entityId);
  for (const { user_id: whom, is_delete: isDelete } of known)
    if (mentions.includes(whom) === isDelete)
      putMark(act, state.mentions, whom, !isDelete);
  for (const whom of mentions.filter((id) => !known.some((mark) => mark.user_id === id))) {
    putMark(act, state.mentions, whom, false);
    if (!isShunned(act, reporters) && !reporters.includes(talk.owner) && !reporters.includes(whom))
      tellMentioned(act, talk, whom);
  }
}

export function updateComment(act) {
  const row = ownComment(act);
  must(!row.is_delete, 'C7');
  must(isFilledText(act.data?.body), 'C4');
  const mentions = checkMentions(act);
  act.stamp(row, { text: act.data.body, is_edited: true });
  if (mentions.length > 0)
    changeMentions(act, row, mentions);
}

export function deleteComment(act) {
  act.stamp(ownComment(act), { is_delete: true });
}

export function reactToComment(act) {
  const { state, entityId, userId, action } = act;
  const isBack = action === 'Unreact';
  must(state.comments.has(entityId), 'C8');
  must(state.commentReactions.has(`${entityId}/${userId}`) === isBack, 'C8');
  putMark(act, state.commentReactions, userId, isBack);
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

