import { expect } from 'vitest';
import type { Expectation } from './expectations.ts';
import type { Tab } from './stage.ts';

/** Waits for what is to be shown, and for all requests; then nothing may be wrong with the page. */
export async function expectScreen(tab: Tab, expectation: Expectation): Promise<void> {
  const { shown, notShown = [], refused = [], uncaught = [] } = expectation;
  for (const text of shown) await tab.page.getByText(text).first().waitFor();
  const brokenPictures = await tab.settle();
  const wronglyShown = [];
  for (const text of notShown) if ((await tab.page.getByText(text).count()) > 0) wronglyShown.push(text);

  const { crashes, complaints } = tab;
  expect({ crashes, complaints, brokenPictures, wronglyShown, refusals: [...tab.refusals].sort() }).toEqual({
    crashes: uncaught,
    // Chromium and the vendor's components both tell of a refusal, even of one that belongs there.
    complaints: refused.length === 0 ? [] : expect.anything(),
    brokenPictures: [],
    wronglyShown: [],
    refusals: [...refused].sort(),
  });
}

/** The same once all has been clicked, and closes the page. */
export async function expectSound(tab: Tab, expectation: Partial<Expectation> = {}): Promise<void> {
  await expectScreen(tab, { shown: [], ...expectation });
  await tab.page.close();
}
