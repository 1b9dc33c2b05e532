// SPDX-License-Identifier: ISC
// Scenes of EntityManager about tracks and playlists.
import { NOBODY } from './em_scenes_people.mjs';
import { hashId } from './model/text.mjs';

const FUTURE = '2035-01-01T00:00:00.000Z';
const PAST = '2015-06-01T12:30:15.120Z';
const DELIVERY = 'Delivered';
const audio = (name) => name.padEnd(62, '0');

const remixOf = (...ids) => ({ tracks: ids.map((id) => ({ parent_track_id: id })) });
const stemOf = (id) => ({ category: 'DRUMS', parent_track_id: id });
const contents = (...entries) => ({ track_ids: entries.map(([track, time]) => ({ track, time })) });
const price = (cents, splits) => ({ usdc_purchase: { price: cents, splits } });
const streamGate = (conditions) => ({
  is_stream_gated: true, stream_conditions: conditions, is_download_gated: true, download_conditions: conditions,
});
const downloadGate = (conditions) => ({ is_download_gated: true, download_conditions: conditions });
const make = (who, title, more = {}) => who.addTrack({ title, genre: 'Pop', ...more });

async function tracks(world, [ann, ben, , , eve]) {
  const no = (rule, more, who = ann) => world.expecting(rule, () => make(who, 'Refused', more));
  no('T4', { genre: 'pop' });
  no('T4', { genre: 7 });
  no('T5', { description: 'd'.repeat(2501) });
  no('T17', { owner_id: ben.id });
  no('T17', { owner_id: null });
  no('T18', { title: '' });
  no('T18', { title: 5 });
  world.expecting('T3', () => ann.addTrack(''));
  world.expecting('T2', () => ann.act('Track', 1999999, 'Create', { owner_id: ann.id, title: 'Too early' }));
  const track = make(ann, 'Everything', {
    duration: 201, tags: 'a,b', mood: 'Cool', credits_splits: 'c', create_date: '2020', license: 'L',
    isrc: 'I', iswc: 'W', file_type: 'mp3', description: 'd'.repeat(2500), cover_art: 'one', cover_art_sizes: 'sizes',
    track_segments: [], download: { is_downloadable: true, requires_follow: true, cid: null }, is_downloadable: true,
    is_original_available: true, track_cid: audio('baudio'), preview_cid: audio('bpreview'),
    preview_start_seconds: 12.5, orig_file_cid: audio('borig'), orig_filename: 'everything.wav', audio_upload_id: 'upload', bpm: 101.5,
    musical_key: 'D flat minor', is_custom_bpm: true, is_custom_musical_key: true, comments_disabled: true,
    audio_analysis_error_count: 3, placement_hosts: 'https://a.example,https://b.example',
    allowed_api_keys: ['0xABC', 'def'], ddex_release_ids: { isrc: 'x' }, artists: [{ name: 'Ä' }],
    resource_contributors: [{}], indirect_resource_contributors: [], rights_controller: { name: 'R' },
    copyright_line: { text: '©', year: '2020' }, producer_copyright_line: {}, parental_warning_type: 'Explicit',
    field_visibility: { genre: false }, cover_original_song_title: 'Song', cover_original_artist: 5,
    is_owned_by_user: true, no_ai_use: true, territory_codes: ['DE'], parental_warning: 'explicit',
    ai_attribution_user_id: ben.id, is_playlist_upload: true, release_date: PAST, unknown: 1,
  });
  const bare = ann.addTrack({ title: 'Bare', genre: '', musical_key: 'H major', bpm: 0, artists: ['x'],
    allowed_api_keys: [5], stem_of: { parent_track_id: 'x' }, remix_of: [], release_date: 'yesterday',
    cover_art: 'only one', track_cid: 'Qmaudio', preview_cid: '', orig_file_cid: 5, duration: 0, is_unlisted: 'no' });
  world.expecting('T1', () => ben.act('Track', track, 'Create', { title: 'Taken' }));
  await world.mine();
  ann.act('Track', track, 'Update', {
    owner_id: ben.id, track_cid: audio('bother'), orig_file_cid: null, orig_filename: 'o', duration: 5, mood: null,
    audio_analysis_error_count: 9, is_available: false, bpm: null, musical_key: null, genre: 'Rock', cover_art: null,
    allowed_api_keys: null, field_visibility: null, download: { cid: null }, preview_start_seconds: 'x',
    cover_original_song_title: null, is_playlist_upload: 'no', artists: null, description: 'ö\u0000ö',
    preview_cid: null, audio_upload_id: null, territory_codes: ['DE', 'US'], parental_warning: 'not_explicit',
    ddex_app: ben.wallet, ai_attribution_user_id: 'x',
  });
  ann.act('Track', bare, 'Update', {
    cover_art: 'new one', bpm: ' 99.5 ', musical_key: 'A minor', territory_codes: ['de'], parental_warning: 'loud',
    orig_filename: '', cover_original_artist: 'Someone', access_authorities: [' 0xABC ', 5, ''],
  });
  for (const title of [null, 5])
    world.expecting('T18', () => ann.act('Track', bare, 'Update', { title }));
  world.expecting('T8', () => ann.act('Track', NOBODY, 'Update', { title: 'x' }));
  world.expecting('T9', () => ben.act('Track', track, 'Update', { title: 'x' }));
  world.expecting('T3', () => ann.act('Track', track, 'Update'));
  world.expecting('T9', () => ben.act('Track', track, 'Delete'));
  world.expecting('T8', () => ben.act('Track', NOBODY, 'Delete'));
  world.expecting('S4', () => eve.actAs(ann.id, 'Track', track, 'Delete'));
  await world.mine();
  ann.act('Track', track, 'Update', { cover_art_sizes: null, title: 'Everything' });
  ann.act('Track', bare, 'Update', { cover_art: null, title: 'Bare again', bpm: true });
  ann.act('Track', track, 'Update', JSON.stringify({ cid: '', data: { mood: 'Cool' }, access_authorities: [ben.wallet] }));
  await world.mine();
  ann.act('Track', bare, 'Update', { access_authorities: null, cover_art_sizes: 5, title: '' });
  ann.act('Track', track, 'Update',
    JSON.stringify({ cid: '', data: { access_authorities: null }, access_authorities: [] }));
  await world.mine();
}

