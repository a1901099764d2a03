import { join } from 'node:path';
import sharp from 'sharp';
import { pathOf } from '../../support/processes.ts';
import bundle from './bundle.ts';
import { openStage, type Tab } from './stage.ts';

// Makes the pictures of docs/vendors.md anew: npm run test:react-ui -- --screenshots
const FOLDER = pathOf('docs/screenshots');
const mira = { id: 1, username: 'mira', realName: 'Mira Vale' };
const noor = { id: 2, username: 'noor', realName: 'Noor Haddad' };
const ravi = { id: 3, username: 'ravi', realName: 'Ravi Menon' };
const ines = { id: 4, username: 'ines', realName: 'Ines Prado' };
const GROUPS = [
  ['Morning Runners', 'We run at dawn, in every weather, and have breakfast afterwards.', 'public', '#2f855a'],
  ['Book Circle', 'One novel a month, and an evening to talk about it.', 'private', '#6b46c1'],
  ['City Gardeners', 'Balconies, courtyards and the strip beside the tram.', 'public', '#b7791f'],
  ['Chess on Tuesday', 'Beginners welcome.', 'public', '#2b6cb0'],
] as const;

await bundle();
const stage = await openStage([mira, noor, ravi, ines]);
const { guildhall } = stage;
const ids: number[] = [];
for (const [name, description, privacy, color] of GROUPS) {
  const form = new FormData();
  const fields = { name, description, privacy, visible: 'true', 'invite_users[0]': '2' };
  for (const [field, value] of Object.entries(fields)) form.append(field, value);
  form.append('image_original', await drawing(600, 600, color));
  form.append('emotional_image_original', await drawing(1920, 500, color));
  const { id } = await guildhall.call(mira, 'POST', '/group/', form);
  await guildhall.call(noor, 'POST', `/group/${id}/subscribe/`);
  ids.push(id);
}
const [runners = 0, books = 0] = ids;
await guildhall.call(ravi, 'POST', `/group/${books}/subscribe/`);
await guildhall.call(ines, 'POST', `/group/${books}/subscribe/`);

await take('groups', await stage.open(noor, 'groups'));
await take('group-page', await stage.open(noor, 'page', { group: runners }));
await take('private-group', await stage.open(ravi, 'page', { group: books }));
await take('requests', await stage.open(mira, 'requests', { group: books }));
const tab = await stage.open(mira, 'create button');
await tab.page.getByRole('button', { name: 'Create', exact: true }).click();
await take('create-group', tab);
await stage.close();

async function take(name: string, shown: Tab): Promise<void> {
  await shown.settle();
  const height = (await shown.page.locator('main').boundingBox())?.height ?? 0;
  // As high as what is shown; a form is as high as the window.
  const clip = name === 'create-group' ? {} : { clip: { x: 0, y: 0, width: 1280, height: Math.min(height, 900) } };
  const png = await shown.page.screenshot(clip);
  await sharp(png)
    .resize(900)
    .png({ palette: true, colours: 128, effort: 10 })
    .toFile(join(FOLDER, `${name}.png`));
  await shown.page.close();
}

/** A picture of rings in a colour. */
async function drawing(width: number, height: number, color: string): Promise<File> {
  const rings = [5, 4, 3, 2, 1].map(
    (ring) => `<circle cx="${width * 0.7}" cy="${height / 2}" r="${ring * height * 0.18}" fill="#fff" opacity="0.12"/>`,
  );
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="${color}"/>${rings.join('')}</svg>`;
  const png = await sharp(Buffer.from(svg)).png().toBuffer();
  return new File([Uint8Array.from(png)], 'drawing.png', { type: 'image/png' });
}
