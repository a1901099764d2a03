import { afterAll, describe, expect, it } from 'vitest';
import { dataUrl, picture } from '../support/pictures.ts';
import { send } from '../support/requests.ts';
import { startServer } from '../support/server.ts';

const server = await startServer();
afterAll(() => server.stop());
const token = await server.token(1);

async function create(name: string, image: string | Blob) {
  const form = new FormData();
  form.set('name', name);
  form.set('privacy', 'public');
  form.set('image_original', image);
  return send(`${server.url}/api/v2/group/`, { token, body: form });
}

/** A real PNG with so much after its end that it is of the size. */
async function padded(bytes: number): Promise<Buffer<ArrayBuffer>> {
  const png = await picture('png');
  return Buffer.concat([png, Buffer.alloc(bytes - png.byteLength)]);
}

describe('an image in a form', () => {
  it('is refused as a field when the file is over 5 MB', async () => {
    const { status, body } = await create('Large file', new Blob([await padded(5 * 1024 * 1024 + 1)]));

    expect([status, body]).toEqual([
      400,
      {
        errors: [
          {
            field: 'image_original',
            messages: [{ code: 'invalid', message: 'An image must not be larger than 5 MB.' }],
          },
        ],
      },
    ]);
  });

  it('may be text, of as many bytes as a file', async () => {
    const { status } = await create('Large text', dataUrl(await padded(5 * 1024 * 1024)));

    expect(status).toBe(201);
  });

  it('is refused as a field when the text holds more than 5 MB', async () => {
    const { status, body } = await create('Too large text', dataUrl(await padded(5 * 1024 * 1024 + 100_000)));

    expect([status, body.errors[0].field]).toEqual([400, 'image_original']);
  });
});
