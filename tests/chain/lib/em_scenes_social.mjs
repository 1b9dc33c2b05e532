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
  world.expecting('ignore', () => ben.act('Track', track, 'Share'));
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

async function comments(world, [ann, ben, cid, dot, eve]) {
  const track = ann.addTrack({ title: 'Talked about', genre: 'Pop' });
  const other = ann.addTrack({ title: 'Another', genre: 'Pop' });
  const no = (rule, more, who = ben) => world.expecting(rule, () => who.comment(track, 'Refused', more));
  no('C2', { entity_type: 'Playlist' });
  no('C11', { body: 'ü'.repeat(401) });
  no('C16', { entity_type: 'Event', entity_id: NOBODY });
  no('C19', { entity_type: 'FanClub', entity_id: ben.id });
  no('C3', { entity_id: NOBODY });
  no('C3', { entity_id: null });
  no('C4', { body: '' });
  no('C4', { body: 5 });
  no('C5', { parent_comment_id: NOBODY });
  no('C5', { parent_comment_id: 'x' });
  no('C6', { mentions: ['x'] });
  no('C6', { mentions: 5 });
  const first = ben.comment(track, '!'.repeat(400), { track_timestamp_s: 61, mentions: [], entity_type: null });
  const owner = ann.comment(track, 'Thank you all', { mentions: [ben.id, cid.id, ben.id, ann.id, NOBODY] });
  const reply = cid.comment(track, 'Me too', { parent_id: first, mentions: [ann.id, ben.id, dot.id] });
  no('C17', { entity_id: other, parent_comment_id: first });
  dot.comment(other, 'To everybody', {
    mentions: [ben.id, ben.id, ...Array.from({ length: 8 }, (_, i) => i + 1), cid.id],
    is_members_only: true, video_url: 'https://clips.example/2',
  });
  world.expecting('C1', () => dot.act('Comment', first, 'Create', { entity_type: 'Track', entity_id: track, body: 'x' }));
  await world.mine();
  ann.comment(track, 'An answer to myself', { parent_comment_id: owner });
  dot.comment(track, 'An answer to an answer', { parent_comment_id: reply, mentions: [cid.id] });
  const edit = (who, id, body, more) => who.act('Comment', id, 'Update', { entity_id: track, body, ...more });
  edit(ben, first, 'First, edited', { mentions: [dot.id, cid.id], is_members_only: true, entity_type: 'Track' });
  edit(cid, reply, 'Me three', { mentions: [dot.id] });
  world.expecting('C4', () => edit(ben, first, null));
  world.expecting('C6', () => edit(ben, first, 'x', { mentions: [1.5] }));
  world.expecting('C7', () => edit(ben, NOBODY, 'x'));
  world.expecting('C7', () => ben.act('Comment', first, 'Update', { body: 'about what?' }));
  world.expecting('C11', () => edit(ben, first, 'x'.repeat(401)));
  world.expecting('C17', () => edit(ben, first, 'x', { entity_id: other }));
  world.expecting('C17', () => edit(ben, first, 'x', { entity_type: 'Event' }));
  world.expecting('D7', () => edit(cid, first, 'Not mine'));
  world.expecting('C13', () => cid.act('Comment', first, 'Delete'));
  await world.mine();
  edit(cid, reply, 'Me four', { mentions: [ann.id, ben.id] });
  edit(ben, first, 'First, once more');
  await world.mine();
  const on = (id) => ({ entity_id: id, entity_type: 'Track' });
  dot.act('Comment', first, 'React', on(track));
  cid.act('Comment', first, 'React');
  world.expecting('C8', () => dot.act('Comment', first, 'React', on(track)));
  world.expecting('C8', () => dot.act('Comment', NOBODY, 'React', on(track)));
  world.expecting('C14', () => ann.act('Comment', first, 'Unreact', on(track)));
  dot.act('Comment', first, 'Unreact', on(track));
  world.expecting('C14', () => dot.act('Comment', first, 'Unreact', on(track)));
  ann.act('Comment', reply, 'React', on(track));
  ann.act('Comment', owner, 'React', on(track));
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
  world.expecting('C7', () => edit(ben, first, 'Too late'));
  world.expecting('C14', () => eve.act('Comment', first, 'React', on(track)));
  world.expecting('C14', () => cid.act('Comment', first, 'Unreact'));
  ann.act('Comment', reply, 'Delete');
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
  cid.act('Comment', base, 'React', { entity_id: loud, entity_type: 'Track' });
  dot.act('Comment', base, 'React', { entity_id: loud, entity_type: 'Track' });
  cid.comment(loud, 'One who is mentioned does not listen');
  dot.comment(loud, 'To deaf ears', { mentions: [ben.id, cid.id] });
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
  dot.act('Comment', rude, 'Update', { entity_id: loud, body: 'Ruder', mentions: [ben.id, cid.id] });
  const rough = dot.comment(loud, 'Rough');
  cid.act('Comment', rough, 'Report');
  dot.act('Comment', rough, 'Update', { entity_id: loud, body: 'Rougher', mentions: [ben.id, cid.id] });
  await world.mine();
}

