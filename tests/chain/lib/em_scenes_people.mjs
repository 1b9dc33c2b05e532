// SPDX-License-Identifier: ISC
// Scenes of EntityManager about people: accounts, wallets, who acts for whom.
// Each takes the world and the first five clients, and mines blocks.  What is
// turned away says by which rule.
import { createPrivateKey, sign as signBytes } from 'node:crypto';

import { encodeBase58 } from 'ethers-6';

import { keyOf } from './accounts.mjs';
import { cidOfContent } from './model/cid.mjs';
import { hashId } from './model/text.mjs';

export const NOBODY = 1999999999;
/** Of the first five, in the order of their arrival. */
export const HANDLES = ['ann.em', 'ben.em', 'cid.em', 'dot.em', 'eve.em'];

const TOO_LARGE = 2 ** 31;

export const soon = (world) => world.network.nextTime();

/** A key of the other chain, which the seed decides. */
function solana(world, name) {
  const seed = Buffer.from(keyOf(world.seed, 'solana', name).slice(2), 'hex');
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]);
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const wallet = encodeBase58(Buffer.from(key.export({ format: 'jwk' }).x, 'base64url'));
  const sign = (message) => ({ signature: signBytes(null, Buffer.from(message), key).toString('hex') });
  return { wallet, sign };
}

async function signUps(world) {
  const no = (rule, data, options) => world.expecting(rule, () => world.client('nobody').signUp(data, options));
  no('U5', { name: 'no handle' });
  no('U5', { handle: '' });
  no('U6', { handle: 'with space' });
  no('U6', { handle: 'ünïcode' });
  no('U7', { handle: 'h'.repeat(31) });
  no('U8', { handle: 'Podcasts' });
  no('U8', { handle: 'Fiery' });
  no('U14', { handle: 'real.Audius' });
  no('U14', { handle: 'giver', name: '\uff21\u0443\u0301 free \u0410i\u0301rdrop' });
  no('U16', { handle: 'longwinded', name: 'n'.repeat(33) });
  no('U4', { handle: 'talker', bio: 'b'.repeat(257) });
  no('U2', { handle: 'early' }, { id: 2999999 });
  no('U11', { handle: 'picker', artist_pick_track_id: 1 });
  no('U12', { handle: 'payee', spl_usdc_payout_wallet: `${solana(world, 'x').wallet}1` });
  no('skip', { handle: 'large' }, { id: TOO_LARGE });
  world.client('long').signUp({ handle: 'H'.repeat(30), name: '音楽\u0000家', bio: '🎹'.repeat(256) });
  world.client('twin').signUp({ handle: 'Twin.1' }, { cid: 'bagtwin' });
  world.expecting('U13', () => world.client('twin').signUp({ handle: 'twin.2' }));
  no('U9', { handle: 'tWIN.1' });
  await world.mine();
  no('U9', { handle: 'twin.1' });
  no('U1', { handle: 'again' }, { id: world.client('long').id });
  // Words that are no metadata, and texts of older clients.
  world.client('guest').signUp(null);
  world.client('v2').signUp('v2');
  world.client('nodes').signUp('1,2,3');
  world.client('text').signUp('{"data": {"handle": "unwrapped"}}');
  world.client('named').signUp({ handle: 'named', unknown: { key: [1, 'ü', null] } },
    { cid: cidOfContent(Buffer.from('not this')) });
  world.client('lengthy').signUp({ handle: 'lengthy' }, { cid: 'c'.repeat(1025) });
  await world.mine();
  for (const name of ['named', 'lengthy', 'twin'])
    world.client(name).update({ bio: 'not merged with anything' });
  const guest = world.client('guest');
  world.expecting('U5', () => guest.update({ name: 'still without a handle' }));
  world.expecting('T13', () => guest.addTrack({ title: 'By a guest', genre: 'Pop' }));
  world.expecting('U14', () => guest.update({ handle: 'Guest.No_1', name: 'Airdrop' }));
  world.expecting('U16', () => guest.update({ handle: 'Guest.No_1', name: 'n'.repeat(33) }));
  guest.update({ handle: 'Guest.No_1', name: 'A guest no more' });
  world.expecting('U9', () => world.client('v2').update({ handle: 'gUEST.nO_1' }));
  await world.mine();
}

