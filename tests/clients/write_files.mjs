// SPDX-License-Identifier: ISC
// Files that clients upload: they look at the first bytes only.
const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
const WAV = Buffer.concat([Buffer.from('RIFF\0\0\0\0WAVEfmt '), Buffer.alloc(64)]);

export const image = (name) =>
  ({ buffer: Buffer.concat([PNG, Buffer.from(name)]), name: `${name}.png`, type: 'image/png' });
export const audio = (name) =>
  ({ buffer: Buffer.concat([WAV, Buffer.from(name)]), name: `${name}.wav`, type: 'audio/wav' });
