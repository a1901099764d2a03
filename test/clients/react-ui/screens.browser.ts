import { afterAll, describe, expect, it } from 'vitest';
import { COMMUNITY_SCREENS } from './community-expectations.ts';
import { type Expectation, expectationOf, SCREENS_OF_A_GROUP } from './expectations.ts';
import { expectScreen } from './soundness.ts';
import type { Subject, Tab } from './stage.ts';
import { KINDS, openWorld, PEOPLE, personOf, VIEWERS, type Viewer } from './world.ts';

const world = await openWorld();
afterAll(() => world.close());

/** A page for each viewer, which goes from screen to screen. */
const tabs = new Map<Viewer, Tab>();

async function expectOf(viewer: Viewer, screen: string, subject: Subject, expectation: Expectation): Promise<void> {
  const tab = tabs.get(viewer);
  // Kept once all is well: after a failure the next screen begins with a page of its own.
  tabs.delete(viewer);
  await tab?.show(screen, subject);
  const shown = tab ?? (await world.open(personOf(viewer), screen, subject));
  await expectScreen(shown, expectation);
  tabs.set(viewer, shown);
}

describe.each(SCREENS_OF_A_GROUP)('the screen "%s"', (screen) => {
  const cells = KINDS.flatMap((kind) => VIEWERS.map((viewer) => ({ kind, viewer })));

  it.each(cells)('shows the $viewer what belongs there of a $kind group', async ({ kind, viewer }) => {
    await expectOf(viewer, screen, { group: world.groups[kind] }, expectationOf(screen, viewer, kind));
  });
});

describe.each(Object.entries(COMMUNITY_SCREENS))('the screen "%s"', (screen, expectation) => {
  const subject = { group: world.groups.public, user: PEOPLE.member.id };

  it.each(VIEWERS)('shows the %s what belongs there', async (viewer) => {
    await expectOf(viewer, screen, subject, expectation(viewer));
  });
});

describe('the form', () => {
  it.each(['create button', 'edit button'])('opens at a click on the %s', async (screen) => {
    const tab = await world.open(PEOPLE.manager, screen, { group: world.groups.private });
    await tab.page.getByRole('button').click();
    const isNew = screen === 'create button';

    await expectScreen(tab, {
      shown: [isNew ? 'Create Group' : 'Edit Group', 'The group is:', 'Visibility:', ...(isNew ? ['Invite'] : [])],
    });
  });
});

it('the server has met no fault and has logged no token', () => {
  const lines = world.guildhall.output().split('\n');

  expect(lines.filter((line) => line.includes('"level":50') || line.includes('"level":60'))).toEqual([]);
  expect(lines.filter((line) => /eyJ[\w-]+\.eyJ/.test(line))).toEqual([]);
});
