import { afterAll, describe, expect, it } from 'vitest';
import { dataUrl, picture } from '../support/pictures.ts';
import { send } from '../support/requests.ts';
import { startServer } from '../support/server.ts';

const server = await startServer();
afterAll(() => server.stop());
const token = await server.token(1);
const png = await picture('png', { width: 90, height: 80 });

interface Part {
  readonly name: string;
  readonly content: string | Buffer;
  /** What stands behind the name, and the headers that follow. */
  readonly more?: string;
}

const unused = () => `group ${crypto.randomUUID()}`;

function create(body: Buffer, type: string) {
  return send(`${server.url}/api/v2/group/`, { token, headers: { 'content-type': type }, body: Uint8Array.from(body) });
}

/** Creates a public group with these parts in the form, and a name unless one of them is it. */
function createWith(...parts: readonly Part[]) {
  const named = parts.some(({ name }) => name === 'name') ? [] : [{ name: 'name', content: unused() }];
  const sent = [...named, { name: 'privacy', content: 'public' }, ...parts];
  const bytes = sent.flatMap(({ name, content, more = '' }: Part) => [
    Buffer.from(`--B\r\ncontent-disposition: form-data; name="${name}"${more}\r\n\r\n`),
    Buffer.from(content),
    Buffer.from('\r\n'),
  ]);
  return create(Buffer.concat([...bytes, Buffer.from('--B--')]), 'multipart/form-data; boundary=B');
}

const codesOf = (body: { errors: { code?: string; field?: string }[] }) =>
  body.errors.map(({ code, field }) => code ?? field);
const TYPE = '\r\ncontent-type: ';
const FILE = `; filename="a.png"`;
const BLOB = `; filename="blob"${TYPE}application/octet-stream`;
const data = dataUrl(png);

describe('a part of a form', () => {
  it.each([
    ['a type and no file name', png, `${TYPE}image/png`],
    ['neither type nor file name', png, ''],
    ['a file name and no type', png, FILE],
    ['the type of a text', png, `${FILE}${TYPE}text/plain`],
    ['data as text', data, ''],
    ['data as a file', data, BLOB],
    ['data in UTF-16', Buffer.from(data, 'utf16le'), `${TYPE}text/plain; charset=utf-16le`],
  ])('that is for a picture is one with %s', async (_what, content, more) => {
    const { status, body } = await createWith({ name: 'image_original', content, more });

    expect(status).toBe(201);
    expect(body.image_big).not.toContain('default');
  });

  it.each([
    ['a text', 'x', ''],
    ['an address', 'http://127.0.0.1/a.png', ''],
    ['bytes', Buffer.from([0xff, 0xfe, 0]), `${FILE}${TYPE}image/png`],
    ['an empty file', '', FILE],
  ])('that is for a picture is refused in its field when it holds %s', async (_what, content, more) => {
    const { status, body } = await createWith({ name: 'image_original', content, more });

    expect([status, codesOf(body)]).toEqual([400, ['image_original']]);
  });

  it.each([
    ['an empty text', ''],
    ['a file input that was left empty', `; filename=""${TYPE}application/octet-stream`],
  ])('that is for a picture is no picture when it is %s', async (_what, more) => {
    const { status, body } = await createWith({ name: 'image_original', content: '', more });

    expect(status).toBe(201);
    expect(body.image_big).toContain('default');
  });

  it.each([
    ['a file', 'é', BLOB],
    ['UTF-8 with a byte order mark', '\ufeffé', ''],
    ['ISO-8859-1', Buffer.from([0xe9]), `${TYPE}text/plain; charset=ISO-8859-1`],
    ['a file in ISO-8859-1', Buffer.from([0xe9]), `; filename="a.txt"${TYPE}text/plain;charset="iso-8859-1"`],
    ['UTF-16', Buffer.from('é', 'utf16le'), `${TYPE}text/plain; charset=utf-16le`],
  ])('that is for a text is text as %s', async (_what, content, more) => {
    const { status, body } = await createWith({ name: 'description', content, more });

    expect([status, body.description]).toEqual([201, 'é']);
  });

  it('is in the charset that the form declares, unless it declares one itself', async () => {
    const { body } = await createWith(
      { name: 'description', content: Buffer.from([0xe9]) },
      { name: 'color', content: '#fff', more: `${TYPE}text/plain; charset=utf-8` },
      { name: '_charset_', content: 'windows-1252' },
    );

    expect([body.description, body.color]).toEqual(['é', '#fff']);
  });

  it.each([
    ['is of an unknown charset', 'x', `${TYPE}text/plain; charset=utf-32`, 415, 'unsupported_media_type'],
    ['is not in its charset', Buffer.from([0xe9]), `${TYPE}text/plain; charset=utf-16le`, 400, 'parse_error'],
    ['is a picture', png, `${FILE}${TYPE}image/png`, 400, 'parse_error'],
    ['is too long', 'x'.repeat(70_000), BLOB, 413, 'too_large'],
    ['is encoded', 'eA==', '\r\ncontent-transfer-encoding: base64', 415, 'unsupported_media_type'],
  ])('that is for a text is refused when it %s', async (_what, content, more, refused, code) => {
    const { status, body } = await createWith({ name: 'description', content, more });

    expect([status, codesOf(body)]).toEqual([refused, [code]]);
  });

  it('that nobody reads is ignored, whatever it holds', async () => {
    const { status } = await createWith(
      { name: 'products', content: '[]' },
      { name: 'attachment', content: Buffer.from([0xff]), more: `${TYPE}text/plain; charset=utf-32` },
      { name: 'attachments[0]', content: 'x'.repeat(70_000) },
    );

    expect(status).toBe(201);
  });

  it('may be one of a list in any spelling', async () => {
    await server.addUsers(31, 32, 33);
    const { body } = await createWith(
      { name: 'invite_users', content: '31' },
      { name: 'invite_users[]', content: '32', more: BLOB },
      { name: 'invite_users[0]', content: '33' },
    );

    const invited = await send(`${server.url}/api/v2/group/${body.id}/invite/`, { token });
    expect(invited.body.count).toBe(3);
  });

  it('is refused when there are 33 of them', async () => {
    const { status, body } = await createWith(...Array(31).fill({ name: 'products', content: '' }));

    expect([status, body.errors[0].message]).toEqual([413, 'This request is too large. It has more than 32 parts.']);
  });
});

describe('a urlencoded form', () => {
  const URLENCODED = 'application/x-www-form-urlencoded';

  it.each([
    ['ISO-8859-1, escaped', 'description=%E9', '; charset=ISO-8859-1'],
    ['ISO-8859-1, as it is', Buffer.from('description=é', 'latin1'), ';Charset="iso-8859-1"'],
    ['UTF-8', 'description=%C3%A9', '; charset=UTF-8'],
  ])('is read in %s', async (_what, text, charset) => {
    const rest = Buffer.from(`&privacy=public&name=${unused()}`);
    const { status, body } = await create(Buffer.concat([Buffer.from(text), rest]), `${URLENCODED}${charset}`);

    expect([status, body.description]).toEqual([201, 'é']);
  });

  it('is read in UTF-16', async () => {
    const text = `description=é&privacy=public&name=${unused()}`;
    const { status, body } = await create(Buffer.from(text, 'utf16le'), `${URLENCODED}; charset=utf-16le`);

    expect([status, body.description]).toEqual([201, 'é']);
  });

  it('is refused in a charset that nobody knows', async () => {
    const { status, body } = await create(Buffer.from('name=a'), `${URLENCODED}; charset=utf-32`);

    expect([status, codesOf(body)]).toEqual([415, ['unsupported_media_type']]);
  });
});
