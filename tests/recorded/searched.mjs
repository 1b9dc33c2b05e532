// SPDX-License-Identifier: ISC
// An answer of a search: who is found, and what they look like; the ranking
// only where the successor's own was the same each time.
//
// Of a list its recording knows: match, all that it finds, paging aside, and
// how many; sure, those of them where every word begins a word of a name, title,
// handle or tag; first, the one exact match; short, deleted ones in its index
// that its pages lack.
import { argsOf, ident } from './compare.mjs';
import { asKind, at } from './gjson.mjs';

const number = (args, name, otherwise) => (/^\d+$/.test(args.get(name) ?? '') ? Number(args.get(name)) : otherwise);

function list(comparison, request, kind, known, got, out) {
  const args = argsOf(request.url);
  const limit = number(args, 'limit', 10);
  const offset = number(args, 'offset', 0);
  const path = kind === 'data' ? 'data' : `data.${kind}`;
  const expected = kind === 'data' ? request.body.data : request.body.data[kind];
  const add = (what, e, g) => out.push({ path: `${path}${what}`, expected: e, got: g });
  if (!Array.isArray(got))
    return add('', 'a list', got);
  const ids = got.map(ident);
  if (ids.includes(undefined) || new Set(ids).size !== ids.length)
    return add('.ids', 'ids, each once', ids);
  const match = new Set(known.match);
  const sure = new Set(known.sure ?? known.match);
  const visible = new Set(request.visible[kind === 'data' ? request.route.split('/').at(-2) : kind] ?? []);
  const short = known.short ?? 0;
  const barred = ids.filter((id) => !visible.has(id) && !match.has(id));
  let extra = ids.filter((id) => !match.has(id) && visible.has(id));
  const missing = known.total + short <= limit && offset === 0 ? known.match.filter((id) => !ids.includes(id)) : [];
  if (barred.length > 0)
    add('.barred', [], barred);
  if (missing.some((id) => sure.has(id)))
    add('.missing', missing.filter((id) => sure.has(id)), ids.length);
  if (extra.length > 0 && !args.get('query')) {
    add('.extra', [], extra);
    extra = [];
  }
  const fuzzy = missing.filter((id) => !sure.has(id));
  const onPage = (count) => Math.max(0, Math.min(limit, count - offset));
  const few = missing.length + extra.length + barred.length === 0 && ids.length < onPage(known.total) - short;
  if (fuzzy.length > 0 || extra.length > 0 || (few && ids.length >= onPage(sure.size) - short))
    add('.fuzzy', { missing: fuzzy, page: onPage(known.total) }, { extra, page: ids.length });
  else if (few || ids.length > limit)
    add('.#', onPage(known.total), ids.length);
  if (known.first !== undefined && ids.length > 0 && ids[0] !== known.first)
    add('.first', known.first, ids[0]);
  const theirs = expected.map(ident);
  if (known.order === 'exact' && theirs.length === ids.length && theirs.every((id) => ids.includes(id)) &&
      theirs.some((id, i) => id !== ids[i]))
    add('.order', theirs, ids);
  expected.forEach((x, i) => {
    if (ids.includes(theirs[i]))
      comparison.differ(request.url, x, got[ids.indexOf(theirs[i])], `${path}.${i}`, out);
  });
}

/** Adds to out what differs. */
export function searchDiffers(comparison, request, json, out) {
  for (const [kind, known] of Object.entries(request.search)) {
    const got = kind === 'data' ? json.data : json.data?.[kind];
    const none = kind !== 'data' && got === undefined && (request.body.data[kind] ?? []).length === 0;
    if (!none)
      list(comparison, request, kind, known, got, out);
  }
}

/** What the successor's test asserts of a place in a list, holds of some place. */
export function foundAnywhere(comparison, json, path, expected) {
  const m = /^(data(?:\.\w+)?)\.\d+\.(.+)$/.exec(path);
  const there = m && at(json, m[1])[0];
  return Array.isArray(there) &&
    there.some((x) => comparison.same(asKind(expected, expected), asKind(at(x, m[2])[0], expected)));
}
