// SPDX-License-Identifier: ISC
import { serve } from './child.mjs';

await serve(async (url) => {
  const { createSdkWithServices, StorageNodeSelector } = await import('audius-sdk-16');
  const storageNodeSelector = new StorageNodeSelector({ endpoint: url });
  return createSdkWithServices({
    appName: 'discprov-tests', apiEndpoint: url, services: { ethereum: {}, storageNodeSelector },
  });
});
