import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHOICES } from '../../../../src/rest/selfcommunity/preferences/choices.ts';
import { readTaste } from '../../../../src/rest/selfcommunity/preferences/taste.ts';

let folder: string;
let file: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'guildhall-taste-'));
  file = join(folder, 'preferences.json');
});

afterAll(() => rm(folder, { recursive: true }));

async function read(content: unknown) {
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
  return readTaste(file);
}

const START = 'Guildhall cannot start: SELFCOMMUNITY_PREFERENCES is';
const failsWith = (sentence: string) =>
  expect.objectContaining({ name: 'StartError', message: `${START} ${file}, ${sentence}.` });
const problem = (problems: string) => failsWith(`in which ${problems}: mend what is wrong, or leave it out`);

describe('the file of preferences', () => {
  it('is not needed, and may choose nothing', async () => {
    expect(readTaste(null)).toEqual({});
    expect(await read({})).toEqual({});
  });

  it('may choose all that is a matter of taste', async () => {
    const samples = {
      name: 'Läufer',
      text: '<b>We run</b>',
      color: '#3366CC',
      address: 'https://app.example/logo.png',
      path: '/people/{id}/{username}',
    };
    const all = Object.fromEntries(Object.entries(CHOICES).map(([name, { kind }]) => [name, samples[kind]]));

    expect(await read(all)).toEqual(all);
  });

  it.each(Object.entries(CHOICES).filter(([, { usual }]) => usual !== null && !usual.includes('favicon')))(
    'may choose what is usual: %s',
    async (name, { usual }) => {
      expect(await read({ [name]: usual })).toEqual({ [name]: usual });
    },
  );

  it.each(['', '{', 'null', '[]', '"text"', '7'])('is a JSON object, and not %j', async (content) => {
    await expect(read(content)).rejects.toEqual(
      failsWith('which is no JSON object: write one such as {"application_name": "Runners"}'),
    );
  });

  it('has to be there', () => {
    expect(() => readTaste(join(folder, 'absent.json'))).toThrow(
      `${START} ${folder}/absent.json, which cannot be read because it is not there: make it, or set SELFCOMMUNITY_PREFERENCES to another file.`,
    );
  });

  const path = 'must be a path such as /user/{id}/';
  it.each<[object, string]>([
    [{ application_name: '  ' }, 'application_name must not be blank'],
    [{ application_slogan1: 7 }, 'application_slogan1 must be a text'],
    [{ application_copyright: null }, 'application_copyright must be a text'],
    [{ application_slogan2: 'a'.repeat(501) }, 'application_slogan2 must have at most 500 characters'],
    [{ application_slogan2: 'a\nb' }, 'application_slogan2 must have no control characters in it'],
    [{ colorback: 'red' }, 'colorback must be a colour such as #36c or #3366cc'],
    [{ navbar_logo: 'ftp://a.example/a.png' }, 'navbar_logo must be an http(s) URL'],
    [{ app_url: 'javascript:alert(1)' }, 'app_url must be an http(s) URL'],
    [{ url_template_post: 'post/{id}' }, `url_template_post ${path}`],
    [{ url_template_post: 'https://app.example/post/{id}' }, `url_template_post ${path}`],
    [{ url_template_post: '/post/{id' }, `url_template_post ${path}`],
    [{ url_template_post: '/post/{an id}' }, `url_template_post ${path}`],
    [{ url_template_post: '/post/{}' }, `url_template_post ${path}`],
    [{ shoe_size: '9' }, '"shoe_size" cannot be set (docs/settings.md lists what can)'],
    [{ groups_enabled: 'false' }, '"groups_enabled" cannot be set (docs/settings.md lists what can)'],
  ])('cannot hold %j', async (content, problems) => {
    await expect(read(content)).rejects.toEqual(problem(problems));
  });

  it('has everything told at once that is wrong in it', async () => {
    await expect(read({ colorback: 1, toString: 'a', url_template_post: '' })).rejects.toEqual(
      problem(
        `colorback must be a text; url_template_post ${path}; "toString" cannot be set (docs/settings.md lists what can)`,
      ),
    );
  });
});
