import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Expectation, inviteButton } from './expectations.ts';
import type { Person } from './guildhall.ts';
import { expectSound } from './soundness.ts';
import { openWorld, PEOPLE, pictureFile, type World } from './world.ts';

const { manager, member, requester, invited, stranger } = PEOPLE;
const NAME = 'Night Owls';

let world: World;
/** The group that is made by the first clicks, and gone after the last. */
let id: number;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

/** Does something to a screen of a group as someone, and sees that nothing went wrong on the way. */
async function on(
  screen: string,
  viewer: Person,
  act: (page: Page) => Promise<void>,
  { group = id, ...more }: Partial<Expectation> & { readonly group?: number } = {},
) {
  const tab = await world.open(viewer, screen, { group });
  await act(tab.page);
  await expectSound(tab, more);
}
const button = (place: Page | Locator, name: string) => place.getByRole('button', { name, exact: true });
const group = () => world.guildhall.call(manager, 'GET', `/group/${id}/`);
const statusOf = async (person: Person, groupId = id) =>
  (await world.guildhall.call(person, 'GET', `/group/${groupId}/status/`)).status;
async function usernames(list: string): Promise<string[]> {
  const { results } = await world.guildhall.call(manager, 'GET', `/group/${id}/${list}/`);
  return results.map(({ username }: Person) => username).sort();
}

