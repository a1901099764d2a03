import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { z } from 'zod';
import { DIALECTS } from '../../src/app.ts';
import { openApiDocument } from '../../src/rest/openapi/document.ts';

const operation = z.looseObject({
  operationId: z.string(),
  servers: z.array(z.object({ url: z.string() })).optional(),
});

/** The document as it is served. */
export const document = z
  .looseObject({
    openapi: z.string(),
    paths: z.record(z.string(), z.record(z.string(), operation)),
  })
  .parse(JSON.parse(JSON.stringify(openApiDocument(DIALECTS, '0.0.0'))));

/** One exchange as it went over the wire; a body that is no JSON is undefined. */
export interface Exchange {
  readonly method: string;
  readonly url: string;
  readonly status: number;
  readonly sent: unknown;
  readonly answered: unknown;
  readonly isEmpty: boolean;
}

// In an answer, nothing is allowed that is not said; a document leaves room for what will be added.
const closed = JSON.parse(JSON.stringify(document), (_key, value) => {
  const isOpen = value?.type === 'object' && value.properties && value.additionalProperties === undefined;
  return isOpen ? { ...value, additionalProperties: false } : value;
});

const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: true });
formats.default(ajv);
ajv.addSchema(document, 'open');
ajv.addSchema(closed, 'closed');

/** Every path of the document as it is called: once for each of its servers. */
export const addresses = Object.entries(document.paths).flatMap(([path, methods]) =>
  [...new Set(Object.values(methods).flatMap(({ servers = [{ url: '/' }] }) => servers.map(({ url }) => url)))].map(
    (url) => {
      return { path, address: url.replace(/\/$/, '') + path, methods: Object.keys(methods) };
    },
  ),
);

const patterns = addresses
  // What is spelled out comes before what a parameter stands for.
  .toSorted((one, other) => one.path.split('{').length - other.path.split('{').length)
  .map(({ path, address }) => {
    return { path, matches: new RegExp(`^${address.replace(/\/$/, '').replace(/\{\w+\}/g, '[^/]+')}/?$`) };
  });
const prefixes = DIALECTS.flatMap((dialect) => dialect.prefixes.map((prefix) => ({ prefix, dialect })));

/** What an exchange has that the document does not say; nothing for paths that belong to no REST door. */
export function contradictions(exchange: Exchange): string[] {
  const [path = ''] = exchange.url.split('?');
  const owner = prefixes.find(({ prefix }) => path === prefix || path.startsWith(`${prefix}/`));
  if (owner === undefined || exchange.method === 'OPTIONS') return [];

  const known = patterns.find(({ matches }) => matches.test(path))?.path;
  const method = exchange.method === 'HEAD' ? 'get' : exchange.method.toLowerCase();
  const operation = known === undefined ? undefined : document.paths[known]?.[method];
  const hasNoHead = exchange.method === 'HEAD' && exchange.status === 405;
  if (known === undefined || operation === undefined || hasNoHead) return outside(exchange, owner.dialect.title);
  const at = ['paths', known, method];
  const found = [...answerContradictions(exchange, at), ...requestContradictions(exchange, at)];
  return found.map((what) => `${exchange.method} ${path} ${exchange.status}: ${what}`);
}

/** Paths and methods that are not there, or asked for too often: a refusal in the words of the door. */
function outside({ method, url, status, answered, isEmpty }: Exchange, title: string): string[] {
  if (![400, 404, 405, 429].includes(status)) return [`${method} ${url} ${status}: not in the document`];
  if (isEmpty) return [];
  return violations(validator('closed', ['components', 'schemas', `${title}Refusal`]), answered);
}

function answerContradictions({ method, status, answered, isEmpty }: Exchange, at: readonly string[]): string[] {
  const response = lookUp([...at, 'responses', String(status)]);
  if (response === undefined) return ['the status is not in the document'];
  const place = [...response, 'content', 'application/json', 'schema'];
  if (lookUp(place) === undefined) return isEmpty ? [] : ['the body is not in the document'];
  if (method === 'HEAD') return [];
  return violations(validator('closed', place), answered);
}

/** A body that was accepted is one that the document allows. */
function requestContradictions({ status, sent }: Exchange, at: readonly string[]): string[] {
  const place = lookUp([...at, 'requestBody', 'content', 'application/json', 'schema']);
  if (status >= 300 || sent === undefined || place === undefined) return [];
  return violations(validator('open', place), sent).map((violation) => `accepted ${violation}`);
}

/** The place itself, or the one that it refers to. */
function lookUp(place: readonly string[]): readonly string[] | undefined {
  let part: unknown = document;
  for (const step of place) part = z.record(z.string(), z.unknown()).safeParse(part).data?.[step];
  if (part === undefined) return undefined;
  const reference = z.object({ $ref: z.string().startsWith('#/components/responses/') }).safeParse(part).data?.$ref;
  return reference === undefined ? place : reference.slice(2).split('/');
}

const validators = new Map<string, ValidateFunction>();

function validator(of: 'open' | 'closed', place: readonly string[]): ValidateFunction {
  const steps = place.map((step) => encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1')));
  const reference = `${of}#/${steps.join('/')}`;
  const known = validators.get(reference) ?? ajv.compile({ $ref: reference });
  validators.set(reference, known);
  return known;
}

function violations(validate: ValidateFunction, value: unknown): string[] {
  validate(value);
  return (validate.errors ?? []).map(({ instancePath, message, params }) => {
    return `${instancePath || 'the body'} ${message} ${JSON.stringify(params)}`;
  });
}

/** Looks at whatever a server is sent and sends, whoever asks: also the vendors' clients. */
export function watch(server: Server, see: (exchange: Exchange) => void): void {
  server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
    const sent = collected(request);
    const answered: Buffer[] = [];
    const end = response.end;
    response.end = ((...given: Parameters<typeof end>) => {
      const [last] = given as readonly unknown[];
      if (typeof last === 'string' || last instanceof Uint8Array) answered.push(Buffer.from(last));
      return end.apply(response, given);
    }) as typeof end;
    response.on('finish', () => {
      const text = Buffer.concat(answered).toString();
      // What a browser is shown is no part of a vendor's API.
      if (text.startsWith('<!doctype html>')) return;
      const { method = '', url = '' } = request;
      see({
        method,
        url,
        status: response.statusCode,
        isEmpty: text === '',
        sent: request.headers['content-type']?.startsWith('application/json') ? parsed(sent()) : undefined,
        answered: parsed(text),
      });
    });
  });
}

/** The body of a request, which is left for others to read. */
function collected(request: IncomingMessage): () => string {
  const chunks: Buffer[] = [];
  const emit = request.emit.bind(request);
  request.emit = (event: string | symbol, ...given: unknown[]) => {
    const [chunk] = given;
    if (event === 'data' && chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk));
    return emit(event, ...given);
  };
  return () => Buffer.concat(chunks).toString();
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
