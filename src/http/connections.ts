import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { networkOf } from './network.ts';
import { answerOn } from './sockets.ts';

/** Networks that it takes to fill all places: one network gets a quarter of them. */
const NETWORKS_TO_FILL_THEM = 4;
/** Milliseconds between two checks for silent connections. A check of 5,000 takes 2 ms. */
const LOOK_MS = 1_000;

interface Connection {
  readonly network: string;
  /** Bytes received by the last check. */
  readonly read: number;
}

/**
 * Bounds the connections to a server, and those of each network except the proxies' to a part of that. When there is no
 * place for a new one, the longest silent one is closed; only when all of them wait for answers, the new one.
 */
export function boundConnections(server: Server, most: number, isProxy: (address: string) => boolean): void {
  const share = Math.ceil(most / NETWORKS_TO_FILL_THEM);
  // In order of the last received byte, the longest silent first.
  const connections = new Map<Socket, Connection>();
  const counts = new Map<string, number>();

  const count = (network: string, more: 1 | -1) => {
    const now = (counts.get(network) ?? 0) + more;
    if (now > 0) counts.set(network, now);
    else counts.delete(network);
  };
  const forget = (socket: Socket) => {
    const connection = connections.get(socket);
    if (connection && connections.delete(socket)) count(connection.network, -1);
  };
  /** Searches one network, or all with null. */
  const longestSilent = (network: string | null): Socket | null => {
    for (const [socket, connection] of connections) {
      if ((network === null || connection.network === network) && isSilent(socket)) return socket;
    }
    return null;
  };
  const makePlace = (network: string | null): boolean => {
    const silent = longestSilent(network);
    if (silent === null) return false;
    forget(silent);
    silent.destroy();
    return true;
  };

  server.on('connection', (socket: Socket) => {
    const address = socket.remoteAddress ?? '';
    const network = networkOf(address);
    const hasShare = (counts.get(network) ?? 0) < share || isProxy(address);
    const hasPlace = (hasShare || makePlace(network)) && (connections.size < most || makePlace(null));
    if (!hasPlace) return socket.destroy();

    connections.set(socket, { network, read: 0 });
    count(network, 1);
    return socket.once('close', () => forget(socket));
  });

  const look = setInterval(() => {
    for (const [socket, { network, read }] of [...connections]) {
      if (socket.bytesRead === read) continue;
      connections.delete(socket);
      connections.set(socket, { network, read: socket.bytesRead });
    }
  }, LOOK_MS);
  look.unref();
  server.once('close', () => clearInterval(look));
}

/** Whether a connection waits for no answer: no request has come, or not all of one. */
function isSilent(socket: Socket): boolean {
  return answerOn(socket)?.req.complete !== true;
}
