// The documents that a server with `TRUSTED_DOCUMENTS` answers, and no others. Each was checked at the start: its hash is
// its own, and the schema can answer it.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { buildSchema, GraphQLError, type GraphQLSchema, parse, validate } from 'graphql';
import { z } from 'zod';
import { readSettingFile } from '../../setting-file.ts';
import type { GraphQLRequest } from '../http-request.ts';
import { SCHEMA_FILE } from '../schema-file.ts';

/** Fills the document of a request in; null for a request with another document than those that are trusted. */
export type TrustedDocuments = (request: GraphQLRequest) => GraphQLRequest | null;

const manifest = z.record(z.string(), z.string());
type Manifest = z.output<typeof manifest>;
const body = z.looseObject({
  query: z.string().optional(),
  documentId: z.string().optional(),
  extensions: z
    .looseObject({ persistedQuery: z.looseObject({ sha256Hash: z.string().optional() }).nullish() })
    .nullish(),
});

/**
 * Reads a manifest of hashes and documents, as GraphQL Code Generator's `persistedDocuments` writes it. Clients name a
 * document by `documentId`, or as Apollo's persisted queries do, or send one of these documents as it is. Throws a
 * `StartError` for a file that is no manifest, or that holds a document which would never be answered.
 */
export function trustedDocuments(file: string): TrustedDocuments {
  const documents = readManifest(file);
  const byHash = new Map(Object.entries(documents).map(([key, document]) => [bareHash(key), document]));
  const texts = new Set(byHash.values());

  const documentOf = (asked: z.output<typeof body>): string | null => {
    const hash = asked.documentId ?? asked.extensions?.persistedQuery?.sha256Hash;
    if (hash !== undefined) return byHash.get(bareHash(hash)) ?? null;
    return asked.query !== undefined && texts.has(asked.query) ? asked.query : null;
  };

  return (request) =>
    request.parameters === null
      ? trustedPost(request, documentOf)
      : trustedGet(request, request.parameters, documentOf);
}

function bareHash(key: string): string {
  return key.replace(/^sha256:/, '');
}

function readManifest(file: string): Manifest {
  const { text, fail } = readSettingFile('TRUSTED_DOCUMENTS', file);
  const parsed = manifest.safeParse(readJson(text));
  if (!parsed.success)
    return fail('which is no JSON object of hashes and documents: let GraphQL Code Generator write it');
  const schema = buildSchema(readFileSync(SCHEMA_FILE, 'utf8'));
  for (const [key, document] of Object.entries(parsed.data)) {
    if (createHash('sha256').update(document).digest('hex') !== bareHash(key)) {
      fail(`where ${key} is not the hash of its document: have it written with hashAlgorithm: 'sha256'`);
    }
    const [problem] = problemsOf(schema, document);
    if (problem !== undefined) {
      fail(`whose document ${key} cannot be answered (${problem.message}): write it for the schema of this version`);
    }
  }
  return parsed.data;
}

function problemsOf(schema: GraphQLSchema, document: string): readonly GraphQLError[] {
  try {
    return validate(schema, parse(document));
  } catch (cause) {
    if (cause instanceof GraphQLError) return [cause];
    throw cause;
  }
}

type DocumentLookup = (asked: z.output<typeof body>) => string | null;

function trustedPost(request: GraphQLRequest, documentOf: DocumentLookup): GraphQLRequest | null {
  const asked = body.safeParse(request.body);
  const query = asked.success ? documentOf(asked.data) : null;
  if (!asked.success || query === null) return null;
  const { documentId: _id, extensions: _extensions, ...rest } = asked.data;
  return { ...request, body: { ...rest, query } };
}

function trustedGet(
  request: GraphQLRequest,
  given: URLSearchParams,
  documentOf: DocumentLookup,
): GraphQLRequest | null {
  const asked = body.safeParse({
    query: given.get('query') ?? undefined,
    documentId: given.get('documentId') ?? undefined,
    extensions: readJson(given.get('extensions')),
  });
  const query = asked.success ? documentOf(asked.data) : null;
  if (query === null) return null;
  const parameters = new URLSearchParams(given);
  for (const name of ['documentId', 'extensions']) parameters.delete(name);
  parameters.set('query', query);
  return { ...request, parameters };
}

function readJson(text: string | null): unknown {
  try {
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}
