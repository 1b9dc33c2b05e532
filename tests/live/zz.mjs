import test from 'node:test';
import { startAnvil } from '../chain/lib/anvil.mjs';
import { deploy } from '../chain/lib/deploy.mjs';
import { ERAS, sizeOf, tell } from '../chain/lib/story.mjs';
import { World } from '../chain/lib/world.mjs';
import { differences, entityManager, index, openStage, settings as basics } from './index_lib.mjs';
const { place, gateway } = await openStage();
const era = process.env.ERA;
test('x', async () => {
    const own = await startAnvil();
    try {
    const chain = await deploy(own.url, ERAS[era]);
    const world = await World.open({ chain, ipfs: place.ipfs });
    await tell(world, sizeOf(process.env.SIZE ?? 'small'), { era });
    const database = place.database();
    const books = world.books.summary();
    await index(basics({ chain, ...entityManager(chain), database, gateway }));
    const d = differences(database, books);
    console.log(`DIFF ${d.length}\n${d.slice(0, 80).map((l) => l.slice(0, 400)).join('\n')}`);
    if (process.env.WATCH) console.log(books.tables[process.env.WATCH]);
    } finally { await own.stop(); }
});