async function profiles(world, [ann, ben]) {
  const payout = solana(world, 'payout').wallet;
  ann.update({
    name: 'Ann', bio: null, location: 'Berlin', profile_picture: 'pic', cover_photo_sizes: 'cover',
    is_deactivated: 'yes', collectibles: { order: [] }, playlist_library: { contents: [] }, website: 'ann.example',
    donation: 5, spl_usdc_payout_wallet: payout, events: { referrer: ben.id, is_mobile_user: false },
    user_id: ben.id, wallet: ben.wallet, is_verified: true, handle: 'other', created_at: '2001-01-01',
  });
  ann.update({ zz: { b: 1, a: [{ long: 1, b: 2 }] }, events: { referrer: ann.id, is_mobile_user: true }, a: 'ä"\\\n' });
  ben.update({ events: { referrer: ben.id }, playlist_library: [1], collectibles: {}, allow_ai_attribution: true });
  await world.mine();
  ann.update({ events: { referrer: 5, is_mobile_user: false }, spl_usdc_payout_wallet: null, bio: 'Back', b: 0.5 });
  ann.update({ zz: null, name: 'Ann II' });
  ben.update({ events: 'none', name: 'Ben', location: '' });
  world.expecting('U11', () => ben.update({ artist_pick_track_id: 'first' }));
  world.expecting('U12', () => ben.update({ spl_usdc_payout_wallet: ben.wallet }));
  world.expecting('U4', () => ben.update({ bio: 'x'.repeat(257) }));
  world.expecting('U16a', () => ben.update({ name: 'x'.repeat(33) }));
  ben.update({ name: 'Audius Airdrop', profile_type: 'label', coin_flair_mint: '', bio: '', website: null });
  world.expecting('S4', () => ben.actAs(ann.id, 'User', ann.id, 'Update', { name: 'Stolen' }));
  world.expecting('S1', () => ben.actAs(NOBODY, 'User', NOBODY, 'Update', { name: 'Nobody' }));
  await world.mine();
  ann.update({ spl_usdc_payout_wallet: payout });
  const track = ann.addTrack({ title: 'My pick', genre: 'Pop' });
  ann.update({ artist_pick_track_id: track });
  ben.update({ profile_type: 'artist', coin_flair_mint: payout, playlist_library: null, is_storage_v2: null });
  await world.mine();
}

/** Metadata that says nothing, or not what it should. */
async function badMetadata(world, [ann]) {
  const no = (rule, type, action, text) => world.expecting(rule, () => ann.act(type, ann.id, action, text));
  no('M1', 'User', 'Update', 'not JSON');
  no('M1', 'User', 'Update', '{"cid":"","data":{"a":1e999}}');
  no('M1', 'User', 'Update', '');
  no('M2', 'User', 'Update', '{"data":{}}');
  no('M2', 'User', 'Update', '{"cid":"","data":[]}');
  no('M2', 'User', 'Update', '[]');
  no('M3', 'Track', 'Create', '{"cid":"","data":{"title":null,"is_unlisted":false,"unknown":1}}');
  no('M4', 'Unheard', 'Create', '{"cid":"","data":{"a":1}}');
  no('M4', 'Tip', 'Create', '{"cid":"","data":{"reacted_to":"x"}}');
  no('M4', 'EmailAccess', 'Create', '{"cid":"","data":{"email_owner_user_id":1}}');
  no('ignore', 'TrackCollaborator', 'Create', '');
  no('ignore', 'Unheard', 'Create', '');
  no('ignore', 'Unheard', 'Update', '{"cid":"","data":{"a":1}}');
  no('ignore', 'User', 'Delete', '');
  no('ignore', 'user', 'Update', '{"cid":"","data":{"name":"small letter"}}');
  world.expecting('skip', () => ann.act('Track', TOO_LARGE, 'Delete'));
  world.expecting('skip', () => ann.actAs(TOO_LARGE + 1, 'User', 1, 'Follow'));
  ann.act('Notification', TOO_LARGE, 'View');
  world.confirm(ann.id, true);
  world.forwarded(() => ann.update({ name: 'Not read' }));
  await world.mine();
}

