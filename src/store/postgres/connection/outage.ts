import pg from 'pg';
import { Refused } from '../../../domain/refused.ts';

/** SQLSTATE classes and codes of a server that cannot be used now, as against a statement that it refuses. */
const AWAY = /^(08|57P0[1-5]|53300|53400|25006)/;
/** Codes of a transaction that has to be run again: serialization failure, deadlock, and a key that came meanwhile. */
const AGAIN = /^(40001|40P01|23505)$/;
/** Codes of a statement that took too long or waited too long. */
const LATE = /^(57014|55P03|25P03|25P04)$/;

/** Whether a failure is the connection's, and not the statement's: the server may be away, or be a standby. */
export function isOutage(cause: unknown): boolean {
  if (cause instanceof pg.DatabaseError) return AWAY.test(cause.code ?? '');
  return cause instanceof Error && !(cause instanceof Refused);
}

/** Whether the same transaction may succeed when it is run again. */
export function mayGoBetter(cause: unknown): boolean {
  return cause instanceof pg.DatabaseError && AGAIN.test(cause.code ?? '');
}

export function isLate(cause: unknown): boolean {
  return cause instanceof pg.DatabaseError && LATE.test(cause.code ?? '');
}

/** The error as reads throw it: a refusal where the database is away or too slow, else the fault itself. */
export function refusedOr(cause: unknown): unknown {
  if (isLate(cause)) return new Refused({ code: 'OVERLOADED' });
  return isOutage(cause) ? new Refused({ code: 'STORE_UNAVAILABLE' }) : cause;
}
