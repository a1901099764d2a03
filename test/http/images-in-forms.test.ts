import { afterAll, describe, expect, it } from 'vitest';
import { dataUrl, picture } from '../support/pictures.ts';
import { send } from '../support/requests.ts';
import { startServer } from '../support/server.ts';

const server = await startServer();
afterAll(() => server.stop());
const token = await server.token(1);

const MIB = 1024 * 1024;
const GROUPS = `${server.url}/api/v2/group/`;

async function create(name: string, image: string | Blob) {
  const form = new FormData();
  form.set('name', name);
  form.set('privacy', 'public');
  form.set('image_original', image);
  return send(GROUPS, { token, body: form });
}

/** A real PNG with so much after its end that it is of the size. */
async function padded(bytes: number): Promise<Buffer<ArrayBuffer>> {
  const png = await picture('png');
  return Buffer.concat([png, Buffer.alloc(bytes - png.byteLength)]);
}

const group = (name: string, image: Uint8Array) => ({ name, privacy: 'public', image_original: dataUrl(image) });

describe('an image in a form', () => {
  it('may be a file of 10 MB', async () => {
    const { status } = await create('File', new Blob([await padded(10 * MIB)]));

    expect(status).toBe(201);
  });

  it('may come with another of as many bytes', async () => {
    const form = new FormData();
    for (const [name, value] of Object.entries({ name: 'Two files', privacy: 'public' })) form.set(name, value);
    form.set('image_original', new Blob([await padded(10 * MIB)]));
    form.set('emotional_image_original', new Blob([await padded(10 * MIB)]));

    const { status } = await send(GROUPS, { token, body: form });

    expect(status).toBe(201);
  });

  it('is refused as a field when the file is over 10 MB', async () => {
    const { status, body } = await create('Large file', new Blob([await padded(10 * MIB + 1)]));

    expect([status, body]).toEqual([
      400,
      {
        errors: [
          {
            field: 'image_original',
            messages: [{ code: 'invalid', message: 'An image must not be larger than 10 MB.' }],
          },
        ],
      },
    ]);
  });

  it('may be text that holds 5 MB', async () => {
    const { status } = await create('Large text', dataUrl(await padded(5 * MIB)));

    expect(status).toBe(201);
  });

  it('may be text of an unknown type', async () => {
    const { status } = await create('Untyped text', dataUrl(await padded(MIB)).replace('image/png', ''));

    expect(status).toBe(201);
  });

  it('is refused as a field when the text holds more than 5 MB', async () => {
    const { status, body } = await create('Too large text', dataUrl(await padded(5 * MIB + 100_000)));

    expect([status, body.errors[0].field]).toEqual([400, 'image_original']);
  });
});

describe('an image of 5 MB as text', () => {
  it('is taken in the JSON of a new group, and of a change', async () => {
    const made = await send(GROUPS, { token, json: group('JSON', await padded(5 * MIB)) });
    const changed = await send(`${GROUPS}${made.body.id}/`, {
      method: 'PATCH',
      token,
      json: { emotional_image_original: dataUrl(await padded(5 * MIB)) },
    });

    expect([made.status, changed.status]).toEqual([201, 200]);
    expect(made.body.image_big).not.toContain('default');
  });

  it('is taken in an urlencoded form', async () => {
    const { status, body } = await send(GROUPS, {
      token,
      body: new URLSearchParams(group('A + B = C & D', await padded(5 * MIB))),
    });

    expect([status, body.name]).toEqual([201, 'A + B = C & D']);
    expect(body.image_big).not.toContain('default');
  });

  it('is taken as the avatar of a room', async () => {
    const { body } = await send(`${server.url}/v1/rooms/groups`, { token, json: { name: 'Room', url: 'reading' } });

    const changed = await send(`${server.url}/v1/rooms/groups`, {
      method: 'PATCH',
      token,
      json: { id: body.data.id, avatar: dataUrl(await padded(5 * MIB)) },
    });

    expect([changed.status, changed.body.room.avatarUrls.thumb]).toEqual([200, expect.not.stringContaining('default')]);
  });

  it('is refused with the limit where no pictures are taken, and where the body has more than 8 MB', async () => {
    const large = { filler: 'x'.repeat(300 * 1024) };
    const plain = await send(`${server.url}/v1/rooms/groups`, { token, json: large });
    const pictures = await send(GROUPS, { token, json: { filler: 'x'.repeat(8 * MIB) } });

    expect([plain.status, plain.body.message]).toEqual([413, expect.stringContaining('at most 262144 are allowed')]);
    expect([pictures.status, pictures.body.errors[0].message]).toEqual([
      413,
      expect.stringContaining('at most 8388608 are allowed'),
    ]);
  });

  it('makes nobody wait for an urlencoded body of plus signs alone', async () => {
    const { status } = await send(GROUPS, {
      token,
      body: `name=${'+'.repeat(4 * MIB)}&privacy=public`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });

    expect(status).toBe(400);
  });
});