async function verification(world, [ann, ben, cid]) {
  const verifier = world.office('verifier');
  const verify = (user, data) => verifier.actAs(user.id, 'User', user.id, 'Verify', data);
  world.expecting('U10', () => ann.act('User', ann.id, 'Verify', { is_verified: true }));
  world.expecting('U10', () => verifier.actAs(NOBODY, 'User', NOBODY, 'Verify', ''));
  world.expecting('M3', () => verify(ann, { is_verified: false }));
  verify(ann, { is_verified: true, twitter_handle: '', instagram_handle: 'ann.insta', tiktok_handle: 'ann.tok' });
  verify(ben, { is_verified: false, twitter_handle: 'ben_t' });
  verify(cid, '');
  await world.mine();
  ann.update({ instagram_handle: 'someone else', twitter_handle: 'free choice' });
  verify(cid, { is_verified: false, tiktok_handle: 'still_verified' });
  verify(ben, { is_verified: true, tiktok_handle: 'ben_tok' });
  await world.mine();
}

/** A wallet has one owner, who proved it last. */
async function wallets(world, [ann, ben, cid]) {
  const [cold, warm] = ['cold', 'warm'].map((name) => world.client(`wallet/${name}`));
  const [sol, other] = ['ann', 'other'].map((name) => solana(world, name));
  const proofOf = (wallet, id) => ({ signature: wallet.sign(`AudiusUserID:${id}`).signature });
  const link = (who, wallet, chain, id = who.id, address = wallet.wallet) =>
    who.act('AssociatedWallet', 0, 'Create', { wallet_address: address, chain, ...proofOf(wallet, id) });
  const unlink = (who, wallet, chain, address = wallet.wallet) =>
    who.act('AssociatedWallet', 0, 'Delete', { wallet_address: address, chain });
  const no = (rule, act) => world.expecting(rule, act);
  ann.update({ associated_wallets: { [cold.wallet]: proofOf(cold, ann.id) }, associated_sol_wallets: null });
  link(ann, cold, 'eth');
  link(ann, warm, 'eth', ann.id, warm.address);
  link(ann, sol, 'sol');
  no('ignore', () => link(ann, cold, 'eth'));
  no('AW2', () => link(ann, warm, 'eth', ben.id));
  no('AW2', () => link(ann, sol, 'btc'));
  no('AW2', () => link(ann, sol, 'sol', ben.id));
  no('AW2', () => ann.act('AssociatedWallet', 0, 'Create', { wallet_address: cold.wallet, chain: 'eth' }));
  no('AW2', () => ann.act('AssociatedWallet', 0, 'Create', { chain: 'eth' }));
  no('AW4', () => unlink(ben, cold, 'eth'));
  no('AW4', () => unlink(ann, cold, 'sol'));
  no('M3', () => ann.act('AssociatedWallet', 0, 'Delete', {}));
  no('S4', () => ben.actAs(ann.id, 'AssociatedWallet', 0, 'Delete', { wallet_address: cold.wallet, chain: 'eth' }));
  await world.mine();
  link(ben, cold, 'eth');
  link(ben, sol, 'sol');
  link(cid, sol, 'sol');
  link(cid, other, 'sol');
  no('AW4', () => unlink(ann, cold, 'eth'));
  await world.mine();
  link(ann, cold, 'eth');
  unlink(ann, cold, 'eth');
  unlink(ann, warm, 'eth', warm.address);
  unlink(cid, other, 'sol');
  link(ben, other, 'sol');
  ben.update({ name: 'Wallets stay', associated_sol_wallets: {} });
  await world.mine();
  for (const action of ['Create', 'Update'])
    no('CO1', () => cid.act('Collectibles', 0, action, { collectibles: { '1:::2': {}, order: ['1:::2'] } }));
  no('M3', () => cid.act('Collectibles', 0, 'Create', { collectibles: null }));
  link(ann, sol, 'sol');
  await world.mine();
}

