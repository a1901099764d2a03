import multipart from '@fastify/multipart';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { MAX_IMAGE_BYTES } from '../domain/images.ts';
import type { Limits } from '../limits.ts';
import { readBytes, readText, readToEnd, UnreadableBody } from './body-bytes.ts';
import { parseJson } from './json.ts';

type BodyLimits = Limits['bodies'];

export type BodyType = 'application/json' | 'application/x-www-form-urlencoded' | 'multipart/form-data';

/** A request body as name and value: from a form, texts, lists of texts and files (as bytes); from JSON, anything. */
export type Fields = Readonly<Record<string, unknown>>;

const [PLUS, SPACE] = [0x2b, 0x20];

/** What goes beyond is cut off, and then too large for an image in the domain's eyes, too. */
const MAX_PART_BYTES = MAX_IMAGE_BYTES + 1024;
const MAX_TEXT_PART_BYTES = 64 * 1024;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Bytes of a JSON or urlencoded body, where it may be larger than at the rest of its door. */
    readonly maxBody?: number;
  }
}

/** Bytes that a JSON or urlencoded body of this request may have, where those of its door may have `usual`. */
export function maxBodyOf({ routeOptions }: FastifyRequest, usual: number): number {
  return routeOptions.config.maxBody ?? usual;
}

/** Reads the bodies of these types, and refuses all others, for every route of the instance. */
export async function acceptBodies(
  app: FastifyInstance,
  types: readonly BodyType[],
  { json, values }: BodyLimits,
): Promise<void> {
  app.removeAllContentTypeParsers();
  if (types.includes('application/json')) acceptJson(app, json, values);
  if (types.includes('application/x-www-form-urlencoded')) {
    app.addContentTypeParser('application/x-www-form-urlencoded', async (request: FastifyRequest) =>
      readForm(await readBytes(request, maxBodyOf(request, json)), values),
    );
  }
  if (types.includes('multipart/form-data')) await app.register(multipart, { throwFileSizeLimit: false });
}

/** Unlike Fastify's own: an empty body is no body, and text that is no UTF-8 is refused, not repaired. */
export function acceptJson(app: FastifyInstance, maxBytes: number, maxValues: number): void {
  app.addContentTypeParser('application/json', async (request: FastifyRequest) => {
    const bytes = await readBytes(request, maxBodyOf(request, maxBytes));
    return bytes.length === 0 ? undefined : parseJson(bytes, maxValues);
  });
}

/** The fields of whatever body came; none when there was none. */
export async function readFields(request: FastifyRequest, limits: BodyLimits): Promise<Fields> {
  if (request.isMultipart?.()) return readMultipart(request, limits);
  const body: unknown = request.body ?? {};
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw new UnreadableBody({ code: 'MALFORMED' });
  return Object.setPrototypeOf(body, null);
}

/** Not by URLSearchParams, which repairs what is no percent-encoded UTF-8, and takes 2 s for 8 MB of plus signs. */
function readForm(bytes: Buffer, maxValues: number): Fields {
  for (let at = 0; at < bytes.length; at += 1) if (bytes[at] === PLUS) bytes[at] = SPACE;
  const text = readText(bytes);
  if (hasMorePairs(text, maxValues / 2)) {
    throw new UnreadableBody({ code: 'TOO_LARGE', exceeded: { of: 'names and values', most: maxValues } });
  }
  const fields = new Collected();
  for (const pair of text.split('&')) {
    if (pair === '') continue;
    const equals = pair.includes('=') ? pair.indexOf('=') : pair.length;
    fields.add(percentDecoded(pair.slice(0, equals)), percentDecoded(pair.slice(equals + 1)));
  }
  return fields.values;
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new UnreadableBody({ code: 'MALFORMED' });
  }
}

function hasMorePairs(text: string, most: number): boolean {
  let pairs = 1;
  for (let at = text.indexOf('&'); at !== -1 && pairs <= most; at = text.indexOf('&', at + 1)) pairs += 1;
  return pairs > most;
}

async function readMultipart(request: FastifyRequest, limits: BodyLimits): Promise<Fields> {
  const fields = new Collected();
  try {
    // All that comes counts, also what is before the first boundary, after the last, and in the headers of parts.
    const whole = readToEnd(request, limits.upload);
    // What the parser has no use for is left to be read.
    const parts = collectParts(request, limits.parts, fields).then(() => void request.raw.resume());
    await Promise.all([whole, parts]);
    return fields.values;
  } catch (cause) {
    // What the parser throws without a status is about the body's form: a missing boundary, an early end.
    if (cause instanceof UnreadableBody || (cause instanceof Error && 'statusCode' in cause)) throw cause;
    throw new UnreadableBody({ code: 'MALFORMED' });
  }
}

async function collectParts(request: FastifyRequest, maxParts: number, fields: Collected): Promise<void> {
  // Every part as a stream of bytes, so that texts are decoded here and not repaired on the way.
  const parts = request.parts({
    limits: { parts: maxParts, fileSize: MAX_PART_BYTES, headerPairs: 20, fieldNameSize: 200 },
    isPartAFile: () => true,
  });
  for await (const part of parts) {
    if (part.type !== 'file') continue;
    const bytes = await part.toBuffer();
    const isText = part.filename === undefined;
    if (isText && bytes.byteLength > MAX_TEXT_PART_BYTES && !isDataUrl(bytes))
      throw new UnreadableBody({ code: 'TOO_LARGE' });
    // A file input that was left empty is sent as a nameless, empty file.
    if (!isText && part.filename === '' && bytes.byteLength === 0) continue;
    fields.add(part.fieldname, isText ? readText(bytes) : bytes);
  }
}

function isDataUrl(bytes: Buffer): boolean {
  return bytes.subarray(0, 5).toString('latin1').toLowerCase() === 'data:';
}

/** Fields that may come more than once: then they are a list. */
class Collected {
  readonly values: Record<string, unknown> = Object.create(null);

  add(name: string, value: unknown): void {
    const known = this.values[name];
    if (known === undefined) this.values[name] = value;
    else if (Array.isArray(known)) known.push(value);
    else this.values[name] = [known, value];
  }
}
