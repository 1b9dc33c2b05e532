// SPDX-License-Identifier: ISC
// Times as PostgreSQL writes a timestamp without zone in JSON.

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const JS_DATE = /^[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d{1,2}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) GMT([+-])(\d{2}):?(\d{2})$/;
const ISO_DATE = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})\.(\d{1,6})Z$/;
const ANY_ISO_DATE = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(\.(\d+))?(Z|[+-]\d{2}:\d{2})$/;
const SECONDS = /^\d{1,11}$/;

export function timestamp(seconds) {
  return new Date(seconds * 1000).toISOString().slice(0, 19);
}

/** The same of seconds with a fraction. */
export function timestampOf(seconds) {
  const fraction = Math.min(Math.floor((seconds - Math.floor(seconds)) * 1e6 + 0.5), 999999);
  return fromIso([, timestamp(Math.floor(seconds)), String(fraction).padStart(6, '0')]);
}

function fromJsDate([, month, day, year, hour, minute, second, sign, zoneHours, zoneMinutes]) {
  const time = [hour, minute, second].map(Number);
  const local = Date.UTC(Number(year), MONTHS.indexOf(month), Number(day), ...time);
  const offset = (Number(zoneHours) * 60 + Number(zoneMinutes)) * 60;
  return timestamp(local / 1000 - (sign === '+' ? offset : -offset));
}

function fromIso([, whole, fraction]) {
  const digits = fraction.replace(/0+$/, '');
  return digits === '' ? whole : `${whole}.${digits}`;
}

/** The three forms that are understood; null for anything else. */
export function releaseDate(text) {
  const js = JS_DATE.exec(text.replace(/ \(.*$/s, ''));
  if (js && MONTHS.includes(js[1]))
    return fromJsDate(js);
  const iso = ISO_DATE.exec(text);
  if (iso)
    return fromIso(iso);
  return SECONDS.test(text) ? timestamp(Number(text)) : null;
}

/** What today's clients write, too: ISO 8601 with any zone. */
export function dateOfToday(text) {
  const [, local, , fraction = '', zone] = ANY_ISO_DATE.exec(text) ?? [];
  const known = releaseDate(text);
  if (known !== null || local === undefined)
    return known;
  const time = new Date(`${local}${zone}`);
  return Number.isNaN(time.getTime()) ? null : fromIso([text, timestamp(time.getTime() / 1000), fraction]);
}
