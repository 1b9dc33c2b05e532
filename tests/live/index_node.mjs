// SPDX-License-Identifier: ISC
// A chain node that lies, in ways a real one cannot be made to: it passes
// questions on to a real node and spoils the answers.
import { once } from 'node:events';
import { createServer } from 'node:http';

import { closing } from '../lib/guard.mjs';

async function bodyOf(stream) {
  const parts = [];
  for await (const part of stream)
    parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}

async function ask(target, body) {
  const answer = await fetch(target, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  return answer.text();
}

/**
 * spoil(calls, answers) may change the answers in place (answers[i] belongs
 * to calls[i]); what it returns, if anything, is sent instead: {status, text,
 * headers} or 'hang up' or 'say nothing' or a function (res, text), which
 * sends it itself.  before(calls) the same, without asking.  rephrase(call) is
 * what the real node is asked instead.
 */
export async function startLiar(target) {
  const liar = { spoil: null, before: null, rephrase: null, calls: [], paths: [] };
  const server = createServer(async (req, res) => {
    const body = await bodyOf(req);
    const question = JSON.parse(body);
    const calls = [question].flat();
    liar.calls.push(...calls);
    liar.paths.push(req.url);
    let said = liar.before?.(calls);
    let text;
    if (said === undefined) {
      const asked = liar.rephrase ? JSON.stringify(calls.map(liar.rephrase)) : body;
      const answers = [JSON.parse(await ask(target, asked))].flat();
      const sorted = calls.map(({ id }) => answers.find((answer) => answer.id === id));
      said = liar.spoil?.(calls, sorted);
      text = JSON.stringify(Array.isArray(question) ? sorted : sorted[0]);
      said ??= { text };
    }
    if (typeof said === 'function')
      said(res, text);
    else if (said === 'hang up')
      res.destroy();
    else if (said !== 'say nothing')
      res.writeHead(said.status ?? 200, { 'content-type': 'application/json', ...said.headers }).end(said.text);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  liar.url = `http://127.0.0.1:${server.address().port}`;
  liar.close = closing(server);
  liar.honest = () => Object.assign(liar, { spoil: null, before: null, rephrase: null, calls: [] });
  /** Spoil the answers to one method. */
  liar.says = (method, change) => {
    liar.spoil = (calls, answers) => calls.forEach((call, i) => {
      if (call.method === method)
        change(answers[i], call);
    });
  };
  /** Refuse the calls of which this is true. */
  liar.refuses = (method, error, when = () => true) => liar.says(method, (answer, call) => {
    if (when(call)) {
      delete answer.result;
      answer.error = error;
    }
  });
  /** As if block number were the newest. */
  liar.isBehind = (number) => {
    const newest = `0x${number.toString(16)}`;
    const byNumber = ({ method }) => method === 'eth_getBlockByNumber';
    liar.rephrase = (call) => (byNumber(call) && call.params[0] === 'latest'
      ? { ...call, params: [newest, call.params[1]] } : call);
    liar.spoil = (calls, answers) => calls.forEach((call, i) => {
      if (byNumber(call) && Number(call.params[0]) > number)
        answers[i].result = null;
    });
  };
  return liar;
}
