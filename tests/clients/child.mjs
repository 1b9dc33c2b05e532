// SPDX-License-Identifier: ISC
// A client runs in its own process: it keeps timers for ever and prints what
// it likes.  Questions come on standard input as [[api, method, params], ...],
// answers leave as one line on standard output.
import { text } from 'node:stream/consumers';

const follow = (object, dotted) => dotted.split('.').reduce((inner, name) => inner[name], object);

/** A model's member stays visible when the node did not send it. */
const keepMissing = (key, value) => value ?? null;

async function ask(client, [api, method, params]) {
  try {
    return await follow(client, api)[method](params);
  } catch (error) {
    return { error: String(error.message ?? error), status: error.response?.status };
  }
}

/** makeClient(url) -> the client that answers. */
export async function serve(makeClient) {
  const log = console.error;
  for (const level of ['log', 'info', 'warn', 'debug'])
    console[level] = log;
  const questions = JSON.parse(await text(process.stdin));
  const client = await makeClient(process.argv[2]);
  const answers = [];
  for (const question of questions)
    answers.push(await ask(client, question));
  process.stdout.write(`${JSON.stringify(answers, keepMissing)}\n`, () => process.exit(0));
}
