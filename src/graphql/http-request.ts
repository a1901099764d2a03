import type { Requested } from './execute.ts';
import type { MediaType } from './media-type.ts';

const PARAMETERS = ['query', 'documentId', 'operationName', 'variables', 'extensions'];
/** Those whose values are JSON in an address, where `null` is one. */
const JSON_PARAMETERS = ['variables', 'extensions'];

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

function withoutEmptyMembers(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  const members: [string, unknown][] = Object.entries(body);
  const given = members.filter(([name, value]) => !(PARAMETERS.includes(name) && (value === '' || value === null)));
  return given.length === members.length ? body : Object.fromEntries(given);
}

function withoutEmptyParameters(url: string): string {
  const question = url.indexOf('?');
  if (question === -1) return url;
  const parameters = new URLSearchParams(url.slice(question));
  const { size } = parameters;
  for (const name of PARAMETERS) parameters.delete(name, '');
  for (const name of JSON_PARAMETERS) parameters.delete(name, 'null');
  return parameters.size === size ? url : `${url.slice(0, question)}?${parameters}`;
}
