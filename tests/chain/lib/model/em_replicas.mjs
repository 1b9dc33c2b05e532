// SPDX-License-Identifier: ISC
// Sets of content nodes as text (rules R).
import { isId, lower, must } from './em_act.mjs';

const MIN_NODES = 3;

/** Ids separated by commas; undefined if they are no set of nodes. */
function readSet(text) {
  const ids = text.split(',').map((word) => (/^\d{1,10}$/.test(word) ? Number(word) : NaN));
  return ids.length >= MIN_NODES && ids.every(isId) ? ids : undefined;
}

/** '': it has none; null: nobody knows, as long as no registry was ever heard of. */
export function endpointOf({ providers, nodes }, id) {
  const none = providers.size > 0 ? '' : null;
  return providers.get(id)?.endpoint ?? nodes.get(id)?.endpoint ?? none;
}

const endpointsOf = ({ state }, ids) => ids.map((id) => endpointOf(state, id));
const haveEndpoints = (act, ids) => !endpointsOf(act, ids).includes('');
const isTwice = (ids) => new Set(ids).size < ids.length;

/** Columns of a sign-up that names its nodes; of any other text none. */
export function replicaSetOf(act) {
  const ids = readSet(act.text);
  if (ids === undefined || isTwice(ids) || !haveEndpoints(act, ids))
    return {};
  return {
    primary_id: ids[0], secondary_ids: ids.slice(1), creator_node_endpoint: endpointsOf(act, ids).join(','),
    is_storage_v2: false,
  };
}

const sameSet = (a, b) => isTwice(a) === isTwice(b) && [...new Set(a)].sort().join() === [...new Set(b)].sort().join();

function maySign({ state, signer }, user, ids) {
  const delegates = ids.map((id) => state.nodes.get(id)?.delegate_owner_wallet).filter(Boolean);
  return [user.wallet, ...delegates].some((wallet) => wallet !== null && lower(wallet) === signer);
}

export function updateReplicas(act) {
  const parts = act.text.split(':').map(readSet);
  must(parts.length === 2 && parts.every(Boolean), 'R');
  const [old, now] = parts;
  const user = act.state.users.get(act.userId);
  must(user !== undefined, 'R');
  must(user.primary_id === old[0] && sameSet(user.secondary_ids ?? [], old.slice(1)), 'R');
  must(!isTwice(now), 'R');
  must(maySign(act, user, old), 'R');
  must(haveEndpoints(act, now), 'R');
  act.stamp(user, {
    primary_id: now[0], secondary_ids: now.slice(1), replica_set_update_signer: act.address,
    creator_node_endpoint: endpointsOf(act, now).join(','),
  });
}
