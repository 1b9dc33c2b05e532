// SPDX-License-Identifier: ISC
// Writes em_cases.json: cases of EntityManager beside those of the vectors.
//
//     node tests/live/em_cases.mjs >tests/live/em_cases.json
//
// A case has the rows before (only those that differ from the common ones are
// given here), one event or several of one block, what becomes of the last of
// them, and rows that must be there or absent afterwards.
import { ethers } from 'ethers-6';

import { hashId } from '../chain/lib/model/text.mjs';

const T = 1690000000;
const key = (n) => new ethers.Wallet('0x' + String(n).repeat(64));
const wallets = {
  alice: new ethers.Wallet(
    '0x4c0883a69102937d6231471b5dbb6204fe5129617082792ae468d01a3f362318'),
  bob: new ethers.Wallet(
    '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80'),
  app: key(1), carol: key(2), dash: key(3), dave: key(4), node: key(5),
  verifier: new ethers.Wallet('0x' + '0'.repeat(63) + '1'),
};
const addr = (who) => wallets[who].address;
const lc = (who) => addr(who).toLowerCase();
const sign = (who, message) =>
  ({ message, signature: wallets[who].signMessageSync(message) });

const ALICE = 3000001, BOB = 3000002, CAROL = 3000003, DAVE = 3000004;
const ids = { alice: ALICE, bob: BOB, carol: CAROL, dave: DAVE };
const HASH = hashId(ALICE);
const SONG = 2000001, MIX = 400001, TALK = 4000001;

const user = (who, more = {}) => ({
  user_id: ids[who], wallet: lc(who), handle: who, handle_lc: who,
  is_deactivated: false, ...more });
const base = () => ({
  users: ['alice', 'bob', 'carol', 'dave'].map((w) => user(w)),
  tracks: [{ track_id: SONG, owner_id: ALICE, title: 'Song',
    is_unlisted: false, is_delete: false, created_at: T - 1000 }],
  playlists: [{ playlist_id: MIX, playlist_owner_id: ALICE,
    playlist_name: 'Mix', is_album: false, is_private: false,
    playlist_contents: { track_ids: [] } }],
});

const cases = [];
// ev('bob', 'Comment', 4000001, 'Create', {...}): signed by bob as bob.
const ev = (who, type, id, action, metadata = '', more = {}) => ({
  _userId: ids[who] ?? 0, _signer: addr(who), _entityType: type,
  _entityId: id,
  _metadata: typeof metadata === 'string' ? metadata
    : JSON.stringify(metadata),
  _action: action, ...more });
const wrap = (data) => ({ cid: '', data });
// now: whatever the block's time, all rules of today are in force
function add(name, expect, rule, event, { prior = {}, rows, absent, now } = {}) {
  const c = { id: cases.length + 1, name, block_timestamp: T,
    config: { verified_address: addr('verifier'),
      ...(now ? { rule_dates: 'all=0' } : {}) },
    prior: { ...base(), ...prior } };
  if (Array.isArray(event)) c.events = event; else c.event = event;
  Object.assign(c, { expect, rule });
  if (rows) c.rows = rows;
  if (absent) c.absent = absent;
  cases.push(c);
}
const ok = (name, rule, event, more) => add(name, 'accept', rule, event, more);
const no = (name, rule, event, more) => add(name, 'reject', rule, event, more);

// Signers.
no('a comment signed by a stranger', 'S4',
  ev('bob', 'User', CAROL, 'Mute', '', { _userId: ALICE }));
no('an act of an unknown user', 'S1',
  ev('bob', 'User', CAROL, 'Mute', '', { _userId: 3999999 }));

ok('a user whose wallet is kept with a checksum acts', 'X',
  ev('alice', 'User', CAROL, 'Mute'), {
    prior: { users: [user('alice', { wallet: addr('alice') }),
      user('carol')] },
    rows: { muted_users: { user_id: ALICE, muted_user_id: CAROL } } });

// What the metadata may be.
ok('of a key that is there twice the last counts', 'U',
  ev('alice', 'User', ALICE, 'Update', '{"cid":"","data":{"bio":"a",' +
    '"name":"A","bio":"b"},"data":{"bio":"c","bio":"d","name":"B"}}'),
  { rows: { users: { user_id: ALICE, bio: 'd', name: 'B' } } });
ok('numbers of every form', 'T', ev('alice', 'Track', SONG, 'Update',
  '{"cid":"","data":{"preview_start_seconds":1e-7,"bpm":1.5E+2}}'),
{ rows: { tracks: { track_id: SONG, preview_start_seconds: 1e-7, bpm: 150 } } });

ok('a user\'s document is kept, as one of a user', 'U',
  ev('alice', 'User', ALICE, 'Update', wrap({ bio: 'kept' })),
  { rows: { users: { user_id: ALICE, bio: 'kept' },
    cid_data: { type: 'user' } } });

// Developer applications.
const made = (more = {}, at = T - 10) => ({ name: 'My App',
  app_signature: sign('app', `Creating Audius developer app at ${at}`),
  ...more });
const app = (more = {}) => ({ address: lc('app'), user_id: ALICE,
  name: 'My App', is_delete: false, is_personal_access: false,
  created_at: T - 500, updated_at: T - 500, ...more });
const apps = (...list) => ({ prior: { developer_apps: list } });
const create = (m) => ev('alice', 'DeveloperApp', 0, 'Create', m);
ok('an application is made', 'A', create(made()), { rows: {
  developer_apps: { address: lc('app'), user_id: ALICE, name: 'My App',
    description: null, image_url: null, is_personal_access: false,
    is_delete: false, is_current: true, created_at: T, updated_at: T,
    blocknumber: 100 } } });
ok('an application with all it can say', 'A', create(made({
  description: 'does things', image_url: 'https://x.example/i.png',
  is_personal_access: true })), { rows: { developer_apps: {
  description: 'does things', image_url: 'https://x.example/i.png',
  is_personal_access: true } } });
no('an application of a user without a wallet', 'A1',
  ev('app', 'DeveloperApp', 0, 'Create', made(), { _userId: 3000009 }), {
    prior: { users: [...base().users, { user_id: 3000009, wallet: null }],
      developer_apps: [app({ user_id: BOB })],
      grants: [{ user_id: 3000009, grantee_address: lc('app'),
        is_approved: true, is_revoked: false }] } });
no('an application whose metadata is no JSON', 'A', create('{not json'));
no('an application without a signature', 'A2', create({ name: 'My App' }));
no('an application whose message is another', 'A2', create({ name: 'My App',
  app_signature: sign('app', `Making Audius developer app at ${T}`) }));
no('an application whose message has no time', 'A2', create({ name: 'My App',
  app_signature: sign('app', 'Creating Audius developer app at noon') }));
ok('an application signed six hours ago', 'A', create(made({}, T - 21600)));
no('an application signed a second earlier', 'A2',
  create(made({}, T - 21601)));
ok('an application signed in six hours', 'A', create(made({}, T + 21600)));
no('an application signed a second later', 'A2',
  create(made({}, T + 21601)));
no('an application with half a signature', 'A3', create({ name: 'My App',
  app_signature: { message: `Creating Audius developer app at ${T}`,
    signature: '0x1234' } }));
no('an application whose signature fits nobody', 'A3', create({
  name: 'My App', app_signature: {
    message: `Creating Audius developer app at ${T}`,
    signature: '0x' + 'f'.repeat(128) + '1b' } }));
no('an application without a name', 'A4', create(made({ name: undefined })));
no('an application whose name is a number', 'A4', create(made({ name: 7 })));
ok('a name of 50 characters', 'A', create(made({ name: 'é'.repeat(50) })));
no('a name of 51 characters', 'A4', create(made({ name: 'é'.repeat(51) })));
no('an application whose address was deleted before', 'A5', create(made()),
  apps(app({ is_delete: true })));