async function routes(world, [, , cid, dot]) {
  const titles = ['Tour', 'Tour 1', 'Tour', 'tour!', '!!!', 'ΟΔΟΣ ΣΑΣ'];
  const ids = titles.map((title) => make(cid, title));
  await world.mine();
  cid.act('Track', ids[0], 'Update', { title: 'Song' });
  cid.act('Track', ids[0], 'Update', { title: 'Tour' });
  cid.act('Track', ids[1], 'Update', { title: 'TOUR 1!' });
  cid.act('Track', ids[2], 'Update', { title: 'Tour', mood: 'Other' });
  make(dot, 'Tour');
  await world.mine();
  cid.act('Track', ids[3], 'Update', { title: 'x'.repeat(3000) });
  await world.mine();
}

async function relatives(world, [ann, ben, cid]) {
  const parent = make(ann, 'A parent');
  const stem = make(ben, 'A stem', { stem_of: stemOf(parent) });
  const remix = make(ben, 'A remix', { remix_of: remixOf(parent, stem) });
  make(ben, 'An odd remix', { remix_of: { ...remixOf(parent), more: 1 }, stem_of: { parent_track_id: parent } });
  await world.mine();
  cid.act('Track', stem, 'Download', { city: 'Rome', country: 'Italy' });
  cid.act('Track', parent, 'Download');
  ben.act('Track', remix, 'Update', { remix_of: remixOf(stem) });
  ben.act('Track', stem, 'Update', { stem_of: stemOf(remix) });
  world.expecting('T8', () => cid.act('Track', NOBODY, 'Download'));
  await world.mine();
  ben.act('Track', stem, 'Delete');
  ben.act('Track', remix, 'Update', { remix_of: {} });
  await world.mine();
  ben.act('Track', remix, 'Update', { remix_of: null, stem_of: null });
  await world.mine();
  ben.act('Track', stem, 'Update', { title: 'Deleted, but renamed' });
  ben.act('Track', stem, 'Delete');
  await world.mine();
}

