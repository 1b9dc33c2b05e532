// SPDX-License-Identifier: ISC
// Scenes of EntityManager about what people do with each other's things.
import { NOBODY } from './em_scenes_people.mjs';

const SEALED = 'c2VhbGVk';

async function social(world, [ann, ben, cid]) {
  const track = ann.addTrack({ title: 'To be liked', genre: 'Pop' });
  const list = ann.addPlaylist({ playlist_name: 'To be liked', is_album: true });
  ben.act('User', ann.id, 'Follow');
  cid.act('User', ann.id, 'Subscribe');
  ben.act('User', cid.id, 'Unfollow');
  ben.act('Track', track, 'Repost', '{"is_repost_of_repost": true}');
  ben.act('Playlist', list, 'Save', '{"is_save_of_repost": true}');
  cid.act('Track', track, 'Save', 'not JSON');
  cid.act('Playlist', list, 'Repost', '{"is_repost_of_repost": 1}');
  ben.act('Track', track, 'Share');
  world.expecting('ignore', () => ben.act('Track', track, 'Share'));
  cid.act('Playlist', list, 'Share');
  ben.act('Playlist', list, 'Unrepost');
  await world.mine();
  const no = (rule, who, type, id, action) => world.expecting(rule, () => who.act(type, id, action));
  no('F2', ann, 'User', ann.id, 'Follow');
  no('F2', ann, 'User', ann.id, 'Unsubscribe');
  no('F2', ann, 'Track', track, 'Save');
  no('F2', ann, 'Playlist', list, 'Repost');
  no('F2', ann, 'Track', track, 'Share');
  no('F1', ben, 'User', NOBODY, 'Follow');
  no('F1', ben, 'Track', NOBODY, 'Save');
  no('F1', ben, 'Track', NOBODY, 'Share');
  no('F1', ben, 'Playlist', NOBODY, 'Unrepost');
  no('F1', ben, 'User', ann.id, 'Save');
  no('F1', ben, 'Track', track, 'Follow');
  no('F1', ben, 'Comment', track, 'Repost');
  no('ignore', ben, 'User', ann.id, 'Follow');
  no('ignore', ben, 'Track', track, 'Repost');
  no('ignore', cid, 'User', ann.id, 'Subscribe');
  cid.act('User', ann.id, 'Follow');
  ben.act('Track', track, 'Share');
  ben.act('Track', track, 'Save');
  ben.act('Track', track, 'Unsave');
  ben.act('Playlist', list, 'Unsave');
  world.expecting('S4', () => ben.actAs(cid.id, 'Track', track, 'Repost'));
  await world.mine();
  ben.act('Track', track, 'Unrepost');
  ben.act('User', ann.id, 'Unfollow');
  cid.act('User', ann.id, 'Unsubscribe');
  ann.act('Track', track, 'Delete');
  cid.act('Track', track, 'Repost');
  await world.mine();
  ben.act('Track', track, 'Repost');
  cid.act('User', ann.id, 'Unfollow');
  await world.mine();
}

async function notifications(world, [ann, ben, , , eve]) {
  const verifier = world.office('verifier');
  const list = ann.addPlaylist({ playlist_name: 'Seen' });
  ann.act('Notification', ann.id, 'View');
  world.expecting('ignore', () => ann.act('Notification', ann.id, 'View'));
  ben.act('Notification', list, 'ViewPlaylist');
  world.expecting('ignore', () => ben.act('Notification', list, 'ViewPlaylist'));
  world.expecting('N3', () => ben.act('Notification', NOBODY, 'ViewPlaylist'));
  world.expecting('S1', () => ben.actAs(NOBODY, 'Notification', 0, 'View'));
  world.expecting('S4', () => eve.actAs(ann.id, 'Notification', 0, 'View'));
  world.expecting('N2', () => ann.say('Notification', 0, 'Create', { title: 'Not by me' }));
  world.expecting('N2', () => verifier.actAs(0, 'Notification', 0, 'Create', 'no JSON'));
  verifier.actAs(0, 'Notification', 0, 'Create', '{"title": "Hello\\u0000", "route": ["/"], "n": 1.5}');
  verifier.actAs(0, 'Notification', 0, 'Create', '{"title": "The second of a block"}');
  await world.mine();
  ben.act('Notification', list, 'ViewPlaylist');
  ann.act('Notification', 0, 'View');
  await world.mine();
}

