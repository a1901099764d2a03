import type { FastifyRequest } from 'fastify';
import type { Deps, SharedDeps } from '../domain/deps.ts';

/** What an operation needs for this request, which is abandoned once its connection is closed. */
export function depsFor(shared: SharedDeps, { raw }: FastifyRequest): Deps {
  return { ...shared, isAbandoned: () => raw.socket.destroyed };
}
