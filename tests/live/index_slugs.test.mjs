// SPDX-License-Identifier: ISC
// Titles become slugs as the scenario of the vectors says, whether they come
// one in a block or all in one.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';

import { trackDocument } from '../chain/lib/documents.mjs';
import { World } from '../chain/lib/world.mjs';
import { TOP, differences, index, openStage, settings } from './index_lib.mjs';

const { place, gateway, chain } = await openStage();
const world = await World.open({ chain, ipfs: place.ipfs });
const { steps } = JSON.parse(readFileSync(`${TOP}/tests/vectors/chain.json`, 'utf8')).slug_scenario;

/** Plays the scenario as a new user; ids of the chain by those of the scenario. */
async function play(name, afterEach) {
  const actor = world.actor(name);
  const ids = new Map();
  actor.signUp(name);
  await world.mine();
  for (const step of steps) {
    const document = trackDocument(world.random, actor.id, step.title);
    if (ids.has(step.track_id))
      actor.updateTrack(ids.get(step.track_id), document);
    else
      ids.set(step.track_id, actor.addTrack(document));
    await afterEach(step, ids);
  }
  await world.mine();
  return { actor, ids };
}

const database = place.database();
const env = settings({ chain, database, gateway });
const routesOf = (id) => database.rows(`SELECT slug, title_slug, collision_id, is_current
  FROM disc.track_routes WHERE track_id = ${id} ORDER BY blocknumber, slug`);

test('one title in a block: each step gives the route that the scenario says', async () => {
  await play('slug_single', async (step, ids) => {
    await world.mine();
    await index(env);
    const current = routesOf(ids.get(step.track_id)).filter((route) => route.is_current);
    assert.deepEqual(current, [{
      slug: step.slug, title_slug: step.title_slug, collision_id: step.collision_id, is_current: true,
    }], step.note ?? step.title);
  });
  await index(env);
  assert.deepEqual(differences(database, world.books.summary()), []);
});

test('all titles in one block: every route of the scenario is there', async () => {
  const { ids } = await play('slug_all', async () => {});
  await index(env);
  assert.deepEqual(differences(database, world.books.summary()), []);
  for (const id of ids.keys()) {
    const ours = steps.filter((step) => step.track_id === id);
    const slugs = [...new Set(ours.map(({ slug }) => slug))].sort();
    const routes = routesOf(ids.get(id));
    assert.deepEqual(routes.map(({ slug }) => slug), slugs);
    assert.deepEqual(routes.filter((route) => route.is_current).map(({ slug }) => slug), [ours.at(-1).slug]);
  }
});