no('is_personal_access is text', 'A6',
  create(made({ is_personal_access: 'yes' })));
ok('is_personal_access is null', 'A',
  create(made({ is_personal_access: null })));
ok('a description of 160', 'A', create(made({ description: 'd'.repeat(160) })));
no('a description of 161', 'A7', create(made({ description: 'd'.repeat(161) })));
no('a description that is a list', 'A7', create(made({ description: [] })));
const five = ['aa', 'bb', 'cc', 'dd', 'ee'].map((x, i) =>
  app({ address: '0x' + x.repeat(20), name: `n${i}` }));
no('a sixth application', 'A8', create(made()), apps(...five));
ok('a sixth one when one of five is deleted', 'A', create(made()),
  apps(...five.slice(0, 4), { ...five[4], is_delete: true }));
no('a fifth and a sixth one in one block', 'A8', [
  create({ name: 'fifth', app_signature: sign('dash',
    `Creating Audius developer app at ${T}`) }), create(made())],
{ ...apps(...five.slice(0, 4)),
  rows: { developer_apps: { address: lc('dash'), name: 'fifth' } },
  absent: { developer_apps: { address: lc('app') } } });
ok('one is deleted and one made in one block', 'A', [
  ev('alice', 'DeveloperApp', 0, 'Delete', { address: five[0].address }),
  create(made())], { ...apps(...five),
  rows: { developer_apps: [{ address: lc('app'), is_delete: false },
    { address: five[0].address, is_delete: true }] } });
no('one application twice in one block', 'A5',
  [create(made()), create(made({ name: 'again' }))],
  { rows: { developer_apps: { name: 'My App' } } });
const update = (who, m) => ev(who, 'DeveloperApp', 0, 'Update', m);
ok('an application is changed', 'A', update('alice', { address: addr('app'),
  name: 'New', description: 'words', image_url: 'u' }), { ...apps(app()),
  rows: { developer_apps: { address: lc('app'), name: 'New',
    description: 'words', image_url: 'u', created_at: T - 500,
    updated_at: T } } });
no('an unknown application is changed', 'A9',
  update('alice', { address: addr('app'), name: 'New' }));
no('an application of another is changed', 'A9',
  update('bob', { address: addr('app'), name: 'New' }), apps(app()));
no('an application is changed to no name', 'A4',
  update('alice', { address: addr('app') }), apps(app()));
no('an application is changed to a long description', 'A7',
  update('alice', { address: addr('app'), name: 'New',
    description: 'd'.repeat(161) }), apps(app()));
const drop = (who, m) => ev(who, 'DeveloperApp', 0, 'Delete', m);
ok('an application is deleted', 'A', drop('alice', { address: addr('app') }),
  { ...apps(app()), rows: { developer_apps: { address: lc('app'),
    is_delete: true, name: 'My App', created_at: T - 500,
    updated_at: T } } });
no('no application is deleted', 'A9', drop('alice', {}), apps(app()));
no('an unknown application is deleted', 'A9',
  drop('alice', { address: addr('app') }));
no('an application of another is deleted', 'A9',
  drop('bob', { address: addr('app') }), apps(app()));

// Grants.
const grant = (who, action, m, more) => ev(who, 'Grant', 0, action, m, more);
const to = (who) => ({ grantee_address: addr(who) });
const held = (who, more = {}) => ({ user_id: ALICE, grantee_address: lc(who),
  is_approved: null, is_revoked: false, created_at: T - 500,
  updated_at: T - 500, ...more });
const grants = (...list) => ({ prior: { grants: list } });
no('a grant of an unknown user', 'G1',
  grant('alice', 'Create', to('bob'), { _userId: 3999999 }));
no('a grant of a user without a wallet', 'G1',
  grant('alice', 'Create', to('bob'), { _userId: 3000009 }),
  { prior: { users: [...base().users, { user_id: 3000009, wallet: '' }] } });
no('a grant whose metadata is no JSON', 'G2', grant('alice', 'Create', '{'));
no('a grant to no address', 'G3', grant('alice', 'Create', {}));
no('a grant to a deleted application', 'G4',
  grant('alice', 'Create', to('app')), apps(app({ is_delete: true })));
no('a grant to a deactivated user', 'G4', grant('alice', 'Create', to('bob')),
  { prior: { users: [user('alice'), user('bob', { is_deactivated: true })] } });
no('a grant that is there', 'G5', grant('alice', 'Create', to('bob')),
  grants(held('bob')));
no('a grant that was refused is there, too', 'G5',
  grant('alice', 'Create', to('bob')),
  grants(held('bob', { is_approved: false })));
ok('a grant that was revoked is given again', 'G',
  grant('alice', 'Create', to('bob')), {
    ...grants(held('bob', { is_approved: true, is_revoked: true })),
    rows: { grants: { user_id: ALICE, grantee_address: lc('bob'),
      is_approved: null, is_revoked: false, created_at: T, updated_at: T } } });
no('a grant by a stranger', 'S4',
  grant('bob', 'Create', to('carol'), { _userId: ALICE }));
ok('a grant by an approved manager', 'G',
  grant('bob', 'Create', to('carol'), { _userId: ALICE }), {
    ...grants(held('bob', { is_approved: true })),
    rows: { grants: { grantee_address: lc('carol'), user_id: ALICE } } });
no('a grant twice in one block', 'G5', [grant('alice', 'Create', to('bob')),
  grant('alice', 'Create', to('bob'))], { rows: { grants: {
  grantee_address: lc('bob') } } });
no('a grant that is not there is revoked', 'G6',
  grant('alice', 'Delete', to('bob')));
no('a grant is revoked twice', 'G7', grant('alice', 'Delete', to('bob')),
  grants(held('bob', { is_revoked: true })));
no('a grant is revoked by a stranger', 'G8',
  grant('carol', 'Delete', to('bob'), { _userId: ALICE }),
  grants(held('bob')));
ok('a grant is revoked by who gave it', 'G',
  grant('alice', 'Delete', to('bob')), { ...grants(held('bob',
    { is_approved: true })), rows: { grants: { is_revoked: true,
    is_approved: true, created_at: T - 500, updated_at: T } } });
const answer = (who, action, m = { grantor_user_id: ALICE }, more) =>
  grant(who, action, m, more);
no('a grant that is not there is approved', 'G6', answer('bob', 'Approve'));
no('a grant of nobody is approved', 'G6', answer('bob', 'Approve', {}),
  grants(held('bob')));
no('a revoked grant is approved', 'G7', answer('bob', 'Approve'),
  grants(held('bob', { is_revoked: true })));
no('an approved grant is approved', 'G9', answer('bob', 'Approve'),
  grants(held('bob', { is_approved: true })));
no('an approved grant is refused', 'G9', answer('bob', 'Reject'),
  grants(held('bob', { is_approved: true })));
no('a grant is approved by who gave it', 'S4',
  answer('alice', 'Approve', undefined, { _userId: BOB }),
  grants(held('bob')));
ok('a grant is refused', 'G', answer('bob', 'Reject'), {
  ...grants(held('bob')), rows: { grants: { is_approved: false,
    is_revoked: false, updated_at: T } } });
ok('a refused grant is approved', 'G', answer('bob', 'Approve'), {
  ...grants(held('bob', { is_approved: false })),
  rows: { grants: { is_approved: true } } });
ok('a grant counts in the block that gives it', 'X', [
  grant('alice', 'Create', to('app')),
  ev('app', 'User', BOB, 'Mute', '', { _userId: ALICE })],
{ ...apps(app({ user_id: BOB })),
  rows: { muted_users: { user_id: ALICE, muted_user_id: BOB } } });
no('a grant does not count in the block that revokes it', 'S3', [
  grant('alice', 'Delete', to('app')),
  ev('app', 'User', BOB, 'Mute', '', { _userId: ALICE })],
{ prior: { developer_apps: [app({ user_id: BOB })],
  grants: [held('app', { is_approved: true })] },
absent: { muted_users: { user_id: ALICE } } });