async function gates(world, [ann, ben, cid]) {
  const all = [{ user_id: ann.id, percentage: 100 }];
  const no = (rule, more, who = ann) => world.expecting(rule, () => make(who, 'Behind no gate', more));
  const parent = make(ann, 'Before the gate');
  no('T7', { ...streamGate({ follow_user_id: ann.id }), stem_of: stemOf(parent) });
  no('T7', { is_stream_gated: true, is_download_gated: true });
  no('T7', streamGate({ follow_user_id: ann.id, tip_user_id: ann.id }));
  no('T7', { is_stream_gated: true, stream_conditions: { follow_user_id: ann.id } });
  no('T7', { ...streamGate({ follow_user_id: ann.id }), download_conditions: { follow_user_id: ben.id } });
  no('T7', { is_download_gated: true });
  no('T7', downloadGate({ follow_user_id: ann.id, tip_user_id: 1 }));
  no('T14', streamGate(price('5', all)));
  no('T14', downloadGate(price(5.5, { someone: 50 })));
  for (const splits of [undefined, [], {}, null])
    no('T7', downloadGate(price(5, splits)));
  const followers = make(ann, 'For followers', streamGate({ follow_user_id: ann.id }));
  const collectors = make(ann, 'For collectors', streamGate({ nft_collection: { chain: 'eth', address: ann.wallet } }));
  const sold = make(ann, 'For sale', streamGate(price(199, all)));
  const file = make(ann, 'The file for sale', downloadGate(price(50, { someone: 50 })));
  await world.mine();
  no('T6', { remix_of: remixOf(followers) }, cid);
  no('T6', { remix_of: remixOf(collectors) }, ben);
  make(ann, 'My own gate', { remix_of: remixOf(collectors, followers, sold) });
  cid.act('User', ann.id, 'Follow');
  make(cid, 'Through the gate', { remix_of: remixOf(followers, 1) });
  ann.act('Track', sold, 'Update', { ...streamGate(price(250, all)) });
  ann.act('Track', sold, 'Update', { ...streamGate(price(300, all)) });
  ann.act('Track', file, 'Update', { download_conditions: price(50, { someone: 50 }) });
  await world.mine();
  ann.act('Track', sold, 'Update', streamGate(price(250, all)));
  ann.act('Track', file, 'Update', { is_download_gated: false, download_conditions: null, stream_conditions: {} });
  cid.act('User', ann.id, 'Unfollow');
  no('T6', { remix_of: remixOf(followers) }, cid);
  await world.mine();
  ann.act('Track', sold, 'Update', streamGate(price(250, [{ user_id: ann.id, percentage: 50 }])));
  ann.act('Track', followers, 'Update', { is_stream_gated: false, is_download_gated: false });
  await world.mine();
}

async function releases(world, [ann]) {
  const scheduled = make(ann, 'Scheduled', { is_scheduled_release: true, release_date: FUTURE });
  make(ann, 'Was scheduled', { is_scheduled_release: true, is_unlisted: true, release_date: PAST });
  make(ann, 'Some day', { is_scheduled_release: true, is_unlisted: true });
  const hidden = make(ann, 'Hidden', { is_unlisted: true, release_date: FUTURE });
  const open = make(ann, 'Open', { release_date: 'Fri Dec 23 2016 10:00:00 GMT-0500 (Eastern Standard Time)' });
  const zoned = make(ann, 'Elsewhere', { release_date: '2019-05-01T01:30:00+02:00' });
  make(ann, 'Some fraction', { release_date: '2019-05-01T01:30:00.25-07:30' });
  await world.mine();
  ann.act('Track', scheduled, 'Update', { release_date: '2036-01-01T00:00:00.000Z' });
  ann.act('Track', hidden, 'Update', { is_unlisted: false });
  ann.act('Track', open, 'Update', { release_date: FUTURE });
  await world.mine();
  ann.act('Track', scheduled, 'Update', { is_unlisted: false });
  ann.act('Track', open, 'Update', { is_unlisted: true });
  ann.act('Track', zoned, 'Update', { is_unlisted: true, is_scheduled_release: true, release_date: FUTURE });
  ann.act('Track', hidden, 'Update', { release_date: '1500000000' });
  await world.mine();
}

