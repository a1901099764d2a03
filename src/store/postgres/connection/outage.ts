import pg from 'pg';
import { Refused } from '../../../domain/refused.ts';

/** Codes of a server that cannot be used now: it is away, ends, starts, is full, or is a standby that takes no writes. */
const AWAY = /^(08...|57P0[1-5]|53300|25006)$/;
/** Codes of a transaction that has to be run again: serialization failure, deadlock, and a key that came meanwhile. */
const AGAIN = /^(40001|40P01|23505)$/;
/** Codes of a statement or a session that took too long, or waited too long for a lock. */
const LATE = /^(57014|55P03|25P03|25P04)$/;
/** Codes of a value that the server cannot take. */
const VALUE = /^22...$/;
/** What the driver says of a server that does not answer. */
const SILENT = /^Query read timeout/;
/** What the driver says of a connection that broke. */
const BROKEN = /^(Connection terminated|Client has encountered a connection error|Client was closed)/;

/** A connection that could not be made. */
export class NotConnected extends Error {
  constructor(cause: unknown) {
    super('the database cannot be reached', { cause });
  }
}

/** The answer to a COMMIT was lost: nobody knows yet whether the transaction was committed. */
export class UnknownOutcome extends Error {
  constructor(cause: unknown) {
    super('the answer to a commit was lost', { cause });
  }
}

/** Thrown inside a transaction that another process came before, to have it run again. */
export class RunAgain extends Error {}

/** Whether a failure is the connection's, and not the statement's. */
export function isOutage(cause: unknown): boolean {
  if (cause instanceof pg.DatabaseError) return AWAY.test(cause.code ?? '');
  if (!(cause instanceof Error)) return false;
  if (cause instanceof NotConnected || cause instanceof UnknownOutcome) return true;
  return 'syscall' in cause || BROKEN.test(cause.message) || isSilent(cause);
}

/** Whether the server has not answered in time, as when its machine is gone: to ask again takes as long. */
export function isSilent(cause: unknown): boolean {
  return cause instanceof Error && SILENT.test(cause.message);
}

/** Whether a statement failed by one of its values. */
export function isOfAValue(cause: unknown): boolean {
  return cause instanceof pg.DatabaseError && VALUE.test(cause.code ?? '');
}

/** Whether the same transaction may succeed when it is run again. */
export function mayGoBetter(cause: unknown): boolean {
  return cause instanceof RunAgain || (cause instanceof pg.DatabaseError && AGAIN.test(cause.code ?? ''));
}

/** Whether two rows have one key: another process wrote the other, or a fault made both. */
export function isCollision(cause: unknown): boolean {
  return cause instanceof pg.DatabaseError && cause.code === '23505';
}

export function isLate(cause: unknown): boolean {
  return cause instanceof pg.DatabaseError && LATE.test(cause.code ?? '');
}

/**
 * The error as reads throw it: a refusal where the database is away, is too slow, or was a standby that ended a read for
 * what its primary has removed; else the fault itself.
 */
export function refusedOr(cause: unknown): unknown {
  if (isLate(cause) || mayGoBetter(cause)) return new Refused({ code: 'OVERLOADED' });
  return isOutage(cause) ? new Refused({ code: 'STORE_UNAVAILABLE' }) : cause;
}
