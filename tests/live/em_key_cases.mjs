// SPDX-License-Identifier: ISC
// Writes em_key_cases.json: what each key of the metadata does to its column,
// with a good value, null, a value of another type, and when it is absent.
//
//     node tests/live/em_key_cases.mjs >tests/live/em_key_cases.json
import { ethers } from 'ethers-6';

// Before any rule had a date, and after all of them.
const EARLY = 1690000000, LATE = 1786000000;
const alice = new ethers.Wallet('0x4c0883a69102937d6231471b5dbb6204fe5129617082792ae468d01a3f362318');
const ALICE = 3000001, SONG = 2000001, PARENT = 2000002, MIX = 400001;
const STAYS = Symbol('the column stays as it was');

// A kind of column: before, a good value, what the good one, null and a wrong
// one leave in the column.
const SEGMENT = { duration: 5.5, multihash: 'QmUNLLsPACCz1vLxQVkXqqLX5R1X345qqfHbsf67hvA3Nn' };
const VISIBLE = { genre: true, mood: true, tags: true, share: true, play_count: true, remixes: true };
const CID = (c) => c.repeat(62);
const kinds = {
  text: { old: 'before', good: 'after', none: null, wrong: 7, bad: STAYS },
  kept: { old: 'before', good: 'after', none: STAYS, wrong: 7, bad: STAYS },
  no: { old: true, good: false, none: false, wrong: 1, bad: STAYS },
  either: { old: true, good: false, none: false, wrong: 1, bad: false },
  id: { old: 5, good: SONG, none: null, wrong: 'x', bad: STAYS },
  number: { old: 2.5, good: 1.5, none: null, wrong: 'x', bad: STAYS },
  filled: { old: { a: 1 }, good: { b: [2] }, none: null, wrong: {}, bad: STAYS },
  json: { old: { a: 1 }, good: [2], none: null, wrong: 5, bad: 5 },
  objects: { old: [{ a: 1 }], good: [{ b: 2 }, {}], none: null, wrong: [{}, 1], bad: STAYS },
  keys: { old: ['k'], good: ['0xAB', 'c'], cell: ['0xab', 'c'], none: null, wrong: ['a', 1], bad: STAYS },
  trimmed: { old: ['k'], good: [' a ', 1, 'B'], cell: ['a', 'B'], none: null, wrong: 'a', bad: STAYS },
  territory: { old: ['FR'], good: ['DE', 'US'], none: null, wrong: ['DE', 'usa'], bad: STAYS },
  warning: { old: 'explicit', good: 'not_explicit', none: null, wrong: 'loud', bad: STAYS },
  label: { old: 'label', good: 'label', none: null, wrong: 'band', bad: STAYS },
  ids: { old: [7], good: [8, 9], none: [], wrong: ['x'], bad: STAYS },
  bpm: { old: 90, good: ' 101.5 ', cell: 101.5, none: null, wrong: 0, bad: STAYS },
  musical: { old: 'A minor', good: 'Silence', none: null, wrong: 'H minor', bad: STAYS },
  segments: { old: [SEGMENT], good: [], none: [], wrong: [{ duration: 1 }], bad: [] },
  visibility: { old: { ...VISIBLE, mood: false }, good: { ...VISIBLE, tags: false }, none: VISIBLE,
    wrong: { mood: 1 }, bad: VISIBLE },
  parents: { old: { tracks: [{ parent_track_id: 9 }] }, good: { tracks: [{ parent_track_id: PARENT }] },
    none: STAYS, wrong: {}, bad: STAYS },
  noparents: { old: { tracks: [{ parent_track_id: 9 }] }, good: { tracks: [{ parent_track_id: PARENT }] },
    none: null, wrong: { tracks: 7 }, bad: null },
  stem: { old: { category: 'OTHER', parent_track_id: 9 }, good: { category: 'BASS', parent_track_id: PARENT },
    none: STAYS, wrong: { parent_track_id: 'x' }, bad: null },
  fixed: { old: 'before', good: 'after', cell: STAYS, none: STAYS, wrong: 7, bad: STAYS },
  count: { old: 3, good: 4, cell: STAYS, none: STAYS, wrong: 'x', bad: STAYS },
  cid: { old: CID('a'), good: CID('0'), none: STAYS, wrong: CID('Q'), bad: STAYS },
  gone: { old: CID('a'), good: CID('0'), none: null, wrong: 'Qm', bad: STAYS },
  only: { old: 'before', good: 'after', none: STAYS, wrong: 7, bad: STAYS },
  positive: { old: 3, good: 4, none: STAYS, wrong: 0, bad: STAYS },
  zero: { old: 3, good: 4, none: 0, wrong: 'x', bad: STAYS },
  said: { old: 'before', good: 'after', cell: STAYS, none: STAYS, wrong: 7, bad: STAYS },
};

const NAMES = ['bio', 'name', 'location', 'twitter_handle', 'instagram_handle', 'tiktok_handle', 'website',
  'donation'];

