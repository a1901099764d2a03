import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { populate } from './cast.ts';
import { exchangeRaw } from './exchange.ts';
import { startFuzzedServer } from './server.ts';

/** What a new server answers to such bytes, and what it logs. */
export async function replay(wire: Buffer): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'guildhall-fuzz-'));
  try {
    const data = { databaseUrl: `file:${join(folder, 'guildhall.db')}`, media: join(folder, 'media') };
    await populate(data);
    const server = await startFuzzedServer(data, true);
    const request = { door: 'none', kind: 'bytes', method: '', target: '', headers: [], body: null, wire } as const;
    const outcome = await exchangeRaw(server.port, request, 5_000);
    await server.end();
    const answer = outcome.kind === 'answer' ? outcome.answer.everything : `${outcome.kind}: ${outcome.got}`;
    return [Buffer.from(answer, 'latin1').toString(), ...server.faults().map(({ text }) => text)].join('\n');
  } finally {
    await rm(folder, { recursive: true });
  }
}