// Two users with one wallet: one who lives is enough.
const twice = (...dead) => [user('alice'), ...[BOB, 3000009].map((id) =>
  user('bob', { user_id: id, handle: `b${id}`, handle_lc: `b${id}`,
    is_deactivated: dead.includes(id) }))];
const manager = (users) => ({ prior: { users,
  grants: [held('bob', { is_approved: true })] } });
const asManager = ev('bob', 'User', 3000009, 'Mute', '', { _userId: ALICE });
ok('a manager whose first account is gone', 'X', asManager,
  manager(twice(BOB)));
ok('a manager whose second account is gone', 'X', asManager,
  manager(twice(3000009)));
no('a manager whose accounts are gone', 'S3', asManager,
  manager(twice(BOB, 3000009)));
no('a manager whose last account goes in this block', 'S3', [
  ev('bob', 'User', 3000009, 'Update', wrap({ is_deactivated: true }),
    { _userId: 3000009 }), asManager], manager(twice(BOB)));
ok('a manager whose other account comes back in this block', 'X', [
  ev('bob', 'User', BOB, 'Update', wrap({ is_deactivated: false })),
  asManager], manager(twice(BOB, 3000009)));
ok('a manager who signs up again in this block', 'X', [
  ev('bob', 'User', 3000010, 'Create', wrap({ handle: 'again' }),
    { _userId: 3000010 }), asManager], manager(twice(BOB, 3000009)));

// Dashboard wallets.
const dash = (who, action, m, more) =>
  ev(who, 'DashboardWalletUser', 0, action, m, more);
const byUser = (what, at = T, who = 'dash') => ({ wallet: addr('dash'),
  wallet_signature: sign(who, `Connecting Audius user ${what} at ${at}`) });
const byWallet = (wallet, at = T, who = 'alice') => ({ wallet: addr('dash'),
  user_signature: sign(who,
    `Connecting Audius protocol dashboard wallet ${wallet} at ${at}`) });
const linked = (id, more = {}) => ({ wallet: lc('dash'), user_id: id,
  is_delete: false, created_at: T - 500, updated_at: T - 500, ...more });
const links = (...list) => ({ prior: { dashboard_wallet_users: list } });
const isLinked = { rows: { dashboard_wallet_users: { wallet: lc('dash'),
  user_id: ALICE, is_delete: false, created_at: T, updated_at: T } } };
ok('a user links a wallet that names the id', 'W',
  dash('alice', 'Create', byUser(`id ${ALICE}`)), isLinked);
ok('a user links a wallet that names the handle', 'W',
  dash('alice', 'Create', byUser('@Alice')), isLinked);
const ODD = 3000058; // in digits also a hash id, of 3881283367
ok('a user whose id reads like a hash id', 'W', dash('alice', 'Create',
  byUser(`id ${ODD}`), { _userId: ODD }), {
  prior: { users: [user('alice', { user_id: ODD })] },
  rows: { dashboard_wallet_users: { wallet: lc('dash'), user_id: ODD } } });
ok('a wallet links itself to a user', 'W', dash('dash', 'Create',
  byWallet(addr('dash')), { _userId: ALICE }), isLinked);
ok('a signature of five minutes ago', 'W',
  dash('alice', 'Create', byUser('@alice', T - 300)), isLinked);
// A hash id with capitals, which count: in lower case it is another word.
ok('a user links a wallet that names the hash id', 'W',
  dash('alice', 'Create', byUser(`id ${HASH}`)), isLinked);
no('a wallet that names the hash id in lower case', 'W',
  dash('alice', 'Create', byUser(`id ${HASH.toLowerCase()}`)));
const checksummed = { users: ['alice', 'bob'].map((w) =>
  user(w, { wallet: addr(w) })) };
ok('a user whose wallet is kept with a checksum links one', 'W',
  dash('alice', 'Create', byUser('@alice')),
  { prior: checksummed, ...isLinked });
ok('and is linked by one', 'W', dash('dash', 'Create', byWallet(addr('dash')),
  { _userId: ALICE }), { prior: checksummed, ...isLinked });
no('a signature a second older', 'W',
  dash('alice', 'Create', byUser('@alice', T - 301)));
no('a wallet that names another id', 'W',
  dash('alice', 'Create', byUser(`id ${BOB}`)));
no('a wallet that names another handle', 'W',
  dash('alice', 'Create', byUser('@bob')));
no('a message that a third one signed', 'W',
  dash('alice', 'Create', byUser('@alice', T, 'carol')));
no('a user who named another wallet', 'W', dash('dash', 'Create',
  byWallet(addr('carol')), { _userId: ALICE }));
no('a link that only one side signed', 'W',
  dash('alice', 'Create', { wallet: addr('dash') }));
no('the wrong side signed the message', 'W',
  dash('alice', 'Create', byWallet(addr('dash'))));
no('a link without a wallet', 'W', dash('alice', 'Create', {}));
no('a link of an unknown user', 'W', dash('alice', 'Create',
  byUser('@alice'), { _userId: 3999999 }));
no('a link that a stranger sends', 'W', dash('bob', 'Create',
  byUser('@alice'), { _userId: ALICE }));
no('a link that both agree to and a stranger sends', 'W', dash('bob', 'Create',
  { ...byUser('@alice'), ...byWallet(addr('dash')) }, { _userId: ALICE }));
no('a link that a stranger sends with the user\'s word', 'W',
  dash('bob', 'Create', byWallet(addr('dash')), { _userId: ALICE }));
no('a user\'s word that the wallet has given', 'W', dash('dash', 'Create',
  byWallet(addr('dash'), T, 'dash'), { _userId: ALICE }));
no('a wallet\'s word that the user has given', 'W',
  dash('alice', 'Create', byUser('@alice', T, 'alice')));
no('a wallet that is taken', 'W', dash('alice', 'Create', byUser('@alice')),
  links(linked(BOB)));
ok('a wallet that was given back', 'W',
  dash('alice', 'Create', byUser('@alice')),
  { ...links(linked(BOB, { is_delete: true })), ...isLinked });
const cut = (who, more) =>
  dash(who, 'Delete', { wallet: addr('dash') }, more);
const isCut = { rows: { dashboard_wallet_users: { user_id: ALICE,
  is_delete: true, created_at: T - 500, updated_at: T } } };
ok('a user gives a wallet back', 'W', cut('alice'),
  { ...links(linked(ALICE)), ...isCut });
ok('a wallet frees itself', 'W', cut('dash', { _userId: ALICE }),
  { ...links(linked(ALICE)), ...isCut });
no('a wallet that is nobody\'s is given back', 'W', cut('alice'));
no('a wallet of another is given back', 'W', cut('alice'),
  links(linked(BOB)));
no('a stranger gives a wallet back', 'W', cut('bob', { _userId: ALICE }),
  links(linked(ALICE)));

// Notifications.
const note = (who, id, action, m, more) =>
  ev(who, 'Notification', id, action, m, more);
no('a stranger views the notifications', 'S4',
  note('bob', 0, 'View', '', { _userId: ALICE }));
ok('notifications viewed twice in one block', 'N', [
  note('alice', 0, 'View'), note('alice', 0, 'View')], { rows: {
  notification_seen: { user_id: ALICE, seen_at: T,
    txhash: '0x' + 'a0'.repeat(32) } } });
no('an unknown playlist is viewed', 'N3',
  note('alice', 499999, 'ViewPlaylist'));
ok('a playlist is viewed again', 'N', note('alice', MIX, 'ViewPlaylist'), {
  prior: { playlist_seen: [{ user_id: ALICE, playlist_id: MIX,
    seen_at: T - 500 }] },
  rows: { playlist_seen: { user_id: ALICE, playlist_id: MIX, seen_at: T } },
  absent: { playlist_seen: { seen_at: T - 500 } } });
