// SPDX-License-Identifier: ISC
// A client that writes runs in its own process: it keeps timers for ever and
// prints what it likes.  Who it may be and what it shall do comes as messages,
// each is answered by one.
import { createRequire } from 'node:module';
import stream from 'node:stream';

// sdk 7 reads a copy of each answer first, which stops at what a stream
// holds: 16,384 bytes unless told otherwise.
stream.setDefaultHighWaterMark?.(false, 64 * 1024 * 1024);

// Where a download is made from: the clients ask the world.
const LOCATION = { city: 'Oslo', region: 'Oslo', country_name: 'Norway' };

const ask = globalThis.fetch;
globalThis.fetch = async (input, init) => {
  const { hostname } = new URL(input.url ?? input);
  if (hostname === 'ipapi.co')
    return Response.json(LOCATION);
  if (hostname !== '127.0.0.1')
    throw new Error(`a client asks ${hostname}`);
  return ask(input, init);
};

const APP = 'discprov-tests';
const nothing = () => {};
const logger = { debug: nothing, info: nothing, warn: nothing, error: nothing, createPrefixedLogger: () => logger };

const MAKERS = {
  async sdk16({ url, content, contractAddress, chainId }, { address, key }) {
    const { Configuration, createAppWalletClient, createSdkWithServices, EmailEncryptionService, EntityManagerClient,
      StorageNodeSelector } = await import('audius-sdk-16');
    const account = { apiKey: address, apiSecret: key };
    const audiusWalletClient = createAppWalletClient(account);
    const entityManager = new EntityManagerClient({ contractAddress, chainId, endpoint: url, logger, appName: APP,
      ...account, audiusWalletClient });
    const emailEncryptionService = new EmailEncryptionService(new Configuration({ basePath: url }), audiusWalletClient);
    const storageNodeSelector = new StorageNodeSelector({ endpoint: content, logger,
      bootstrapNodes: [{ endpoint: content }] });
    return createSdkWithServices({ appName: APP, apiEndpoint: url, ...account,
      services: { ethereum: {}, logger, audiusWalletClient, emailEncryptionService, entityManager,
        storageNodeSelector } });
  },

  sdk7({ url, content, contractAddress, chainId }, { address, key }) {
    const { AppAuth, DiscoveryNodeSelector, EntityManager, StorageNodeSelector, sdk } =
      createRequire(import.meta.url)('audius-sdk-7');
    const auth = new AppAuth(address, key);
    const discoveryNodeSelector = new DiscoveryNodeSelector({ logger, allowlist: new Set([url]),
      bootstrapServices: [{ endpoint: url, delegateOwnerWallet: address, ownerWallet: address }] });
    const entityManager = new EntityManager({ contractAddress, chainId, discoveryNodeSelector, logger });
    const storageNodeSelector = new StorageNodeSelector({ logger, auth, bootstrapNodes: [{ endpoint: content }] });
    return sdk({ appName: APP, apiKey: address, apiSecret: key,
      services: { auth, logger, discoveryNodeSelector, entityManager, storageNodeSelector } });
  },
};

const host = JSON.parse(process.argv[2]);
const people = new Map();

/** call: names with dots between; what has to be started is started. */
async function act({ who, call, params }) {
  const client = await people.get(who);
  const names = call.split('.');
  const method = names.pop();
  const api = names.reduce((inner, name) => inner[name], client);
  const answer = await api[method](...params);
  return typeof answer?.start === 'function' ? answer.start() : answer;
}

/** The signer of sdk 7 is no value that can be sent. */
function withAuth(client, [first, ...rest]) {
  return first?.auth === true ? [{ ...first, auth: client.services.auth }, ...rest] : [first, ...rest];
}

process.on('message', async ({ join, ...question }) => {
  let answer;
  try {
    if (join)
      people.set(join.who, await MAKERS[host.client](host, join));
    else
      answer = await act({ ...question, params: withAuth(people.get(question.who), question.params) });
    process.send({ answer });
  } catch (error) {
    process.send({ error: String(error.message ?? error), status: error.response?.status, stack: error.stack });
  }
});
process.on('disconnect', () => process.exit());
for (const level of ['log', 'info', 'warn', 'debug', 'error'])
  console[level] = nothing;
