// SPDX-License-Identifier: ISC
// A server of SFTP that lies, in the way that its argument names.  sshd starts it.
const lie = process.argv[2];
const u32 = (n) => { const b = Buffer.alloc(4); b.writeUInt32BE(n); return b; };
const text = (s) => Buffer.concat([u32(Buffer.byteLength(s)), Buffer.from(s)]);
const send = (type, ...parts) => {
  const body = Buffer.concat([Buffer.from([type]), ...parts]);
  process.stdout.write(Buffer.concat([u32(body.length), body]));
};
const attrs = (mode, size) => Buffer.concat([u32(5), u32(0), u32(size), u32(mode)]);
const FILE = 0o100644;
const FOLDER = 0o40755;
const CONTENT = JSON.stringify({ ansible_facts: { ansible_machine_id: 'f'.repeat(32), ansible_nodename: 'good' } });
const entry = (name, mode = FILE) => Buffer.concat([text(name), text(`long ${name}`), attrs(mode, 10)]);

let listed = 0;
const answers = {
  1: () => (lie === 'length' ? process.stdout.write(Buffer.from([0xff, 0xff, 0xff, 0xff, 2])) : send(2, u32(3))),
  17: (id, rest) => {
    if (lie === 'short')
      return send(105, id, u32(5), u32(0));
    if (lie === 'status')
      return send(101, id, u32(0));
    const isFile = rest.toString().includes('json');
    const size = { large: 0x7fffffff, grows: 3 }[lie] ?? Buffer.byteLength(CONTENT);
    return send(105, lie === 'id' ? u32(77) : id, isFile ? attrs(FILE, size) : attrs(FOLDER, 0));
  },
  11: (id) => send(102, id, text(lie === 'handle' ? 'h'.repeat(300) : 'h')),
  3: (id) => send(102, id, text('f')),
  4: (id) => send(101, id, u32(0)),
  12: (id) => {
    listed += 1;
    if (lie === 'count')
      return send(104, id, u32(1000000), entry('a.json'));
    if (lie === 'endless')
      return send(104, id, u32(100), ...Array.from({ length: 100 }, (_, n) => entry(`${listed}-${n}`, FOLDER)));
    if (listed > 1)
      return send(101, id, u32(1));
    if (lie === 'names')
      return send(104, id, u32(6), ...['../../etc/passwd', '..', '.', '', '/abs.json', 'good.json'].map((name) => entry(name)));
    return send(104, id, u32(1), entry('good.json'));
  },
  5: (id, rest) => {
    if (lie === 'empty')
      return send(103, id, text(''));
    const at = rest.readUInt32BE(4 + rest.readUInt32BE(0) + 4);
    return at === 0 || lie === 'grows' ? send(103, id, text(CONTENT)) : send(101, id, u32(1));
  },
};

let buf = Buffer.alloc(0);
process.stdin.on('data', (data) => {
  buf = Buffer.concat([buf, data]);
  while (buf.length >= 4 && buf.length >= 4 + buf.readUInt32BE(0)) {
    const packet = buf.subarray(4, 4 + buf.readUInt32BE(0));
    buf = buf.subarray(4 + packet.length);
    answers[packet[0]]?.(packet.subarray(1, 5), packet.subarray(5));
  }
});
