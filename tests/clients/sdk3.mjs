// SPDX-License-Identifier: ISC
import { createRequire } from 'node:module';
import stream from 'node:stream';

import { serve } from './child.mjs';

// This client reads a copy of each answer first, which stops at what a stream
// holds: 16,384 bytes unless told otherwise.
stream.setDefaultHighWaterMark?.(false, 64 * 1024 * 1024);

const NOBODY = '0x0000000000000000000000000000000000000001';

await serve((url) => {
  const { sdk, DiscoveryNodeSelector } = createRequire(import.meta.url)('audius-sdk-3');
  const discoveryNodeSelector = new DiscoveryNodeSelector({
    bootstrapServices: [{ endpoint: url, delegateOwnerWallet: NOBODY }],
    allowlist: new Set([url]),
  });
  return sdk({ appName: 'discprov-tests', services: { discoveryNodeSelector } });
});
