import type { ServerOptions } from 'node:http';
import { TurnResponse } from '../../../src/http/turn-response.ts';
import type { Settings } from './data.ts';

export interface PeerSettings extends Settings {
  readonly port: number;
  readonly secret: string;
  /** Node's HTTP as it comes, or as Guildhall has it. */
  readonly transport: Pick<ServerOptions, 'ServerResponse' | 'optimizeEmptyRequests'>;
  /** Whether each request has a line in the log. */
  readonly logs: boolean;
}

/** What the benchmark tells a peer, by environment. */
export function readSettings(): PeerSettings {
  const { PORT, DATABASE_FILE, JWT_SECRET, SYNCHRONOUS, WRITES, TRANSPORT, LOG } = process.env;
  if (!PORT || !DATABASE_FILE || !JWT_SECRET) throw new Error('PORT, DATABASE_FILE and JWT_SECRET have to be set');
  return {
    port: Number(PORT),
    file: DATABASE_FILE,
    secret: JWT_SECRET,
    synchronous: SYNCHRONOUS === 'NORMAL' ? 'NORMAL' : 'FULL',
    transport: TRANSPORT === 'turn' ? { ServerResponse: TurnResponse, optimizeEmptyRequests: true } : {},
    logs: LOG === 'lines',
    writes: WRITES === 'group' ? 'group' : 'each',
  };
}