/** Who was given the key to an address may pass it on. */
async function mail(world, [ann, ben, cid, dot]) {
  const grant = (from, to, more = {}) =>
    ({ grantor_user_id: from.id, receiving_user_id: to.id, encrypted_key: `${from.id} to ${to.id}`, ...more });
  const add = (who, grants, more = {}) => who.act('EncryptedEmail', who.id, 'AddEmail',
    { email_owner_user_id: who.id, encrypted_email: SEALED, access_grants: grants, ...more });
  const share = (who, owner, grants, more = {}) => who.act('EmailAccess', who.id, 'Update',
    { email_owner_user_id: owner.id, access_grants: grants, ...more });
  const no = (rule, act) => world.expecting(rule, act);
  no('K1', () => add(ann, []));
  no('K1', () => add(ann, null));
  no('K1', () => add(ann, [grant(ann, ben, { encrypted_key: null })]));
  no('K1', () => add(ann, [grant(ann, ben, { receiving_user_id: 'x' })]));
  no('K1', () => add(ann, [grant(ann, ben)], { encrypted_email: '' }));
  no('K1', () => add(ann, [grant(ann, ben)], { email_owner_user_id: null }));
  no('K2', () => share(ann, ann, [grant(ann, ben)]));
  add(ann, [grant(ann, ann, { is_initial: true }), grant(ann, ben, { is_initial: 'yes' }), grant(ann, ben)]);
  no('ignore', () => add(ann, [grant(ann, dot)], { encrypted_email: 'not taken' }));
  add(ben, [grant(ben, cid)]);
  await world.mine();
  share(ben, ann, [grant(ben, cid), grant(ben, dot)]);
  share(cid, ann, [grant(cid, dot)]);
  no('K1', () => share(ben, ann, [], { encrypted_email: SEALED }));
  no('K2', () => share(dot, ben, [grant(dot, ann)]));
  no('K2', () => share(cid, ben, [grant(cid, ann), grant(dot, ann)]));
  no('ignore', () => share(ben, ann, [grant(ben, cid, { encrypted_key: 'another' })]));
  no('S4', () => dot.actAs(ben.id, 'EmailAccess', ben.id, 'Update', { email_owner_user_id: ben.id }));
  await world.mine();
  share(dot, ann, [grant(dot, ben), grant(ben, dot)]);
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

const remixOf = (who, title, parent, more = {}) =>
  who.addTrack({ title, genre: 'House', remix_of: { tracks: [{ parent_track_id: parent }] }, ...more });
const contestOn = (track, more = {}) => ({
  event_type: 'remix_contest', entity_type: 'track', entity_id: track, end_date: '2034-01-01T00:00:00Z',
  event_data: { prize: 'ü' }, ...more,
});

async function contests(world, [ann, ben, cid, dot]) {
  const track = ann.addTrack({ title: 'Remix me', genre: 'House' });
  const early = remixOf(cid, 'Too early to win', track);
  const data = (more) => contestOn(track, more);
  const no = (rule, more, who = ann) => world.expecting(rule, () => who.addEvent(data(more)));
  no('V1', { event_type: 'party' });
  no('V1', { end_date: null });
  no('V2', { end_date: 'tomorrow' });
  no('V2', { end_date: '2020-01-01' });
  no('V3', { entity_type: 'user' });
  no('V4', { entity_type: null });
  no('V4', { entity_id: null });
  no('V4', { entity_id: NOBODY });
  no('V4', {}, ben);
  no('V5', { entity_id: early }, cid);
  const contest = ann.addEvent(data());
  no('V6', {});
  world.expecting('V1', () => ann.act('Event', contest, 'Create', data({ event_type: 'live_event' })));
  const live = ann.addEvent({ event_type: 'live_event', end_date: '2033-05-01 12:30:15.25+02:00' });
  await world.mine();
  remixOf(ben, 'A remix in time', track);
  const gone = remixOf(dot, 'A remix that is deleted', track);
  remixOf(ann, 'My own remix', track);
  const late = remixOf(cid, 'Another in time', track);
  const update = (who, id, more) => who.act('Event', id, 'Update', more);
  const wrong = (rule, who, id, more) => world.expecting(rule, () => update(who, id, more));
  update(ann, contest, { end_date: '2034-01-02T00:00:00+00:00', event_data: { winners: [] } });
  update(ann, live, { end_date: '2032-01-01', event_data: null });
  update(ann, live, { end_date: null, event_data: [1] });
  wrong('V7', ann, contest, { end_date: '2033-12-31T23:59:59Z' });
  wrong('V7', ann, live, { end_date: '2020-01-01' });
  wrong('V2', ann, contest, { end_date: 'never' });
  wrong('V7', ben, contest, { event_data: {} });
  wrong('V7', ann, NOBODY, { event_data: {} });
  await world.mine();
  dot.act('Track', gone, 'Delete');
  update(ann, contest, { event_data: { winners: [late], prize: 'ü' } });
  await world.mine();
  update(ann, contest, { event_data: { winners: [late, early] } });
  world.expecting('V9', () => ben.act('Event', contest, 'Delete'));
  world.expecting('V9', () => ben.act('Event', NOBODY, 'Delete'));
  ann.act('Event', contest, 'Delete', 'not JSON');
  ann.addEvent(data({ event_type: 'new_release', entity_type: null, event_data: 5 }));
  const next = ann.addEvent(data({ end_date: timeAfter(world, 5) }));
  await world.mine();
  await world.mine();
  await world.mine();
  ann.addEvent(data({ event_data: { winners: 'none' } }));
  update(ann, next, { event_data: { winners: [late] } });
  await world.mine();
  update(ann, next, { end_date: '2035-01-01' });
  remixOf(dot, 'Into the older of two', track);
  await world.mine();
}

/** Who enters, who wants to hear of a contest, and what its host writes there. */
async function crowds(world, [ann, ben, cid, dot, eve]) {
  const track = ann.addTrack({ title: 'Remix me, too', genre: 'House', is_unlisted: true });
  ben.act('User', ann.id, 'Follow');
  cid.act('Track', track, 'Save');
  const contest = ann.addEvent(contestOn(track));
  const no = (rule, act) => world.expecting(rule, act);
  dot.act('Event', contest, 'Subscribe');
  ann.act('Event', contest, 'Subscribe');
  no('ignore', () => dot.act('Event', contest, 'Subscribe'));
  no('F7', () => dot.act('Event', NOBODY, 'Subscribe'));
  no('F1', () => dot.act('Event', contest, 'Follow'));
  no('F1', () => dot.act('Track', track, 'Subscribe'));
  no('S4', () => eve.actAs(dot.id, 'Event', contest, 'Unsubscribe'));
  await world.mine();
  ann.act('Track', track, 'Update', { is_unlisted: false });
  const entry = remixOf(eve, 'An entry', track);
  remixOf(cid, 'A hidden entry', track, { is_unlisted: true });
  remixOf(ann, 'The host enters', track);
  remixOf(ben, 'No entry, but a stem', track, { stem_of: { category: 'BASS', parent_track_id: track } });
  remixOf(ben, 'Another comes first', 1, { remix_of: { tracks: [{ parent_track_id: entry }, { parent_track_id: track }] } });
  await world.mine();
  dot.act('Event', contest, 'Unsubscribe');
  eve.act('Event', contest, 'Unsubscribe');
  const there = (who, body, more) => who.comment(contest, body, { entity_type: 'Event', ...more });
  const word = there(ann, 'Two more days', { mentions: [ben.id] });
  const question = there(ben, 'Until when?', { video_url: 'https://clips.example/1' });
  no('C17', () => ben.comment(track, 'Elsewhere', { parent_comment_id: word }));
  no('C10', () => ann.act('Comment', word, 'Pin', { entity_id: contest, entity_type: 'Event' }));
  cid.act('Comment', word, 'React', { entity_id: contest, entity_type: 'Event' });
  await world.mine();
  there(ann, 'Until Sunday', { parent_comment_id: question });
  no('C17', () => ann.act('Comment', word, 'Update', { entity_id: contest, body: 'Of a track?' }));
  ann.act('Comment', word, 'Update', { entity_id: contest, entity_type: 'Event', body: 'One more day', mentions: [dot.id] });
  remixOf(eve, 'A second entry', track);
  no('ignore', () => ann.act('Event', contest, 'Mute'));
  await world.mine();
  ann.act('Comment', question, 'Delete');
  there(dot, 'Am I late?');
  ann.act('Event', contest, 'Delete');
  no('C16', () => there(dot, 'I am'));
  no('F7', () => dot.act('Event', contest, 'Subscribe'));
  remixOf(dot, 'Too late', track);
  await world.mine();
}

/** That many seconds after the next block. */
function timeAfter(world, seconds) {
  return new Date((world.network.nextTime() + seconds) * 1000).toISOString();
}

export const SOCIAL_SCENES = [social, notifications, comments, silence, mail, tips, contests, crowds];
