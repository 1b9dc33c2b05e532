// SPDX-License-Identifier: ISC
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const openssl = (...args) => execFileSync('openssl', args, { stdio: ['ignore', 'pipe', 'ignore'] });

/** A certificate for a name, and who signed it. */
export function certificate(name) {
  const at = (file) => path.join(folder, file);
  const folder = mkdtempSync(path.join(tmpdir(), 'tls-'));
  openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=ours', '-keyout', at('ca.key'), '-out', at('ca.pem'));
  openssl('req', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=host', '-keyout', at('key.pem'), '-out', at('csr.pem'));
  writeFileSync(at('ext'), `subjectAltName=${name}\n`);
  openssl('x509', '-req', '-days', '2', '-in', at('csr.pem'), '-CA', at('ca.pem'), '-CAkey', at('ca.key'), '-CAcreateserial', '-extfile', at('ext'),
    '-out', at('cert.pem'));
  return { ca: at('ca.pem'), tls: { key: readFileSync(at('key.pem')), cert: readFileSync(at('cert.pem')) } };
}