/** What an application delivers it alone may change. */
async function deliveries(world, [ann, ben]) {
  const ddex = world.office('ddex');
  ddex.signUp({ handle: 'deliverer' });
  for (const who of [ann, ben])
    who.say('Grant', 0, 'Create', { grantee_address: ddex.address });
  await world.mine();
  for (const who of [ann, ben])
    ddex.say('Grant', 0, 'Approve', { grantor_user_id: who.id });
  const [track, album] = [world.fresh('Track'), world.fresh('Playlist')];
  const ours = { ddex_app: ddex.wallet };
  ddex.actAs(ann.id, 'Track', track, 'Create', { owner_id: ann.id, title: DELIVERY, genre: 'Jazz', ...ours });
  ddex.actAs(ann.id, 'Playlist', album, 'Create', { playlist_name: DELIVERY, is_album: true, ...ours,
    playlist_contents: contents([track, 5]) });
  make(ann, 'Nobody delivered it', { ddex_app: '' });
  await world.mine();
  world.expecting('T12', () => ann.act('Track', track, 'Update', { title: 'Mine', ddex_app: null }));
  world.expecting('T12', () => ann.act('Track', track, 'Delete'));
  world.expecting('P12', () => ann.act('Playlist', album, 'Update', { playlist_name: 'Mine', is_album: true }));
  world.expecting('P12', () => ann.act('Playlist', album, 'Delete'));
  ddex.actAs(ann.id, 'Track', track, 'Update', { title: `${DELIVERY} again`, ddex_app: ann.wallet });
  ddex.actAs(ann.id, 'Playlist', album, 'Update', { description: 'again', is_album: true });
  await world.mine();
}

async function playlists(world, [ann, ben, cid]) {
  const [a, b, c] = ['Un', 'Deux', 'Trois'].map((title) => make(ann, title));
  const foreign = make(ben, 'Of another');
  const gated = make(ann, 'In playlists, too', streamGate({ follow_user_id: ann.id }));
  const no = (rule, more) => world.expecting(rule, () => ann.addPlaylist({ playlist_name: 'Refused', ...more }));
  no('P5', { playlist_contents: { tracks: [] } });
  no('P5', { playlist_contents: 'none' });
  no('P5', { playlist_contents: { track_ids: [{ track: a }] } });
  no('P5', { playlist_contents: { track_ids: [{ track: a, time: 0 }] } });
  no('P5', { playlist_contents: { track_ids: [{ track: 'x', time: 1 }] } });
  no('P6', { playlist_contents: { track_ids: Array(5001).fill(0) } });
  no('P7', { description: 'd'.repeat(2501) });
  no('P9', { is_stream_gated: true, is_album: true });
  no('P13', { is_album: true, is_stream_gated: true, stream_conditions: price('7', []) });
  no('P13', { is_album: true, is_stream_gated: true, stream_conditions: price(7) });
  no('P', { playlist_name: null, description: 'nameless' });
  world.expecting('P11', () => ann.addPlaylist(''));
  world.expecting('P2', () => ann.act('Playlist', 399999, 'Create', { playlist_name: 'Too early' }));
  const mix = ann.addPlaylist({
    playlist_name: 'Mix 1', description: 'a mix', is_private: true, is_image_autogenerated: true,
    playlist_image_sizes_multihash: 'image', playlist_contents: contents([a, 50], [foreign, 60], [a, 70], [NOBODY, 80]),
    upc: '0123', ddex_release_ids: { upc: 'x' }, artists: [{ name: 'A' }], copyright_line: { text: 'c' },
    producer_copyright_line: 'p', parental_warning_type: 'Explicit', release_date: PAST,
    is_scheduled_release: true, playlist_id: 5,
  });
  const album = ann.addPlaylist({ playlist_name: 'Mix 1', is_album: true, playlist_contents: contents([gated, 1], [b, 2]) });
  const nameless = ben.addPlaylist({ playlist_name: '', playlist_contents: contents([gated, 3]) });
  world.expecting('P1', () => ben.act('Playlist', mix, 'Create', { playlist_name: 'Taken' }));
  await world.mine();
  ann.act('Playlist', mix, 'Update', { playlist_contents: contents([foreign, 60], [a, 70], [c, 90], [a, 71]),
    is_private: false, playlist_image_sizes_multihash: 'other', is_album: true });
  ann.act('Playlist', album, 'Update', { is_album: false, playlist_contents: contents([b, 2], [c, 3]) });
  ben.act('Playlist', nameless, 'Update', { playlist_name: 'Named at last' });
  world.expecting('P3', () => ann.act('Playlist', NOBODY, 'Update', { playlist_name: 'x' }));
  world.expecting('P4', () => cid.act('Playlist', mix, 'Update', { playlist_name: 'x' }));
  world.expecting('P4', () => cid.act('Playlist', mix, 'Delete'));
  world.expecting('P', () => ann.act('Playlist', mix, 'Update', { playlist_name: 5 }));
  await world.mine();
  ann.act('Playlist', mix, 'Update', { is_private: true, upc: null, artists: 'sent so', copyright_line: [1] });
  world.expecting('P11', () => ann.act('Playlist', mix, 'Update'));
  ann.act('Playlist', album, 'Update', { is_album: true, playlist_contents: contents([b, 2], [foreign, 4], [c, 3], [b, 9]) });
  ann.act('Playlist', mix, 'Update', { playlist_name: 'MIX 1!', playlist_contents: contents([c, 90]), is_private: 'no' });
  await world.mine();
  ann.act('Playlist', mix, 'Update', { playlist_name: 'Another name', playlist_contents: contents([a, 71], [c, 90]) });
  ann.act('Playlist', album, 'Update', { is_album: true, playlist_contents: { track_ids: [] } });
  await world.mine();
  ann.act('Playlist', mix, 'Delete');
  ann.act('Playlist', mix, 'Update', { playlist_name: 'Mix 1', playlist_contents: {} });
  ann.act('Playlist', album, 'Delete');
  await world.mine();
}