async function comments(world, [ann, ben, cid, dot]) {
  const track = ann.addTrack({ title: 'Talked about', genre: 'Pop' });
  const other = ann.addTrack({ title: 'Another', genre: 'Pop' });
  const no = (rule, more, who = ben) => world.expecting(rule, () => who.comment(track, 'Refused', more));
  no('C2', { entity_type: 'Playlist' });
  no('C2', { entity_type: null });
  no('C3', { entity_id: NOBODY });
  no('C3', { entity_id: null });
  no('C4', { body: '' });
  no('C4', { body: 5 });
  no('C5', { parent_comment_id: NOBODY });
  no('C5', { parent_comment_id: 'x' });
  no('C6', { mentions: ['x'] });
  no('C6', { mentions: 5 });
  const first = ben.comment(track, 'First!', { track_timestamp_s: 61, mentions: [] });
  const owner = ann.comment(track, 'Thank you all', { mentions: [ben.id, cid.id, ben.id, ann.id, NOBODY] });
  const reply = cid.comment(track, 'Me too', { parent_comment_id: first, mentions: [ann.id, ben.id, dot.id] });
  world.expecting('C1', () => dot.act('Comment', first, 'Create', { entity_type: 'Track', entity_id: track, body: 'x' }));
  await world.mine();
  ann.comment(track, 'An answer to myself', { parent_comment_id: owner });
  dot.comment(track, 'An answer to an answer', { parent_comment_id: reply, mentions: [cid.id] });
  ben.act('Comment', first, 'Update', { body: 'First, edited', mentions: [dot.id, cid.id] });
  cid.act('Comment', reply, 'Update', { body: 'Me three', mentions: [dot.id] });
  world.expecting('C4', () => ben.act('Comment', first, 'Update', { body: null }));
  world.expecting('C6', () => ben.act('Comment', first, 'Update', { body: 'x', mentions: [1.5] }));
  world.expecting('C7', () => ben.act('Comment', NOBODY, 'Update', { body: 'x' }));
  world.expecting('D7', () => cid.act('Comment', first, 'Update', { body: 'Not mine' }));
  world.expecting('D7', () => cid.act('Comment', first, 'Delete'));
  await world.mine();
  cid.act('Comment', reply, 'Update', { body: 'Me four', mentions: [ann.id, ben.id] });
  ben.act('Comment', first, 'Update', { body: 'First, once more' });
  await world.mine();
  const on = (id) => ({ entity_id: id, entity_type: 'Track' });
  dot.act('Comment', first, 'React', on(track));
  cid.act('Comment', first, 'React');
  world.expecting('C8', () => dot.act('Comment', first, 'React', on(track)));
  world.expecting('C8', () => dot.act('Comment', NOBODY, 'React', on(track)));
  world.expecting('C8', () => ann.act('Comment', first, 'Unreact', on(track)));
  dot.act('Comment', first, 'Unreact', on(track));
  ann.act('Comment', first, 'Pin', on(track));
  world.expecting('C10', () => ann.act('Comment', first, 'Pin', on(track)));
  world.expecting('C10', () => ben.act('Comment', first, 'Pin', on(track)));
  world.expecting('C10', () => ann.act('Comment', NOBODY, 'Pin', on(track)));
  world.expecting('C10', () => ann.act('Comment', first, 'Pin', on(NOBODY)));
  world.expecting('C10', () => ann.act('Comment', owner, 'Unpin', on(track)));
  await world.mine();
  world.expecting('C8', () => dot.act('Comment', first, 'React', on(track)));
  ann.act('Comment', owner, 'Pin', on(track));
  ann.act('Comment', first, 'Pin', on(other));
  await world.mine();
  ann.act('Comment', owner, 'Unpin', on(track));
  ben.act('Comment', first, 'Delete');
  world.expecting('C7', () => ben.act('Comment', first, 'Update', { body: 'Too late' }));
  await world.mine();
}

