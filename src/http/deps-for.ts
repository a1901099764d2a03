import type { FastifyRequest } from 'fastify';
import type { Deps, SharedDeps } from '../domain/deps.ts';

/** The operations' dependencies for one request, which is abandoned once its connection is closed. */
export function depsFor(shared: SharedDeps, { raw }: FastifyRequest): Deps {
  return { ...shared, isAbandoned: () => raw.socket.destroyed };
}
