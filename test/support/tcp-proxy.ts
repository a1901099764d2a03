import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** What becomes of the next COMMIT on any connection: it never arrives, or its answer does not. */
export type LostCommit = 'before' | 'after';

interface Target {
  readonly host: string;
  readonly port: number;
}

export interface TcpProxy {
  readonly port: number;
  /** Cuts all connections, and refuses new ones until `open`. */
  close(): void;
  open(): void;
  /** Cuts all connections. */
  cut(): void;
  /** Forwards nothing any more, in either direction, and keeps connections open until `cut`. */
  freeze(): void;
  loseNextCommit(when: LostCommit): void;
  /** Puts another text of the same length in the place of one, the next time that it is on its way to the server. */
  replaceNext(text: string, by: string): void;
  /** Where new connections lead from now on. */
  leadTo(target: Target): void;
  connections(): number;
  end(): Promise<void>;
}

/** One between a store and its database; `url` is the address of the database through it. */
export async function databaseProxy(databaseUrl: string): Promise<TcpProxy & { readonly url: string }> {
  const url = new URL(databaseUrl);
  const proxy = await tcpProxy({ host: url.hostname, port: Number(url.port) });
  url.port = String(proxy.port);
  return { ...proxy, url: url.href };
}

/** Stands between a client and its server, and disturbs them. */
export async function tcpProxy(first: Target): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let target = first;
  let isOpen = true;
  let isFrozen = false;
  let lost: LostCommit | null = null;
  let replaced: { readonly text: string; readonly by: string } | null = null;

  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
    isFrozen = false;
  };

  const server = createServer((client) => {
    if (!isOpen) {
      client.destroy();
      return;
    }
    const upstream = connect(target.port, target.host);
    let isMute = false;
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
    client.on('data', (bytes) => {
      if (isFrozen) return;
      if (lost !== null && bytes.includes('commit\0')) {
        const when = lost;
        lost = null;
        if (when === 'before') {
          client.destroy();
          return;
        }
        isMute = true;
      }
      const at = replaced === null ? -1 : bytes.indexOf(replaced.text);
      if (replaced !== null && at >= 0) {
        bytes.write(replaced.by, at);
        replaced = null;
      }
      upstream.write(bytes);
    });
    upstream.on('data', (bytes) => {
      if (isFrozen) return;
      if (isMute) client.destroy();
      else client.write(bytes);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');

  return {
    port: address.port,
    close() {
      isOpen = false;
      cut();
    },
    open() {
      isOpen = true;
    },
    cut,
    freeze() {
      isFrozen = true;
    },
    loseNextCommit(when) {
      lost = when;
    },
    replaceNext(text, by) {
      replaced = { text, by };
    },
    leadTo(next) {
      target = next;
    },
    connections: () => sockets.size / 2,
    async end() {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