ok('a playlist is viewed twice in one block', 'N', [
  note('alice', MIX, 'ViewPlaylist'), note('alice', MIX, 'ViewPlaylist')], {
  rows: { playlist_seen: { user_id: ALICE, seen_at: T,
    txhash: '0x' + 'a0'.repeat(32) } } });
ok('the verifier tells everybody', 'N',
  note('verifier', 0, 'Create', { title: 'hi', n: [1, 2] }), { rows: {
    notification: { type: 'announcement', specifier: '',
      group_id: 'announcement:blocknumber:100', user_ids: [],
      data: { title: 'hi', n: [1, 2] }, timestamp: T, blocknumber: 100 } } });
ok('of two announcements in one block the first one stays', 'N', [
  note('verifier', 0, 'Create', { n: 1 }),
  note('verifier', 0, 'Create', { n: 2 })], {
  rows: { notification: { data: { n: 1 } } },
  absent: { notification: { data: { n: 2 } } } });
no('an announcement that is no JSON', 'N2',
  note('verifier', 0, 'Create', 'hi'));

// Comments.
const comment = (who, data, id = TALK, action = 'Create', more = {}) =>
  ev(who, 'Comment', id, action, wrap(data), more);
const said = (more = {}) => ({ body: 'nice', entity_id: SONG,
  entity_type: 'Track', ...more });
const row = (who, more = {}) => ({ comment_id: TALK, user_id: ids[who],
  text: 'nice', entity_id: SONG, entity_type: 'Track', is_delete: false,
  is_edited: false, created_at: T - 500, updated_at: T - 500, ...more });
const talk = (more = {}) =>
  ({ prior: { comments: [row('bob')], ...more } });
const NEXT = TALK + 1;
const told = (type, to, group, specifier, data) => ({ notification: { type,
  user_ids: [to], group_id: group, specifier: String(specifier),
  blocknumber: 100, timestamp: T, data } });
const onSong = `comment:${SONG}:type:Track`;
const inSong = `comment_mention:${SONG}:type:Track`;
ok('the owner hears of a comment', 'C', comment('bob', said()), { rows: {
  comments: { comment_id: TALK, text: 'nice', user_id: BOB,
    track_timestamp_s: null, is_visible: true, is_edited: false,
    created_at: T, updated_at: T, blocknumber: 100 },
  ...told('comment', ALICE, onSong, BOB, { type: 'Track', entity_id: SONG,
    comment_user_id: BOB }) } });
ok('nobody hears of the owner\'s own comment', 'C', comment('alice', said()),
  { absent: { notification: {} } });
ok('an owner who muted the track hears nothing', 'C', comment('bob', said()),
  { prior: { comment_notification_settings: [{ user_id: ALICE,
    entity_id: SONG, entity_type: 'Track', is_muted: true }] },
  absent: { notification: {} } });
ok('an owner who muted the commenter hears nothing', 'C',
  comment('bob', said()), { prior: { muted_users: [{ user_id: ALICE,
    muted_user_id: BOB, is_delete: false }] },
  absent: { notification: {} } });
ok('an owner who unmuted the commenter hears it', 'C',
  comment('bob', said()), { prior: { muted_users: [{ user_id: ALICE,
    muted_user_id: BOB, is_delete: true }] },
  rows: { notification: { type: 'comment' } } });
ok('a mute in the same block counts', 'C', [
  ev('alice', 'User', BOB, 'Mute'), comment('bob', said())],
{ rows: { comments: { comment_id: TALK } }, absent: { notification: {} } });
ok('those mentioned are told, each once', 'C',
  comment('bob', said({ mentions: [CAROL, DAVE, CAROL, BOB] })), { rows: {
    comment_mentions: [CAROL, DAVE, BOB].map((user_id) => ({
      comment_id: TALK, user_id, is_delete: false })),
    notification: [told('comment_mention', CAROL, inSong, CAROL,
      { type: 'Track', entity_id: SONG, comment_user_id: BOB,
        entity_user_id: ALICE }).notification,
    told('comment_mention', DAVE, inSong, DAVE, { type: 'Track',
      entity_id: SONG, comment_user_id: BOB,
      entity_user_id: ALICE }).notification, { type: 'comment' }] },
  absent: { notification: { user_ids: [BOB] } } });
ok('an owner who is mentioned is told only that', 'C',
  comment('bob', said({ mentions: [ALICE] })), {
    rows: { notification: { type: 'comment_mention', user_ids: [ALICE] } },
    absent: { notification: { type: 'comment' } } });
ok('a deaf owner is not told of a mention', 'C',
  comment('bob', said({ mentions: [ALICE] })), {
    prior: { comment_notification_settings: [{ user_id: ALICE,
      entity_id: SONG, entity_type: 'Track', is_muted: true }] },
    rows: { comment_mentions: { user_id: ALICE } },
    absent: { notification: {} } });
ok('but others are who are mentioned there', 'C',
  comment('bob', said({ mentions: [ALICE, CAROL] })), {
    prior: { comment_notification_settings: [{ user_id: ALICE,
      entity_id: SONG, entity_type: 'Track', is_muted: true }] },
    rows: { notification: { type: 'comment_mention', user_ids: [CAROL] } },
    absent: { notification: [{ user_ids: [ALICE] }, { type: 'comment' }] } });
ok('an owner who muted the commenter is not told of a mention', 'C',
  comment('bob', said({ mentions: [ALICE] })), {
    prior: { muted_users: [{ user_id: ALICE, muted_user_id: BOB,
      is_delete: false }] }, absent: { notification: {} } });
ok('an owner who muted others hears it', 'C', comment('bob', said()), {
  prior: { muted_users: [{ user_id: ALICE, muted_user_id: CAROL,
    is_delete: false }, { user_id: CAROL, muted_user_id: BOB,
    is_delete: false }],
  comment_notification_settings: [
    { user_id: ALICE, entity_id: SONG + 1, entity_type: 'Track', is_muted: true },
    { user_id: ALICE, entity_id: SONG, entity_type: 'Comment', is_muted: true },
    { user_id: CAROL, entity_id: SONG, entity_type: 'Track', is_muted: true }] },
  rows: { notification: { type: 'comment', user_ids: [ALICE] } } });
ok('an owner who unmuted the track hears it', 'C', comment('bob', said()), {
  prior: { comment_notification_settings: [{ user_id: ALICE,
    entity_id: SONG, entity_type: 'Track', is_muted: false }] },
  rows: { notification: { type: 'comment', user_ids: [ALICE] } } });
const reply = (more = {}) => said({ parent_comment_id: TALK, ...more });
ok('the author of a comment hears of an answer', 'C',
  comment('carol', reply(), NEXT), { ...talk(), rows: {
    comment_threads: { parent_comment_id: TALK, comment_id: NEXT },
    ...told('comment_thread', BOB, `comment_thread:${TALK}`, CAROL,
      { type: 'Track', entity_id: SONG, comment_user_id: CAROL,
        entity_user_id: ALICE }) },
  absent: { notification: { type: 'comment' } } });
ok('an answer in the block of the comment', 'C', [
  comment('bob', said()), comment('carol', reply(), NEXT)], { rows: {
  comment_threads: { parent_comment_id: TALK, comment_id: NEXT },
  notification: [{ type: 'comment_thread', user_ids: [BOB] },
    { type: 'comment', user_ids: [ALICE] }] } });
ok('nobody hears of an answer to oneself', 'C',
  comment('bob', reply(), NEXT), { ...talk(), absent: { notification: {} } });
ok('an author who muted the comment hears nothing', 'C',
  comment('carol', reply(), NEXT), { ...talk({
    comment_notification_settings: [{ user_id: BOB, entity_id: TALK,
      entity_type: 'Comment', is_muted: true }] }),
  absent: { notification: {} } });
