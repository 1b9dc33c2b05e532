// SPDX-License-Identifier: ISC
// Which differences from a recorded answer are known, each with its reason
// (differences.json), and that none is listed which is no more.
//
// A difference is {path, expected, got}; a rule of the list fits when its
// patterns do: of (which recording), route, url, path, expected, got (the
// latter two over the JSON text, "undefined" for what is not there), cases (the
// requests by name: then each of these must need the rule).  needs: a table
// that is not there yet; as soon as it is, the rule must go.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';

const LIST = JSON.parse(readFileSync(new URL('differences.json', import.meta.url), 'utf8'));
const text = (value) => (value === undefined ? 'undefined' : JSON.stringify(value));
const plain = (path) => path.replace(/\.\d+(?=\.|$)/g, '');
const PATTERNS = ['of', 'route', 'url', 'path', 'expected', 'got'];

const compiled = (rule) => ({ ...rule, cases: rule.cases && new Set(rule.cases), used: new Set(),
  patterns: PATTERNS.filter((name) => rule[name] !== undefined).map((name) => [name, new RegExp(rule[name], 'su')]) });

// What a failed test says.
const told = (list) => list.slice(0, 5).map(({ path, expected, got }) =>
  `${path}: expected ${text(expected).slice(0, 300)}, got ${text(got).slice(0, 300)}`).join('\n') +
  (list.length > 5 ? `\nand ${list.length - 5} more` : '');

const isAbsent = ({ status, json }) => status === 404 && json?.error?.[0] === 'Route does not exist';

export class Differences {
  /** of: the recording; only: not all of its requests are asked; special: {name: (request, difference, answer) => bool} */
  constructor(of, { only, schema, special = {} }) {
    const mine = ({ of: pattern = '' }) => new RegExp(pattern, 'u').test(of);
    this.of = of;
    this.only = only;
    this.schema = schema;
    this.special = special;
    this.rules = LIST.differences.filter(mine).map(compiled);
    this.absent = LIST.not_served.filter(mine).map(compiled);
  }

  /** Does this request ask for a route that is known not to answer yet? */
  absentFor({ url }) {
    return this.absent.find(({ patterns }) => patterns.every(([name, pattern]) => name === 'of' || pattern.test(url.split('?')[0])));
  }

  /** Those that no rule knows. */
  unknown(request, differences, answer) {
    return differences.filter((difference) => {
      const is = { of: this.of, route: request.route ?? '', url: request.url, path: plain(difference.path),
        expected: text(difference.expected), got: text(difference.got) };
      const rule = this.rules.find((r) => (r.cases?.has(request.name) ?? true) &&
        r.patterns.every(([name, pattern]) => pattern.test(is[name])) &&
        (r.when ?? []).every((name) => this.special[name](request, difference, answer)));
      rule?.used.add(request.name);
      return rule === undefined;
    });
  }

  /**
   * A test a request that is answered: nothing differs but what is known.  A
   * request has a name, a url, and our answer; differ(request) gives what differs.
   */
  judge(requests, differ) {
    for (const request of requests) {
      const absent = this.absentFor(request);
      if (isAbsent(request.answer) && absent) {
        absent.used.add(request.name);
        continue;
      }
      test(`${this.of}: ${request.name} ${request.method} ${request.url}`, () => {
        assert.ok(!absent, `the route is served: take ${absent?.url} off the list`);
        const left = this.unknown(request, differ(request), request.answer);
        assert.ok(left.length === 0, told(left));
      });
    }
    this.#stillNeeded();
  }

  // A test a rule.
  #stillNeeded() {
    if (this.only !== undefined)
      return;
    for (const rule of [...this.rules, ...this.absent])
      test(`${this.of}: differs still: ${rule.why}`, () => {
        assert.ok(rule.used.size > 0, `no answer differs any more: take ${JSON.stringify(rule.path ?? rule.why)} off the list`);
        assert.deepEqual([...rule.cases ?? []].filter((name) => !rule.used.has(name)), [], 'these differ no more: take them off the list');
        assert.ok(!rule.needs || !(rule.needs in this.schema), `disc.${rule.needs} is there: take this off the list`);
      });
  }
}
