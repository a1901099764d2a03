import type { Requested } from './apollo/execute.ts';
import type { MediaType } from './media-type.ts';

const TEXTS = ['query', 'documentId', 'operationName'];
/** In an address they are JSON, as text. */
const OBJECTS = ['variables', 'extensions'];

/**
 * The request as all that answers it reads it: trusted documents, compiled execution and Apollo. Parameters that are
 * empty or null are absent, and `accept` names the one type of the answer.
 */
export function requestAsMeant({ method, url, headers, body }: Requested, accept: MediaType): Requested {
  if (method !== 'GET') return { method, url, headers: { ...headers, accept }, body: withoutEmptyMembers(body) };
  // What a GET says of its content is about nothing.
  const { 'content-type': _type, ...rest } = headers;
  return { method, url: withoutEmptyParameters(url), headers: { ...rest, accept }, body: undefined };
}

/** An empty text in the place of an object is wrong, and left to be refused. */
function withoutEmptyMembers(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  const members: [string, unknown][] = Object.entries(body);
  const given = members.filter(([name, value]) =>
    TEXTS.includes(name) ? value !== '' && value !== null : value !== null || !OBJECTS.includes(name),
  );
  return given.length === members.length ? body : Object.fromEntries(given);
}

function withoutEmptyParameters(url: string): string {
  const question = url.indexOf('?');
  if (question === -1) return url;
  const parameters = new URLSearchParams(url.slice(question));
  const { size } = parameters;
  for (const name of [...TEXTS, ...OBJECTS]) parameters.delete(name, '');
  for (const name of OBJECTS) parameters.delete(name, 'null');
  return parameters.size === size ? url : `${url.slice(0, question)}?${parameters}`;
}