ok('an author who muted the answerer hears nothing', 'C',
  comment('carol', reply(), NEXT), { ...talk({ muted_users: [{
    user_id: BOB, muted_user_id: CAROL, is_delete: false }] }),
  absent: { notification: {} } });
ok('an author who is mentioned hears only of the answer', 'C',
  comment('carol', reply({ mentions: [BOB, DAVE] }), NEXT), { ...talk(),
    rows: { notification: [{ type: 'comment_thread', user_ids: [BOB] },
      { type: 'comment_mention', user_ids: [DAVE] }] },
    absent: { notification: { type: 'comment_mention', user_ids: [BOB] } } });
no('a comment that is there', 'C1', comment('bob', said()), talk());
no('a comment twice in one block', 'C1', [comment('bob', said()),
  comment('carol', said({ body: 'other' }))],
{ rows: { comments: { text: 'nice' } } });
no('a comment on nothing', 'C3', comment('bob', said({ entity_id: null })));
no('a comment on an unknown track', 'C3',
  comment('bob', said({ entity_id: 2999999 })));
no('a comment without a body', 'C4', comment('bob', said({ body: null })));
no('a comment whose body is a number', 'C4', comment('bob', said({ body: 1 })));
no('an answer to an unknown comment', 'C5', comment('bob', reply(), NEXT));
no('an answer to a word', 'C5',
  comment('bob', said({ parent_comment_id: 'x' })));
no('mentions that are words', 'C6',
  comment('bob', said({ mentions: ['carol'] })));
no('mentions that are no list', 'C6', comment('bob', said({ mentions: 7 })));
no('a comment signed by another', 'S4',
  comment('carol', said(), TALK, 'Create', { _userId: BOB }));

const change = (who, data) =>
  comment(who, { entity_id: SONG, ...data }, TALK, 'Update');
ok('a comment is changed', 'C', change('bob', { body: 'better' }), {
  ...talk(), rows: { comments: { comment_id: TALK, text: 'better',
    is_edited: true, created_at: T - 500, updated_at: T } } });
no('an unknown comment is changed', 'C7', change('bob', { body: 'x' }));
no('a deleted comment is changed', 'C7', change('bob', { body: 'x' }),
  { prior: { comments: [row('bob', { is_delete: true })] } });
no('a comment of another is changed', 'D7', change('carol', { body: 'x' }),
  talk());
no('a comment is changed to nothing', 'C4', change('bob', {}), talk());
no('mentions are changed to words', 'C6',
  change('bob', { body: 'x', mentions: ['y'] }), talk());
const mentioned = { comment_mentions: [
  { comment_id: TALK, user_id: CAROL, is_delete: false },
  { comment_id: TALK, user_id: ALICE, is_delete: true }] };
ok('mentions go, come back and are new', 'C',
  change('bob', { body: 'x', mentions: [ALICE, DAVE] }), {
    ...talk(mentioned), rows: { comment_mentions: [
      { user_id: CAROL, is_delete: true }, { user_id: ALICE,
        is_delete: false }, { user_id: DAVE, is_delete: false }],
    ...told('comment_mention', DAVE, inSong, DAVE, { type: 'Track',
      entity_id: SONG, comment_user_id: BOB, entity_user_id: ALICE }) },
    absent: { notification: [{ user_ids: [ALICE] }, { user_ids: [CAROL] }] } });
ok('without mentions they stay', 'C', change('bob', { body: 'x' }), {
  ...talk(mentioned), rows: { comment_mentions: { user_id: CAROL,
    is_delete: false } } });
ok('mentions of a block are known in it', 'C', [
  comment('bob', said({ mentions: [CAROL] })),
  change('bob', { body: 'x', mentions: [DAVE] })], { rows: {
  comment_mentions: [{ user_id: CAROL, is_delete: true },
    { user_id: DAVE, is_delete: false }] } });
const reports = (...who) => ({ comment_reports: who.map((w) => ({
  comment_id: TALK, user_id: ids[w], is_delete: false })) });
const newMention = change('bob', { body: 'x', mentions: [DAVE] });
const untold = { absent: { notification: {} } };
ok('nobody is told when the owner reported it', 'C', newMention,
  { ...talk(reports('alice')), ...untold });
ok('nobody is told who reported it', 'C', newMention,
  { ...talk(reports('dave')), ...untold });
const followed = (n) => talk({ ...reports('carol'),
  aggregate_user: [{ user_id: CAROL, follower_count: n }] });
ok('nobody is told when many think ill of it', 'C', newMention,
  { ...followed(1700000), ...untold });
ok('some are told when fewer do', 'C', newMention, { ...followed(1699999),
  rows: { notification: { user_ids: [DAVE] } } });
ok('a report in the same block counts', 'C', [
  ev('dave', 'Comment', TALK, 'Report'), newMention],
{ ...talk(), ...untold, rows: { comment_mentions: { user_id: DAVE } } });
ok('an answer that is changed does not mention its parent\'s author', 'C',
  comment('carol', { entity_id: SONG, body: 'x', mentions: [BOB] }, NEXT,
    'Update'), {
    ...talk({ comments: [row('bob'), row('carol', { comment_id: NEXT })],
      comment_threads: [{ parent_comment_id: TALK, comment_id: NEXT }] }),
    rows: { comment_mentions: { user_id: BOB } }, ...untold });
ok('an answer knows its parent in the block that makes it', 'C', [
  comment('carol', reply(), NEXT),
  comment('carol', { entity_id: SONG, body: 'x', mentions: [BOB, DAVE] }, NEXT,
    'Update')], {
  ...talk(), rows: { notification: [
    { type: 'comment_thread', user_ids: [BOB] },
    { type: 'comment_mention', user_ids: [DAVE] }] },
  absent: { notification: { type: 'comment_mention', user_ids: [BOB] } } });
const gone = (who) => ev(who, 'Comment', TALK, 'Delete');
ok('a comment is deleted', 'C', gone('bob'), { ...talk(), rows: {
  comments: { comment_id: TALK, is_delete: true, text: 'nice' } } });
no('an unknown comment is deleted', 'C7', gone('bob'));
no('a comment of another is deleted', 'C13', gone('carol'), talk());

const act = (who, action, data = { entity_id: SONG, entity_type: 'Track' }) =>
  comment(who, data, TALK, action);
const reacted = (is_delete) => talk({ comment_reactions: [{ comment_id: TALK,
  user_id: CAROL, is_delete, created_at: T - 500 }] });
ok('a reaction', 'C', act('carol', 'React'), { ...talk(), rows: {
  comment_reactions: { comment_id: TALK, user_id: CAROL, is_delete: false,
    created_at: T } } });
no('a second reaction', 'C8', act('carol', 'React'), reacted(false));
no('a reaction that was taken back', 'C8', act('carol', 'React'),
  reacted(true));
no('a reaction to an unknown comment', 'C8', act('carol', 'React'));
ok('a reaction is taken back', 'C', act('carol', 'Unreact'), {
  ...reacted(false), rows: { comment_reactions: { is_delete: true,
    created_at: T - 500, updated_at: T } } });
no('no reaction is taken back', 'C8', act('carol', 'Unreact'), talk());
ok('a report', 'C', ev('carol', 'Comment', TALK, 'Report'), { ...talk(),
  rows: { comment_reports: { comment_id: TALK, user_id: CAROL,
    is_delete: false } } });
no('a second report', 'C9', ev('carol', 'Comment', TALK, 'Report'),
  talk(reports('carol')));
no('a report of an unknown comment', 'C9',
  ev('carol', 'Comment', TALK, 'Report'));
const pinned = (id) => talk({ tracks: [{ ...base().tracks[0],
  pinned_comment_id: id }] });
ok('a comment is pinned', 'C', act('alice', 'Pin'), { ...talk(), rows: {
  tracks: { track_id: SONG, pinned_comment_id: TALK, title: 'Song',
    updated_at: T, blocknumber: 100 } } });