async function silence(world, [ann, ben, cid, dot, eve]) {
  const [loud, quiet] = ['Loud', 'Quiet'].map((title) => ann.addTrack({ title, genre: 'Pop' }));
  const base = ben.comment(loud, 'Speak');
  ann.act('Track', quiet, 'Mute', { is_muted: true });
  ann.act('User', dot.id, 'Mute');
  ben.act('Comment', base, 'Mute');
  ben.act('User', dot.id, 'Mute');
  world.expecting('X2', () => ben.act('User', dot.id, 'Mute'));
  world.expecting('X1', () => ben.act('User', cid.id, 'Unmute'));
  world.expecting('X3', () => ben.act('User', NOBODY, 'Mute'));
  world.expecting('S4', () => eve.actAs(ann.id, 'Track', loud, 'Mute'));
  await world.mine();
  cid.comment(quiet, 'Nobody is told');
  dot.comment(loud, 'The owner does not listen', { mentions: [ann.id] });
  cid.comment(loud, 'The author does not listen', { parent_comment_id: base });
  await world.mine();
  ann.act('Track', quiet, 'Unmute');
  ann.act('User', dot.id, 'Unmute');
  ben.act('Comment', base, 'Unmute', { is_muted: false });
  ben.act('User', dot.id, 'Unmute');
  dot.comment(quiet, 'Heard');
  dot.comment(loud, 'Heard too', { parent_comment_id: base });
  await world.mine();
  ben.act('User', dot.id, 'Mute');
  const rude = dot.comment(loud, 'Rude');
  ann.act('Comment', rude, 'Report');
  world.expecting('C9', () => ann.act('Comment', rude, 'Report'));
  world.expecting('C9', () => ann.act('Comment', NOBODY, 'Report'));
  dot.act('Comment', rude, 'Update', { body: 'Ruder', mentions: [ben.id, cid.id] });
  const rough = dot.comment(loud, 'Rough');
  cid.act('Comment', rough, 'Report');
  dot.act('Comment', rough, 'Update', { body: 'Rougher', mentions: [ben.id, cid.id] });
  await world.mine();
}

async function mail(world, [ann, ben, cid, dot]) {
  const sealed = (primary, owner, more = {}) => ({
    primary_user_id: primary.id, email_owner_user_id: owner.id, encrypted_email: SEALED, encrypted_key: 'key', ...more,
  });
  const add = (data, who = ann) => who.act('EncryptedEmail', 0, 'AddEmail', data);
  const update = (data, who = ann) => who.act('EncryptedEmail', 0, 'UpdateEmail', data);
  const no = (act) => world.expecting('K', act);
  add(sealed(ann, ben, { delegated_user_ids: [cid.id, dot.id], delegated_keys: ['kc', 'kd'] }));
  add(sealed(ben, cid), ben);
  world.expecting('ignore', () => add(sealed(ann, ben, { encrypted_key: 'not taken' })));
  no(() => add(sealed(ann, cid, { encrypted_email: '' })));
  no(() => add(sealed(ann, cid, { encrypted_key: null })));
  no(() => add(sealed(ann, { id: 0 })));
  no(() => add(sealed(ann, cid, { delegated_user_ids: [1] })));
  no(() => add(sealed(ann, cid, { delegated_user_ids: [1, 2], delegated_keys: ['k'] })));
  no(() => add(sealed(ann, cid, { delegated_user_ids: ['x'], delegated_keys: ['k'] })));
  no(() => update(sealed(ann, cid)));
  await world.mine();
  add(sealed(ann, dot, { encrypted_key: 'second key', delegated_user_ids: [ben.id], delegated_keys: ['kb'] }));
  await world.mine();
  update(sealed(ann, ben, { encrypted_email: 'new', encrypted_key: 'third', delegated_user_ids: [dot.id], delegated_keys: ['k2'] }));
  update(sealed(ben, cid, { encrypted_email: 'changed' }), ben);
  await world.mine();
  update(sealed(ann, ben));
  add(sealed(cid, ben, { delegated_user_ids: [dot.id], delegated_keys: ['kept'] }), cid);
  await world.mine();
}

