import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { z } from 'zod';

const S3rver = createRequire(import.meta.url)('@20minutes/s3rver');

export const BUCKET = 'pictures';

const listening = z.object({ port: z.number() });

/** What becomes of connections to a store: they reach it, hear nothing, or are refused. */
type Reach = 'open' | 'silent' | 'refused';

export interface TestStore {
  /** Settings of the SDK that lead to it. */
  readonly env: Readonly<Record<string, string>>;
  become(reach: Reach): void;
  /** The path of the file that the store keeps an object in. */
  pathOf(key: string): string;
  stop(): Promise<void>;
}

/** A server that speaks S3's protocol, behind connections that can be spoilt. */
export async function startBucket(): Promise<TestStore> {
  const directory = await mkdtemp(join(tmpdir(), 'guildhall-bucket-'));
  const store = new S3rver({
    address: '127.0.0.1',
    port: 0,
    silent: true,
    directory,
    vhostBuckets: false,
    // It takes the SDK's signature of a list for a wrong one.
    allowMismatchedSignatures: true,
    configureBuckets: [{ name: BUCKET }],
  });
  const { port } = listening.parse(await store.run());
  const sockets = new Set<Socket>();
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).once('close', () => sockets.delete(socket));
  };
  let reach: Reach = 'open';
  const front = createServer((socket) => {
    keep(socket);
    if (reach === 'refused') return socket.resetAndDestroy();
    if (reach === 'silent') return socket.resume();
    const back = connect(port, '127.0.0.1');
    keep(back);
    socket.once('close', () => back.destroy());
    back.once('close', () => socket.destroy());
    return socket.pipe(back).pipe(socket);
  });
  front.listen(0, '127.0.0.1');
  await once(front, 'listening');

  return {
    env: {
      AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${listening.parse(front.address()).port}`,
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'S3RVER',
      AWS_SECRET_ACCESS_KEY: 'S3RVER',
      AWS_EC2_METADATA_DISABLED: 'true',
    },
    become(wanted) {
      reach = wanted;
      for (const socket of sockets) socket.destroy();
    },
    pathOf: (key) => join(directory, BUCKET, `${key}._S3rver_object`),
    async stop() {
      for (const socket of sockets) socket.destroy();
      front.close();
      await store.close();
      await rm(directory, { recursive: true });
    },
  };
}

/** Lets the SDK of this process find a store. */
export function useBucket({ env }: TestStore): void {
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
}