ok('another comment is pinned instead', 'C', act('alice', 'Pin'),
  { ...pinned(NEXT), rows: { tracks: { pinned_comment_id: TALK } } });
no('a pinned comment is pinned', 'C10', act('alice', 'Pin'), pinned(TALK));
no('a comment is pinned by another', 'C10', act('bob', 'Pin'), talk());
no('an unknown comment is pinned', 'C10', act('alice', 'Pin'));
no('a comment is pinned to an unknown track', 'C10',
  act('alice', 'Pin', { entity_id: 2999999, entity_type: 'Track' }), talk());
ok('a comment is unpinned', 'C', act('alice', 'Unpin'), { ...pinned(TALK),
  rows: { tracks: { track_id: SONG, pinned_comment_id: null } } });
no('another comment is unpinned', 'C10', act('alice', 'Unpin'),
  pinned(NEXT));
const quiet = (who, type, id, action, more) => ev(who, type, id, action, '',
  more);
ok('a track is muted', 'C', quiet('alice', 'Track', SONG, 'Mute'), { rows: {
  comment_notification_settings: { user_id: ALICE, entity_id: SONG,
    entity_type: 'Track', is_muted: true, created_at: T, updated_at: T } } });
ok('a comment is unmuted', 'C', quiet('bob', 'Comment', TALK, 'Unmute'), {
  prior: { comment_notification_settings: [{ user_id: BOB, entity_id: TALK,
    entity_type: 'Comment', is_muted: true, created_at: T - 500 }] },
  rows: { comment_notification_settings: { user_id: BOB, entity_id: TALK,
    entity_type: 'Comment', is_muted: false, created_at: T - 500,
    updated_at: T } } });
no('a stranger mutes a track', 'S4',
  quiet('bob', 'Track', SONG, 'Mute', { _userId: ALICE }));
no('a stranger unmutes a comment', 'S4',
  quiet('bob', 'Comment', TALK, 'Unmute', { _userId: ALICE }));

// Mutes.
const muted = (is_delete) => ({ prior: { muted_users: [{ user_id: ALICE,
  muted_user_id: BOB, is_delete, created_at: T - 500 }] } });
const isMuted = (is_delete) => ({ rows: { muted_users: { user_id: ALICE,
  muted_user_id: BOB, is_delete, created_at: T - 500, updated_at: T } } });
ok('a user is unmuted', 'X', ev('alice', 'User', BOB, 'Unmute'),
  { ...muted(false), ...isMuted(true) });
ok('a user is muted again', 'X', ev('alice', 'User', BOB, 'Mute'),
  { ...muted(true), ...isMuted(false) });
no('a muted user is muted', 'X2', ev('alice', 'User', BOB, 'Mute'),
  muted(false));
no('an unknown user is muted', 'X3', ev('alice', 'User', 3999999, 'Mute'));

// Shared mail addresses.
const keyTo = (receiver, grantor = BOB, encrypted_key = 'k' + receiver) =>
  ({ receiving_user_id: receiver, grantor_user_id: grantor, encrypted_key });
const mail = (more = {}) => wrap({ email_owner_user_id: BOB,
  encrypted_email: 'sealed', access_grants: [keyTo(CAROL)], ...more });
const addMail = (more) => ev('bob', 'EncryptedEmail', BOB, 'AddEmail',
  mail(more));
const share = (who, grants) => ev(who, 'EmailAccess', BOB, 'Update',
  wrap({ email_owner_user_id: BOB, access_grants: grants }));
const mails = (...more) => ({ prior: {
  encrypted_emails: [{ email_owner_user_id: BOB, encrypted_email: 'old',
    created_at: T - 500 }],
  email_access: [keyTo(CAROL, BOB, 'old'), ...more].map((k) =>
    ({ email_owner_user_id: BOB, ...k })) } });
ok('a mail address is shared', 'K', addMail({ access_grants: [keyTo(CAROL),
  { ...keyTo(DAVE), is_initial: true }] }), { rows: {
  encrypted_emails: { email_owner_user_id: BOB, encrypted_email: 'sealed',
    created_at: T },
  email_access: [{ email_owner_user_id: BOB, receiving_user_id: CAROL,
    grantor_user_id: BOB, encrypted_key: 'k' + CAROL, is_initial: false },
  { receiving_user_id: DAVE, is_initial: true }] } });
add('a mail address that is shared stays', 'ignore', 'K', addMail(), mails());
ok('a key is passed on', 'K', share('carol', [keyTo(DAVE, CAROL)]), {
  ...mails(), rows: { email_access: [{ receiving_user_id: DAVE,
    grantor_user_id: CAROL }, { receiving_user_id: CAROL,
    encrypted_key: 'old' }] } });
ok('a key is passed on in the block in which it came', 'K', [addMail(),
  share('carol', [keyTo(DAVE, CAROL)])], { rows: { email_access: {
  receiving_user_id: DAVE, grantor_user_id: CAROL } } });
add('a key that was given is given again', 'ignore', 'K',
  share('carol', [keyTo(DAVE, CAROL, 'new')]), mails(keyTo(DAVE, CAROL, 'old')));
no('a key that the giver does not have', 'K2',
  share('dave', [keyTo(ALICE, DAVE)]), mails());
no('one key of two that the giver does not have', 'K2', share('carol',
  [keyTo(DAVE, CAROL), keyTo(ALICE, DAVE)]), mails());
no('a mail address of nobody', 'K1', addMail({ email_owner_user_id: null }));
no('an empty mail address', 'K1', addMail({ encrypted_email: '' }));
no('a mail address for nobody', 'K1', addMail({ access_grants: [] }));
no('a mail address with half a grant', 'K1', addMail({ access_grants: [
  { receiving_user_id: CAROL, grantor_user_id: BOB }] }));
no('grants that are no list', 'K1', share('carol', keyTo(DAVE, CAROL)),
  mails());

// Tips.
const tip = (data, who = 'bob', more = {}) =>
  ev(who, 'Tip', ids[who] ?? 0, 'Update', wrap(data), more);
const sent = (more = {}) => ({ user_tips: [{ slot: 1, signature: 'sig',
  sender_user_id: ALICE, receiver_user_id: BOB, amount: 5 }], ...more });
const like = { reacted_to: 'sig', reaction_value: 3 };
ok('a reaction to a tip', 'TP', tip(like), { prior: sent(), rows: {
  reactions: { reacted_to: 'sig', reaction_value: 3, reaction_type: 'tip',
    sender_wallet: lc('alice'), timestamp: T, blocknumber: 100 } } });
ok('a second reaction to a tip replaces the first', 'TP', tip(like), {
  prior: sent({ reactions: [{ reacted_to: 'sig', reaction_type: 'tip',
    reaction_value: 1, sender_wallet: lc('alice'), timestamp: T - 5 }] }),
  rows: { reactions: { reaction_value: 3, timestamp: T } },
  absent: { reactions: { reaction_value: 1 } } });
no('a reaction to a tip of value 5', 'TP', tip({ ...like,
  reaction_value: 5 }), { prior: sent() });
no('a reaction to a tip of value 0', 'TP', tip({ ...like,
  reaction_value: 0 }), { prior: sent() });
no('a reaction to a tip without a value', 'TP', tip({ reacted_to: 'sig' }),
  { prior: sent() });
no('a reaction to no tip', 'TP', tip({ reaction_value: 3 }),
  { prior: sent() });
no('a reaction to an unknown tip', 'TP', tip(like));
no('a reaction to a tip of another', 'TP', tip(like, 'carol'),
  { prior: sent() });
no('a reaction to a tip of one without a wallet', 'TP', tip(like), {
  prior: sent({ users: [user('alice', { wallet: null }), user('bob')] }) });
