// SPDX-License-Identifier: ISC
// Developer apps (rules A) and grants (rules G).
import { isFilledText, isId, isText, length, lower, must } from './em_act.mjs';
import { isObject } from './em_json.mjs';
import { isFresh, lastWord, signerOf } from './em_proofs.mjs';

const APP_MESSAGE = 'Creating Audius developer app at ';
const FRESH = 21600;
const MAX_NAME = 50;
const MAX_ABOUT = 160;
const MAX_APPS = 5;
const MAX_URL = 2000;
const MAX_URIS = 50;
const IMAGE_URL = /^[ \t]?(https?:\/\/)?(localhost|[\w-]+(\.[\w-]+)+)(:\d+)?(\/\S*)?$/;

function checkUser({ data }, user) {
  must(isFilledText(user.wallet), 'A1');
  must(isObject(data), 'A');
}

function checkWords({ data: { name, description = null, image_url: image } }) {
  must(isText(name) && length(name) <= MAX_NAME, 'A4');
  must(description === null || (isText(description) && length(description) <= MAX_ABOUT), 'A7');
  must(!isText(image) || length(image) <= MAX_URL, 'A10');
}

const imageOf = ({ image_url: url }) => (isText(url) && IMAGE_URL.test(url) ? url : null);

const wordsOf = ({ data }) => ({
  name: data.name, description: data.description ?? null, image_url: imageOf(data),
});

/** A12: a list that is not what it should be is not read. */
function setRedirects({ state, data, now }, address) {
  const uris = 'redirect_uris' in data ? data.redirect_uris ?? [] : undefined;
  if (!Array.isArray(uris) || !uris.every((uri) => isText(uri) && length(uri) <= MAX_URL))
    return;
  for (const [key, row] of state.redirects)
    if (row.client_id === address)
      state.redirects.delete(key);
  for (const uri of uris.slice(0, MAX_URIS))
    state.redirects.set(`${address}/${uri}`, { client_id: address, redirect_uri: uri, place: uris.indexOf(uri) + 1 });
}

/** A2, A3: the address that signed is the application's. */
function signedAddress({ data, seconds }) {
  const { message, signature } = data.app_signature ?? {};
  must(isText(message) && isText(signature), 'A2');
  must(message.startsWith(APP_MESSAGE) && isFresh(lastWord(message), seconds, FRESH), 'A2');
  const address = signerOf(message, signature);
  must(address !== undefined, 'A3');
  return address;
}

export function createApp(act, user) {
  const { state, data, userId } = act;
  checkUser(act, user);
  const address = signedAddress(act);
  checkWords(act);
  must(!state.developerApps.has(address) && act.usersOf(address).length === 0, 'A5');
  must([undefined, null, true, false].includes(data.is_personal_access), 'A6');
  const live = [...state.developerApps.values()].filter((app) => app.user_id === userId && !app.is_delete);
  must(live.length < MAX_APPS, 'A8');
  act.put(state.developerApps, address, { address, is_current: true }, {
    user_id: userId, is_personal_access: data.is_personal_access === true, is_delete: false, ...wordsOf(act),
  });
  setRedirects(act, address);
}

function ownApp(act, user) {
  checkUser(act, user);
  must(isText(act.data.address), 'A9');
  const app = act.state.developerApps.get(lower(act.data.address));
  must(app?.user_id === act.userId, 'A9');
  return app;
}

export function updateApp(act, user) {
  const app = ownApp(act, user);
  checkWords(act);
  act.stamp(app, wordsOf(act));
  setRedirects(act, app.address);
}

export function deleteApp(act, user) {
  act.stamp(ownApp(act, user), { is_delete: true });
}

/** G1, G2 */
function actingUser({ state, userId, data }) {
  const user = state.users.get(userId);
  must(isFilledText(user?.wallet), 'G1');
  must(isObject(data), 'G2');
  return user;
}

const granteeOf = ({ data }) => (isFilledText(data.grantee_address) ? lower(data.grantee_address) : undefined);

/** G3, G4: an application, or the wallet of a user; does it need an answer? */
function checkGrantee(act, address) {
  must(address !== undefined, 'G3');
  const app = act.state.developerApps.get(address);
  const users = act.usersOf(address);
  must(app !== undefined || users.length > 0, 'G3');
  must(!app?.is_delete, 'G4');
  must(users.length === 0 || users.some((user) => !user.is_deactivated), 'G4');
  return app !== undefined ? true : null;
}

export function createGrant(act) {
  const { state, userId, now } = act;
  actingUser(act);
  const address = granteeOf(act);
  const approved = checkGrantee(act, address);
  const key = `${address}/${userId}`;
  must(state.grants.get(key)?.is_revoked !== false, 'G5');
  act.authorise();
  act.put(state.grants, key, { grantee_address: address, user_id: userId, is_current: true }, {
    is_revoked: false, is_approved: approved, created_at: now,
  });
}

/** G6, G7 */
function liveGrant({ state }, address, userId) {
  const grant = state.grants.get(`${address}/${userId}`);
  must(grant !== undefined, 'G6');
  must(!grant.is_revoked, 'G7');
  return grant;
}

/** G8: who gave it, and the user who has it. */
const partiesOf = (act, address) => [act.userId, ...act.usersOf(address).map((user) => user.user_id)];

export function deleteGrant(act) {
  actingUser(act);
  const address = granteeOf(act);
  const grant = liveGrant(act, address, act.userId);
  must(act.signer === address || partiesOf(act, address).some((id) => act.mayActFor(id)), 'G8');
  act.stamp(grant, { is_revoked: true });
}

/** The acting user is the one to whom it was given. */
export function answerGrant(act) {
  const user = actingUser(act);
  const { grantor_user_id: grantor } = act.data;
  must(isId(grantor), 'G6');
  const grant = liveGrant(act, lower(user.wallet), grantor);
  must(grant.is_approved !== true, 'G9');
  act.stamp(grant, act.action === 'Approve' ? { is_approved: true } : { is_approved: false, is_revoked: true });
}
