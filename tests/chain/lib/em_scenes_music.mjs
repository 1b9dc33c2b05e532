// SPDX-License-Identifier: ISC
// Scenes of EntityManager about tracks and playlists.
import { NOBODY } from './em_scenes_people.mjs';

const FUTURE = '2035-01-01T00:00:00.000Z';
const PAST = '2015-06-01T12:30:15.120Z';
const DELIVERY = 'Delivered';

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
  no('T5', { description: 'd'.repeat(1001) });
  no('T11', { ai_attribution_user_id: ann.id });
  no('T11', { ai_attribution_user_id: 'x' });
  world.expecting('T3', () => ann.addTrack(''));
  world.expecting('T2', () => ann.act('Track', 1999999, 'Create', { title: 'Too early' }));
  const track = make(ann, 'Everything', {
    owner_id: ben.id, duration: 201, tags: 'a,b', mood: 'Cool', credits_splits: 'c', create_date: '2020', license: 'L',
    isrc: 'I', iswc: 'W', file_type: 'mp3', description: 'd'.repeat(1000), cover_art: 'one', cover_art_sizes: 'sizes',
    track_segments: [], download: { is_downloadable: true, requires_follow: true, cid: null }, is_downloadable: true,
    is_original_available: true, track_cid: 'baudio', preview_cid: 'bpreview', preview_start_seconds: 12.5,
    orig_file_cid: 'borig', orig_filename: 'everything.wav', audio_upload_id: 'upload', bpm: 101.5,
    musical_key: 'D flat minor', is_custom_bpm: true, is_custom_musical_key: true, comments_disabled: true,
    audio_analysis_error_count: 3, placement_hosts: 'https://a.example,https://b.example',
    allowed_api_keys: ['0xABC', 'def'], ddex_release_ids: { isrc: 'x' }, artists: [{ name: 'Ä' }],
    resource_contributors: [{}], indirect_resource_contributors: [], rights_controller: { name: 'R' },
    copyright_line: { text: '©', year: '2020' }, producer_copyright_line: {}, parental_warning_type: 'Explicit',
    field_visibility: { genre: false }, cover_attribution: { original_song_title: 'Song', original_song_artist: 5 },
    ai_attribution_user_id: ben.id, is_playlist_upload: true, release_date: PAST, unknown: 1,
  });
  const bare = ann.addTrack({ title: 'Bare', genre: null, musical_key: 'H major', bpm: 0, artists: ['x'],
    allowed_api_keys: [5], stem_of: { parent_track_id: 'x' }, remix_of: [], release_date: 'yesterday',
    cover_art: 'only one' });
  world.expecting('T1', () => ben.act('Track', track, 'Create', { title: 'Taken' }));
  await world.mine();
  ann.act('Track', track, 'Update', {
    owner_id: ben.id, track_cid: 'other', orig_file_cid: 'other', orig_filename: 'o', duration: 5, mood: null,
    audio_analysis_error_count: 9, is_available: false, bpm: null, musical_key: null, genre: 'Rock', cover_art: null,
    allowed_api_keys: null, field_visibility: null, download: { cid: null }, preview_start_seconds: 'x',
    cover_attribution: null, is_playlist_upload: 'no', artists: null, description: 'ö\u0000ö',
  });
  ann.act('Track', bare, 'Update', { cover_art: 'new one', title: null });
  world.expecting('T8', () => ann.act('Track', NOBODY, 'Update', { title: 'x' }));
  world.expecting('T9', () => ben.act('Track', track, 'Update', { title: 'x' }));
  world.expecting('T3', () => ann.act('Track', track, 'Update'));
  world.expecting('T9', () => ben.act('Track', track, 'Delete'));
  world.expecting('T8', () => ben.act('Track', NOBODY, 'Delete'));
  world.expecting('S4', () => eve.actAs(ann.id, 'Track', track, 'Delete'));
  await world.mine();
  ann.act('Track', track, 'Update', { cover_art_sizes: null, title: 'Everything' });
  ann.act('Track', bare, 'Update', { cover_art: null, title: 'Bare again' });
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
  ben.act('Track', remix, 'Update', { remix_of: null });
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
  no('T14', downloadGate({ usdc_purchase: { price: 5 } }));
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
  const open = make(ann, 'Open', { release_date: 'Fri Dec 23 2016 10:00:00 GMT-0500' });
  await world.mine();
  ann.act('Track', scheduled, 'Update', { release_date: '2036-01-01T00:00:00.000Z' });
  ann.act('Track', hidden, 'Update', { is_unlisted: false });
  ann.act('Track', open, 'Update', { release_date: FUTURE });
  await world.mine();
  ann.act('Track', scheduled, 'Update', { is_unlisted: false });
  ann.act('Track', open, 'Update', { is_unlisted: true });
  ann.act('Track', hidden, 'Update', { release_date: '1500000000' });
  await world.mine();
}