no('a stranger reacts to a tip', 'S4', tip(like, 'carol', { _userId: BOB }),
  { prior: sent() });

// Contests and other events.
const event = (who, action, data, id = 5, more = {}) => ev(who, 'Event', id,
  action, data === undefined ? '' : wrap(data), more);
const soon = '2023-08-01T00:00:00.000Z', late = '2023-09-01T12:30:00+02:00';
const contest = (more = {}) => ({ event_type: 'remix_contest',
  entity_type: 'track', entity_id: SONG, end_date: soon, ...more });
const held5 = (more = {}) => ({ event_id: 5, event_type: 'remix_contest',
  user_id: ALICE, entity_type: 'track', entity_id: SONG,
  end_date: '2023-08-01T00:00:00', is_deleted: false, event_data: null,
  created_at: T - 500, updated_at: T - 500, ...more });
const events = (...list) => ({ prior: { events: list } });
// As all rules of today have it.
const nowOk = (name, rule, event, more = {}) => ok(name, rule, event, { ...more, now: true });
const nowNo = (name, rule, event, more = {}) => no(name, rule, event, { ...more, now: true });
nowOk('a contest', 'V', event('alice', 'Create', contest({
  event_data: { prize: 'fame' } })), { rows: { events: { event_id: 5,
  event_type: 'remix_contest', user_id: ALICE, entity_type: 'track',
  entity_id: SONG, end_date: '2023-08-01T00:00:00', is_deleted: false,
  event_data: { prize: 'fame' }, created_at: T, updated_at: T } } });
nowOk('a live event about nothing', 'V', event('alice', 'Create', {
  event_type: 'live_event', end_date: late }), { rows: { events: {
  event_type: 'live_event', entity_type: null, entity_id: null,
  end_date: '2023-09-01T10:30:00', event_data: null } } });
nowNo('an event that is there', 'V1', event('alice', 'Create', contest()),
  events(held5({ entity_id: null })));
nowNo('an event without a type', 'V1', event('alice', 'Create',
  contest({ event_type: null })));
nowNo('an event of an unknown type', 'V1', event('alice', 'Create',
  contest({ event_type: 'party' })));
nowNo('an event without an end', 'V1', event('alice', 'Create',
  contest({ end_date: null })));
nowNo('an event whose end is no date', 'V2', event('alice', 'Create',
  contest({ end_date: '2023-02-30' })));
nowNo('an event that is over', 'V2', event('alice', 'Create',
  contest({ end_date: '2023-07-22T04:26:39Z' })));
nowOk('an event that ends with its block', 'V', event('alice', 'Create',
  contest({ end_date: '2023-07-22T04:26:40Z' })));
nowNo('an event about a playlist', 'V3', event('alice', 'Create',
  contest({ entity_type: 'collection' })));
nowNo('an event about an unknown track', 'V4', event('alice', 'Create',
  contest({ entity_id: 2999999 })));
nowNo('an event about another\'s track', 'V4', event('bob', 'Create', contest()));
nowNo('a contest about nothing', 'V4', event('alice', 'Create',
  contest({ entity_id: null })));
nowNo('a contest about a remix', 'V5', event('alice', 'Create', contest()), {
  prior: { tracks: [{ ...base().tracks[0],
    remix_of: { tracks: [{ parent_track_id: 1 }] } }] } });
nowNo('a second contest', 'V6', event('alice', 'Create', contest()),
  events(held5({ event_id: 4 })));
nowOk('a contest after another one', 'V', event('alice', 'Create', contest()),
  events(held5({ event_id: 4, end_date: '2023-07-22T04:26:39' })));
nowOk('a contest instead of a deleted one', 'V', event('alice', 'Create',
  contest()), events(held5({ event_id: 4, is_deleted: true })));
nowOk('a new release during a contest', 'V', event('alice', 'Create',
  contest({ event_type: 'new_release' })), events(held5({ event_id: 4 })));
nowNo('two contests in one block', 'V6', [event('alice', 'Create', contest()),
  event('alice', 'Create', contest(), 6)], { rows: { events: {
  event_id: 5 } }, absent: { events: { event_id: 6 } } });
nowNo('a stranger makes an event', 'S4', event('bob', 'Create', contest(), 5,
  { _userId: ALICE }));
nowOk('a contest gets longer', 'V', event('alice', 'Update',
  { end_date: late }), { ...events(held5({ event_data: { a: 1 } })),
  rows: { events: { end_date: '2023-09-01T10:30:00', event_data: { a: 1 },
    created_at: T - 500, updated_at: T } } });
nowNo('a contest gets shorter', 'V7', event('alice', 'Update',
  { end_date: '2023-07-31T23:59:59Z' }), events(held5()));
nowOk('a live event gets shorter', 'V', event('alice', 'Update',
  { end_date: '2023-07-25' }), { ...events(held5({
  event_type: 'live_event' })), rows: { events: {
  end_date: '2023-07-25T00:00:00' } } });
nowNo('a contest gets an end that is no date', 'V2', event('alice', 'Update',
  { end_date: 'tomorrow' }), events(held5()));
nowNo('an unknown event is changed', 'V7', event('alice', 'Update',
  { end_date: late }));
nowNo('an event of another is changed', 'V7', event('bob', 'Update',
  { end_date: late }), events(held5()));
const remix = (id, who, more = {}) => ({ track_id: id, owner_id: ids[who],
  title: 'r', is_unlisted: false, is_delete: false, created_at: T - 100,
  ...more });
const remixed = (data, ...list) => ({ prior: {
  events: [held5({ event_data: data })],
  tracks: [...base().tracks, ...list],
  remixes: list.map((r) => ({ parent_track_id: SONG,
    child_track_id: r.track_id })) } });
const won = event('alice', 'Update', { event_data: { winners: [2000005] } });
nowOk('those who remixed hear of the winners', 'V', won, { ...remixed(null,
  remix(2000005, 'bob'), remix(2000006, 'bob'),
  remix(2000007, 'carol', { created_at: T - 600 }),
  remix(2000008, 'dave', { is_delete: true }), remix(2000009, 'alice')),
rows: { events: { event_data: { winners: [2000005] },
  end_date: '2023-08-01T00:00:00' },
notification: { type: 'fan_remix_contest_winners_selected',
  group_id: `fan_remix_contest_winners_selected:5:user:${BOB}`,
  specifier: String(ALICE), user_ids: [BOB], blocknumber: null, timestamp: T,
  data: { entity_id: SONG, entity_user_id: ALICE } } },
absent: { notification: [{ user_ids: [CAROL] }, { user_ids: [DAVE] },
  { user_ids: [ALICE] }] } });
nowOk('winners are told of once', 'V', event('alice', 'Update',
  { event_data: { winners: [2000005, 2000006] } }), {
  ...remixed({ winners: [2000005] }, remix(2000005, 'bob')),
  absent: { notification: {} } });
nowOk('no winners, no word', 'V', event('alice', 'Update',
  { event_data: { winners: [] } }), { ...remixed(null,
  remix(2000005, 'bob')), absent: { notification: {} } });
nowOk('an event is deleted', 'V', event('alice', 'Delete'), { ...events(held5()),
  rows: { events: { event_id: 5, is_deleted: true } } });
nowNo('an unknown event is deleted', 'V9', event('alice', 'Delete'));
nowNo('an event of another is deleted', 'V9', event('bob', 'Delete'),
  events(held5()));
nowOk('a contest in the block that deletes the other', 'V', [
  event('alice', 'Delete'), event('alice', 'Create', contest(), 6)],
{ ...events(held5()), rows: { events: [{ event_id: 5, is_deleted: true },
  { event_id: 6, is_deleted: false }] } });

// Before their first days.
ok('an event without an end, once', 'V', event('alice', 'Create',
  contest({ end_date: null })), { rows: { events: { end_date: null } } });
ok('an event that is over, once', 'V', event('alice', 'Create',
  contest({ end_date: '2023-07-22T04:26:39Z' })));