const appMessage = (time) => `Creating Audius developer app at ${time}`;

/** An application with a key of its own, made by its owner. */
export function makeApp(world, owner, name, more = {}) {
  const app = world.client(`app/${name}`);
  owner.say('DeveloperApp', 0, 'Create', { name, app_signature: app.sign(appMessage(soon(world))), ...more });
  return app;
}

async function apps(world, [ann, ben, cid]) {
  const no = (rule, more, who = ann) => world.expecting(rule, () => makeApp(world, who, 'refused', more));
  const foreign = world.client('app/refused');
  no('A2', { app_signature: null });
  no('A2', { app_signature: foreign.sign(`Making an app at ${soon(world)}`) });
  no('A2', { app_signature: foreign.sign(appMessage(soon(world) - 21601)) });
  no('A3', { app_signature: { message: appMessage(soon(world)), signature: '0x1234' } });
  no('A4', { name: 'n'.repeat(51) });
  no('A4', { name: 5 });
  no('A6', { is_personal_access: 'yes' });
  no('A7', { description: 'd'.repeat(161) });
  no('A7', { description: 5 });
  no('A10', { image_url: `https://${'i'.repeat(2000)}` });
  no('A5', { app_signature: ben.sign(appMessage(soon(world))) });
  world.expecting('A', () => ann.act('DeveloperApp', 0, 'Create', 'no JSON'));
  const one = makeApp(world, ann, 'one', {
    description: null, image_url: 'https://one.example/i.png',
    redirect_uris: ['https://one.example/b', 'https://one.example/a', 'https://one.example/b', ''],
  });
  no('A5', { app_signature: one.sign(appMessage(soon(world))) }, ben);
  await world.mine();
  makeApp(world, ann, 'two', { is_personal_access: true, description: 'd'.repeat(160) });
  makeApp(world, ann, 'three', { app_signature: world.client('app/three').sign(appMessage(soon(world) - 21600)) });
  makeApp(world, ann, 'four', { image_url: 'two words', redirect_uris: ['kept', 5] });
  makeApp(world, ann, 'five', { image_url: 'localhost:8000/i', redirect_uris: Array.from({ length: 60 }, (_, i) => `app://${i}`) });
  no('A8', {});
  ann.say('DeveloperApp', 0, 'Delete', { address: world.client('app/two').wallet });
  makeApp(world, ann, 'six', { redirect_uris: null });
  world.expecting('A9', () => ben.say('DeveloperApp', 0, 'Delete', { address: one.address }));
  world.expecting('A9', () => ann.say('DeveloperApp', 0, 'Delete', { address: ben.address }));
  world.expecting('A9', () => ann.say('DeveloperApp', 0, 'Delete', {}));
  await world.mine();
  ann.say('DeveloperApp', 0, 'Update', { address: one.wallet, name: 'One, renamed', description: 'now with words' });
  const change = (more) => ann.say('DeveloperApp', 0, 'Update', { address: one.wallet, name: 'One', ...more });
  change({ redirect_uris: ['https://one.example/c', 'https://one.example/a'], image_url: 'one.example' });
  change({ redirect_uris: 'not a list' });
  ann.say('DeveloperApp', 0, 'Update', { address: world.client('app/five').wallet, name: 'Five', redirect_uris: [] });
  world.expecting('A10', () => change({ image_url: 'u'.repeat(2001) }));
  world.expecting('A4', () => ann.say('DeveloperApp', 0, 'Update', { address: one.wallet }));
  world.expecting('A9', () => cid.say('DeveloperApp', 0, 'Update', { address: one.wallet, name: 'Mine' }));
  world.expecting('U3', () => one.signUp({ handle: 'an_app' }));
  world.expecting('U3', () => world.client('app/two').signUp({ handle: 'a_deleted_app' }));
  await world.mine();
}

