// SPDX-License-Identifier: ISC
// What a mutant is: one small change of one line of C or SQL that a careless
// hand could have made.  Both tables are data: a name, where, and what instead.

const PLAIN = String.raw`[a-z_][\w.]*(?:->[\w.]+)*`;

/** [name, pattern, what takes its place]: every match is a mutant. */
const C_EDITS = [
  ['relation', / (<|<=|>|>=|==|!=) /g, (m) => ` ${{ '<': '<=', '<=': '<', '>': '>=', '>=': '>', '==': '!=', '!=': '==' }[m[1]]} `],
  ['logic', / (&&|\|\|)(?= |$)/g, (m) => (m[1] === '&&' ? ' ||' : ' &&')],
  ['arithmetic', / ([-+*%]|[-+]=) (?=[\w(])/g, (m) => ` ${{ '+': '-', '-': '+', '*': '/', '%': '*', '+=': '-=', '-=': '+=' }[m[1]]} `],
  ['bits', / ([&|]|<<|>>) (?=[\w(])/g, (m) => ` ${{ '&': '|', '|': '&', '<<': '>>', '>>': '<<' }[m[1]]} `],
  ['negation', /!(?=[a-z(])/g, () => ''],
  ['condition', /^(\s*(?:\} else )?if )\((.*(?:&&|\|\|).*)\)( \{)?$/g, (m) => balanced(m[2]) && `${m[1]}(!(${m[2]}))${m[3] ?? ''}`],
  ['never', /^(\s*(?:\} else )?if )\((.*)\)( \{)?$/g, (m) => balanced(m[2]) && `${m[1]}(false && (${m[2]}))${m[3] ?? ''}`],
  ['constant', /(?<![-\w.\][])(0|[1-9]\d*)(?=[uUlL]*\b)(?![\w.])/g, (m) => String(Number(m[1]) + 1)],
  ['truth', /\b(true|false)\b/g, (m) => (m[1] === 'true' ? 'false' : 'true')],
  ['statement', new RegExp(String.raw`^(\s+)(?!log_|return|goto|break|continue|memcpy|free)(?:${PLAIN}\(.*\)|\*?${PLAIN}(?:\[.*\])? [-+|&]?= .*|\*?${PLAIN}(?:\+\+|--));$`, 'g'),
    (m) => balanced(m[0]) && `${m[1]};`],
  ['swap', new RegExp(String.raw`\b([a-z_]\w*\()(${PLAIN}), (${PLAIN})(?=[,)])`, 'g'), (m) => `${m[1]}${m[3]}, ${m[2]}`],
  ['outcome', /\breturn (?:RC_(?!OK)[A-Z_]+|rc);/g, () => 'return RC_OK;'],
  ['jump', /^(\s+)(continue|break);$/g, (m) => (m[2] === 'continue' ? `${m[1]}break;` : `${m[1]};`)],
];

const END = String.raw`(?=\s*(?:$|\)|AND\b|OR\b|OFFSET\b|LIMIT\b|ORDER\b|GROUP\b|;))`;
const TERM = String.raw`[\w.$:]+(?:\[\])?`;

const SQL_EDITS = [
  ['predicate', new RegExp(String.raw`\bAND (?:NOT )?${TERM}(?: IS (?:NOT )?NULL)?${END}`, 'g'), () => ''],
  ['predicate', new RegExp(String.raw`\bAND ${TERM} (?:=|<>|<|>|<=|>=) (?:${TERM}|'[^']*'|ANY \(\$\d\))${END}`, 'g'), () => ''],
  ['predicate', new RegExp(String.raw`(\bWHERE )(?:NOT )?${TERM}(?: (?:=|<>|<|>|<=|>=) ${TERM})? AND `, 'g'), (m) => m[1]],
  ['logic', /\b(AND|OR)\b(?! REPLACE)/g, (m) => (m[1] === 'AND' ? 'OR' : 'AND')],
  ['negation', /\bNOT (?=[a-z$])/g, () => ''],
  ['null', /\bIS (NOT )?NULL\b/g, (m) => (m[1] ? 'IS NULL' : 'IS NOT NULL')],
  ['exists', /\b(NOT )?EXISTS\b/g, (m) => (m[1] ? 'EXISTS' : 'NOT EXISTS')],
  ['relation', / (=|<>|<|<=|>|>=) /g, (m) => ` ${{ '=': '<>', '<>': '=', '<': '<=', '<=': '<', '>': '>=', '>=': '>' }[m[1]]} `],
  ['arithmetic', / ([-+*]) (?=[\w($])/g, (m) => ` ${{ '+': '-', '-': '+', '*': '+' }[m[1]]} `],
  ['order', /( DESC)(?=[ ,)]|$)/g, () => ''],
  ['order', /(ORDER BY [\w.]+)(?=,|\)|$)/g, (m) => `${m[1]} DESC`],
  ['tie', /(\bORDER BY .*[^,]), [\w.]+(?: DESC)?(?=\)|;?$)/g, (m) => m[1]],
  ['limit', /\bLIMIT \d+/g, (m) => `LIMIT ${Number(m[0].slice(6)) + 1}`],
  ['offset', / OFFSET \$\d/g, () => ''],
  ['join', /\bLEFT JOIN\b/g, () => 'JOIN'],
  ['extreme', /\b(min|max|least|greatest)(?=\()/g, (m) => ({ min: 'max', max: 'min', least: 'greatest', greatest: 'least' })[m[1]]],
  ['constant', /(?<![\w.$']|SELECT )(\d+)(?![\w.'])/g, (m) => String(Number(m[1]) + 1)],
  ['truth', /\b(true|false)\b/g, (m) => (m[1] === 'true' ? 'false' : 'true')],
  ['distinct', /\bDISTINCT (?=[\w(])(?!FROM|ON)/g, () => ''],
  ['case', /\b(?:pg_catalog\.)?(?:lower|upper)(?=\()/g, () => ''],
];

function balanced(text) {
  let depth = 0;
  for (const c of text) {
    depth += (c === '(') - (c === ')');
    if (depth < 0)
      return false;
  }
  return depth === 0;
}

// What a string holds is no code, but a mutant keeps it: its characters stand
// as others that no pattern knows, each by its column.
const HIDDEN = 0xe000;
const shown = (text, line) => text.replace(/[\ue000-\uf8ff]/g, (c) => line[c.charCodeAt(0) - HIDDEN]);

/** The text with comments blank and strings hidden. */
function masked(text, pattern) {
  return text.replace(pattern, (all, offset) => {
    const start = text.lastIndexOf('\n', offset - 1) + 1;
    return all.replace(/[^\n]/g, (c, i) => {
      if (!/^["']/.test(all))
        return ' ';
      return i === 0 || i === all.length - 1 ? c : String.fromCharCode(HIDDEN + offset + i - start);
    });
  });
}

const C_QUIET = /\/\*[\s\S]*?\*\/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])+'/g;
const SQL_QUIET = /--[^\n]*|'(?:[^'\n]|'')*'/g;

// How much memory is taken, and what is asserted, changes nothing to be seen.
const QUIET = /\b(?:_Static_assert|assert|arena_z?alloc\w*|arena_resize)\(/;

/** Lines of C that are code: no directives, declarations of tables stay. */
function cLines(text) {
  const lines = masked(text, C_QUIET).split('\n');
  let directive = false;
  return lines.map((line) => {
    const skip = directive || /^#/.test(line);
    directive = skip && line.endsWith('\\');
    return skip || QUIET.test(line) ? '' : line;
  });
}

/** In a schema step what runs is between dollars; a later step may have replaced it. */
function* parts(lines) {
  for (let i = 0, name; i < lines.length; i++) {
    name = lines[i].match(/FUNCTION (disc\.\w+)\(|SELECT (disc\.counter_attach\('\w+')/);
    if (!/^(?:CREATE|SELECT)/.test(lines[i]) || name === null)
      continue;
    const from = i;
    while (i < lines.length - 1 && !/^\$\$\)?;|\$\$;$/.test(lines[i]))
      i++;
    yield { name: name[1] ?? name[2], from, to: i };
  }
}

function sqlLines(text, later) {
  const lines = masked(text, SQL_QUIET).split('\n');
  if (later === undefined)
    return lines;
  const replaced = new Set(later.flatMap((t) => [...parts(t.split('\n'))].map(({ name }) => name)));
  const live = new Set();
  for (const { name, from, to } of parts(text.split('\n')))
    if (!replaced.has(name) && name !== 'disc.recount_check')
      for (let i = from; i <= to; i++)
        live.add(i);
  return lines.map((line, i) => (live.has(i) ? line : ''));
}

function* ofLine(file, number, line, code, edits) {
  for (const [name, pattern, instead] of edits)
    for (const m of code.matchAll(pattern)) {
      const put = instead(m);
      if (put === false)
        continue;
      const after = line.slice(0, m.index) + shown(put, line) + line.slice(m.index + m[0].length);
      if (after !== line)
        yield { file, line: number, name, before: line, after };
    }
}

/**
 * Every mutant of a file, line by line: [[{file, line, name, before, after}]].
 * later: texts of the schema steps after this one, when it is a step.
 */
export function mutants(file, text, later) {
  const isC = file.endsWith('.c');
  const code = isC ? cLines(text) : sqlLines(text, later);
  return text.split('\n')
    .map((line, i) => [...ofLine(file, i + 1, line, code[i], isC ? C_EDITS : SQL_EDITS)])
    .filter((list) => list.length > 0);
}

/** The text with the mutant in it. */
export function applied(text, { line, before, after }) {
  const lines = text.split('\n');
  if (lines[line - 1] !== before)
    throw new Error(`line ${line} is not what it was`);
  lines[line - 1] = after;
  return lines.join('\n');
}
