// SPDX-License-Identifier: ISC
// A client that reads runs in its own process: it keeps timers for ever and
// prints what it likes.  It says which methods it has, by looking at itself,
// and calls those that it is told to; each message is answered by one.
import { createRequire } from 'node:module';
import stream from 'node:stream';

// sdk 3 and sdk 7 read a copy of each answer first, which stops at what a
// stream holds: 16,384 bytes unless told otherwise.
stream.setDefaultHighWaterMark?.(false, 64 * 1024 * 1024);

const require = createRequire(import.meta.url);
const NOBODY = '0x0000000000000000000000000000000000000001';
const APP = 'discprov-tests';

function sdkOf(name, account, node) {
  const { sdk, DiscoveryNodeSelector } = require(name);
  return ({ url }) => sdk({ appName: APP, ...account, services: { discoveryNodeSelector: new DiscoveryNodeSelector({
    bootstrapServices: [{ endpoint: url, delegateOwnerWallet: NOBODY, ...node }], allowlist: new Set([url]),
  }) } });
}

const MAKERS = {
  sdk3: () => sdkOf('audius-sdk-3', {}, {}),
  sdk7: () => sdkOf('audius-sdk-7', { apiKey: NOBODY }, { ownerWallet: NOBODY }),
  sdk16: () => async ({ url }) => {
    const { createSdkWithServices, StorageNodeSelector } = await import('audius-sdk-16');
    const storageNodeSelector = new StorageNodeSelector({ endpoint: url });
    return createSdkWithServices({ appName: APP, apiEndpoint: url, services: { ethereum: {}, storageNodeSelector } });
  },
  libs: () => async ({ url, rpc, userId }) => {
    const Libs = require('audius-libs');
    const libs = new Libs({
      ethWeb3Config: Libs.configEthWeb3(NOBODY, NOBODY, rpc, NOBODY),
      discoveryProviderConfig: Libs.configDiscoveryProvider(new Set([url])),
      isServer: false,
    });
    await libs.init();
    libs.userStateManager.setCurrentUser({ user_id: userId });
    return libs;
  },
};

const isObject = (value) => value !== null && typeof value === 'object';

/** [name with dots, interface]: a client, and what hangs on it and has methods of its own. */
function* interfacesOf(object, prefix = '') {
  if (!prefix)
    yield ['', object];
  for (const [name, value] of Object.entries(object).filter(([, inner]) => isObject(inner)))
    if (Object.getPrototypeOf(value) !== Object.prototype)
      yield [`${prefix}${name}`, value];
    else if (!prefix)
      yield* interfacesOf(value, `${name}.`);
}

function methodsOf(object) {
  const names = new Set();
  for (let own = object; own && own !== Object.prototype; own = Object.getPrototypeOf(own))
    Object.getOwnPropertyNames(own).filter((name) => typeof object[name] === 'function')
      .forEach((name) => names.add(name));
  names.delete('constructor');
  return [...names].filter((name) => !(name.endsWith('Raw') && names.has(name.slice(0, -3))));
}

/** Whose is the request() that all generated interfaces inherit? */
function requesters(client) {
  const found = new Set();
  for (const [, api] of interfacesOf(client))
    for (let own = api; own && own !== Object.prototype; own = Object.getPrototypeOf(own))
      if (Object.hasOwn(own, 'createFetchParams') && Object.hasOwn(own, 'request'))
        found.add(own);
  return [...found];
}

// Each parameter is called as itself, so that the path says its names.
const holes = new Proxy({}, {
  get: (target, name) => (typeof name === 'symbol' || name === 'then' ? undefined : [`:${name}`]),
});

const TURNS = 8; // of the event loop, after which a method has asked, or asks nothing

/** What a method would ask for, {method, path}, or nothing. */
async function wouldAsk(api, name, from) {
  const seen = [];
  from.forEach((own) => {
    own.request = ({ method, path }) => {
      seen.push({ method, path: decodeURIComponent(path) });
      return new Promise(() => {});
    };
  });
  const call = api[`${name}Raw`] ?? api[name];
  Promise.resolve().then(() => call.call(api, holes)).catch(() => {});
  for (let i = 0; i < TURNS && seen.length === 0; i++)
    await new Promise((done) => { setImmediate(done); });
  return seen[0];
}

/** [{api, name, method, path}] of the generated interfaces and what was put around them. */
async function describe(client) {
  const from = requesters(client);
  const kept = from.map((own) => own.request);
  const found = [];
  for (const [api, object] of [...interfacesOf(client)].filter(([name]) => !name.startsWith('services.')))
    for (const name of methodsOf(object).filter((each) => !['request', 'fetchApi'].includes(each)))
      found.push({ api, name, ...await wouldAsk(object, name, from) });
  from.forEach((own, i) => { own.request = kept[i]; });
  return found.filter(({ method }) => typeof method === 'string');
}

const follow = (object, dotted) => dotted.split('.').filter(Boolean).reduce((inner, name) => inner[name], object);

/** A model's member stays visible when the node did not send it. */
const keepMissing = (key, value) => value ?? null;

async function answerOf(client, { list, api, name, params }) {
  if (list)
    return list === 'routes' ? describe(client) : methodsOf(follow(client, list));
  return follow(client, api)[name](...params);
}

process.on('unhandledRejection', () => {}); // some clients leave a refused request alone
for (const level of ['log', 'info', 'warn', 'debug', 'error'])
  console[level] = () => {};

const options = JSON.parse(process.argv[2]);
const client = await MAKERS[options.client]()(options);

process.on('message', async (question) => {
  try {
    const answer = await answerOf(client, question);
    process.send({ answer: JSON.stringify(answer ?? null, keepMissing) });
  } catch (error) {
    process.send({ error: String(error.message ?? error), status: error.response?.status });
  }
});
process.on('disconnect', () => process.exit());
process.send({ ready: true });