async function grants(world, [ann, ben, cid, dot, eve]) {
  const app = makeApp(world, dot, 'granted');
  const gone = makeApp(world, dot, 'gone');
  dot.say('DeveloperApp', 0, 'Delete', { address: gone.address });
  const give = (who, address) => who.say('Grant', 0, 'Create', { grantee_address: address });
  const no = (rule, act) => world.expecting(rule, act);
  give(ann, app.wallet);
  give(ann, ben.wallet);
  give(ann, cid.wallet);
  no('G2', () => ann.act('Grant', 0, 'Create', 'no JSON'));
  no('G3', () => give(ann, world.client('nobody at all').wallet));
  no('G3', () => ann.say('Grant', 0, 'Create', {}));
  no('G4', () => give(ann, gone.wallet));
  no('G5', () => give(ann, app.address));
  no('G1', () => ben.actAs(NOBODY, 'Grant', 0, 'Create', JSON.stringify({ grantee_address: app.address })));
  no('S4', () => eve.actAs(ann.id, 'Grant', 0, 'Create', JSON.stringify({ grantee_address: eve.address })));
  await world.mine();
  const rename = (who, name) => who.actAs(ann.id, 'User', ann.id, 'Update', { name });
  rename(app, 'By an app');
  no('S3', () => rename(ben, 'By a manager who was not heard'));
  no('S4', () => rename(eve, 'By nobody'));
  const answer = (who, action, grantor = ann.id) => who.say('Grant', 0, action, { grantor_user_id: grantor });
  answer(ben, 'Approve');
  rename(ben, 'By a manager');
  no('G9', () => answer(ben, 'Reject'));
  answer(cid, 'Reject');
  no('G7', () => answer(cid, 'Approve'));
  no('S3', () => rename(cid, 'By one who did not want'));
  no('G6', () => answer(dot, 'Approve'));
  no('G6', () => ben.say('Grant', 0, 'Approve', {}));
  await world.mine();
  ben.actAs(ann.id, 'Track', world.fresh('Track'), 'Create',
    { owner_id: ann.id, title: 'By her manager', genre: 'Jazz' });
  await world.mine();
}

async function endOfGrants(world, [ann, ben, cid, dot]) {
  const app = world.client('app/granted');
  const no = (rule, act) => world.expecting(rule, act);
  const take = (who, address, user = ann.id) =>
    who.actAs(user, 'Grant', 0, 'Delete', JSON.stringify({ grantee_address: address }));
  const rename = (who, name) => who.actAs(ann.id, 'User', ann.id, 'Update', { name });
  const give = (who, to) => who.say('Grant', 0, 'Create', { grantee_address: to.address });
  ben.update({ is_deactivated: true });
  no('S3', () => rename(ben, 'By a manager who is gone'));
  no('G4', () => dot.say('Grant', 0, 'Create', { grantee_address: ben.address }));
  ben.update({ is_deactivated: false });
  rename(ben, 'By a manager who is back');
  no('G8', () => take(cid, app.address));
  take(app, app.address);
  no('S3', () => rename(app, 'By an app without leave'));
  no('G7', () => take(ann, app.address));
  no('G6', () => take(ann, dot.address));
  await world.mine();
  ann.say('Grant', 0, 'Create', { grantee_address: app.address });
  give(ann, cid);
  take(ben, cid.wallet);
  no('G7', () => cid.say('Grant', 0, 'Approve', { grantor_user_id: ann.id }));
  await world.mine();
  rename(app, 'By the app again');
  await world.mine();
}

