// SPDX-License-Identifier: ISC
// What EntityManager's events do: who handles what, and what comes of it.
import { Act, Rejected } from './em_act.mjs';
import { answerGrant, createApp, createGrant, deleteApp, deleteGrant, updateApp } from './em_apps.mjs';
import {
  createComment, deleteComment, muteTalk, pinComment, reactToComment, reportComment, updateComment,
} from './em_comments.mjs';
import { answerInvitation } from './em_collaborators.mjs';
import { createEvent, deleteEvent, updateEvent } from './em_events.mjs';
import { addEmail, muteUser, reactToTip, shareEmail } from './em_misc.mjs';
import { announce, viewNotifications, viewPlaylist } from './em_notifications.mjs';
import { createPlaylist, deletePlaylist, updatePlaylist } from './em_playlists.mjs';
import { updateReplicas } from './em_replicas.mjs';
import { followUser, reactToItem, shareItem, subscribeTo } from './em_social.mjs';
import { createTrack, deleteTrack, downloadTrack, updateTrack } from './em_tracks.mjs';
import { createUser, updateUser, verifyUser } from './em_users.mjs';
import { addWallet, createDashboard, deleteDashboard, refuseCollectibles, removeWallet } from './em_wallets.mjs';
import { MAX_ID } from './metadata.mjs';

const signed = (apply) => ({ apply, isSigned: true, hasEntity: true });
const signedOnly = (apply) => ({ apply, isSigned: true, hasEntity: false });
const open = (apply) => ({ apply, isSigned: false, hasEntity: false });

const HANDLERS = {
  'User/Create': open(createUser),
  'User/Update': signedOnly(updateUser),
  'User/Verify': open(verifyUser),
  'User/Mute': signed(muteUser),
  'User/Unmute': signed(muteUser),
  'Track/Create': signed(createTrack),
  'Track/Update': signed(updateTrack),
  'Track/Delete': signed(deleteTrack),
  'Track/Download': signed(downloadTrack),
  'Track/Mute': signed(muteTalk),
  'Track/Unmute': signed(muteTalk),
  'TrackCollaborator/Approve': signed(answerInvitation),
  'TrackCollaborator/Reject': signed(answerInvitation),
  'Playlist/Create': signed(createPlaylist),
  'Playlist/Update': signed(updatePlaylist),
  'Playlist/Delete': signed(deletePlaylist),
  'Notification/Create': open(announce),
  'Notification/View': signedOnly(viewNotifications),
  'Notification/ViewPlaylist': signed(viewPlaylist),
  'DeveloperApp/Create': signedOnly(createApp),
  'DeveloperApp/Update': signedOnly(updateApp),
  'DeveloperApp/Delete': signedOnly(deleteApp),
  'Grant/Create': open(createGrant),
  'Grant/Delete': open(deleteGrant),
  'Grant/Approve': signedOnly(answerGrant),
  'Grant/Reject': signedOnly(answerGrant),
  'DashboardWalletUser/Create': open(createDashboard),
  'DashboardWalletUser/Delete': open(deleteDashboard),
  'UserReplicaSet/Update': open(updateReplicas),
  'Tip/Update': signedOnly(reactToTip),
  'Comment/Create': signed(createComment),
  'Comment/Update': signed(updateComment),
  'Comment/Delete': signed(deleteComment),
  'Comment/React': signed(reactToComment),
  'Comment/Unreact': signed(reactToComment),
  'Comment/Pin': signed(pinComment),
  'Comment/Unpin': signed(pinComment),
  'Comment/Report': signed(reportComment),
  'Comment/Mute': signed(muteTalk),
  'Comment/Unmute': signed(muteTalk),
  'EncryptedEmail/AddEmail': signedOnly(addEmail),
  'EmailAccess/Update': signedOnly(shareEmail),
  'Event/Create': signed(createEvent),
  'Event/Update': signed(updateEvent),
  'Event/Delete': signed(deleteEvent),
  'AssociatedWallet/Create': signedOnly(addWallet),
  'AssociatedWallet/Delete': signedOnly(removeWallet),
  'Collectibles/Create': signedOnly(refuseCollectibles),
  'Collectibles/Update': signedOnly(refuseCollectibles),
};

/** Whatever they are done to. */
const SOCIAL = Object.fromEntries([
  ...['Follow', 'Unfollow'].map((action) => [action, signed(followUser)]),
  ...['Subscribe', 'Unsubscribe'].map((action) => [action, signed(subscribeTo)]),
  ...['Save', 'Unsave', 'Repost', 'Unrepost'].map((action) => [action, signed(reactToItem)]),
  ['Share', signed(shareItem)],
]);

/** Every type and action that something is done for. */
export const ACTS = [
  ...Object.keys(HANDLERS),
  ...['Follow', 'Unfollow', 'Subscribe', 'Unsubscribe'].map((action) => `User/${action}`),
  ...['Subscribe', 'Unsubscribe'].map((action) => `Event/${action}`),
  ...['Track', 'Playlist'].flatMap((type) =>
    ['Save', 'Unsave', 'Repost', 'Unrepost', 'Share'].map((action) => `${type}/${action}`)),
];

function handle(act) {
  act.readMetadata();
  const handler = HANDLERS[act.name] ?? SOCIAL[act.action];
  if (handler === undefined)
    return 'ignore';
  if (handler.hasEntity && act.entityId > MAX_ID)
    return 'skip';
  const user = handler.isSigned ? act.authorise() : undefined;
  return handler.apply(act, user) === false ? 'ignore' : 'accept';
}

/** accept, ignore, skip (and on record), or the rule that turned it away. */
function outcomeOf(act) {
  try {
    return handle(act);
  } catch (error) {
    if (error instanceof Rejected)
      return error.rule;
    throw error;
  }
}

export function applyEntityEvents(books, block, events) {
  for (const event of events.filter(({ name }) => name === 'ManageEntity')) {
    const act = new Act(books, block, event);
    const outcome = outcomeOf(act);
    if (outcome === 'skip')
      books.skip(block, event.txhash);
    books.note(event.txhash, act.name, outcome);
  }
}
