// SPDX-License-Identifier: ISC
// Slugs of tracks and playlists, and the numbers that keep them apart.
import { endsInDigit, numberedSlug, titleSlug } from './text.mjs';

export const routeKey = (ownerId, slug) => `${ownerId}/${slug}`;

/**
 * Gives a track or playlist the route that its new title asks for.
 * routes: Map of routeKey to row; natural: {track_id} or {playlist_id};
 * columns: block columns of the row that the route belongs to.
 */
export function assignRoute(routes, natural, ownerId, title, columns) {
  const [[idColumn, id]] = Object.entries(natural);
  const slug = titleSlug(title, id);
  const current = [...routes.values()].find((row) => row[idColumn] === id && row.is_current);
  if (current?.title_slug === slug)
    return;
  if (current)
    current.is_current = false;
  const collision = freeNumber(routes, ownerId, slug, columns.blocknumber);
  const row = {
    slug: numberedSlug(slug, collision), title_slug: slug, collision_id: collision,
    owner_id: ownerId, ...natural, is_current: true, ...columns,
  };
  routes.set(routeKey(ownerId, row.slug), row);
}

function freeNumber(routes, ownerId, slug, blocknumber) {
  const taken = (number) => routes.has(routeKey(ownerId, numberedSlug(slug, number)));
  const highest = highestNumber(routes, ownerId, slug, blocknumber);
  if (highest === undefined && !(endsInDigit(slug) && taken(0)))
    return 0;
  let number = highest ?? 0;
  do
    number++;
  while (taken(number));
  return number;
}

/** Routes made in the same block come first; the others count if there is none. */
function highestNumber(routes, ownerId, slug, blocknumber) {
  const alike = [...routes.values()].filter((row) => row.owner_id === ownerId && row.title_slug === slug);
  const fresh = alike.filter((row) => row.blocknumber === blocknumber);
  const counted = (fresh.length > 0 ? fresh : alike).map((row) => row.collision_id);
  return counted.length > 0 ? Math.max(...counted) : undefined;
}