/** One key has one account, and its manager's managers may give back what it has. */
async function sharedWallets(world, [ann, ben, cid]) {
  const both = world.client('both');
  const give = (who, to) => who.say('Grant', 0, 'Create', { grantee_address: to.address });
  both.signUp({ handle: 'both.1' });
  world.expecting('U13', () => both.signUp({ handle: 'both.2' }));
  await world.mine();
  world.expecting('U13', () => both.signUp(null));
  give(ann, both);
  both.say('Grant', 0, 'Approve', { grantor_user_id: ann.id });
  give(both, cid);
  cid.say('Grant', 0, 'Approve', { grantor_user_id: both.id });
  both.actAs(ann.id, 'User', ann.id, 'Update', { location: 'by a second key' });
  await world.mine();
  const gone = JSON.stringify({ grantee_address: both.address });
  world.expecting('G8', () => world.client('twin').actAs(ann.id, 'Grant', 0, 'Delete', gone));
  cid.actAs(ann.id, 'Grant', 0, 'Delete', gone);
  both.update({ is_deactivated: true });
  world.expecting('G4', () => give(ben, both));
  await world.mine();
}

async function dashboards(world, [ann, ben, cid]) {
  const [one, two] = ['one', 'two'].map((name) => world.client(`dashboard/${name}`));
  const now = soon(world);
  const byUser = (who, wallet, message) =>
    who.say('DashboardWalletUser', 0, 'Create', { wallet: wallet.wallet, wallet_signature: wallet.sign(message) });
  const byWallet = (wallet, who, message, signer = who) => wallet.actAs(who.id, 'DashboardWalletUser', 0, 'Create',
    JSON.stringify({ wallet: wallet.address, user_signature: signer.sign(message) }));
  const named = (wallet, time) => `Connecting Audius protocol dashboard wallet ${wallet.wallet} at ${time}`;
  const no = (act) => world.expecting('W', act);
  no(() => byUser(ann, one, `Connecting Audius user id ${ann.id} at ${now - 301}`));
  no(() => byUser(ann, one, `Connecting Audius user id ${ben.id} at ${now}`));
  no(() => byUser(cid, one, `Connecting Audius user id ${ann.id} at ${now}`));
  no(() => byWallet(one, ann, named(one, now), ben));
  no(() => byWallet(two, ann, named(one, now)));
  no(() => ann.say('DashboardWalletUser', 0, 'Create', { wallet: one.wallet }));
  no(() => ann.say('DashboardWalletUser', 0, 'Create', {}));
  no(() => ann.say('DashboardWalletUser', 0, 'Delete', { wallet: one.wallet }));
  byUser(ann, one, `Connecting Audius user id ${hashId(ann.id)} at ${now}`);
  byWallet(two, ben, named(two, now - 300));
  no(() => byUser(cid, one, `Connecting Audius user id ${hashId(cid.id)} at ${now}`));
  await world.mine();
  const take = (who, wallet, user = who.id) =>
    who.actAs(user, 'DashboardWalletUser', 0, 'Delete', JSON.stringify({ wallet: wallet.address }));
  no(() => take(cid, one));
  no(() => take(cid, one, ann.id));
  take(ann, one);
  take(two, two, ben.id);
  byUser(cid, one, `connecting AUDIUS user @${HANDLES[2]} AT ${soon(world)}`);
  await world.mine();
}

/** Nobody ever heard of these nodes' endpoints, so they stay empty. */
async function replicaSets(world, [ann, ben]) {
  const move = (who, text, user = who.id) => who.actAs(user, 'UserReplicaSet', user, 'Update', text);
  const no = (...args) => world.expecting('R', () => move(...args));
  for (const text of ['1,2,3', '1,2,3:1,2', '1,2,x:1,2,3', '1,2,3:3,2,1', '', '1,2,3:1,2,3:1,2,3'])
    no(ann, text);
  no(ben, '1,2,3:3,2,1', ann.id);
  no(ann, '1,2,3:3,2,1', NOBODY);
  const served = world.client('nodes');
  move(served, '1,3,2:4,5,6,7');
  no(served, '1,2,3:3,2,1');
  no(served, '4,5,6:3,2,1');
  no(served, '4,5,6,7:3,2,2');
  no(ben, '4,5,6,7:3,2,1', served.id);
  await world.mine();
  move(served, '4,7,6,5:1,2,3');
  await world.mine();
}

export const PEOPLE_SCENES = [
  signUps, profiles, badMetadata, verification, wallets, apps, grants, endOfGrants, sharedWallets, dashboards,
  replicaSets,
];
