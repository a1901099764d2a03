import { expect } from 'vitest';
import type { Expectation } from './expectations.ts';
import type { Tab } from './stage.ts';

/** Waits for what is to be shown, and for all requests; then nothing may be wrong with the page. */
export async function expectScreen(tab: Tab, { shown, notShown = [], refused = [] }: Expectation): Promise<void> {
  for (const text of shown) await tab.page.getByText(text).first().waitFor();
  const brokenPictures = await tab.settle();
  const wronglyShown = [];
  for (const text of notShown) if ((await tab.page.getByText(text).count()) > 0) wronglyShown.push(text);

  expect({ ...faultsOf(tab), brokenPictures, wronglyShown, refusals: [...tab.refusals].sort() }).toEqual({
    crashes: [],
    // Chromium and the vendor's components both tell of a refusal, even of one that belongs there.
    complaints: refused.length === 0 ? [] : expect.anything(),
    brokenPictures: [],
    wronglyShown: [],
    refusals: [...refused].sort(),
  });
}

/** The same once all has been clicked, and closes the page. */
export async function expectSound(tab: Tab): Promise<void> {
  await expectScreen(tab, { shown: [] });
  await tab.page.close();
}

const faultsOf = ({ crashes, complaints }: Tab) => ({ crashes, complaints });