const tables = [
  {
    type: 'Track', table: 'tracks', id: SONG, key: 'track_id',
    row: { track_id: SONG, owner_id: ALICE, title: 'Song', is_unlisted: false, is_delete: false,
      created_at: EARLY - 1000 },
    keys: {
      text: ['tags', 'mood', 'credits_splits', 'create_date', 'file_type', 'description', 'license', 'isrc',
        'iswc', 'placement_hosts', 'parental_warning_type', 'cover_original_song_title',
        'cover_original_artist'],
      either: ['is_unlisted'], trimmed: ['access_authorities'], territory: ['territory_codes'],
      warning: ['parental_warning'], id: ['ai_attribution_user_id'],
      no: ['is_downloadable', 'is_original_available', 'is_scheduled_release', 'is_playlist_upload',
        'is_custom_bpm', 'is_custom_musical_key', 'comments_disabled', 'is_owned_by_user', 'no_ai_use'],
      number: ['preview_start_seconds'],
      filled: ['ddex_release_ids', 'rights_controller', 'copyright_line', 'producer_copyright_line'],
      objects: ['artists', 'resource_contributors', 'indirect_resource_contributors'],
      keys: ['allowed_api_keys'], ids: ['playlists_containing_track'], bpm: ['bpm'], musical: ['musical_key'],
      segments: ['track_segments'], visibility: ['field_visibility'], stem: ['stem_of'],
    },
    early: { text: ['preview_cid', 'audio_upload_id'], parents: ['remix_of'],
      fixed: ['track_cid', 'orig_file_cid', 'orig_filename'], count: ['duration', 'audio_analysis_error_count'] },
    late: { kept: ['audio_upload_id'], noparents: ['remix_of'], cid: ['track_cid', 'orig_file_cid'],
      gone: ['preview_cid'], only: ['orig_filename'], positive: ['duration'],
      zero: ['audio_analysis_error_count'] },
  }, {
    type: 'User', table: 'users', id: ALICE, key: 'user_id',
    row: { user_id: ALICE, wallet: alice.address.toLowerCase(), handle: 'alice', handle_lc: 'alice',
      is_deactivated: false },
    keys: {
      text: ['profile_picture_sizes', 'cover_photo_sizes', 'coin_flair_mint'], label: ['profile_type'],
      no: ['is_deactivated', 'is_storage_v2', 'allow_ai_attribution', 'verified_with_twitter',
        'verified_with_instagram', 'verified_with_tiktok'],
      json: ['playlist_library'],
    },
    early: { text: [...NAMES, 'profile_picture', 'cover_photo'] },
    late: { kept: NAMES, said: ['profile_picture', 'cover_photo'] },
  }, {
    type: 'Playlist', table: 'playlists', id: MIX, key: 'playlist_id',
    row: { playlist_id: MIX, playlist_owner_id: ALICE, playlist_name: 'Mix', is_album: false, is_private: false,
      playlist_contents: { track_ids: [] } },
    keys: {
      text: ['description', 'playlist_image_sizes_multihash', 'upc', 'parental_warning_type'],
      no: ['is_image_autogenerated', 'is_scheduled_release'],
      json: ['ddex_release_ids', 'copyright_line', 'producer_copyright_line', 'artists'],
    },
    early: {}, late: {},
  },
];

const common = () => ({
  users: [tables[1].row],
  tracks: [tables[0].row, { ...tables[0].row, track_id: PARENT }],
  playlists: [tables[2].row],
});

const cases = [];
function add(t, time, name, data, before, after) {
  const prior = common();
  prior[t.table] = prior[t.table].map((row) => (row[t.key] === t.id ? { ...row, ...before } : row));
  cases.push({ id: cases.length + 1, name, block_timestamp: time, config: { verified_address: alice.address }, prior,
    event: { _userId: ALICE, _signer: alice.address, _entityType: t.type, _entityId: t.id,
      _metadata: JSON.stringify({ cid: '', data }), _action: 'Update' },
    expect: 'accept', rule: t.type[0], rows: { [t.table]: { [t.key]: t.id, ...after } } });
}

function all_keys(t, era, keys, time) {
  const all = {};
  for (const [kind, names] of Object.entries(keys))
    for (const name of names) {
      const k = kinds[kind];
      const is = (cell) => ({ [name]: cell === STAYS ? k.old : cell });
      const what = `${t.type}, ${era}: ${name}`;
      all[name] = k.old;
      add(t, time, `${what}, a good value`, { [name]: k.good }, is(k.old), is('cell' in k ? k.cell : k.good));
      add(t, time, `${what}, null`, { [name]: null }, is(k.old), is(k.none));
      add(t, time, `${what}, another type`, { [name]: k.wrong }, is(k.old), is(k.bad));
    }
  add(t, time, `${t.type}, ${era}: keys that are absent leave their columns alone`, { nobody_knows: 1 }, all, all);
}

const joined = (a, b) => Object.fromEntries([...Object.keys(a), ...Object.keys(b)].map((kind) =>
  [kind, [...(a[kind] ?? []), ...(b[kind] ?? [])]]));
for (const t of tables) {
  all_keys(t, 'early', joined(t.keys, t.early), EARLY);
  all_keys(t, 'late', joined(t.keys, t.late), LATE);
}

process.stdout.write('{"entity_manager_cases": [\n' +
  cases.map((c) => JSON.stringify(c)).join(',\n') + '\n]}\n');
