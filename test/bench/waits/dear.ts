import type { Hall } from './hall.ts';
import { type Answer, type Sendable, send } from './send.ts';

/** What a dear request came to, and how somebody else fared meanwhile, where that is asked. */
export interface Told {
  readonly answers: readonly Answer[];
  readonly other?: Answer;
}

export interface Dear {
  /** Number of its kind: requests of one kind are expensive in the same way, such as 2, by line breaks, or 3, by marks. */
  readonly point: number;
  readonly name: string;
  /** Whether it is also measured on the heap that docs/settings.md recommends where memory is short. */
  readonly onSmallHeap: boolean;
  readonly production: boolean;
  /** Makes what is to be sent; what it gives then sends it. */
  prepare(hall: Hall): Promise<() => Promise<Told>>;
}

type Options = Partial<Pick<Dear, 'onSmallHeap' | 'production'>>;
export type Make = (hall: Hall) => Sendable | Promise<Sendable>;

/** One request. */
export function one(point: number, name: string, make: Make, options: Options = {}): Dear {
  return several(point, name, 1, make, options);
}

/** The same request of several callers at once. */
export function several(point: number, name: string, count: number, make: Make, options: Options = {}): Dear {
  return scenario(
    point,
    name,
    async (hall) => {
      const request = await make(hall);
      return async () => ({
        answers: await Promise.all(Array.from({ length: count }, () => send(hall.port, request))),
      });
    },
    options,
  );
}

export function scenario(point: number, name: string, prepare: Dear['prepare'], options: Options = {}): Dear {
  return { point, name, prepare, onSmallHeap: false, production: true, ...options };
}

const JSON_TYPE = { 'content-type': 'application/json' };

export function post(path: string, body: string | Buffer, headers: Sendable['headers'] = JSON_TYPE): Sendable {
  return { method: 'POST', path, headers, body: Buffer.from(body) };
}

export function get(path: string): Sendable {
  return { method: 'GET', path, headers: {}, body: null };
}

export function graphql(query: string, variables: object = {}): Sendable {
  return post('/graphql', JSON.stringify({ query, variables }));
}

/** The same as a user sends it: one of their own, unless one is given. */
export async function signed(hall: Hall, sendable: Sendable, userId = freshUser()): Promise<Sendable> {
  const authorization = `Bearer ${await hall.token(userId)}`;
  return { ...sendable, headers: { ...sendable.headers, authorization } };
}

let users = 1_000;

function freshUser(): number {
  users += 1;
  return users;
}