ok('a contest about a remix, once', 'V', event('alice', 'Create', contest()), {
  prior: { tracks: [{ ...base().tracks[0],
    remix_of: { tracks: [{ parent_track_id: 1 }] } }] } });
ok('a second contest, once', 'V', event('alice', 'Create', contest()),
  events(held5({ event_id: 4 })));
ok('a contest gets shorter, once', 'V', event('alice', 'Update',
  { end_date: '2023-07-31T23:59:59Z' }), { ...events(held5()), rows: {
  events: { end_date: '2023-07-31T23:59:59' } } });

// Replica sets.
const nodes = [1, 2, 3, 4, 5].map((n) => ({ cnode_sp_id: n,
  delegate_owner_wallet: n === 2 ? addr('node') : '0x' + `0${n}`.repeat(20),
  owner_wallet: '0x' + `0${n}`.repeat(20), proposer_sp_ids: [1, 2, 3],
  endpoint: n === 5 ? '' : `https://n${n}.example` }));
// What Ethereum's registry has of them; what the node itself says is older.
const registered = [1, 2, 3, 4].map((n) => ({ service_type: 'content-node',
  sp_id: n, owner_wallet: addr('node'), endpoint: `https://n${n}.example`,
  block_number: n, delegate_owner_wallet: addr('node'), checked_at: T }));
const served = (more = {}) => ({ prior: { users: [user('alice', {
  primary_id: 1, secondary_ids: [2, 3],
  creator_node_endpoint: 'https://n1.example' }), user('bob')],
ursm_content_nodes: nodes, service_providers: registered }, ...more });
const move = (who, text, more = {}) => ev(who, 'UserReplicaSet', ALICE,
  'Update', text, { _userId: ALICE, ...more });
const moved = (who) => ({ ...served(), rows: { users: { user_id: ALICE,
  primary_id: 1, secondary_ids: [4, 3],
  replica_set_update_signer: addr(who), updated_at: T,
  creator_node_endpoint:
    'https://n1.example,https://n4.example,https://n3.example' } } });
ok('a user moves to another node', 'R', move('alice', '1,2,3:1,4,3'),
  moved('alice'));
ok('a node moves a user away', 'R', move('node', '1,2,3:1,4,3'),
  moved('node'));
ok('the old secondaries in another order', 'R', move('alice', '1,3,2:1,4,3'),
  moved('alice'));
no('a replica set that is no pair', 'R', move('alice', '1,2,3'), served());
no('a replica set of two', 'R', move('alice', '1,2,3:1,4'), served());
no('a replica set of words', 'R', move('alice', '1,2,3:1,x,3'), served());
no('a replica set with an empty place', 'R', move('alice', '1,2,3:1,,3'),
  served());
no('an old set with another primary', 'R', move('alice', '2,1,3:1,4,3'),
  served());
no('an old set with another secondary', 'R', move('alice', '1,2,4:1,4,3'),
  served());
no('an old set with a node too many', 'R', move('alice', '1,2,3,4:1,4,3'),
  served());
no('a new set that names a node twice', 'R', move('alice', '1,2,3:1,4,4'),
  served());
no('a new set whose primary is a secondary', 'R',
  move('alice', '1,2,3:1,4,1'), served());
no('a new node without an endpoint', 'R', move('alice', '1,2,3:1,5,3'),
  served());
no('an unknown new node', 'R', move('alice', '1,2,3:1,9,3'), served());
ok('nodes of which nobody ever heard', 'R', move('alice', '1,2,3:1,9,3'), {
  prior: { ...served().prior, service_providers: [] },
  rows: { users: { user_id: ALICE, secondary_ids: [9, 3],
    creator_node_endpoint: 'https://n1.example,,https://n3.example' } } });
no('a node that said it has no endpoint, without the registry', 'R',
  move('alice', '1,2,3:1,5,3'),
  { prior: { ...served().prior, service_providers: [] } });
ok('the registry knows better than the node', 'R',
  move('alice', '1,2,3:1,4,3'), { prior: { ...served().prior,
    service_providers: registered.map((r) => ({ ...r,
      endpoint: `https://m${r.sp_id}.example` })) },
  rows: { users: { user_id: ALICE, creator_node_endpoint:
    'https://m1.example,https://m4.example,https://m3.example' } } });
no('a stranger moves a user', 'R', move('bob', '1,2,3:1,4,3'), served());
no('an unknown user is moved', 'R', move('alice', '1,2,3:1,4,3',
  { _userId: 3999999 }), served());

// What a change says, and what it leaves as it was.
no('a comment is changed without saying what it is about', 'C7',
  comment('bob', { body: 'better' }, TALK, 'Update'), talk());
const club = (more = {}) => ({ comments: [{ comment_id: TALK, user_id: BOB,
  entity_id: BOB, entity_type: 'FanClub', text: 'hello', is_delete: false,
  is_members_only: false, video_url: null, created_at: T - 500,
  updated_at: T - 500, ...more }] });
const inClub = (data) => comment('bob', { entity_id: BOB,
  entity_type: 'FanClub', body: 'better', ...data }, TALK, 'Update');
nowOk('a comment for all stays so with a video', 'C19',
  inClub({ video_url: 'https://v.example' }), { prior: club(), rows: {
    comments: { comment_id: TALK, is_members_only: false,
      video_url: 'https://v.example' } } });
nowOk('a comment becomes one for members', 'C19',
  inClub({ is_members_only: null }), {
    prior: club({ video_url: 'https://v.example' }), rows: { comments: {
      is_members_only: true, video_url: 'https://v.example' } } });
const VIDEO = 'https://v.example';
nowOk('a comment on a track has a video', 'C19',
  comment('bob', said({ video_url: VIDEO })), {
    rows: { comments: { comment_id: TALK, video_url: VIDEO } } });
nowOk('the news of a contest has a video', 'C19', [
  event('alice', 'Create', contest({})),
  comment('alice', said({ entity_type: 'Event', entity_id: 5,
    video_url: VIDEO }))], {
  rows: { comments: { comment_id: TALK, entity_type: 'Event', entity_id: 5,
    video_url: VIDEO } } });
nowOk('a changed comment keeps its video', 'C19',
  comment('bob', said({ body: 'better' }), TALK, 'Update'), {
    prior: { comments: [row('bob', { video_url: VIDEO })] },
    rows: { comments: { comment_id: TALK, text: 'better',
      video_url: VIDEO } } });
nowOk('a video of too many characters is none', 'C19',
  comment('bob', said({ video_url: `${VIDEO}/${'v'.repeat(2000)}` })), {
    rows: { comments: { comment_id: TALK, video_url: null } } });
const tune = (action, data, id = SONG) =>
  ev('alice', 'Track', id, action, wrap(data));
nowOk('a track is hidden until a day', 'T23', tune('Update',
  { is_unlisted: true, release_date: '2023-08-01T00:00:00.000Z' }), {
  rows: { tracks: { track_id: SONG, is_unlisted: true,
    release_date: '2023-08-01T00:00:00' } } });
nowOk('a new track without a genre', 'T24', tune('Create',
  { owner_id: ALICE, title: 'New', genre: '' }, 2000009), {
  rows: { tracks: { track_id: 2000009, genre: null } } });
nowNo('a track loses its genre to an empty text', 'T4',
  tune('Update', { genre: '' }));
nowOk('a cover that is no text', 'T', tune('Update', { cover_art_sizes: 5,
  mood: 'Cool' }), { prior: { tracks: [{ ...base().tracks[0],
  cover_art_sizes: 'kept' }] },
rows: { tracks: { track_id: SONG, cover_art_sizes: 'kept', mood: 'Cool' } } });

process.stdout.write('{"entity_manager_cases": [\n' +
  cases.map((c) => JSON.stringify(c)).join(',\n') + '\n]}\n');