/** What today's clients write: bare lists, milliseconds, ids as text. */
async function lists(world, [ann]) {
  const [a, b, c] = ['Ichi', 'Ni', 'San'].map((title) => make(ann, title));
  const ms = world.network.nextTime() * 1000;
  const list = ann.addPlaylist({ playlist_name: 'A list', playlist_contents: [
    { track: a, time: ms }, { track_id: b, timestamp: 1700000000.25 }, { track: hashId(c), time: 80 },
  ] });
  const later = ann.addPlaylist({ playlist_name: 'Two times', playlist_contents: [
    { track: a, timestamp: 50, metadata_timestamp: 50 }, { track_id: b, timestamp: 60, metadata_timestamp: 61 },
    { track: c, timestamp: 0, time: 1500000000.5 },
  ] });
  const far = ann.addPlaylist({ playlist_name: 'Milliseconds', playlist_contents: [{ track: a, time: ms }] });
  ann.addPlaylist({ playlist_name: 'Nothing', playlist_contents: [] });
  await world.mine();
  const update = (id, entries) => ann.act('Playlist', id, 'Update', { playlist_contents: entries });
  update(list, [{ track: c, time: 80 }, { track_id: hashId(a), metadata_timestamp: ms, time: 5 }, { track: b }]);
  update(later, { track_ids: [{ track: c, time: 1500000000.5 }, { track: b, metadata_timestamp: 60 }] });
  update(far, [{ track: a, time: ms }, { track: b, time: ms }]);
  world.expecting('P5', () => update(list, [{ track: 'nothing', time: 5 }]));
  world.expecting('P5', () => update(list, [{ time: 5 }]));
  await world.mine();
  update(list, []);
  update(far, { track_ids: [] });
  update(later, [{ track: a, time: 50 }]);
  await world.mine();
  update(list, [{ track: b, time: 9 }]);
  update(later, []);
  update(later, [{ track: a, time: 50 }]);
  await world.mine();
}

