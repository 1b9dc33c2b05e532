// SPDX-License-Identifier: ISC
// What the SDKs can ask for and is not compared with the books, and why.

// Routes that are not served: [pattern of path, why].
export const NOT_SERVED = [
  [/^\/(coins|wallet)\b/, 'coins are on another chain'],
  [/^\/users\/:\/coins\b/, 'coins are on another chain'],
  [/^\/users\/:\/collectibles$/, 'collectibles are told by other services'],
  [/^\/(prizes|rewards)\b/, 'prizes are given by another service'],
  [/^\/challenges\/:\/attest$/, 'rewards are attested on another chain'],
  [/^\/comms\b/, 'chats are another service'],
  [/^\/fan_club\b/, 'fan clubs hang on coins'],
  [/^\/explore\/best-selling$/, 'purchases are on another chain'],
  [/^\/tracks\/usdc-purchase\/:$/, 'purchases are on another chain'],
  [/^\/transactions\b/, 'wallets are on another chain'],
  [/^\/users\/:\/(sales|purchases|withdrawals)\/download/, 'purchases are on another chain'],
  [/^\/users\/:\/emails\/:\/key$/, 'mail addresses are not kept in the clear'],
  [/^\/users\/:\/tracks\/download_count$/, 'asked for by no page of 2022 or 2025'],
  [/^\/users\/:\/replica_set$/, 'replica sets ended with the first chain'],
  [/^\/tracks\/:\/nft-gated-signatures$/, 'collectibles are told by other services'],
  [/^\/dashboard_wallet_users$/, 'asked for by the protocol dashboard alone'],
];

// Methods that begin with a read and write: they are in write.test.mjs.
export const WRITES = new Set(['users.createGuestAccount', 'playlists.fetchAndUpdatePlaylist']);

// Methods that fail whatever a node answers: [client, method, why, what the failure says].
export const BROKEN = [
  ['sdk3', 'full.tracks.getRemixableTracks', 'reads a list as one that is wrapped', /reading 'map'/],
  ['sdk3', 'full.users.getSupportings', 'reads a list as one of its entries', /data: \{/],
  ['sdk3', 'full.tracks.bestNewReleases', 'leaves out the window, without which it is 400', /error code/],
  ['sdk7', 'full.tracks.bestNewReleases', 'leaves out the window, without which it is 400', /error code/],
];