async function deliveries(world, [ann, ben]) {
  const ddex = world.office('ddex');
  ddex.signUp({ handle: 'deliverer' });
  for (const who of [ann, ben])
    who.say('Grant', 0, 'Create', { grantee_address: ddex.address });
  await world.mine();
  for (const who of [ann, ben])
    ddex.say('Grant', 0, 'Approve', { grantor_user_id: who.id });
  const track = world.fresh('Track');
  const album = world.fresh('Playlist');
  ddex.actAs(ann.id, 'Track', track, 'Create', { title: DELIVERY, genre: 'Jazz' });
  ddex.actAs(ann.id, 'Playlist', album, 'Create', { playlist_name: DELIVERY, is_album: true,
    playlist_contents: contents([track, 5]) });
  await world.mine();
  world.expecting('T12', () => ann.act('Track', track, 'Update', { title: 'Mine' }));
  world.expecting('T12', () => ann.act('Track', track, 'Delete'));
  world.expecting('P12', () => ann.act('Playlist', album, 'Update', { playlist_name: 'Mine', is_album: true }));
  world.expecting('P12', () => ann.act('Playlist', album, 'Delete'));
  ddex.actAs(ann.id, 'Track', track, 'Update', { title: `${DELIVERY} again` });
  ddex.actAs(ann.id, 'Playlist', album, 'Update', { description: 'again', is_album: true });
  await world.mine();
}

async function playlists(world, [ann, ben, cid]) {
  const [a, b, c] = ['Un', 'Deux', 'Trois'].map((title) => make(ann, title));
  const foreign = make(ben, 'Of another');
  const gated = make(ann, 'Not for playlists', streamGate({ follow_user_id: ann.id }));
  const no = (rule, more) => world.expecting(rule, () => ann.addPlaylist({ playlist_name: 'Refused', ...more }));
  no('P5', { playlist_contents: { tracks: [] } });
  no('P5', { playlist_contents: { track_ids: [{ track: a }] } });
  no('P5', { playlist_contents: { track_ids: [{ track: 'x', time: 1 }] } });
  no('P6', { playlist_contents: { track_ids: Array(5001).fill(0) } });
  no('P7', { description: 'd'.repeat(1001) });
  no('P9', { is_stream_gated: true, is_album: true });
  no('P10', { playlist_contents: contents([gated, 1]) });
  no('P13', { is_album: true, is_stream_gated: true, stream_conditions: price('7', []) });
  world.expecting('P11', () => ann.addPlaylist(''));
  world.expecting('P2', () => ann.act('Playlist', 399999, 'Create', { playlist_name: 'Too early' }));
  const mix = ann.addPlaylist({
    playlist_name: 'Mix 1', description: 'a mix', is_private: true, is_image_autogenerated: true,
    playlist_image_sizes_multihash: 'image', playlist_contents: contents([a, 50], [foreign, 60], [a, 70], [NOBODY, 80]),
    upc: '0123', ddex_release_ids: { upc: 'x' }, artists: [{ name: 'A' }], copyright_line: { text: 'c' },
    producer_copyright_line: { text: 'p' }, parental_warning_type: 'Explicit', release_date: PAST,
    is_scheduled_release: true, playlist_id: 5,
  });
  const album = ann.addPlaylist({ playlist_name: 'Mix 1', is_album: true, playlist_contents: contents([gated, 1], [b, 2]) });
  const nameless = ben.addPlaylist({ description: 'without a name' });
  world.expecting('P1', () => ben.act('Playlist', mix, 'Create', { playlist_name: 'Taken' }));
  await world.mine();
  ann.act('Playlist', mix, 'Update', { playlist_contents: contents([foreign, 60], [a, 70], [c, 90], [a, 71]),
    is_private: false, playlist_image_sizes_multihash: 'other', is_album: true });
  ann.act('Playlist', album, 'Update', { is_album: false, playlist_contents: contents([b, 2], [c, 3]) });
  ben.act('Playlist', nameless, 'Update', { playlist_name: 'Named at last' });
  world.expecting('P3', () => ann.act('Playlist', NOBODY, 'Update', { playlist_name: 'x' }));
  world.expecting('P4', () => cid.act('Playlist', mix, 'Update', { playlist_name: 'x' }));
  world.expecting('P4', () => cid.act('Playlist', mix, 'Delete'));
  await world.mine();
  world.expecting('P8', () => ann.act('Playlist', mix, 'Update', { is_private: true }));
  world.expecting('P11', () => ann.act('Playlist', mix, 'Update'));
  ann.act('Playlist', album, 'Update', { is_album: true, playlist_contents: contents([b, 2], [foreign, 4], [c, 3], [b, 9]) });
  ann.act('Playlist', mix, 'Update', { playlist_name: 'MIX 1!', playlist_contents: contents([c, 90]) });
  await world.mine();
  ann.act('Playlist', mix, 'Update', { playlist_name: 'Another name', playlist_contents: contents([a, 71], [c, 90]) });
  ann.act('Playlist', album, 'Update', { is_album: true, playlist_contents: { track_ids: [] } });
  await world.mine();
  ann.act('Playlist', mix, 'Delete');
  ann.act('Playlist', mix, 'Update', { playlist_name: 'Mix 1', playlist_contents: {} });
  ann.act('Playlist', album, 'Delete');
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
  update(followed, gate({ follow_user_id: ann.id }));
  world.expecting('P9', () => update(free, { stream_conditions: { follow_user_id: ann.id } }));
  world.expecting('P9', () => update(followed, gate({ tip_user_id: ann.id })));
  world.expecting('P9', () => update(sold, { is_stream_gated: true, stream_conditions: {} }));
  world.expecting('P13', () => update(sold, gate({ usdc_purchase: { price: 1.5, splits: all } })));
  await world.mine();
  update(sold, { is_stream_gated: false, stream_conditions: null });
  await world.mine();
}

export const MUSIC_SCENES = [tracks, routes, relatives, gates, releases, deliveries, playlists, albumPrices];
