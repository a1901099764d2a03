import type { Random } from '../torture/random.ts';
import type { Pictures } from './broken-images.ts';
import { changedText, mutateBytes, treeMutator } from './mutate.ts';
import type { Header } from './requests.ts';
import type { RestSeed } from './seeds.ts';
import { type Values, writeJson } from './values.ts';

export interface Body {
  readonly headers: readonly Header[];
  readonly body: Buffer | null;
  /** Whether it was made as JSON is, and not spoilt as bytes. */
  readonly isJson: boolean;
}

export interface BodyDeps {
  readonly random: Random;
  readonly values: Values;
  readonly pictures: Pictures;
}

type Fields = Readonly<Record<string, unknown>>;

const URLENCODED = 'application/x-www-form-urlencoded';
const MULTIPART = 'multipart/form-data';
const NO_BODY: Body = { headers: [], body: null, isJson: false };

/** What the fields of a seed become on the wire, in any of the encodings that its door takes, and some that it does not. */
export function bodyMaker({ random, values, pictures }: BodyDeps) {
  const mutateTree = treeMutator(random, values);

  const image = (value: unknown): unknown => {
    const isImage = typeof value === 'string' && value.startsWith('data:image/');
    return isImage ? `data:image/png;base64,${pictures.broken().toString('base64')}` : value;
  };
  const mutateFields = (fields: Fields): unknown => {
    const withImages = Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, image(value)]));
    let result: unknown = withImages;
    for (let left = random.below(4); left > 0; left -= 1) result = mutateTree(result);
    return result;
  };

  const json = (value: unknown, mutated: boolean): Body => {
    const text = Buffer.from(writeJson(value));
    const isSpoilt = mutated && random.chance(0.15);
    const type = mutated && random.chance(0.1) ? 'application/json; charset=utf-16' : 'application/json';
    return { headers: [['content-type', type]], body: isSpoilt ? mutateBytes(text, random) : text, isJson: !isSpoilt };
  };

  const urlencoded = (fields: Fields, mutated: boolean): Body => {
    const pairs = pairsOf(fields).map(
      ([name, value]) => `${encodeURIComponent(name.toWellFormed())}=${formText(value)}`,
    );
    if (mutated && random.chance(0.5)) pairs.push(...oddPairs(random, values, pairs));
    const text = pairs.join('&');
    const bytes = Buffer.from(mutated && random.chance(0.2) ? changedText(text, random, values) : text);
    return { headers: [['content-type', URLENCODED]], body: bytes, isJson: false };
  };

  const multipart = (fields: Fields, mutated: boolean): Body => {
    const boundary = mutated && random.chance(0.1) ? oddBoundary(random) : 'fuzz-boundary';
    const parts = pairsOf(fields).map(([name, value]) => partOf(name, value, random));
    if (mutated && random.chance(0.5)) parts.push(...oddParts({ random, values, pictures }));
    const end =
      mutated && random.chance(0.15)
        ? random.pick(['', '--', '--fuzz-boundary', '--other--\r\n'])
        : `--${boundary}--\r\n`;
    const bytes = Buffer.concat([
      ...parts.flatMap((part) => [Buffer.from(`--${boundary}\r\n`), part, CRLF]),
      Buffer.from(end),
    ]);
    const type = mutated && random.chance(0.1) ? oddType(random) : `${MULTIPART}; boundary=${boundary}`;
    return {
      headers: [['content-type', type]],
      body: mutated && random.chance(0.3) ? mutateBytes(bytes, random) : bytes,
      isJson: false,
    };
  };

  return ({ fields, types }: RestSeed, mutated: boolean): Body => {
    if (fields === null && !(mutated && random.chance(0.1))) return NO_BODY;
    const tree = mutated ? mutateFields(fields ?? {}) : (fields ?? {});
    const isAnyType = mutated && random.chance(0.1);
    const type = random.pick(isAnyType || types.length === 0 ? ['application/json', URLENCODED, MULTIPART] : types);
    // Forms have no place for anything but fields.
    if (type === 'application/json' || !isFields(tree)) return json(tree, mutated);
    return type === URLENCODED ? urlencoded(tree, mutated) : multipart(tree, mutated);
  };
}

const CRLF = Buffer.from('\r\n');

function isFields(tree: unknown): tree is Fields {
  return (
    typeof tree === 'object' && tree !== null && !Array.isArray(tree) && Object.getOwnPropertySymbols(tree).length === 0
  );
}

/** As the vendor's client spells lists: once each. */
function pairsOf(fields: Fields): (readonly [name: string, value: string])[] {
  const text = (value: unknown) => (typeof value === 'string' ? value : writeJson(value));
  return Object.entries(fields).flatMap(([name, value]) => {
    if (value === undefined) return [];
    if (!Array.isArray(value)) return [[name, text(value)] as const];
    return value
      .slice(0, 600)
      .map((item, index) => [index % 3 === 0 ? name : `${name}[${index}]`, text(item)] as const);
  });
}

