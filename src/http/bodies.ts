/**
 * Reads request bodies of every type that doors take, each within its limit. Text that is not in its charset is
 * refused, never repaired.
 */

import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Limits } from '../config/limits.ts';
import { readBytes, readText } from './body-bytes.ts';
import { charsetOf, headerParameters } from './header-parameters.ts';
import { parseJson } from './json.ts';
import { type Part, parseMultipart } from './multipart.ts';
import { RefusedRequest } from './refusals.ts';
import { CHARSET_FIELD, parseUrlencoded } from './urlencoded.ts';

type BodyLimits = Limits['bodies'];

export type BodyType = 'application/json' | 'application/x-www-form-urlencoded' | 'multipart/form-data';

/** A request body by names: from a form, texts, lists of texts and pictures; from JSON, anything. */
export type Fields = Readonly<Record<string, unknown>>;

/** How the part of a form with this name is read; null when nobody reads it. */
export type FieldKind = (name: string) => 'text' | 'picture' | null;

const MAX_TEXT_PART_BYTES = 64 * 1024;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Bytes of a JSON or urlencoded body, on routes that take larger ones than the rest of their door. */
    readonly maxBody?: number;
  }
}

/** Bytes that a JSON or urlencoded body of this request may have; `usual` is the limit of its door. */
export function maxBodyOf({ routeOptions }: FastifyRequest, usual: number): number {
  return routeOptions.config.maxBody ?? usual;
}

/** Reads bodies of these types on every route of the instance, and refuses all others. */
export function acceptBodies(
  app: FastifyInstance,
  types: readonly BodyType[],
  { json, values, upload, parts }: BodyLimits,
): void {
  app.removeAllContentTypeParsers();
  if (types.includes('application/json')) acceptJson(app, (request) => maxBodyOf(request, json), values);
  if (types.includes('application/x-www-form-urlencoded')) {
    app.addContentTypeParser('application/x-www-form-urlencoded', async (request: FastifyRequest) => {
      const charset = charsetOf(request.headers['content-type']);
      return collected(await parseUrlencoded(await readBytes(request, maxBodyOf(request, json)), charset, values));
    });
  }
  if (types.includes('multipart/form-data')) {
    app.addContentTypeParser('multipart/form-data', async (request: FastifyRequest) => {
      const boundary = headerParameters(request.headers['content-type'] ?? '').get('boundary');
      const bytes = await readBytes(request, upload);
      if (!boundary) throw new RefusedRequest({ code: 'MALFORMED' });
      return bytes.length === 0 ? {} : new Form(parseMultipart(bytes, boundary, parts));
    });
  }
}

/** Reads JSON bodies. Unlike Fastify, takes an empty body for none, and refuses bad UTF-8 instead of repairing it. */
export function acceptJson(
  app: FastifyInstance,
  maxBytes: (request: FastifyRequest) => number,
  maxValues: number,
): void {
  app.addContentTypeParser('application/json', async (request: FastifyRequest) => {
    const charset = charsetOf(request.headers['content-type']);
    // JSON is always UTF-8; a body that declares another charset would be misread.
    if (charset !== null && !/^(utf-?8|us-ascii)$/i.test(charset)) {
      throw new RefusedRequest({ code: 'UNSUPPORTED_CHARSET' });
    }
    const bytes = await readBytes(request, maxBytes(request));
    return bytes.length === 0 ? undefined : await parseJson(bytes, maxValues);
  });
}

/** The fields of a request's body, of whichever type; none when there is no body. */
export function readFields({ body = null }: FastifyRequest, kindOf: FieldKind): Fields {
  if (body instanceof Form) return collected(body.parts.flatMap((part) => fieldsOf(part, kindOf, body.charset)));
  const fields: unknown = body ?? {};
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) {
    throw new RefusedRequest({ code: 'MALFORMED' });
  }
  return Object.setPrototypeOf(fields, null);
}

/** A multipart body, whose parts are read once its route says what each of them is. */
class Form {
  readonly parts: readonly Part[];
  constructor(parts: readonly Part[]) {
    this.parts = parts;
  }

  /** The charset that the form declares for parts that declare none. */
  get charset(): string | null {
    const field = this.parts.find(({ name }) => name === CHARSET_FIELD);
    return field === undefined ? null : field.bytes.toString('latin1');
  }
}

/** The field of a part; none for a file input that was left empty, which browsers send as a nameless, empty file. */
function fieldsOf(part: Part, kindOf: FieldKind, usualCharset: string | null): (readonly [string, unknown])[] {
  const { name, filename, bytes } = part;
  if (name in Object.prototype) throw new RefusedRequest({ code: 'MALFORMED' });
  const kind = kindOf(name);
  if (kind === null || (filename === '' && bytes.length === 0)) return [];
  if (kind === 'picture') return [[name, isPictureText(part) ? readText(bytes, part.charset) : bytes]];
  if (bytes.length > MAX_TEXT_PART_BYTES) throw new RefusedRequest({ code: 'TOO_LARGE' });
  return [[name, readText(bytes, part.charset ?? usualCharset)]];
}

/** Whether a part for a picture is a text: a data URL, or the empty text that stands for no picture. */
function isPictureText({ filename, isText, charset, bytes }: Part): boolean {
  if (bytes.length === 0) return filename === null;
  return (isText && charset !== null) || /^data:/i.test(bytes.toString('latin1', 0, 5));
}

/** Gathers fields by their names; one that comes more than once becomes a list. */
function collected(pairs: Iterable<readonly [string, unknown]>): Fields {
  const fields: Record<string, unknown> = Object.create(null);
  for (const [name, value] of pairs) {
    const known = fields[name];
    if (known === undefined) fields[name] = value;
    else if (Array.isArray(known)) known.push(value);
    else fields[name] = [known, value];
  }
  return fields;
}
