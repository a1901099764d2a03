import type { Dialect, Route } from '../dialect.ts';
import { operation, type Place, prefixOf, tagOf } from './operation.ts';
import { badMethodAnswer, type Parts } from './refusals.ts';
import { schemaCollector } from './schemas.ts';

const DESCRIPTION = `Two vendors' APIs for community groups over one server, beside GraphQL at [\`/graphql\`](/graphql). A group made at one door is the same group at every other.

Every JSON body may hold fields beyond those named here: they are passed over. \`null\` is the same as nothing, where nothing else is said. A method that a path does not have is refused with 405 and \`Allow\`, a path that is not there with 404, each in the words of its door. What can be read by \`GET\` can be asked for by \`HEAD\`; a \`GET\` that changes something says so, and has no \`HEAD\`.

A request costs a point; a list one more for every further 50 items, and more for its search and for the number of all its items, as \`docs/settings.md\` lists. \`RateLimit-Remaining\` says how many are left.`;

const SECURITY_SCHEMES = {
  bearer: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'A community token or an OpenID token, at every door.',
  },
  authToken: {
    type: 'apiKey',
    in: 'header',
    name: 'x-auth-token',
    description: "The same tokens, as the rooms vendor's client sends them.",
  },
  clientId: {
    type: 'apiKey',
    in: 'header',
    name: 'x-client-id',
    description: 'Must be the client that the token was made for, if the token names one.',
  },
};

/** Describes everything that the dialects serve as one OpenAPI 3.1 document. */
export function openApiDocument(dialects: readonly Dialect[], version: string) {
  const parts: Parts = { schemas: schemaCollector(), answers: {} };
  const places = dialects.flatMap(placesOf);
  const paths: Record<string, Record<string, object>> = {};
  for (const place of places) addPaths(paths, place, parts);
  for (const dialect of dialects) badMethodAnswer(dialect, parts);
  return {
    openapi: '3.1.1',
    info: { title: 'Guildhall', version, description: DESCRIPTION, license: { name: 'MIT', identifier: 'MIT' } },
    servers: [{ url: '/' }],
    tags: [...new Set(places.map(tagOf))].map((name) => ({ name })),
    paths,
    components: {
      schemas: parts.schemas.components,
      responses: parts.answers,
      securitySchemes: SECURITY_SCHEMES,
    },
  };
}

export type OpenApiDocument = ReturnType<typeof openApiDocument>;

function placesOf(dialect: Dialect): Place[] {
  return Object.keys(dialect.routes).map((noun) => ({ dialect, noun }));
}

function addPaths(paths: Record<string, Record<string, object>>, place: Place, parts: Parts): void {
  for (const route of place.dialect.routes[place.noun] ?? []) {
    const path = `${prefixOf(place.dialect)}${templated(route)}`;
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(place, route, parts) };
  }
}

/** A path in OpenAPI's spelling, `{name}` for `:name`. Throws unless exactly its parameters are declared. */
function templated({ path, takes, method }: Route): string {
  const names = [...path.matchAll(/:(\w+)/g)].map(([, name]) => name);
  const declared = Object.keys(takes.params ?? {});
  if (names.toSorted().join() !== declared.toSorted().join()) {
    throw new Error(`${method} ${path} declares the parameters ${declared.join(', ') || 'none'}`);
  }
  return path.replace(/:(\w+)/g, '{$1}');
}