describe('by clicks alone', () => {
  it('a group is made, with both pictures and two people who are invited', async () => {
    const tab = await world.open(manager, 'create button');
    await button(tab.page, 'Create').click();
    const form = tab.page.locator('.SCGroupForm-root');
    await form
      .locator('input[type=file]')
      .nth(0)
      .setInputFiles(await pictureFile(640, 640));
    await form
      .locator('input[type=file]')
      .nth(1)
      .setInputFiles(await pictureFile(1920, 600));
    await form.getByPlaceholder('Group name').fill(NAME);
    await form.getByPlaceholder('Group description').fill('We walk after dark.');
    await button(form, 'Invite').click();
    await choose(tab.page, [member.username, invited.username]);
    await button(form, 'Create').click();

    await tab.page.locator('.SCGroupHeader-root').getByText(NAME).waitFor();
    await expectSound(tab);
    const { results } = await world.guildhall.call(manager, 'GET', '/group/?search=owls');
    id = results[0].id;
    expect(await group()).toMatchObject({
      name: NAME,
      description: 'We walk after dark.',
      privacy: 'private',
      visible: true,
      image_big: expect.not.stringContaining('default'),
      emotional_image: expect.not.stringContaining('default'),
    });
    expect(await usernames('invite')).toEqual([invited.username, member.username]);
  });

  it.each([member, invited])('$username accepts the invitation', async (person) => {
    await on('header', person, async (page) => {
      await button(page, 'Accept Invitation').click();
      await button(page, 'Leave the Group').waitFor();
    });

    expect(await statusOf(person)).toBe('subscribed');
  });

  it.each([requester, stranger])('$username asks to be let in', async (person) => {
    await on('header', person, async (page) => {
      await button(page, 'Request Access').click();
      await page.getByText('In Approval').waitFor();
    });

    expect(await statusOf(person)).toBe('requested');
  });

  it('the manager lets in who asked', async () => {
    await on('requests', manager, async (page) => {
      const row = page.getByRole('listitem').filter({ hasText: stranger.username });
      await button(row, 'Accept').click();
      await button(page.getByRole('dialog'), 'Yes').click();
      await row.waitFor({ state: 'detached' });
    });

    expect([await statusOf(stranger), await statusOf(requester)]).toEqual(['subscribed', 'requested']);
  });

  it('the manager invites from the header, which lets in who had asked', async () => {
    await on('header', manager, async (page) => {
      await button(page, 'Invite').click();
      await choose(page, [requester.username]);
    });

    await expect.poll(() => statusOf(requester)).toBe('subscribed');
  });

  it('the manager removes a member', async () => {
    await on('members', manager, async (page) => {
      const row = page.getByRole('listitem').filter({ hasText: stranger.username });
      await row.locator('.SCGroupSettingsIconButton-root').click();
      await page.getByRole('menuitem', { name: 'Remove' }).click();
      await button(page.getByRole('dialog'), 'Yes').click();
      await row.waitFor({ state: 'detached' });
    });

    expect(await usernames('subscribe')).toEqual(
      [invited, manager, member, requester].map((one) => one.username).sort(),
    );
  });

  it('a member leaves', async () => {
    await on(
      'page',
      invited,
      async (page) => {
        await button(page, 'Leave the Group').click();
        await button(page, 'Request Access').waitFor();
      },
      inviteButton('invited'),
    );

    expect(await statusOf(invited)).toBeNull();
  });

  it('a public group is joined and left', async () => {
    const open = world.groups.public;
    await on(
      'page',
      stranger,
      async (page) => {
        await button(page, 'Join the Group').click();
        await button(page, 'Leave the Group').waitFor();
        await page.getByText('There are no other contents').waitFor();
      },
      { group: open, ...inviteButton('stranger') },
    );
    expect(await statusOf(stranger, open)).toBe('subscribed');

    const leave = (page: Page) => button(page, 'Leave the Group').click();
    await on('subscribe button', stranger, leave, { group: open });
    await expect.poll(() => statusOf(stranger, open)).toBeNull();
  });

  it('the manager edits the group', async () => {
    await on('header', manager, async (page) => {
      await button(page, 'Edit').click();
      const form = page.locator('.SCGroupForm-root');
      await form.getByPlaceholder('Group name').fill(`${NAME} of the north`);
      await button(form, 'Edit').click();
      await form.waitFor({ state: 'detached' });
      await page.getByText(`${NAME} of the north`).waitFor();
    });

    expect(await group()).toMatchObject({ name: `${NAME} of the north`, privacy: 'private', visible: true });
  });

  it('the manager hides the group', async () => {
    await on('header', manager, async (page) => {
      await button(page, 'Edit').click();
      const form = page.locator('.SCGroupForm-root');
      await form.locator('.SCGroupForm-visibility-section input').click();
      await button(form, 'Edit').click();
      await form.waitFor({ state: 'detached' });
      await page.locator('.SCGroupHeader-visibility').getByText('Hidden').waitFor();
    });

    expect(await world.guildhall.statusOf(stranger, `/group/${id}/`)).toBe(404);
  });

  it.each([
    ['picture', '.SCGroupHeader-cover > input[type=file]', 'image_big', '.SCGroupHeader-avatar img', 'src'],
    ['cover', '.SCGroupHeader-change-cover input[type=file]', 'emotional_image', '.SCGroupHeader-cover', 'style'],
  ])('the manager changes the %s', async (_name, input, field, place, attribute) => {
    const before = (await group())[field];
    await on('header', manager, async (page) => {
      await page.locator(input).setInputFiles(await pictureFile(1920, 700));
      await expect.poll(async () => (await group())[field]).not.toBe(before);
      const { pathname } = new URL((await group())[field]);
      await expect.poll(() => page.locator(place).getAttribute(attribute)).toContain(pathname);
    });
  });

  it('the app takes the cover away, and the default one is there', async () => {
    await on('cover reset', manager, async (page) => {
      await button(page, 'Take the cover away').click();
      await expect.poll(() => page.locator('.SCGroupHeader-cover').getAttribute('style')).toContain('default');
    });

    expect((await group()).emotional_image).toContain('default-cover');
  });

  it("a person's settings are kept", async () => {
    const settings = () => world.guildhall.call(member, 'GET', `/user/${member.id}/settings/`);
    expect(await settings()).toMatchObject({ show_toast_notifications: 1 });
    await on('hooks', member, async (page) => {
      await button(page, 'Show none').click();
      await page.getByText('Toasts: 0').waitFor();
    });

    expect(await settings()).toMatchObject({ show_toast_notifications: 0 });
  });

  it('the manager deletes the group', async () => {
    const tab = await world.open(manager, 'header', { group: id });
    await tab.page.locator('.SCGroupActionsMenu-root').click();
    await tab.page.getByRole('menuitem', { name: 'Delete Group' }).click();
    await button(tab.page.getByRole('dialog'), 'Yes').click();

    await tab.page.locator('.SCGroups-root').getByText('Morning Runners').waitFor();
    expect(await tab.page.getByText(NAME).count()).toBe(0);
    await expectSound(tab);
    expect(await world.guildhall.statusOf(manager, `/group/${id}/`)).toBe(404);
  });
});

/** Picks people in the dialog for invitations, one by the suggestions and the others by their names. */
async function choose(page: Page, [suggested = '', ...searched]: readonly string[]): Promise<void> {
  const dialog = page.locator('.SCGroupInviteButton-dialog-root');
  await dialog.locator('.SCGroupInviteButton-suggested').getByText(suggested).click();
  for (const username of searched) {
    await dialog.getByPlaceholder('Search for people to invite').fill(username);
    await page.getByRole('option', { name: username }).click();
  }
  await button(dialog, 'End').click();
  await dialog.waitFor({ state: 'detached' });
}