async function tips(world, [ann]) {
  const no = (data) => world.expecting('TP', () => ann.act('Tip', ann.id, 'Update', data));
  no({ reacted_to: 'a tip that nobody gave', reaction_value: 1 });
  no({ reacted_to: 'a tip', reaction_value: 5 });
  no({ reacted_to: 'a tip', reaction_value: '1' });
  no({ reaction_value: 1 });
  await world.mine();
}

async function contests(world, [ann, ben, cid, dot]) {
  const track = ann.addTrack({ title: 'Remix me', genre: 'House' });
  const remixOf = (who, title, parent = track) =>
    who.addTrack({ title, genre: 'House', remix_of: { tracks: [{ parent_track_id: parent }] } });
  const early = remixOf(cid, 'Too early to win');
  const data = (more = {}) => ({
    event_type: 'remix_contest', entity_type: 'track', entity_id: track, end_date: '2034-01-01T00:00:00Z',
    event_data: { prize: 'ü' }, ...more,
  });
  const no = (more, who = ann) => world.expecting('V', () => who.addEvent(data(more)));
  no({ event_type: 'party' });
  no({ end_date: null });
  no({ end_date: 'tomorrow' });
  no({ end_date: '2020-01-01' });
  no({ entity_type: 'user' });
  no({ entity_id: null });
  no({ entity_id: NOBODY });
  no({}, ben);
  no({ entity_id: early }, cid);
  const contest = ann.addEvent(data());
  no({});
  world.expecting('V', () => ann.act('Event', contest, 'Create', data({ event_type: 'live_event' })));
  const live = ann.addEvent({ event_type: 'live_event', end_date: '2033-05-01 12:30:15.25+02:00' });
  await world.mine();
  remixOf(ben, 'A remix in time');
  const gone = remixOf(dot, 'A remix that is deleted');
  remixOf(ann, 'My own remix');
  const late = remixOf(cid, 'Another in time');
  ann.act('Event', contest, 'Update', { end_date: '2034-01-02T00:00:00+00:00', event_data: { winners: [] } });
  ann.act('Event', live, 'Update', { end_date: '2032-01-01', event_data: null });
  world.expecting('V', () => ann.act('Event', contest, 'Update', { end_date: '2033-12-31T23:59:59Z' }));
  world.expecting('V', () => ann.act('Event', contest, 'Update', { end_date: 'never' }));
  world.expecting('V', () => ben.act('Event', contest, 'Update', { event_data: {} }));
  world.expecting('V', () => ann.act('Event', NOBODY, 'Update', { event_data: {} }));
  await world.mine();
  dot.act('Track', gone, 'Delete');
  ann.act('Event', contest, 'Update', { event_data: { winners: [late], prize: 'ü' } });
  await world.mine();
  ann.act('Event', contest, 'Update', { event_data: { winners: [late, early] } });
  world.expecting('V', () => ben.act('Event', contest, 'Delete'));
  ann.act('Event', contest, 'Delete');
  ann.addEvent(data({ event_type: 'new_release', entity_type: null, event_data: 5 }));
  const next = ann.addEvent(data({ end_date: timeAfter(world, 5) }));
  await world.mine();
  await world.mine();
  await world.mine();
  ann.addEvent(data({ event_data: { winners: 'none' } }));
  ann.act('Event', next, 'Update', { event_data: { winners: [late] } });
  await world.mine();
}

/** That many seconds after the next block. */
function timeAfter(world, seconds) {
  return new Date((world.network.nextTime() + seconds) * 1000).toISOString();
}

export const SOCIAL_SCENES = [social, notifications, comments, silence, mail, tips, contests];
