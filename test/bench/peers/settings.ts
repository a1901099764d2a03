import type { Settings } from './data.ts';

/** What the benchmark tells a peer, by environment. */
export function readSettings(): Settings & { readonly port: number; readonly secret: string } {
  const { PORT, DATABASE_FILE, JWT_SECRET, SYNCHRONOUS, WRITES } = process.env;
  if (!PORT || !DATABASE_FILE || !JWT_SECRET) throw new Error('PORT, DATABASE_FILE and JWT_SECRET have to be set');
  return {
    port: Number(PORT),
    file: DATABASE_FILE,
    secret: JWT_SECRET,
    synchronous: SYNCHRONOUS === 'NORMAL' ? 'NORMAL' : 'FULL',
    writes: WRITES === 'group' ? 'group' : 'each',
  };
}
