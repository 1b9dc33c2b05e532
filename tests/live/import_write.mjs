// SPDX-License-Identifier: ISC
// import_write.mjs SOCKETS DATABASE SOURCE LAYOUT: write what one of our
// databases holds into one of the original's, which is made; what its layout
// has no place for is taken out of ours.
import { execFileSync } from 'node:child_process';
import path from 'node:path';

import { Database, TOP } from './index_lib.mjs';
import { LAYOUTS, addVersions, reduce, writeOut } from './import_lib.mjs';

const [sockets, name, source, layout] = process.argv.slice(2);
const env = { PGHOST: sockets, PGPORT: '5432', PGUSER: 'postgres' };
execFileSync('sh', ['-ec', `. ${TOP}/tests/lib/pg.sh
  "$pg_bin/createdb" ${source}
  sql -d ${source} -f ${path.join(TOP, 'tests/live/import', LAYOUTS[layout])}`], {
  env: { ...process.env, srcdir: TOP, ...env }, stdio: 'inherit' });
const place = { env, sockets };
const [ours, theirs] = [new Database(place, name), new Database(place, source)];
reduce(ours, theirs, layout);
writeOut(ours, theirs, layout);
if (layout === 'versioned')
  addVersions(theirs);
