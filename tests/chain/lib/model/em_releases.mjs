// SPDX-License-Identifier: ISC
// When tracks and albums come out (rules T23 and P16).
import { KEEP, date } from './em_columns.mjs';

function begin(row, hidden, day, now) {
  row.release_date = day ?? now;
  if (row.is_scheduled_release && day !== undefined)
    row[hidden] = day >= now;
}

/**
 * hidden: the column that says so; wasHidden: undefined for what is new.  What
 * stays public is not moved into the future; what becomes so is out now.
 */
export function setRelease({ data, now }, row, hidden, wasHidden) {
  const said = 'release_date' in data ? date(data.release_date) : KEEP;
  const day = said === KEEP ? undefined : said;
  if (wasHidden === undefined)
    begin(row, hidden, day, now);
  else if (wasHidden && !row[hidden])
    Object.assign(row, { is_scheduled_release: false, release_date: now });
  else if (day !== undefined && (row[hidden] || day <= now))
    row.release_date = day;
}
