import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Requested } from './execute.ts';

/** The request with its document filled in; null when it asks for another than those that are trusted. */
export type Trusted = (request: Requested) => Requested | null;

const manifest = z.record(z.string(), z.string());
const body = z.looseObject({
  query: z.string().optional(),
  documentId: z.string().optional(),
  extensions: z
    .looseObject({ persistedQuery: z.looseObject({ sha256Hash: z.string().optional() }).nullish() })
    .nullish(),
});

/**
 * Reads a manifest of hashes and documents, as GraphQL Code Generator's `persistedDocuments` writes it. Clients name a
 * document by `documentId`, or as Apollo's persisted queries do, or send one of these documents as it is.
 */
export function trustedDocuments(file: string): Trusted {
  const documents = manifest.parse(JSON.parse(readFileSync(file, 'utf8')));
  const byHash = new Map(Object.entries(documents).map(([hash, document]) => [hash.replace(/^sha\d+:/, ''), document]));
  const texts = new Set(byHash.values());

  const documentOf = (asked: z.output<typeof body>): string | null => {
    const hash = asked.documentId ?? asked.extensions?.persistedQuery?.sha256Hash;
    if (hash !== undefined) return byHash.get(hash.replace(/^sha\d+:/, '')) ?? null;
    return asked.query !== undefined && texts.has(asked.query) ? asked.query : null;
  };

  return (request) => (request.method === 'GET' ? trustedGet(request, documentOf) : trustedPost(request, documentOf));
}

type DocumentOf = (asked: z.output<typeof body>) => string | null;

function trustedPost(request: Requested, documentOf: DocumentOf): Requested | null {
  const asked = body.safeParse(request.body);
  const query = asked.success ? documentOf(asked.data) : null;
  if (!asked.success || query === null) return null;
  const { documentId: _id, extensions: _extensions, ...rest } = asked.data;
  const { method, url, headers } = request;
  return { method, url, headers, body: { ...rest, query } };
}

function trustedGet(request: Requested, documentOf: DocumentOf): Requested | null {
  const [path = '', ...search] = request.url.split('?');
  const parameters = new URLSearchParams(search.join('?'));
  const extensions = readJson(parameters.get('extensions'));
  const asked = body.safeParse({
    query: parameters.get('query') ?? undefined,
    documentId: parameters.get('documentId') ?? undefined,
    extensions,
  });
  const query = asked.success ? documentOf(asked.data) : null;
  if (query === null) return null;
  for (const name of ['documentId', 'extensions']) parameters.delete(name);
  parameters.set('query', query);
  const { method, headers } = request;
  return { method, headers, url: `${path}?${parameters}`, body: request.body };
}

function readJson(text: string | null): unknown {
  try {
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}