async function albumReleases(world, [ann]) {
  const album = (name, more) => ann.addPlaylist({ playlist_name: name, is_album: true, ...more });
  const update = (id, more) => ann.act('Playlist', id, 'Update', more);
  const [soon, past] = [FUTURE, PAST].map((day) =>
    album(`Comes out on ${day}`, { is_scheduled_release: true, release_date: day, is_private: true }));
  const hidden = album('Hidden', { is_private: true });
  const open = album('Open', { release_date: '2019-05-01T01:30:00+02:00' });
  await world.mine();
  update(soon, { release_date: '2036-01-01T00:00:00.000Z' });
  update(past, { release_date: FUTURE });
  update(hidden, { is_private: false, release_date: PAST });
  update(open, { is_private: true, is_scheduled_release: true, release_date: FUTURE });
  await world.mine();
  update(soon, { is_private: false });
  update(open, { is_private: false, release_date: FUTURE });
  update(hidden, { release_date: 'some day' });
  await world.mine();
}

async function albumPrices(world, [ann]) {
  const all = [{ user_id: ann.id, percentage: 100 }];
  const gate = (conditions) => ({ is_album: true, is_stream_gated: true, stream_conditions: conditions });
  const sold = ann.addPlaylist({ playlist_name: 'LP', ...gate(price(900, { me: 900 })) });
  const free = ann.addPlaylist({ playlist_name: 'Free LP', is_album: true });
  const followed = ann.addPlaylist({ playlist_name: 'Fans only', ...gate({ follow_user_id: ann.id }) });
  await world.mine();
  const update = (id, more) => ann.act('Playlist', id, 'Update', { is_album: true, ...more });
  update(sold, gate(price(950, all)));
  update(followed, gate({ tip_user_id: ann.id }));
  update(free, { stream_conditions: { follow_user_id: ann.id } });
  world.expecting('P9', () => update(sold, { is_stream_gated: true, stream_conditions: {} }));
  world.expecting('P13', () => update(sold, gate({ usdc_purchase: { price: 1.5, splits: all } })));
  await world.mine();
  update(sold, { is_stream_gated: false, stream_conditions: null });
  update(free, gate(price(5, [])));
  update(followed, { stream_conditions: price(70, all) });
  await world.mine();
}

async function collaborators(world, [ann, ben, cid, dot, eve]) {
  const track = make(ann, 'Together', { collaborators: [ben.id, { user_id: cid.id }, ann.id, ben.id, 'x', null, {}] });
  make(ann, 'Alone', { collaborators: [] });
  const many = make(ann, 'With everybody', { collaborators: Array.from({ length: 60 }, (_, i) => i + 1) });
  const answer = (who, action, id = track) => who.act('TrackCollaborator', id, action);
  const no = (rule, act) => world.expecting(rule, act);
  no('TC1', () => answer(dot, 'Approve'));
  no('TC1', () => answer(ben, 'Reject', NOBODY));
  answer(ben, 'Approve');
  no('TC2', () => answer(ben, 'Approve'));
  no('S4', () => eve.actAs(cid.id, 'TrackCollaborator', track, 'Approve'));
  await world.mine();
  answer(cid, 'Reject');
  no('TC3', () => answer(cid, 'Reject'));
  no('TC2', () => answer(cid, 'Approve'));
  ann.act('Track', track, 'Update', { collaborators: [cid.id, ben.id, dot.id] });
  ann.act('Track', many, 'Update', { collaborators: 'nobody', mood: 'Cool' });
  await world.mine();
  answer(ben, 'Reject');
  ann.act('Track', track, 'Update', { mood: 'Cool' });
  ann.act('Track', track, 'Update', { collaborators: [dot.id] });
  ann.act('Track', many, 'Update', { collaborators: null });
  await world.mine();
  ann.act('Track', track, 'Update', { collaborators: [] });
  ann.act('Track', track, 'Update', { collaborators: [ben.id] });
  await world.mine();
}

export const MUSIC_SCENES = [
  tracks, routes, relatives, gates, releases, deliveries, playlists, lists, albumReleases, albumPrices, collaborators,
];
