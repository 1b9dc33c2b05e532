// SPDX-License-Identifier: ISC
// Words for the story: many scripts, and titles that make slugs hard.

export const TITLES = [
  'Track', 'Track 1', 'Track 2', 'TRACK!', 'Sunrise', 'Sunrise (feat. Ümit) [Live]', 'R&B / Soul', 'Dr. Who? v1.2',
  '100% #1', 'a--b---c', '  spaces  and\ttabs ', 'ends-with-dash-', '^caret^', 'back`tick', '...', '!!!', '。', '-',
  'A\u00a0B', 'thin\u2009space\u3000wide', 'It’s {live} "now"', 'hello_world~x', 'ÉTÉ à la plage', 'Cafe\u0301', 'Café',
  'ΟΔΟΣ ΣΑΣ', 'İstanbul', 'Straße ẞ', 'Ǆungla', 'Привет, мир', 'Щедрик 2', '音楽', '東京の夜 1', '서울의 봄',
  'مرحبا بالعالم', 'שלום עולם 7', 'नमस्ते दुनिया', 'ไทยแลนด์', 'Tiếng Việt', '١٢٣', 'rtl \u202eabc\u202c end', '🎵 Beat 🎵',
  '👨‍👩‍👧‍👦 family', '🇩🇪🇫🇷', 'Z̷̢a̸l̶g̴o̵', 'null\u0000byte', 'back\\slash', 'x²', '<b>bold</b>', "Robert'); DROP TABLE tracks;--",
];

export const NAMES = [
  'Alice', 'Björk Guðmundsdóttir', '音楽家', 'Иван Петров', 'مغنية', 'DJ 🎧', 'Zoë', 'O’Connor', 'नेहा', '김민준',
  'Ærøskøbing 音楽家音楽家音楽家', 'x'.repeat(40), 'emoji cut 🎹🎹🎹🎹🎹🎹',
];

export const PLACES = ['Berlin', 'São Paulo', '東京', 'Київ', 'القاهرة', 'Reykjavík 🇮🇸', '', 'New York, NY'];

export const BIOS = [
  'I make music.', '', 'Zwei Zeilen\nText', 'ビートを作ります 🎶', '"quotes" and \\ backslashes', 'يصنع الموسيقى',
  'long '.repeat(60), '<script>alert(1)</script>',
];

export const GENRES = ['Electronic', 'Hip-Hop/Rap', 'Ambient', 'Drum & Bass', 'Jazz', 'R&B/Soul', 'Lo-Fi'];
export const MOODS = ['Peaceful', 'Fiery', 'Upbeat', 'Melancholy', null];
export const TAGS = ['chill,beats', 'Techno,Берлин,夜', '', null, 'lo-fi', 'a,b,,c'];
export const DATES = [
  null, 'Fri Dec 23 2022 10:00:00 GMT-0500', '2021-06-01T12:30:15.120Z', '1640995200', 'Sat Jan 02 2021 00:00:00 GMT+0530',
  'yesterday', '2021-06-01',
];
