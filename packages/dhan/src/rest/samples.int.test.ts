import { afterAll, beforeAll, expect, it } from 'vitest';
import { FakeDhan } from '../testing/fake-dhan.ts';
import { proves } from '../testing/proves.ts';
import { ALL_SAMPLES } from '../testing/samples/all.ts';

/** Every answer in the broker's documentation or in a public capture, over a real connection. */
let dhan: FakeDhan;
beforeAll(async () => {
  dhan = await FakeDhan.start();
});
afterAll(() => dhan.close());

for (const { endpoint, kind, what, from, status = 200, body, headers = {}, ask, gives, throws } of ALL_SAMPLES) {
  it(`${endpoint} reads ${what} (${from})`, proves(endpoint, kind), async () => {
    dhan.says(status, body, headers);
    const answer = ask(dhan.client);
    if (throws) await expect(answer).rejects.toMatchObject(throws);
    else if (typeof gives === 'object' && gives !== null) expect(await answer).toMatchObject(gives);
    else expect(await answer).toBe(gives);
  });
}
