// SPDX-License-Identifier: ISC
// The installed nginx site in a folder of a test, for a pool whose sockets are there (pool.sock, status.sock).
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { ours, owned } from './guard.mjs';
import { freePort } from './ports.mjs';

const TOP = path.resolve(import.meta.dirname, '../..');

/** A file of nginx/ with its @WORDS@ filled in. */
export const fill = (name, words) => Object.entries(words).reduce(
  (text, [word, value]) => text.replaceAll(`@${word}@`, value), readFileSync(path.join(TOP, 'nginx', name), 'utf8'));

/** nginx with the site as installed, but its limits; extra: lines of the server. */
export function startSite(folder, port, extra = '') {
  const at = (name) => path.join(folder, name);
  mkdirSync(at('cache'), { recursive: true });
  writeFileSync(at('docs.conf'), '');
  writeFileSync(at('site.conf'), fill('discprov.conf.in', {
    POOLSOCK: at('pool.sock'), STATUSSOCK: at('status.sock'), CACHEDIR: at('cache'), LOGDIR: folder,
    PARAMS: path.join(TOP, 'nginx/discprov_params.conf'), ROUTES: path.join(TOP, 'nginx/discprov_routes.conf'),
    DOCS: at('docs.conf'), LISTEN: `127.0.0.1:${port}`, SERVERNAME: '_', EXTRA: extra })
    .replaceAll(/^\s*limit_(?:req|conn) .*$/gm, ''));
  const temp = ['client_body', 'fastcgi', 'proxy', 'scgi', 'uwsgi'].map((what) => `${what}_temp_path ${at(what)};`);
  writeFileSync(at('nginx.conf'), `daemon off; worker_processes 1; pid ${at('nginx.pid')};
    ${process.getuid() === 0 ? 'user root;' : ''} error_log ${at('nginx.log')} warn; events { worker_connections 256; }
    http { ${temp.join(' ')} access_log off; include ${at('site.conf')}; }`);
  return owned(spawn('/usr/sbin/nginx', ['-p', folder, '-c', at('nginx.conf'), '-e', at('nginx.log')],
    { env: ours({ PATH: process.env.PATH }), stdio: 'ignore' }));
}
