// SPDX-License-Identifier: ISC
// import_write.mjs SOCKETS DATABASE SOURCE: write what one of our databases
// holds into one of the original's final layout, which is made.
import { execFileSync } from 'node:child_process';
import path from 'node:path';

import { Database, TOP } from './index_lib.mjs';
import { writeOut } from './import_lib.mjs';

const [sockets, name, source] = process.argv.slice(2);
const env = { PGHOST: sockets, PGPORT: '5432', PGUSER: 'postgres' };
execFileSync('sh', ['-ec', `. ${TOP}/tests/lib/pg.sh
  "$pg_bin/createdb" ${source}
  sql -d ${source} -f ${path.join(TOP, 'tests/live/import/final.sql')}`], {
  env: { ...process.env, srcdir: TOP, ...env }, stdio: 'inherit' });
const place = { env, sockets };
writeOut(new Database(place, name), new Database(place, source), 'final');
