// SPDX-License-Identifier: ISC
// JSON-RPC over HTTP, one call or many in one request.
export class Rpc {
  constructor(url) {
    this.url = url;
    this.lastId = 0;
  }

  async call(method, ...params) {
    const [result] = await this.batch([[method, ...params]]);
    return result;
  }

  /** calls: [[method, ...params], ...]; answers in the same order. */
  async batch(calls) {
    const body = calls.map(([method, ...params]) => ({ jsonrpc: '2.0', id: ++this.lastId, method, params }));
    const response = await fetch(this.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok)
      throw new Error(`${this.url}: HTTP ${response.status}`);
    const answers = new Map((await response.json()).map((answer) => [answer.id, answer]));
    return body.map(({ id, method }) => {
      const { result, error } = answers.get(id);
      if (error)
        throw new Error(`${method}: ${error.message}`);
      return result;
    });
  }
}