/** What is no text becomes the bytes that it would be, were it one. */
function formText(value: string): string {
  return value.isWellFormed() ? encodeURIComponent(value) : '%ED%A0%80';
}

function oddPairs(random: Random, values: Values, pairs: readonly string[]): string[] {
  const odd = [
    '__proto__=a',
    '__proto__[name]=b',
    'constructor=1',
    'name[]=a&name[]=b',
    'name[a][b][c]=d',
    '=',
    '&&&',
    'a',
    '%',
    '%FF=%FF',
    'users[999999]=1',
    'users[-1]=1',
    'users[]=',
    'users[0][id]=1',
    'users[1000000]=2',
    'invite_users[00]=1',
    '+=+',
    'name=%00',
    `name=${'a'.repeat(300_000)}`,
    Array(20_000).fill('users=1').join('&'),
    `name=${encodeURIComponent(values.text().toWellFormed())}`,
  ];
  return [random.pick(odd), ...(pairs.length > 0 ? [random.pick(pairs)] : [])];
}

function partOf(name: string, value: string, random: Random): Buffer {
  const head = `content-disposition: form-data; name="${name.replace(/[\r\n"]/g, '%')}"`;
  const [, base64] = /^data:image\/\w+;base64,(.*)$/s.exec(value) ?? [];
  if (base64 === undefined || random.chance(0.3)) return Buffer.from(`${head}\r\n\r\n${value}`);
  const file = Buffer.from(`${head}; filename="a.png"\r\ncontent-type: image/png\r\n\r\n`);
  return Buffer.concat([file, Buffer.from(base64, 'base64')]);
}

function oddParts({ random, values, pictures }: BodyDeps): Buffer[] {
  const of = (head: string, content: string | Buffer = 'a') =>
    Buffer.concat([Buffer.from(`${head}\r\n\r\n`), Buffer.from(content)]);
  const named = (rest: string, content?: string | Buffer) => of(`content-disposition: form-data; ${rest}`, content);
  const inner = '--inner\r\ncontent-disposition: form-data; name="name"\r\n\r\nb\r\n--inner--';
  const odd: readonly (() => Buffer)[] = [
    () => named('name="__proto__"'),
    () => named('name="constructor"'),
    () => named('name="toString"; filename="x"'),
    () => named(''),
    () => named('name=""'),
    () => named(`name="${'n'.repeat(5000)}"`),
    () => named('name="name"; filename=""', ''),
    () => named('name="name"; filename="../../../a"', pictures.broken()),
    () => named('name="image_original"; filename="a.png"', pictures.broken()),
    () => named('name="emotional_image_original"; filename="a"', pictures.broken()),
    () => named(`name*=utf-8''%FF; filename*=utf-8''%00%zz`),
    () => named('name="name"\r\ncontent-transfer-encoding: base64', 'QUFB'),
    () => named('name="name"\r\ncontent-type: text/plain; charset=utf-16', 'a\0'),
    () => named('name="name"\r\ncontent-type: multipart/mixed; boundary=inner', inner),
    () => named(`name="name"\r\n${Array.from({ length: 50 }, (_, index) => `x-${index}: a`).join('\r\n')}`),
    () => named(`name="name"\r\nx-long: ${'a'.repeat(90_000)}`),
    () => named('name="description"', 'd'.repeat(70_000)),
    () => named('name="description"', Buffer.from([0xc3, 0x28])),
    () => named('name="name"', values.text()),
    () => of('content-disposition: attachment; filename="a"'),
    () => of('x: y'),
    () => Buffer.from('no head at all'),
    () =>
      Buffer.concat(
        Array(300).fill(Buffer.from('content-disposition: form-data; name="users"\r\n\r\n1\r\n--fuzz-boundary\r\n')),
      ),
  ];
  return Array.from({ length: 1 + random.below(3) }, () => random.pick(odd)());
}

function oddBoundary(random: Random): string {
  return random.pick(['a', '-', '--', 'x'.repeat(70), 'x'.repeat(2000), 'a b', "'()+_,./:=?"]);
}

function oddType(random: Random): string {
  const spellings = [
    '; boundary=',
    '; boundary=""',
    '',
    '; boundary="fuzz-boundary"; charset=utf-16',
    '; boundary=x; boundary=fuzz-boundary',
  ];
  return random.pick([
    ...spellings.map((rest) => MULTIPART + rest),
    'multipart/mixed; boundary=fuzz-boundary',
    `MULTIPART/FORM-DATA;BOUNDARY=fuzz-boundary`,
  ]);
}
