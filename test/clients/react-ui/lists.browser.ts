import type { Locator, Page } from 'playwright-core';
import { afterAll, expect, it } from 'vitest';
import { expectSound } from './soundness.ts';
import { openStage } from './stage.ts';

/** More than two pages of a list, which are of 20. */
const GROUPS = 46;
const CROWD = 27;
const OWNER = { id: 1, username: 'olga', realName: 'Olga Moss' };
const JOINER = { id: 2, username: 'jo', realName: 'Jo Birch' };
const crowd = (from: number) =>
  Array.from({ length: CROWD }, (_, index) => ({
    id: from + index,
    username: `user-${from + index}`,
    realName: `User ${from + index}`,
  }));
const [members, requesters, guests] = [crowd(100), crowd(200), crowd(300)];

const stage = await openStage([OWNER, JOINER, ...members, ...requesters, ...guests]);
afterAll(() => stage.close());
const { guildhall } = stage;
for (let index = 0; index < GROUPS; index += 1) {
  const name = `Group ${String(index).padStart(2, '0')}`;
  const { id } = await guildhall.call(OWNER, 'POST', '/group/', { name, privacy: 'public' });
  await guildhall.call(JOINER, 'POST', `/group/${id}/subscribe/`);
}
const { id: crowded } = await guildhall.call(OWNER, 'POST', '/group/', {
  name: 'Crowd',
  privacy: 'private',
  invite_users: [...members, ...guests].map(({ id }) => id),
});
for (const person of [...members, ...requesters]) await guildhall.call(person, 'POST', `/group/${crowded}/subscribe/`);

/** Scrolls on until the text stands there that ends a list. */
async function scrollTo(place: Locator, end: string, page: Page): Promise<void> {
  await place.hover();
  await expect
    .poll(async () => {
      await page.mouse.wheel(0, 3_000);
      return page.getByText(end).isVisible();
    })
    .toBe(true);
}

it.each([
  ['groups', GROUPS + 1],
  ['own groups', GROUPS],
])('the list "%s" goes on to its end, %i groups', async (screen, count) => {
  const tab = await stage.open(JOINER, screen);
  const list = tab.page.locator('main');
  await scrollTo(list, 'There is no other content.', tab.page);

  expect(await list.locator('.SCGroup-root').count()).toBe(count);
  expect(new Set(await list.locator('.SCBaseItemButton-primary').allInnerTexts()).size).toBe(count);
  await expectSound(tab);
});

it('a search leaves the groups that it finds', async () => {
  const tab = await stage.open(JOINER, 'groups');
  await tab.page.getByLabel('Search Group...').fill('group 17');
  await tab.page.keyboard.press('Enter');
  await expect.poll(() => tab.page.locator('.SCGroup-root').count()).toBe(1);

  await tab.page.getByText('Group 17').waitFor();
  await expectSound(tab);
});

it(`all ${GROUPS} groups of one member are shown, to them and to others`, async () => {
  for (const viewer of [JOINER, OWNER, null]) {
    const tab = await stage.open(viewer, 'groups of a user', { user: JOINER.id });
    await tab.page.getByText(`${GROUPS} Groups subscribed`).waitFor();
    await tab.page.getByRole('button', { name: 'Show All' }).click();
    const dialog = tab.page.getByRole('dialog');
    await dialog.getByText('No more results').waitFor();

    expect(await dialog.locator('.SCGroup-root').count()).toBe(GROUPS);
    await expectSound(tab);
  }
});

it(`the hook for one's own groups gives all ${GROUPS}`, async () => {
  const tab = await stage.open(JOINER, 'hooks', { user: JOINER.id, group: crowded });
  await tab.page.getByText(`Own groups: ${GROUPS}`).waitFor();
  await expectSound(tab);
});

it.each([
  ['members', CROWD + 1],
  ['requests', CROWD],
])('the list of %s goes on to its end, %i people', async (screen, count) => {
  const tab = await stage.open(OWNER, screen, { group: crowded });
  await tab.page.getByRole('button', { name: 'Show more' }).click();
  const dialog = tab.page.getByRole('dialog');
  const list = dialog.getByRole('list');
  await scrollTo(list, 'No more results', tab.page);

  expect(await list.getByRole('listitem').count()).toBe(count);
  expect(new Set(await list.locator('.SCBaseItemButton-primary').allInnerTexts()).size).toBe(count);
  await expectSound(tab);
});

// Beyond, the vendor's component asks for an endpoint by a name that its package does not have, and throws.
it('the list of who is invited shows the first 15', async () => {
  const tab = await stage.open(OWNER, 'invited', { group: crowded });
  await tab.page.getByRole('button', { name: 'Show more' }).click();
  await expect.poll(() => tab.page.getByRole('dialog').getByRole('listitem').count()).toBe(15);

  await expectSound(tab);
});

it('the members behind the pictures of the header go on to their end', async () => {
  const tab = await stage.open(OWNER, 'header', { group: crowded });
  await tab.page.locator('.SCGroupMembersButton-root').click();
  const list = tab.page.getByRole('dialog').getByRole('list');
  await scrollTo(list, 'No other members.', tab.page);

  expect(await list.getByRole('listitem').count()).toBe(CROWD + 1);
  await expectSound(tab);
});
