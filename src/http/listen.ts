import type { FastifyInstance } from 'fastify';
import type { Config } from '../config.ts';
import { isSystemError, StartError } from '../start-error.ts';

type Place = Pick<Config, 'host' | 'port'>;

const NO_ADDRESS = ({ host }: Place) =>
  `HOST ${host} is no address of this machine: set HOST to one that is, or to 0.0.0.0 for all`;
const UNKNOWN = ({ host }: Place) => `HOST ${host} leads to no address: set HOST to an address of this machine`;

/** Cures, by the system's error code for why the server cannot listen. */
const SENTENCES: Readonly<Record<string, (place: Place) => string>> = {
  EADDRINUSE: ({ host, port }) => `PORT ${port} is in use at ${host}: end what listens there, or set PORT to another`,
  EACCES: ({ port }) => `PORT ${port} is not for this user to open: set PORT to one from 1024 on`,
  EADDRNOTAVAIL: NO_ADDRESS,
  EAFNOSUPPORT: NO_ADDRESS,
  EINVAL: NO_ADDRESS,
  ENOTFOUND: UNKNOWN,
  EAI_AGAIN: UNKNOWN,
};

/** Listens at the configured host and port and returns the address; throws a `StartError` when it cannot. */
export async function listen(app: FastifyInstance, { host, port }: Place): Promise<string> {
  try {
    return await app.listen({ port, host });
  } catch (cause) {
    if (!isSystemError(cause)) throw cause;
    throw new StartError(`Guildhall cannot start: ${listenProblem(cause.code, { host, port })}.`);
  }
}

/** Says why the server cannot listen, and what helps. */
export function listenProblem(code: string, place: Place): string {
  const { host, port } = place;
  return SENTENCES[code]?.(place) ?? `HOST ${host} and PORT ${port} cannot be listened at (${code}): set others`;
}
